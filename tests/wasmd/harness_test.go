// Package wasmd tests the contracts' Wasm on wasmd chains in one process: real VM, real light clients and proofs, real
// ante handler. `cargo xtask wasmd` builds what it needs and runs it.
package wasmd

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdkmath "cosmossdk.io/math"
	wasmibctesting "github.com/CosmWasm/wasmd/tests/wasmibctesting"
	wasmkeeper "github.com/CosmWasm/wasmd/x/wasm/keeper"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	abci "github.com/cometbft/cometbft/abci/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	transfertypes "github.com/cosmos/ibc-go/v10/modules/apps/transfer/types"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	ibctesting "github.com/cosmos/ibc-go/v10/testing"
	"github.com/stretchr/testify/require"
)

var bond = sdk.DefaultBondDenom

const (
	transferWasm = "causeway_transfer.wasm"
	voucherWasm  = "causeway_voucher.wasm"
	ics20Wasm    = "peers/cw20_ics20.wasm"
	cw20Wasm     = "peers/cw20_base.wasm"

	successAck = `{"result":"AQ=="}`
	hour       = 3600
)

// artifact reads a Wasm file that `cargo xtask wasm --peers` has made.
func artifact(t testing.TB, name string) []byte {
	wasm, err := os.ReadFile(filepath.Join("../../artifacts", name))
	require.NoError(t, err, "run `cargo xtask wasm --peers` first")
	return wasm
}

// ---- chains ----

type chain struct {
	*wasmibctesting.WasmTestChain
	t     *testing.T
	coord *ibctesting.Coordinator
}

func newChains(t *testing.T, n int) []*chain {
	options := make([][]wasmkeeper.Option, n)
	for i := range options {
		options[i] = []wasmkeeper.Option{wasmkeeper.WithWasmEngine(engine)}
	}
	restore := quietly()
	coord := wasmibctesting.NewCoordinator(t, n, options...)
	restore()
	chains := make([]*chain, n)
	for i := range chains {
		wasm := wasmibctesting.NewWasmTestChain(coord.GetChain(ibctesting.GetChainID(i + 1)))
		chains[i] = &chain{wasm, t, coord}
		coord.CommitBlock(wasm.TestChain)
	}
	return chains
}

// quietly keeps upstream from printing each genesis, until the function that it returns is called.
func quietly() func() {
	stdout := os.Stdout
	os.Stdout, _ = os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	return func() {
		os.Stdout.Close()
		os.Stdout = stdout
	}
}

// user is the account that signs everything on this chain, relayed packets too.
func (c *chain) user() sdk.AccAddress { return c.SenderAccount.GetAddress() }

func (c *chain) commit() { c.coord.CommitBlock(c.TestChain) }

// store uploads a code under the chain's default access rules.
func (c *chain) store(name string) uint64 {
	var buf bytes.Buffer
	gz := gzip.NewWriter(&buf)
	_, err := gz.Write(artifact(c.t, name))
	require.NoError(c.t, err)
	require.NoError(c.t, gz.Close())
	return c.StoreCode(buf.Bytes()).CodeID
}

// pin keeps a code in the VM's memory, as governance does.
func (c *chain) pin(codeID uint64) {
	keeper := wasmkeeper.NewGovPermissionKeeper(c.GetWasmApp().WasmKeeper)
	require.NoError(c.t, keeper.PinCode(c.GetContext(), codeID))
}

func (c *chain) instantiate(codeID uint64, msg any) sdk.AccAddress {
	user := c.user().String()
	result, err := c.SendMsgs(&wasmtypes.MsgInstantiateContract{Sender: user, Admin: user, CodeID: codeID, Label: "e2e", Msg: encode(c.t, msg)})
	require.NoError(c.t, err)
	var response wasmtypes.MsgInstantiateContractResponse
	c.UnwrapExecTXResult(result, &response)
	return sdk.MustAccAddressFromBech32(response.Address)
}

func (c *chain) execute(contract sdk.AccAddress, msg any, funds ...sdk.Coin) (*abci.ExecTxResult, error) {
	return c.SendMsgs(&wasmtypes.MsgExecuteContract{Sender: c.user().String(), Contract: contract.String(), Msg: encode(c.t, msg), Funds: funds})
}

// query asks a contract; the answer is what T says.
func query[T any](c *chain, contract sdk.AccAddress, msg any) (answer T) {
	require.NoError(c.t, c.SmartQuery(contract.String(), msg, &answer))
	return answer
}

// newCw20 instantiates a stock cw20-base with 1,000,000 for the user.
func (c *chain) newCw20() sdk.AccAddress {
	return c.instantiate(c.store(cw20Wasm), object{
		"name": "Token", "symbol": "TKN", "decimals": 6,
		"initial_balances": []object{{"address": c.user().String(), "amount": "1000000"}},
	})
}

