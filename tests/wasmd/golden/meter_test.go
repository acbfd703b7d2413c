package golden

// Measures what the SDK gas of a transaction is spent on: every consumption of its gas meter, in order, with the store
// key. No dependency is patched. The ante handler is wasmd's own with one more decorator, which wraps the gas meter and
// the multistore, and each route of the message router is wrapped so that the handlers use the same wrappers.

import (
	"reflect"
	"slices"
	"strings"

	"causeway/tests/wasmd"
	storetypes "cosmossdk.io/store/types"
	circuitante "cosmossdk.io/x/circuit/ante"
	wasmkeeper "github.com/CosmWasm/wasmd/x/wasm/keeper"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	sdkruntime "github.com/cosmos/cosmos-sdk/runtime"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"
	ibcante "github.com/cosmos/ibc-go/v10/modules/core/ante"
)

// consumption is one access to a store, or another thing that is charged.
type consumption struct {
	gas      uint64
	what     string // get, set, has, delete, or the meter's own descriptor
	category string
	store    string
	key      []byte
	value    int  // bytes
	limited  bool // inside a sub-message with a gas limit; charged to the transaction as one lump afterwards
}

// receipt lists what one transaction consumed.
type receipt struct {
	messages string
	items    []*consumption
}

// byCategory adds up consumptions. Those inside a sub-message with a gas limit are counted in their categories, and the
// single charge for the sub-message is left out.
func (r *receipt) byCategory() map[string]uint64 {
	sums := map[string]uint64{}
	var inner uint64
	for _, item := range r.items {
		if item.limited {
			inner += item.gas
		}
		if item.category == "limited sub-message" && inner > 0 {
			sums["sub-message, rest"] += item.gas - inner
			inner = 0
			continue
		}
		sums[item.category] += item.gas
	}
	return sums
}

// charged is the gas of the whole transaction.
func (r *receipt) charged() (total uint64) {
	for _, gas := range r.byCategory() {
		total += gas
	}
	return total
}

// comparable is the gas of the whole transaction without the part for its size. The test chains sign a random memo, so the
// size varies, and an empty memo (one in a hundred) saves the ante handler a read. The rest is always equal.
func (r *receipt) comparable() uint64 {
	sums := r.byCategory()
	return r.charged() - sums["size"] - sums["ante"] + anteGas
}

// anteGas is the gas for account, sequence and parameters, without size and signature.
const anteGas = 30_371

// gasMeter keeps the receipts of a chain.
type gasMeter struct{ receipts []*receipt }

// take runs an operation and returns the receipt of its only transaction with the given message.
func (m *gasMeter) take(message string, operation func()) *receipt {
	m.receipts = nil
	operation()
	return m.first(message)
}

// first is the first transaction with the given message since take ran.
func (m *gasMeter) first(message string) *receipt {
	for _, r := range m.receipts {
		if r.messages == message {
			return r
		}
	}
	panic("no transaction of " + message)
}

// last is the last transaction with the given message since take ran.
func (m *gasMeter) last(message string) *receipt {
	for _, r := range slices.Backward(m.receipts) {
		if r.messages == message {
			return r
		}
	}
	panic("no transaction of " + message)
}

func (m *gasMeter) consume(gas uint64, descriptor string, limited bool) {
	if len(m.receipts) == 0 {
		return
	}
	r := m.receipts[len(m.receipts)-1]
	if descriptor == storetypes.GasValuePerByteDesc || descriptor == storetypes.GasIterNextCostFlatDesc {
		for _, item := range slices.Backward(r.items) {
			if item.what == "range" {
				item.gas += gas
				return
			}
		}
	}
	perByte := strings.HasSuffix(descriptor, "PerByte") && descriptor != storetypes.GasValuePerByteDesc
	if perByte && len(r.items) > 0 { // belongs to the access before
		r.items[len(r.items)-1].gas += gas
		return
	}
	r.items = append(r.items, &consumption{gas: gas, what: descriptor, category: classify(descriptor), limited: limited})
}

// access names what the last consumption was for.
func (m *gasMeter) access(what, store string, key []byte, value int) {
	if len(m.receipts) == 0 || len(m.receipts[len(m.receipts)-1].items) == 0 {
		return
	}
	items := m.receipts[len(m.receipts)-1].items
	last := items[len(items)-1]
	last.what, last.store, last.key, last.value = what, store, append([]byte{}, key...), value
}

// ---- wrappers ----

type meteredGas struct {
	storetypes.GasMeter
	m       *gasMeter
	limited bool
}

func (g *meteredGas) ConsumeGas(amount storetypes.Gas, descriptor string) {
	g.m.consume(amount, descriptor, g.limited)
	g.GasMeter.ConsumeGas(amount, descriptor)
}

type meteredStore struct {
	storetypes.KVStore
	m    *gasMeter
	name string
}

func (s meteredStore) Get(key []byte) []byte {
	value := s.KVStore.Get(key)
	s.m.access("get", s.name, key, len(value))
	return value
}

