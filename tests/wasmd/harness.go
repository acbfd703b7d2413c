// Package wasmd tests the Wasm files of the contracts on wasmd chains in one process, with the real VM, real light clients
// and proofs, and the real ante handler. `cargo xtask test-wasmd` builds what it needs and runs it. The same files run on
// every wasmd in hosts/: names and import paths that differ are in the package host, of which each wasmd has its own.
package wasmd

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"causeway/tests/wasmd/host"
	sdkmath "cosmossdk.io/math"
	wasmkeeper "github.com/CosmWasm/wasmd/x/wasm/keeper"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	abci "github.com/cometbft/cometbft/abci/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// Bond is the coin that every user has.
var Bond = sdk.DefaultBondDenom

// Wasm files, as paths below artifacts/.
const (
	TransferWasm = "causeway_transfer.wasm"
	VoucherWasm  = "causeway_voucher.wasm"
	ICS20Wasm    = "peers/cw20_ics20.wasm"
	CW20Wasm     = "peers/cw20_base.wasm"
)

const (
	// SuccessAck is the acknowledgement of a transfer application that has received a packet.
	SuccessAck = `{"result":"AQ=="}`
	// Hour is the timeout of packets, in seconds.
	Hour = 3600
	// Day is how long a held packet waits, in seconds.
	Day = 24 * Hour
	// Week is how long after that a release which cannot pay may answer with an error, in seconds.
	Week = 7 * Day
)

// repository is the root folder. The tests of other packages run in another folder.
func repository() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "../..")
}

// artifact reads a Wasm file that `cargo xtask wasm --peers` has built.
func artifact(t testing.TB, name string) []byte {
	wasm, err := os.ReadFile(filepath.Join(repository(), "artifacts", name))
	require.NoError(t, err, "run `cargo xtask wasm --peers` first")
	return wasm
}

// ---- chains ----

// Chain is a chain of the host, with a user.
type Chain struct {
	*host.Chain
	T     *testing.T
	coord *host.Coordinator
}

// NewChains makes n chains without connections.
func NewChains(t *testing.T, n int) []*Chain {
	coord := newCoordinator(t, n)
	chains := make([]*Chain, n)
	for i := range chains {
		chains[i] = NewChain(t, coord.GetChain(host.GetChainID(i+1)))
		chains[i].Commit()
	}
	return chains
}

// newCoordinator restores the output even if it fails, so that other tests do not wait for it.
func newCoordinator(t *testing.T, n int) *host.Coordinator {
	defer Quietly()()
	return host.NewCoordinator(t, n, Engine)
}

// NewChain makes a test chain of the host.
func NewChain(t *testing.T, test *host.TestChain) *Chain {
	return &Chain{host.NewChain(test), t, test.Coordinator}
}

var printing sync.Mutex

// Quietly suppresses the output of each genesis, until the returned function is called.
func Quietly() func() {
	printing.Lock()
	stdout := os.Stdout
	os.Stdout, _ = os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	return func() {
		os.Stdout.Close()
		os.Stdout = stdout
		printing.Unlock()
	}
}

// User is the account that signs everything on this chain, also relayed messages.
func (c *Chain) User() sdk.AccAddress { return c.SenderAccount.GetAddress() }

// Commit ends the block.
func (c *Chain) Commit() { c.coord.CommitBlock(c.TestChain) }

// Store uploads a code under the chain's default access rules.
func (c *Chain) Store(name string) uint64 {
	var buf bytes.Buffer
	gz := gzip.NewWriter(&buf)
	_, err := gz.Write(artifact(c.T, name))
	require.NoError(c.T, err)
	require.NoError(c.T, gz.Close())
	return c.StoreCode(buf.Bytes()).CodeID
}

// Pin pins a code in the VM's memory, as governance does.
func (c *Chain) Pin(codeID uint64) {
	keeper := wasmkeeper.NewGovPermissionKeeper(c.GetWasmApp().WasmKeeper)
	require.NoError(c.T, keeper.PinCode(c.GetContext(), codeID))
}

func (c *Chain) instantiate(codeID uint64, msg any) sdk.AccAddress {
	user := c.User().String()
	result, err := c.SendMsgs(&wasmtypes.MsgInstantiateContract{Sender: user, Admin: user, CodeID: codeID, Label: "e2e", Msg: Encode(c.T, msg)})
	require.NoError(c.T, err)
	var response wasmtypes.MsgInstantiateContractResponse
	c.UnwrapExecTXResult(result, &response)
	return sdk.MustAccAddressFromBech32(response.Address)
}

// Execute calls a contract as the user.
func (c *Chain) Execute(contract sdk.AccAddress, msg any, funds ...sdk.Coin) (*abci.ExecTxResult, error) {
	return c.SendMsgs(&wasmtypes.MsgExecuteContract{Sender: c.User().String(), Contract: contract.String(), Msg: Encode(c.T, msg), Funds: funds})
}

// Query queries a contract and decodes the answer as a T.
func Query[T any](c *Chain, contract sdk.AccAddress, msg any) (answer T) {
	require.NoError(c.T, c.SmartQuery(contract.String(), msg, &answer))
	return answer
}

