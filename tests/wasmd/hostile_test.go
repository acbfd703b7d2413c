package wasmd

import (
	"encoding/json"

	abci "github.com/cometbft/cometbft/abci/types"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

const (
	hostileTokenWasm = "test/hostile_token.wasm"
	puppetWasm       = "test/puppet.wasm"

	fortune = "1000000"
	mostGas = 2_000_000 // that a token's call may have
)

// hostileToken is the cw20 of tests/contracts/hostile-token.
type hostileToken struct {
	*chain
	address sdk.AccAddress
}

func (c *chain) newHostileToken(holders ...sdk.AccAddress) *hostileToken {
	balances := []object{}
	for _, holder := range holders {
		balances = append(balances, object{"address": holder.String(), "amount": fortune})
	}
	return &hostileToken{c, c.instantiate(c.store(hostileTokenWasm), object{
		"name": "Hostile", "symbol": "HOST", "decimals": 6, "initial_balances": balances, "mint": nil, "marketing": nil,
	})}
}

func (token *hostileToken) asset() string { return "cw20:" + token.address.String() }

// arm tells it what to do when it is called; nil: what it should.
func (token *hostileToken) arm(call string, deed any) {
	_, err := token.execute(token.address, object{"arm": object{"call": call, "deed": deed}})
	require.NoError(token.t, err)
}

// report is how the last message that it has emitted ended: ok, or the error.
func (token *hostileToken) report() string {
	var log []string
	stored := token.GetWasmApp().WasmKeeper.QueryRaw(token.GetContext(), token.address, []byte("log"))
	require.NoError(token.t, json.Unmarshal(stored, &log))
	return log[len(log)-1]
}

// newPuppet is an account that is a contract: tests/contracts/puppet.
func (c *chain) newPuppet() sdk.AccAddress { return c.instantiate(c.store(puppetWasm), object{}) }

// emit has the puppet emit messages in one transaction.
func (c *chain) emit(puppet sdk.AccAddress, messages ...object) (*abci.ExecTxResult, error) {
	return c.execute(puppet, object{"emit": messages})
}

// ---- messages of contracts ----

// asAny is a message of the chain as contracts emit it.
func (c *chain) asAny(msg sdk.Msg) object {
	packed, err := codectypes.NewAnyWithValue(msg)
	require.NoError(c.t, err)
	return object{"any": object{"type_url": packed.TypeUrl, "value": packed.Value}}
}

func (c *chain) asCall(contract sdk.AccAddress, msg object) object {
	return object{"wasm": object{"execute": object{"contract_addr": contract.String(), "msg": encode(c.t, msg), "funds": []object{}}}}
}
