package wasmd

import (
	"strings"
	"testing"

	wasmtypes "github.com/CosmWasm/wasmd/x/wasm/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
)

// An account that may migrate a voucher could mint it, and so take what is in escrow for it on the other chain.

// minted is a contract whose vouchers have the given code, and one voucher of which its user holds 1,000.
type minted struct {
	*Link
	voucher sdk.AccAddress
}

func mintWith(t *testing.T, voucherCode string) minted {
	c := NewChains(t, 2)
	l := Connect(c[0].Causeway(voucherCode), c[1].TransferModule())
	l.Send(l.B, Transfer{Asset: Bond, Amount: 1_000, To: l.A.User().String()})
	l.deliver()
	return minted{l, sdk.MustAccAddressFromBech32(strings.TrimPrefix(l.A.Voucher(l.Hop(l.A)+Bond), "cw20:"))}
}

func (c *Chain) migrate(sender, contract sdk.AccAddress, code uint64, msg Object) error {
	_, err := c.SendMsgs(&wasmtypes.MsgMigrateContract{
		Sender: sender.String(), Contract: contract.String(), CodeID: code, Msg: Encode(c.T, msg),
	})
	return err
}

// migrateAs migrates as governance does: not in a transaction of its own.
func (c *Chain) migrateAs(sender, contract sdk.AccAddress, code uint64, msg Object) error {
	migrate := &wasmtypes.MsgMigrateContract{Sender: sender.String(), Contract: contract.String(), CodeID: code, Msg: Encode(c.T, msg)}
	_, err := c.GetWasmApp().MsgServiceRouter().Handler(migrate)(c.GetContext(), migrate)
	c.Commit()
	return err
}

func (m minted) codeOfVoucher() uint64 { return m.A.ContractInfo(m.voucher).CodeID }

// requireVoucherGoesHome requires that the voucher still works as before.
func (m minted) requireVoucherGoesHome(t *testing.T) {
	asset := "cw20:" + m.voucher.String()
	require.Equal(t, "1000", m.A.BalanceOf(m.A.User(), asset).String())
	m.Send(m.B, Transfer{Asset: Bond, Amount: 10, To: m.A.User().String()})
	m.deliver()
	require.Equal(t, "1010", m.A.BalanceOf(m.A.User(), asset).String(), "the contract may still mint")
	m.Send(m.A, Transfer{Asset: asset, Amount: 1_010, To: m.B.User().String()})
	m.deliver()
	require.Equal(t, "0", m.A.BalanceOf(m.A.User(), asset).String())
	require.Equal(t, "0", m.B.BalanceOf(m.B.escrow(m.channel(m.B)), Bond).String())
	supply := Query[struct {
		Total string `json:"total_supply"`
	}](m.A.Chain, m.voucher, Object{"token_info": Object{}})
	require.Equal(t, "0", supply.Total)
}

// In the usual hand-over, a key instantiates the contract and later makes governance its Wasm admin.
func TestTheKeyThatInstantiatedTheContractNeverMigratesItsVouchers(t *testing.T) {
	t.Parallel()
	m := mintWith(t, VoucherWasm)
	key, governance := m.A.User(), m.A.SenderAccounts[1].SenderAccount.GetAddress()
	require.Equal(t, m.A.Contract.String(), m.A.ContractInfo(m.voucher).Admin)
	code := m.A.Store(CW20Wasm)
	refused := func() {
		t.Helper()
		require.ErrorContains(t, m.A.migrate(key, m.voucher, code, Object{}), "can not migrate")
		_, err := m.A.SendMsgs(&wasmtypes.MsgUpdateAdmin{Sender: key.String(), NewAdmin: governance.String(), Contract: m.voucher.String()})
		require.ErrorContains(t, err, "can not modify contract")
	}
	refused()
	_, err := m.A.SendMsgs(&wasmtypes.MsgUpdateAdmin{Sender: key.String(), NewAdmin: governance.String(), Contract: m.A.Contract.String()})
	require.NoError(t, err)
	refused()
	move := Object{"voucher_code_id": code, "vouchers": []string{m.voucher.String()}}
	require.ErrorContains(t, m.A.migrate(key, m.A.Contract, m.A.codeID, move), "can not migrate")
	require.NotEqual(t, code, m.codeOfVoucher())
	m.requireVoucherGoesHome(t)
}

func TestTheContractsPresentAdminMovesItsVouchersToThePresentVoucherCode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, code string }{
		{"our voucher", VoucherWasm},
		{"cw20-base 2.0.0", CW20Wasm},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := mintWith(t, test.code)
			governance := m.A.SenderAccounts[1].SenderAccount.GetAddress()
			_, err := m.A.SendMsgs(&wasmtypes.MsgUpdateAdmin{Sender: m.A.User().String(), NewAdmin: governance.String(), Contract: m.A.Contract.String()})
			require.NoError(t, err)
			code := m.A.Store(VoucherWasm)
			require.NotEqual(t, code, m.codeOfVoucher())

			move := Object{"voucher_code_id": code, "vouchers": []string{m.voucher.String()}}
			require.NoError(t, m.A.migrateAs(governance, m.A.Contract, m.A.codeID, move))
			require.Equal(t, code, m.codeOfVoucher())
			require.Equal(t, m.A.Contract.String(), m.A.ContractInfo(m.voucher).Admin)
			m.requireVoucherGoesHome(t)
		})
	}
}

// A voucher that is not named keeps its code. If another contract is named, the whole migration is refused.
func TestAMigrationMovesTheVouchersThatItNamesAndNoOtherContract(t *testing.T) {
	t.Parallel()
	m := mintWith(t, VoucherWasm)
	stranger, code, before := m.A.NewCW20(), m.A.Store(VoucherWasm), m.codeOfVoucher()
	both := Object{"voucher_code_id": code, "vouchers": []string{m.voucher.String(), stranger.String()}}
	require.ErrorContains(t, m.A.migrate(m.A.User(), m.A.Contract, m.A.codeID, both), "is no voucher of this contract")
	require.Equal(t, before, m.codeOfVoucher())
	require.NoError(t, m.A.migrate(m.A.User(), m.A.Contract, m.A.codeID, Object{"voucher_code_id": code}))
	require.Equal(t, before, m.codeOfVoucher())
	m.requireVoucherGoesHome(t)
}
