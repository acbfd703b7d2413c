//! A stack of gas meters. Native code is not metered. Gas is spent by [`consume`], which test contracts (or a VM that
//! implements [`crate::IbcEntryPoints`]) call, and by fixed charges for each call of a contract and each bank message.
use std::cell::RefCell;

/// Gas of each call of a contract: wasmd's cost of an instance that is not pinned.
pub const ENTRY: u64 = 60_000;
/// Gas of each bank message. It is an order of magnitude, not a measured figure.
pub const BANK_SEND: u64 = 20_000;
/// Gas limit of a transaction, unless [`crate::Chain::set_tx_gas`] sets another one.
pub const DEFAULT_TX_GAS: u64 = 50_000_000;

pub(crate) struct OutOfGas;

struct Frame {
    limit: u64,
    used: u64,
    exhausted: bool,
}

thread_local! {
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
}

/// Removes a meter when it is dropped, and charges the gas that it used to the meter below.
pub(crate) struct Guard(());

pub(crate) fn push(limit: u64) -> Guard {
    FRAMES.with_borrow_mut(|frames| {
        frames.push(Frame {
            limit,
            used: 0,
            exhausted: false,
        });
    });
    Guard(())
}

impl Drop for Guard {
    fn drop(&mut self) {
        FRAMES.with_borrow_mut(|frames| {
            let used = frames.pop().map_or(0, |f| f.used);
            if let Some(f) = frames.last_mut() {
                f.used = f.used.saturating_add(used).min(f.limit);
            }
        });
    }
}

/// Gas left for the running call: in the innermost limit, or in the transaction.
pub fn remaining() -> u64 {
    FRAMES.with_borrow(|frames| frames.last().map_or(u64::MAX, |f| f.limit.saturating_sub(f.used)))
}

pub(crate) fn charge(amount: u64) -> Result<(), OutOfGas> {
    FRAMES.with_borrow_mut(|frames| match frames.last_mut() {
        Some(f) if amount > f.limit.saturating_sub(f.used) => {
            f.used = f.limit;
            f.exhausted = true;
            Err(OutOfGas)
        }
        Some(f) => {
            f.used = f.used.saturating_add(amount);
            Ok(())
        }
        None => Ok(()),
    })
}

/// Whether the innermost meter ran out of gas, even if the contract ignored that (in a query, for example).
pub(crate) fn exhausted() -> bool {
    FRAMES.with_borrow(|frames| frames.last().is_some_and(|f| f.exhausted))
}

/// Spends gas from inside a contract. If there is not enough, it unwinds, as a VM stops.
pub fn consume(amount: u64) {
    if charge(amount).is_err() {
        // This avoids the panic hook and its printed trace, which `panic!` would cause.
        std::panic::resume_unwind(Box::new(OutOfGas));
    }
}
