//! Vouchers, the cw20 tokens that represent denom paths. A voucher's address is derived from its path, so it is known before
//! the voucher exists.

use causeway_cw20::{Cw20Coin, MinterResponse};
use causeway_ics20::Denom;
use causeway_voucher::msg::{InstantiateMsg, MigrateMsg};
use cosmwasm_std::{
    instantiate2_address, to_json_binary, Addr, Binary, CosmosMsg, Deps, DepsMut, Env, HexBinary, Storage,
    Uint256, WasmMsg,
};
use sha2::{Digest, Sha256};

use crate::address::validate;
use crate::asset::{Asset, CW20_PREFIX};
use crate::error::ContractError;
use crate::handshake;
use crate::ledger::payout::{self, Payout};
use crate::policy::limits;
use crate::state::{get_json_by_range, VoucherCode, VOUCHERS, VOUCHER_CODE, VOUCHER_DENOMS};

/// Bounds of cw20-base on a token's name and symbol, in bytes.
const MAX_NAME: usize = 50;
const SYMBOL: (usize, usize) = (3, 12);
const LABEL_DIGITS: usize = 32;
const NAME_DIGITS: usize = 16;
const ADDRESS_LETTERS: usize = 10;

/// The texts of a voucher that wallets and explorers show.
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

/// Derives a voucher's label, name and symbol from its path. Two paths never have the same name: the name of a path with a
/// single hop contains the whole base and the channel, and every other name contains the first digits of the salt.
pub fn metadata(path: &str) -> Metadata {
    let digits = HexBinary::from(&salt(path)).to_hex();
    let denom = Denom::parse(path);
    Metadata {
        label: format!("causeway/{}", digits.get(..LABEL_DIGITS).unwrap_or_default()),
        name: name(&denom, digits.get(..NAME_DIGITS).unwrap_or_default()),
        symbol: symbol(denom.base()),
    }
}

