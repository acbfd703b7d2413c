package wasmd

import (
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	transfertypes "github.com/cosmos/ibc-go/v10/modules/apps/transfer/types"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
	host "github.com/cosmos/ibc-go/v10/modules/core/24-host"
	ibctesting "github.com/cosmos/ibc-go/v10/testing"
	"github.com/stretchr/testify/require"
)

// As with the transfer module: who begins names version 1, or none; who is asked answers with version 1 whatever was
// proposed, so that it is for the proposer to give up; and channels are unordered.
func TestAHandshakeIsForVersion1Unordered(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	contract, module := c[0].causeway(voucherWasm), c[1].transferModule()
	for _, test := range []struct {
		name, version string
		order         channeltypes.Order
		begun, asked  string // the error when we begin, and when we are asked
	}{
		{"version 1", transfertypes.V1, channeltypes.UNORDERED, "", ""},
		{"no version", "", channeltypes.UNORDERED, "", ""},
		{"version 2", "ics20-2", channeltypes.UNORDERED, "must be ics20-1", ""},
		{"a middleware's version", `{"fee_version":"ics29-1","app_version":"ics20-1"}`, channeltypes.UNORDERED, "must be ics20-1", ""},
		{"ordered", transfertypes.V1, channeltypes.ORDERED, "unordered", "unordered"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ours := prepare(contract, module).proposing(test.version, test.order)
			requireError(t, test.begun, ours.path.EndpointA.ChanOpenInit())
			if test.begun == "" {
				require.Equal(t, transfertypes.V1, ours.path.EndpointA.GetChannel().Version)
			}

			theirs := prepare(contract, module).proposing(test.version, test.order)
			theirs.begunByAnotherApplication()
			requireError(t, test.asked, theirs.path.EndpointA.ChanOpenTry())
			if test.asked == "" {
				require.Equal(t, transfertypes.V1, theirs.path.EndpointA.GetChannel().Version)
			}
		})
	}
	recorded := query[struct{ Channels []any }](contract.chain, contract.contract, object{"list_channels": object{}})
	require.Empty(t, recorded.Channels, "none has been opened to the end")
}

func (l *link) proposing(version string, order channeltypes.Order) *link {
	for _, end := range []*ibctesting.Endpoint{l.path.EndpointA, l.path.EndpointB} {
		end.ChannelConfig.Version, end.ChannelConfig.Order = version, order
	}
	return l
}

// begunByAnotherApplication has a channel at b that its transfer module would not have begun.
func (l *link) begunByAnotherApplication() {
	end := l.path.EndpointB
	end.ChannelID = "channel-77"
	channel := channeltypes.NewChannel(channeltypes.INIT, end.ChannelConfig.Order, channeltypes.NewCounterparty(l.a.port, ""),
		[]string{end.ConnectionID}, end.ChannelConfig.Version)
	l.b.GetWasmApp().IBCKeeper.ChannelKeeper.SetChannel(l.b.GetContext(), l.b.port, end.ChannelID, channel)
	l.b.commit()
}

func requireError(t *testing.T, text string, err error) {
	t.Helper()
	if text == "" {
		require.NoError(t, err)
		return
	}
	require.ErrorContains(t, err, text)
}

// What is agreed upon is checked too, for core leaves versions to the applications.
func TestAnotherVersionInTheAnswerIsRefused(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	contract, module := c[0].causeway(voucherWasm), c[1].transferModule()
	l := prepare(contract, module)
	require.NoError(t, l.path.EndpointA.ChanOpenInit())
	require.NoError(t, l.path.EndpointB.ChanOpenTry())
	core := module.GetWasmApp().IBCKeeper.ChannelKeeper
	channel := l.path.EndpointB.GetChannel()
	channel.Version = "ics20-2"
	core.SetChannel(module.GetContext(), module.port, l.channel(module), channel)
	module.commit()
	l.path.EndpointB.ChannelConfig.Version = "ics20-2"
	require.ErrorContains(t, l.path.EndpointA.ChanOpenAck(), "ics20-1")
}

// closeOtherEnd is what a counterparty can do that allows it; ours and the transfer module refuse.
func (l *link) closeOtherEnd(end *app) {
	there := l.endpoint(l.other(end))
	require.NoError(end.t, there.SetChannelState(channeltypes.CLOSED))
}

func (l *link) confirmClose(end *app) error {
	here := l.endpoint(end)
	require.NoError(end.t, here.UpdateClient())
	proof, height := here.Counterparty.QueryProof(host.ChannelKey(here.Counterparty.ChannelConfig.PortID, here.Counterparty.ChannelID))
	_, err := end.SendMsgs(channeltypes.NewMsgChannelCloseConfirm(here.ChannelConfig.PortID, here.ChannelID, proof, height, end.user().String()))
	return err
}

func (l *link) status(end *app) string {
	answer := query[struct{ Status string }](end.chain, end.contract, object{"channel_status": object{"id": l.channel(end)}})
	return answer.Status
}

func TestNobodyHereClosesAChannel(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
	require.ErrorContains(t, l.path.EndpointA.ChanCloseInit(), "user cannot close channel")
	require.ErrorContains(t, l.path.EndpointB.ChanCloseInit(), "user cannot close channel")
	require.Equal(t, "open", l.status(l.a))
}

