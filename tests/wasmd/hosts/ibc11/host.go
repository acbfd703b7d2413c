// Package host is the wasmd that the tests run on, under the names that they use. This one has ibc-go v11.
package host

import (
	"testing"

	wasmibctesting "github.com/CosmWasm/wasmd/tests/wasmibctesting"
	wasmkeeper "github.com/CosmWasm/wasmd/x/wasm/keeper"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	wasmvm "github.com/CosmWasm/wasmvm/v3"
	wasmvmtypes "github.com/CosmWasm/wasmvm/v3/types"
	abci "github.com/cometbft/cometbft/abci/types"
	transfertypes "github.com/cosmos/ibc-go/v11/modules/apps/transfer/types"
	clienttypes "github.com/cosmos/ibc-go/v11/modules/core/02-client/types"
	channeltypes "github.com/cosmos/ibc-go/v11/modules/core/04-channel/types"
	keys "github.com/cosmos/ibc-go/v11/modules/core/24-host"
	ibctesting "github.com/cosmos/ibc-go/v11/testing"
)

// Types that have other import paths elsewhere.
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

// Names that differ, or whose import paths do.
const (
	TransferPort      = transfertypes.PortID
	Version           = transfertypes.V1
	UNORDERED         = channeltypes.UNORDERED
	ORDERED           = channeltypes.ORDERED
	INIT              = channeltypes.INIT
	CLOSED            = channeltypes.CLOSED
	EventRecv         = channeltypes.EventTypeRecvPacket
	EventAcknowledged = channeltypes.EventTypeAcknowledgePacket
	EventTimedOut     = channeltypes.EventTypeTimeoutPacket
)

// Functions that have other import paths elsewhere.
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

// HasFees tells whether fee middleware (ICS-29) is around the wasm module: ibc-go has none from v10 on.
const HasFees = false

// CountsMessages tells that the bound on how deep calls go (MaxCallDepth) counts messages: it counts responses and replies.
const CountsMessages = false

// MaxCallDepth is that bound.
const MaxCallDepth = wasmtypes.DefaultMaxCallDepth

// NewCoordinator has n chains that run their contracts in one VM.
func NewCoordinator(t *testing.T, n int, engine wasmtypes.WasmEngine) *Coordinator {
	options := make([][]wasmkeeper.Option, n)
	for i := range options {
		options[i] = []wasmkeeper.Option{wasmkeeper.WithWasmEngine(engine)}
	}
	return wasmibctesting.NewCoordinator(t, n, options...)
}

// NewPath names channels as a chain does, counting from 0.
func NewPath(a, b *Chain) *Path {
	path := wasmibctesting.NewWasmPath(a, b)
	path.DisableUniqueChannelIDs()
	return path
}

// SetChannelState has an end in a state that no message brings about, and tells the other chain's client.
func SetChannelState(end *Endpoint, state State) error { return end.SetChannelState(state) }

// SentPackets are those of the events; none is an error.
func SentPackets(events []abci.Event) ([]Packet, error) {
	return ibctesting.ParseIBCV1Packets(channeltypes.EventTypeSendPacket, events)
}

// NewVM is as wasmd configures its own.
func NewVM(folder string) (*VM, error) {
	return wasmvm.NewVMWithConfig(wasmvmtypes.VMConfig{Cache: wasmvmtypes.CacheOptions{
		BaseDir:                  folder,
		AvailableCapabilities:    wasmkeeper.BuiltInCapabilities(),
		MemoryCacheSizeBytes:     wasmvmtypes.NewSizeMebi(100),
		InstanceMemoryLimitBytes: wasmvmtypes.NewSizeMebi(32),
	}}, false)
}