// NewCW20 instantiates a stock cw20-base with 1,000,000 for the user.
func (c *Chain) NewCW20() sdk.AccAddress {
	return c.instantiate(c.Store(CW20Wasm), Object{
		"name": "Token", "symbol": "TKN", "decimals": 6,
		"initial_balances": []Object{{"address": c.User().String(), "amount": "1000000"}},
	})
}

// BalanceOf is the user's balance of a local asset: a bank denom, or cw20:<address>.
func (c *Chain) BalanceOf(who sdk.AccAddress, asset string) sdkmath.Int {
	token, isCw20 := strings.CutPrefix(asset, "cw20:")
	if !isCw20 {
		return c.Balance(who, asset).Amount
	}
	address := sdk.MustAccAddressFromBech32(token)
	if c.ContractInfo(address) == nil {
		return sdkmath.ZeroInt()
	}
	answer := Query[struct{ Balance sdkmath.Int }](c, address, Object{"balance": Object{"address": who.String()}})
	return answer.Balance
}

// ---- applications ----

// App is one end of a channel: a contract, or the chain's own transfer module.
type App struct {
	*Chain
	port     string
	Contract sdk.AccAddress
	codeID   uint64
}

// TransferModule is the chain's own transfer module.
func (c *Chain) TransferModule() *App { return &App{Chain: c, port: host.TransferPort} }

// Causeway instantiates this contract, with the given voucher code and allow list.
func (c *Chain) Causeway(voucherCode string, tokens ...sdk.AccAddress) *App {
	return c.newApp(TransferWasm, Object{"voucher_code_id": c.Store(voucherCode)}, tokens)
}

// ICS20 instantiates the predecessor.
func (c *Chain) ICS20(tokens ...sdk.AccAddress) *App { return c.newApp(ICS20Wasm, Object{}, tokens) }

func (c *Chain) newApp(wasm string, msg Object, tokens []sdk.AccAddress) *App {
	allowed := []Object{}
	for _, token := range tokens {
		allowed = append(allowed, Object{"contract": token.String(), "gas_limit": nil})
	}
	msg["default_timeout"], msg["gov_contract"], msg["allowlist"] = 600, c.User().String(), allowed
	code := c.Store(wasm)
	contract := c.instantiate(code, msg)
	return &App{Chain: c, port: c.ContractInfo(contract).IBCPortID, Contract: contract, codeID: code}
}

// Transfer has the fields of a user's transfer.
type Transfer struct {
	Asset   string
	Amount  int64
	huge    sdkmath.Int // instead of amount
	To      string
	memo    string
	seconds uint64      // until it times out; 0: an hour
	height  host.Height // or when, at the other chain; only of the transfer module
}

func (m Transfer) sum() sdkmath.Int {
	if m.huge.IsNil() {
		return sdkmath.NewInt(m.Amount)
	}
	return m.huge
}

func (m Transfer) coin() sdk.Coin { return sdk.NewCoin(m.Asset, m.sum()) }

// send sends over a channel of this end as the user.
func (a *App) send(channel string, m Transfer) error {
	if m.seconds == 0 {
		m.seconds = Hour
	}
	if a.Contract == nil {
		deadline := uint64(a.GetContext().BlockTime().Add(time.Duration(m.seconds) * time.Second).UnixNano())
		if !m.height.IsZero() {
			deadline = 0
		}
		_, err := a.SendMsgs(host.NewMsgTransfer(a.port, channel, m.coin(), a.User().String(), m.To, m.height, deadline, m.memo))
		return err
	}
	msg := Object{"channel": channel, "remote_address": m.To, "timeout": m.seconds}
	if m.memo != "" {
		msg["memo"] = m.memo
	}
	token, isCw20 := strings.CutPrefix(m.Asset, "cw20:")
	if !isCw20 {
		_, err := a.Execute(a.Contract, Object{"transfer": msg}, m.coin())
		return err
	}
	_, err := a.Execute(sdk.MustAccAddressFromBech32(token), Object{"send": Object{
		"contract": a.Contract.String(), "amount": m.sum().String(), "msg": Encode(a.T, msg),
	}})
	return err
}

// escrow is the address that holds what was sent over a channel.
func (a *App) escrow(channel string) sdk.AccAddress {
	if a.Contract == nil {
		return host.GetEscrowAddress(a.port, channel)
	}
	return a.Contract
}

// Voucher is the local asset that represents a denom path of this chain.
func (a *App) Voucher(path string) string {
	if a.Contract == nil {
		return fmt.Sprintf("ibc/%X", sha256.Sum256([]byte(path)))
	}
	answer := Query[struct{ Address string }](a.Chain, a.Contract, Object{"voucher": Object{"denom": path}})
	return "cw20:" + answer.Address
}

// ---- JSON ----

// Object is a JSON object.
type Object = map[string]any

// Encode writes JSON.
func Encode(t testing.TB, value any) []byte {
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}

// Vector reads a file that real chains wrote.
func Vector(t testing.TB, name string) []byte {
	content, err := os.ReadFile(filepath.Join(repository(), "tests/vectors", name))
	require.NoError(t, err)
	return content
}

// FieldOf is an unexported field of a struct.
func FieldOf(owner any, field string) reflect.Value {
	value := reflect.ValueOf(owner).Elem().FieldByName(field)
	return reflect.NewAt(value.Type(), unsafe.Pointer(value.UnsafeAddr())).Elem()
}
