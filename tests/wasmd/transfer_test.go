package wasmd

import (
	"slices"
	"strings"
	"testing"

	sdkmath "cosmossdk.io/math"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// The token at home on a, where it goes: what each case starts with.
type world struct {
	*link
	asset   string // at a
	voucher string // at b
}

// Every kind of end that can hold the token, and every kind that can mint its voucher.
var worlds = []struct {
	name string
	open func(*testing.T) world
}{
	{"bank coin, contract to contract", func(t *testing.T) world {
		c := newChains(t, 2)
		return newWorld(c[0].causeway(voucherWasm), c[1].causeway(voucherWasm), bond)
	}},
	{"bank coin, contract to transfer module", func(t *testing.T) world {
		c := newChains(t, 2)
		return newWorld(c[0].causeway(voucherWasm), c[1].transferModule(), bond)
	}},
	{"bank coin, transfer module to contract", func(t *testing.T) world {
		c := newChains(t, 2)
		return newWorld(c[0].transferModule(), c[1].causeway(voucherWasm), bond)
	}},
	{"cw20 token, contract to contract", func(t *testing.T) world {
		c := newChains(t, 2)
		token := c[0].newCw20()
		return newWorld(c[0].causeway(voucherWasm, token), c[1].causeway(voucherWasm), "cw20:"+token.String())
	}},
	{"cw20 token, contract to transfer module", func(t *testing.T) world {
		c := newChains(t, 2)
		token := c[0].newCw20()
		return newWorld(c[0].causeway(voucherWasm, token), c[1].transferModule(), "cw20:"+token.String())
	}},
	{"bank coin, contract to contract, cw20-base as voucher", func(t *testing.T) world {
		c := newChains(t, 2)
		return newWorld(c[0].causeway(cw20Wasm), c[1].causeway(cw20Wasm), bond)
	}},
}

var all []string

func newWorld(a, b *app, asset string) world {
	l := connect(a, b)
	return world{l, asset, b.voucher(l.hop(b) + asset)}
}

// eachWorld tests in all worlds, or in those that are named.
func eachWorld(t *testing.T, names []string, test func(*testing.T, world)) {
	for _, w := range worlds {
		if names != nil && !slices.Contains(names, w.name) {
			continue
		}
		t.Run(w.name, func(t *testing.T) { test(t, w.open(t)) })
	}
}

// books are the balances that a transfer moves.
type books struct{ user, escrow, voucher int64 }

func (w world) books(start sdkmath.Int) books {
	escrow := w.a.escrow(w.channel(w.a))
	return books{
		user:    w.a.balance(w.a.user(), w.asset).Sub(start).Int64(),
		escrow:  w.a.balance(escrow, w.asset).Int64(),
		voucher: w.b.balance(w.b.user(), w.voucher).Int64(),
	}
}

func TestTokensGoOutAndComeHome(t *testing.T) {
	eachWorld(t, all, func(t *testing.T, w world) {
		start := w.a.balance(w.a.user(), w.asset)
		out := transfer{asset: w.asset, amount: 400, to: w.b.user().String(), memo: "<memo & more>"}
		for _, total := range []int64{400, 800} { // the voucher's first time, and a later one
			w.send(w.a, out)
			w.deliver()
			require.Equal(t, books{-total, total, total}, w.books(start))
		}
		home := transfer{asset: w.voucher, amount: 300, to: w.a.user().String()}
		for _, left := range []int64{500, 200} {
			w.send(w.b, home)
			w.deliver()
			require.Equal(t, books{-left, left, left}, w.books(start))
		}
		home.amount = 200
		w.send(w.b, home)
		w.deliver()
		require.Equal(t, books{0, 0, 0}, w.books(start))
		w.requireNothingInFlight()
	})
}

func TestAnErrorAcknowledgementRefunds(t *testing.T) {
	eachWorld(t, all, func(t *testing.T, w world) {
		start := w.a.balance(w.a.user(), w.asset)
		w.send(w.a, transfer{asset: w.asset, amount: 400, to: "nobody's address"})
		require.Equal(t, books{-400, 400, 0}, w.books(start))
		w.refuse()
		require.Equal(t, books{0, 0, 0}, w.books(start))

		w.send(w.a, transfer{asset: w.asset, amount: 400, to: w.b.user().String()})
		w.deliver()
		w.send(w.b, transfer{asset: w.voucher, amount: 150, to: "nobody's address"})
		require.Equal(t, books{-400, 400, 250}, w.books(start))
		w.refuse()
		require.Equal(t, books{-400, 400, 400}, w.books(start))
		w.requireNothingInFlight()
	})
}

func TestATimeoutRefunds(t *testing.T) {
	eachWorld(t, all, func(t *testing.T, w world) {
		start := w.a.balance(w.a.user(), w.asset)
		w.send(w.a, transfer{asset: w.asset, amount: 400, to: w.b.user().String()})
		w.expire(w.a)
		require.Equal(t, books{0, 0, 0}, w.books(start))

		w.send(w.a, transfer{asset: w.asset, amount: 400, to: w.b.user().String()})
		w.deliver()
		w.send(w.b, transfer{asset: w.voucher, amount: 150, to: w.a.user().String()})
		require.Equal(t, books{-400, 400, 250}, w.books(start))
		w.expire(w.b)
		require.Equal(t, books{-400, 400, 400}, w.books(start))
		w.requireNothingInFlight()
	})
}

func (l *link) requireNothingInFlight() {
	for _, end := range []*app{l.a, l.b} {
		if end.contract != nil {
			require.Empty(end.t, end.inFlight())
		}
	}
}

type packetInfo struct {
	Sender, Channel, Denom, Amount string
	Sequence                       uint64
}

func (a *app) inFlight() []packetInfo {
	return query[struct{ Packets []packetInfo }](a.chain, a.contract, object{"list_in_flight": object{}}).Packets
}

func TestASendIsOnRecordUntilItIsSettled(t *testing.T) {
	c := newChains(t, 2)
	l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
	l.send(l.a, transfer{asset: bond, amount: 400, to: c[1].user().String()})
	require.Equal(t, []packetInfo{{c[0].user().String(), "channel-0", bond, "400", 1}}, l.a.inFlight())
	l.deliver()
	require.Empty(t, l.a.inFlight())
}

// a mints, b escrows the voucher, c mints a voucher of it; then all the way back.
func TestAVoucherTravelsOnOverThreeChainsAndBack(t *testing.T) {
	for _, middle := range []string{"contract", "transfer module"} {
		t.Run(middle, func(t *testing.T) {
			c := newChains(t, 3)
			a, b, last := c[0].causeway(voucherWasm), c[1].causeway(voucherWasm), c[2].causeway(voucherWasm)
			if middle == "transfer module" {
				b = c[1].transferModule()
			}
			ab, bc := connect(a, b), connect(b, last)
			pathAtB := ab.hop(b) + bond
			atB := b.voucher(pathAtB)
			atC := last.voucher(bc.hop(last) + pathAtB)
			start := a.balance(a.user(), bond)

			ab.send(a, transfer{asset: bond, amount: 400, to: b.user().String()})
			ab.deliver()
			bc.send(b, transfer{asset: atB, amount: 300, to: last.user().String()})
			bc.deliver()
			require.Equal(t, "300", last.balance(last.user(), atC).String())
			require.Equal(t, "300", b.balance(b.escrow(bc.channel(b)), atB).String())

			bc.send(last, transfer{asset: atC, amount: 300, to: "nobody's address"})
			bc.refuse()
			require.Equal(t, "300", last.balance(last.user(), atC).String())

			bc.send(last, transfer{asset: atC, amount: 300, to: b.user().String()})
			bc.deliver()
			require.Equal(t, "400", b.balance(b.user(), atB).String())
			ab.send(b, transfer{asset: atB, amount: 400, to: a.user().String()})
			ab.deliver()
			require.Equal(t, start, a.balance(a.user(), bond))
		})
	}
}

// What the contract refuses comes back to the sender on the other chain.
func TestWhatTheContractRefuses(t *testing.T) {
	setUp := func(t *testing.T) (*link, string) {
		c := newChains(t, 2)
		l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
		l.send(l.a, transfer{asset: bond, amount: 400, to: l.b.user().String()})
		l.deliver()
		return l, l.b.voucher(l.hop(l.b) + bond)
	}
	for _, test := range []struct {
		name, to, ack string
	}{
		{"a bad receiver", "nobody's address", "receiver"},
		{"the contract as receiver", "", "receiver"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, voucher := setUp(t)
			if test.to == "" {
				test.to = l.a.contract.String()
			}
			l.send(l.b, transfer{asset: voucher, amount: 150, to: test.to})
			require.Contains(t, l.refuse(), test.ack)
			require.Equal(t, "400", l.b.balance(l.b.user(), voucher).String())
			require.Equal(t, "400", l.a.balance(l.a.contract, bond).String())
		})
	}
	t.Run("more than its escrow", func(t *testing.T) {
		l, voucher := setUp(t)
		mint(l.b, sdk.NewInt64Coin(voucher, 1_000)) // a counterparty that lies
		l.send(l.b, transfer{asset: voucher, amount: 401, to: l.a.user().String()})
		require.Contains(t, l.refuse(), "escrow")
		require.Equal(t, "400", l.a.balance(l.a.contract, bond).String())
	})
	t.Run("foreign tokens without a voucher code", func(t *testing.T) {
		c := newChains(t, 2)
		l := connect(c[0].newApp(transferWasm, object{}, nil), c[1].transferModule())
		before := l.b.balance(l.b.user(), bond)
		l.send(l.b, transfer{asset: bond, amount: 150, to: l.a.user().String()})
		l.refuse()
		require.Equal(t, before, l.b.balance(l.b.user(), bond))
	})
}

