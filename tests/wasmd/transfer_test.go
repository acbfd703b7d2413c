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
	t.Parallel()
	eachWorld(t, all, func(t *testing.T, w world) {
		start := w.A.BalanceOf(w.A.User(), w.asset)
		out := Transfer{Asset: w.asset, Amount: 400, To: w.B.User().String()}
		for _, total := range []int64{400, 800} { // the voucher's first time, and a later one
			w.Send(w.A, out)
			w.deliver()
			require.Equal(t, books{-total, total, total}, w.books(start))
		}
		home := Transfer{Asset: w.voucher, Amount: 300, To: w.A.User().String()}
		for _, left := range []int64{500, 200} {
			w.Send(w.B, home)
			w.deliver()
			require.Equal(t, books{-left, left, left}, w.books(start))
		}
		home.Amount = 200
		w.Send(w.B, home)
		w.deliver()
		require.Equal(t, books{0, 0, 0}, w.books(start))
		w.requireNothingInFlight()
	})
}

func TestAnErrorAcknowledgementRefunds(t *testing.T) {
	t.Parallel()
	eachWorld(t, all, func(t *testing.T, w world) {
		start := w.A.BalanceOf(w.A.User(), w.asset)
		w.Send(w.A, Transfer{Asset: w.asset, Amount: 400, To: "nobody's address"})
		require.Equal(t, books{-400, 400, 0}, w.books(start))
		w.Refuse()
		require.Equal(t, books{0, 0, 0}, w.books(start))

		w.Send(w.A, Transfer{Asset: w.asset, Amount: 400, To: w.B.User().String()})
		w.deliver()
		w.Send(w.B, Transfer{Asset: w.voucher, Amount: 150, To: "nobody's address"})
		require.Equal(t, books{-400, 400, 250}, w.books(start))
		w.Refuse()
		require.Equal(t, books{-400, 400, 400}, w.books(start))
		w.requireNothingInFlight()
	})
}

func TestATimeoutRefunds(t *testing.T) {
	t.Parallel()
	eachWorld(t, all, func(t *testing.T, w world) {
		start := w.A.BalanceOf(w.A.User(), w.asset)
		w.Send(w.A, Transfer{Asset: w.asset, Amount: 400, To: w.B.User().String()})
		w.Expire(w.A)
		require.Equal(t, books{0, 0, 0}, w.books(start))

		w.Send(w.A, Transfer{Asset: w.asset, Amount: 400, To: w.B.User().String()})
		w.deliver()
		w.Send(w.B, Transfer{Asset: w.voucher, Amount: 150, To: w.A.User().String()})
		require.Equal(t, books{-400, 400, 250}, w.books(start))
		w.Expire(w.B)
		require.Equal(t, books{-400, 400, 400}, w.books(start))
		w.requireNothingInFlight()
	})
}

func (l *Link) requireNothingInFlight() {
	for _, end := range []*App{l.A, l.B} {
		if end.Contract != nil {
			require.Empty(end.T, end.inFlight())
		}
	}
}

type packetInfo struct {
	Sender, Channel, Denom, Amount string
	Sequence                       uint64
}

func (a *App) inFlight() []packetInfo {
	return Query[struct{ Packets []packetInfo }](a.Chain, a.Contract, Object{"list_in_flight": Object{}}).Packets
}

func TestASendIsOnRecordUntilItIsSettled(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
	l.Send(l.A, Transfer{Asset: Bond, Amount: 400, To: c[1].User().String()})
	require.Equal(t, []packetInfo{{c[0].User().String(), "channel-0", Bond, "400", 1}}, l.A.inFlight())
	l.deliver()
	require.Empty(t, l.A.inFlight())
}

// Chain a mints a voucher, b escrows the voucher, and c mints a voucher of it; then all of it goes back.
func TestAVoucherTravelsOnOverThreeChainsAndBack(t *testing.T) {
	t.Parallel()
	for _, middle := range []string{"contract", "transfer module"} {
		t.Run(middle, func(t *testing.T) {
			c := NewChains(t, 3)
			a, b, last := c[0].Causeway(VoucherWasm), c[1].Causeway(VoucherWasm), c[2].Causeway(VoucherWasm)
			if middle == "transfer module" {
				b = c[1].TransferModule()
			}
			ab, bc := Connect(a, b), Connect(b, last)
			pathAtB := ab.Hop(b) + Bond
			atB := b.Voucher(pathAtB)
			atC := last.Voucher(bc.Hop(last) + pathAtB)
			start := a.BalanceOf(a.User(), Bond)

			ab.Send(a, Transfer{Asset: Bond, Amount: 400, To: b.User().String()})
			ab.deliver()
			bc.Send(b, Transfer{Asset: atB, Amount: 300, To: last.User().String()})
			bc.deliver()
			require.Equal(t, "300", last.BalanceOf(last.User(), atC).String())
			require.Equal(t, "300", b.BalanceOf(b.escrow(bc.channel(b)), atB).String())

			bc.Send(last, Transfer{Asset: atC, Amount: 300, To: "nobody's address"})
			bc.Refuse()
			require.Equal(t, "300", last.BalanceOf(last.User(), atC).String())

			bc.Send(last, Transfer{Asset: atC, Amount: 300, To: b.User().String()})
			bc.deliver()
			require.Equal(t, "400", b.BalanceOf(b.User(), atB).String())
			ab.Send(b, Transfer{Asset: atB, Amount: 400, To: a.User().String()})
			ab.deliver()
			require.Equal(t, start, a.BalanceOf(a.User(), Bond))
		})
	}
}

