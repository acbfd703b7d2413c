//! A denom path: its trace, its base, its names.

use causeway_ics20::{Denom, MAX_DENOM_LEN};
use causeway_transfer::voucher::{metadata, salt};
use cosmwasm_std::{instantiate2_address, Api, HexBinary};

use super::Explanation;
use crate::message::{api, check_address, Refusal};

/// What a voucher's address follows from, beside the path.
#[derive(Clone, Debug, Default)]
pub struct Voucher {
    /// The transfer contract; unset: the one that the path's first port names.
    pub contract: Option<String>,
    /// sha256 of the voucher's code, in hex.
    pub checksum: Option<String>,
}

/// Explains a denom path.
///
/// # Errors
/// A contract or checksum that is none.
pub fn explain(path: &str, voucher: &Voucher) -> Result<Explanation, Refusal> {
    let denom = Denom::parse(path);
    let mut out = Explanation::new();
    out.fact("path", path);
    let trace: Vec<String> = denom.trace().iter().map(ToString::to_string).collect();
    out.fact("hops", trace.len());
    out.fact("trace", trace);
    out.fact("base", denom.base());
    out.fact("ibc denom", denom.ibc_denom());
    if let Err(error) = denom.validate() {
        out.wrong(format!("refused by every chain: {error}"));
    }
    if path.len() > MAX_DENOM_LEN {
        out.wrong(format!(
            "{} bytes: the contract takes at most {MAX_DENOM_LEN}",
            path.len()
        ));
    }
    match denom.trace().first() {
        None => out.remark("no hop: it is at home on the chain that uses this name"),
        Some(hop) => {
            out.remark(format!(
                "its chain got it over {}; sent back over there, it is burned",
                hop.channel
            ));
            named(&mut out, &denom, path, &hop.port, voucher)?;
        }
    }
    Ok(out)
}

/// The cw20 voucher, if the port is a contract's; the native module has `ibc/HASH` in the bank instead.
fn named(
    out: &mut Explanation,
    denom: &Denom,
    path: &str,
    port: &str,
    voucher: &Voucher,
) -> Result<(), Refusal> {
    let own = port.strip_prefix("wasm.");
    let contract = voucher.contract.as_deref().or(own);
    let Some(contract) = contract else {
        out.remark(format!(
            "port {port} is the chain's own module: the bank there holds it as {}",
            denom.ibc_denom()
        ));
        return Ok(());
    };
    check_address("contract", contract)?;
    let names = metadata(path);
    out.fact("voucher label", names.label);
    out.fact("voucher name", names.name);
    out.fact("voucher symbol", names.symbol);
    out.fact("voucher salt", HexBinary::from(&salt(path)).to_hex());
    if own != Some(contract) {
        out.wrong(format!(
            "{contract} makes vouchers only for paths that begin with wasm.{contract}/"
        ));
    }
    match &voucher.checksum {
        Some(checksum) => out.fact("voucher address", address(contract, checksum, path)?),
        None => out.remark("the voucher's address needs the checksum of its code: --checksum HEX (the query `settings` shows it)"),
    }
    Ok(())
}

/// As the chain computes it (CosmWasm's Instantiate2), before the voucher exists.
fn address(contract: &str, checksum: &str, path: &str) -> Result<String, Refusal> {
    let checksum = HexBinary::from_hex(checksum)
        .ok()
        .filter(|bytes| bytes.len() == 32)
        .ok_or_else(|| Refusal::of("checksum", format!("`{checksum}` is not the hex of 32 bytes")))?;
    let prefix = contract.rsplit_once('1').map_or("", |(prefix, _)| prefix);
    let api = api(prefix);
    let whole = |error: &dyn std::fmt::Display| Refusal::of("contract", error);
    let creator = api.addr_canonicalize(contract).map_err(|error| whole(&error))?;
    let address = instantiate2_address(&checksum, &creator, &salt(path)).map_err(|error| whole(&error))?;
    let address = api.addr_humanize(&address).map_err(|error| whole(&error))?;
    Ok(address.into())
}
