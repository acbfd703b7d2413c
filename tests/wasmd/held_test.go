package wasmd

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"causeway/tests/wasmd/host"
	sdkmath "cosmossdk.io/math"
	abci "github.com/cometbft/cometbft/abci/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// A return that arrives during a homeward pause, or does not fit a homeward limit, is held without an acknowledgement, and
// released a day later. These tests compare what both chains have at each step.

const (
	refusedAck  = `{"error":"return was refused by migration"}`
	unpaidAck   = `{"error":"return could not be paid"}`
	notHeld     = "is held on channel-0"
	paused      = "are paused"
	wasReceived = "receipt absence verification"
)

// returns are transfers home: 1,000 are in escrow at A, and the user of B has the vouchers.
type returns struct {
	*lane
	start sdkmath.Int
}

func newReturns(w world) returns {
	r := returns{&lane{world: w}, w.A.BalanceOf(w.A.User(), w.asset)}
	r.Send(r.A, Transfer{Asset: r.asset, Amount: 1_000, To: r.B.User().String()})
	r.deliver()
	return r
}

// eachReturn runs a test with returns from another Causeway and from a transfer module.
func eachReturn(t *testing.T, test func(*testing.T, returns)) {
	eachWorld(t, []string{
		"bank coin, contract to contract",
		"bank coin, contract to transfer module",
		"cw20 token, contract to contract",
	}, func(t *testing.T, w world) { test(t, newReturns(w)) })
}

// ---- what the accounts may do ----

func (r returns) operate(msg Object) {
	r.A.T.Helper()
	_, err := r.A.Execute(r.A.Contract, msg)
	require.NoError(r.A.T, err)
}

func (r returns) pause(seconds int) {
	r.A.T.Helper()
	r.operate(Object{"pause": Object{"direction": "homeward", "seconds": seconds}})
}

func (r returns) limit(amount string) {
	r.A.T.Helper()
	r.operate(Object{"set_limit": Object{
		"channel": r.channel(r.A), "denom": r.asset, "direction": "homeward", "amount": amount,
	}})
}

func (r returns) refuseRange(first, last uint64) {
	r.A.T.Helper()
	ranges := []Object{{"channel": r.channel(r.A), "first": first, "last": last}}
	require.NoError(r.A.T, r.A.migrateSelf(Object{"refuse": ranges}))
}

// pausedUntil is the end of the homeward pause, in seconds.
func (r returns) pausedUntil() int64 {
	pauses := Query[struct{ Homeward struct{ Until string } }](r.A.Chain, r.A.Contract, Object{"pauses": Object{}})
	return toSeconds(r.A.T, pauses.Homeward.Until)
}

func toSeconds(t *testing.T, text string) int64 {
	seconds, err := strconv.ParseInt(text, 10, 64)
	require.NoError(t, err)
	return seconds
}

// as signs with another account of the chain.
func (c *Chain) as(account int, act func()) {
	key, user := c.SenderPrivKey, c.SenderAccount
	defer func() { c.SenderPrivKey, c.SenderAccount = key, user }()
	c.SenderPrivKey, c.SenderAccount = c.SenderAccounts[account].SenderPrivKey, c.SenderAccounts[account].SenderAccount
	act()
}

// hold sends so much home, and delivers it. No acknowledgement is written. It can be delivered for one and a half days.
func (r returns) hold(amount int64) host.Packet {
	r.A.T.Helper()
	r.Send(r.B, Transfer{Asset: r.voucher, Amount: amount, To: r.A.User().String(), seconds: 36 * Hour})
	packet := r.Arrive(r.B)
	r.requireHeld(packet, "held")
	arrived := r.A.coord.CurrentTime.Unix() - 5 // the next block is five seconds later
	require.Equal(r.A.T, arrived+Day, r.due(packet))
	return packet
}

// release releases a packet as a stranger. It returns the acknowledgement that was written, if any.
func (r returns) release(packet host.Packet) (ack string, err error) {
	var result *abci.ExecTxResult
	r.A.as(1, func() { result, err = r.A.Execute(r.A.Contract, r.releaseMsg(packet)) })
	if err != nil || !r.isAnswered(packet) {
		return "", err
	}
	written, err := host.ParseAckFromEvents(result.Events)
	return string(written), err
}

