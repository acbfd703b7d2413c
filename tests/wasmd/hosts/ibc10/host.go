// Package host gives the tests the wasmd that they run on, under the same names for every wasmd. This one has ibc-go v10.
package host

import (
	"testing"

	wasmibctesting "github.com/CosmWasm/wasmd/tests/wasmibctesting"
	wasmkeeper "github.com/CosmWasm/wasmd/x/wasm/keeper"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	wasmvm "github.com/CosmWasm/wasmvm/v3"
	wasmvmtypes "github.com/CosmWasm/wasmvm/v3/types"
	abci "github.com/cometbft/cometbft/abci/types"
	transfertypes "github.com/cosmos/ibc-go/v10/modules/apps/transfer/types"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
	keys "github.com/cosmos/ibc-go/v10/modules/core/24-host"
	ibctesting "github.com/cosmos/ibc-go/v10/testing"
)

// Types whose import paths differ between versions of wasmd.
type (
	Chain         = wasmibctesting.WasmTestChain
	Path          = wasmibctesting.WasmPath
	Coordinator   = ibctesting.Coordinator
	TestChain     = ibctesting.TestChain
	Endpoint      = ibctesting.Endpoint
	ChannelConfig = ibctesting.ChannelConfig
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
	Version           = transfertypes.V1
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
	CommitPacket              = channeltypes.CommitPacket
	CommitAcknowledgement     = channeltypes.CommitAcknowledgement
	ChannelKey                = keys.ChannelKey
	PacketCommitmentKey       = keys.PacketCommitmentKey
	PacketReceiptKey          = keys.PacketReceiptKey
	PacketAcknowledgementKey  = keys.PacketAcknowledgementKey
	ParseAckFromEvents        = wasmibctesting.ParseAckFromEvents
	NewChain                  = wasmibctesting.NewWasmTestChain
	NewMsgChannelCloseConfirm = channeltypes.NewMsgChannelCloseConfirm
)

// HasFees tells whether fee middleware (ICS-29) is around the wasm module. ibc-go has none from v10 on.
const HasFees = false

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
	return wasmibctesting.NewCoordinator(t, n, options...)
}

// NewPath makes a path whose channel ids count from 0, as on a chain.
func NewPath(a, b *Chain) *Path {
	path := wasmibctesting.NewWasmPath(a, b)
	path.DisableUniqueChannelIDs()
	return path
}

// SetChannelState sets a channel end to a state that no message can set, and updates the client of the other chain.
func SetChannelState(end *Endpoint, state State) error { return end.SetChannelState(state) }

// SentPackets are the packets in the events. It is an error if there is none.
func SentPackets(events []abci.Event) ([]Packet, error) {
	return ibctesting.ParseIBCV1Packets(channeltypes.EventTypeSendPacket, events)
}

// NewVM makes a VM with the configuration of wasmd.
func NewVM(folder string) (*VM, error) {
	return wasmvm.NewVMWithConfig(wasmvmtypes.VMConfig{Cache: wasmvmtypes.CacheOptions{
		BaseDir:                  folder,
		AvailableCapabilities:    wasmkeeper.BuiltInCapabilities(),
		MemoryCacheSizeBytes:     wasmvmtypes.NewSizeMebi(100),
		InstanceMemoryLimitBytes: wasmvmtypes.NewSizeMebi(32),
	}}, false)
}
