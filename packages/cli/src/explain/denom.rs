//! Explains a denom path: its trace, its base denom, and its names on a chain.

use causeway_ics20::{Denom, MAX_DENOM_LEN};
use causeway_transfer::voucher::{metadata, salt};
use cosmwasm_std::{instantiate2_address, Api, HexBinary};
use ibc_multi_test::Bech32Api;

use super::Explanation;
use crate::message::{check_address, is_ibc_denom, prefix_of};
use crate::Error;

/// The values beside the path from which a voucher's address is derived.
#[derive(Clone, Debug, Default)]
pub struct Voucher {
    /// Address of the transfer contract; `None`: the contract in the path's first port.
    pub contract: Option<String>,
    /// sha256 of the voucher's code, in hex.
    pub checksum: Option<String>,
}

/// Explains a denom path.
///
/// # Errors
/// If the contract or the checksum is not valid.
pub fn explain(path: &str, voucher: &Voucher) -> Result<Explanation, Error> {
    let mut out = Explanation::new();
    if let Some(hash) = hash_of(path) {
        hashed(&mut out, path, hash);
        return Ok(out);
    }
    let denom = Denom::parse(path);
    out.fact("path", path);
    let trace: Vec<String> = denom.trace().iter().map(ToString::to_string).collect();
    out.fact("hops", trace.len());
    out.fact("trace", trace);
    out.fact("base", denom.base());
    out.fact("ibc denom", denom.ibc_denom());
    if let Err(error) = denom.validate() {
        out.wrong(format!("refused by every chain: {error}"));
    }
    misspelt(&mut out, path, &denom);
    if path.len() > MAX_DENOM_LEN {
        out.wrong(format!(
            "{} bytes: the contract takes at most {MAX_DENOM_LEN}",
            path.len()
        ));
    }
    match denom.trace().first() {
        None if out.valid => out.remark("no hop: it is at home on the chain that uses this name"),
        None => {}
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

/// The hash in `ibc/HASH`, or a hash alone, also in lower case: 64 hex digits.
fn hash_of(text: &str) -> Option<&str> {
    let bare = text.trim();
    let hash = match bare.split_at_checked(4) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ibc/") => rest,
        _ => bare,
    };
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then_some(hash)
}

/// Explains a denom `ibc/HASH` of ibc-go, which contains neither a channel nor a base denom.
fn hashed(out: &mut Explanation, text: &str, hash: &str) {
    let denom = format!("ibc/{}", hash.to_ascii_uppercase());
    out.fact("ibc denom", denom.clone());
    out.wrong(
        "this is no path: it is the sha256 of one, and the path cannot be computed from it. The chain that holds the token \
         knows the path",
    );
    out.remark(format!(
        "ask that chain: `wasmd query ibc-transfer denom {denom}` (ibc-go 9 and later; before that `denom-trace`), or its \
         REST server: /ibc/apps/transfer/v1/denoms/{} (before that /denom_traces/)",
        hash.to_ascii_uppercase()
    ));
    if text != denom {
        out.remark(format!("that chain writes it {denom}"));
    }
}

/// Adds hints for denoms that people often type instead of another one.
fn misspelt(out: &mut Explanation, path: &str, denom: &Denom) {
    let base = denom.base();
    if path.trim() != path {
        out.wrong(
            "there is a blank at one end, which would be part of the denom, and no bank can hold such a denom: leave it out",
        );
    }
    // A path of only two segments has no hop, so a third one is added.
    let cut_off = Denom::parse(&format!("{path}/x"));
    if denom.trace().is_empty() && !cut_off.trace().is_empty() {
        out.wrong(format!(
            "a hop without a base denom: write what the token is called at home behind it, as {path}/uatom"
        ));
    }
    if base.starts_with("ibc/") && !is_ibc_denom(base) {
        out.wrong(format!(
            "`{base}` reads like ibc/HASH, but a hash is 64 hex digits in capital letters"
        ));
    }
    if let Some(token) = base.strip_prefix("cw20:") {
        token_name(out, token);
    }
}

/// Explains the address after `cw20:`.
fn token_name(out: &mut Explanation, token: &str) {
    match token.split_once(':') {
        Some((address, symbol)) => out.wrong(format!(
            "a token is called cw20:ADDRESS in packets and by the contract: leave out `:{symbol}`, and it is cw20:{address}"
        )),
        None if check_address("denom", token).is_err() => out.wrong(format!(
            "`{token}` behind `cw20:` is no address of a contract: look for a typing error"
        )),
        None => {}
    }
}

/// Adds the cw20 voucher if the port belongs to a contract, or else the `ibc/HASH` under which the native module's bank
/// holds it.
fn named(
    out: &mut Explanation,
    denom: &Denom,
    path: &str,
    port: &str,
    voucher: &Voucher,
) -> Result<(), Error> {
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

/// Computes the address as the chain does (CosmWasm's Instantiate2), before the voucher exists.
fn address(contract: &str, checksum: &str, path: &str) -> Result<String, Error> {
    let checksum = HexBinary::from_hex(checksum)
        .ok()
        .filter(|bytes| bytes.len() == 32)
        .ok_or_else(|| Error::argument("checksum", format!("`{checksum}` is not the hex of 32 bytes")))?;
    let whole = |error: &dyn std::fmt::Display| Error::argument("contract", error);
    let api = Bech32Api::new(prefix_of(contract).unwrap_or_default()).map_err(|error| whole(&error))?;
    let creator = api.addr_canonicalize(contract).map_err(|error| whole(&error))?;
    let address = instantiate2_address(&checksum, &creator, &salt(path)).map_err(|error| whole(&error))?;
    let address = api.addr_humanize(&address).map_err(|error| whole(&error))?;
    Ok(address.into())
}
