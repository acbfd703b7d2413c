//! The entry points of the contract.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{to_json_binary, Binary, Deps, DepsMut, Env, MessageInfo, Response};
use cw2::{ensure_from_older_version, get_contract_version, set_contract_version};
use cw_utils::nonpayable;

use crate::msg::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use crate::{allowance, marketing, query as answer, token, ContractError};

const CONTRACT_NAME: &str = "crates.io:causeway-voucher";
const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// A code with the same storage layout, and the newest version of it that is known to have this layout.
const CW20_BASE: &str = "crates.io:cw20-base";
const CW20_BASE_VERSION: &str = "2.0.0";

/// Creates the token.
///
/// # Errors
/// When the name, the symbol, the decimals, an address or the logo is not valid, an account appears twice in the initial
/// balances, or the supply exceeds the cap or 2^128-1.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    mut msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    if let Some(about) = msg.marketing.take() {
        marketing::create(deps.branch(), about)?;
    }
    token::create(deps, msg)?;
    Ok(Response::new())
}

/// Carries out one message of the CW20 interface.
///
/// # Errors
/// When the caller lacks the role, the tokens or the allowance for it, an address is not valid, or a sum exceeds 2^128-1.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    match msg {
        ExecuteMsg::Transfer { recipient, amount } => token::transfer(deps, &env, info, recipient, amount),
        ExecuteMsg::Burn { amount } => token::burn(deps, info, amount),
        ExecuteMsg::Send {
            contract,
            amount,
            msg,
        } => token::send(deps, info, contract, amount, msg),
        ExecuteMsg::Mint { recipient, amount } => token::mint(deps, info, recipient, amount),
        ExecuteMsg::UpdateMinter { new_minter } => token::update_minter(deps, info, new_minter),
        ExecuteMsg::IncreaseAllowance {
            spender,
            amount,
            expires,
        } => allowance::increase(deps, env, info, spender, amount, expires),
        ExecuteMsg::DecreaseAllowance {
            spender,
            amount,
            expires,
        } => allowance::decrease(deps, env, info, spender, amount, expires),
        ExecuteMsg::TransferFrom {
            owner,
            recipient,
            amount,
        } => allowance::transfer_from(deps, env, info, owner, recipient, amount),
        ExecuteMsg::SendFrom {
            owner,
            contract,
            amount,
            msg,
        } => allowance::send_from(deps, env, info, owner, contract, amount, msg),
        ExecuteMsg::BurnFrom { owner, amount } => allowance::burn_from(deps, env, info, owner, amount),
        ExecuteMsg::UpdateMarketing {
            project,
            description,
            marketing,
        } => marketing::update(deps, info, project, description, marketing),
        ExecuteMsg::UploadLogo(logo) => marketing::upload_logo(deps, info, logo),
    }
}

/// Answers one query.
///
/// # Errors
/// When an address is not valid, or a logo is asked for and none is kept on chain.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, _env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let json = match msg {
        QueryMsg::Balance { address } => to_json_binary(&answer::balance(deps, &address)?),
        QueryMsg::TokenInfo {} => to_json_binary(&answer::token_info(deps)?),
        QueryMsg::Minter {} => to_json_binary(&answer::minter(deps)?),
        QueryMsg::Allowance { owner, spender } => to_json_binary(&answer::allowance(deps, &owner, &spender)?),
        QueryMsg::AllAllowances {
            owner,
            start_after,
            limit,
        } => to_json_binary(&answer::all_allowances(deps, &owner, start_after, limit)?),
        QueryMsg::AllSpenderAllowances {
            spender,
            start_after,
            limit,
        } => to_json_binary(&answer::all_spender_allowances(
            deps,
            &spender,
            start_after,
            limit,
        )?),
        QueryMsg::AllAccounts { start_after, limit } => {
            to_json_binary(&answer::all_accounts(deps, start_after, limit)?)
        }
        QueryMsg::MarketingInfo {} => to_json_binary(&answer::marketing_info(deps)?),
        QueryMsg::DownloadLogo {} => to_json_binary(&answer::download_logo(deps)?),
    };
    Ok(json?)
}

/// Takes over a token of an older version or of cw20-base 0.14.0 to 2.0.0. No entry but `contract_info` changes.
///
/// # Errors
/// When the token is of another code or a newer version. Before 0.14.0 cw20-base kept no allowances by spender; migrate
/// to 2.0.0 first.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    let stored = get_contract_version(deps.storage)?;
    if stored.contract != CW20_BASE {
        ensure_from_older_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
        return Ok(Response::new());
    }
    let from = ensure_from_older_version(deps.storage, CW20_BASE, CW20_BASE_VERSION)?;
    if (from.major, from.minor) < (0, 14) {
        return Err(ContractError::PredecessorTooOld);
    }
    set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}
