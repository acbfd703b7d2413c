package golden

import (
	"testing"

	"causeway/tests/wasmd"
	wasmibctesting "github.com/CosmWasm/wasmd/tests/wasmibctesting"
	sdk "github.com/cosmos/cosmos-sdk/types"
	transfertypes "github.com/cosmos/ibc-go/v10/modules/apps/transfer/types"
	ibctesting "github.com/cosmos/ibc-go/v10/testing"
	"github.com/stretchr/testify/require"
)

// The scenario of tests/vectors/recorded, step by step in the same order. Names of packets: nn from native to native, cn
// from contract to native, nc from native to contract, cc from contract to contract, h for the history of one contract.

const (
	day         = uint64(86_400)
	memoUnicode = "Grüße 🌉 “quoted” \"plain\" back\\slash <a&b> tab\t line\nend"
	memoJSON    = `{"wasm":{"contract":"wasm1xyz","msg":{"swap":{"min":"10","to":"ü"}}}}`

	u64max  = "18446744073709551615"
	two64   = "18446744073709551616"
	u128max = "340282366920938463463374607431768211455"
	two128  = "340282366920938463463374607431768211456"
	two255  = "57896044618658097711785492504343953926634992332820282019728792003956564819968"
	u256max = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
	plenty  = "1000000000000000000000000000000" // 10^30
)

// scene is a play with its tokens, contracts and channels.
type scene struct {
	*play
	alice, carol, bob, dave, blocked string
	subA, subB                       string // denoms with slashes
	t1, t2, t3, u                    sdk.AccAddress
	history, f, d, e                 sdk.AccAddress // contracts
	n1, n2, c1, c2, fPath, x         *wasmibctesting.WasmPath
	v1, va                           string // denom paths
}

func to(address string) wish { return wish{to: address} }

func shortly(address string) wish { return wish{to: address, seconds: ptr(uint64(30))} }

// perform runs the whole scenario with a contract at each end that is a contract.
func perform(t *testing.T, wasm string, setUp wasmd.Object) *scene {
	s := newScene(t, wasm, setUp)
	s.betweenModules()
	s.fromTheContract()
	s.toTheContract()
	s.refusedBefore()
	s.betweenContracts()
	s.aHistory()
	s.relay(s.native("nn-twice", s.n1.EndpointA, "usrc", "61", to(s.bob))) // in the record it was relayed twice
	return s
}

