//! The code of the two contracts that a [`World`](crate::World) installs on its chains.

use causeway_transfer::contract as transfer;
use causeway_voucher::contract as voucher;
use cw_multi_test::ContractWrapper;
use ibc_multi_test::{ibc_contract, Code};

/// Functions that make the code of the transfer contract and of its vouchers. They are called once for each chain.
#[derive(Clone, Copy)]
pub struct ContractCode {
    /// Makes the code of the transfer contract.
    pub transfer: fn() -> Code,
    /// Makes the code of the voucher. A [`World`](crate::World) uses it for its cw20 tokens too.
    pub voucher: fn() -> Code,
}

impl ContractCode {
    /// Both contracts, compiled into the test as native code.
    pub const NATIVE: Self = Self {
        transfer: native_transfer,
        voucher: native_voucher,
    };
}

impl Default for ContractCode {
    fn default() -> Self {
        Self::NATIVE
    }
}

fn native_transfer() -> Code {
    let base = ContractWrapper::new(transfer::execute, transfer::instantiate, transfer::query)
        .with_reply(transfer::reply)
        .with_migrate(|deps, env, msg, _| transfer::migrate(deps, env, msg));
    ibc_contract(
        Box::new(base),
        transfer::ibc_channel_open,
        transfer::ibc_channel_connect,
        transfer::ibc_channel_close,
        transfer::ibc_packet_receive,
        transfer::ibc_packet_ack,
        transfer::ibc_packet_timeout,
    )
}

fn native_voucher() -> Code {
    let base = ContractWrapper::new(voucher::execute, voucher::instantiate, voucher::query);
    Code::new(Box::new(
        base.with_migrate(|deps, env, msg, _| voucher::migrate(deps, env, msg)),
    ))
}
