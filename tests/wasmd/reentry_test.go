package wasmd

import (
	"fmt"
	"reflect"
	"testing"

	"causeway/tests/wasmd/host"
	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// The pattern of ASA-2024-007: an account that is paid while a packet is being settled runs code, and relays the same
// packet once more, with a valid proof.

// ambush is a hostile token on chain a that is held by a puppet. Both act when the puppet is paid.
type ambush struct {
	*Link
	token  *hostileToken
	puppet sdk.AccAddress
}

// newAmbush has 600 in escrow.
func newAmbush(t *testing.T, install func(*Chain, ...sdk.AccAddress) *App) ambush {
	c := NewChains(t, 2)
	puppet := c[0].newPuppet()
	token := c[0].newHostileToken(puppet)
	a := install(c[0])
	_, err := a.Execute(a.Contract, Object{"allow": Object{"contract": token.address.String(), "gas_limit": mostGas}})
	require.NoError(t, err)
	s := ambush{Connect(a, c[1].TransferModule()), token, puppet}
	s.arrive(s.send(600, s.B.User().String()))
	return s
}

func causeway(c *Chain, tokens ...sdk.AccAddress) *App { return c.Causeway(VoucherWasm, tokens...) }

func predecessor(c *Chain, tokens ...sdk.AccAddress) *App { return c.ICS20(tokens...) }

// send sends as the puppet.
func (s ambush) send(amount int, to string) host.Packet {
	_, err := s.A.emit(s.puppet, s.A.asCall(s.token.address, Object{"send": Object{
		"contract": s.A.Contract.String(), "amount": fmt.Sprint(amount),
		"msg": Encode(s.A.T, Object{"channel": s.channel(s.A), "remote_address": to, "timeout": Hour}),
	}}))
	require.NoError(s.A.T, err)
	return s.take(s.A)
}

func (s ambush) arrive(packet host.Packet) {
	require.NoError(s.A.T, s.acknowledge(s.A, packet, s.receive(s.A, packet)))
}

// holdings are the balance of the puppet, and the amount in escrow.
type holdings struct{ puppet, escrow int64 }

func (s ambush) holdings() holdings {
	return holdings{
		s.A.BalanceOf(s.puppet, s.token.asset()).Int64(),
		s.A.BalanceOf(s.A.Contract, s.token.asset()).Int64(),
	}
}

var (
	before    = holdings{999_000, 1_000} // of which 400 are due
	paidOnce  = holdings{999_400, 600}
	paidTwice = holdings{999_800, 200}
)

// settlement is the message that settles a packet, whoever relays it.
type settlement func(signer sdk.AccAddress) sdk.Msg

// The ways in which 400 can be paid to the puppet, each with core's event for a settled packet.
type dueTo struct {
	name    string
	prepare func(ambush) settlement
	event   string
}

var settlements = []dueTo{
	{"refund after a timeout", func(s ambush) settlement {
		packet := s.send(400, s.B.User().String())
		s.letTimePass()
		return func(signer sdk.AccAddress) sdk.Msg { return s.timeoutMsg(s.A, packet, signer) }
	}, host.EventTimedOut},
	{"refund after an error acknowledgement", func(s ambush) settlement {
		packet := s.send(400, "nobody's address")
		ack := s.receive(s.A, packet)
		return func(signer sdk.AccAddress) sdk.Msg { return s.ackMsg(s.A, packet, ack, signer) }
	}, host.EventAcknowledged},
	{"payout", func(s ambush) settlement {
		s.arrive(s.send(400, s.B.User().String()))
		s.Link.Send(s.B, Transfer{Asset: s.B.Voucher(s.Hop(s.B) + s.token.asset()), Amount: 400, To: s.puppet.String()})
		packet := s.take(s.B)
		return func(signer sdk.AccAddress) sdk.Msg { return s.recvMsg(s.B, packet, signer) }
	}, host.EventRecv},
}

var refunds = settlements[:2]

// The accounts that can relay the packet again when the token pays.
var accomplices = []struct {
	name  string
	again func(ambush, settlement) Object
}{
	{"the token", func(s ambush, settle settlement) Object { return s.A.asAny(settle(s.token.address)) }},
	{"the recipient, called by the token", func(s ambush, settle settlement) Object {
		return s.A.asCall(s.puppet, Object{"emit": []Object{s.A.asAny(settle(s.puppet))}})
	}},
}

// When the token relays: after it has paid, or before.
var deeds = []string{"emit", "emit_first"}

// eachAmbush runs one test after the other on the same chains. Each leaves 600 in escrow.
func eachAmbush(t *testing.T, s ambush, settlements []dueTo, test func(t *testing.T, settle settlement, event, deed string, again Object)) {
	for _, due := range settlements {
		for _, accomplice := range accomplices {
			for _, deed := range deeds {
				t.Run(due.name+", "+accomplice.name+", "+deed, func(t *testing.T) {
					settle := due.prepare(s)
					require.Equal(t, before, s.holdings())
					test(t, settle, due.event, deed, accomplice.again(s, settle))
				})
			}
		}
	}
}

func TestAPacketRelayedAgainFromInsideItsOwnSettlementIsPaidOnce(t *testing.T) {
	t.Parallel()
	s := newAmbush(t, causeway)
	eachAmbush(t, s, settlements, func(t *testing.T, settle settlement, event, deed string, again Object) {
		s.token.arm("transfer", Object{deed: []Object{again}})
		result, err := s.A.SendMsgs(settle(s.A.User()))
		require.NoError(t, err)
		require.Equal(t, "ok", s.token.report(), "core takes it for a redundant relay")
		require.Equal(t, 1, countEvents(result, event))
		require.Equal(t, paidOnce, s.holdings())
		s.requireNothingIsLeft()
	})
}

func (s ambush) requireNothingIsLeft() {
	s.A.T.Helper()
	require.Empty(s.A.T, s.A.inFlight())
	require.Empty(s.A.T, s.A.claims())
}

func countEvents(result *abci.ExecTxResult, kind string) (count int) {
	for _, event := range result.Events {
		if event.Type == kind {
			count++
		}
	}
	return count
}

// A core with the fault of the advisory: it deletes the commitment of a packet only after the application has settled it.
func forgetLate(end *App) {
	routes := FieldOf(end.GetWasmApp().MsgServiceRouter(), "routes").Interface().(map[string]baseapp.MsgServiceHandler)
	core := end.GetWasmApp().IBCKeeper.ChannelKeeper
	for _, url := range []string{"/ibc.core.channel.v1.MsgTimeout", "/ibc.core.channel.v1.MsgAcknowledgement"} {
		route := routes[url]
		routes[url] = func(ctx sdk.Context, msg sdk.Msg) (*sdk.Result, error) {
			packet := reflect.ValueOf(msg).Elem().FieldByName("Packet").Interface().(host.Packet)
			core.SetPacketCommitment(ctx, packet.SourcePort, packet.SourceChannel, packet.Sequence, host.CommitPacket(packet))
			return route(ctx, msg)
		}
	}
}

// Only core knows which packets were received. But the contract has an in-flight record of each packet that it sent and
// that is not settled.
func TestARefundIsPaidOnceEvenIfCoreForgetsLate(t *testing.T) {
	t.Parallel()
	s := newAmbush(t, causeway)
	forgetLate(s.A)
	eachAmbush(t, s, refunds, func(t *testing.T, settle settlement, _, deed string, again Object) {
		s.token.arm("transfer", Object{deed: []Object{again}})
		_, err := s.A.SendMsgs(settle(s.A.User()))
		require.NoError(t, err)
		require.NotEqual(t, "ok", s.token.report())
		require.Equal(t, paidOnce, s.holdings())
		_, err = s.A.SendMsgs(settle(s.A.User()))
		require.ErrorContains(t, err, "already settled")
		s.requireNothingIsLeft()
	})
}

// This shows that the test above can fail: the predecessor has no in-flight records, and pays as often as there is escrow
// for it.
func TestThePredecessorPaidTwiceIfCoreForgotLate(t *testing.T) {
	t.Parallel()
	for _, due := range refunds {
		t.Run(due.name, func(t *testing.T) {
			s := newAmbush(t, predecessor)
			settle := due.prepare(s)
			require.Equal(t, before, s.holdings())
			forgetLate(s.A)
			s.token.arm("transfer", Object{"emit": []Object{s.A.asAny(settle(s.token.address))}})
			_, err := s.A.SendMsgs(settle(s.A.User()))
			require.NoError(t, err)
			require.Equal(t, "ok", s.token.report())
			require.Equal(t, paidTwice, s.holdings())
		})
	}
}

func TestAnotherRefundFromInsideARefundIsPaidToo(t *testing.T) {
	t.Parallel()
	s := newAmbush(t, causeway)
	first, second := s.send(300, s.B.User().String()), s.send(100, s.B.User().String())
	s.letTimePass()
	s.token.arm("transfer", Object{"emit": []Object{s.A.asAny(s.timeoutMsg(s.A, second, s.token.address))}})
	require.NoError(t, s.settle(s.A, s.timeoutMsg(s.A, first, s.A.User())))
	require.Equal(t, "ok", s.token.report())
	require.Equal(t, paidOnce, s.holdings())
	s.requireNothingIsLeft()
}

// Without a hostile token, a recipient's code does not run when it is paid; but it can relay.
func TestAContractThatRelaysItsOwnRefundTwiceIsPaidOnce(t *testing.T) {
	t.Parallel()
	s := newAmbush(t, causeway)
	for _, due := range settlements {
		t.Run(due.name, func(t *testing.T) {
			again := s.A.asAny(due.prepare(s)(s.puppet))
			_, err := s.A.Execute(s.puppet, Object{"emit": []Object{again, s.A.asCall(s.puppet, Object{"nest": Object{"depth": 2, "messages": []Object{again}}}), again}})
			require.NoError(t, err)
			require.Equal(t, paidOnce, s.holdings())
			s.requireNothingIsLeft()
		})
	}
}

// A contract can relay only in its own name, because wasmd requires that it is the signer of its messages.
func TestAContractRelaysInItsOwnNameAlone(t *testing.T) {
	t.Parallel()
	s := newAmbush(t, causeway)
	settle := settlements[0].prepare(s)
	_, err := s.A.emit(s.puppet, s.A.asAny(settle(s.A.User())))
	require.ErrorContains(t, err, "permission")
	require.Equal(t, before, s.holdings())
	_, err = s.A.emit(s.puppet, s.A.asAny(settle(s.puppet)))
	require.NoError(t, err)
	require.Equal(t, paidOnce, s.holdings())
}
