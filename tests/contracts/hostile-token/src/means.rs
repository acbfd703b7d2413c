//! How the contract traps and uses gas: in a VM by real instructions, in the simulator by unwinding.

use cosmwasm_std::Storage;

/// Traps, as a contract that panics.
#[cfg(target_arch = "wasm32")]
#[allow(clippy::panic, reason = "that is what it is for")]
pub fn trap() -> ! {
    panic!("armed")
}

/// Uses all the gas.
#[cfg(target_arch = "wasm32")]
pub fn burn_all() -> ! {
    loop {
        std::hint::spin_loop();
    }
}

/// Uses about this much SDK gas: a read costs 1,000, and 3 for each byte of the contract's prefix and the key.
#[cfg(target_arch = "wasm32")]
pub fn spend(storage: &dyn Storage, amount: u64) {
    for _ in 0..amount / 1_120 {
        storage.get(b"nothing");
    }
}

/// Traps, as a contract that panics.
#[cfg(not(target_arch = "wasm32"))]
pub fn trap() -> ! {
    ibc_multi_test::trap("armed")
}

/// Uses all the gas.
#[cfg(not(target_arch = "wasm32"))]
pub fn burn_all() -> ! {
    ibc_multi_test::gas::consume(u64::MAX);
    ibc_multi_test::trap("no gas was metered")
}

/// Uses this much SDK gas.
#[cfg(not(target_arch = "wasm32"))]
pub fn spend(_: &dyn Storage, amount: u64) {
    ibc_multi_test::gas::consume(amount);
}
