package golden

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"

	"causeway/tests/wasmd"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"
)

// The cost of a takeover, and of each call before and after it. docs/upgrade.md shows both tables.

const (
	upgradePage = "../../../docs/upgrade.md"
	tablesBegin = "<!-- gas: written by `cargo xtask test-wasmd --bless`, and compared in CI -->\n"
	tablesEnd   = "<!-- end of gas -->\n"
)

func TestTakeoverGas(t *testing.T) {
	t.Parallel()
	tables := tablesBegin + renderMigrations(t) + "\n" + renderStages(t) + tablesEnd
	t.Log("\n" + tables)
	page, err := os.ReadFile(upgradePage)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(page), tablesBegin)
	require.True(t, found, "docs/upgrade.md has no place for the tables")
	_, after, found := strings.Cut(rest, tablesEnd)
	require.True(t, found, "the tables of docs/upgrade.md have no end")
	blessed := before + tables + after
	if os.Getenv("BLESS") != "" {
		require.NoError(t, os.WriteFile(upgradePage, []byte(blessed), 0o644))
		return
	}
	require.Equal(t, string(page), blessed, "gas has changed: if that is meant, `cargo xtask test-wasmd --bless`")
}

// ---- the migration ----

func renderMigrations(t *testing.T) string {
	var b strings.Builder
	b.WriteString("| migration | entries of each kind | gas |\n|---|---:|---:|\n")
	for _, migration := range []struct {
		kind    string
		entries []int
	}{
		{"the takeover", []int{1, 10_000}},
		{"the takeover with `voucher_code_id`", []int{1, 10_000}},
		{"`settle` of one packet", []int{1, 10_000}},
		{"`assign` of one packet", []int{1, 1_000}},
	} {
		var gas []uint64
		for _, entries := range migration.entries {
			gas = append(gas, migrationGas(t, migration.kind, entries))
			fmt.Fprintf(&b, "| %s | %s | %s |\n", migration.kind, thousands(uint64(entries)), thousands(gas[len(gas)-1]))
		}
		if !strings.Contains(migration.kind, "assign") {
			require.Equal(t, gas[0], gas[1], "%s walks what is stored", migration.kind)
		}
	}
	return b.String()
}

// migrationGas is the gas with which a cw20-ics20 with this many channels, denoms of a channel and listed tokens becomes
// Causeway. Operations that the takeover itself does not allow are measured in the migration after it.
func migrationGas(t *testing.T, kind string, entries int) uint64 {
	c := wasmd.NewChains(t, 2)
	a := c[0].ICS20()
	l := wasmd.Connect(a, c[1].TransferModule())
	l.Send(a, wasmd.Transfer{Asset: wasmd.Bond, Amount: 400, To: c[1].User().String()})
	deliverAny(l)
	_, err := a.SendMsgs(banktypes.NewMsgSend(a.User(), a.Contract, sdk.NewCoins(sdk.NewInt64Coin(wasmd.Bond, 100))))
	require.NoError(t, err)
	fill(a, entries)
	code, vouchers, m := a.Store(wasmd.TransferWasm), a.Store(wasmd.VoucherWasm), meter(a.Chain)
	user := a.User().String()
	lost := wasmd.Object{"channel": "channel-0", "sequence": 1, "data": wasmd.Encode(t, wasmd.Object{"amount": "5", "denom": wasmd.Bond, "receiver": "r", "sender": user})}
	takeOver := func(msg wasmd.Object) func() { return func() { migrate(a, code, msg) } }
	switch {
	case strings.Contains(kind, "voucher_code_id"):
		return m.take("MsgMigrateContract", takeOver(wasmd.Object{"voucher_code_id": vouchers})).comparable()
	case strings.Contains(kind, "settle"):
		migrate(a, code, wasmd.Object{})
		lost["sender"] = user
		return m.take("MsgMigrateContract", takeOver(wasmd.Object{"settle": []wasmd.Object{lost}})).comparable()
	case strings.Contains(kind, "assign"):
		migrate(a, code, wasmd.Object{})
		return m.take("MsgMigrateContract", takeOver(wasmd.Object{"assign": []wasmd.Object{lost}})).comparable()
	}
	return m.take("MsgMigrateContract", takeOver(wasmd.Object{})).comparable()
}

func migrate(a *wasmd.App, code uint64, msg wasmd.Object) {
	_, err := a.SendMsgs(&wasmtypes.MsgMigrateContract{Sender: a.User().String(), Contract: a.Contract.String(), CodeID: code, Msg: wasmd.Encode(a.T, msg)})
	require.NoError(a.T, err)
}

