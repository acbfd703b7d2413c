// Package host gives the tests the wasmd that they run on, under the same names for every wasmd. This one has ibc-go v8.
package host

import (
	"fmt"
	"testing"

	wasmapp "github.com/CosmWasm/wasmd/app"
	ibctesting "github.com/CosmWasm/wasmd/tests/ibctesting"
	wasmkeeper "github.com/CosmWasm/wasmd/x/wasm/keeper"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	wasmvm "github.com/CosmWasm/wasmvm/v2"
	abci "github.com/cometbft/cometbft/abci/types"
	transfertypes "github.com/cosmos/ibc-go/v8/modules/apps/transfer/types"
	clienttypes "github.com/cosmos/ibc-go/v8/modules/core/02-client/types"
	channeltypes "github.com/cosmos/ibc-go/v8/modules/core/04-channel/types"
	keys "github.com/cosmos/ibc-go/v8/modules/core/24-host"
	coretesting "github.com/cosmos/ibc-go/v8/testing"
)

// Types whose import paths differ between versions of wasmd.
type (
	Coordinator   = ibctesting.Coordinator
	TestChain     = ibctesting.TestChain
	Endpoint      = ibctesting.Endpoint
	ChannelConfig = coretesting.ChannelConfig
	Height        = clienttypes.Height
	Packet        = channeltypes.Packet
	Order         = channeltypes.Order
	State         = channeltypes.State
	VM            = wasmvm.VM
	WasmCode      = wasmvm.WasmCode
	Checksum      = wasmvm.Checksum
)

// Names that differ between versions of wasmd, or whose import paths do.
const (
	TransferPort      = transfertypes.PortID
	Version           = transfertypes.Version
	UNORDERED         = channeltypes.UNORDERED
	ORDERED           = channeltypes.ORDERED
	INIT              = channeltypes.INIT
	OPEN              = channeltypes.OPEN
	CLOSED            = channeltypes.CLOSED
	EventRecv         = channeltypes.EventTypeRecvPacket
	EventAcknowledged = channeltypes.EventTypeAcknowledgePacket
	EventTimedOut     = channeltypes.EventTypeTimeoutPacket
)

// Functions whose import paths differ between versions of wasmd.
var (
	GetChainID                = ibctesting.GetChainID
	ZeroHeight                = clienttypes.ZeroHeight
	NewHeight                 = clienttypes.NewHeight
	ParseChainID              = clienttypes.ParseChainID
	NewMsgTransfer            = transfertypes.NewMsgTransfer
	GetEscrowAddress          = transfertypes.GetEscrowAddress
	NewPacket                 = channeltypes.NewPacket
	NewChannel                = channeltypes.NewChannel
	NewCounterparty           = channeltypes.NewCounterparty
	NewMsgRecvPacket          = channeltypes.NewMsgRecvPacket
	NewMsgAcknowledgement     = channeltypes.NewMsgAcknowledgement
	NewMsgTimeout             = channeltypes.NewMsgTimeout
	NewMsgTimeoutOnClose      = channeltypes.NewMsgTimeoutOnClose
	CommitAcknowledgement     = channeltypes.CommitAcknowledgement
	ChannelKey                = keys.ChannelKey
	PacketCommitmentKey       = keys.PacketCommitmentKey
	PacketReceiptKey          = keys.PacketReceiptKey
	PacketAcknowledgementKey  = keys.PacketAcknowledgementKey
	ParseAckFromEvents        = ibctesting.ParseAckFromEvents
	NewMsgChannelCloseConfirm = channeltypes.NewMsgChannelCloseConfirm
)

// CommitPacket is the commitment that core stores for a packet.
func CommitPacket(packet Packet) []byte { return channeltypes.CommitPacket(nil, packet) }

// Chain has the methods of the test chain of later versions of wasmd.
type Chain struct {
	*ibctesting.TestChain
	PendingSendPackets *[]Packet
}

// NewChain makes a test chain of wasmd.
func NewChain(chain *ibctesting.TestChain) *Chain { return &Chain{chain, &chain.PendingSendPackets} }

// GetWasmApp is the application that the chain runs.
func (chain *Chain) GetWasmApp() *wasmapp.WasmApp { return chain.App.(*wasmapp.WasmApp) }

// Path is a channel with its two ends.
type Path struct{ ibctesting.Path }

// NewPath makes a path whose channel ids count from 0, as on a chain.
func NewPath(a, b *Chain) *Path { return &Path{*ibctesting.NewPath(a.TestChain, b.TestChain)} }

// CreateChannels opens a channel; A begins.
func (path *Path) CreateChannels() { path.EndpointA.Chain.Coordinator.CreateChannels(&path.Path) }

// HasFees tells whether fee middleware (ICS-29) is around the wasm module. It is, so a channel that is begun without a version has fees.
const HasFees = true

// CountsMessages tells whether the limit of the call depth (MaxCallDepth) counts messages. Here it counts responses and replies.
const CountsMessages = false

// MaxCallDepth is the limit of the call depth.
const MaxCallDepth = wasmtypes.DefaultMaxCallDepth

// NewCoordinator makes n chains that run their contracts in one VM.
func NewCoordinator(t *testing.T, n int, engine wasmtypes.WasmEngine) *Coordinator {
	options := make([][]wasmkeeper.Option, n)
	for i := range options {
		options[i] = []wasmkeeper.Option{wasmkeeper.WithWasmEngine(engine)}
	}
	return ibctesting.NewCoordinator(t, n, options...)
}

// SetChannelState sets a channel end to a state that no message can set, and updates the client of the other chain.
func SetChannelState(end *Endpoint, state State) error {
	channel := end.GetChannel()
	channel.State = state
	end.SetChannel(channel)
	end.Chain.Coordinator.CommitBlock(end.Chain)
	return end.Counterparty.UpdateClient()
}

// SentPackets are the packets in the events. It is an error if there is none.
func SentPackets(events []abci.Event) ([]Packet, error) {
	packets := ibctesting.GetSendPackets(events)
	if len(packets) == 0 {
		return nil, fmt.Errorf("no packet was sent")
	}
	return packets, nil
}

// NewVM makes a VM with the configuration of wasmd.
func NewVM(folder string) (*VM, error) {
	return wasmvm.NewVM(folder, wasmkeeper.BuiltInCapabilities(), 32, false, 100)
}
