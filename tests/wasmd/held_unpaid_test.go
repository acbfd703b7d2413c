package wasmd

import (
	"testing"

	"causeway/tests/wasmd/host"
	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	"github.com/stretchr/testify/require"
)

// Releases that cannot pay, and releases while the channel is closed.

// freezer has returns that cannot be paid while they are frozen.
type freezer struct {
	returns
	freeze func(frozen bool)
	text   string // of the error
}

// eachFreezer runs a test with a bank coin whose transfers are switched off, and with a token that fails.
func eachFreezer(t *testing.T, test func(*testing.T, freezer)) {
	for _, there := range []struct {
		name string
		end  func(*Chain) *App
	}{
		{"Causeway", func(c *Chain) *App { return c.Causeway(VoucherWasm) }},
		{"transfer module", func(c *Chain) *App { return c.TransferModule() }},
	} {
		t.Run("bank coin, from a "+there.name, func(t *testing.T) {
			c := NewChains(t, 2)
			r := newReturns(newWorld(c[0].Causeway(VoucherWasm), there.end(c[1]), Bond))
			test(t, freezer{r, func(frozen bool) {
				r.A.GetWasmApp().BankKeeper.SetSendEnabled(r.A.GetContext(), Bond, !frozen)
				r.A.Commit()
			}, "send transactions are disabled"})
		})
		t.Run("token, from a "+there.name, func(t *testing.T) {
			r, token := newHostileReturns(t, there.end)
			test(t, freezer{r, func(frozen bool) {
				if frozen {
					token.arm("transfer", Object{"fail": "frozen"})
				} else {
					token.arm("transfer", nil)
				}
			}, "frozen"})
		})
	}
}

func newHostileReturns(t *testing.T, there func(*Chain) *App) (returns, *hostileToken) {
	c := NewChains(t, 2)
	token := c[0].newHostileToken(c[0].User())
	w := newWorld(c[0].Causeway(VoucherWasm, token.address), there(c[1]), token.asset())
	return newReturns(w), token
}

// At the end of the week the operator pauses for three days, so the rest has its last day from two days after that on.
func TestAReleaseThatCannotPayChangesNothingUntilItIsLateAndThenTheSenderHasEverythingBack(t *testing.T) {
	t.Parallel()
	eachFreezer(t, func(t *testing.T, f freezer) {
		f.pause(60)
		packet := f.hold(300)
		due, held := f.due(packet), standing{-1_000, 1_000, 700, true}
		f.freeze(true)
		f.WaitUntil(due)
		f.requireNotReleased(packet, f.text, held)
		f.WaitUntil(due + Week - Day)
		f.requireNotReleased(packet, f.text, held)

		f.pause(3 * Day)
		end := f.pausedUntil()
		require.Greater(t, end, due+Week)
		f.WaitUntil(end - 1)
		f.requireNotReleased(packet, paused, held)
		f.WaitUntil(end)
		f.requireNotReleased(packet, f.text, held)
		f.WaitUntil(end + 2*Day - 1)
		f.requireNotReleased(packet, f.text, held)
		f.WaitUntil(end + 2*Day)
		f.requireReleased(packet, unpaidAck)
		f.requireStanding(packet, held)
		f.acknowledgeTwice(packet, unpaidAck, standing{-1_000, 1_000, 1_000, false})
	})
}

func TestAPaymentThatFailedIsMadeWhenItCanBe(t *testing.T) {
	t.Parallel()
	eachFreezer(t, func(t *testing.T, f freezer) {
		f.limit("0")
		early, late := f.hold(300), f.hold(200)
		f.freeze(true)
		f.WaitUntil(f.due(late))
		f.requireNotReleased(early, f.text, standing{-1_000, 1_000, 500, true})
		f.freeze(false)
		f.requireReleased(early, SuccessAck)
		f.acknowledgeTwice(early, SuccessAck, standing{-700, 700, 500, false})
		f.WaitUntil(f.due(late) + Week)
		f.requireReleased(late, SuccessAck)
		f.acknowledgeTwice(late, SuccessAck, standing{-500, 500, 500, false})
	})
}

// Whatever a token does, its own returns are all that it can keep from home.
func TestATokenThatGoesWrongInALateReleaseIsAnsweredWithAnError(t *testing.T) {
	t.Parallel()
	r, token := newHostileReturns(t, func(c *Chain) *App { return c.TransferModule() })
	r.limit("0")
	packets := []host.Packet{}
	for range faults {
		packets = append(packets, r.hold(100))
	}
	due := r.due(packets[len(packets)-1])
	r.WaitUntil(due)
	for i, fault := range faults {
		token.arm("transfer", fault.deed)
		_, err := r.release(packets[i])
		require.Error(t, err, fault.name)
		r.requireHeld(packets[i], "held")
	}
	r.WaitUntil(due + Week)
	for i, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			token.arm("transfer", fault.deed)
			r.requireReleased(packets[i], unpaidAck)
			supply := int64(600 + 100*(i+1))
			r.acknowledgeTwice(packets[i], unpaidAck, standing{-1_000, 1_000, supply, false})
		})
	}
}

