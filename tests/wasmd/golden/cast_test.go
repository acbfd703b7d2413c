package golden

import (
	"maps"
	"testing"
	"time"

	"causeway/tests/wasmd"
	wasmibctesting "github.com/CosmWasm/wasmd/tests/wasmibctesting"
	wasmkeeper "github.com/CosmWasm/wasmd/x/wasm/keeper"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	ibctesting "github.com/cosmos/ibc-go/v10/testing"
	"github.com/stretchr/testify/require"
)

// newScene makes the recorded chains with their tokens, contracts and channels, at the recorded addresses. These depend on
// the ids of codes and instances, and not on the codes.
func newScene(t *testing.T, wasm string, setUp wasmd.Object) *scene {
	s := &scene{play: &play{t: t, wasm: wasm, setUp: setUp, names: map[string]string{}}}
	s.coord = &ibctesting.Coordinator{T: t, CurrentTime: time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC), Chains: map[string]*ibctesting.TestChain{}}
	token := wasmkeeper.BuildContractAddressClassic(1, 1).String()
	contract := wasmkeeper.PortIDForContract(wasmkeeper.BuildContractAddressClassic(2, 5))
	lookalikes := []string{"cw20:" + token, "transfer/channel-1/udst", "transfer/channel-99/fake", contract + "/channel-9/udst"}
	s.a = newStageChain(t, s.coord, "A", ibctesting.GetChainID(1), []string{"relayer", "alice", "carol", "gov", "owner"}, fortuneIn("usrc", lookalikes...))
	s.b = newStageChain(t, s.coord, "B", ibctesting.GetChainID(2), []string{"relayer", "bob", "dave", "gov", "owner"}, fortuneIn("udst"))
	s.coord.CommitBlock(s.a.TestChain, s.b.TestChain)
	s.conn = wasmibctesting.NewWasmPath(s.a.Chain.Chain, s.b.Chain.Chain)
	s.conn.SetupConnections()
	s.nameAll()
	s.installAll()
	s.connectAll()
	return s
}

// fortuneIn is what the accounts of a chain have at the beginning.
func fortuneIn(base string, more ...string) func(string, sdk.AccAddress) sdk.Coins {
	return func(who string, address sdk.AccAddress) sdk.Coins {
		coins := sdk.NewCoins(sdk.NewCoin(wasmd.Bond, integer("10000000000000000000")), sdk.NewCoin(base, integer(plenty)))
		if who == "alice" || who == "bob" {
			for _, denom := range append([]string{"factory/" + address.String() + "/sub"}, more...) {
				coins = coins.Add(sdk.NewCoin(denom, integer(plenty)))
			}
		}
		if who == "alice" {
			coins = coins.Add(sdk.NewCoin("uhuge", integer(u256max)))
		}
		return coins
	}
}

func (s *scene) nameAll() {
	for _, c := range []*stageChain{s.a, s.b} {
		for name, actor := range c.actors {
			s.names[actor.address().String()] = name
		}
	}
	s.alice, s.carol = s.a.address("alice"), s.a.address("carol")
	s.bob, s.dave = s.b.address("bob"), s.b.address("dave")
	s.blocked = authtypes.NewModuleAddress(authtypes.FeeCollectorName).String()
	s.subA, s.subB = "factory/"+s.alice+"/sub", "factory/"+s.bob+"/sub"
}

// installAll stores codes 1 and 2 on A and 2 and 3 on B, so that no contract has the same address on both.
func (s *scene) installAll() {
	tokenA, contractA := s.a.Store(wasmd.CW20Wasm), s.a.Store(s.wasm)
	s.b.Store(wasmd.CW20Wasm)
	tokenB, contractB := s.b.Store(wasmd.CW20Wasm), s.b.Store(s.wasm)
	gov := s.a.address("gov")
	more := wasmd.Object{
		"mint":      wasmd.Object{"minter": gov, "cap": "2000000000000000000000000000000"},
		"marketing": wasmd.Object{"project": "Fixtures", "description": "A token", "marketing": gov, "logo": wasmd.Object{"url": "https://example.com/t.png"}},
	}
	s.t1 = s.token(s.a, tokenA, "T", "TKN", "alice", plenty, more)
	s.t2 = s.token(s.a, tokenA, "T2", "TKN-TWO", "alice", "1000000", nil)
	s.t3 = s.token(s.a, tokenA, "T3", "TKN-THREE", "alice", "1000000", nil)
	s.history = s.contract(s.a, contractA, "C", 3_600, s.t1, 200_000)
	s.f = s.contract(s.a, contractA, "F", 600, s.t1, 500_000)
	s.d = s.contract(s.a, contractA, "D", 600, s.t1, nil)
	s.u = s.token(s.b, tokenB, "U", "UKN", "bob", plenty, nil)
	s.e = s.contract(s.b, contractB, "E", 600, s.u, nil)
	s.tokens = map[string]placed{"T": {s.a, s.t1}, "T2": {s.a, s.t2}, "T3": {s.a, s.t3}, "U": {s.b, s.u}}
}

func (s *scene) token(c *stageChain, code uint64, name, symbol, holder, amount string, more wasmd.Object) sdk.AccAddress {
	msg := wasmd.Object{"name": "Token " + symbol, "symbol": symbol, "decimals": 6, "initial_balances": []wasmd.Object{{"address": c.address(holder), "amount": amount}}}
	maps.Copy(msg, more)
	return s.instantiate(c, name, code, msg)
}

// contract instantiates a contract with the predecessor's instantiate message and the additional fields of this run.
func (s *scene) contract(c *stageChain, code uint64, name string, timeout int, token sdk.AccAddress, gasLimit any) sdk.AccAddress {
	msg := wasmd.Object{
		"default_timeout": timeout, "gov_contract": c.address("gov"), "default_gas_limit": nil,
		"allowlist": []wasmd.Object{{"contract": token.String(), "gas_limit": gasLimit}},
	}
	maps.Copy(msg, s.setUp)
	return s.instantiate(c, name, code, msg)
}

func (s *scene) connectAll() {
	port := func(c *stageChain, contract sdk.AccAddress) string { return c.ContractInfo(contract).IBCPortID }
	s.n1 = s.open("transfer", "transfer", false)
	s.n2 = s.open("transfer", "transfer", true)
	s.c1 = s.open(port(s.a, s.history), "transfer", false)
	s.c2 = s.open(port(s.a, s.history), "transfer", true)
	s.fPath = s.open(port(s.a, s.f), "transfer", false)
	s.x = s.open(port(s.a, s.d), port(s.b, s.e), false)
	require.Equal(s.t, "channel-9", s.fPath.EndpointA.ChannelID, "look-alikes in genesis name it")
}