func (r returns) releaseMsg(packet host.Packet) Object {
	return Object{"release": Object{"channel": r.channel(r.A), "sequence": packet.Sequence}}
}

// requireReleased releases a packet, and requires this acknowledgement.
func (r returns) requireReleased(packet host.Packet, expected string) {
	r.A.T.Helper()
	ack, err := r.release(packet)
	require.NoError(r.A.T, err)
	require.Equal(r.A.T, expected, ack)
	_, err = r.release(packet)
	require.ErrorContains(r.A.T, err, notHeld)
}

// requireNotReleased requires that a release is refused with this text, and changes nothing.
func (r returns) requireNotReleased(packet host.Packet, text string, unchanged standing) {
	r.A.T.Helper()
	before := r.delayed()
	_, err := r.release(packet)
	require.ErrorContains(r.A.T, err, text)
	require.False(r.A.T, r.isAnswered(packet))
	require.Equal(r.A.T, before, r.delayed())
	r.requireStanding(packet, unchanged)
}

// ---- what the chains have ----

// standing is what the user of A has received in all, less the 1,000 that he has sent; what is in escrow; how many
// vouchers there are; and whether the sender's packet is open.
type standing struct {
	user, escrow, supply int64
	isOpen               bool
}

func (r returns) requireStanding(packet host.Packet, expected standing) {
	r.A.T.Helper()
	held := r.A.BalanceOf(r.A.Contract, r.asset).Int64()
	require.Equal(r.A.T, held, r.outstanding(), "the books are what the contract holds")
	isOpen := r.isPending(r.B, packet)
	if r.B.Contract != nil {
		isRecorded := slices.ContainsFunc(r.B.inFlight(), func(p packetInfo) bool { return p.Sequence == packet.Sequence })
		require.Equal(r.A.T, isOpen, isRecorded, "the contract has a record as long as core has a commitment")
	}
	user := r.A.BalanceOf(r.A.User(), r.asset).Sub(r.start).Int64()
	require.Equal(r.A.T, expected, standing{user, held, r.B.supplyOf(r.voucher), isOpen})
}

// supplyOf is the supply of a local asset.
func (a *App) supplyOf(asset string) int64 {
	if a.Contract == nil {
		return a.GetWasmApp().BankKeeper.GetSupply(a.GetContext(), asset).Amount.Int64()
	}
	voucher := sdk.MustAccAddressFromBech32(asset[len("cw20:"):])
	info := Query[struct {
		Supply sdkmath.Int `json:"total_supply"`
	}](a.Chain, voucher, Object{"token_info": Object{}})
	return info.Supply.Int64()
}

type delayedInfo struct {
	Sequence           uint64
	Amount, Due, State string
}

func (r returns) delayed() []delayedInfo {
	answer := Query[struct{ Packets []delayedInfo }](r.A.Chain, r.A.Contract, Object{"delayed": Object{}})
	return answer.Packets
}

func (r returns) entry(packet host.Packet) delayedInfo {
	r.A.T.Helper()
	entries := r.delayed()
	found := slices.IndexFunc(entries, func(d delayedInfo) bool { return d.Sequence == packet.Sequence })
	require.NotEqual(r.A.T, -1, found, "%v", entries)
	return entries[found]
}

// due is when a packet may be released, in seconds.
func (r returns) due(packet host.Packet) int64 { return toSeconds(r.A.T, r.entry(packet).Due) }

func (r returns) requireHeld(packet host.Packet, state string) {
	r.A.T.Helper()
	require.Equal(r.A.T, state, r.entry(packet).State)
	require.False(r.A.T, r.isAnswered(packet))
}

// isAnswered tells whether core has an acknowledgement of a packet.
func (r returns) isAnswered(packet host.Packet) bool {
	core := r.A.GetWasmApp().IBCKeeper.ChannelKeeper
	return core.HasPacketAcknowledgement(r.A.GetContext(), packet.DestinationPort, packet.DestinationChannel, packet.Sequence)
}

// twiceAt delivers a message twice, and requires the same standing each time.
func (r returns) twiceAt(end *App, msg sdk.Msg, packet host.Packet, expected standing) {
	r.A.T.Helper()
	for range 2 {
		require.NoError(r.A.T, r.settle(end, msg))
		r.requireStanding(packet, expected)
	}
}

