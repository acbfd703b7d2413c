package wasmd

import (
	"fmt"
	"reflect"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
	"github.com/stretchr/testify/require"
)

// The pattern of ASA-2024-007: who is paid gets to act while a packet is being settled, and relays that very packet once
// more, with a proof that holds.

// ambush is a hostile token at home on a, all of it a puppet's; both act when the puppet is paid.
type ambush struct {
	*link
	token  *hostileToken
	puppet sdk.AccAddress
}

// newAmbush has 600 in escrow.
func newAmbush(t *testing.T, install func(*chain, ...sdk.AccAddress) *app) ambush {
	c := newChains(t, 2)
	puppet := c[0].newPuppet()
	token := c[0].newHostileToken(puppet)
	a := install(c[0])
	_, err := a.execute(a.contract, object{"allow": object{"contract": token.address.String(), "gas_limit": mostGas}})
	require.NoError(t, err)
	s := ambush{connect(a, c[1].transferModule()), token, puppet}
	s.arrive(s.send(600, s.b.user().String()))
	return s
}

func causeway(c *chain, tokens ...sdk.AccAddress) *app { return c.causeway(voucherWasm, tokens...) }

func predecessor(c *chain, tokens ...sdk.AccAddress) *app { return c.ics20(tokens...) }

// send has the puppet send.
func (s ambush) send(amount int, to string) channeltypes.Packet {
	_, err := s.a.emit(s.puppet, s.a.asCall(s.token.address, object{"send": object{
		"contract": s.a.contract.String(), "amount": fmt.Sprint(amount),
		"msg": encode(s.a.t, object{"channel": s.channel(s.a), "remote_address": to, "timeout": hour}),
	}}))
	require.NoError(s.a.t, err)
	return s.take(s.a)
}

func (s ambush) arrive(packet channeltypes.Packet) {
	require.NoError(s.a.t, s.acknowledge(s.a, packet, s.receive(s.a, packet)))
}

// holdings are what the puppet has, and what is in escrow for it.
type holdings struct{ puppet, escrow int64 }

func (s ambush) holdings() holdings {
	return holdings{
		s.a.balance(s.puppet, s.token.asset()).Int64(),
		s.a.balance(s.a.contract, s.token.asset()).Int64(),
	}
}

var (
	before    = holdings{999_000, 1_000} // of which 400 are due
	paidOnce  = holdings{999_400, 600}
	paidTwice = holdings{999_800, 200}
)

// settlement is the message that ends a packet, whoever relays it.
type settlement func(signer sdk.AccAddress) sdk.Msg

// How 400 can come to be due to the puppet, and core's event for each packet that is settled so.
type dueTo struct {
	name    string
	prepare func(ambush) settlement
	event   string
}

var settlements = []dueTo{
	{"refund after a timeout", func(s ambush) settlement {
		packet := s.send(400, s.b.user().String())
		s.letTimePass()
		return func(signer sdk.AccAddress) sdk.Msg { return s.timeoutMsg(s.a, packet, signer) }
	}, channeltypes.EventTypeTimeoutPacket},
	{"refund after an error acknowledgement", func(s ambush) settlement {
		packet := s.send(400, "nobody's address")
		ack := s.receive(s.a, packet)
		return func(signer sdk.AccAddress) sdk.Msg { return s.ackMsg(s.a, packet, ack, signer) }
	}, channeltypes.EventTypeAcknowledgePacket},
	{"payout", func(s ambush) settlement {
		s.arrive(s.send(400, s.b.user().String()))
		s.link.send(s.b, transfer{asset: s.b.voucher(s.hop(s.b) + s.token.asset()), amount: 400, to: s.puppet.String()})
		packet := s.take(s.b)
		return func(signer sdk.AccAddress) sdk.Msg { return s.recvMsg(s.b, packet, signer) }
	}, channeltypes.EventTypeRecvPacket},
}

var refunds = settlements[:2]

// Who relays the packet again: what the token emits when it pays.
var accomplices = []struct {
	name  string
	again func(ambush, settlement) object
}{
	{"the token", func(s ambush, settle settlement) object { return s.a.asAny(settle(s.token.address)) }},
	{"the recipient, called by the token", func(s ambush, settle settlement) object {
		return s.a.asCall(s.puppet, object{"emit": []object{s.a.asAny(settle(s.puppet))}})
	}},
}

// When the token does it: after it has paid, or before.
var deeds = []string{"emit", "emit_first"}

// eachAmbush tests one after the other on the same chains: each leaves 600 in escrow again.
func eachAmbush(t *testing.T, s ambush, settlements []dueTo, test func(t *testing.T, settle settlement, event, deed string, again object)) {
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
	eachAmbush(t, s, settlements, func(t *testing.T, settle settlement, event, deed string, again object) {
		s.token.arm("transfer", object{deed: []object{again}})
		result, err := s.a.SendMsgs(settle(s.a.user()))
		require.NoError(t, err)
		require.Equal(t, "ok", s.token.report(), "core takes it for a redundant relay")
		require.Equal(t, 1, countEvents(result, event))
		require.Equal(t, paidOnce, s.holdings())
		s.requireNothingIsLeft()
	})
}