// fill writes entries as cw20-ics20 does, without calling it.
func fill(a *wasmd.App, entries int) {
	store := a.GetContext().KVStore(a.GetWasmApp().GetKey(wasmtypes.StoreKey))
	write := func(value any, namespace string, keys ...string) {
		key := wasmtypes.GetContractStorePrefix(a.Contract)
		for _, part := range append([]string{namespace}, keys[:len(keys)-1]...) {
			key = append(binary.BigEndian.AppendUint16(key, uint16(len(part))), part...)
		}
		store.Set(append(key, keys[len(keys)-1]...), wasmd.Encode(a.T, value))
	}
	books := wasmd.Object{"outstanding": "1", "total_sent": "1"}
	for i := range entries {
		channel := fmt.Sprintf("channel-%d", 100+i)
		end := wasmd.Object{"port_id": "transfer", "channel_id": channel}
		write(wasmd.Object{"id": channel, "counterparty_endpoint": end, "connection_id": "connection-0"}, "channel_info", channel)
		write(books, "channel_state", channel, fmt.Sprintf("denom%d", i))
		write(books, "channel_state", "channel-0", fmt.Sprintf("denom%d", i))
		write(wasmd.Object{"gas_limit": nil}, "allow_list", sdk.AccAddress(fmt.Appendf(nil, "token %026d", i)).String())
	}
	a.Commit()
}

// ---- the calls ----

var stages = []string{"cw20-ics20", "taken over", "born as Causeway"}

// Rows of the second table, in its order.
var calls = []string{
	"send", "send, the first after the takeover", "receive, unescrow", "receive, refused", "acknowledgement, success", "error acknowledgement, refund", "timeout, refund",
	"acknowledgement, success, of an old packet", "error acknowledgement, refund, of an old packet", "timeout, refund, of an old packet",
	"cw20 send", "cw20 receive, unescrow", "cw20 receive, refused", "cw20 acknowledgement, success", "cw20 error acknowledgement, refund", "cw20 timeout, refund",
	"receive, first mint", "receive, later mint", "voucher home, burn", "claim",
}

func renderStages(t *testing.T) string {
	found := map[string]receipts{}
	for _, stage := range stages {
		found[stage] = measureStage(t, stage)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| call | %s |\n|---|%s\n", strings.Join(stages, " | "), strings.Repeat("---:|", len(stages)))
	for _, call := range calls {
		fmt.Fprintf(&b, "| %s |", call)
		for _, stage := range stages {
			if r := found[stage][call]; r != nil {
				fmt.Fprintf(&b, " %s |", thousands(r.comparable()))
			} else {
				b.WriteString(" – |")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// measureStage measures the calls of a contract whose codes are all pinned.
func measureStage(t *testing.T, stage string) receipts {
	c := wasmd.NewChains(t, 2)
	token := c[0].NewCW20()
	a := c[0].ICS20
	if stage == "born as Causeway" {
		a = func(tokens ...sdk.AccAddress) *wasmd.App { return c[0].Causeway(wasmd.VoucherWasm, tokens...) }
	}
	l := wasmd.Connect(a(token), c[1].TransferModule())
	code, vouchers := c[0].Store(wasmd.TransferWasm), c[0].Store(wasmd.VoucherWasm)
	for id := uint64(1); id <= vouchers; id++ {
		c[0].Pin(id)
	}
	m, found := meter(c[0]), receipts{}
	if stage == "taken over" {
		takeOverInFlight(l, m, found, func() { migrate(l.A, code, wasmd.Object{"voucher_code_id": vouchers}) })
	}
	measureMoves(l, wasmd.Bond, "", m, found)
	measureMoves(l, "cw20:"+token.String(), "cw20 ", m, found)
	if stage != "cw20-ics20" {
		measureVouchers(l, m, found)
		measureClaims(l, m, found)
	}
	return found
}

// takeOverInFlight measures the settlements of packets that cw20-ics20 has sent, and the first send after the takeover.
func takeOverInFlight(l *wasmd.Link, m *gasMeter, found receipts, takeOver func()) {
	there := l.B.User().String()
	send := func(to string) { l.Send(l.A, wasmd.Transfer{Asset: wasmd.Bond, Amount: 400, To: to}) }
	pending := l.A.PendingSendPackets
	for range 2 {
		send(there)
		deliverAny(l)
	}
	send(there)
	delivered := *pending
	*pending = nil
	send("nobody's address")
	refused := *pending
	*pending = nil
	send(there)
	expiring := *pending
	*pending = nil
	takeOver()
	found["send, the first after the takeover"] = m.take("MsgExecuteContract", func() { send(there) })
	deliverAny(l)
	*pending = delivered
	found["acknowledgement, success, of an old packet"] = m.take("MsgAcknowledgement", func() { deliverAny(l) })
	*pending = refused
	found["error acknowledgement, refund, of an old packet"] = m.take("MsgAcknowledgement", func() { l.Refuse() })
	*pending = expiring
	found["timeout, refund, of an old packet"] = m.take("MsgTimeout", func() { l.Expire(l.A) })
}
