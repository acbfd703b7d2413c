package wasmd

import (
	"slices"
	"testing"

	sdkmath "cosmossdk.io/math"
)

// world is a token with its source chain a, and where it goes: what each case starts with.
type world struct {
	*Link
	asset   string // at a
	voucher string // at b
}

// All kinds of ends that can hold the token, and all kinds that can mint its voucher.
var worlds = []struct {
	name string
	open func(*testing.T) world
}{
	{"bank coin, contract to contract", func(t *testing.T) world {
		c := NewChains(t, 2)
		return newWorld(c[0].Causeway(VoucherWasm), c[1].Causeway(VoucherWasm), Bond)
	}},
	{"bank coin, contract to transfer module", func(t *testing.T) world {
		c := NewChains(t, 2)
		return newWorld(c[0].Causeway(VoucherWasm), c[1].TransferModule(), Bond)
	}},
	{"bank coin, transfer module to contract", func(t *testing.T) world {
		c := NewChains(t, 2)
		return newWorld(c[0].TransferModule(), c[1].Causeway(VoucherWasm), Bond)
	}},
	{"cw20 token, contract to contract", func(t *testing.T) world {
		c := NewChains(t, 2)
		token := c[0].NewCW20()
		return newWorld(c[0].Causeway(VoucherWasm, token), c[1].Causeway(VoucherWasm), "cw20:"+token.String())
	}},
	{"cw20 token, contract to transfer module", func(t *testing.T) world {
		c := NewChains(t, 2)
		token := c[0].NewCW20()
		return newWorld(c[0].Causeway(VoucherWasm, token), c[1].TransferModule(), "cw20:"+token.String())
	}},
	{"bank coin, contract to contract, cw20-base as voucher", func(t *testing.T) world {
		c := NewChains(t, 2)
		return newWorld(c[0].Causeway(CW20Wasm), c[1].Causeway(CW20Wasm), Bond)
	}},
}

var all []string

func newWorld(a, b *App, asset string) world {
	l := Connect(a, b)
	return world{l, asset, b.Voucher(l.Hop(b) + asset)}
}

// eachWorld runs a test in all worlds, or in those that are named.
func eachWorld(t *testing.T, names []string, test func(*testing.T, world)) {
	for _, w := range worlds {
		if names != nil && !slices.Contains(names, w.name) {
			continue
		}
		t.Run(w.name, func(t *testing.T) { test(t, w.open(t)) })
	}
}

// books are the balances that a transfer changes.
type books struct{ user, escrow, voucher int64 }

func (w world) books(start sdkmath.Int) books {
	escrow := w.A.escrow(w.channel(w.A))
	return books{
		user:    w.A.BalanceOf(w.A.User(), w.asset).Sub(start).Int64(),
		escrow:  w.A.BalanceOf(escrow, w.asset).Int64(),
		voucher: w.B.BalanceOf(w.B.User(), w.voucher).Int64(),
	}
}
