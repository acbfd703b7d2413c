package golden

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"causeway/tests/wasmd"
	sdkmath "cosmossdk.io/math"
	wasmibctesting "github.com/CosmWasm/wasmd/tests/wasmibctesting"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	abci "github.com/cometbft/cometbft/abci/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	transfertypes "github.com/cosmos/ibc-go/v10/modules/apps/transfer/types"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
	host "github.com/cosmos/ibc-go/v10/modules/core/24-host"
	ibctesting "github.com/cosmos/ibc-go/v10/testing"
	"github.com/stretchr/testify/require"
)

// The actions of the scenario, as the recorder of tests/vectors/recorded did them.

// play is one run of the scenario, with the given contract at each end that is a contract.
type play struct {
	t        *testing.T
	wasm     string
	setUp    wasmd.Object // what the instantiate message has beside the predecessor's fields
	coord    *ibctesting.Coordinator
	a, b     *stageChain
	conn     *wasmibctesting.WasmPath
	names    map[string]string // of addresses
	tokens   map[string]placed
	parcels  []*parcel
	channels uint64 // opened so far, counting both ends
}

// placed is a token and its chain.
type placed struct {
	chain   *stageChain
	address sdk.AccAddress
}

// parcel is a transfer that was asked for, and its result.
type parcel struct {
	name    string
	from    *ibctesting.Endpoint
	packet  *channeltypes.Packet // nil if the send was refused
	outcome string
	said    string // the acknowledgement, or why the send was refused
}

// wish has the options of a transfer besides asset and amount.
type wish struct {
	to      string
	who     string // alice and bob, unless it says another
	memo    *string
	seconds *uint64
	height  bool // of the transfer module: times out by height
}

func ptr[T any](value T) *T { return &value }

func integer(text string) sdkmath.Int {
	value, ok := sdkmath.NewIntFromString(text)
	if !ok {
		panic(text)
	}
	return value
}

// ---- set-up ----

func (p *play) instantiate(c *stageChain, name string, code uint64, msg wasmd.Object) sdk.AccAddress {
	owner := c.address("owner")
	result, err := c.deliver("owner", &wasmtypes.MsgInstantiateContract{Sender: owner, Admin: owner, CodeID: code, Label: name, Msg: wasmd.Encode(p.t, msg)})
	require.NoError(p.t, err)
	var response wasmtypes.MsgInstantiateContractResponse
	c.UnwrapExecTXResult(result, &response)
	p.names[response.Address] = name
	return sdk.MustAccAddressFromBech32(response.Address)
}

// open opens a channel on the only connection.
func (p *play) open(portA, portB string, begunByB bool) *wasmibctesting.WasmPath {
	path := wasmibctesting.NewWasmPath(p.a.Chain.Chain, p.b.Chain.Chain)
	path.DisableUniqueChannelIDs()
	for end, with := range map[*ibctesting.Endpoint]*ibctesting.Endpoint{path.EndpointA: p.conn.EndpointA, path.EndpointB: p.conn.EndpointB} {
		end.ClientID, end.ConnectionID = with.ClientID, with.ConnectionID
	}
	path.EndpointA.ChannelConfig = &ibctesting.ChannelConfig{PortID: portA, Version: transfertypes.V1, Order: channeltypes.UNORDERED}
	path.EndpointB.ChannelConfig = &ibctesting.ChannelConfig{PortID: portB, Version: transfertypes.V1, Order: channeltypes.UNORDERED}
	first, second := path.EndpointA, path.EndpointB
	if begunByB {
		first, second = second, first
	}
	p.nextChannelID(first)
	require.NoError(p.t, first.ChanOpenInit())
	p.nextChannelID(second)
	require.NoError(p.t, second.ChanOpenTry())
	require.NoError(p.t, first.ChanOpenAck())
	require.NoError(p.t, second.ChanOpenConfirm())
	return path
}

