package golden

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"causeway/tests/wasmd"
	sdkmath "cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// The recorded scenario is run twice: with the predecessor, which must end as in the record, and with this contract in its
// place, instantiated with the same messages. Packets that end otherwise are listed in a golden file, each with its
// reason.

const dropInTable = "../../golden/drop-in.txt"

// Reasons why packets end otherwise, in the words of tests/tests/recorded/table.rs where it has them.
var reasons = []struct {
	why   string
	names []string
}{
	{"defect 4: success ack was MQ==", []string{
		"nc-return-bank", "nc-return-bank-1", "nc-return-bank-memo", "nc-return-bank-memo-unicode", "nc-return-bank-memo-json",
		"nc-return-bank-u64max", "nc-return-slash", "nc-return-ibc-voucher", "nc-return-cw20", "nc-return-cw20-memo-json",
		"nc-return-lookalike-cw20", "h-06", "h-07", "h-08", "h-17", "h-f6",
	}},
	{"defects 5 and 7: an Err with a fixed text, before the books are touched", []string{"nc-bad-receiver", "nc-bad-receiver-cw20"}},
	{"defect 5: the payment fails without a reply, and the host writes the acknowledgement", []string{"nc-blocked-receiver"}},
	{"defects 5 and 7: an Err with a fixed text", []string{"nc-overdraw", "nc-overdraw-2^64", "nc-overdraw-u128max", "nc-never-sent-cw20"}},
	{"defect 2: an amount above 2^128-1 is read, and refused by the books", []string{"nc-overdraw-2^128"}},
	{"section 10: a gas limit of 5000 is taken as 100000, so that the payment is made", []string{"h-15"}},
	{"section 7, no voucher_code_id: foreign tokens are refused, with another text", []string{
		"nc-foreign", "nc-foreign-memo", "nc-foreign-slash", "nc-foreign-hop", "h-18",
		"cc-bank", "cc-bank-memo", "cc-cw20", "cc-slash", "cc-reverse-bank", "cc-reverse-cw20",
	}},
	{"defect 6: a bank denom cw20:<addr> was taken for the token", []string{"cn-lookalike-cw20"}},
	{"section 6, send: a bank denom that reads like a voucher of ours", []string{"cn-lookalike-home"}},
	{"section 6, send: a blank receiver", []string{"cn-bad-receiver-empty"}},
	{"defect 13: no bounds on timeouts", []string{
		"cn-timeout-0", "cn-timeout-bank", "cn-timeout-cw20", "cc-timeout", "h-11", "h-12", "refused-timeout-huge",
	}},
	{"section 4: unknown fields are refused", []string{"cn-bank-unknown-field"}},
	{"the predecessor wrote an empty memo that it was given; ibc-go omits it, and so do we", []string{"cn-bank-memo-empty"}},
	{"defect 1: a failed refund was swallowed; section 10: its gas limit of 5000 is taken as 100000", []string{"h-14", "h-f7"}},
	{onlyHere + "defect 2: amounts above 2^64 refused", []string{"refused-amount-2^64", "refused-amount-2^128"}},
	{onlyHere + "section 8: a text for people says what to do", []string{
		"refused-no-funds", "refused-two-coins", "refused-unknown-channel", "refused-unlisted-token", "refused-allow-by-other",
	}},
}

// onlyHere marks rows that the simulator's table does not have.
const onlyHere = "*"

// The effect of these packets on balances: how much more there is than with the predecessor.
var effects = map[string]map[string]string{
	"cn-bank-unknown-field": {"A alice usrc": "9", "A F usrc": "-9", "B bob transfer/channel-10/usrc": "-9"},
	"cn-lookalike-cw20":     {"A alice cw20:T": "500", "A F cw20:T": "-500", "B bob transfer/channel-10/cw20:T": "-500"},
	"refused-amount-2^64":   {"A alice usrc": "-" + two64, "A F usrc": two64, "B bob transfer/channel-10/usrc": two64},
	"refused-amount-2^128":  {"A alice uhuge": "-" + two128, "A F uhuge": two128, "B bob transfer/channel-10/uhuge": two128},
	"h-14":                  {"A alice T2 token": "200", "A C T2 token": "-200"},
	"h-f7":                  {"A alice T2 token": "77", "A C T2 token": "-77"},
	"h-15":                  {"A alice T2 token": "100", "A C T2 token": "-100", "B bob transfer/channel-6/cw20:T2": "-100"},
}