// betweenModules sends all packets nn-.
func (s *scene) betweenModules() {
	nA, nB := s.n1.EndpointA, s.n1.EndpointB
	s.relay(s.native("nn-simple", nA, "usrc", "1000", to(s.bob)))
	s.relay(s.native("nn-amount-1", nA, "usrc", "1", to(s.bob)))
	s.relay(s.native("nn-memo-unicode", nA, "usrc", "5", wish{to: s.bob, memo: ptr(memoUnicode)}))
	s.relay(s.native("nn-memo-json", nA, "usrc", "5", wish{to: s.bob, memo: ptr(memoJSON)}))
	s.relay(s.native("nn-timeout-height-not-hit", nA, "usrc", "6", wish{to: s.bob, height: true}))
	s.v1 = arriving(nB, "usrc")
	s.relay(s.native("nn-return", nB, voucherOf(s.v1), "400", to(s.alice)))
	s.relay(s.native("nn-return-memo-json", nB, voucherOf(s.v1), "7", wish{to: s.alice, memo: ptr(memoJSON)}))
	s.relay(s.native("nn-slash", nA, s.subA, "90", to(s.bob)))
	s.relay(s.native("nn-slash-return", nB, voucherOf(arriving(nB, s.subA)), "40", to(s.alice)))
	s.relay(s.native("nn-hop-2", s.n2.EndpointB, voucherOf(s.v1), "300", to(s.alice)))
	v2 := arriving(s.n2.EndpointA, s.v1)
	s.relay(s.native("nn-hop-3", nA, voucherOf(v2), "200", to(s.bob)))
	v3 := arriving(nB, v2)
	s.relay(s.native("nn-unwind-3", nB, voucherOf(v3), "150", to(s.alice)))
	s.relay(s.native("nn-unwind-2", s.n2.EndpointA, voucherOf(v2), "100", to(s.bob)))
	s.relay(s.native("nn-unwind-1", nB, voucherOf(s.v1), "50", to(s.alice)))
	s.relay(s.native("nn-slash-hop-2", s.n2.EndpointB, voucherOf(arriving(nB, s.subA)), "20", to(s.alice)))
	s.relay(s.native("nn-slash-hop-2-return", s.n2.EndpointA, voucherOf(arriving(s.n2.EndpointA, arriving(nB, s.subA))), "20", to(s.bob)))
	s.relay(s.native("nn-amount-2^64", nA, "uhuge", two64, to(s.bob)))
	s.relay(s.native("nn-amount-2^128", nA, "uhuge", two128, to(s.bob)))
	s.relay(s.native("nn-amount-2^255", nA, "uhuge", two255, to(s.bob)))
	s.relay(s.native("nn-bad-receiver", nA, "usrc", "11", to("not-an-address")))
	s.relay(s.native("nn-blocked-receiver", nA, "usrc", "12", to(s.blocked)))
	s.relay(s.native("nn-return-bad-receiver", nB, voucherOf(s.v1), "13", to("not-an-address")))
	s.timeOut(s.native("nn-timeout-timestamp", nA, "usrc", "14", shortly(s.bob)))
	s.timeOut(s.native("nn-timeout-height", nA, "usrc", "15", wish{to: s.bob, height: true}))
	s.timeOut(s.native("nn-return-timeout", nB, voucherOf(s.v1), "16", shortly(s.alice)))
	s.relay(s.native("nn-lookalike-other", nA, "transfer/channel-99/fake", "17", to(s.bob)))
	s.relay(s.native("nn-lookalike-own", nA, "transfer/channel-1/udst", "17", to(s.bob)))
}

// fromTheContract sends all packets cn- except the last.
func (s *scene) fromTheContract() {
	fA := s.fPath.EndpointA
	s.relay(s.bank("cn-bank-1", fA, "usrc", "1", to(s.bob)))
	s.relay(s.bank("cn-bank-memo", fA, "usrc", "1000", wish{to: s.bob, memo: ptr("hello"), seconds: ptr(day)}))
	s.relay(s.bank("cn-bank-memo-empty", fA, "usrc", "2", wish{to: s.bob, memo: ptr("")}))
	s.relay(s.bank("cn-bank-memo-unicode", fA, "usrc", "3", wish{to: s.bob, memo: ptr(memoUnicode)}))
	s.relay(s.bank("cn-bank-memo-json", fA, "usrc", "4", wish{to: s.bob, memo: ptr(memoJSON)}))
	s.relay(s.bank("cn-bank-u64max", fA, "usrc", u64max, to(s.bob)))
	s.relay(s.bank("cn-bank-slash", fA, s.subA, "77", to(s.bob)))
	s.relay(s.native("nn-to-a", s.n1.EndpointB, "udst", "5000", to(s.alice)))
	s.va = arriving(s.n1.EndpointA, "udst")
	s.relay(s.bank("cn-bank-ibc-voucher", fA, voucherOf(s.va), "600", to(s.bob)))
	s.relay(s.cw20("cn-cw20-1", fA, s.t1, "1", to(s.bob)))
	s.relay(s.cw20("cn-cw20-memo", fA, s.t1, "1000", wish{to: s.bob, memo: ptr("hello"), seconds: ptr(day)}))
	s.relay(s.cw20("cn-cw20-u64max", fA, s.t1, u64max, to(s.bob)))
	s.sendFrom(fA)
	misspelt := wasmd.Object{"transfer": wasmd.Object{"channel": fA.ChannelID, "remote_address": s.bob, "time_out": 5}}
	result, err := s.a.executeBy("alice", s.f, misspelt, sdk.NewInt64Coin("usrc", 9))
	s.relay(s.sent("cn-bank-unknown-field", fA, result, err))
	s.relay(s.bank("cn-bad-receiver", fA, "usrc", "21", to("not-an-address")))
	s.relay(s.bank("cn-bad-receiver-empty", fA, "usrc", "22", to("")))
	s.relay(s.bank("cn-blocked-receiver", fA, "usrc", "23", to(s.blocked)))
	s.relay(s.cw20("cn-bad-receiver-cw20", fA, s.t1, "24", to("not-an-address")))
	s.timeOut(s.bank("cn-timeout-bank", fA, "usrc", "25", shortly(s.bob)))
	s.timeOut(s.cw20("cn-timeout-cw20", fA, s.t1, "26", shortly(s.bob)))
	s.timeOut(s.bank("cn-timeout-0", fA, "usrc", "28", wish{to: s.bob, seconds: ptr(uint64(0))}))
	s.relay(s.bank("cn-lookalike-home", fA, fA.ChannelConfig.PortID+"/"+fA.ChannelID+"/udst", "27", to(s.bob)))
}

