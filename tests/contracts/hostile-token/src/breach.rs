//! Ways of breaking the rules of CW20 that stay on until they are switched off. Tokens on real chains do the same.

use causeway_cw20::{BalanceResponse, Cw20ExecuteMsg, Cw20ReceiveMsg, TokenInfoResponse};
use causeway_voucher::contract as honest;
use causeway_voucher::msg::QueryMsg;
use causeway_voucher::state::{BALANCES, TOKEN_INFO};
use cosmwasm_std::{
    to_json_binary, Addr, Binary, Deps, DepsMut, Env, MessageInfo, Order, Response, StdError, StdResult,
    Uint128,
};
use cw_storage_plus::Item;
use serde::{Deserialize, Serialize};

use crate::{means, msg};

/// The switch that is on.
pub const BREACH: Item<Breach> = Item::new("breach");

/// A way of breaking the rules. Transfers are `transfer`, `send` and both on behalf of an owner.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// Burns a share of every transfer; the recipient gets the rest.
    Fee {
        /// The share, in percent, rounded down.
        percent: u64,
        /// Whether `receive` tells a contract the amount after the fee; if not, the amount before it.
        reports_net: bool,
    },
    /// Refuses every call.
    Paused {},
    /// Refuses every transfer from this account and to it.
    Blacklisted {
        /// The account.
        account: Addr,
    },
    /// Calls `receive` of a contract to which a plain `transfer` goes; if that fails, so does the transfer.
    Hooks {},
    /// Answers a query falsely.
    Answers {
        /// The name of the query in JSON: `balance` or `token_info`.
        query: String,
        /// The answer.
        answer: Answer,
    },
}

/// A false answer to a query.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// This many base units, as balance or total supply.
    Amount(Uint128),
    /// An error.
    Fail {},
    /// None: it uses all the gas of the transaction.
    BurnGas {},
}

/// The accounts and the amount of a transfer.
struct Move<'a> {
    payer: Addr,
    recipient: &'a str,
    amount: &'a mut Uint128,
}

fn moved<'a>(info: &MessageInfo, message: &'a mut Cw20ExecuteMsg) -> Option<Move<'a>> {
    let (owner, recipient, amount) = match message {
        Cw20ExecuteMsg::Transfer { recipient, amount } => (None, recipient, amount),
        Cw20ExecuteMsg::Send { contract, amount, .. } => (None, contract, amount),
        Cw20ExecuteMsg::TransferFrom {
            owner,
            recipient,
            amount,
        } => (Some(owner), recipient, amount),
        Cw20ExecuteMsg::SendFrom {
            owner,
            contract,
            amount,
            ..
        } => (Some(owner), contract, amount),
        _ => return None,
    };
    Some(Move {
        payer: owner.map_or(info.sender.clone(), |owner| Addr::unchecked(owner.as_str())),
        recipient,
        amount,
    })
}

/// Executes a call while a switch is on.
pub fn execute(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    mut message: Cw20ExecuteMsg,
    breach: &Breach,
) -> StdResult<Response> {
    let is_plain = matches!(
        message,
        Cw20ExecuteMsg::Transfer { .. } | Cw20ExecuteMsg::TransferFrom { .. }
    );
    let mut hook = None;
    if let Some(Move {
        payer,
        recipient,
        amount,
    }) = moved(&info, &mut message)
    {
        match breach {
            Breach::Fee { percent, reports_net } => {
                let fee = amount.multiply_ratio(*percent, 100u64);
                if *reports_net {
                    *amount = amount.checked_sub(fee).map_err(msg)?;
                    burn(&mut deps, &payer, fee)?;
                } else {
                    let recipient = Addr::unchecked(recipient);
                    let response = honest::execute(deps.branch(), env, info, message).map_err(msg)?;
                    burn(&mut deps, &recipient, fee)?;
                    return Ok(response);
                }
            }
            Breach::Blacklisted { account } if payer == *account || recipient == account.as_str() => {
                return Err(StdError::msg(format!("{account} is blacklisted")));
            }
            Breach::Hooks {} if is_plain && deps.querier.query_wasm_contract_info(recipient).is_ok() => {
                let receive = Cw20ReceiveMsg {
                    sender: payer.into(),
                    amount: *amount,
                    msg: Binary::default(),
                };
                hook = Some(receive.into_cosmos_msg(recipient)?);
            }
            _ => {}
        }
    }
    if matches!(breach, Breach::Paused {}) {
        return Err(StdError::msg("paused"));
    }
    let response = honest::execute(deps, env, info, message).map_err(msg)?;
    Ok(response.add_messages(hook))
}

/// Burns tokens of a holder who did not ask for it.
pub fn burn(deps: &mut DepsMut, from: &Addr, amount: Uint128) -> StdResult<()> {
    BALANCES.update(deps.storage, from, |held| {
        held.unwrap_or_default().checked_sub(amount).map_err(msg)
    })?;
    TOKEN_INFO.update(deps.storage, |mut info| {
        info.total_supply = info.total_supply.checked_sub(amount).map_err(msg)?;
        Ok::<_, StdError>(info)
    })?;
    Ok(())
}

/// Multiplies all balances by a percentage, rounded down.
pub fn rebase(deps: DepsMut, percent: u64) -> StdResult<()> {
    let balances = BALANCES.range(deps.storage, None, None, Order::Ascending);
    let balances: Vec<_> = balances.collect::<StdResult<_>>()?;
    let mut supply = Uint128::zero();
    for (holder, balance) in balances {
        let balance = balance.multiply_ratio(percent, 100u64);
        supply = supply.checked_add(balance).map_err(msg)?;
        BALANCES.save(deps.storage, &holder, &balance)?;
    }
    TOKEN_INFO.update(deps.storage, |mut info| {
        info.total_supply = supply;
        Ok::<_, StdError>(info)
    })?;
    Ok(())
}

/// Answers a query while a switch is on.
pub fn query(deps: Deps, env: Env, question: QueryMsg, breach: &Breach) -> StdResult<Binary> {
    let asked = match question {
        QueryMsg::Balance { .. } => "balance",
        QueryMsg::TokenInfo {} => "token_info",
        _ => "",
    };
    let answer = match breach {
        Breach::Answers { query, answer } if query == asked => answer,
        _ => return honest::query(deps, env, question).map_err(msg),
    };
    match answer {
        Answer::Amount(balance) if asked == "balance" => {
            to_json_binary(&BalanceResponse { balance: *balance })
        }
        Answer::Amount(total_supply) => {
            let info = TOKEN_INFO.load(deps.storage)?;
            to_json_binary(&TokenInfoResponse {
                name: info.name,
                symbol: info.symbol,
                decimals: info.decimals,
                total_supply: *total_supply,
            })
        }
        Answer::Fail {} => Err(StdError::msg("it answers nothing")),
        Answer::BurnGas {} => means::burn_all(),
    }
}