func (s meteredStore) Has(key []byte) bool {
	found := s.KVStore.Has(key)
	s.m.access("has", s.name, key, 0)
	return found
}

func (s meteredStore) Set(key, value []byte) {
	s.m.access("set", s.name, key, len(value)) // the store's wrapper charges before it comes here
	s.KVStore.Set(key, value)
}

func (s meteredStore) Delete(key []byte) {
	s.m.access("delete", s.name, key, 0)
	s.KVStore.Delete(key)
}

// Iterator begins an item to which all steps of the iterator are added.
func (s meteredStore) Iterator(start, end []byte) storetypes.Iterator {
	s.m.consume(0, "range", false)
	s.m.access("range", s.name, start, 0)
	return s.KVStore.Iterator(start, end)
}

type meteredStores struct {
	storetypes.MultiStore
	m *gasMeter
}

func (s meteredStores) GetKVStore(key storetypes.StoreKey) storetypes.KVStore {
	return meteredStore{s.MultiStore.GetKVStore(key), s.m, key.Name()}
}

func (s meteredStores) CacheMultiStore() storetypes.CacheMultiStore {
	return meteredCache{s.MultiStore.CacheMultiStore(), s.m}
}

type cacheMultiStore = storetypes.CacheMultiStore // so that the embedded field has not the method's name

type meteredCache struct {
	cacheMultiStore
	m *gasMeter
}

func (s meteredCache) GetKVStore(key storetypes.StoreKey) storetypes.KVStore {
	return meteredStore{s.cacheMultiStore.GetKVStore(key), s.m, key.Name()}
}

func (s meteredCache) CacheMultiStore() storetypes.CacheMultiStore {
	return meteredCache{s.cacheMultiStore.CacheMultiStore(), s.m}
}

func (m *gasMeter) wrap(ctx sdk.Context, limited bool) sdk.Context {
	if _, wrapped := ctx.GasMeter().(*meteredGas); !wrapped {
		ctx = ctx.WithGasMeter(&meteredGas{ctx.GasMeter(), m, limited})
	}
	switch ctx.MultiStore().(type) {
	case meteredStores, meteredCache:
		return ctx
	}
	return ctx.WithMultiStore(meteredStores{ctx.MultiStore(), m})
}

// AnteHandle begins a receipt.
func (m *gasMeter) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	var names []string
	for _, message := range tx.GetMsgs() {
		url := sdk.MsgTypeURL(message)
		names = append(names, url[strings.LastIndex(url, ".")+1:])
	}
	m.receipts = append(m.receipts, &receipt{messages: strings.Join(names, "+")})
	return next(m.wrap(ctx, false), tx, simulate)
}

// meter records every transaction of the chain from now on.
func meter(c *wasmd.Chain) *gasMeter {
	m, app := &gasMeter{}, c.GetWasmApp()
	// As in wasmd's app/ante.go, with the meter directly after the set-up of the context.
	handler := sdk.ChainAnteDecorators(
		ante.NewSetUpContextDecorator(),
		m,
		wasmkeeper.NewCountTXDecorator(sdkruntime.NewKVStoreService(app.GetKey(wasmtypes.StoreKey))),
		wasmkeeper.NewGasRegisterDecorator(app.WasmKeeper.GetGasRegister()),
		wasmkeeper.NewTxContractsDecorator(),
		circuitante.NewCircuitBreakerDecorator(&app.CircuitKeeper),
		ante.NewExtensionOptionsDecorator(nil),
		ante.NewValidateBasicDecorator(),
		ante.NewTxTimeoutHeightDecorator(),
		ante.NewValidateMemoDecorator(app.AccountKeeper),
		ante.NewConsumeGasForTxSizeDecorator(app.AccountKeeper),
		ante.NewDeductFeeDecorator(app.AccountKeeper, app.BankKeeper, app.FeeGrantKeeper, nil),
		ante.NewSetPubKeyDecorator(app.AccountKeeper),
		ante.NewValidateSigCountDecorator(app.AccountKeeper),
		ante.NewSigGasConsumeDecorator(app.AccountKeeper, ante.DefaultSigVerificationGasConsumer),
		ante.NewSigVerificationDecorator(app.AccountKeeper, app.TxConfig().SignModeHandler()),
		ante.NewIncrementSequenceDecorator(app.AccountKeeper),
		ibcante.NewRedundantRelayDecorator(app.IBCKeeper),
	)
	wasmd.FieldOf(app.BaseApp, "anteHandler").Set(reflect.ValueOf(handler))
	routes := wasmd.FieldOf(app.MsgServiceRouter(), "routes").Interface().(map[string]baseapp.MsgServiceHandler)
	for url, route := range routes {
		routes[url] = func(ctx sdk.Context, message sdk.Msg) (*sdk.Result, error) {
			return route(m.wrap(ctx, true), message) // not wrapped yet: the fresh meter of a sub-message with a gas limit
		}
	}
	return m
}