// sendFrom makes carol spend an allowance of alice.
func (s *scene) sendFrom(from *ibctesting.Endpoint) {
	allowance := wasmd.Object{"increase_allowance": wasmd.Object{"spender": s.carol, "amount": "5000", "expires": nil}}
	_, err := s.a.executeBy("alice", s.t1, allowance)
	require.NoError(s.t, err)
	fields := wasmd.Object{"owner": s.alice, "amount": "250"}
	s.relay(s.cw20Call("cn-cw20-send-from", from, s.t1, "carol", "send_from", fields, transferMessage(from.ChannelID, to(s.bob))))
}

// toTheContract sends all packets nc-, and a look-alike.
func (s *scene) toTheContract() {
	fB := s.fPath.EndpointB
	vF := func(denom string) string { return voucherOf(arriving(fB, denom)) }
	s.relay(s.native("nc-return-bank", fB, vF("usrc"), "400", to(s.alice)))
	s.relay(s.native("nc-return-bank-1", fB, vF("usrc"), "1", to(s.carol)))
	s.relay(s.native("nc-return-bank-memo", fB, vF("usrc"), "5", wish{to: s.alice, memo: ptr("hello")}))
	s.relay(s.native("nc-return-bank-memo-unicode", fB, vF("usrc"), "6", wish{to: s.alice, memo: ptr(memoUnicode)}))
	s.relay(s.native("nc-return-bank-memo-json", fB, vF("usrc"), "7", wish{to: s.alice, memo: ptr(memoJSON)}))
	s.relay(s.native("nc-return-bank-u64max", fB, vF("usrc"), "18446744073709551000", to(s.alice)))
	s.relay(s.native("nc-return-slash", fB, vF(s.subA), "70", to(s.alice)))
	s.relay(s.native("nc-return-ibc-voucher", fB, vF(voucherOf(s.va)), "600", to(s.alice)))
	s.relay(s.native("nc-return-cw20", fB, vF("cw20:"+s.t1.String()), "300", to(s.alice)))
	s.relay(s.native("nc-return-cw20-memo-json", fB, vF("cw20:"+s.t1.String()), "8", wish{to: s.alice, memo: ptr(memoJSON)}))
	s.relay(s.native("nc-foreign", fB, "udst", "31", to(s.alice)))
	s.relay(s.native("nc-foreign-memo", fB, "udst", "32", wish{to: s.alice, memo: ptr(memoUnicode)}))
	s.relay(s.native("nc-foreign-slash", fB, s.subB, "33", to(s.alice)))
	s.relay(s.native("nc-foreign-hop", fB, voucherOf(s.v1), "34", to(s.alice)))
	s.relay(s.native("nc-bad-receiver", fB, vF("usrc"), "35", to("not-an-address")))
	s.relay(s.native("nc-blocked-receiver", fB, vF("usrc"), "36", to(s.blocked)))
	s.relay(s.native("nc-bad-receiver-cw20", fB, vF("cw20:"+s.t1.String()), "37", to("not-an-address")))
	s.timeOut(s.native("nc-timeout-timestamp", fB, vF("usrc"), "38", shortly(s.alice)))
	s.timeOut(s.native("nc-timeout-height", fB, vF("usrc"), "39", wish{to: s.alice, height: true}))
	s.timeOut(s.native("nc-foreign-timeout", fB, "udst", "40", shortly(s.alice)))
	s.conjure(s.b, "bob", vF("usrc"), two255) // from here on B is hostile
	for _, much := range [][2]string{{"nc-overdraw", "100000"}, {"nc-overdraw-2^64", two64}, {"nc-overdraw-u128max", u128max}, {"nc-overdraw-2^128", two128}} {
		s.relay(s.native(much[0], fB, vF("usrc"), much[1], to(s.alice)))
	}
	neverSent := "cw20:" + s.t3.String()
	s.conjure(s.b, "bob", vF(neverSent), "50")
	denom := transfertypes.NewDenom(neverSent, transfertypes.NewHop("transfer", fB.ChannelID))
	s.b.GetWasmApp().TransferKeeper.SetDenom(s.b.GetContext(), denom)
	s.b.Commit()
	s.relay(s.native("nc-never-sent-cw20", fB, vF(neverSent), "50", to(s.alice)))
	s.relay(s.bank("cn-lookalike-cw20", s.fPath.EndpointA, "cw20:"+s.t1.String(), "500", to(s.bob)))
	s.relay(s.native("nc-return-lookalike-cw20", fB, vF("cw20:"+s.t1.String()), "500", to(s.carol)))
}

