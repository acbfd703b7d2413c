package wasmd

import (
	"testing"

	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	"github.com/stretchr/testify/require"
)

// The transfer contract instantiates vouchers. If the instantiate permission of the voucher code does not include the
// contract, the first mint of each voucher is refused until the permission is given.
func TestAVoucherCodeThatTheContractMayNotInstantiateRefusesTheFirstMint(t *testing.T) {
	t.Parallel()
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(VoucherWasm), c[1].TransferModule())
	settings := Query[struct {
		Code uint64 `json:"voucher_code_id"`
	}](l.A.Chain, l.A.Contract, Object{"settings": Object{}})
	permit := func(who wasmtypes.AccessConfig) {
		update := &wasmtypes.MsgUpdateInstantiateConfig{Sender: l.A.User().String(), CodeID: settings.Code, NewInstantiatePermission: &who}
		_, err := l.A.SendMsgs(update)
		require.NoError(t, err)
	}
	start := l.B.BalanceOf(l.B.User(), Bond)
	send := func() { l.Send(l.B, Transfer{Asset: Bond, Amount: 10, To: l.A.User().String()}) }

	permit(wasmtypes.AccessTypeAnyOfAddresses.With(l.A.User()))
	send()
	require.Equal(t, `{"error":"ABCI error: sdk/4: error handling packet: see events for details"}`, l.Refuse())
	require.Equal(t, start, l.B.BalanceOf(l.B.User(), Bond))

	permit(wasmtypes.AccessTypeAnyOfAddresses.With(l.A.User(), l.A.Contract))
	send()
	l.deliver()
	permit(wasmtypes.AccessTypeAnyOfAddresses.With(l.A.User()))
	send()
	l.deliver() // the voucher is there
}