// balance of a local asset: a bank denom, or cw20:<address>.
func (c *chain) balance(who sdk.AccAddress, asset string) sdkmath.Int {
	token, isCw20 := strings.CutPrefix(asset, "cw20:")
	if !isCw20 {
		return c.Balance(who, asset).Amount
	}
	address := sdk.MustAccAddressFromBech32(token)
	if c.ContractInfo(address) == nil {
		return sdkmath.ZeroInt()
	}
	answer := query[struct{ Balance sdkmath.Int }](c, address, object{"balance": object{"address": who.String()}})
	return answer.Balance
}

// ---- applications ----

// app is one end of a channel: a contract, or the chain's own transfer module.
type app struct {
	*chain
	port     string
	contract sdk.AccAddress
	codeID   uint64
}

func (c *chain) transferModule() *app { return &app{chain: c, port: transfertypes.PortID} }

// causeway instantiates our contract, which mints vouchers with the given code and allows the given tokens.
func (c *chain) causeway(voucherCode string, tokens ...sdk.AccAddress) *app {
	return c.newApp(transferWasm, object{"voucher_code_id": c.store(voucherCode)}, tokens)
}

// ics20 instantiates the predecessor.
func (c *chain) ics20(tokens ...sdk.AccAddress) *app { return c.newApp(ics20Wasm, object{}, tokens) }

func (c *chain) newApp(wasm string, msg object, tokens []sdk.AccAddress) *app {
	allowed := []object{}
	for _, token := range tokens {
		allowed = append(allowed, object{"contract": token.String(), "gas_limit": nil})
	}
	msg["default_timeout"], msg["gov_contract"], msg["allowlist"] = 600, c.user().String(), allowed
	code := c.store(wasm)
	contract := c.instantiate(code, msg)
	return &app{chain: c, port: c.ContractInfo(contract).IBCPortID, contract: contract, codeID: code}
}

// transfer is what a user asks for.
type transfer struct {
	asset   string
	amount  int64
	huge    sdkmath.Int // instead of amount
	to      string
	memo    string
	seconds uint64             // until it times out; 0: an hour
	height  clienttypes.Height // or when, at the other chain; only of the transfer module
}

func (m transfer) sum() sdkmath.Int {
	if m.huge.IsNil() {
		return sdkmath.NewInt(m.amount)
	}
	return m.huge
}

func (m transfer) coin() sdk.Coin { return sdk.NewCoin(m.asset, m.sum()) }

// send has the user send over a channel of this end.
func (a *app) send(channel string, m transfer) error {
	if m.seconds == 0 {
		m.seconds = hour
	}
	if a.contract == nil {
		deadline := uint64(a.GetContext().BlockTime().Add(time.Duration(m.seconds) * time.Second).UnixNano())
		if !m.height.IsZero() {
			deadline = 0
		}
		_, err := a.SendMsgs(transfertypes.NewMsgTransfer(a.port, channel, m.coin(), a.user().String(), m.to, m.height, deadline, m.memo))
		return err
	}
	msg := object{"channel": channel, "remote_address": m.to, "timeout": m.seconds}
	if m.memo != "" {
		msg["memo"] = m.memo
	}
	token, isCw20 := strings.CutPrefix(m.asset, "cw20:")
	if !isCw20 {
		_, err := a.execute(a.contract, object{"transfer": msg}, m.coin())
		return err
	}
	_, err := a.execute(sdk.MustAccAddressFromBech32(token), object{"send": object{
		"contract": a.contract.String(), "amount": m.sum().String(), "msg": encode(a.t, msg),
	}})
	return err
}

// escrow is who holds what has left over a channel.
func (a *app) escrow(channel string) sdk.AccAddress {
	if a.contract == nil {
		return transfertypes.GetEscrowAddress(a.port, channel)
	}
	return a.contract
}

// voucher is the local asset that stands for a denom path of this chain.
func (a *app) voucher(path string) string {
	if a.contract == nil {
		return fmt.Sprintf("ibc/%X", sha256.Sum256([]byte(path)))
	}
	answer := query[struct{ Address string }](a.chain, a.contract, object{"voucher": object{"denom": path}})
	return "cw20:" + answer.Address
}

// ---- JSON ----

type object = map[string]any

func encode(t testing.TB, value any) []byte {
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}

// vector reads a file that real chains wrote.
func vector(t testing.TB, name string) []byte {
	content, err := os.ReadFile(filepath.Join("../vectors", name))
	require.NoError(t, err)
	return content
}