func TestDropIn(t *testing.T) {
	t.Parallel()
	old, ours := perform(t, wasmd.ICS20Wasm, nil), perform(t, wasmd.TransferWasm, nil)
	old.requireAsRecorded()
	table := compareParcels(t, old, ours) + compareBalances(t, old.balances(), ours.balances())
	if os.Getenv("BLESS") != "" {
		require.NoError(t, os.WriteFile(dropInTable, []byte(table), 0o644))
	}
	committed, err := os.ReadFile(dropInTable)
	require.NoError(t, err)
	require.Equal(t, string(committed), table, "if that is meant, `cargo xtask test-wasmd --bless`")
}

// ---- the record ----

func (s *scene) requireAsRecorded() {
	var records []struct {
		Name      string
		Data      []byte `json:"data_base64"`
		Timeout   string `json:"timeout_timestamp"`
		Ack       []byte `json:"ack_base64"`
		Outcome   string
		AfterDump string `json:"after_dump"`
	}
	require.NoError(s.t, json.Unmarshal(wasmd.Vector(s.t, "recorded/packets.json"), &records))
	sent := map[string]*parcel{}
	for _, p := range s.parcels {
		if p.packet != nil {
			sent[p.name] = p
		}
	}
	require.Len(s.t, sent, 110)
	outcomes := map[string]string{"success": "delivered", "error-ack": "refused", "timeout": "timed out", "left": "left"}
	for _, record := range records {
		p, outcome := sent[record.Name], record.Outcome
		require.NotNil(s.t, p, record.Name)
		if record.AfterDump != "" {
			outcome = record.AfterDump
		}
		require.Equal(s.t, string(record.Data), string(p.packet.Data), record.Name)
		require.Equal(s.t, record.Timeout, fmt.Sprint(p.packet.TimeoutTimestamp), record.Name)
		require.Equal(s.t, string(record.Ack), p.said, record.Name)
		require.Equal(s.t, outcomes[outcome], p.outcome, record.Name)
		delete(sent, record.Name)
	}
	require.Empty(s.t, sent)
}

// ---- packets ----

// ending is how a parcel ended, as text.
func (s *scene) ending(p *parcel) string {
	said := strings.TrimPrefix(p.said, "wasm/5: failed to execute message; message index: 0: ")
	said = strings.TrimSuffix(said, ": execute wasm contract failed")
	said = strings.ReplaceAll(said, "\n", " ")
	if said == wasmd.SuccessAck || said == "" {
		return p.outcome
	}
	return p.outcome + ": " + s.named(said)
}

// differs tells whether two packets have different data; the order of fields is ignored.
func differs(t *testing.T, one, other *parcel) bool {
	if one.packet == nil || other.packet == nil {
		return false // seen by their endings
	}
	var a, b any
	require.NoError(t, json.Unmarshal(one.packet.Data, &a))
	require.NoError(t, json.Unmarshal(other.packet.Data, &b))
	return !slices.Equal(wasmd.Encode(t, a), wasmd.Encode(t, b))
}

