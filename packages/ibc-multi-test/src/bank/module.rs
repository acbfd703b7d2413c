//! The bank as a module of cw-multi-test's App.
use super::{balance, burn, is_blocked, is_send_enabled, key, mint, normalized, supply, transfer, METADATA};
use crate::codes::{sdk, wasm};
use crate::error::out_of_gas;
use crate::gas;
use cosmwasm_std::{
    from_json, to_json_binary, Addr, AllDenomMetadataResponse, Api, BalanceResponse, BankMsg, BankQuery,
    Binary, BlockInfo, Coin, CustomMsg, CustomQuery, DenomMetadataResponse, Event, Order, Querier, StdError,
    StdResult, Storage, SupplyResponse,
};
use cw_multi_test::{AppResponse, Bank, BankSudo, CosmosRouter, Module};
use serde::de::DeserializeOwned;

/// The bank functions above as cw-multi-test's bank module.
pub(crate) struct HostBank;

impl HostBank {
    /// MsgSend, with the checks of the SDK's `x/bank/keeper/msg_server.go` in the same order.
    fn send(
        &self,
        api: &dyn Api,
        s: &mut dyn Storage,
        from: &Addr,
        to: &str,
        coins: &[Coin],
    ) -> StdResult<Vec<Event>> {
        if api.addr_validate(to).is_err() {
            return Err(sdk::INVALID_ADDRESS.wrap(format!("invalid to address: {to}")));
        }
        let coins = normalized(coins)?;
        if let Some(coin) = coins.iter().find(|c| !is_send_enabled(s, &c.denom)) {
            let text = format!("{} transfers are currently disabled", coin.denom);
            return Err(sdk::SEND_DISABLED.wrap(text));
        }
        if is_blocked(s, to) {
            return Err(sdk::UNAUTHORIZED.wrap(format!("{to} is not allowed to receive funds")));
        }
        transfer(s, from.as_str(), to, &coins)
    }
}

impl Module for HostBank {
    type ExecT = BankMsg;
    type QueryT = BankQuery;
    type SudoT = BankSudo;

    fn execute<E, Q>(
        &self,
        api: &dyn Api,
        s: &mut dyn Storage,
        _: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        _: &BlockInfo,
        sender: Addr,
        msg: BankMsg,
    ) -> StdResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        if gas::charge(gas::BANK_SEND).is_err() {
            return Err(out_of_gas());
        }
        let events = match msg {
            BankMsg::Send { to_address, amount } => self.send(api, s, &sender, &to_address, &amount)?,
            BankMsg::Burn { amount } => burn(s, sender.as_str(), &normalized(&amount)?)?,
            other => return Err(wasm::UNKNOWN_MSG.wrap(format!("unknown variant of Bank: {other:?}"))),
        };
        Ok(AppResponse { events, data: None })
    }

    fn query(
        &self,
        api: &dyn Api,
        s: &dyn Storage,
        _: &dyn Querier,
        _: &BlockInfo,
        q: BankQuery,
    ) -> StdResult<Binary> {
        match q {
            BankQuery::Balance { address, denom } => {
                let account = api.addr_validate(&address)?;
                let amount = balance(s, account.as_str(), &denom);
                to_json_binary(&BalanceResponse::new(Coin::new(amount, denom)))
            }
            BankQuery::Supply { denom } => {
                let amount = supply(s, &denom);
                to_json_binary(&SupplyResponse::new(Coin::new(amount, denom)))
            }
            BankQuery::DenomMetadata { denom } => {
                let raw = s.get(&key(METADATA, &denom));
                let raw = raw.ok_or_else(|| sdk::NOT_FOUND.wrap(&denom))?;
                to_json_binary(&DenomMetadataResponse::new(from_json(raw)?))
            }
            BankQuery::AllDenomMetadata { .. } => {
                let all = s.range(
                    Some(METADATA.as_bytes()),
                    Some(b"bank/metadata0"),
                    Order::Ascending,
                );
                let all: StdResult<Vec<_>> = all.map(|(_, raw)| from_json(raw)).collect();
                to_json_binary(&AllDenomMetadataResponse::new(all?, None))
            }
            other => Err(StdError::msg(format!("unsupported {other:?}"))),
        }
    }

    fn sudo<E, Q>(
        &self,
        _: &dyn Api,
        s: &mut dyn Storage,
        _: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        _: &BlockInfo,
        msg: BankSudo,
    ) -> StdResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        let BankSudo::Mint { to_address, amount } = msg;
        mint(s, &to_address, &normalized(&amount)?)?;
        Ok(AppResponse::default())
    }
}

impl Bank for HostBank {}
