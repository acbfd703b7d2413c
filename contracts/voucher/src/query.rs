//! The answers to queries.

use causeway_cw20::{
    AllAccountsResponse, AllAllowancesResponse, AllSpenderAllowancesResponse, AllowanceInfo,
    AllowanceResponse, BalanceResponse, DownloadLogoResponse, EmbeddedLogo, Logo, MarketingInfoResponse,
    MinterResponse, SpenderAllowanceInfo, TokenInfoResponse,
};
use cosmwasm_std::{Addr, Deps, Order, StdResult};
use cw_storage_plus::{Bound, Map};

use crate::state::{ALLOWANCES, ALLOWANCES_SPENDER, BALANCES, LOGO, MARKETING_INFO, TOKEN_INFO};
use crate::ContractError;

const DEFAULT_LIMIT: u32 = 10;
const MAX_LIMIT: u32 = 30;

pub(crate) fn balance(deps: Deps, address: &str) -> StdResult<BalanceResponse> {
    let account = deps.api.addr_validate(address)?;
    Ok(BalanceResponse {
        balance: BALANCES.may_load(deps.storage, &account)?.unwrap_or_default(),
    })
}

pub(crate) fn token_info(deps: Deps) -> StdResult<TokenInfoResponse> {
    let token = TOKEN_INFO.load(deps.storage)?;
    Ok(TokenInfoResponse {
        name: token.name,
        symbol: token.symbol,
        decimals: token.decimals,
        total_supply: token.total_supply,
    })
}

pub(crate) fn minter(deps: Deps) -> StdResult<Option<MinterResponse>> {
    let mint = TOKEN_INFO.load(deps.storage)?.mint;
    Ok(mint.map(|mint| MinterResponse {
        minter: mint.minter.into(),
        cap: mint.cap,
    }))
}

pub(crate) fn allowance(deps: Deps, owner: &str, spender: &str) -> StdResult<AllowanceResponse> {
    let owner = deps.api.addr_validate(owner)?;
    let spender = deps.api.addr_validate(spender)?;
    Ok(ALLOWANCES
        .may_load(deps.storage, (&owner, &spender))?
        .unwrap_or_default())
}

pub(crate) fn all_allowances(
    deps: Deps,
    owner: &str,
    start_after: Option<String>,
    limit: Option<u32>,
) -> StdResult<AllAllowancesResponse> {
    let allowances = page(deps, ALLOWANCES, owner, start_after, limit)?
        .into_iter()
        .map(|(spender, entry)| AllowanceInfo {
            spender: spender.into(),
            allowance: entry.allowance,
            expires: entry.expires,
        })
        .collect();
    Ok(AllAllowancesResponse { allowances })
}

pub(crate) fn all_spender_allowances(
    deps: Deps,
    spender: &str,
    start_after: Option<String>,
    limit: Option<u32>,
) -> StdResult<AllSpenderAllowancesResponse> {
    let allowances = page(deps, ALLOWANCES_SPENDER, spender, start_after, limit)?
        .into_iter()
        .map(|(owner, entry)| SpenderAllowanceInfo {
            owner: owner.into(),
            allowance: entry.allowance,
            expires: entry.expires,
        })
        .collect();
    Ok(AllSpenderAllowancesResponse { allowances })
}

pub(crate) fn all_accounts(
    deps: Deps,
    start_after: Option<String>,
    limit: Option<u32>,
) -> StdResult<AllAccountsResponse> {
    let accounts = BALANCES
        .keys(deps.storage, after(start_after), None, Order::Ascending)
        .take(page_size(limit))
        .map(|account| account.map(String::from))
        .collect::<StdResult<_>>()?;
    Ok(AllAccountsResponse { accounts })
}

pub(crate) fn marketing_info(deps: Deps) -> StdResult<MarketingInfoResponse> {
    Ok(MARKETING_INFO.may_load(deps.storage)?.unwrap_or_default())
}

pub(crate) fn download_logo(deps: Deps) -> Result<DownloadLogoResponse, ContractError> {
    let (mime_type, data) = match LOGO.may_load(deps.storage)? {
        Some(Logo::Embedded(EmbeddedLogo::Svg(data))) => ("image/svg+xml", data),
        Some(Logo::Embedded(EmbeddedLogo::Png(data))) => ("image/png", data),
        Some(Logo::Url(_)) | None => return Err(ContractError::NoLogo),
    };
    Ok(DownloadLogoResponse {
        mime_type: mime_type.to_string(),
        data,
    })
}

/// One page of the allowances that one account gave or was given, ordered by the other account.
fn page(
    deps: Deps,
    allowances: Map<(&Addr, &Addr), AllowanceResponse>,
    account: &str,
    start_after: Option<String>,
    limit: Option<u32>,
) -> StdResult<Vec<(Addr, AllowanceResponse)>> {
    let account = deps.api.addr_validate(account)?;
    allowances
        .prefix(&account)
        .range(deps.storage, after(start_after), None, Order::Ascending)
        .take(page_size(limit))
        .collect()
}

/// The lower bound of a page. Any text is accepted; it need not be an address.
fn after<'a>(start_after: Option<String>) -> Option<Bound<'a, &'a Addr>> {
    start_after.map(|address| Bound::ExclusiveRaw(address.into_bytes()))
}

fn page_size(limit: Option<u32>) -> usize {
    usize::try_from(limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT)).unwrap_or(usize::MAX)
}