func (s ambush) requireNothingIsLeft() {
	s.a.t.Helper()
	require.Empty(s.a.t, s.a.inFlight())
	require.Empty(s.a.t, s.a.claims())
}

func countEvents(result *abci.ExecTxResult, kind string) (count int) {
	for _, event := range result.Events {
		if event.Type == kind {
			count++
		}
	}
	return count
}

// Core with the fault of the advisory: it forgets a packet that it sent only after the application has settled it.
func forgetLate(end *app) {
	routes := unexported(end.GetWasmApp().MsgServiceRouter(), "routes").Interface().(map[string]baseapp.MsgServiceHandler)
	core := end.GetWasmApp().IBCKeeper.ChannelKeeper
	for _, url := range []string{"/ibc.core.channel.v1.MsgTimeout", "/ibc.core.channel.v1.MsgAcknowledgement"} {
		route := routes[url]
		routes[url] = func(ctx sdk.Context, msg sdk.Msg) (*sdk.Result, error) {
			packet := reflect.ValueOf(msg).Elem().FieldByName("Packet").Interface().(channeltypes.Packet)
			core.SetPacketCommitment(ctx, packet.SourcePort, packet.SourceChannel, packet.Sequence, channeltypes.CommitPacket(packet))
			return route(ctx, msg)
		}
	}
}

// What has arrived is for core alone to know; but what was sent, and is still due, stands in the contract's own books.
func TestARefundIsPaidOnceEvenIfCoreForgetsLate(t *testing.T) {
	t.Parallel()
	s := newAmbush(t, causeway)
	forgetLate(s.a)
	eachAmbush(t, s, refunds, func(t *testing.T, settle settlement, _, deed string, again object) {
		s.token.arm("transfer", object{deed: []object{again}})
		_, err := s.a.SendMsgs(settle(s.a.user()))
		require.NoError(t, err)
		require.NotEqual(t, "ok", s.token.report())
		require.Equal(t, paidOnce, s.holdings())
		_, err = s.a.SendMsgs(settle(s.a.user()))
		require.ErrorContains(t, err, "already settled")
		s.requireNothingIsLeft()
	})
}

// So it is no idle test: the predecessor, which keeps no record, pays as often as there is escrow for it.
func TestThePredecessorPaidTwiceIfCoreForgotLate(t *testing.T) {
	t.Parallel()
	for _, due := range refunds {
		t.Run(due.name, func(t *testing.T) {
			s := newAmbush(t, predecessor)
			settle := due.prepare(s)
			require.Equal(t, before, s.holdings())
			forgetLate(s.a)
			s.token.arm("transfer", object{"emit": []object{s.a.asAny(settle(s.token.address))}})
			_, err := s.a.SendMsgs(settle(s.a.user()))
			require.NoError(t, err)
			require.Equal(t, "ok", s.token.report())
			require.Equal(t, paidTwice, s.holdings())
		})
	}
}

func TestAnotherRefundFromInsideARefundIsPaidToo(t *testing.T) {
	t.Parallel()
	s := newAmbush(t, causeway)
	first, second := s.send(300, s.b.user().String()), s.send(100, s.b.user().String())
	s.letTimePass()
	s.token.arm("transfer", object{"emit": []object{s.a.asAny(s.timeoutMsg(s.a, second, s.token.address))}})
	require.NoError(t, s.settle(s.a, s.timeoutMsg(s.a, first, s.a.user())))
	require.Equal(t, "ok", s.token.report())
	require.Equal(t, paidOnce, s.holdings())
	s.requireNothingIsLeft()
}

// Without a token's help a recipient's code does not run when it is paid; but it can relay.
func TestAContractThatRelaysItsOwnRefundTwiceIsPaidOnce(t *testing.T) {
	t.Parallel()
	s := newAmbush(t, causeway)
	for _, due := range settlements {
		t.Run(due.name, func(t *testing.T) {
			again := s.a.asAny(due.prepare(s)(s.puppet))
			_, err := s.a.execute(s.puppet, object{"emit": []object{again, s.a.asCall(s.puppet, object{"nest": object{"depth": 2, "messages": []object{again}}}), again}})
			require.NoError(t, err)
			require.Equal(t, paidOnce, s.holdings())
			s.requireNothingIsLeft()
		})
	}
}

// A contract relays in its own name alone: that is all that wasmd asks of a message from a contract.
func TestAContractRelaysInItsOwnNameAlone(t *testing.T) {
	t.Parallel()
	s := newAmbush(t, causeway)
	settle := settlements[0].prepare(s)
	_, err := s.a.emit(s.puppet, s.a.asAny(settle(s.a.user())))
	require.ErrorContains(t, err, "permission")
	require.Equal(t, before, s.holdings())
	_, err = s.a.emit(s.puppet, s.a.asAny(settle(s.puppet)))
	require.NoError(t, err)
	require.Equal(t, paidOnce, s.holdings())
}