// A packet that the contract rejects is refunded to the sender on the other chain.
func TestWhatTheContractRefuses(t *testing.T) {
	t.Parallel()
	setUp := func(t *testing.T) (*Link, string) {
		c := NewChains(t, 2)
		l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
		l.Send(l.A, Transfer{Asset: Bond, Amount: 400, To: l.B.User().String()})
		l.deliver()
		return l, l.B.Voucher(l.Hop(l.B) + Bond)
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
				test.to = l.A.Contract.String()
			}
			l.Send(l.B, Transfer{Asset: voucher, Amount: 150, To: test.to})
			require.Contains(t, l.Refuse(), test.ack)
			require.Equal(t, "400", l.B.BalanceOf(l.B.User(), voucher).String())
			require.Equal(t, "400", l.A.BalanceOf(l.A.Contract, Bond).String())
		})
	}
	t.Run("more than its escrow", func(t *testing.T) {
		l, voucher := setUp(t)
		mint(l.B, sdk.NewInt64Coin(voucher, 1_000)) // a counterparty that lies
		l.Send(l.B, Transfer{Asset: voucher, Amount: 401, To: l.A.User().String()})
		require.Contains(t, l.Refuse(), "escrow")
		require.Equal(t, "400", l.A.BalanceOf(l.A.Contract, Bond).String())
	})
	t.Run("foreign tokens without a voucher code", func(t *testing.T) {
		c := NewChains(t, 2)
		l := Connect(c[0].newApp(TransferWasm, Object{}, nil), c[1].TransferModule())
		before := l.B.BalanceOf(l.B.User(), Bond)
		l.Send(l.B, Transfer{Asset: Bond, Amount: 150, To: l.A.User().String()})
		l.Refuse()
		require.Equal(t, before, l.B.BalanceOf(l.B.User(), Bond))
	})
}

func mint(end *App, coin sdk.Coin) {
	bank := end.GetWasmApp().BankKeeper
	require.NoError(end.T, bank.MintCoins(end.GetContext(), "mint", sdk.NewCoins(coin)))
	require.NoError(end.T, bank.SendCoinsFromModuleToAccount(end.GetContext(), "mint", end.User(), sdk.NewCoins(coin)))
	end.Commit()
}

func TestTheOtherSideMayOpenTheChannel(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].TransferModule(), c[1].Causeway(VoucherWasm))
	l.Send(l.B, Transfer{Asset: Bond, Amount: 400, To: l.A.User().String()})
	l.deliver()
	require.Equal(t, "400", l.A.BalanceOf(l.A.User(), l.A.Voucher(l.Hop(l.A)+Bond)).String())
}

func TestAVoucherIsWhereItsPathSays(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].TransferModule(), c[1].Causeway(VoucherWasm))
	path := l.Hop(l.B) + Bond
	predicted := l.B.Voucher(path)
	address := sdk.MustAccAddressFromBech32(strings.TrimPrefix(predicted, "cw20:"))
	l.B.Fund(address, sdkmath.NewInt(7)) // the address may hold coins before there is a contract
	l.Send(l.A, Transfer{Asset: Bond, Amount: 400, To: l.B.User().String()})
	l.deliver()
	require.Equal(t, "400", l.B.BalanceOf(l.B.User(), predicted).String())
	info := l.B.ContractInfo(address)
	require.Equal(t, l.B.Contract.String(), info.Creator)
	require.Equal(t, l.B.Contract.String(), info.Admin, "whoever may migrate the contract has its vouchers, and nobody else")
	denom := Query[struct{ Denom string }](l.B.Chain, l.B.Contract, Object{"denom": Object{"voucher": address.String()}})
	require.Equal(t, path, denom.Denom)
}

func TestAMemoArrivesAsItIs(t *testing.T) {
	t.Parallel()
	eachWorld(t, []string{"bank coin, contract to transfer module", "bank coin, transfer module to contract", "cw20 token, contract to contract"}, func(t *testing.T, w world) {
		for _, memo := range []string{"", "rent", `{"wasm":{"msg":"<a> & \\b"}}`, "Grüße 🌉", "\u2028\n\t", strings.Repeat("x", 32_768)} {
			w.Send(w.A, Transfer{Asset: w.asset, Amount: 1, To: w.B.User().String(), memo: memo})
			var data struct{ Memo string }
			require.NoError(t, json.Unmarshal((*w.A.PendingSendPackets)[0].Data, &data))
			require.Equal(t, memo, data.Memo)
			w.deliver()
		}
	})
}

// The bank's amounts have 256 bits, those of a cw20 128. An amount that does not fit into a voucher is refunded.
func TestWideAmounts(t *testing.T) {
	t.Parallel()
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
			mint(w.A, coin)
			voucher := w.B.Voucher(w.Hop(w.B) + test.denom)
			w.Send(w.A, Transfer{Asset: test.denom, huge: test.amount, To: w.B.User().String()})
			require.Equal(t, coin, w.A.Balance(w.A.escrow(w.channel(w.A)), test.denom))
			if w.B.Contract != nil && !test.fits {
				require.Contains(t, w.Refuse(), "too large for a cw20 token")
			} else {
				w.deliver()
				require.Equal(t, test.amount, w.B.BalanceOf(w.B.User(), voucher))
				w.Send(w.B, Transfer{Asset: voucher, huge: test.amount, To: w.A.User().String()})
				w.deliver()
			}
			require.Equal(t, coin, w.A.Balance(w.A.User(), test.denom))
		}
	})
}

func TestAnyoneMayUploadTheCodes(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 1)[0]
	params := c.GetWasmApp().WasmKeeper.GetParams(c.GetContext())
	require.Equal(t, wasmtypes.AllowEverybody, params.CodeUploadAccess) // wasmd's default
	c.Store(TransferWasm)
	c.Store(VoucherWasm)
}