// refusedBefore are the sends that the predecessor refused.
func (s *scene) refusedBefore() {
	fA := s.fPath.EndpointA
	try := func(name string, contract sdk.AccAddress, msg wasmd.Object, funds ...sdk.Coin) {
		result, err := s.a.executeBy("alice", contract, msg, funds...)
		s.relay(s.sent(name, fA, result, err))
	}
	ask := func(channel string, w wish) wasmd.Object {
		return wasmd.Object{"transfer": transferMessage(channel, w)}
	}
	plain, one := ask(fA.ChannelID, to(s.bob)), sdk.NewInt64Coin("usrc", 1)
	try("refused-no-funds", s.f, plain)
	try("refused-two-coins", s.f, plain, sdk.NewInt64Coin(wasmd.Bond, 1), one)
	try("refused-unknown-channel", s.f, ask("channel-77", to(s.bob)), one)
	try("refused-amount-2^64", s.f, plain, sdk.NewCoin("usrc", integer(two64)))
	try("refused-amount-2^128", s.f, plain, sdk.NewCoin("uhuge", integer(two128)))
	try("refused-timeout-huge", s.f, ask(fA.ChannelID, wish{to: s.bob, seconds: ptr(^uint64(0))}), one)
	unlisted := wasmd.Object{"contract": s.f.String(), "amount": "5", "msg": wasmd.Encode(s.t, transferMessage(fA.ChannelID, to(s.bob)))}
	try("refused-unlisted-token", s.t3, wasmd.Object{"send": unlisted})
	try("refused-allow-by-other", s.f, wasmd.Object{"allow": wasmd.Object{"contract": s.t3.String(), "gas_limit": nil}})
}

// betweenContracts sends all packets cc-.
func (s *scene) betweenContracts() {
	xA, xB := s.x.EndpointA, s.x.EndpointB
	s.relay(s.bank("cc-bank", xA, "usrc", "51", to(s.bob)))
	s.relay(s.bank("cc-bank-memo", xA, "usrc", "52", wish{to: s.bob, memo: ptr(memoJSON)}))
	s.relay(s.cw20("cc-cw20", xA, s.t1, "53", to(s.bob)))
	s.relay(s.bank("cc-slash", xA, s.subA, "54", to(s.bob)))
	s.relay(s.bank("cc-reverse-bank", xB, "udst", "55", to(s.alice)))
	s.relay(s.cw20("cc-reverse-cw20", xB, s.u, "56", to(s.alice)))
	s.timeOut(s.bank("cc-timeout", xA, "usrc", "57", shortly(s.bob)))
}

