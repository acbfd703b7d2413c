//! A Wasm file of `artifacts/`, compiled once per process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cosmwasm_std::Checksum;
use cosmwasm_vm::{capabilities_from_csv, Cache, CacheOptions, Instance, InstanceOptions, Size, VmResult};

use crate::host::Host;

/// The capabilities of wasmd 0.61.14 (`x/wasm/keeper/capabilities.go`).
pub const CAPABILITIES: &str =
    "iterator,staking,stargate,cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,\
                                cosmwasm_2_0,cosmwasm_2_1,cosmwasm_2_2,ibc2";

/// A code that is stored and pinned.
pub struct Artifact {
    cache: Cache<Host, Host, Host>,
    /// sha256 of the file.
    pub checksum: Checksum,
    /// Name of the file.
    pub name: &'static str,
    /// Whether it has the six IBC entry points.
    pub has_ibc: bool,
}

impl Artifact {
    /// The file `artifacts/<name>.wasm`. It is checked as a chain checks a code that is stored.
    ///
    /// # Panics
    /// When the file does not exist, or a chain would reject it.
    pub fn of(name: &'static str) -> Arc<Self> {
        static KNOWN: Mutex<BTreeMap<&str, Arc<Artifact>>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let artifact = known.entry(name).or_insert_with(|| Arc::new(Self::load(name)));
        Arc::clone(artifact)
    }

    fn load(name: &'static str) -> Self {
        let path = folder().join(format!("{name}.wasm"));
        let wasm = std::fs::read(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; `cargo xtask test-vm` builds it", path.display()));
        Self::store(name, &wasm).unwrap_or_else(|error| panic!("{} is not stored: {error}", path.display()))
    }

    fn store(name: &'static str, wasm: &[u8]) -> VmResult<Self> {
        let folder = scratch_folder();
        let options = CacheOptions::new(
            &folder,
            capabilities_from_csv(CAPABILITIES),
            Size::mebi(0),
            Size::mebi(32),
        );
        // SAFETY: no other process uses the folder
        let cache = unsafe { Cache::new(options)? };
        let checksum = cache.store_code(wasm, true, true)?;
        let has_ibc = cache.analyze(&checksum)?.has_ibc_entry_points;
        cache.pin(&checksum)?; // from here on in memory
        std::fs::remove_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Ok(Self {
            cache,
            checksum,
            name,
            has_ibc,
        })
    }

    /// A fresh instance for one call. `gas_limit`: VM gas.
    ///
    /// # Errors
    /// Errors of the VM.
    pub fn instance(&self, host: Host, gas_limit: u64) -> VmResult<Instance<Host, Host, Host>> {
        self.cache
            .get_instance(&self.checksum, host.backend(), InstanceOptions { gas_limit })
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts")
}

/// A new folder for each cache, because a cache needs exclusive access to its folder.
fn scratch_folder() -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("causeway-vm-{}-{number}", std::process::id()))
}
