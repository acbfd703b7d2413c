package wasmd

import (
	"testing"

	"causeway/tests/wasmd/host"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	distributiontypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	"github.com/stretchr/testify/require"
)

type claimInfo struct {
	Owner, Denom, Held string
	ToMint             string `json:"to_mint"`
}

func (a *App) claims() []claimInfo {
	return Query[struct{ Claims []claimInfo }](a.Chain, a.Contract, Object{"list_claims": Object{}}).Claims
}

func TestARefundThatCannotBePaidIsClaimedLater(t *testing.T) {
	t.Parallel()
	for _, ending := range []string{"error acknowledgement", "timeout"} {
		t.Run(ending, func(t *testing.T) {
			c := NewChains(t, 2)
			l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
			start := l.A.BalanceOf(l.A.User(), Bond)
			allowSends := func(allowed bool) {
				l.A.GetWasmApp().BankKeeper.SetSendEnabled(l.A.GetContext(), Bond, allowed)
				l.A.Commit()
			}
			l.Send(l.A, Transfer{Asset: Bond, Amount: 400, To: "nobody's address"})
			allowSends(false)
			if ending == "timeout" {
				l.Expire(l.A)
			} else {
				l.Refuse()
			}
			owner := l.A.User().String()
			require.Equal(t, []claimInfo{{owner, Bond, "400", "0"}}, l.A.claims())
			require.Empty(t, l.A.inFlight())

			claim := Object{"claim": Object{"denom": Bond, "owner": owner}}
			_, err := l.A.Execute(l.A.Contract, claim)
			require.ErrorContains(t, err, "disabled")
			require.Len(t, l.A.claims(), 1)
			allowSends(true)
			_, err = l.A.Execute(l.A.Contract, claim)
			require.NoError(t, err)
			require.Empty(t, l.A.claims())
			require.Equal(t, start, l.A.BalanceOf(l.A.User(), Bond))
			_, err = l.A.Execute(l.A.Contract, claim)
			require.Error(t, err)
		})
	}
}

// A module account may send, as governance does, but may not be paid. Its refund becomes a claim until it names a
// recipient.
func TestARefundToABlockedAccountIsClaimedForAnother(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
	module := authtypes.NewModuleAddress(distributiontypes.ModuleName)
	bank := l.A.GetWasmApp().BankKeeper
	require.True(t, bank.BlockedAddr(module))
	coins := sdk.NewCoins(sdk.NewInt64Coin(Bond, 400))
	require.NoError(t, bank.MintCoins(l.A.GetContext(), minttypes.ModuleName, coins))
	require.NoError(t, bank.SendCoinsFromModuleToModule(l.A.GetContext(), minttypes.ModuleName, distributiontypes.ModuleName, coins))

	result := l.A.executeAs(module, l.A.Contract, Object{"transfer": Object{"channel": "channel-0", "remote_address": "nobody's address"}}, coins...)
	packets, err := host.SentPackets(result.Events)
	require.NoError(t, err)
	require.NoError(t, l.acknowledge(l.A, packets[0], l.receive(l.A, packets[0])))
	owner := module.String()
	require.Equal(t, []claimInfo{{owner, Bond, "400", "0"}}, l.A.claims())

	_, err = l.A.Execute(l.A.Contract, Object{"claim": Object{"denom": Bond, "owner": owner}})
	require.ErrorContains(t, err, "not allowed to receive funds")
	recipient := l.A.SenderAccounts[1].SenderAccount.GetAddress()
	redirect := Object{"claim": Object{"denom": Bond, "owner": owner, "recipient": recipient.String()}}
	_, err = l.A.Execute(l.A.Contract, redirect)
	require.ErrorContains(t, err, "only the owner")
	start := l.A.BalanceOf(recipient, Bond)
	l.A.executeAs(module, l.A.Contract, redirect)
	require.Equal(t, "400", l.A.BalanceOf(recipient, Bond).Sub(start).String())
	require.Empty(t, l.A.claims())
}

// executeAs calls a contract as a module does: not in a transaction of its own.
func (c *Chain) executeAs(sender, contract sdk.AccAddress, msg Object, funds ...sdk.Coin) *sdk.Result {
	execute := &wasmtypes.MsgExecuteContract{Sender: sender.String(), Contract: contract.String(), Msg: Encode(c.T, msg), Funds: funds}
	result, err := c.GetWasmApp().MsgServiceRouter().Handler(execute)(c.GetContext(), execute)
	require.NoError(c.T, err)
	c.Commit()
	return result
}

