package wasmd

import (
	"fmt"
	"strings"
	"testing"

	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
	"github.com/stretchr/testify/require"
)

// A chain that lies: it sends packets that no transfer module writes, and acknowledges what it has not received.

// forge has a chain send any bytes over the channel.
func (l *link) forge(from *app, packetData string) channeltypes.Packet {
	end := l.endpoint(from)
	deadline := uint64(from.coord.CurrentTime.UnixNano()) + hour*1_000_000_000
	sequence, err := end.SendPacket(clienttypes.ZeroHeight(), deadline, []byte(packetData))
	require.NoError(from.t, err)
	there := end.Counterparty
	return channeltypes.NewPacket([]byte(packetData), sequence, end.ChannelConfig.PortID, end.ChannelID,
		there.ChannelConfig.PortID, there.ChannelID, clienttypes.ZeroHeight(), deadline)
}

// forgeAck has the other chain acknowledge a packet, whatever has become of it.
func (l *link) forgeAck(from *app, packet channeltypes.Packet, ack string) {
	to := l.other(from)
	core := to.GetWasmApp().IBCKeeper.ChannelKeeper
	core.SetPacketAcknowledgement(to.GetContext(), packet.DestinationPort, packet.DestinationChannel, packet.Sequence,
		channeltypes.CommitAcknowledgement([]byte(ack)))
	to.commit()
}

// packetOf is what a transfer module would write.
func packetOf(denom, amount, receiver string) string {
	return fmt.Sprintf(`{"denom":"%s","amount":"%s","sender":"mallory","receiver":"%s"}`, denom, amount, receiver)
}

// holdingsAndStorage is all that a contract has.
func (a *app) holdingsAndStorage() map[string]string {
	all := map[string]string{"": a.AllBalances(a.contract).String()}
	a.GetWasmApp().WasmKeeper.IterateContractState(a.GetContext(), a.contract, func(key, value []byte) bool {
		all[string(key)] = string(value)
		return false
	})
	return all
}

func TestGarbageIsRefusedAndLeavesNoTrace(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
	l.send(l.a, transfer{asset: bond, amount: 400, to: l.b.user().String()})
	l.deliver()
	user := l.a.user().String()
	home := l.hop(l.b) + bond
	const notIcs20, badAmount = "packet data is not an ICS-20 JSON object", "amount must be a positive decimal integer of at most 256 bits"
	for _, test := range []struct{ name, data, refused string }{
		{"no JSON", "\x08\x01", notIcs20},
		{"an empty object", "{}", notIcs20},
		{"a list", "[]", notIcs20},
		{"an unknown key", strings.Replace(packetOf(home, "100", user), "{", `{"hops":[],`, 1), notIcs20},
		{"a key twice", strings.Replace(packetOf(home, "100", user), "{", `{"amount":"1",`, 1), notIcs20},
		{"an amount as a number", strings.Replace(packetOf(home, "100", user), `"100"`, `100`, 1), notIcs20},
		{"something after the object", packetOf(home, "100", user) + " x", notIcs20},
		{"no amount", packetOf(home, "", user), badAmount},
		{"an amount of zero", packetOf(home, "0", user), badAmount},
		{"a negative amount", packetOf(home, "-100", user), badAmount},
		{"an amount with a fraction", packetOf(home, "1.5", user), badAmount},
		{"an amount above 256 bits", packetOf(home, "2"+strings.Repeat("0", 77), user), badAmount},
		{"no denom", packetOf("", "100", user), "base denom is blank"},
		{"nothing behind the hops", packetOf(l.hop(l.b), "100", user), "base denom is blank"},
		{"no receiver", packetOf(home, "100", ""), "receiver is blank"},
		{"a receiver of another kind", packetOf(home, "100", "0x00"), "receiver is not an address of this chain"},
		{"a receiver that is too long", packetOf(home, "100", strings.Repeat("x", 2_049)), "receiver is longer than 2048 bytes"},
		{"the contract as a token", packetOf(l.hop(l.b)+"cw20:"+l.a.contract.String(), "100", user), "insufficient escrow on this channel"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := l.a.holdingsAndStorage()
			require.Equal(t, `{"error":"`+test.refused+`"}`, l.receive(l.b, l.forge(l.b, test.data)))
			require.Equal(t, before, l.a.holdingsAndStorage())
		})
	}
}