func (r returns) acknowledgeTwice(packet host.Packet, ack string, expected standing) {
	r.A.T.Helper()
	r.twiceAt(r.B, r.ackMsg(r.B, packet, ack, r.B.User()), packet, expected)
}

// ---- held and released ----

func TestAReturnThatAPauseHoldsIsReleasedByAStrangerWhenItIsDueAndNothingIsPaused(t *testing.T) {
	t.Parallel()
	eachReturn(t, func(t *testing.T, r returns) {
		r.pause(25 * Hour)
		packet := r.hold(300)
		held := standing{-1_000, 1_000, 700, true}
		r.requireStanding(packet, held)
		again := r.recvMsg(r.B, packet, r.A.User())
		r.twiceAt(r.A, again, packet, held)

		due := r.due(packet)
		require.Greater(t, r.pausedUntil(), due)
		r.WaitUntil(due - 1)
		r.requireNotReleased(packet, fmt.Sprintf("the packet is held until %d", due), held)
		r.WaitUntil(due)
		r.requireNotReleased(packet, paused, held)
		r.twiceAt(r.A, again, packet, held)

		r.pause(5 * Day)
		until := r.pausedUntil()
		r.WaitUntil(due + 2*Day)
		require.ErrorContains(t, r.settle(r.B, r.timeoutMsg(r.B, packet, r.B.User())), wasReceived, "what was received cannot time out")
		r.requireStanding(packet, held)
		r.WaitUntil(until - 1)
		r.requireNotReleased(packet, paused, held)
		r.WaitUntil(until)
		r.requireReleased(packet, SuccessAck)
		r.requireStanding(packet, standing{-700, 700, 700, true})
		r.acknowledgeTwice(packet, SuccessAck, standing{-700, 700, 700, false})
		require.Empty(t, r.delayed())
	})
}

func TestAReturnThatALimitHoldsIsReleasedADayLaterWhateverTheLimitSays(t *testing.T) {
	t.Parallel()
	eachReturn(t, func(t *testing.T, r returns) {
		r.limit("100")
		large := r.hold(300)
		r.requireStanding(large, standing{-1_000, 1_000, 700, true})
		small := r.home(100, r.A.User().String())
		require.Equal(t, SuccessAck, r.arrive(r.B, small), "a smaller one still passes")
		require.NoError(t, r.acknowledge(r.B, small, SuccessAck))
		r.requireStanding(large, standing{-900, 900, 600, true})
		r.requireStanding(small, standing{-900, 900, 600, false})

		again := r.recvMsg(r.B, large, r.A.User())
		r.limit("0")
		due := r.due(large)
		r.WaitUntil(due - 1)
		r.requireNotReleased(large, fmt.Sprintf("the packet is held until %d", due), standing{-900, 900, 600, true})
		r.WaitUntil(due)
		r.requireReleased(large, SuccessAck)
		r.twiceAt(r.A, again, large, standing{-600, 600, 600, true})
		r.acknowledgeTwice(large, SuccessAck, standing{-600, 600, 600, false})
	})
}

// The range counts for what has arrived by then, due or not, and paused or not.
func TestAReturnThatAMigrationRefusesGoesBackToItsSender(t *testing.T) {
	t.Parallel()
	eachReturn(t, func(t *testing.T, r returns) {
		r.pause(Week)
		first, last := r.hold(300), r.hold(200)
		r.refuseRange(1, last.Sequence+1)
		later := r.hold(50)
		r.requireHeld(first, "refused")
		r.requireHeld(last, "refused")
		r.requireHeld(later, "held")
		r.requireStanding(first, standing{-1_000, 1_000, 450, true})

		r.requireReleased(last, refusedAck)
		r.requireStanding(last, standing{-1_000, 1_000, 450, true})
		r.acknowledgeTwice(last, refusedAck, standing{-1_000, 1_000, 650, false})
		r.requireReleased(first, refusedAck)
		r.acknowledgeTwice(first, refusedAck, standing{-1_000, 1_000, 950, false})
		r.requireNotReleased(later, "the packet is held until", standing{-1_000, 1_000, 950, true})
		r.WaitUntil(r.pausedUntil())
		r.requireReleased(later, SuccessAck)
		r.acknowledgeTwice(later, SuccessAck, standing{-950, 950, 950, false})
	})
}