fn name(denom: &Denom, digits: &str) -> String {
    let base = denom.base();
    let channel = denom
        .trace()
        .first()
        .map(|hop| hop.channel.as_str())
        .unwrap_or_default();
    let whole = format!("{base} ({channel})");
    let is_visible = base.bytes().all(|byte| byte.is_ascii_graphic());
    if denom.trace().len() == 1 && is_visible && whole.len() <= MAX_NAME {
        return whole;
    }
    let suffix = format!(" ({channel} {digits})");
    let last = base.rsplit('/').next().unwrap_or_default();
    let visible = last.chars().filter(char::is_ascii_graphic);
    let shown: String = visible.take(MAX_NAME.saturating_sub(suffix.len())).collect();
    format!("{shown}{suffix}")
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

/// The address of a path's voucher, whether or not it exists.
pub fn predict(deps: Deps, env: &Env, code: &VoucherCode, path: &str) -> Result<Addr, ContractError> {
    let creator = deps.api.addr_canonicalize(env.contract.address.as_str())?;
    let address = instantiate2_address(&code.checksum, &creator, &salt(path))?;
    Ok(deps.api.addr_humanize(&address)?)
}

/// Mints vouchers of a path. If the path has no voucher token yet, it is instantiated with the amount as initial balance.
///
/// # Errors
/// `NoSuchChannel` when the channel was not recorded, `ForeignTokensRefused` when no voucher code is set; `TokenDenied`,
/// `AboveLimit`.
pub fn mint(
    deps: &mut DepsMut,
    env: &Env,
    channel: &str,
    path: &str,
    receiver: &Addr,
    amount: Uint256,
) -> Result<CosmosMsg, ContractError> {
    if let Some(voucher) = get_json_by_range::<Addr>(deps.storage, &VOUCHERS.key(path))? {
        limits::admit_mint(deps.storage, env, channel, &voucher, amount)?;
        return payout::mint(&voucher, receiver, amount); // a voucher exists only for a recorded channel
    }
    if !handshake::is_recorded(deps.storage, channel) {
        return Err(ContractError::NoSuchChannel);
    }
    let code = VOUCHER_CODE
        .may_load(deps.storage)?
        .ok_or(ContractError::ForeignTokensRefused)?;
    let voucher = predict(deps.as_ref(), env, &code, path)?;
    limits::admit_mint(deps.storage, env, channel, &voucher, amount)?;
    VOUCHERS.save(deps.storage, path, &voucher)?;
    VOUCHER_DENOMS.save(deps.storage, &voucher, &path.to_string())?;
    create(
        env,
        &code,
        path,
        Cw20Coin {
            address: receiver.to_string(),
            amount: payout::to_uint128(amount)?,
        },
    )
}

fn create(env: &Env, code: &VoucherCode, path: &str, first: Cw20Coin) -> Result<CosmosMsg, ContractError> {
    let us = env.contract.address.to_string();
    let Metadata { label, name, symbol } = metadata(path);
    let token = InstantiateMsg {
        name,
        symbol,
        decimals: 0, // ICS-20 packets carry base units and no exponent
        initial_balances: vec![first],
        mint: Some(MinterResponse {
            minter: us.clone(),
            cap: None,
        }),
        marketing: None,
    };
    let message = WasmMsg::Instantiate2 {
        // permanently: only an account that can migrate the transfer contract can migrate its vouchers
        admin: Some(us),
        code_id: code.code_id,
        label,
        msg: to_json_binary(&token)?,
        funds: vec![],
        salt: Binary::from(salt(path)),
    };
    Ok(message.into())
}

/// Messages that migrate vouchers of this contract to the current voucher code.
///
/// # Errors
/// `NoVoucherCode` when no code is set, `UnknownVoucher` for an address that is not a voucher of this contract.
pub fn migrations(deps: Deps, vouchers: &[String]) -> Result<Vec<CosmosMsg>, ContractError> {
    if vouchers.is_empty() {
        return Ok(vec![]);
    }
    let code = VOUCHER_CODE
        .may_load(deps.storage)?
        .ok_or(ContractError::NoVoucherCode)?;
    let migrate = |voucher: &String| {
        let voucher = validate(deps.api, "vouchers", voucher)?;
        if path_of(deps.storage, &voucher)?.is_none() {
            return Err(ContractError::UnknownVoucher(voucher.into()));
        }
        let message = WasmMsg::Migrate {
            contract_addr: voucher.into(),
            new_code_id: code.code_id,
            msg: to_json_binary(&MigrateMsg {})?,
        };
        Ok(message.into())
    };
    vouchers.iter().map(migrate).collect()
}

/// The denom path of a cw20 token; `None` if it is not a voucher of this contract.
pub fn path_of(storage: &dyn Storage, token: &Addr) -> Result<Option<String>, ContractError> {
    Ok(get_json_by_range(storage, &VOUCHER_DENOMS.key(token))?)
}

/// The asset in escrow under a path: the voucher, if the path begins with our port and its voucher exists; else the local
/// denom that the path spells.
pub fn resolve(deps: Deps, our_port: &str, path: &str) -> Result<Payout, ContractError> {
    if is_ours(our_port, path) {
        if let Some(voucher) = get_json_by_range::<Addr>(deps.storage, &VOUCHERS.key(path))? {
            return Ok(Payout::VoucherFromBalance(voucher));
        }
    }
    Ok(Payout::FromBalance(Asset::parse(deps.api, path)))
}

/// The port that wasmd binds for this contract.
pub fn our_port(env: &Env) -> String {
    format!("wasm.{}", env.contract.address)
}

/// Whether a path begins with our port, as every voucher's path does.
pub fn is_ours(our_port: &str, path: &str) -> bool {
    path.strip_prefix(our_port)
        .is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(path: &str) -> String {
        HexBinary::from(&salt(path)).to_hex().split_at(16).0.to_string()
    }

    #[test]
    fn a_path_of_one_hop_with_a_short_visible_base_is_named_in_full() {
        let atom = metadata("transfer/channel-0/uatom");
        assert_eq!(atom.label, "causeway/27394fb092d2eccd56123c74f36e4c1f");
        for (path, name, symbol) in [
            ("transfer/channel-0/uatom", "uatom (channel-0)", "UATOM"),
            ("transfer/channel-0/x", "x (channel-0)", "X--"),
            ("transfer/channel-0/12", "12 (channel-0)", "IBC"),
            ("transfer/channel-0/gamm/pool/1", "gamm/pool/1 (channel-0)", "IBC"),
            (
                "transfer/channel-0/factory/a1/mycoolverylongtoken",
                "factory/a1/mycoolverylongtoken (channel-0)",
                "MYCOOLVERYLO",
            ),
            (
                "transfer/channel-0/cw20:cosmos1ab2cd3ef4gh5ij6kl7mn",
                "cw20:cosmos1ab2cd3ef4gh5ij6kl7mn (channel-0)",
                "CWEFGHIJKLMN",
            ),
            ("transfer/channel-0/cw20:1", "cw20:1 (channel-0)", "CW-"),
        ] {
            let told = metadata(path);
            assert_eq!(
                (told.name.as_str(), told.symbol.as_str()),
                (name, symbol),
                "{path}"
            );
            assert!(name.len() <= MAX_NAME);
        }
    }

    #[test]
    fn every_other_path_is_told_apart_by_the_digits_of_its_salt() {
        for (path, last, channel, symbol) in [
            (
                "wasm.a/channel-12/transfer/channel-0/uosmo",
                "uosmo",
                "channel-12",
                "UOSMO",
            ),
            (
                "transfer/channel-0/factory/cosmos102lacvvlk7yyq2letrcy9c33qdtadjn640kwr4/sub",
                "sub",
                "channel-0",
                "SUB",
            ),
            (
                "transfer/channel-0/cw20:cosmos102lacvvlk7yyq2letrcy9c33qdtadjn640kwr4",
                "cw20:cosmos102lacvvlk",
                "channel-0",
                "CWQDTADJNKWR",
            ),
            ("transfer/channel-0/ütoken", "token", "channel-0", "TOKEN"),
            (
                "transfer/channel-0/two words",
                "twowords",
                "channel-0",
                "TWOWORDS",
            ),
            ("transfer/channel-0/a/é", "", "channel-0", "IBC"),
            (
                "transfer/channel-18446744073709551615/transfer/channel-1/uatom",
                "ua",
                "channel-18446744073709551615",
                "UATOM",
            ),
        ] {
            let told = metadata(path);
            let name = format!("{last} ({channel} {})", digits(path));
            assert_eq!(
                (told.name.as_str(), told.symbol.as_str()),
                (name.as_str(), symbol),
                "{path}"
            );
            assert!(name.len() <= MAX_NAME, "{name}");
        }
    }

    /// A hostile chain names its coin after another channel's voucher, or adds a hop to the path of a known one.
    #[test]
    fn no_two_paths_share_a_name() {
        let mut seen = std::collections::BTreeMap::new();
        let long = "u".repeat(36);
        let spaces = " ".repeat(30);
        for path in [
            "wasm.a/channel-0/uaway".to_string(),
            "wasm.a/channel-0/transfer/channel-7/uaway".into(),
            "wasm.a/channel-0/wasm.b/channel-7/uaway".into(),
            "wasm.a/channel-5/uaway (channel-0)".into(),
            format!("wasm.a/channel-5/uaway (channel-0){spaces}"),
            format!(
                "wasm.a/channel-5/uaway (channel-0 {})",
                digits("wasm.a/channel-0/transfer/channel-7/uaway")
            ),
            "wasm.a/channel-0/factory/x/uaway".into(),
            "wasm.a/channel-0/factory/cosmos102lacvvlk7yyq2letrcy9c33qdtadjn640kwr4/x".into(),
            "wasm.a/channel-0/factory/cosmos102lacvvlk7yyq2letrcy9c33qdtadjn640kwr5/x".into(),
            format!("wasm.a/channel-0/{long}"),
            format!("wasm.a/channel-0/{long}u"),
            format!("wasm.a/channel-0/{long}uu"),
        ] {
            let name = metadata(&path).name;
            let twin = seen.insert(name.clone(), path.clone());
            assert_eq!(twin, None, "{name} names {path} too");
        }
    }

    #[test]
    fn only_our_whole_port_makes_a_path_ours() {
        assert!(is_ours("wasm.a", "wasm.a/channel-0/x"));
        assert!(!is_ours("wasm.a", "wasm.ab/channel-0/x"));
        assert!(!is_ours("wasm.a", "wasm.a"));
    }
}
