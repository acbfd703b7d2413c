//! Stores and instantiates the contracts on a chain.

use anyhow::{Context, Result};
use causeway::message::{canonical, Contract, Kind, Target};
use serde_json::json;

use super::chain::{attribute, quoted_path, Chain};
use crate::wasm::artifacts;

/// Shortest timeout of the contract, in seconds. It is below the default of a new contract, so that a demo can wait for a
/// timeout.
pub const MIN_TIMEOUT: u64 = 5;
/// Timeout of a send that names none, in seconds.
const DEFAULT_TIMEOUT: u64 = 600;

/// Stores both contracts and instantiates the transfer contract.
pub fn deploy(chain: &Chain) -> Result<Chain> {
    let voucher_code = store(chain, "causeway_voucher")?;
    let transfer_code = store(chain, "causeway_transfer")?;
    let operator = chain.address("operator")?;
    let message = json!({
        "default_timeout": DEFAULT_TIMEOUT,
        "gov_contract": operator,
        "allowlist": [],
        "voucher_code_id": voucher_code,
        "min_timeout": MIN_TIMEOUT,
    });
    let message = canonical(Contract::Transfer, Kind::Instantiate, &message)?;
    let target = Target {
        code: Some(transfer_code),
        admin: Some(operator),
        ..signed(chain, "operator")
    };
    let made = chain.transact(&target.line(Kind::Instantiate, &message, &[]))?;
    Ok(Chain {
        transfer_code,
        voucher_code,
        transfer: attribute(&made, "instantiate", "_contract_address")?,
        ..chain.clone()
    })
}

/// Stores a file of artifacts/ and returns its code id.
pub fn store(chain: &Chain, artifact: &str) -> Result<u64> {
    let file = artifacts().join(format!("{artifact}.wasm"));
    let line = format!(
        "{} tx wasm store {} --from operator --gas auto --gas-adjustment 1.4",
        chain.command(),
        quoted_path(&file)
    );
    let id = attribute(&chain.transact(&line)?, "store_code", "code_id")?;
    id.parse().with_context(|| format!("`{id}` is no code id"))
}

/// A command line that is signed with this key. The command already has node, chain id and keys.
pub fn signed(chain: &Chain, key: &str) -> Target {
    Target {
        program: chain.command(),
        from: Some(key.into()),
        ..Target::default()
    }
}
