package wasmd

import (
	"testing"
	"time"

	"causeway/tests/wasmd/host"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/stretchr/testify/require"
)

// A host limits the call depth, and a call that is too deep fails. A relayer that is a contract therefore decides how much
// of that limit is left for the contract. These tests show what it can achieve by that.

// deepRelayer relays from inside calls of itself.
type deepRelayer struct {
	*App
	puppet sdk.AccAddress
}

func newDeepRelayer(end *App) deepRelayer {
	code := end.Store(puppetWasm)
	end.Pin(code) // so that the deepest calls fit into the gas of a transaction
	return deepRelayer{end, end.instantiate(code, Object{})}
}

// relayFrom makes the relayer emit a message from inside this number of calls. It returns the acknowledgement that was
// written, if any.
func (r deepRelayer) relayFrom(depth uint32, message sdk.Msg) (ack string, err error) {
	result, err := r.Execute(r.puppet, Object{"nest": Object{"depth": depth, "messages": []Object{r.asAny(message)}}})
	if err != nil {
		return "", err
	}
	written, err := host.ParseAckFromEvents(result.Events)
	if err != nil {
		return "", nil // it was no delivery
	}
	return string(written), nil
}

// deepest are the depths around the limit, from where everything succeeds to where nothing does.
func deepest() (depths []uint32) {
	for depth := host.MaxCallDepth - 7; depth <= host.MaxCallDepth+1; depth++ {
		depths = append(depths, depth)
	}
	return depths
}

// deliverFromDeepDown delivers one packet after the other, each from deeper, and requires that each is delivered, or
// refused and refunded, or still pending. The other end holds 1,000 of the asset.
func (l *Link) deliverFromDeepDown(t *testing.T, asset, paidIn string, deliver func(depth uint32, packet host.Packet) (string, error)) {
	delivered, refused := 0, 0
	for _, depth := range deepest() {
		start, there := l.A.BalanceOf(l.A.User(), paidIn), l.B.BalanceOf(l.B.User(), asset)
		l.Send(l.B, Transfer{Asset: asset, Amount: 10, To: l.A.User().String()})
		packet := l.take(l.B)
		ack, err := deliver(depth, packet)
		if err != nil {
			require.ErrorContains(t, err, "max call depth exceeded")
			ack = l.receive(l.B, packet)
			require.Equal(t, SuccessAck, ack, "another relayer delivers it")
		}
		require.NoError(t, l.acknowledge(l.B, packet, ack))
		if ack == SuccessAck {
			delivered++
			require.Equal(t, "10", l.A.BalanceOf(l.A.User(), paidIn).Sub(start).String())
			continue
		}
		refused++
		require.Contains(t, ack, `{"error":"`)
		require.Equal(t, start, l.A.BalanceOf(l.A.User(), paidIn), "nothing was paid")
		require.Equal(t, there, l.B.BalanceOf(l.B.User(), asset), "the sender has it back")
	}
	require.Positive(t, delivered)
	require.Positive(t, refused)
}

// relayerOfDeliveries is a deep relayer at a contract, with the assets that can be delivered there: for each asset of the
// other end, what it is at the contract.
func relayerOfDeliveries(t *testing.T) (*Link, deepRelayer, map[string]string) {
	c := NewChains(t, 2)
	token := c[0].NewCW20()
	l := Connect(c[0].Causeway(VoucherWasm, token), c[1].TransferModule())
	here := map[string]string{Bond: l.A.Voucher(l.Hop(l.A) + Bond)}
	for _, asset := range []string{Bond, "cw20:" + token.String()} {
		l.Send(l.A, Transfer{Asset: asset, Amount: 1_000, To: l.B.User().String()})
		l.deliver()
		here[l.B.Voucher(l.Hop(l.B)+asset)] = asset
	}
	l.Send(l.B, Transfer{Asset: Bond, Amount: 10, To: l.A.User().String()}) // the first mint
	l.deliver()
	return l, newDeepRelayer(l.A), here
}

func TestADeliveryFromTooDeepIsRefusedAndTheSenderRefunded(t *testing.T) {
	t.Parallel()
	l, relayer, here := relayerOfDeliveries(t)
	for asset, paidIn := range here {
		t.Run(paidIn, func(t *testing.T) {
			l.deliverFromDeepDown(t, asset, paidIn, func(depth uint32, packet host.Packet) (string, error) {
				return relayer.relayFrom(depth, l.recvMsg(l.B, packet, relayer.puppet))
			})
		})
	}
}

// The relayer in the message is an ordinary account, which lets another contract act for it, so a contract cannot
// recognise a delivery from deep inside calls by the relayer's address.
func TestADeliveryFromTooDeepMayNameAnOrdinaryAccountAsRelayer(t *testing.T) {
	t.Parallel()
	l, relayer, _ := relayerOfDeliveries(t)
	expiry := l.A.GetContext().BlockTime().Add(1_000 * Hour * time.Second)
	authorization := authz.NewGenericAuthorization("/ibc.core.channel.v1.MsgRecvPacket")
	grant, err := authz.NewMsgGrant(l.A.User(), relayer.puppet, authorization, &expiry)
	require.NoError(t, err)
	_, err = l.A.SendMsgs(grant)
	require.NoError(t, err)
	l.deliverFromDeepDown(t, Bond, l.A.Voucher(l.Hop(l.A)+Bond), func(depth uint32, packet host.Packet) (string, error) {
		exec := authz.NewMsgExec(relayer.puppet, []sdk.Msg{l.recvMsg(l.B, packet, l.A.User())})
		return relayer.relayFrom(depth, &exec)
	})
}

// Where the host counts messages, the payment of a refund can be too deep while the reply to it is not. Otherwise a refund
// is paid, or its packet stays pending.
func TestARefundFromTooDeepIsPaidOrPendingOrAClaim(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	token := c[0].NewCW20()
	l := Connect(c[0].Causeway(VoucherWasm, token), c[1].TransferModule())
	relayer := newDeepRelayer(l.A)
	for _, asset := range []string{Bond, "cw20:" + token.String()} {
		t.Run(asset, func(t *testing.T) {
			start := l.A.BalanceOf(l.A.User(), asset)
			paid, pending, claimed := 0, 0, 0
			for _, depth := range deepest() {
				l.Send(l.A, Transfer{Asset: asset, Amount: 10, To: "nobody's address"})
				packet := l.take(l.A)
				ack := l.receive(l.A, packet)
				_, err := relayer.relayFrom(depth, l.ackMsg(l.A, packet, ack, relayer.puppet))
				switch {
				case err != nil:
					pending++
					require.ErrorContains(t, err, "max call depth exceeded")
					require.True(t, l.isPending(l.A, packet))
					require.Len(t, l.A.inFlight(), 1)
					require.NoError(t, l.acknowledge(l.A, packet, ack), "another relayer settles it")
				case len(l.A.claims()) > 0:
					claimed++
					require.Equal(t, []claimInfo{{l.A.User().String(), asset, "10", "0"}}, l.A.claims())
					_, err = l.A.Execute(l.A.Contract, Object{"claim": Object{"denom": asset}})
					require.NoError(t, err)
				default:
					paid++
				}
				require.Empty(t, l.A.inFlight())
				require.Empty(t, l.A.claims())
				require.Equal(t, start, l.A.BalanceOf(l.A.User(), asset))
			}
			require.Positive(t, paid)
			require.Positive(t, pending)
			require.Equal(t, host.CountsMessages, claimed > 0, "%d claims", claimed)
		})
	}
}
