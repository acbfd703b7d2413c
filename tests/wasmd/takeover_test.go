package wasmd

import (
	"encoding/json"
	"strings"
	"testing"

	"causeway/tests/wasmd/host"
	sdkmath "cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// The real Wasm of cw20-ics20 runs with real traffic, and becomes this contract by a migration.

// eachRelease runs a test with the two releases of cw20-ics20 that are built: the newest and the oldest.
func eachRelease(t *testing.T, test func(t *testing.T, wasm string)) {
	for _, release := range []struct{ version, wasm string }{
		{"2.0.0", ICS20Wasm},
		{"0.13.4", "peers/cw20_ics20-0.13.4.wasm"},
	} {
		t.Run("cw20-ics20 "+release.version, func(t *testing.T) { test(t, release.wasm) })
	}
}

// takeOver migrates the contract to this code.
func (a *App) takeOver(msg Object) {
	a.T.Helper()
	a.codeID = a.Store(TransferWasm)
	require.NoError(a.T, a.migrateSelf(msg))
}

// migrateSelf migrates the contract to the code that the App names, which may be the one that it has.
func (a *App) migrateSelf(msg Object) error { return a.migrate(a.User(), a.Contract, a.codeID, msg) }

// lane is one asset over one channel, sent from A. inFlight is the amount that was sent in either direction and is neither
// received nor refunded.
type lane struct {
	world
	inFlight int64
}

// inheritance is a contract that is first cw20-ics20 and then Causeway.
type inheritance struct {
	*App
	lanes  []*lane
	starts map[string]sdkmath.Int // what user and contract have together, by asset
}

// inherit makes a cw20-ics20 with a channel to the other chain's transfer module and one to a Causeway there, and for each
// a bank coin and a cw20 token without a gas limit.
func inherit(t *testing.T, wasm string) *inheritance {
	c := NewChains(t, 2)
	gold := c[0].NewCW20()
	old := c[0].newApp(wasm, Object{}, []sdk.AccAddress{gold})
	s := &inheritance{App: old, starts: map[string]sdkmath.Int{}}
	for _, link := range []*Link{Connect(old, c[1].TransferModule()), Connect(old, c[1].Causeway(VoucherWasm))} {
		for _, asset := range []string{Bond, "cw20:" + gold.String()} {
			s.lanes = append(s.lanes, &lane{world: world{link, asset, link.B.Voucher(link.Hop(link.B) + asset)}})
			s.starts[asset] = old.BalanceOf(old.User(), asset)
		}
	}
	return s
}

// requireExact compares exactly: the books of each channel with vouchers and packets in flight, and what the contract
// holds with its books and claims and with what its user has sent.
func (s *inheritance) requireExact() {
	s.T.Helper()
	owed := map[string]int64{}
	for _, l := range s.lanes {
		vouchers := l.B.BalanceOf(l.B.User(), l.voucher).Int64()
		require.Equal(s.T, vouchers+l.inFlight, l.outstanding(), "%s %s", l.channel(l.A), l.asset)
		owed[l.asset] += l.outstanding()
	}
	for asset, start := range s.starts {
		held := s.BalanceOf(s.Contract, asset)
		require.Equal(s.T, owed[asset]+s.claimed(asset), held.Int64(), asset)
		require.Equal(s.T, start.String(), held.Add(s.BalanceOf(s.User(), asset)).String(), asset)
	}
}

// claimed is the amount in claims; cw20-ics20 has none.
func (s *inheritance) claimed(asset string) (sum int64) {
	if !s.isCauseway() {
		return 0
	}
	for _, claim := range s.claims() {
		held, ok := sdkmath.NewIntFromString(claim.Held)
		require.True(s.T, ok)
		if claim.Denom == asset {
			sum += held.Int64()
		}
	}
	return sum
}

func (a *App) isCauseway() bool {
	return a.ContractInfo(a.Contract).CodeID == a.codeID && a.knowsSettings()
}

func (a *App) knowsSettings() bool {
	var answer any
	return a.SmartQuery(a.Contract.String(), Object{"settings": Object{}}, &answer) == nil
}

// outstanding is the amount in the books of the channel.
func (l *lane) outstanding() int64 {
	type balance struct {
		Native, Cw20 *struct {
			Denom, Address string
			Amount         sdkmath.Int
		}
	}
	channel := Query[struct{ Balances []balance }](l.A.Chain, l.A.Contract, Object{"channel": Object{"id": l.channel(l.A)}})
	for _, b := range channel.Balances {
		if b.Native != nil && b.Native.Denom == l.asset {
			return b.Native.Amount.Int64()
		}
		if b.Cw20 != nil && "cw20:"+b.Cw20.Address == l.asset {
			return b.Cw20.Amount.Int64()
		}
	}
	return 0
}

const nobody = "nobody's address"

func (l *lane) out(amount int64, to string) host.Packet {
	l.A.T.Helper()
	l.Send(l.A, Transfer{Asset: l.asset, Amount: amount, To: to})
	l.inFlight += amount
	return l.take(l.A)
}

func (l *lane) home(amount int64, to string) host.Packet {
	l.A.T.Helper()
	l.Send(l.B, Transfer{Asset: l.voucher, Amount: amount, To: to})
	l.inFlight += amount
	return l.take(l.B)
}

// arrive delivers a packet, and returns its acknowledgement.
func (l *lane) arrive(from *App, packet host.Packet) string {
	l.A.T.Helper()
	ack := l.receive(from, packet)
	if strings.HasPrefix(ack, `{"result":`) {
		l.inFlight -= amountOf(l.A.T, packet)
	}
	return ack
}

// end delivers a packet's acknowledgement twice; the second time is a no-op.
func (l *lane) end(s *inheritance, from *App, packet host.Packet, ack string) {
	s.T.Helper()
	if !strings.HasPrefix(ack, `{"result":`) {
		l.inFlight -= amountOf(s.T, packet)
	}
	l.twice(s, from, l.ackMsg(from, packet, ack, from.User()))
}

// expire delivers the timeout of a packet twice.
func (l *lane) expire(s *inheritance, packet host.Packet) {
	s.T.Helper()
	l.inFlight -= amountOf(s.T, packet)
	l.twice(s, l.A, l.timeoutMsg(l.A, packet, l.A.User()))
}

func (l *lane) twice(s *inheritance, from *App, msg sdk.Msg) {
	s.T.Helper()
	for range 2 {
		require.NoError(s.T, l.settle(from, msg))
		s.requireExact()
	}
}

func amountOf(t *testing.T, packet host.Packet) int64 {
	var data struct{ Amount sdkmath.Int }
	require.NoError(t, json.Unmarshal(packet.Data, &data))
	return data.Amount.Int64()
}

// whole relays a packet and its acknowledgement, which must be the given one.
func (l *lane) whole(s *inheritance, from *App, packet host.Packet, expected string) {
	s.T.Helper()
	ack := l.arrive(from, packet)
	require.Contains(s.T, ack, expected)
	s.requireExact()
	l.end(s, from, packet, ack)
}

const (
	oldSuccess = `{"result":"MQ=="}`
	anyError   = `{"error":"`
)

// history sends coins and tokens out and home, and has refunds in both directions.
func (s *inheritance) history() {
	for _, l := range s.lanes {
		there, here := l.B.User().String(), s.User().String()
		l.whole(s, l.A, l.out(1_000, there), SuccessAck)
		l.whole(s, l.B, l.home(300, here), oldSuccess)
		l.whole(s, l.A, l.out(50, nobody), anyError)
		l.whole(s, l.B, l.home(60, nobody), anyError)
	}
}

// flights are the packets of one lane that are in flight at the takeover.
type flights struct {
	late, received, refused, refusedLate, expiring host.Packet // out
	home, homeReceived, homeRefused                host.Packet
	receivedAck, refusedAck, homeAck               string
}

func (l *lane) leaveInFlight(s *inheritance) (f flights) {
	there, here := l.B.User().String(), s.User().String()
	f.late = l.out(40, there)
	f.received = l.out(30, there)
	f.receivedAck = l.arrive(l.A, f.received)
	f.refused = l.out(20, nobody)
	f.refusedAck = l.arrive(l.A, f.refused)
	f.refusedLate = l.out(15, nobody)
	f.expiring = l.out(10, there)
	f.home = l.home(25, here)
	f.homeReceived = l.home(35, here)
	f.homeAck = l.arrive(l.B, f.homeReceived)
	require.Equal(s.T, oldSuccess, f.homeAck)
	f.homeRefused = l.home(5, nobody)
	s.requireExact()
	return f
}

// settleBeforeTimePasses settles all of them except the one that is to expire.
func (l *lane) settleBeforeTimePasses(s *inheritance, f flights) {
	l.end(s, l.A, f.refused, f.refusedAck)
	l.whole(s, l.A, f.late, SuccessAck)
	l.whole(s, l.A, f.refusedLate, anyError)
	l.end(s, l.A, f.received, f.receivedAck)
	l.end(s, l.B, f.homeReceived, f.homeAck)
	l.whole(s, l.B, f.home, SuccessAck)
	l.whole(s, l.B, f.homeRefused, anyError)
}

func TestTakeoverSettlesEveryPacketInFlightOnceToTheUnit(t *testing.T) {
	t.Parallel()
	eachRelease(t, func(t *testing.T, wasm string) {
		s := inherit(t, wasm)
		s.history()
		var inFlight []flights
		for _, l := range s.lanes {
			inFlight = append(inFlight, l.leaveInFlight(s))
		}
		s.takeOver(Object{})
		s.requireExact()
		require.Empty(t, s.inFlight(), "packets of cw20-ics20 have no record")
		for i, l := range s.lanes {
			if i < 2 { // on this channel the first of our own comes before the old ones end, on the other after
				l.whole(s, l.A, l.out(7, l.B.User().String()), SuccessAck)
			}
			l.settleBeforeTimePasses(s, inFlight[i])
			l.whole(s, l.A, l.out(8, nobody), anyError)
		}
		s.lanes[0].letTimePass()
		for i, l := range s.lanes {
			l.expire(s, inFlight[i].expiring)
		}
		require.Empty(t, s.inFlight())
		require.Empty(t, s.claims())
		s.goHome()
	})
}

// goHome sends all vouchers home, so that the contract holds nothing at the end.
func (s *inheritance) goHome() {
	s.T.Helper()
	for _, l := range s.lanes {
		vouchers := l.B.BalanceOf(l.B.User(), l.voucher).Int64()
		require.Positive(s.T, vouchers)
		l.whole(s, l.B, l.home(vouchers, s.User().String()), SuccessAck)
	}
	for asset, start := range s.starts {
		require.Equal(s.T, start, s.BalanceOf(s.User(), asset))
		require.Equal(s.T, "0", s.BalanceOf(s.Contract, asset).String())
	}
}

// After the takeover, a migration to the same code can set a voucher code, and refunds that fail can be claimed.
func TestTakeoverGivesWhatCw20Ics20DidNotHave(t *testing.T) {
	t.Parallel()
	eachRelease(t, func(t *testing.T, wasm string) {
		s := inherit(t, wasm)
		s.history()
		s.takeOver(Object{})
		l := s.lanes[2] // to a Causeway
		there, here := l.B.User().String(), s.User().String()
		start := l.B.BalanceOf(l.B.User(), Bond)
		foreign := func(amount int64) { l.Send(l.B, Transfer{Asset: Bond, Amount: amount, To: here}) }
		foreign(10)
		require.Contains(t, l.Refuse(), "has no voucher code")
		require.NoError(t, s.migrateSelf(Object{"voucher_code_id": s.Store(VoucherWasm)}))
		foreign(10)
		l.deliver()
		voucher := l.A.Voucher(l.Hop(l.A) + Bond)
		require.Equal(t, "10", s.BalanceOf(s.User(), voucher).String())
		l.Send(l.A, Transfer{Asset: voucher, Amount: 10, To: there})
		l.deliver()
		require.Equal(t, start, l.B.BalanceOf(l.B.User(), Bond))

		packet := l.out(9, nobody)
		ack := l.arrive(l.A, packet)
		s.allowSends(false)
		l.end(s, l.A, packet, ack)
		require.Equal(t, []claimInfo{{here, Bond, "9", "0"}}, s.claims())
		s.allowSends(true)
		s.claim(Bond)
		s.requireExact()
		s.goHome()
	})
}

func (s *inheritance) allowSends(allowed bool) {
	s.GetWasmApp().BankKeeper.SetSendEnabled(s.GetContext(), Bond, allowed)
	s.Commit()
}

func (s *inheritance) claim(denom string) {
	s.T.Helper()
	_, err := s.Execute(s.Contract, Object{"claim": Object{"denom": denom}})
	require.NoError(s.T, err)
	require.Empty(s.T, s.claims())
}

// The other chain closes a channel that still has an old packet on it, before the takeover or after, whether or not this
// end is closed too.
func TestTakeoverRefundsWhatWasInFlightOnAChannelThatCloses(t *testing.T) {
	t.Parallel()
	for _, closed := range []string{"before", "after"} {
		for _, confirmed := range []bool{false, true} {
			name := closed + " the takeover"
			if confirmed {
				name += ", confirmed"
			}
			t.Run(name, func(t *testing.T) {
				s := inherit(t, ICS20Wasm)
				s.history()
				l := s.lanes[0]
				packet := l.out(100, l.B.User().String())
				if closed == "before" {
					l.closeOtherEnd(l.A)
				}
				s.takeOver(Object{})
				if closed == "after" {
					l.closeOtherEnd(l.A)
				}
				if confirmed {
					require.NoError(t, l.confirmClose(l.A))
				}
				require.NoError(t, l.timeoutOnClose(l.A, packet))
				l.inFlight -= 100
				s.requireExact()
				require.False(t, l.isPending(l.A, packet))
			})
		}
	}
}
