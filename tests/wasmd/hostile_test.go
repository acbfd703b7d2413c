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
	*Chain
	address sdk.AccAddress
}

func (c *Chain) newHostileToken(holders ...sdk.AccAddress) *hostileToken {
	balances := []Object{}
	for _, holder := range holders {
		balances = append(balances, Object{"address": holder.String(), "amount": fortune})
	}
	return &hostileToken{c, c.instantiate(c.Store(hostileTokenWasm), Object{
		"name": "Hostile", "symbol": "HOST", "decimals": 6, "initial_balances": balances, "mint": nil, "marketing": nil,
	})}
}

func (token *hostileToken) asset() string { return "cw20:" + token.address.String() }

// arm sets what the token does when it is called; nil: it follows the standard again.
func (token *hostileToken) arm(call string, deed any) {
	_, err := token.Execute(token.address, Object{"arm": Object{"call": call, "deed": deed}})
	require.NoError(token.T, err)
}

// report is the result of the last message that the token emitted: ok, or the error.
func (token *hostileToken) report() string {
	var log []string
	stored := token.GetWasmApp().WasmKeeper.QueryRaw(token.GetContext(), token.address, []byte("log"))
	require.NoError(token.T, json.Unmarshal(stored, &log))
	return log[len(log)-1]
}

// newPuppet makes an account that is a contract: tests/contracts/puppet.
func (c *Chain) newPuppet() sdk.AccAddress { return c.instantiate(c.Store(puppetWasm), Object{}) }

// emit makes the puppet emit messages in one transaction.
func (c *Chain) emit(puppet sdk.AccAddress, messages ...Object) (*abci.ExecTxResult, error) {
	return c.Execute(puppet, Object{"emit": messages})
}

// ---- messages of contracts ----

// asAny is a message of the chain, in the form in which contracts emit it.
func (c *Chain) asAny(msg sdk.Msg) Object {
	packed, err := codectypes.NewAnyWithValue(msg)
	require.NoError(c.T, err)
	return Object{"any": Object{"type_url": packed.TypeUrl, "value": packed.Value}}
}

func (c *Chain) asCall(contract sdk.AccAddress, msg Object) Object {
	return Object{"wasm": Object{"execute": Object{"contract_addr": contract.String(), "msg": Encode(c.T, msg), "funds": []Object{}}}}
}
