//! The contracts on a chain: stored, instantiated.

use anyhow::{Context, Result};
use causeway::message::{canonical, Contract, Kind, Target};
use serde_json::json;

use super::chain::{attribute, shown, Chain};
use crate::wasm::artifacts;

/// Shorter than a new contract's own bound, so that timeouts can be watched. Seconds.
pub const MIN_TIMEOUT: u64 = 5;
/// How long a packet lives when its sender does not say. Seconds.
const DEFAULT_TIMEOUT: u64 = 600;

/// Stores both contracts and makes a transfer contract.
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

/// Stores a file of artifacts/ and gives its code id.
pub fn store(chain: &Chain, artifact: &str) -> Result<u64> {
    let file = artifacts().join(format!("{artifact}.wasm"));
    let line = format!(
        "{} tx wasm store {} --from operator --gas auto --gas-adjustment 1.4",
        chain.command(),
        shown(&file)
    );
    let id = attribute(&chain.transact(&line)?, "store_code", "code_id")?;
    id.parse().with_context(|| format!("`{id}` is no code id"))
}

/// A line that this key signs. Node, chain id and keys are known to the command.
pub fn signed(chain: &Chain, key: &str) -> Target {
    Target {
        program: chain.command(),
        from: Some(key.into()),
        ..Target::default()
    }
}
