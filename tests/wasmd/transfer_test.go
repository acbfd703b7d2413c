package wasmd

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	sdkmath "cosmossdk.io/math"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

func TestTokensGoOutAndComeHome(t *testing.T) {
	eachWorld(t, all, func(t *testing.T, w world) {
		start := w.a.balance(w.a.user(), w.asset)
		out := transfer{asset: w.asset, amount: 400, to: w.b.user().String()}
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

func TestAMemoArrivesAsItIs(t *testing.T) {
	eachWorld(t, all, func(t *testing.T, w world) {
		for _, memo := range []string{"", "rent", `{"wasm":{"msg":"<a> & \\b"}}`, "Grüße 🌉", "\u2028\n\t", strings.Repeat("x", 32_768)} {
			w.send(w.a, transfer{asset: w.asset, amount: 1, to: w.b.user().String(), memo: memo})
			var data struct{ Memo string }
			require.NoError(t, json.Unmarshal((*w.a.PendingSendPackets)[0].Data, &data))
			require.Equal(t, memo, data.Memo)
			w.deliver()
		}
	})
}

// The bank's amounts have 256 bits, a cw20's 128: what does not fit into a voucher comes back.
func TestWideAmounts(t *testing.T) {
	power := func(n uint) sdkmath.Int { return sdkmath.NewIntFromBigInt(new(big.Int).Lsh(big.NewInt(1), n)) }
	amounts := []struct {
		denom  string
		amount sdkmath.Int
		fits   bool // into a voucher of ours
	}{
		{"wide64", power(64), true},
		{"wide127", power(128).SubRaw(1), true},
		{"wide128", power(128), false},
		{"wide255", power(255).Add(power(255).SubRaw(1)), false},
	}
	between := []string{"bank coin, contract to contract", "bank coin, contract to transfer module", "bank coin, transfer module to contract"}
	eachWorld(t, between, func(t *testing.T, w world) {
		for _, test := range amounts {
			coin := sdk.NewCoin(test.denom, test.amount)
			mint(w.a, coin)
			voucher := w.b.voucher(w.hop(w.b) + test.denom)
			w.send(w.a, transfer{asset: test.denom, huge: test.amount, to: w.b.user().String()})
			require.Equal(t, coin, w.a.Balance(w.a.escrow(w.channel(w.a)), test.denom))
			if w.b.contract != nil && !test.fits {
				require.Contains(t, w.refuse(), "too large for a cw20 token")
			} else {
				w.deliver()
				require.Equal(t, test.amount, w.b.balance(w.b.user(), voucher))
				w.send(w.b, transfer{asset: voucher, huge: test.amount, to: w.a.user().String()})
				w.deliver()
			}
			require.Equal(t, coin, w.a.Balance(w.a.user(), test.denom))
		}
	})
}

func TestAnyoneMayUploadTheCodes(t *testing.T) {
	c := newChains(t, 1)[0]
	params := c.GetWasmApp().WasmKeeper.GetParams(c.GetContext())
	require.Equal(t, wasmtypes.AllowEverybody, params.CodeUploadAccess) // wasmd's default
	c.store(transferWasm)
	c.store(voucherWasm)
}
