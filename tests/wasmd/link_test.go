package wasmd

import (
	"strings"
	"time"

	wasmibctesting "github.com/CosmWasm/wasmd/tests/wasmibctesting"
	sdk "github.com/cosmos/cosmos-sdk/types"
	transfertypes "github.com/cosmos/ibc-go/v10/modules/apps/transfer/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
	host "github.com/cosmos/ibc-go/v10/modules/core/24-host"
	ibctesting "github.com/cosmos/ibc-go/v10/testing"
	"github.com/stretchr/testify/require"
)

// ---- channels ----

type link struct {
	path *wasmibctesting.WasmPath
	a, b *app
}

// connect opens a channel, begun by a. Channel ids count from 0 on each chain.
func connect(a, b *app) *link {
	l := prepare(a, b)
	l.path.CreateChannels()
	return l
}

// prepare has everything but a channel.
func prepare(a, b *app) *link {
	l := &link{wasmibctesting.NewWasmPath(a.WasmTestChain, b.WasmTestChain), a, b}
	l.path.DisableUniqueChannelIDs()
	for end, port := range map[*ibctesting.Endpoint]string{l.path.EndpointA: a.port, l.path.EndpointB: b.port} {
		end.ChannelConfig = &ibctesting.ChannelConfig{PortID: port, Version: transfertypes.V1, Order: channeltypes.UNORDERED}
	}
	a.coord.SetupConnections(&l.path.Path)
	return l
}

// channel is the id at one end.
func (l *link) channel(end *app) string { return l.endpoint(end).ChannelID }

func (l *link) endpoint(end *app) *ibctesting.Endpoint {
	if end == l.a {
		return l.path.EndpointA
	}
	return l.path.EndpointB
}

// hop is what the end puts before the path of a denom that arrives.
func (l *link) hop(end *app) string { return end.port + "/" + l.channel(end) + "/" }

// send sends from one end; exactly one packet is then pending.
func (l *link) send(from *app, m transfer) {
	from.t.Helper()
	require.NoError(from.t, from.send(l.channel(from), m))
	require.Len(from.t, *from.PendingSendPackets, 1)
}

// relay delivers what is pending at either end, and relays the acknowledgements, which it returns.
func (l *link) relay() (acks []string) {
	for _, end := range []*app{l.a, l.b} {
		pending := end.PendingSendPackets
		for ; len(*pending) > 0; *pending = (*pending)[1:] {
			_, ack, err := l.path.RelayPacketWithResults((*pending)[0])
			require.NoError(end.t, err)
			acks = append(acks, string(ack))
		}
	}
	return acks
}

// deliver relays the one pending packet, which must be acknowledged with success.
func (l *link) deliver() {
	l.a.t.Helper()
	require.Equal(l.a.t, []string{successAck}, l.relay())
}

// refuse relays the one pending packet, which must be acknowledged with an error.
func (l *link) refuse() string {
	l.a.t.Helper()
	acks := l.relay()
	require.Len(l.a.t, acks, 1)
	require.True(l.a.t, strings.HasPrefix(acks[0], `{"error":"`), acks[0])
	return acks[0]
}

// expire lets the packets that one end has sent run into their timeouts.
func (l *link) expire(from *app) {
	from.t.Helper()
	l.letTimePass()
	for len(*from.PendingSendPackets) > 0 {
		require.NoError(from.t, l.settle(from, l.timeoutMsg(from, l.take(from), from.user())))
	}
}

func (l *link) letTimePass() {
	l.a.coord.IncrementTimeBy(2 * hour * time.Second)
	l.a.coord.CommitBlock(l.a.TestChain, l.b.TestChain)
}

// ---- relaying step by step; packets are named with the end that has sent them ----

// take is the one pending packet.
func (l *link) take(from *app) channeltypes.Packet {
	from.t.Helper()
	pending := *from.PendingSendPackets
	require.Len(from.t, pending, 1)
	*from.PendingSendPackets = nil
	return pending[0]
}

func (l *link) other(end *app) *app {
	if end == l.a {
		return l.b
	}
	return l.a
}

// recvMsg delivers a packet; it holds in every later block too.
func (l *link) recvMsg(from *app, packet channeltypes.Packet, signer sdk.AccAddress) sdk.Msg {
	to := l.endpoint(l.other(from))
	require.NoError(from.t, to.UpdateClient())
	proof, height := l.endpoint(from).QueryProof(host.PacketCommitmentKey(packet.SourcePort, packet.SourceChannel, packet.Sequence))
	return channeltypes.NewMsgRecvPacket(packet, proof, height, signer.String())
}

// ackMsg brings the acknowledgement of a packet back.
func (l *link) ackMsg(from *app, packet channeltypes.Packet, ack string, signer sdk.AccAddress) sdk.Msg {
	source := l.endpoint(from)
	require.NoError(from.t, source.UpdateClient())
	proof, height := source.Counterparty.QueryProof(host.PacketAcknowledgementKey(packet.DestinationPort, packet.DestinationChannel, packet.Sequence))
	return channeltypes.NewMsgAcknowledgement(packet, []byte(ack), proof, height, signer.String())
}

// timeoutMsg proves that a packet has not arrived in time.
func (l *link) timeoutMsg(from *app, packet channeltypes.Packet, signer sdk.AccAddress) sdk.Msg {
	source := l.endpoint(from)
	require.NoError(from.t, source.UpdateClient())
	proof, height := source.Counterparty.QueryProof(host.PacketReceiptKey(packet.DestinationPort, packet.DestinationChannel, packet.Sequence))
	return channeltypes.NewMsgTimeout(packet, 1, proof, height, signer.String())
}

// receive delivers a packet, and returns its acknowledgement.
func (l *link) receive(from *app, packet channeltypes.Packet) string {
	from.t.Helper()
	to := l.other(from)
	result, err := to.SendMsgs(l.recvMsg(from, packet, to.user()))
	require.NoError(from.t, err)
	ack, err := wasmibctesting.ParseAckFromEvents(result.Events)
	require.NoError(from.t, err)
	return string(ack)
}

// acknowledge brings the acknowledgement of a packet back.
func (l *link) acknowledge(from *app, packet channeltypes.Packet, ack string) error {
	return l.settle(from, l.ackMsg(from, packet, ack, from.user()))
}

func (l *link) settle(from *app, msg sdk.Msg) error {
	_, err := from.SendMsgs(msg)
	return err
}

// isPending tells whether core has yet to see the end of a packet.
func (l *link) isPending(from *app, packet channeltypes.Packet) bool {
	core := from.GetWasmApp().IBCKeeper.ChannelKeeper
	return core.HasPacketCommitment(from.GetContext(), packet.SourcePort, packet.SourceChannel, packet.Sequence)
}
