//! Vouchers: from denom path to cw20 token and back. A voucher's address follows from its path, so it is known before
//! the voucher exists.

use causeway_cw20::{Cw20Coin, MinterResponse};
use causeway_ics20::Denom;
use causeway_voucher::msg::InstantiateMsg;
use cosmwasm_std::{
    instantiate2_address, to_json_binary, Addr, Binary, CosmosMsg, Deps, DepsMut, Env, HexBinary, Storage,
    Uint256, WasmMsg,
};
use sha2::{Digest, Sha256};

use crate::asset::{Asset, CW20_PREFIX};
use crate::error::ContractError;
use crate::handshake;
use crate::ledger::{self, Holding};
use crate::state::{peek, VoucherCode, VOUCHERS, VOUCHER_CODE, VOUCHER_DENOMS};

/// Bounds of cw20-base on a token's name and symbol, in bytes.
const MAX_NAME: usize = 50;
const SYMBOL: (usize, usize) = (3, 12);
const LABEL_DIGITS: usize = 32;
const HASHED_NAME_DIGITS: usize = 46;
const ADDRESS_LETTERS: usize = 10;

/// What people see of a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// The contract's label on the chain.
    pub label: String,
    /// The token's name.
    pub name: String,
    /// The token's symbol.
    pub symbol: String,
}

/// Salt of a voucher's address: sha256 of its denom path.
pub fn salt(path: &str) -> [u8; 32] {
    Sha256::digest(path.as_bytes()).into()
}

/// Names a voucher after its path.
pub fn metadata(path: &str) -> Metadata {
    let digits = HexBinary::from(&salt(path)).to_hex();
    let denom = Denom::parse(path);
    let channel = denom
        .trace()
        .first()
        .map(|hop| hop.channel.as_str())
        .unwrap_or_default();
    Metadata {
        label: format!("causeway/{}", digits.get(..LABEL_DIGITS).unwrap_or_default()),
        name: name(denom.base(), channel, &digits),
        symbol: symbol(denom.base()),
    }
}

fn name(base: &str, channel: &str, digits: &str) -> String {
    if !base.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return format!(
            "ibc/{}",
            digits
                .to_uppercase()
                .get(..HASHED_NAME_DIGITS)
                .unwrap_or_default()
        );
    }
    let suffix = format!(" ({channel})");
    let cut = base.len().min(MAX_NAME.saturating_sub(suffix.len()));
    format!("{}{suffix}", base.get(..cut).unwrap_or_default())
}

fn symbol(base: &str) -> String {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphabetic)
            .map(|letter| letter.to_ascii_uppercase())
            .collect()
    };
    let (least, most) = SYMBOL;
    if let Some(address) = base.strip_prefix(CW20_PREFIX) {
        let all = letters(address);
        let skipped = all.len().saturating_sub(ADDRESS_LETTERS);
        return format!(
            "{:-<least$}",
            format!("CW{}", all.get(skipped..).unwrap_or_default())
        );
    }
    let all = letters(base.rsplit('/').next().unwrap_or_default());
    match all.get(..all.len().min(most)).unwrap_or_default() {
        "" => "IBC".to_string(),
        cut => format!("{cut:-<least$}"),
    }
}

/// Where the voucher of a path is, or will be.
pub fn predict(deps: Deps, env: &Env, code: &VoucherCode, path: &str) -> Result<Addr, ContractError> {
    let creator = deps.api.addr_canonicalize(env.contract.address.as_str())?;
    let address = instantiate2_address(&code.checksum, &creator, &salt(path))?;
    Ok(deps.api.addr_humanize(&address)?)
}

/// Creates vouchers of a path; for the first ones of a path the token itself, with them as its initial balance.
///
/// # Errors
/// `NoSuchChannel` when the channel was not recorded, `ForeignTokensRefused` without a voucher code.
pub fn mint(
    deps: &mut DepsMut,
    env: &Env,
    channel: &str,
    path: &str,
    receiver: &Addr,
    amount: Uint256,
) -> Result<CosmosMsg, ContractError> {
    if let Some(voucher) = peek::<Addr>(deps.storage, &VOUCHERS.key(path))? {
        return ledger::mint(&voucher, receiver, amount); // its path proves the channel
    }
    handshake::require_recorded(deps.storage, channel)?;
    let code = VOUCHER_CODE
        .may_load(deps.storage)?
        .ok_or(ContractError::ForeignTokensRefused)?;
    let voucher = predict(deps.as_ref(), env, &code, path)?;
    VOUCHERS.save(deps.storage, path, &voucher)?;
    VOUCHER_DENOMS.save(deps.storage, &voucher, &path.to_string())?;
    create(
        deps.as_ref(),
        env,
        &code,
        path,
        Cw20Coin {
            address: receiver.to_string(),
            amount: ledger::narrow(amount)?,
        },
    )
}