func mint(end *app, coin sdk.Coin) {
	bank := end.GetWasmApp().BankKeeper
	require.NoError(end.t, bank.MintCoins(end.GetContext(), "mint", sdk.NewCoins(coin)))
	require.NoError(end.t, bank.SendCoinsFromModuleToAccount(end.GetContext(), "mint", end.user(), sdk.NewCoins(coin)))
	end.commit()
}

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

func TestTheOtherSideMayOpenTheChannel(t *testing.T) {
	c := newChains(t, 2)
	l := connect(c[0].transferModule(), c[1].causeway(voucherWasm))
	l.send(l.b, transfer{asset: bond, amount: 400, to: l.a.user().String()})
	l.deliver()
	require.Equal(t, "400", l.a.balance(l.a.user(), l.a.voucher(l.hop(l.a)+bond)).String())
}

func TestAVoucherIsWhereItsPathSays(t *testing.T) {
	c := newChains(t, 2)
	l := connect(c[0].transferModule(), c[1].causeway(voucherWasm))
	path := l.hop(l.b) + bond
	predicted := l.b.voucher(path)
	address := sdk.MustAccAddressFromBech32(strings.TrimPrefix(predicted, "cw20:"))
	l.b.Fund(address, sdkmath.NewInt(7)) // the address may hold coins before there is a contract
	l.send(l.a, transfer{asset: bond, amount: 400, to: l.b.user().String()})
	l.deliver()
	require.Equal(t, "400", l.b.balance(l.b.user(), predicted).String())
	info := l.b.ContractInfo(address)
	require.Equal(t, l.b.contract.String(), info.Creator)
	require.Equal(t, l.b.user().String(), info.Admin) // as the transfer contract's
	denom := query[struct{ Denom string }](l.b.chain, l.b.contract, object{"denom": object{"voucher": address.String()}})
	require.Equal(t, path, denom.Denom)
}

func TestAnyoneMayUploadTheCodes(t *testing.T) {
	c := newChains(t, 1)[0]
	params := c.GetWasmApp().WasmKeeper.GetParams(c.GetContext())
	require.Equal(t, wasmtypes.AllowEverybody, params.CodeUploadAccess) // wasmd's default
	c.store(transferWasm)
	c.store(voucherWasm)
}