// nextChannelID counts over both chains, so that the ids of the two ends are never equal.
func (p *play) nextChannelID(end *ibctesting.Endpoint) {
	p.channels++
	end.Chain.App.GetIBCKeeper().ChannelKeeper.SetNextChannelSequence(end.Chain.GetContext(), p.channels)
}

func (p *play) at(end *ibctesting.Endpoint) *stageChain {
	if end.Chain == p.a.TestChain {
		return p.a
	}
	return p.b
}

// conjure makes a chain mint tokens that it never received.
func (p *play) conjure(c *stageChain, who, denom, amount string) {
	coins := sdk.NewCoins(sdk.NewCoin(denom, integer(amount)))
	bank := c.GetWasmApp().BankKeeper
	require.NoError(p.t, bank.MintCoins(c.GetContext(), minttypes.ModuleName, coins))
	require.NoError(p.t, bank.SendCoinsFromModuleToAccount(c.GetContext(), minttypes.ModuleName, c.actors[who].address(), coins))
	c.Commit()
}

// ---- sending ----

func (p *play) sender(end *ibctesting.Endpoint, w wish) string {
	switch {
	case w.who != "":
		return w.who
	case p.at(end) == p.a:
		return "alice"
	}
	return "bob"
}

func transferMessage(channel string, w wish) wasmd.Object {
	msg := wasmd.Object{"channel": channel, "remote_address": w.to}
	if w.seconds != nil {
		msg["timeout"] = *w.seconds
	}
	if w.memo != nil {
		msg["memo"] = *w.memo
	}
	return msg
}

func contractOf(port string) sdk.AccAddress {
	return sdk.MustAccAddressFromBech32(strings.TrimPrefix(port, "wasm."))
}

func (c *stageChain) executeBy(who string, contract sdk.AccAddress, msg wasmd.Object, funds ...sdk.Coin) (*abci.ExecTxResult, error) {
	return c.deliver(who, &wasmtypes.MsgExecuteContract{Sender: c.address(who), Contract: contract.String(), Msg: wasmd.Encode(c.T, msg), Funds: funds})
}

// sent records a transfer that was asked for.
func (p *play) sent(name string, from *ibctesting.Endpoint, result *abci.ExecTxResult, err error) *parcel {
	sent := &parcel{name: name, from: from, outcome: "in flight"}
	p.parcels = append(p.parcels, sent)
	if err != nil {
		sent.outcome, sent.said = "not sent", err.Error()
		return sent
	}
	packets, err := ibctesting.ParseIBCV1Packets(channeltypes.EventTypeSendPacket, result.Events)
	require.NoError(p.t, err, name)
	require.Len(p.t, packets, 1)
	sent.packet = &packets[0]
	return sent
}

// bank sends a bank coin with a contract.
func (p *play) bank(name string, from *ibctesting.Endpoint, denom, amount string, w wish) *parcel {
	msg := wasmd.Object{"transfer": transferMessage(from.ChannelID, w)}
	result, err := p.at(from).executeBy(p.sender(from, w), contractOf(from.ChannelConfig.PortID), msg, sdk.NewCoin(denom, integer(amount)))
	return p.sent(name, from, result, err)
}

// cw20 sends a cw20 token with a contract.
func (p *play) cw20(name string, from *ibctesting.Endpoint, token sdk.AccAddress, amount string, w wish) *parcel {
	return p.cw20Call(name, from, token, p.sender(from, w), "send", wasmd.Object{"amount": amount}, transferMessage(from.ChannelID, w))
}

func (p *play) cw20Call(name string, from *ibctesting.Endpoint, token sdk.AccAddress, who, call string, fields, msg wasmd.Object) *parcel {
	fields["contract"], fields["msg"] = contractOf(from.ChannelConfig.PortID).String(), wasmd.Encode(p.t, msg)
	result, err := p.at(from).executeBy(who, token, wasmd.Object{call: fields})
	return p.sent(name, from, result, err)
}

