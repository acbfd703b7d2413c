package wasmd

import (
	"fmt"
	"testing"

	"causeway/tests/wasmd/host"
	sdkmath "cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// settleMsg names a stranded packet. A packet from before the takeover needs its data.
func settleMsg(sender string, packet host.Packet, data []byte) Object {
	named := Object{"sender": sender, "channel": packet.SourceChannel, "sequence": packet.Sequence}
	if data != nil {
		named["data"] = data
	}
	return Object{"settle": []Object{named}}
}

// An error acknowledgement that was not relayed before the channel closed can never be relayed. The migration is to the
// code that the contract already has, which wasmd allows.
func TestTakeoverGivesStrandedPacketsToTheirSendersBySettle(t *testing.T) {
	t.Parallel()
	eachRelease(t, func(t *testing.T, wasm string) {
		s := inherit(t, wasm)
		s.history()
		l, sender := s.lanes[0], s.User().String()
		old := l.out(20, nobody)
		oldAck := l.arrive(l.A, old)
		s.takeOver(Object{})
		own := l.out(15, nobody)
		ownAck := l.arrive(l.A, own)
		l.closeOtherEnd(l.A)
		require.NoError(t, l.confirmClose(l.A))
		require.Error(t, l.acknowledge(l.A, old, oldAck))
		require.Error(t, l.acknowledge(l.A, own, ownAck))
		s.requireExact()

		other := s.SenderAccounts[1].SenderAccount.GetAddress().String()
		much := []byte(fmt.Sprintf(`{"amount":"1000000","denom":"%s","receiver":"r","sender":"%s"}`, Bond, sender))
		for _, refused := range []struct {
			msg  Object
			text string
		}{
			{settleMsg(sender, old, nil), "a packet from before the takeover needs its data"},
			{settleMsg(other, old, old.Data), "the packet was sent by " + sender},
			{settleMsg(sender, old, much), "insufficient escrow"},
			{settleMsg(other, own, nil), "no in-flight record"},
			{settleMsg(sender, own, own.Data), "already settled"},
		} {
			s.requireRefused(s.codeID, refused.msg, refused.text)
		}
		code := s.ContractInfo(s.Contract).CodeID
		for i, msg := range []Object{settleMsg(sender, old, old.Data), settleMsg(sender, own, nil)} {
			require.NoError(t, s.migrateSelf(msg))
			l.inFlight -= []int64{20, 15}[i]
			s.requireExact()
			require.Equal(t, code, s.ContractInfo(s.Contract).CodeID)
		}
		require.Equal(t, []claimInfo{{sender, Bond, "35", "0"}}, s.claims())
		s.requireRefused(s.codeID, settleMsg(sender, old, old.Data), "already settled")
		s.requireRefused(s.codeID, settleMsg(sender, own, nil), "no in-flight record")
		s.claim(Bond)
		s.requireExact()
	})
}

// cw20-ics20 lost a refund that failed, here because its gas limit is too low for the token. It holds the tokens, but its
// books do not count them.
func TestTakeoverGivesLostRefundsToTheirSendersByAssign(t *testing.T) {
	t.Parallel()
	eachRelease(t, func(t *testing.T, wasm string) {
		s, l := inheritLostRefunds(t, wasm)
		sender := s.User().String()
		lost := []host.Packet{l.out(70, nobody), l.out(30, nobody)}
		for _, packet := range lost {
			require.NoError(t, l.acknowledge(l.A, packet, l.receive(l.A, packet)))
			l.inFlight -= amountOf(t, packet)
		}
		held := func() string { return s.BalanceOf(s.Contract, l.asset).String() }
		require.Equal(t, "300", held())
		require.Equal(t, int64(200), l.outstanding(), "the books have forgotten 100")

		assign := func(sequence uint64, data []byte) Object {
			return Object{"assign": []Object{{"channel": l.channel(l.A), "sequence": sequence, "data": data}}}
		}
		first, second := lost[0], lost[1]
		code := s.Store(TransferWasm)
		s.requireRefused(code, assign(first.Sequence, first.Data), "in a migration of its own")
		s.takeOver(Object{})
		beside := assign(first.Sequence, first.Data)
		beside["admin"] = sender
		s.requireRefused(code, beside, "in a migration of its own")
		above := []byte(fmt.Sprintf(`{"amount":"101","denom":"%s","receiver":"r","sender":"%s"}`, l.asset, sender))
		s.requireRefused(code, assign(first.Sequence, above), "only 100 "+l.asset+" are held above all books and claims")
		require.NoError(t, s.migrateSelf(assign(first.Sequence, first.Data)))
		require.Equal(t, []claimInfo{{sender, l.asset, "70", "0"}}, s.claims())
		s.requireRefused(code, assign(first.Sequence, first.Data), "already settled")
		s.requireRefused(code, assign(second.Sequence, first.Data), "only 30 ")
		require.NoError(t, s.migrateSelf(assign(second.Sequence, second.Data)))
		s.requireExact()
		s.claim(l.asset)
		require.Equal(t, "200", held())
		require.Equal(t, int64(200), l.outstanding())

		own := l.out(5, nobody)
		s.requireRefused(code, assign(own.Sequence, own.Data), "already settled")
		l.whole(s, l.A, own, anyError)
		l.whole(s, l.B, l.home(200, sender), SuccessAck)
		require.Equal(t, "0", held())
	})
}

// inheritLostRefunds has one lane, of a token whose gas limit is too low for a transfer, with 200 of it on the other
// chain.
func inheritLostRefunds(t *testing.T, wasm string) (*inheritance, *lane) {
	s := inherit(t, wasm)
	token := s.NewCW20()
	_, err := s.Execute(s.Contract, Object{"allow": Object{"contract": token.String(), "gas_limit": 5_000}})
	require.NoError(t, err)
	link, asset := s.lanes[0].Link, "cw20:"+token.String()
	l := &lane{world: world{link, asset, link.B.Voucher(link.Hop(link.B) + asset)}}
	s.lanes = []*lane{l}
	s.starts = map[string]sdkmath.Int{asset: s.BalanceOf(s.User(), asset)}
	l.whole(s, l.A, l.out(200, l.B.User().String()), SuccessAck)
	return s, l
}

// A token re-enters with the packet of cw20-ics20 that is being refunded, on a core that deletes commitments late. The
// packet is already marked as settled. Each packet was sent before the takeover.
func TestTakeoverPaysAnOldPacketOnceWhateverReenters(t *testing.T) {
	t.Parallel()
	eachRelease(t, func(t *testing.T, wasm string) {
		s := newAmbush(t, func(c *Chain, tokens ...sdk.AccAddress) *App { return c.newApp(wasm, Object{}, tokens) })
		type attack struct {
			name, deed string
			due        settlement
			again      func(ambush, settlement) Object
		}
		var attacks []attack
		for _, due := range refunds {
			for _, accomplice := range accomplices {
				for _, deed := range deeds {
					attacks = append(attacks, attack{due.name + ", " + accomplice.name + ", " + deed, deed, due.prepare(s), accomplice.again})
				}
			}
		}
		s.A.takeOver(Object{})
		forgetLate(s.A)
		expected := s.holdings()
		require.Equal(t, int64(600+400*len(attacks)), expected.escrow)
		for _, a := range attacks {
			t.Run(a.name, func(t *testing.T) {
				s.token.arm("transfer", Object{a.deed: []Object{a.again(s, a.due)}})
				_, err := s.A.SendMsgs(a.due(s.A.User()))
				require.NoError(t, err)
				require.NotEqual(t, "ok", s.token.report())
				expected = holdings{expected.puppet + 400, expected.escrow - 400}
				require.Equal(t, expected, s.holdings())
				_, err = s.A.SendMsgs(a.due(s.A.User()))
				require.ErrorContains(t, err, "already settled")
				require.Equal(t, expected, s.holdings())
				s.requireNothingIsLeft()
			})
		}
		require.Equal(t, paidOnce.escrow, expected.escrow)
	})
}