// The other chain may: what it has not received comes back, before we know that the channel is closed and after.
func TestWhatIsInFlightWhenAChannelClosesIsRefunded(t *testing.T) {
	t.Parallel()
	for _, confirmed := range []string{"before it is confirmed", "after"} {
		t.Run(confirmed, func(t *testing.T) {
			eachWorld(t, []string{"bank coin, contract to transfer module", "cw20 token, contract to contract"}, func(t *testing.T, w world) {
				start := w.a.balance(w.a.user(), w.asset)
				w.send(w.a, transfer{asset: w.asset, amount: 400, to: w.b.user().String()})
				w.deliver()
				w.send(w.a, transfer{asset: w.asset, amount: 100, to: w.b.user().String()})
				packet := w.take(w.a)
				w.closeOtherEnd(w.a)
				if confirmed == "after" {
					require.NoError(t, w.confirmClose(w.a))
					require.Equal(t, "closed", w.status(w.a))
				}
				require.NoError(t, w.path.EndpointA.TimeoutOnClose(packet))
				require.Equal(t, books{-400, 400, 400}, w.books(start))
				require.Empty(t, w.a.inFlight())
				require.False(t, w.isPending(w.a, packet))
				if confirmed == "after" {
					err := w.a.send(w.channel(w.a), transfer{asset: w.asset, amount: 100, to: w.b.user().String()})
					require.ErrorContains(t, err, "not OPEN")
					require.Equal(t, books{-400, 400, 400}, w.books(start))
				}
			})
		})
	}
}

// A voucher that was on its way home when the channel closed is minted again.
func TestAVoucherOnItsWayHomeWhenAChannelClosesIsMintedAgain(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	w := newWorld(c[0].transferModule(), c[1].causeway(voucherWasm), bond)
	w.send(w.a, transfer{asset: bond, amount: 400, to: w.b.user().String()})
	w.deliver()
	w.send(w.b, transfer{asset: w.voucher, amount: 150, to: w.a.user().String()})
	packet := w.take(w.b)
	w.closeOtherEnd(w.b)
	require.NoError(t, w.confirmClose(w.b))
	require.NoError(t, w.path.EndpointB.TimeoutOnClose(packet))
	require.Equal(t, "400", w.b.balance(w.b.user(), w.voucher).String())
	require.Empty(t, w.b.inFlight())
}

// Whatever is relayed twice changes nothing the second time.
func TestReplaysChangeNothing(t *testing.T) {
	t.Parallel()
	eachWorld(t, []string{"bank coin, contract to contract", "bank coin, transfer module to contract", "cw20 token, contract to transfer module"}, func(t *testing.T, w world) {
		start := w.a.balance(w.a.user(), w.asset)
		replay := func(end *app, msg sdk.Msg, after books) {
			t.Helper()
			for range 2 {
				require.NoError(t, w.settle(end, msg))
				require.Equal(t, after, w.books(start))
			}
		}
		life := func(from *app, m transfer, sent, received, acknowledged books) {
			t.Helper()
			w.send(from, m)
			packet := w.take(from)
			require.Equal(t, sent, w.books(start))
			to := w.other(from)
			receive := w.recvMsg(from, packet, to.user())
			ack := w.receive(from, packet)
			replay(to, receive, received)
			replay(from, w.ackMsg(from, packet, ack, from.user()), acknowledged)
			replay(to, receive, acknowledged)
		}
		there, here := w.b.user().String(), w.a.user().String()
		life(w.a, transfer{asset: w.asset, amount: 400, to: there}, books{-400, 400, 0}, books{-400, 400, 400}, books{-400, 400, 400})
		life(w.b, transfer{asset: w.voucher, amount: 150, to: here}, books{-400, 400, 250}, books{-250, 250, 250}, books{-250, 250, 250})
		life(w.a, transfer{asset: w.asset, amount: 10, to: "nobody's address"}, books{-260, 260, 250}, books{-260, 260, 250}, books{-250, 250, 250})

		w.send(w.a, transfer{asset: w.asset, amount: 10, to: there})
		packet := w.take(w.a)
		w.letTimePass()
		replay(w.a, w.timeoutMsg(w.a, packet, w.a.user()), books{-250, 250, 250})
		w.requireNothingInFlight()
	})
}

// Only the transfer module names heights. Such a packet is taken in time, and comes back when it is late.
func TestATimeoutByHeight(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	w := newWorld(c[0].transferModule(), c[1].causeway(voucherWasm), bond)
	start := w.a.balance(w.a.user(), bond)
	soon := func() clienttypes.Height {
		return clienttypes.NewHeight(clienttypes.ParseChainID(w.b.ChainID), uint64(w.b.GetContext().BlockHeight())+5)
	}
	w.send(w.a, transfer{asset: bond, amount: 400, to: w.b.user().String(), height: soon()})
	w.deliver()
	require.Equal(t, books{-400, 400, 400}, w.books(start))

	w.send(w.a, transfer{asset: bond, amount: 100, to: w.b.user().String(), height: soon()})
	packet := w.take(w.a)
	require.Zero(t, packet.TimeoutTimestamp)
	for range 5 {
		w.b.commit()
	}
	require.ErrorContains(t, w.settle(w.b, w.recvMsg(w.a, packet, w.b.user())), "timeout")
	require.Equal(t, books{-500, 500, 400}, w.books(start))
	require.NoError(t, w.settle(w.a, w.timeoutMsg(w.a, packet, w.a.user())))
	require.Equal(t, books{-400, 400, 400}, w.books(start))
}
