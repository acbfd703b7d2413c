package golden

import (
	"runtime"
	"strings"
)

// The purposes of gas, which are derived from the call stack that consumes it.

// The rules are applied in order to the whole call stack. The first rule that matches gives the category.
var categories = []struct{ frame, category string }{
	{"AnteHandle", "ante"},
	{"internal/api.cGet", "contract storage"},
	{"internal/api.cSet", "contract storage"},
	{"internal/api.cDelete", "contract storage"},
	{"internal/api.cScan", "contract storage"},
	{"internal/api.cNext", "contract storage"},
	{"internal/api.cQueryExternal", "contract queries"},
	{"x/bank/keeper.", "bank"},
	{"Keeper.contractInstance", "contract and code info, pinned flag"},
	{"Keeper).contractInstance", "contract and code info, pinned flag"},
	{"IsPinnedCode", "contract and code info, pinned flag"},
	{"x/circuit", "circuit breaker"},
	{"consumeRuntimeGas", "VM and response"},
	{"ReplyCosts", "instance"},
	{"02-client/keeper", "IBC core: client, proof"},
	{"03-connection/keeper", "IBC core: client, proof"},
	{"04-channel/keeper", "IBC core: channel, packet"},
	{"apps/transfer", "transfer module"},
	{"apps/rate-limiting", "transfer module"},
	{"x/wasm", "wasm module"},
	{"modules/core", "IBC core: other"},
}

func classify(descriptor string) string {
	switch {
	case strings.HasPrefix(descriptor, "Loading CosmWasm module"):
		return "instance"
	case descriptor == "txSize":
		return "size"
	case strings.HasPrefix(descriptor, "ante verify"):
		return "signature"
	case descriptor == "Custom contract event attributes":
		return "events"
	case strings.HasPrefix(descriptor, "From limited Sub-Message"), strings.HasPrefix(descriptor, "Sub-Message OutOfGas"):
		return "limited sub-message"
	}
	var stack strings.Builder
	counters := make([]uintptr, 128)
	frames := runtime.CallersFrames(counters[:runtime.Callers(3, counters)])
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		stack.WriteString(frame.Function + "\n")
	}
	for _, rule := range categories {
		if strings.Contains(stack.String(), rule.frame) {
			return rule.category
		}
	}
	return "other"
}
