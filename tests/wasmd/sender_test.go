package wasmd

import (
	"bytes"
	"fmt"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// A token reports to the contract who has sent, and may report anything. cosmwasm-std cannot return an address above 90
// characters, so such a sender could never be refunded.
func TestATokenThatReportsASenderAbove90CharactersIsRefused(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	token := c[0].newHostileToken(c[0].User())
	a := c[0].newApp(TransferWasm, Object{"voucher_code_id": c[0].Store(VoucherWasm), "default_gas_limit": 300_000}, nil)
	l := Connect(a, c[1].TransferModule())
	_, err := token.Execute(token.address, Object{"lie": Object{"balance": "1000"}})
	require.NoError(t, err)
	sendAs := func(sender string) error {
		ask := Encode(t, Object{"channel": l.channel(a), "remote_address": "nobody's address"})
		receive := Object{"receive": Object{"sender": sender, "amount": "5", "msg": ask}}
		_, err := token.Execute(token.address, Object{"pretend": Object{"to": a.Contract.String(), "message": Encode(t, receive)}})
		return err
	}
	for _, size := range []int{1, 20, 32, 48, 49, 64, 255} {
		sender := sdk.AccAddress(bytes.Repeat([]byte{7}, size)).String()
		t.Run(fmt.Sprintf("%d bytes, %d characters", size, len(sender)), func(t *testing.T) {
			err := sendAs(sender)
			if len(sender) > 90 {
				require.ErrorContains(t, err, fmt.Sprintf("a sender of %d characters", len(sender)))
				require.Empty(t, *a.PendingSendPackets)
				require.Empty(t, a.inFlight())
				return
			}
			require.NoError(t, err)
			require.Equal(t, sender, a.inFlight()[0].Sender)
			packet := l.take(a)
			require.NoError(t, l.acknowledge(a, packet, l.receive(a, packet)), "what is let in is settled")
			require.Empty(t, a.inFlight())
		})
	}
}