// A contract that calls from deep inside calls can make the payment fail. That is why an early release that cannot pay
// changes nothing.
func TestAReleaseFromTooDeepPaysOrChangesNothingAndOnlyALateOneMayAnswerWithAnError(t *testing.T) {
	t.Parallel()
	eachWorld(t, []string{"bank coin, contract to transfer module", "cw20 token, contract to contract"}, func(t *testing.T, w world) {
		for name, wait := range map[string]int64{"early": 0, "late": Week} {
			r, relayer := newReturns(w), newDeepRelayer(w.A)
			t.Run(name, func(t *testing.T) {
				r.limit("0")
				packets := []host.Packet{}
				for range deepest() {
					packets = append(packets, r.hold(10))
				}
				r.WaitUntil(r.due(packets[len(packets)-1]) + wait)
				outcomes := map[string]int{}
				for i, depth := range deepest() {
					outcomes[r.releaseFrom(t, relayer, depth, packets[i])]++
				}
				t.Log(outcomes)
				require.Positive(t, outcomes[SuccessAck])
				require.Positive(t, outcomes["nothing"])
				if name == "early" {
					require.Zero(t, outcomes[unpaidAck])
				}
			})
		}
	})
}

// releaseFrom releases a packet from inside this number of calls, and settles it. It returns the acknowledgement that the
// release wrote, or nothing.
func (r returns) releaseFrom(t *testing.T, relayer deepRelayer, depth uint32, packet host.Packet) string {
	user, escrow := r.A.BalanceOf(r.A.User(), r.asset), r.A.BalanceOf(r.A.Contract, r.asset)
	supply := r.B.supplyOf(r.voucher)
	release := &wasmtypes.MsgExecuteContract{
		Sender: relayer.puppet.String(), Contract: r.A.Contract.String(), Msg: Encode(t, r.releaseMsg(packet)),
	}
	outcome, err := relayer.relayFrom(depth, release)
	ack := outcome
	if err != nil {
		require.ErrorContains(t, err, "max call depth exceeded")
		r.requireHeld(packet, "held")
		outcome, ack = "nothing", SuccessAck
		r.requireReleased(packet, SuccessAck)
	}
	require.NoError(t, r.acknowledge(r.B, packet, ack))
	moved := int64(10)
	if ack == unpaidAck {
		supply, moved = supply+10, 0
	}
	require.Equal(t, moved, r.A.BalanceOf(r.A.User(), r.asset).Sub(user).Int64())
	require.Equal(t, moved, escrow.Sub(r.A.BalanceOf(r.A.Contract, r.asset)).Int64())
	require.Equal(t, supply, r.B.supplyOf(r.voucher))
	require.False(t, r.isPending(r.B, packet))
	return outcome
}

// ---- closed channels ----

func (r returns) closeChannel() {
	r.A.T.Helper()
	r.closeOtherEnd(r.A)
	require.NoError(r.A.T, r.confirmClose(r.A))
}

func (r returns) openAgain() {
	r.A.T.Helper()
	for _, end := range []*App{r.A, r.B} {
		require.NoError(r.A.T, host.SetChannelState(r.endpoint(end), host.OPEN))
	}
}

func TestOnAClosedChannelAReturnIsPaidAndItsAnswerWaitsUntilTheChannelIsOpenAgain(t *testing.T) {
	t.Parallel()
	eachReturn(t, func(t *testing.T, r returns) {
		r.pause(60)
		packet, refused := r.hold(300), r.hold(200)
		r.refuseRange(refused.Sequence, refused.Sequence)
		r.closeChannel()
		r.WaitUntil(r.due(refused))
		ack, err := r.release(packet)
		require.NoError(t, err)
		require.Empty(t, ack)
		r.requireHeld(packet, "paid")
		delivered := standing{-700, 700, 500, true}
		r.requireStanding(packet, delivered)

		r.refuseRange(packet.Sequence, refused.Sequence) // too late for what was paid
		for _, p := range []host.Packet{packet, refused} {
			r.requireNotReleased(p, "channel-0 is closed", delivered)
			require.ErrorContains(t, r.timeoutOnClose(r.B, p), wasReceived, "what was received cannot time out")
		}
		r.openAgain()
		r.pause(Hour) // an answer moves nothing, so it is not paused
		r.requireReleased(packet, SuccessAck)
		r.requireStanding(packet, delivered)
		r.acknowledgeTwice(packet, SuccessAck, standing{-700, 700, 500, false})
		r.requireReleased(refused, refusedAck)
		r.acknowledgeTwice(refused, refusedAck, standing{-700, 700, 700, false})
		require.Empty(t, r.delayed())
	})
}

func TestOnAClosedChannelAReleaseThatCannotPayChangesNothingHoweverLate(t *testing.T) {
	t.Parallel()
	eachFreezer(t, func(t *testing.T, f freezer) {
		f.limit("0")
		packet := f.hold(300)
		f.closeChannel()
		f.freeze(true)
		f.WaitUntil(f.due(packet) + Week + Day)
		f.requireNotReleased(packet, f.text, standing{-1_000, 1_000, 700, true})
		f.openAgain()
		f.requireReleased(packet, unpaidAck)
		f.acknowledgeTwice(packet, unpaidAck, standing{-1_000, 1_000, 1_000, false})
	})
}