// The ways in which a token can fail when it is called.
var faults = []struct {
	name string
	deed any
}{
	{"fails", Object{"fail": "no"}},
	{"traps", "trap"},
	{"burns all the gas of its limit", "burn_gas"},
	{"spends more than any limit", Object{"spend": 2_400_000}},
}

// If a refund fails, the packet is settled all the same, and the refund becomes a claim.
func TestATokenThatGoesWrongInARefundLeavesAClaim(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	token := c[0].newHostileToken(c[0].User())
	l := Connect(c[0].Causeway(VoucherWasm, token.address), c[1].TransferModule())
	start := l.A.BalanceOf(l.A.User(), token.asset())
	for _, ending := range []string{"timeout", "error acknowledgement"} {
		for _, fault := range faults {
			t.Run(fault.name+" in a refund after "+ending, func(t *testing.T) {
				l.Send(l.A, Transfer{Asset: token.asset(), Amount: 400, To: "nobody's address"})
				packet := l.take(l.A)
				token.arm("transfer", fault.deed)
				var settle sdk.Msg
				if ending == "timeout" {
					l.letTimePass()
					settle = l.timeoutMsg(l.A, packet, l.A.User())
				} else {
					settle = l.ackMsg(l.A, packet, l.receive(l.A, packet), l.A.User())
				}
				result, err := l.A.SendMsgs(settle)
				require.NoError(t, err)
				require.Less(t, result.GasUsed, int64(700_000), "the token's share is limited")
				require.False(t, l.isPending(l.A, packet))
				require.Empty(t, l.A.inFlight())
				owner := l.A.User().String()
				require.Equal(t, []claimInfo{{owner, token.asset(), "400", "0"}}, l.A.claims())

				token.arm("transfer", nil)
				_, err = l.A.Execute(l.A.Contract, Object{"claim": Object{"denom": token.asset(), "owner": owner}})
				require.NoError(t, err)
				require.Equal(t, start, l.A.BalanceOf(l.A.User(), token.asset()))
				require.Empty(t, l.A.claims())
			})
		}
	}
}

// If a payout fails, the packet is refused, and the other chain refunds its sender.
func TestATokenThatGoesWrongInAPayoutIsRefused(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	token := c[0].newHostileToken(c[0].User())
	l := Connect(c[0].Causeway(VoucherWasm, token.address), c[1].TransferModule())
	l.Send(l.A, Transfer{Asset: token.asset(), Amount: 400, To: l.B.User().String()})
	l.deliver()
	voucher := l.B.Voucher(l.Hop(l.B) + token.asset())
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			token.arm("transfer", fault.deed)
			before := l.A.holdingsAndStorage()
			l.Send(l.B, Transfer{Asset: voucher, Amount: 400, To: l.A.User().String()})
			l.Refuse()
			require.Equal(t, before, l.A.holdingsAndStorage())
			require.Equal(t, "400", l.B.BalanceOf(l.B.User(), voucher).String())
		})
	}
	token.arm("transfer", nil)
	l.Send(l.B, Transfer{Asset: voucher, Amount: 400, To: l.A.User().String()})
	l.deliver()
}

// A relayer with too little gas aborts the transaction, so it cannot force a claim where a refund can be paid.
func TestARelayerCannotStarveARefundIntoAClaim(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	token := c[0].newHostileToken(c[0].User())
	l := Connect(c[0].Causeway(VoucherWasm, token.address), c[1].TransferModule())
	relayer := c[0].newPuppet()
	start := l.A.BalanceOf(l.A.User(), token.asset())
	token.arm("transfer", Object{"spend": 100_000}) // dear, but within its limit
	aborted, paid := 0, 0
	for gas := 100_000; gas <= 600_000; gas += 25_000 {
		l.Send(l.A, Transfer{Asset: token.asset(), Amount: 400, To: "nobody's address"})
		packet := l.take(l.A)
		ack := l.receive(l.A, packet)
		starve := Object{"starve": Object{"gas": gas, "messages": []Object{l.A.asAny(l.ackMsg(l.A, packet, ack, relayer))}}}
		_, err := l.A.Execute(relayer, starve)
		require.NoError(t, err)
		if l.isPending(l.A, packet) {
			aborted++
			require.Len(t, l.A.inFlight(), 1)
			require.NoError(t, l.acknowledge(l.A, packet, ack))
		} else {
			paid++
		}
		require.Empty(t, l.A.claims(), gas)
		require.Equal(t, start, l.A.BalanceOf(l.A.User(), token.asset()))
	}
	t.Logf("%d aborted, %d paid", aborted, paid)
	require.Positive(t, aborted)
	require.Positive(t, paid)
}