fn create(
    deps: Deps,
    env: &Env,
    code: &VoucherCode,
    path: &str,
    first: Cw20Coin,
) -> Result<CosmosMsg, ContractError> {
    let us = &env.contract.address;
    let Metadata { label, name, symbol } = metadata(path);
    let token = InstantiateMsg {
        name,
        symbol,
        decimals: 0, // ICS-20 carries base units and no exponent
        initial_balances: vec![first],
        mint: Some(MinterResponse {
            minter: us.to_string(),
            cap: None,
        }),
        marketing: None,
    };
    let message = WasmMsg::Instantiate2 {
        admin: deps.querier.query_wasm_contract_info(us)?.admin.map(String::from),
        code_id: code.code_id,
        label,
        msg: to_json_binary(&token)?,
        funds: vec![],
        salt: Binary::from(salt(path)),
    };
    Ok(message.into())
}

/// The denom path of a cw20 token, if it is a voucher of ours.
pub fn path_of(storage: &dyn Storage, token: &Addr) -> Result<Option<String>, ContractError> {
    Ok(peek(storage, &VOUCHER_DENOMS.key(token))?)
}

/// What a path stands for that we escrow: a voucher if it begins with our port and we know it, else what it says.
pub fn resolve(deps: Deps, our_port: &str, path: &str) -> Result<Holding, ContractError> {
    if is_ours(our_port, path) {
        if let Some(voucher) = peek::<Addr>(deps.storage, &VOUCHERS.key(path))? {
            return Ok(Holding::HeldVoucher(voucher));
        }
    }
    Ok(Holding::Held(Asset::parse(deps.api, path)))
}

/// The port that wasmd binds for this contract.
pub fn our_port(env: &Env) -> String {
    format!("wasm.{}", env.contract.address)
}

/// A path that begins with our port: that of a voucher.
pub fn is_ours(our_port: &str, path: &str) -> bool {
    path.strip_prefix(our_port)
        .is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &str) -> (String, String) {
        let Metadata { name, symbol, .. } = metadata(path);
        (name, symbol)
    }

    #[test]
    fn vouchers_are_named_after_their_path() {
        let atom = metadata("transfer/channel-0/uatom");
        assert_eq!(atom.label, "causeway/27394fb092d2eccd56123c74f36e4c1f");
        for (path, name, symbol) in [
            ("transfer/channel-0/uatom", "uatom (channel-0)", "UATOM"),
            (
                "wasm.a/channel-12/transfer/channel-0/uosmo",
                "uosmo (channel-12)",
                "UOSMO",
            ),
            ("transfer/channel-0/x", "x (channel-0)", "X--"),
            ("transfer/channel-0/12", "12 (channel-0)", "IBC"),
            ("transfer/channel-0/gamm/pool/1", "gamm/pool/1 (channel-0)", "IBC"),
            (
                "transfer/channel-0/factory/a1/mycoolverylongtoken",
                "factory/a1/mycoolverylongtoken (channel-0)",
                "MYCOOLVERYLO",
            ),
            (
                "transfer/channel-0/factory/cosmos102lacvvlk7yyq2letrcy9c33qdtadjn640kwr4/sub",
                "factory/cosmos102lacvvlk7yyq2letrcy9c3 (channel-0)",
                "SUB",
            ),
            (
                "transfer/channel-0/cw20:cosmos1ab2cd3ef4gh5ij6kl7mn",
                "cw20:cosmos1ab2cd3ef4gh5ij6kl7mn (channel-0)",
                "CWEFGHIJKLMN",
            ),
            ("transfer/channel-0/cw20:1", "cw20:1 (channel-0)", "CW-"),
        ] {
            assert_eq!(names(path), (name.to_string(), symbol.to_string()), "{path}");
            assert!(name.len() <= 50);
        }
        let path = "transfer/channel-0/ütoken";
        let hex = HexBinary::from(&salt(path)).to_hex().to_uppercase();
        assert_eq!(
            names(path),
            (format!("ibc/{}", hex.split_at(46).0), "TOKEN".to_string())
        );
    }

    #[test]
    fn only_our_whole_port_makes_a_path_ours() {
        assert!(is_ours("wasm.a", "wasm.a/channel-0/x"));
        assert!(!is_ours("wasm.a", "wasm.ab/channel-0/x"));
        assert!(!is_ours("wasm.a", "wasm.a"));
    }
}
