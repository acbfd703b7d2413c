package wasmd

import (
	"testing"

	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	distributiontypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
	ibctesting "github.com/cosmos/ibc-go/v10/testing"
	"github.com/stretchr/testify/require"
)

type claimInfo struct {
	Owner, Denom, Held string
	ToMint             string `json:"to_mint"`
}

func (a *app) claims() []claimInfo {
	return query[struct{ Claims []claimInfo }](a.chain, a.contract, object{"list_claims": object{}}).Claims
}

func TestARefundThatCannotBePaidIsClaimedLater(t *testing.T) {
	for _, ending := range []string{"error acknowledgement", "timeout"} {
		t.Run(ending, func(t *testing.T) {
			c := newChains(t, 2)
			l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
			start := l.a.balance(l.a.user(), bond)
			allowSends := func(allowed bool) {
				l.a.GetWasmApp().BankKeeper.SetSendEnabled(l.a.GetContext(), bond, allowed)
				l.a.commit()
			}
			l.send(l.a, transfer{asset: bond, amount: 400, to: "nobody's address"})
			allowSends(false)
			if ending == "timeout" {
				l.expire(l.a)
			} else {
				l.refuse()
			}
			owner := l.a.user().String()
			require.Equal(t, []claimInfo{{owner, bond, "400", "0"}}, l.a.claims())
			require.Empty(t, l.a.inFlight())

			claim := object{"claim": object{"denom": bond, "owner": owner}}
			_, err := l.a.execute(l.a.contract, claim)
			require.ErrorContains(t, err, "disabled")
			require.Len(t, l.a.claims(), 1)
			allowSends(true)
			_, err = l.a.execute(l.a.contract, claim)
			require.NoError(t, err)
			require.Empty(t, l.a.claims())
			require.Equal(t, start, l.a.balance(l.a.user(), bond))
			_, err = l.a.execute(l.a.contract, claim)
			require.Error(t, err)
		})
	}
}

// A module account may send, as governance does, and may not be paid: the refund waits until it names a recipient.
func TestARefundToABlockedAccountIsClaimedForAnother(t *testing.T) {
	c := newChains(t, 2)
	l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
	module := authtypes.NewModuleAddress(distributiontypes.ModuleName)
	bank := l.a.GetWasmApp().BankKeeper
	require.True(t, bank.BlockedAddr(module))
	coins := sdk.NewCoins(sdk.NewInt64Coin(bond, 400))
	require.NoError(t, bank.MintCoins(l.a.GetContext(), minttypes.ModuleName, coins))
	require.NoError(t, bank.SendCoinsFromModuleToModule(l.a.GetContext(), minttypes.ModuleName, distributiontypes.ModuleName, coins))

	result := l.a.executeAs(module, l.a.contract, object{"transfer": object{"channel": "channel-0", "remote_address": "nobody's address"}}, coins...)
	packets, err := ibctesting.ParseIBCV1Packets(channeltypes.EventTypeSendPacket, result.Events)
	require.NoError(t, err)
	require.NoError(t, l.acknowledge(l.a, packets[0], l.receive(l.a, packets[0])))
	owner := module.String()
	require.Equal(t, []claimInfo{{owner, bond, "400", "0"}}, l.a.claims())

	_, err = l.a.execute(l.a.contract, object{"claim": object{"denom": bond, "owner": owner}})
	require.ErrorContains(t, err, "not allowed to receive funds")
	recipient := l.a.SenderAccounts[1].SenderAccount.GetAddress()
	redirect := object{"claim": object{"denom": bond, "owner": owner, "recipient": recipient.String()}}
	_, err = l.a.execute(l.a.contract, redirect)
	require.ErrorContains(t, err, "only the owner")
	start := l.a.balance(recipient, bond)
	l.a.executeAs(module, l.a.contract, redirect)
	require.Equal(t, "400", l.a.balance(recipient, bond).Sub(start).String())
	require.Empty(t, l.a.claims())
}

// executeAs is how a module calls a contract: without a transaction of its own.
func (c *chain) executeAs(sender, contract sdk.AccAddress, msg object, funds ...sdk.Coin) *sdk.Result {
	execute := &wasmtypes.MsgExecuteContract{Sender: sender.String(), Contract: contract.String(), Msg: encode(c.t, msg), Funds: funds}
	result, err := c.GetWasmApp().MsgServiceRouter().Handler(execute)(c.GetContext(), execute)
	require.NoError(c.t, err)
	c.commit()
	return result
}