func TestADenomPathHasABound(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
	const bound = 1024
	longest := strings.Repeat("x", bound-len(l.hop(l.a)))
	require.Equal(t, successAck, l.receive(l.b, l.forge(l.b, packetOf(longest, "100", l.a.user().String()))))
	voucher := l.a.voucher(l.hop(l.a) + longest)
	require.Equal(t, "100", l.a.balance(l.a.user(), voucher).String())

	before := l.a.holdingsAndStorage()
	for _, length := range []int{bound + 1, 100_000} {
		denom := strings.Repeat("x", length-len(l.hop(l.a)))
		ack := l.receive(l.b, l.forge(l.b, packetOf(denom, "100", l.a.user().String())))
		require.Equal(t, `{"error":"denom path is longer than 1024 bytes"}`, ack)
	}
	require.Equal(t, before, l.a.holdingsAndStorage())

	l.send(l.a, transfer{asset: voucher, amount: 100, to: l.b.user().String()}) // and it goes home again
	require.Contains(t, string(l.take(l.a).Data), longest)
}

// It prints a return of what is on its way to it, and then refuses that: one channel's escrow is all it can take.
func TestAForgedReturnAndThenAnErrorAcknowledgement(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
	second := connect(l.a, l.b)
	second.send(l.a, transfer{asset: bond, amount: 1_000, to: l.b.user().String()})
	second.deliver()

	l.send(l.a, transfer{asset: bond, amount: 400, to: l.b.user().String()})
	packet := l.take(l.a)
	accomplice := l.a.SenderAccounts[1].SenderAccount.GetAddress()
	start := l.a.balance(accomplice, bond)
	stolen := packetOf(l.hop(l.b)+bond, "400", accomplice.String())
	require.Equal(t, successAck, l.receive(l.b, l.forge(l.b, stolen)))
	require.Equal(t, "400", l.a.balance(accomplice, bond).Sub(start).String())
	require.Contains(t, l.receive(l.b, l.forge(l.b, stolen)), "insufficient escrow")

	refusal := `{"error":"no"}`
	l.forgeAck(l.a, packet, refusal)
	before := l.a.holdingsAndStorage()
	require.ErrorContains(t, l.acknowledge(l.a, packet, refusal), "the packet stays pending")
	require.Equal(t, before, l.a.holdingsAndStorage())
	require.True(t, l.isPending(l.a, packet))
	require.Equal(t, "1000", l.a.balance(l.a.contract, bond).String(), "the other channel's")

	l.send(l.a, transfer{asset: bond, amount: 400, to: l.b.user().String()}) // once the books cover it again
	require.NoError(t, l.acknowledge(l.a, packet, refusal))
	require.False(t, l.isPending(l.a, packet))
	require.Equal(t, "1000", l.a.balance(l.a.contract, bond).String())
}

func TestAnAcknowledgementThatIsNoneStaysPending(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
	before := l.a.balance(l.a.contract, bond)
	for i, ack := range []string{"ok", `{"result":"AQ==","error":"no"}`, `{}`, `{"result":""}x`} {
		l.send(l.a, transfer{asset: bond, amount: 100, to: l.b.user().String()})
		packet := l.take(l.a)
		l.forgeAck(l.a, packet, ack)
		require.ErrorContains(t, l.acknowledge(l.a, packet, ack), "acknowledgement", ack)
		require.True(t, l.isPending(l.a, packet))
		require.Len(t, l.a.inFlight(), i+1)
	}
	require.Equal(t, "400", l.a.balance(l.a.contract, bond).Sub(before).String())
}

// What other chains' hooks put into a result is theirs.
func TestAnyResultIsASuccess(t *testing.T) {
	t.Parallel()
	c := newChains(t, 2)
	l := connect(c[0].causeway(voucherWasm), c[1].transferModule())
	for _, ack := range []string{`{"result":"MQ=="}`, `{"result":"eyJjb250cmFjdF9yZXN1bHQiOm51bGx9"}`} {
		l.send(l.a, transfer{asset: bond, amount: 100, to: l.b.user().String()})
		packet := l.take(l.a)
		l.forgeAck(l.a, packet, ack)
		require.NoError(t, l.acknowledge(l.a, packet, ack))
		require.Empty(t, l.a.inFlight())
	}
	require.Equal(t, "200", l.a.balance(l.a.contract, bond).String())
}
