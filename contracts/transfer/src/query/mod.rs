//! Queries. The answers to queries that cw20-ics20 also has contain exactly its fields.

mod pending;
mod policy;
mod solvency;

use causeway_ics20::MAX_DENOM_LEN;
use cosmwasm_std::{to_json_binary, Binary, Coin, Deps, Env, Order, StdResult, Uint256};
use cw_storage_plus::Bound;

use crate::address::validate;
use crate::asset::Asset;
use crate::error::ContractError;
use crate::handshake;
use crate::msg::{
    AdminResponse, AllowedInfo, AllowedResponse, Amount, ChannelInfo, ChannelResponse, ChannelStatusResponse,
    ConfigResponse, Cw20Amount, DenomResponse, ListAllowedResponse, ListChannelsResponse,
    ListVouchersResponse, PortResponse, QueryMsg, SettingsResponse, Status, TrackedResponse, VoucherInfo,
    VoucherResponse,
};
use crate::state::{
    self, ADMIN, ALLOW_LIST, CHANNEL_INFO, CHANNEL_STATE, CONFIG, GUARDIAN, PENDING_ADMIN, TRACKED, VOUCHERS,
    VOUCHER_CODE, VOUCHER_DENOMS,
};
use crate::voucher;

/// Default and cap of the number of entries in an answer.
type Page = (u32, u32);
const BOOKS: Page = (100, 100);
const ALLOWED: Page = (10, 30);
const LISTS: Page = (30, 100);

type Answer<T> = Result<T, ContractError>;

/// Answers a query, as JSON.
pub fn answer(deps: Deps, env: &Env, msg: QueryMsg) -> Answer<Binary> {
    let binary = match msg {
        QueryMsg::Port {} => to_json_binary(&PortResponse {
            port_id: voucher::our_port(env),
        }),
        QueryMsg::ListChannels { start_after, limit } => {
            to_json_binary(&list_channels(deps, start_after.as_deref(), limit)?)
        }
        QueryMsg::Channel {
            id,
            start_after,
            limit,
        } => to_json_binary(&channel(deps, &id, start_after.as_deref(), limit)?),
        QueryMsg::Config {} => to_json_binary(&config(deps)?),
        QueryMsg::Admin {} => to_json_binary(&AdminResponse {
            admin: ADMIN.load(deps.storage)?.map(String::from),
        }),
        QueryMsg::Allowed { contract } => to_json_binary(&allowed(deps, &contract)?),
        QueryMsg::ListAllowed { start_after, limit } => {
            to_json_binary(&list_allowed(deps, start_after, limit)?)
        }
        QueryMsg::Delayed {
            channel,
            sequence,
            start_after,
            limit,
        } => to_json_binary(&policy::delayed(
            deps,
            env,
            channel,
            sequence,
            start_after,
            limit,
        )?),
        QueryMsg::Limits {
            channel,
            start_after,
            limit,
        } => to_json_binary(&policy::limits(deps, env, &channel, start_after, limit)?),
        QueryMsg::Solvency {
            denom,
            start_after,
            limit,
        } => to_json_binary(&match denom {
            Some(denom) => solvency::of_denom(deps, env, &denom)?,
            None => solvency::page(deps, env, start_after.as_deref(), limit)?,
        }),
        QueryMsg::Pauses {} => to_json_binary(&policy::pauses(deps, env)?),
        QueryMsg::Settings {} => to_json_binary(&settings(deps)?),
        QueryMsg::ChannelStatus { id } => to_json_binary(&channel_status(deps, id)?),
        QueryMsg::Voucher { denom } => to_json_binary(&voucher_of(deps, env, &denom)?),
        QueryMsg::Denom { voucher } => to_json_binary(&denom_of(deps, &voucher)?),
        QueryMsg::Tracked { contract } => to_json_binary(&tracked(deps, &contract)?),
        QueryMsg::ListVouchers { start_after, limit } => {
            to_json_binary(&list_vouchers(deps, start_after.as_deref(), limit)?)
        }
        QueryMsg::InFlight {
            sender,
            channel,
            sequence,
            start_after,
            limit,
        } => to_json_binary(&pending::packets_of(
            deps,
            &sender,
            channel,
            sequence,
            start_after,
            limit,
        )?),
        QueryMsg::ListInFlight { start_after, limit } => {
            to_json_binary(&pending::list_in_flight(deps, start_after, limit)?)
        }
        QueryMsg::Claims {
            owner,
            start_after,
            limit,
        } => to_json_binary(&pending::claims(deps, &owner, start_after, limit)?),
        QueryMsg::ListClaims { start_after, limit } => {
            to_json_binary(&pending::list_claims(deps, start_after, limit)?)
        }
    };
    Ok(binary?)
}

fn take(limit: Option<u32>, (default, cap): Page) -> usize {
    usize::try_from(limit.unwrap_or(default).min(cap)).unwrap_or_default()
}

fn list_channels(deps: Deps, start_after: Option<&str>, limit: Option<u32>) -> Answer<ListChannelsResponse> {
    let start = start_after.map(Bound::exclusive);
    let stored = CHANNEL_INFO
        .range(deps.storage, start, None, Order::Ascending)
        .take(take(limit, BOOKS));
    let channels = stored
        .map(|entry| entry.map(|(_, info)| info.into()))
        .collect::<StdResult<_>>()?;
    Ok(ListChannelsResponse { channels })
}

