//! The contracts, ready for a simulated chain.

use causeway_transfer::contract as transfer;
use causeway_voucher::contract as voucher;
use cw_multi_test::ContractWrapper;
use ibc_multi_test::{ibc_contract, Code};

/// The transfer contract, natively.
pub fn transfer_code() -> Code {
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

/// The voucher token, natively. It serves as any cw20 token too.
pub fn voucher_code() -> Code {
    let base = ContractWrapper::new(voucher::execute, voucher::instantiate, voucher::query);
    Code::new(Box::new(
        base.with_migrate(|deps, env, msg, _| voucher::migrate(deps, env, msg)),
    ))
}