// aHistory sends all packets h-.
func (s *scene) aHistory() {
	s.allow(s.t2, 5_000)
	s.allow(s.t3, nil)
	A1, B1, A2, B2 := s.c1.EndpointA, s.c1.EndpointB, s.c2.EndpointA, s.c2.EndpointB
	s.relay(s.bank("h-01", A1, "usrc", "1000000", to(s.bob)))
	s.relay(s.cw20("h-02", A1, s.t1, "5000", to(s.bob)))
	s.relay(s.bank("h-03", A2, "usrc", "700000", wish{who: "carol", to: s.dave, memo: ptr("rent")}))
	s.relay(s.cw20("h-04", A2, s.t1, "2500", to(s.dave)))
	s.relay(s.bank("h-05", A2, s.subA, "123", to(s.dave)))
	s.relay(s.native("h-06", B1, voucherOf(arriving(B1, "usrc")), "400000", to(s.alice)))
	s.relay(s.native("h-07", B1, voucherOf(arriving(B1, "cw20:"+s.t1.String())), "1000", to(s.carol)))
	s.relay(s.native("h-08", B2, voucherOf(arriving(B2, "usrc")), "100000", wish{who: "dave", to: s.carol}))
	s.relay(s.bank("h-09", A1, "usrc", "2100", to("not-an-address")))
	s.relay(s.cw20("h-10", A1, s.t1, "210", to("not-an-address")))
	s.timeOut(s.bank("h-11", A2, "usrc", "2500", wish{who: "carol", to: s.dave, seconds: ptr(uint64(30))}))
	s.timeOut(s.cw20("h-12", A2, s.t1, "250", shortly(s.dave)))
	s.relay(s.cw20("h-13", A1, s.t2, "300", to(s.bob)))
	s.relay(s.cw20("h-14", A1, s.t2, "200", to("not-an-address")))
	s.relay(s.native("h-15", B1, voucherOf(arriving(B1, "cw20:"+s.t2.String())), "100", to(s.alice)))
	s.relay(s.cw20("h-16", A1, s.t3, "50", to(s.bob)))
	s.relay(s.native("h-17", B1, voucherOf(arriving(B1, "cw20:"+s.t3.String())), "50", to(s.alice)))
	s.relay(s.native("h-18", B1, "udst", "900", to(s.alice)))
	s.inFlight()
}

// inFlight sends all packets h-f; some are received before the first is acknowledged.
func (s *scene) inFlight() {
	A1, B1, A2 := s.c1.EndpointA, s.c1.EndpointB, s.c2.EndpointA
	f1 := s.bank("h-f1", A1, "usrc", "11111", wish{to: s.bob, seconds: ptr(day)})
	f2 := s.cw20("h-f2", A1, s.t1, "222", wish{to: "not-an-address", seconds: ptr(day)})
	f3 := s.bank("h-f3", A2, "usrc", "33333", wish{who: "carol", to: s.dave, seconds: ptr(uint64(300))})
	f4 := s.cw20("h-f4", A2, s.t1, "444", to(s.dave))
	f5 := s.bank("h-f5", A2, "usrc", "555", wish{who: "carol", to: s.dave, seconds: ptr(day), memo: ptr(memoJSON)})
	f6 := s.native("h-f6", B1, voucherOf(arriving(B1, "usrc")), "666", wish{to: s.alice, seconds: ptr(day)})
	f7 := s.cw20("h-f7", A1, s.t2, "77", wish{to: "not-an-address", seconds: ptr(day)})
	f8 := s.bank("h-f8", A2, s.subA, "8", wish{to: "not-an-address", seconds: ptr(day)})
	s.receive(f5)
	s.receive(f8)
	s.receive(f1)
	s.acknowledge(f1)
	s.receive(f2)
	s.acknowledge(f2)
	s.acknowledge(f5)
	s.receive(f6)
	s.acknowledge(f6)
	s.receive(f7)
	s.acknowledge(f7)
	s.acknowledge(f8)
	s.timeOut(f3)
	f4.outcome = "left"
}

func (s *scene) allow(token sdk.AccAddress, gasLimit any) {
	_, err := s.a.executeBy("gov", s.history, wasmd.Object{"allow": wasmd.Object{"contract": token.String(), "gas_limit": gasLimit}})
	require.NoError(s.t, err)
}