// A token that goes wrong when it is called, however it does.
var faults = []struct {
	name string
	deed any
}{
	{"fails", object{"fail": "no"}},
	{"traps", "trap"},
	{"burns all the gas of its limit", "burn_gas"},
	{"spends more than its limit", object{"spend": 400_000}},
}

// With a refund that fails the packet is settled all the same, and nothing is lost.
func TestATokenThatGoesWrongInARefundLeavesAClaim(t *testing.T) {
	c := newChains(t, 2)
	token := c[0].newHostileToken(c[0].user())
	l := connect(c[0].causeway(voucherWasm, token.address), c[1].transferModule())
	start := l.a.balance(l.a.user(), token.asset())
	for _, ending := range []string{"timeout", "error acknowledgement"} {
		for _, fault := range faults {
			t.Run(fault.name+" in a refund after "+ending, func(t *testing.T) {
				l.send(l.a, transfer{asset: token.asset(), amount: 400, to: "nobody's address"})
				packet := l.take(l.a)
				token.arm("transfer", fault.deed)
				var settle sdk.Msg
				if ending == "timeout" {
					l.letTimePass()
					settle = l.timeoutMsg(l.a, packet, l.a.user())
				} else {
					settle = l.ackMsg(l.a, packet, l.receive(l.a, packet), l.a.user())
				}
				result, err := l.a.SendMsgs(settle)
				require.NoError(t, err)
				require.Less(t, result.GasUsed, int64(700_000), "the token's share is limited")
				require.False(t, l.isPending(l.a, packet))
				require.Empty(t, l.a.inFlight())
				owner := l.a.user().String()
				require.Equal(t, []claimInfo{{owner, token.asset(), "400", "0"}}, l.a.claims())

				token.arm("transfer", nil)
				_, err = l.a.execute(l.a.contract, object{"claim": object{"denom": token.asset(), "owner": owner}})
				require.NoError(t, err)
				require.Equal(t, start, l.a.balance(l.a.user(), token.asset()))
				require.Empty(t, l.a.claims())
			})
		}
	}
}

// With a payout that fails the packet is refused, and the other chain refunds.
func TestATokenThatGoesWrongInAPayoutIsRefused(t *testing.T) {
	c := newChains(t, 2)
	token := c[0].newHostileToken(c[0].user())
	l := connect(c[0].causeway(voucherWasm, token.address), c[1].transferModule())
	l.send(l.a, transfer{asset: token.asset(), amount: 400, to: l.b.user().String()})
	l.deliver()
	voucher := l.b.voucher(l.hop(l.b) + token.asset())
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			token.arm("transfer", fault.deed)
			before := l.a.holdingsAndStorage()
			l.send(l.b, transfer{asset: voucher, amount: 400, to: l.a.user().String()})
			l.refuse()
			require.Equal(t, before, l.a.holdingsAndStorage())
			require.Equal(t, "400", l.b.balance(l.b.user(), voucher).String())
		})
	}
	token.arm("transfer", nil)
	l.send(l.b, transfer{asset: voucher, amount: 400, to: l.a.user().String()})
	l.deliver()
}

// Whoever relays with too little gas aborts the transaction: a claim cannot be forced where a refund can be paid.
func TestARelayerCannotStarveARefundIntoAClaim(t *testing.T) {
	c := newChains(t, 2)
	token := c[0].newHostileToken(c[0].user())
	l := connect(c[0].causeway(voucherWasm, token.address), c[1].transferModule())
	relayer := c[0].newPuppet()
	start := l.a.balance(l.a.user(), token.asset())
	token.arm("transfer", object{"spend": 100_000}) // dear, but within its limit
	aborted, paid := 0, 0
	for gas := 100_000; gas <= 600_000; gas += 25_000 {
		l.send(l.a, transfer{asset: token.asset(), amount: 400, to: "nobody's address"})
		packet := l.take(l.a)
		ack := l.receive(l.a, packet)
		starve := object{"starve": object{"gas": gas, "messages": []object{l.a.asAny(l.ackMsg(l.a, packet, ack, relayer))}}}
		_, err := l.a.execute(relayer, starve)
		require.NoError(t, err)
		if l.isPending(l.a, packet) {
			aborted++
			require.Len(t, l.a.inFlight(), 1)
			require.NoError(t, l.acknowledge(l.a, packet, ack))
		} else {
			paid++
		}
		require.Empty(t, l.a.claims(), gas)
		require.Equal(t, start, l.a.balance(l.a.user(), token.asset()))
	}
	t.Logf("%d aborted, %d paid", aborted, paid)
	require.Positive(t, aborted)
	require.Positive(t, paid)
}
