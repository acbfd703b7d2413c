package golden

import (
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"time"

	"causeway/tests/wasmd"
	"cosmossdk.io/log"
	wasmapp "github.com/CosmWasm/wasmd/app"
	wasmibctesting "github.com/CosmWasm/wasmd/tests/wasmibctesting"
	wasmkeeper "github.com/CosmWasm/wasmd/x/wasm/keeper"
	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	ibctesting "github.com/cosmos/ibc-go/v10/testing"
	"github.com/stretchr/testify/require"
)

// The chains of the record in tests/vectors/recorded. Keys, clock, genesis and transactions are fixed, so that the results
// can be compared byte for byte.

// actor is an account of a stage chain.
type actor struct {
	key              *secp256k1.PrivKey
	number, sequence uint64
}

func (a *actor) address() sdk.AccAddress { return sdk.AccAddress(a.key.PubKey().Address()) }

type stageChain struct {
	*wasmd.Chain
	name   string
	actors map[string]*actor
}

func (c *stageChain) address(name string) string { return c.actors[name].address().String() }

func secret(parts ...string) []byte { return []byte("causeway fixtures/" + strings.Join(parts, "/")) }

// newStageChain follows NewTestChainWithValSet of wasmibctesting.
func newStageChain(t *testing.T, coord *ibctesting.Coordinator, name, id string, names []string, coins func(string, sdk.AccAddress) sdk.Coins) *stageChain {
	var validators []*cmttypes.Validator
	signers := map[string]cmttypes.PrivValidator{}
	for i := range 4 {
		validator := cmttypes.NewMockPVWithParams(ed25519.GenPrivKeyFromSecret(secret(name, "validator", strconv.Itoa(i))), false, false)
		key, err := validator.GetPubKey()
		require.NoError(t, err)
		validators = append(validators, cmttypes.NewValidator(key, 1))
		signers[key.Address().String()] = validator
	}
	set := cmttypes.NewValidatorSet(validators)
	c := &stageChain{name: name, actors: map[string]*actor{}}
	var accounts []authtypes.GenesisAccount
	var balances []banktypes.Balance
	for i, who := range names {
		a := &actor{key: secp256k1.GenPrivKeyFromSecret(secret(name, who)), number: uint64(i)}
		c.actors[who] = a
		accounts = append(accounts, authtypes.NewBaseAccount(a.address(), a.key.PubKey(), a.number, 0))
		balances = append(balances, banktypes.Balance{Address: a.address().String(), Coins: coins(who, a.address())})
	}
	app := newStageApp(t, coord.CurrentTime.UTC(), id, set, accounts, balances)
	test := &ibctesting.TestChain{
		TB: t, Coordinator: coord, ChainID: id, App: app,
		ProposedHeader:    cmtproto.Header{ChainID: id, Height: 1, Time: coord.CurrentTime.UTC()},
		TxConfig:          app.GetTxConfig(),
		Codec:             app.AppCodec(),
		Vals:              set,
		NextVals:          set,
		Signers:           signers,
		TrustedValidators: map[uint64]*cmttypes.ValidatorSet{},
		SenderPrivKey:     c.actors[names[0]].key,
		SenderAccount:     accounts[0].(*authtypes.BaseAccount),
	}
	coord.CommitBlock(test)
	c.Chain = wasmd.NewChain(t, test)
	c.SendMsgsOverride = func(msgs ...sdk.Msg) (*abci.ExecTxResult, error) { return c.deliver("relayer", msgs...) }
	coord.Chains[id] = test
	return c
}

// newStageApp follows SetupWithGenesisValSet of wasmd.
func newStageApp(t *testing.T, at time.Time, id string, set *cmttypes.ValidatorSet, accounts []authtypes.GenesisAccount, balances []banktypes.Balance) wasmibctesting.WasmTestApp {
	options := []wasmkeeper.Option{wasmkeeper.WithWasmEngine(wasmd.Engine)}
	app := wasmapp.NewWasmApp(log.NewNopLogger(), dbm.NewMemDB(), nil, true, simtestutil.AppOptionsMap{flags.FlagHome: t.TempDir()}, options, baseapp.SetChainID(id))
	defer wasmd.Quietly()()
	genesis, err := wasmapp.GenesisStateWithValSet(app.AppCodec(), app.DefaultGenesis(), set, accounts, balances...)
	require.NoError(t, err)
	params := *simtestutil.DefaultConsensusParams
	block := *params.Block
	block.MaxGas = 100 * simtestutil.DefaultGenTxGas
	params.Block = &block
	_, err = app.InitChain(&abci.RequestInitChain{ChainId: id, Time: at, ConsensusParams: &params, InitialHeight: 1, AppStateBytes: wasmd.Encode(t, genesis)})
	require.NoError(t, err)
	_, err = app.FinalizeBlock(&abci.RequestFinalizeBlock{Height: 1, Time: at, NextValidatorsHash: set.Hash()})
	require.NoError(t, err)
	return wasmibctesting.WasmTestApp{WasmApp: app}
}

// deliver follows TestChain.SendMsgsWithSender, with a fixed memo. Time passes even if it fails.
func (c *stageChain) deliver(who string, msgs ...sdk.Msg) (*abci.ExecTxResult, error) {
	sender := c.actors[who]
	c.Coordinator.UpdateTimeForChain(c.TestChain)
	fee := sdk.Coins{sdk.NewInt64Coin(wasmd.Bond, 0)}
	tx, err := simtestutil.GenSignedMockTx(rand.New(rand.NewSource(1)), c.TxConfig, msgs, fee, simtestutil.DefaultGenTxGas, c.ChainID,
		[]uint64{sender.number}, []uint64{sender.sequence}, sender.key)
	require.NoError(c.TB, err)
	sender.sequence++
	encoded, err := c.TxConfig.TxEncoder()(tx)
	require.NoError(c.TB, err)
	response, err := c.App.FinalizeBlock(&abci.RequestFinalizeBlock{
		Height: c.App.LastBlockHeight() + 1, Time: c.ProposedHeader.GetTime(), NextValidatorsHash: c.NextVals.Hash(), Txs: [][]byte{encoded},
	})
	require.NoError(c.TB, err)
	c.commitBlock(response)
	c.Coordinator.IncrementTime()
	result := response.TxResults[0]
	if result.Code != 0 {
		return result, fmt.Errorf("%s/%d: %s", result.Codespace, result.Code, result.Log)
	}
	return result, nil
}

// commitBlock follows that of TestChain.
func (c *stageChain) commitBlock(response *abci.ResponseFinalizeBlock) {
	_, err := c.App.Commit()
	require.NoError(c.TB, err)
	c.LatestCommittedHeader = c.CurrentTMClientHeader()
	c.TrustedValidators[uint64(c.ProposedHeader.Height)] = c.NextVals
	c.Vals = c.NextVals
	c.NextVals = ibctesting.ApplyValSetChanges(c, c.Vals, response.ValidatorUpdates)
	c.Vals.IncrementProposerPriority(1)
	c.ProposedHeader = cmtproto.Header{
		ChainID: c.ChainID, Height: c.App.LastBlockHeight() + 1, AppHash: c.App.LastCommitID().Hash, Time: c.ProposedHeader.Time,
		ValidatorsHash: c.Vals.Hash(), NextValidatorsHash: c.NextVals.Hash(), ProposerAddress: c.Vals.Proposer.Address,
	}
}
