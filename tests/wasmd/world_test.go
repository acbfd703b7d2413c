package wasmd

import (
	"slices"
	"testing"

	sdkmath "cosmossdk.io/math"
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
