package wasmd

import (
	"crypto/sha256"
	"os"
	"sync"
	"testing"

	wasmkeeper "github.com/CosmWasm/wasmd/x/wasm/keeper"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	wasmvm "github.com/CosmWasm/wasmvm/v3"
	wasmvmtypes "github.com/CosmWasm/wasmvm/v3/types"
)

// engine is the one VM of all chains, so that a code is compiled once in a run. What a chain charges does not depend on it.
var engine *sharedVM

type sharedVM struct {
	wasmtypes.WasmEngine
	storing  sync.Mutex
	compiled map[[32]byte]uint64 // the cost of a code that it has
}

func (vm *sharedVM) StoreCode(code wasmvm.WasmCode, gasLimit uint64) (wasmvm.Checksum, uint64, error) {
	vm.storing.Lock()
	defer vm.storing.Unlock()
	sum := sha256.Sum256(code)
	if cost, known := vm.compiled[sum]; known && cost <= gasLimit {
		return sum[:], cost, nil
	}
	checksum, cost, err := vm.WasmEngine.StoreCode(code, gasLimit)
	if err == nil {
		vm.compiled[sum] = cost
	}
	return checksum, cost, err
}

func TestMain(m *testing.M) {
	os.Exit(runAll(m))
}

func runAll(m *testing.M) int {
	folder, err := os.MkdirTemp("", "wasmd")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	// as wasmd configures its own
	vm, err := wasmvm.NewVMWithConfig(wasmvmtypes.VMConfig{Cache: wasmvmtypes.CacheOptions{
		BaseDir:                  folder,
		AvailableCapabilities:    wasmkeeper.BuiltInCapabilities(),
		MemoryCacheSizeBytes:     wasmvmtypes.NewSizeMebi(100),
		InstanceMemoryLimitBytes: wasmvmtypes.NewSizeMebi(32),
	}}, false)
	if err != nil {
		panic(err)
	}
	defer vm.Cleanup()
	engine = &sharedVM{WasmEngine: vm, compiled: map[[32]byte]uint64{}}
	return m.Run()
}
