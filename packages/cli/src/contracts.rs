//! The contracts, ready for a simulated chain: natively, unless the program has [provided](provide) other code.

use std::sync::OnceLock;

use causeway_transfer::contract as transfer;
use causeway_voucher::contract as voucher;
use cw_multi_test::ContractWrapper;
use ibc_multi_test::{ibc_contract, Code};

/// Code by the name of its Wasm file; `None`: the native one will do.
pub type Source = fn(&str) -> Option<Code>;

static SOURCE: OnceLock<Source> = OnceLock::new();

/// Puts other code in the place of the native one for the whole program: Wasm files in a VM, say. `false`: too late, a
/// chain has asked for code.
pub fn provide(source: Source) -> bool {
    SOURCE.set(source).is_ok()
}

/// What is provided under a name, or else the native code.
pub fn code(name: &str, native: impl FnOnce() -> Code) -> Code {
    SOURCE.get_or_init(|| |_| None)(name).unwrap_or_else(native)
}

/// The transfer contract.
pub fn transfer_code() -> Code {
    code("causeway_transfer", native_transfer)
}

/// The voucher token. It serves as any cw20 token too.
pub fn voucher_code() -> Code {
    code("causeway_voucher", native_voucher)
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
