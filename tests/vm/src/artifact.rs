//! A Wasm file of `artifacts/`, compiled once per process.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use cosmwasm_std::Checksum;
use cosmwasm_vm::{capabilities_from_csv, Cache, CacheOptions, Instance, InstanceOptions, Size, VmResult};

use crate::host::Host;

/// What wasmd 0.61.14 offers (`x/wasm/keeper/capabilities.go`).
pub const CAPABILITIES: &str = "iterator,staking,stargate,cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,\
                                cosmwasm_2_0,cosmwasm_2_1,cosmwasm_2_2,ibc2";

/// A stored and pinned code.
pub struct Artifact {
    cache: Cache<Host, Host, Host>,
    /// sha256 of the file.
    pub checksum: Checksum,
    /// Name of the file.
    pub name: String,
    /// Whether it has the six IBC entry points.
    pub has_ibc: bool,
}

impl Artifact {
    /// The file `artifacts/<name>.wasm`. What a chain checks when a code is stored is checked.
    ///
    /// # Panics
    /// If it is not there, or a chain would refuse it.
    pub fn of(name: &str) -> &'static Self {
        static KNOWN: OnceLock<Mutex<HashMap<String, &Artifact>>> = OnceLock::new();
        let known = KNOWN.get_or_init(Mutex::default);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .entry(name.into())
            .or_insert_with(|| Box::leak(Box::new(Self::load(name))))
    }

    fn load(name: &str) -> Self {
        let path = folder().join(format!("{name}.wasm"));
        let wasm = std::fs::read(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; `cargo xtask test-vm` builds it", path.display()));
        Self::store(name, &wasm).unwrap_or_else(|error| panic!("{} is not stored: {error}", path.display()))
    }

    fn store(name: &str, wasm: &[u8]) -> VmResult<Self> {
        let folder = scratch_folder();
        let options = CacheOptions::new(
            &folder,
            capabilities_from_csv(CAPABILITIES),
            Size::mebi(0),
            Size::mebi(32),
        );
        // SAFETY: nobody else knows the folder
        let cache = unsafe { Cache::new(options)? };
        let checksum = cache.store_code(wasm, true, true)?;
        let has_ibc = cache.analyze(&checksum)?.has_ibc_entry_points;
        cache.pin(&checksum)?; // from here on in memory
        std::fs::remove_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Ok(Self {
            cache,
            checksum,
            name: name.into(),
            has_ibc,
        })
    }

    /// A fresh instance for one call. `gas_limit`: VM gas.
    ///
    /// # Errors
    /// As the VM.
    pub fn instance(&self, host: Host, gas_limit: u64) -> VmResult<Instance<Host, Host, Host>> {
        self.cache
            .get_instance(&self.checksum, host.backend(), InstanceOptions { gas_limit })
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts")
}

/// One for each cache: it claims its folder for itself.
fn scratch_folder() -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("causeway-vm-{}-{number}", std::process::id()))
}
