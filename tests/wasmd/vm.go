package wasmd

import (
	"crypto/sha256"
	"os"
	"sync"
	"testing"

	"causeway/tests/wasmd/host"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
)

// Engine is the only VM of all chains, so that each code is compiled once per run. What a chain charges does not depend on
// it.
var Engine *sharedVM

type sharedVM struct {
	wasmtypes.WasmEngine
	storing  sync.Mutex
	compiled map[[32]byte]uint64 // the cost of a code that it has
}

func (vm *sharedVM) StoreCode(code host.WasmCode, gasLimit uint64) (host.Checksum, uint64, error) {
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

// RunAll runs the tests of a package with that VM, and returns the exit code.
func RunAll(m *testing.M) int {
	folder, err := os.MkdirTemp("", "wasmd")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	vm, err := host.NewVM(folder)
	if err != nil {
		panic(err)
	}
	defer vm.Cleanup()
	Engine = &sharedVM{WasmEngine: vm, compiled: map[[32]byte]uint64{}}
	return m.Run()
}
