package wasmd

import (
	"testing"

	"causeway/tests/wasmd/host"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// The rules of the transfer module: the end that begins proposes version 1 or none; the other end answers with version 1
// whatever was proposed, and then the proposer may give up; and channels are unordered.
func TestAHandshakeIsForVersion1Unordered(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	contract, module := c[0].Causeway(VoucherWasm), c[1].TransferModule()
	one, notOne, ordered := answer{version: host.Version}, answer{refused: "must be ics20-1"}, answer{refused: "unordered"}
	for _, test := range []struct {
		name, version string
		order         host.Order
		begun, asked  answer // when we begin, and when we are asked
	}{
		{"version 1", host.Version, host.UNORDERED, one, one},
		{"no version", "", host.UNORDERED, withFeesOr(one), one},
		{"version 2", "ics20-2", host.UNORDERED, notOne, one},
		{"a middleware's version", withFees, host.UNORDERED, withFeesOr(notOne), withFeesOr(one)},
		{"ordered", host.Version, host.ORDERED, ordered, ordered},
	} {
		t.Run(test.name, func(t *testing.T) {
			ours := prepare(contract, module).proposing(test.version, test.order)
			test.begun.require(t, ours.path.EndpointA, ours.path.EndpointA.ChanOpenInit())

			theirs := prepare(contract, module).proposing(test.version, test.order)
			theirs.begunByAnotherApplication()
			test.asked.require(t, theirs.path.EndpointA, theirs.path.EndpointA.ChanOpenTry())
		})
	}
	recorded := Query[struct{ Channels []any }](contract.Chain, contract.Contract, Object{"list_channels": Object{}})
	require.Empty(t, recorded.Channels, "none has been opened to the end")
}

func (l *Link) proposing(version string, order host.Order) *Link {
	for _, end := range []*host.Endpoint{l.path.EndpointA, l.path.EndpointB} {
		end.ChannelConfig.Version, end.ChannelConfig.Order = version, order
	}
	return l
}

// begunByAnotherApplication is a channel at b with a version that its transfer module would not have proposed.
func (l *Link) begunByAnotherApplication() {
	end := l.path.EndpointB
	end.ChannelID = "channel-77"
	channel := host.NewChannel(host.INIT, end.ChannelConfig.Order, host.NewCounterparty(l.A.port, ""),
		[]string{end.ConnectionID}, end.ChannelConfig.Version)
	l.B.GetWasmApp().IBCKeeper.ChannelKeeper.SetChannel(l.B.GetContext(), l.B.port, end.ChannelID, channel)
	l.B.Commit()
}

// answer is the version of a channel that was begun, or the error.
type answer struct{ version, refused string }

func (a answer) require(t *testing.T, end *host.Endpoint, err error) {
	t.Helper()
	if a.refused != "" {
		require.ErrorContains(t, err, a.refused)
		return
	}
	require.NoError(t, err)
	require.Equal(t, a.version, end.GetChannel().Version)
}

const withFees = `{"fee_version":"ics29-1","app_version":"ics20-1"}`

// withFeesOr is a channel with fees if the host has fee middleware, which passes version 1 to the contract.
func withFeesOr(otherwise answer) answer {
	if host.HasFees {
		return answer{version: withFees}
	}
	return otherwise
}

// The version that the ends agreed on is checked too, because core leaves versions to the applications.
func TestAnotherVersionInTheAnswerIsRefused(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	contract, module := c[0].Causeway(VoucherWasm), c[1].TransferModule()
	l := prepare(contract, module)
	require.NoError(t, l.path.EndpointA.ChanOpenInit())
	require.NoError(t, l.path.EndpointB.ChanOpenTry())
	core := module.GetWasmApp().IBCKeeper.ChannelKeeper
	channel := l.path.EndpointB.GetChannel()
	channel.Version = "ics20-2"
	core.SetChannel(module.GetContext(), module.port, l.channel(module), channel)
	module.Commit()
	l.path.EndpointB.ChannelConfig.Version = "ics20-2"
	require.ErrorContains(t, l.path.EndpointA.ChanOpenAck(), "ics20-1")
}

// closeOtherEnd closes the other end, which a counterparty may allow; this contract and the transfer module refuse it.
func (l *Link) closeOtherEnd(end *App) {
	there := l.endpoint(l.other(end))
	require.NoError(end.T, host.SetChannelState(there, host.CLOSED))
}

func (l *Link) confirmClose(end *App) error {
	here := l.endpoint(end)
	require.NoError(end.T, here.UpdateClient())
	proof, height := here.Counterparty.QueryProof(host.ChannelKey(here.Counterparty.ChannelConfig.PortID, here.Counterparty.ChannelID))
	_, err := end.SendMsgs(host.NewMsgChannelCloseConfirm(here.ChannelConfig.PortID, here.ChannelID, proof, height, end.User().String()))
	return err
}

func (l *Link) status(end *App) string {
	answer := Query[struct{ Status string }](end.Chain, end.Contract, Object{"channel_status": Object{"id": l.channel(end)}})
	return answer.Status
}

func TestNobodyHereClosesAChannel(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
	require.ErrorContains(t, l.path.EndpointA.ChanCloseInit(), "user cannot close channel")
	require.ErrorContains(t, l.path.EndpointB.ChanCloseInit(), "user cannot close channel")
	require.Equal(t, "open", l.status(l.A))
}

// The other chain may close a channel. Packets that it has not received are refunded, before this end is closed and after.
func TestWhatIsInFlightWhenAChannelClosesIsRefunded(t *testing.T) {
	t.Parallel()
	for _, confirmed := range []string{"before it is confirmed", "after"} {
		t.Run(confirmed, func(t *testing.T) {
			eachWorld(t, []string{"bank coin, contract to transfer module", "cw20 token, contract to contract"}, func(t *testing.T, w world) {
				start := w.A.BalanceOf(w.A.User(), w.asset)
				w.Send(w.A, Transfer{Asset: w.asset, Amount: 400, To: w.B.User().String()})
				w.deliver()
				w.Send(w.A, Transfer{Asset: w.asset, Amount: 100, To: w.B.User().String()})
				packet := w.take(w.A)
				w.closeOtherEnd(w.A)
				if confirmed == "after" {
					require.NoError(t, w.confirmClose(w.A))
					require.Equal(t, "closed", w.status(w.A))
				}
				require.NoError(t, w.timeoutOnClose(w.A, packet))
				require.Equal(t, books{-400, 400, 400}, w.books(start))
				require.Empty(t, w.A.inFlight())
				require.False(t, w.isPending(w.A, packet))
				if confirmed == "after" {
					err := w.A.send(w.channel(w.A), Transfer{Asset: w.asset, Amount: 100, To: w.B.User().String()})
					require.ErrorContains(t, err, "not OPEN")
					require.Equal(t, books{-400, 400, 400}, w.books(start))
				}
			})
		})
	}
}

// A voucher that was in flight on its way home when the channel closed is minted again.
func TestAVoucherOnItsWayHomeWhenAChannelClosesIsMintedAgain(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	w := newWorld(c[0].TransferModule(), c[1].Causeway(VoucherWasm), Bond)
	w.Send(w.A, Transfer{Asset: Bond, Amount: 400, To: w.B.User().String()})
	w.deliver()
	w.Send(w.B, Transfer{Asset: w.voucher, Amount: 150, To: w.A.User().String()})
	packet := w.take(w.B)
	w.closeOtherEnd(w.B)
	require.NoError(t, w.confirmClose(w.B))
	require.NoError(t, w.timeoutOnClose(w.B, packet))
	require.Equal(t, "400", w.B.BalanceOf(w.B.User(), w.voucher).String())
	require.Empty(t, w.B.inFlight())
}

// A message that is relayed a second time changes nothing.
func TestReplaysChangeNothing(t *testing.T) {
	t.Parallel()
	eachWorld(t, []string{"bank coin, contract to contract", "bank coin, transfer module to contract", "cw20 token, contract to transfer module"}, func(t *testing.T, w world) {
		start := w.A.BalanceOf(w.A.User(), w.asset)
		replay := func(end *App, msg sdk.Msg, after books) {
			t.Helper()
			for range 2 {
				require.NoError(t, w.settle(end, msg))
				require.Equal(t, after, w.books(start))
			}
		}
		life := func(from *App, m Transfer, sent, received, acknowledged books) {
			t.Helper()
			w.Send(from, m)
			packet := w.take(from)
			require.Equal(t, sent, w.books(start))
			to := w.other(from)
			receive := w.recvMsg(from, packet, to.User())
			ack := w.receive(from, packet)
			replay(to, receive, received)
			replay(from, w.ackMsg(from, packet, ack, from.User()), acknowledged)
			replay(to, receive, acknowledged)
		}
		there, here := w.B.User().String(), w.A.User().String()
		life(w.A, Transfer{Asset: w.asset, Amount: 400, To: there}, books{-400, 400, 0}, books{-400, 400, 400}, books{-400, 400, 400})
		life(w.B, Transfer{Asset: w.voucher, Amount: 150, To: here}, books{-400, 400, 250}, books{-250, 250, 250}, books{-250, 250, 250})
		life(w.A, Transfer{Asset: w.asset, Amount: 10, To: "nobody's address"}, books{-260, 260, 250}, books{-260, 260, 250}, books{-250, 250, 250})

		w.Send(w.A, Transfer{Asset: w.asset, Amount: 10, To: there})
		packet := w.take(w.A)
		w.letTimePass()
		replay(w.A, w.timeoutMsg(w.A, packet, w.A.User()), books{-250, 250, 250})
		w.requireNothingInFlight()
	})
}

// Only the transfer module uses timeouts by height. Such a packet is received in time, and refunded when it is late.
func TestATimeoutByHeight(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	w := newWorld(c[0].TransferModule(), c[1].Causeway(VoucherWasm), Bond)
	start := w.A.BalanceOf(w.A.User(), Bond)
	soon := func() host.Height {
		return host.NewHeight(host.ParseChainID(w.B.ChainID), uint64(w.B.GetContext().BlockHeight())+5)
	}
	w.Send(w.A, Transfer{Asset: Bond, Amount: 400, To: w.B.User().String(), height: soon()})
	w.deliver()
	require.Equal(t, books{-400, 400, 400}, w.books(start))

	w.Send(w.A, Transfer{Asset: Bond, Amount: 100, To: w.B.User().String(), height: soon()})
	packet := w.take(w.A)
	require.Zero(t, packet.TimeoutTimestamp)
	for range 5 {
		w.B.Commit()
	}
	require.ErrorContains(t, w.settle(w.B, w.recvMsg(w.A, packet, w.B.User())), "timeout")
	require.Equal(t, books{-500, 500, 400}, w.books(start))
	require.NoError(t, w.settle(w.A, w.timeoutMsg(w.A, packet, w.A.User())))
	require.Equal(t, books{-400, 400, 400}, w.books(start))
}