fn channel(deps: Deps, id: &str, start_after: Option<&str>, limit: Option<u32>) -> Answer<ChannelResponse> {
    let info = load_channel(deps, id)?.into();
    let start = start_after.map(Bound::exclusive);
    let stored = CHANNEL_STATE
        .prefix(id)
        .range(deps.storage, start, None, Order::Ascending);
    let (mut balances, mut total_sent) = (vec![], vec![]);
    // a limit or a denial may come before the first send
    let sent = stored.filter(|entry| !matches!(entry, Ok((_, books)) if books.total_sent.is_zero()));
    for entry in sent.take(take(limit, BOOKS)) {
        let (denom, books) = entry?;
        let asset = Asset::parse(deps.api, &denom);
        balances.push(amount(&asset, books.outstanding));
        total_sent.push(amount(&asset, books.total_sent));
    }
    Ok(ChannelResponse {
        info,
        balances,
        total_sent,
    })
}

fn load_channel(deps: Deps, id: &str) -> Answer<state::ChannelInfo> {
    let info = CHANNEL_INFO.may_load(deps.storage, id)?;
    info.ok_or_else(|| ContractError::UnknownChannel(id.to_string()))
}

impl From<state::ChannelInfo> for ChannelInfo {
    fn from(info: state::ChannelInfo) -> Self {
        ChannelInfo {
            id: info.id,
            counterparty_endpoint: info.counterparty_endpoint,
            connection_id: info.connection_id,
        }
    }
}

fn amount(asset: &Asset, amount: Uint256) -> Amount {
    match asset {
        Asset::Native(denom) => Amount::Native(Coin::new(amount, denom)),
        Asset::Cw20(token) => Amount::Cw20(Cw20Amount {
            address: token.to_string(),
            amount,
        }),
    }
}

fn config(deps: Deps) -> Answer<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    let admin = ADMIN.load(deps.storage)?;
    Ok(ConfigResponse {
        default_timeout: config.default_timeout,
        default_gas_limit: config.default_gas_limit,
        gov_contract: admin.map(String::from).unwrap_or_default(),
    })
}

fn allowed(deps: Deps, contract: &str) -> Answer<AllowedResponse> {
    let info = ALLOW_LIST.may_load(deps.storage, &validate(deps.api, "contract", contract)?)?;
    Ok(AllowedResponse {
        is_allowed: info.is_some(),
        gas_limit: info.and_then(|info| info.gas_limit),
    })
}

fn list_allowed(deps: Deps, start_after: Option<String>, limit: Option<u32>) -> Answer<ListAllowedResponse> {
    let after = start_after
        .map(|address| validate(deps.api, "start_after", &address))
        .transpose()?;
    let start = after.as_ref().map(Bound::exclusive);
    let stored = ALLOW_LIST
        .range(deps.storage, start, None, Order::Ascending)
        .take(take(limit, ALLOWED));
    let allow = stored
        .map(|entry| {
            entry.map(|(token, info)| AllowedInfo {
                contract: token.into(),
                gas_limit: info.gas_limit,
            })
        })
        .collect::<StdResult<_>>()?;
    Ok(ListAllowedResponse { allow })
}

fn settings(deps: Deps) -> Answer<SettingsResponse> {
    let config = CONFIG.load(deps.storage)?;
    let code = VOUCHER_CODE.may_load(deps.storage)?;
    Ok(SettingsResponse {
        voucher_code_id: code.as_ref().map(|code| code.code_id),
        voucher_checksum: code.map(|code| code.checksum),
        min_timeout: config.min_timeout,
        max_timeout: config.max_timeout,
        guardian: GUARDIAN.may_load(deps.storage)?.map(String::from),
        pending_admin: PENDING_ADMIN.may_load(deps.storage)?.map(String::from),
    })
}

fn channel_status(deps: Deps, id: String) -> Answer<ChannelStatusResponse> {
    load_channel(deps, &id)?;
    let status = match handshake::is_open(deps, &id)? {
        true => Status::Open,
        false => Status::Closed,
    };
    Ok(ChannelStatusResponse { id, status })
}

fn tracked(deps: Deps, contract: &str) -> Answer<TrackedResponse> {
    let token = validate(deps.api, "contract", contract)?;
    Ok(TrackedResponse {
        tracked: TRACKED.may_load(deps.storage, &token)?,
    })
}

fn voucher_of(deps: Deps, env: &Env, path: &str) -> Answer<VoucherResponse> {
    if let Some(address) = VOUCHERS.may_load(deps.storage, path)? {
        return Ok(VoucherResponse {
            address: address.into(),
            exists: true,
        });
    }
    let port = voucher::our_port(env);
    if !voucher::is_ours(&port, path) || path.len() > MAX_DENOM_LEN {
        return Err(ContractError::NotAVoucherPath(port));
    }
    let code = VOUCHER_CODE
        .may_load(deps.storage)?
        .ok_or(ContractError::ForeignTokensRefused)?;
    Ok(VoucherResponse {
        address: voucher::predict(deps, env, &code, path)?.into(),
        exists: false,
    })
}

fn denom_of(deps: Deps, voucher: &str) -> Answer<DenomResponse> {
    let voucher = validate(deps.api, "voucher", voucher)?;
    let denom = VOUCHER_DENOMS.may_load(deps.storage, &voucher)?;
    Ok(DenomResponse {
        denom: denom.ok_or_else(|| ContractError::UnknownVoucher(voucher.into()))?,
    })
}

fn list_vouchers(deps: Deps, start_after: Option<&str>, limit: Option<u32>) -> Answer<ListVouchersResponse> {
    let start = start_after.map(Bound::exclusive);
    let stored = VOUCHERS
        .range(deps.storage, start, None, Order::Ascending)
        .take(take(limit, LISTS));
    let vouchers = stored
        .map(|entry| {
            entry.map(|(denom, address)| VoucherInfo {
                denom,
                address: address.into(),
            })
        })
        .collect::<StdResult<_>>()?;
    Ok(ListVouchersResponse { vouchers })
}
