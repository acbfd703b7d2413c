package wasmd

import (
	"encoding/json"
	"strings"
	"testing"

	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	"github.com/stretchr/testify/require"
)

// requireRefused requires that a migration fails with this text and changes nothing, not even the contract's code.
func (a *App) requireRefused(code uint64, msg Object, text string) string {
	a.T.Helper()
	before, codeBefore := a.holdingsAndStorage(), a.ContractInfo(a.Contract).CodeID
	err := a.migrate(a.User(), a.Contract, code, msg)
	require.ErrorContains(a.T, err, text)
	require.Equal(a.T, before, a.holdingsAndStorage())
	require.Equal(a.T, codeBefore, a.ContractInfo(a.Contract).CodeID)
	return err.Error()
}

// write writes an entry into the contract's storage without calling it.
func (a *App) write(key string, value any) {
	store := a.GetContext().KVStore(a.GetWasmApp().GetKey(wasmtypes.StoreKey))
	store.Set(append(wasmtypes.GetContractStorePrefix(a.Contract), key...), Encode(a.T, value))
	a.Commit()
}

func TestTakeoverAsADryRunSaysWhatWouldChangeAndChangesNothing(t *testing.T) {
	t.Parallel()
	s := inherit(t, ICS20Wasm)
	s.history()
	code, vouchers, operator := s.Store(TransferWasm), s.Store(VoucherWasm), s.SenderAccounts[1].SenderAccount.GetAddress().String()
	msg := Object{"voucher_code_id": vouchers, "admin": operator, "dry_run": true}
	quoted := s.requireRefused(code, msg, "dry run: {") // by the test chain
	_, text, found := strings.Cut(strings.ReplaceAll(quoted, `\"`, `"`), "dry run: ")
	require.True(t, found)
	var plan struct {
		From, To struct{ Contract, Version string }
		Admin    string
		Vouchers uint64 `json:"voucher_code_id"`
	}
	require.NoError(t, json.NewDecoder(strings.NewReader(text)).Decode(&plan))
	require.Equal(t, "crates.io:cw20-ics20 2.0.0", plan.From.Contract+" "+plan.From.Version)
	require.Equal(t, "crates.io:causeway-transfer", plan.To.Contract)
	require.Equal(t, operator, plan.Admin)
	require.Equal(t, vouchers, plan.Vouchers)
	require.False(t, s.isCauseway())

	msg["dry_run"] = false
	s.takeOver(msg)
	require.True(t, s.isCauseway())
	admin := Query[struct{ Admin string }](s.Chain, s.Contract, Object{"admin": Object{}})
	require.Equal(t, operator, admin.Admin)
	s.requireExact()
}

func TestTakeoverOfAForkOrAnotherVersionIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	s := inherit(t, ICS20Wasm)
	s.history()
	code := s.Store(TransferWasm)
	version := func(contract, version string) Object { return Object{"contract": contract, "version": version} }
	const name = "crates.io:cw20-ics20"
	for _, fork := range []struct {
		name, key    string
		value, right any
		refused      string
	}{
		{"an older version", "contract_info", version(name, "0.13.0"), version(name, "2.0.0"), "migrate it to cw20-ics20 2.0.0 first"},
		{"a newer version", "contract_info", version(name, "2.1.0"), version(name, "2.0.0"), "it is newer than 2.0.0"},
		{"another contract", "contract_info", version("crates.io:cw20-base", "2.0.0"), version(name, "2.0.0"), "Cannot migrate from crates.io:cw20-base"},
		{"settings with a field more", "ics20_config", Object{"default_timeout": 600, "default_gas_limit": nil, "fee": "1"}, Object{"default_timeout": 600, "default_gas_limit": nil}, "its ics20_config is not that of cw20-ics20"},
		{"an admin that is none", "admin", Object{"owner": s.User().String()}, s.User().String(), "its admin is not that of cw20-ics20"},
	} {
		t.Run(fork.name, func(t *testing.T) {
			s.write(fork.key, fork.value)
			s.requireRefused(code, Object{}, fork.refused)
			s.write(fork.key, fork.right)
		})
	}
	s.takeOver(Object{})
	s.requireExact()
}

// There is no way back: cw20-ics20 rejects a state that is not its own, and a state that was taken over before is not
// taken over again.
func TestTakeoverHappensOnceAndHasNoWayBack(t *testing.T) {
	t.Parallel()
	eachRelease(t, func(t *testing.T, wasm string) {
		s := inherit(t, wasm)
		s.history()
		old := s.codeID
		s.takeOver(Object{})
		s.requireRefused(old, Object{}, "crates.io:causeway-transfer")
		s.write("contract_info", Object{"contract": "crates.io:cw20-ics20", "version": "2.0.0"})
		s.requireRefused(s.codeID, Object{}, "this state was taken over before")
	})
}

// Only the Wasm admin can migrate: neither the contract's own admin nor anyone else.
func TestTakeoverIsForTheWasmAdminAlone(t *testing.T) {
	t.Parallel()
	s := inherit(t, ICS20Wasm)
	s.history()
	governance := s.SenderAccounts[1].SenderAccount.GetAddress()
	_, err := s.SendMsgs(&wasmtypes.MsgUpdateAdmin{Sender: s.User().String(), NewAdmin: governance.String(), Contract: s.Contract.String()})
	require.NoError(t, err)
	code := s.Store(TransferWasm)
	s.requireRefused(code, Object{}, "can not migrate")
	require.NoError(t, s.migrateAs(governance, s.Contract, code, Object{}))
	s.codeID = code
	require.True(t, s.isCauseway())
	s.requireExact()
}
