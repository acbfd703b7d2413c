package wasmd

import (
	"fmt"
	"strings"
	"testing"

	"causeway/tests/wasmd/host"
	"github.com/stretchr/testify/require"
)

// A chain that lies: it sends packets that no transfer module writes, and acknowledges packets that it has not received.

// forge makes a chain send any bytes over the channel.
func (l *Link) forge(from *App, packetData string) host.Packet {
	end := l.endpoint(from)
	deadline := uint64(from.coord.CurrentTime.UnixNano()) + Hour*1_000_000_000
	sequence, err := end.SendPacket(host.ZeroHeight(), deadline, []byte(packetData))
	require.NoError(from.T, err)
	there := end.Counterparty
	return host.NewPacket([]byte(packetData), sequence, end.ChannelConfig.PortID, end.ChannelID,
		there.ChannelConfig.PortID, there.ChannelID, host.ZeroHeight(), deadline)
}

// forgeAck makes the other chain acknowledge a packet, whatever it did with it.
func (l *Link) forgeAck(from *App, packet host.Packet, ack string) {
	to := l.other(from)
	core := to.GetWasmApp().IBCKeeper.ChannelKeeper
	core.SetPacketAcknowledgement(to.GetContext(), packet.DestinationPort, packet.DestinationChannel, packet.Sequence,
		host.CommitAcknowledgement([]byte(ack)))
	to.Commit()
}

// packetOf is the packet data that a transfer module would write.
func packetOf(denom, amount, receiver string) string {
	return fmt.Sprintf(`{"denom":"%s","amount":"%s","sender":"mallory","receiver":"%s"}`, denom, amount, receiver)
}

// holdingsAndStorage is the whole state of a contract.
func (a *App) holdingsAndStorage() map[string]string {
	all := map[string]string{"": a.AllBalances(a.Contract).String()}
	a.GetWasmApp().WasmKeeper.IterateContractState(a.GetContext(), a.Contract, func(key, value []byte) bool {
		all[string(key)] = string(value)
		return false
	})
	return all
}

func TestGarbageIsRefusedAndLeavesNoTrace(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
	l.Send(l.A, Transfer{Asset: Bond, Amount: 400, To: l.B.User().String()})
	l.deliver()
	user := l.A.User().String()
	home := l.Hop(l.B) + Bond
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
		{"nothing behind the hops", packetOf(l.Hop(l.B), "100", user), "base denom is blank"},
		{"no receiver", packetOf(home, "100", ""), "receiver is blank"},
		{"a receiver of another kind", packetOf(home, "100", "0x00"), "receiver is not an address of this chain"},
		{"a receiver that is too long", packetOf(home, "100", strings.Repeat("x", 2_049)), "receiver is longer than 2048 bytes"},
		{"the contract as a token", packetOf(l.Hop(l.B)+"cw20:"+l.A.Contract.String(), "100", user), "insufficient escrow on this channel"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := l.A.holdingsAndStorage()
			require.Equal(t, `{"error":"`+test.refused+`"}`, l.receive(l.B, l.forge(l.B, test.data)))
			require.Equal(t, before, l.A.holdingsAndStorage())
		})
	}
}

func TestADenomPathHasABound(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
	const bound = 1024
	longest := strings.Repeat("x", bound-len(l.Hop(l.A)))
	require.Equal(t, SuccessAck, l.receive(l.B, l.forge(l.B, packetOf(longest, "100", l.A.User().String()))))
	voucher := l.A.Voucher(l.Hop(l.A) + longest)
	require.Equal(t, "100", l.A.BalanceOf(l.A.User(), voucher).String())

	before := l.A.holdingsAndStorage()
	for _, length := range []int{bound + 1, 100_000} {
		denom := strings.Repeat("x", length-len(l.Hop(l.A)))
		ack := l.receive(l.B, l.forge(l.B, packetOf(denom, "100", l.A.User().String())))
		require.Equal(t, `{"error":"denom path is longer than 1024 bytes"}`, ack)
	}
	require.Equal(t, before, l.A.holdingsAndStorage())

	l.Send(l.A, Transfer{Asset: voucher, Amount: 100, To: l.B.User().String()}) // and it goes home again
	require.Contains(t, string(l.take(l.A).Data), longest)
}

// The other chain forges the return of tokens that are in flight to it, and then refuses this packet. It can take only the
// escrow of its own channel.
func TestAForgedReturnAndThenAnErrorAcknowledgement(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
	second := Connect(l.A, l.B)
	second.Send(l.A, Transfer{Asset: Bond, Amount: 1_000, To: l.B.User().String()})
	second.deliver()

	l.Send(l.A, Transfer{Asset: Bond, Amount: 400, To: l.B.User().String()})
	packet := l.take(l.A)
	accomplice := l.A.SenderAccounts[1].SenderAccount.GetAddress()
	start := l.A.BalanceOf(accomplice, Bond)
	stolen := packetOf(l.Hop(l.B)+Bond, "400", accomplice.String())
	require.Equal(t, SuccessAck, l.receive(l.B, l.forge(l.B, stolen)))
	require.Equal(t, "400", l.A.BalanceOf(accomplice, Bond).Sub(start).String())
	require.Contains(t, l.receive(l.B, l.forge(l.B, stolen)), "insufficient escrow")

	refusal := `{"error":"no"}`
	l.forgeAck(l.A, packet, refusal)
	before := l.A.holdingsAndStorage()
	require.ErrorContains(t, l.acknowledge(l.A, packet, refusal), "the packet stays pending")
	require.Equal(t, before, l.A.holdingsAndStorage())
	require.True(t, l.isPending(l.A, packet))
	require.Equal(t, "1000", l.A.BalanceOf(l.A.Contract, Bond).String(), "the other channel's")

	l.Send(l.A, Transfer{Asset: Bond, Amount: 400, To: l.B.User().String()}) // once the books cover it again
	require.NoError(t, l.acknowledge(l.A, packet, refusal))
	require.False(t, l.isPending(l.A, packet))
	require.Equal(t, "1000", l.A.BalanceOf(l.A.Contract, Bond).String())
}

func TestAnAcknowledgementThatIsNoneStaysPending(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
	before := l.A.BalanceOf(l.A.Contract, Bond)
	for i, ack := range []string{"ok", `{"result":"AQ==","error":"no"}`, `{}`, `{"result":""}x`} {
		l.Send(l.A, Transfer{Asset: Bond, Amount: 100, To: l.B.User().String()})
		packet := l.take(l.A)
		l.forgeAck(l.A, packet, ack)
		require.ErrorContains(t, l.acknowledge(l.A, packet, ack), "acknowledgement", ack)
		require.True(t, l.isPending(l.A, packet))
		require.Len(t, l.A.inFlight(), i+1)
	}
	require.Equal(t, "400", l.A.BalanceOf(l.A.Contract, Bond).Sub(before).String())
}

// A result is a success whatever its bytes are, because hooks of other chains may write any.
func TestAnyResultIsASuccess(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
	for _, ack := range []string{`{"result":"MQ=="}`, `{"result":"eyJjb250cmFjdF9yZXN1bHQiOm51bGx9"}`} {
		l.Send(l.A, Transfer{Asset: Bond, Amount: 100, To: l.B.User().String()})
		packet := l.take(l.A)
		l.forgeAck(l.A, packet, ack)
		require.NoError(t, l.acknowledge(l.A, packet, ack))
		require.Empty(t, l.A.inFlight())
	}
	require.Equal(t, "200", l.A.BalanceOf(l.A.Contract, Bond).String())
}