func compareParcels(t *testing.T, old, ours *scene) string {
	why := map[string]string{}
	simulated, err := os.ReadFile("../../tests/recorded/table.rs")
	require.NoError(t, err)
	for _, reason := range reasons {
		text, here := strings.CutPrefix(reason.why, onlyHere)
		require.NotEqual(t, here, strings.Contains(string(simulated), `"`+text+`"`), text)
		for _, name := range reason.names {
			why[name] = text
		}
	}
	var b strings.Builder
	b.WriteString("Generated by `cargo xtask test-wasmd --bless`, and compared in CI: the recorded scenario (tests/vectors/recorded) on two wasmd chains,\n" +
		"once with cw20-ics20 2.0.0, which repeats the record byte for byte, and once with Causeway in its place: same instantiate messages,\n" +
		"same transactions. Sections and defects are those of the design.\n\npacket | cw20-ics20 2.0.0 | Causeway | why\n")
	same := 0
	require.Len(t, ours.parcels, len(old.parcels))
	for i, p := range old.parcels {
		q := ours.parcels[i]
		one, other := old.ending(p), ours.ending(q)
		paidLater := effects[p.name] != nil && one == other // what a refund pays is not seen by its ending
		if one == other && !differs(t, p, q) && !paidLater {
			require.Empty(t, why[p.name], "%s ends as before", p.name)
			fmt.Fprintf(&b, "%s | %s | the same |\n", p.name, one)
			same++
			continue
		}
		require.NotEmpty(t, why[p.name], "%s: %s, and now %s", p.name, one, other)
		fmt.Fprintf(&b, "%s | %s | %s | %s\n", p.name, one, other, why[p.name])
		delete(why, p.name)
	}
	require.Empty(t, why, "these do not occur")
	fmt.Fprintf(&b, "\n%d of %d end the same.\n", same, len(old.parcels))
	return b.String()
}

// ---- balances ----

// named replaces addresses by names.
func (s *scene) named(text string) string {
	for address, name := range s.names {
		text = strings.ReplaceAll(text, address, name)
	}
	return text
}

// balances are those of every account of both chains, by chain, account and denom path, except the accounts of fees and of
// the community pool, which grow with time.
func (s *scene) balances() map[string]sdkmath.Int {
	found := map[string]sdkmath.Int{}
	for _, c := range []*stageChain{s.a, s.b} {
		paths := map[string]string{}
		for _, denom := range c.GetWasmApp().TransferKeeper.GetAllDenoms(c.GetContext()) {
			paths[denom.IBCDenom()] = denom.Path()
		}
		c.GetWasmApp().BankKeeper.IterateAllBalances(c.GetContext(), func(account sdk.AccAddress, coin sdk.Coin) bool {
			path, isVoucher := paths[coin.Denom]
			if !isVoucher {
				path = coin.Denom
			}
			if _, isModule := c.GetWasmApp().AccountKeeper.GetAccount(c.GetContext(), account).(sdk.ModuleAccountI); !isModule {
				found[c.name+" "+s.named(account.String())+" "+s.named(path)] = coin.Amount
			}
			return false
		})
	}
	for name, token := range s.tokens {
		accounts := wasmd.Query[struct{ Accounts []string }](token.chain.Chain, token.address, wasmd.Object{"all_accounts": wasmd.Object{"limit": 30}})
		for _, account := range accounts.Accounts {
			held := token.chain.BalanceOf(sdk.MustAccAddressFromBech32(account), "cw20:"+token.address.String())
			found[token.chain.name+" "+s.named(account)+" "+name+" token"] = held
		}
	}
	return found
}

func compareBalances(t *testing.T, old, ours map[string]sdkmath.Int) string {
	expected := map[string]sdkmath.Int{}
	packets := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(effects)) {
		for account, more := range effects[name] {
			expected[account] = orZero(expected, account).Add(integer(more))
			packets[account] = append(packets[account], name)
		}
	}
	all := maps.Clone(old)
	maps.Copy(all, ours)
	var b strings.Builder
	fmt.Fprintf(&b, "\nOf %d balances at the end these differ:\n\nbalance | cw20-ics20 2.0.0 | Causeway | because of\n", len(all))
	for _, account := range slices.Sorted(maps.Keys(all)) {
		one, other := orZero(old, account), orZero(ours, account)
		require.Equal(t, orZero(expected, account).String(), other.Sub(one).String(), account)
		if !one.Equal(other) {
			fmt.Fprintf(&b, "%s | %s | %s | %s\n", account, one, other, strings.Join(packets[account], ", "))
			delete(expected, account)
		}
	}
	require.Empty(t, expected)
	return b.String()
}

func orZero(balances map[string]sdkmath.Int, account string) sdkmath.Int {
	if amount, found := balances[account]; found {
		return amount
	}
	return sdkmath.ZeroInt()
}