// native sends with the transfer module.
func (p *play) native(name string, from *ibctesting.Endpoint, denom, amount string, w wish) *parcel {
	c, who := p.at(from), p.sender(from, w)
	msg := &transfertypes.MsgTransfer{SourcePort: from.ChannelConfig.PortID, SourceChannel: from.ChannelID,
		Token: sdk.NewCoin(denom, integer(amount)), Sender: c.address(who), Receiver: w.to}
	if w.memo != nil {
		msg.Memo = *w.memo
	}
	seconds := uint64(wasmd.Hour)
	if w.seconds != nil {
		seconds = *w.seconds
	}
	if w.height {
		other := from.Counterparty.Chain
		msg.TimeoutHeight = clienttypes.NewHeight(clienttypes.ParseChainID(other.ChainID), uint64(other.ProposedHeader.Height)+5)
	} else {
		msg.TimeoutTimestamp = uint64(p.coord.CurrentTime.Add(time.Duration(seconds) * time.Second).UnixNano())
	}
	result, err := c.deliver(who, msg)
	return p.sent(name, from, result, err)
}

// ---- relaying; a parcel that was not sent stays where it is ----

func (p *play) receive(sent *parcel) {
	if sent.packet == nil {
		return
	}
	source, packet := sent.from, *sent.packet
	require.NoError(p.t, source.Counterparty.UpdateClient())
	proof, height := source.QueryProof(host.PacketCommitmentKey(packet.SourcePort, packet.SourceChannel, packet.Sequence))
	c := p.at(source.Counterparty)
	result, err := c.deliver("relayer", channeltypes.NewMsgRecvPacket(packet, proof, height, c.address("relayer")))
	require.NoError(p.t, err, sent.name)
	ack, err := wasmibctesting.ParseAckFromEvents(result.Events)
	require.NoError(p.t, err, sent.name)
	sent.said = string(ack)
}

func (p *play) acknowledge(sent *parcel) {
	if sent.packet == nil {
		return
	}
	source, packet := sent.from, *sent.packet
	require.NoError(p.t, source.UpdateClient())
	proof, height := source.Counterparty.QueryProof(host.PacketAcknowledgementKey(packet.DestinationPort, packet.DestinationChannel, packet.Sequence))
	c := p.at(source)
	_, err := c.deliver("relayer", channeltypes.NewMsgAcknowledgement(packet, []byte(sent.said), proof, height, c.address("relayer")))
	require.NoError(p.t, err, sent.name)
	sent.outcome = "delivered"
	if strings.HasPrefix(sent.said, `{"error":`) {
		sent.outcome = "refused"
	}
}

func (p *play) relay(sent *parcel) *parcel {
	p.receive(sent)
	p.acknowledge(sent)
	return sent
}

func (p *play) timeOut(sent *parcel) {
	if sent.packet == nil {
		return
	}
	source, packet := sent.from, *sent.packet
	destination := source.Counterparty.Chain
	if packet.TimeoutTimestamp != 0 {
		if at := time.Unix(0, int64(packet.TimeoutTimestamp)); p.coord.CurrentTime.Before(at) {
			p.coord.IncrementTimeBy(at.Sub(p.coord.CurrentTime))
		}
	}
	for packet.TimeoutTimestamp == 0 && uint64(destination.App.LastBlockHeight()) < packet.TimeoutHeight.RevisionHeight {
		p.coord.CommitBlock(destination)
	}
	p.coord.CommitBlock(destination)
	require.NoError(p.t, source.UpdateClient())
	proof, height := source.Counterparty.QueryProof(host.PacketReceiptKey(packet.DestinationPort, packet.DestinationChannel, packet.Sequence))
	c := p.at(source)
	_, err := c.deliver("relayer", channeltypes.NewMsgTimeout(packet, 1, proof, height, c.address("relayer")))
	require.NoError(p.t, err, sent.name)
	sent.outcome = "timed out"
}

// ---- denoms ----

func voucherOf(path string) string { return fmt.Sprintf("ibc/%X", sha256.Sum256([]byte(path))) }

func arriving(at *ibctesting.Endpoint, denom string) string {
	return "transfer/" + at.ChannelID + "/" + denom
}
