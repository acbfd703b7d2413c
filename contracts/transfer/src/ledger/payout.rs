//! Messages that pay out, mint and burn tokens, and their gas limits.

use causeway_cw20::{Cw20ExecuteMsg, Cw20QueryMsg, TokenInfoResponse};
use causeway_ics20::{on_refund, RefundAction};
use cosmwasm_std::{
    to_json_binary, Addr, BankMsg, Coin, CosmosMsg, Deps, Storage, Uint128, Uint256, WasmMsg,
};

use crate::asset::Asset;
use crate::error::ContractError;
use crate::relay::End;
use crate::state::{get_json_by_range, AllowInfo, Config, ALLOW_LIST, CONFIG, VOUCHERS};
use crate::voucher;

/// SDK gas for a refund when nothing else is set, and for bank coins and vouchers.
pub const DEFAULT_GAS: u64 = 300_000;
/// The highest gas limit, in SDK gas. A payment of tokens that come home has this limit, and no refund has a higher one.
pub const MOST_GAS: u64 = 2_000_000;
/// Bounds of a refund's gas limit, in SDK gas. A stored limit outside of them is clamped.
const GAS_BOUNDS: (u64, u64) = (100_000, MOST_GAS);

/// The source of the tokens that are paid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payout {
    /// This contract holds them: bank coins and foreign tokens.
    FromBalance(Asset),
    /// This contract holds them: vouchers of another channel.
    VoucherFromBalance(Addr),
    /// They were burned when they were sent, and are minted again.
    Remint(Addr),
}

impl Payout {
    /// The asset that is paid.
    pub fn asset(&self) -> Asset {
        match self {
            Payout::FromBalance(asset) => asset.clone(),
            Payout::VoucherFromBalance(token) | Payout::Remint(token) => Asset::Cw20(token.clone()),
        }
    }
}

/// How the original send of `path` from our end secured the tokens, and so how to refund them.
///
/// # Errors
/// `Corrupt` for a burned voucher that is not registered.
pub fn of_refund(deps: Deps, our: &End, path: &str) -> Result<Payout, ContractError> {
    match on_refund(path, &our.port, &our.channel) {
        RefundAction::Unescrow => voucher::resolve(deps, &our.port, path),
        RefundAction::Mint => {
            let voucher = get_json_by_range::<Addr>(deps.storage, &VOUCHERS.key(path))?;
            voucher.map(Payout::Remint).ok_or(ContractError::Corrupt)
        }
    }
}

/// SDK gas for a refund: the limit of the token, else `default_gas_limit`, else `DEFAULT_GAS`, always within
/// `GAS_BOUNDS`. It only decides whether the refund is paid at once or becomes a claim. The function cannot fail, because
/// a refund must not fail for a setting that cannot be read.
pub fn refund_gas(storage: &dyn Storage, payout: &Payout) -> u64 {
    let stored = match payout {
        Payout::FromBalance(Asset::Cw20(token)) => token_gas(storage, token),
        _ => None,
    };
    let (least, most) = GAS_BOUNDS;
    stored.unwrap_or(DEFAULT_GAS).clamp(least, most)
}

fn token_gas(storage: &dyn Storage, token: &Addr) -> Option<u64> {
    let listed = get_json_by_range::<AllowInfo>(storage, &ALLOW_LIST.key(token))
        .ok()
        .flatten();
    listed.and_then(|info| info.gas_limit).or_else(|| {
        let config = get_json_by_range::<Config>(storage, CONFIG.as_slice())
            .ok()
            .flatten();
        config.and_then(|config| config.default_gas_limit)
    })
}

/// A message that pays tokens which this contract holds.
pub fn pay(asset: &Asset, recipient: &Addr, amount: Uint256) -> Result<CosmosMsg, ContractError> {
    match asset {
        Asset::Native(denom) => Ok(BankMsg::Send {
            to_address: recipient.to_string(),
            amount: vec![Coin::new(amount, denom)],
        }
        .into()),
        Asset::Cw20(token) => call(
            token,
            &Cw20ExecuteMsg::Transfer {
                recipient: recipient.to_string(),
                amount: to_uint128(amount)?,
            },
        ),
    }
}

/// A message that burns vouchers which this contract holds.
pub fn burn(voucher: &Addr, amount: Uint256) -> Result<CosmosMsg, ContractError> {
    call(
        voucher,
        &Cw20ExecuteMsg::Burn {
            amount: to_uint128(amount)?,
        },
    )
}

/// A message that mints vouchers for an account.
pub fn mint(voucher: &Addr, recipient: &Addr, amount: Uint256) -> Result<CosmosMsg, ContractError> {
    call(
        voucher,
        &Cw20ExecuteMsg::Mint {
            recipient: recipient.to_string(),
            amount: to_uint128(amount)?,
        },
    )
}

/// How many vouchers can be minted before the supply reaches 2^128-1, in base units.
pub fn mintable(deps: Deps, voucher: &Addr) -> Result<Uint256, ContractError> {
    let info: TokenInfoResponse = deps
        .querier
        .query_wasm_smart(voucher, &Cw20QueryMsg::TokenInfo {})?;
    Ok(Uint128::MAX.saturating_sub(info.total_supply).into())
}

/// Converts an ICS-20 amount of 256 bits to a cw20 amount of 128 bits.
///
/// # Errors
/// `AmountTooLarge` above 2^128-1.
pub fn to_uint128(amount: Uint256) -> Result<Uint128, ContractError> {
    Uint128::try_from(amount).map_err(|_| ContractError::AmountTooLarge)
}

fn call(token: &Addr, msg: &Cw20ExecuteMsg) -> Result<CosmosMsg, ContractError> {
    let execute = WasmMsg::Execute {
        contract_addr: token.to_string(),
        msg: to_json_binary(msg)?,
        funds: vec![],
    };
    Ok(execute.into())
}
