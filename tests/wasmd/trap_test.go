package wasmd

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// A contract that traps when a packet arrives makes wasmd abort the whole transaction; no gas limit and no reply catches
// that. A token that relays such a packet while it is called for a refund blocks only its own packets.
func TestATokenThatRelaysATrapInsideItsRefundHoldsUpItsOwnPacketsOnly(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	puppet := c[0].newPuppet()
	mined := Connect(&App{Chain: c[0], port: c[0].ContractInfo(puppet).IBCPortID, Contract: puppet}, c[1].TransferModule())
	mined.Send(mined.B, Transfer{Asset: Bond, Amount: 1, To: "anybody"})
	mine := mined.take(mined.B)
	require.ErrorContains(t, mined.settle(mined.A, mined.recvMsg(mined.B, mine, c[0].User())), "panic")

	token := c[0].newHostileToken(c[0].User())
	a := c[0].Causeway(VoucherWasm, token.address)
	_, err := a.Execute(a.Contract, Object{"allow": Object{"contract": token.address.String(), "gas_limit": mostGas}})
	require.NoError(t, err)
	l := Connect(a, c[1].TransferModule())
	refused := func(asset string) (settlement, func() bool) {
		l.Send(a, Transfer{Asset: asset, Amount: 400, To: "nobody's address"})
		packet := l.take(a)
		ack := l.receive(a, packet)
		return func(signer sdk.AccAddress) sdk.Msg { return l.ackMsg(a, packet, ack, signer) },
			func() bool { return l.isPending(a, packet) }
	}
	start := a.BalanceOf(a.User(), token.asset())
	settleOwn, ownIsPending := refused(token.asset())
	settleOther, otherIsPending := refused(Bond)
	token.arm("transfer", Object{"emit": []Object{a.asAny(mined.recvMsg(mined.B, mine, token.address))}})

	for range 3 {
		_, err = a.SendMsgs(settleOwn(a.User()))
		require.ErrorContains(t, err, "panic")
	}
	_, err = a.SendMsgs(settleOther(a.User()), settleOwn(a.User()))
	require.ErrorContains(t, err, "panic", "whoever relays both in one transaction loses both")
	require.True(t, ownIsPending())
	require.True(t, otherIsPending())
	require.Empty(t, a.claims())

	_, err = a.SendMsgs(settleOther(a.User()))
	require.NoError(t, err)
	require.False(t, otherIsPending())

	token.arm("transfer", nil)
	_, err = a.SendMsgs(settleOwn(a.User()))
	require.NoError(t, err)
	require.False(t, ownIsPending())
	require.Empty(t, a.inFlight())
	require.Equal(t, start, a.BalanceOf(a.User(), token.asset()))
}
