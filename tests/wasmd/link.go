package wasmd

import (
	"strings"
	"time"

	"causeway/tests/wasmd/host"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// ---- channels ----

// Link is two ends with a channel between them, or with everything that a channel needs.
type Link struct {
	path *host.Path
	A, B *App
}

// Connect opens a channel; a begins. Channel ids count from 0 on each chain.
func Connect(a, b *App) *Link {
	l := prepare(a, b)
	l.path.CreateChannels()
	return l
}

// prepare makes everything that a channel needs, without the channel.
func prepare(a, b *App) *Link {
	l := &Link{host.NewPath(a.Chain.Chain, b.Chain.Chain), a, b}
	for end, port := range map[*host.Endpoint]string{l.path.EndpointA: a.port, l.path.EndpointB: b.port} {
		end.ChannelConfig = &host.ChannelConfig{PortID: port, Version: host.Version, Order: host.UNORDERED}
	}
	a.coord.SetupConnections(&l.path.Path)
	return l
}

// channel is the id of the channel at one end.
func (l *Link) channel(end *App) string { return l.endpoint(end).ChannelID }

func (l *Link) endpoint(end *App) *host.Endpoint {
	if end == l.A {
		return l.path.EndpointA
	}
	return l.path.EndpointB
}

// Hop is the prefix that the end adds to the path of a denom that it receives.
func (l *Link) Hop(end *App) string { return end.port + "/" + l.channel(end) + "/" }

// Send sends from one end. Exactly one packet is pending then.
func (l *Link) Send(from *App, m Transfer) {
	from.T.Helper()
	require.NoError(from.T, from.send(l.channel(from), m))
	require.Len(from.T, *from.PendingSendPackets, 1)
}

// Relay delivers the pending packets of both ends, and relays and returns the acknowledgements.
func (l *Link) Relay() (acks []string) {
	for _, end := range []*App{l.A, l.B} {
		pending := end.PendingSendPackets
		for ; len(*pending) > 0; *pending = (*pending)[1:] {
			packet := (*pending)[0]
			ack := l.receive(end, packet)
			require.NoError(end.T, l.acknowledge(end, packet, ack))
			acks = append(acks, ack)
		}
	}
	return acks
}

// deliver relays the only pending packet, which must be acknowledged with success.
func (l *Link) deliver() {
	l.A.T.Helper()
	require.Equal(l.A.T, []string{SuccessAck}, l.Relay())
}

// Refuse relays the only pending packet, which must be acknowledged with an error.
func (l *Link) Refuse() string {
	l.A.T.Helper()
	acks := l.Relay()
	require.Len(l.A.T, acks, 1)
	require.True(l.A.T, strings.HasPrefix(acks[0], `{"error":"`), acks[0])
	return acks[0]
}

// Expire times out the packets that one end has sent.
func (l *Link) Expire(from *App) {
	from.T.Helper()
	l.letTimePass()
	for len(*from.PendingSendPackets) > 0 {
		require.NoError(from.T, l.settle(from, l.timeoutMsg(from, l.take(from), from.User())))
	}
}

// WaitUntil gives the next block of both chains this time, in seconds.
func (l *Link) WaitUntil(second int64) {
	l.A.coord.IncrementTimeBy(time.Unix(second, 0).Sub(l.A.coord.CurrentTime))
}

func (l *Link) letTimePass() {
	l.A.coord.IncrementTimeBy(2 * Hour * time.Second)
	l.A.coord.CommitBlock(l.A.TestChain, l.B.TestChain)
}

// ---- relaying step by step; packets are named with the end that has sent them ----

// take returns the only pending packet and removes it from the list.
func (l *Link) take(from *App) host.Packet {
	from.T.Helper()
	pending := *from.PendingSendPackets
	require.Len(from.T, pending, 1)
	*from.PendingSendPackets = nil
	return pending[0]
}

func (l *Link) other(end *App) *App {
	if end == l.A {
		return l.B
	}
	return l.A
}

// recvMsg delivers a packet. It is valid in every later block too.
func (l *Link) recvMsg(from *App, packet host.Packet, signer sdk.AccAddress) sdk.Msg {
	to := l.endpoint(l.other(from))
	require.NoError(from.T, to.UpdateClient())
	proof, height := l.endpoint(from).QueryProof(host.PacketCommitmentKey(packet.SourcePort, packet.SourceChannel, packet.Sequence))
	return host.NewMsgRecvPacket(packet, proof, height, signer.String())
}

// ackMsg delivers the acknowledgement of a packet.
func (l *Link) ackMsg(from *App, packet host.Packet, ack string, signer sdk.AccAddress) sdk.Msg {
	source := l.endpoint(from)
	require.NoError(from.T, source.UpdateClient())
	proof, height := source.Counterparty.QueryProof(host.PacketAcknowledgementKey(packet.DestinationPort, packet.DestinationChannel, packet.Sequence))
	return host.NewMsgAcknowledgement(packet, []byte(ack), proof, height, signer.String())
}

// timeoutMsg proves that a packet was not received in time.
func (l *Link) timeoutMsg(from *App, packet host.Packet, signer sdk.AccAddress) sdk.Msg {
	source := l.endpoint(from)
	require.NoError(from.T, source.UpdateClient())
	proof, height := source.Counterparty.QueryProof(host.PacketReceiptKey(packet.DestinationPort, packet.DestinationChannel, packet.Sequence))
	return host.NewMsgTimeout(packet, 1, proof, height, signer.String())
}

// timeoutOnClose proves that the other end is closed, and that a packet was not received.
func (l *Link) timeoutOnClose(from *App, packet host.Packet) error {
	source := l.endpoint(from)
	require.NoError(from.T, source.UpdateClient())
	there := source.Counterparty
	receipt, height := there.QueryProof(host.PacketReceiptKey(packet.DestinationPort, packet.DestinationChannel, packet.Sequence))
	closed, _ := there.QueryProof(host.ChannelKey(packet.DestinationPort, packet.DestinationChannel))
	return l.settle(from, host.NewMsgTimeoutOnClose(packet, 1, receipt, closed, height, from.User().String()))
}

// receive delivers a packet, and returns its acknowledgement.
func (l *Link) receive(from *App, packet host.Packet) string {
	from.T.Helper()
	to := l.other(from)
	result, err := to.SendMsgs(l.recvMsg(from, packet, to.User()))
	require.NoError(from.T, err)
	ack, err := host.ParseAckFromEvents(result.Events)
	require.NoError(from.T, err)
	return string(ack)
}

// Arrive delivers the only pending packet of one end, whether or not it is answered at once.
func (l *Link) Arrive(from *App) host.Packet {
	from.T.Helper()
	packet, to := l.take(from), l.other(from)
	require.NoError(from.T, l.settle(to, l.recvMsg(from, packet, to.User())))
	return packet
}

// acknowledge delivers the acknowledgement of a packet.
func (l *Link) acknowledge(from *App, packet host.Packet, ack string) error {
	return l.settle(from, l.ackMsg(from, packet, ack, from.User()))
}

func (l *Link) settle(from *App, msg sdk.Msg) error {
	_, err := from.SendMsgs(msg)
	return err
}

// isPending tells whether core still has the commitment of a packet.
func (l *Link) isPending(from *App, packet host.Packet) bool {
	core := from.GetWasmApp().IBCKeeper.ChannelKeeper
	return core.HasPacketCommitment(from.GetContext(), packet.SourcePort, packet.SourceChannel, packet.Sequence)
}
