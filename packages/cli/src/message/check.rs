//! Checks messages with the contract's own code, on an empty chain. Errors that depend on the real state (who is admin,
//! which tokens are on the allow list) are ignored.

use causeway_cw20::{Cw20Coin, Cw20ExecuteMsg, MinterResponse};
use causeway_transfer::contract as transfer;
use causeway_transfer::msg::{ExecuteMsg, InstantiateMsg, QueryMsg, SetLimitMsg, TransferMsg};
use causeway_transfer::ContractError;
use causeway_voucher::msg::{InstantiateMarketingInfo, InstantiateMsg as TokenMsg};
use causeway_voucher::{contract as voucher, ContractError as VoucherError};
use cosmwasm_std::testing::{
    message_info, mock_env, mock_ibc_channel_connect_confirm, MockQuerier, MockStorage,
};
use cosmwasm_std::{from_json, Addr, Api, Coin, Empty, Env, IbcOrder, OwnedDeps, Uint128};
use ibc_multi_test::Bech32Api;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::address::{check_addresses, prefix_of};
use super::is_channel;
use super::{Contract, Kind};
use crate::Error;

/// The canonical address of an account that no message names.
const NOBODY: [u8; 20] = [7; 20];
/// Timeout bounds of a new contract, in seconds.
const BOUNDS: (u64, u64) = (60, 2_592_000);

type Chain = OwnedDeps<MockStorage, Bech32Api, MockQuerier, Empty>;

/// Checks a message of any kind. `prefix` is the address prefix of the chain.
///
/// # Errors
/// When the contract would reject the message whatever its state.
pub fn check(contract: Contract, kind: Kind, message: &Value, prefix: &str) -> Result<(), Error> {
    check_addresses(message, prefix)?;
    match (contract, kind) {
        (Contract::Transfer, Kind::Execute) => check_execute(typed(message)?, prefix),
        (Contract::Transfer, Kind::Query) => check_query(typed(message)?, prefix),
        (Contract::Transfer, Kind::Instantiate) => {
            let mut message: InstantiateMsg = typed(message)?;
            message.voucher_code_id = None; // its checksum is the chain's to know
            DryRun::instantiated(prefix, message).map(|_| ())
        }
        (Contract::Voucher, Kind::Execute) => check_voucher_execute(typed(message)?, prefix),
        (Contract::Voucher, Kind::Instantiate) => {
            let info = message_info(&nobody(prefix)?, &[]);
            let created = voucher::instantiate(chain(prefix)?.as_mut(), mock_env(), info, typed(message)?);
            refuse_voucher(created)
        }
        (Contract::Voucher, Kind::Query) | (_, Kind::Migrate) => Ok(()),
    }
}

fn check_execute(message: ExecuteMsg, prefix: &str) -> Result<(), Error> {
    let (channel, coin) = match &message {
        // The coin is attached to the message and is not a part of it.
        ExecuteMsg::Transfer(send) => (Some(send.channel.clone()), vec![Coin::new(1u128, "uany")]),
        ExecuteMsg::Receive(hook) => {
            let send = from_json::<TransferMsg>(&hook.msg);
            (
                Some(send.map_err(|error| Error::argument("msg", error))?.channel),
                vec![],
            )
        }
        ExecuteMsg::SetLimit(SetLimitMsg { channel, .. })
        | ExecuteMsg::Deny { channel, .. }
        | ExecuteMsg::WindDown { channel, .. } => (Some(channel.clone()), vec![]),
        _ => (None, vec![]),
    };
    let mut run = DryRun::of_prefix(prefix, None, channel.as_deref())?;
    let sender = run.sender();
    run.execute(&sender, &coin, message)
}

fn check_query(message: QueryMsg, prefix: &str) -> Result<(), Error> {
    let run = DryRun::of_prefix(prefix, None, None)?;
    let answer = refuse_transfer(transfer::query(run.chain.as_ref(), run.env, message));
    // Which channels exist depends on the real state.
    answer.or_else(|error| match error {
        Error::Argument { field, .. } if field == "channel" => Ok(()),
        other => Err(other),
    })
}

fn check_voucher_execute(message: Cw20ExecuteMsg, prefix: &str) -> Result<(), Error> {
    let (mut chain, someone) = (chain(prefix)?, nobody(prefix)?);
    let info = message_info(&someone, &[]);
    let token = owned_token(&someone);
    refuse_voucher(voucher::instantiate(
        chain.as_mut(),
        mock_env(),
        info.clone(),
        token,
    ))?;
    refuse_voucher(voucher::execute(chain.as_mut(), mock_env(), info, message))
}

/// A token of which one account is the only holder, the minter and the marketing account.
fn owned_token(owner: &Addr) -> TokenMsg {
    TokenMsg {
        name: "Token".into(),
        symbol: "TOKEN".into(),
        decimals: 0,
        initial_balances: vec![Cw20Coin {
            address: owner.to_string(),
            amount: Uint128::MAX,
        }],
        mint: Some(MinterResponse {
            minter: owner.to_string(),
            cap: None,
        }),
        marketing: Some(InstantiateMarketingInfo {
            project: None,
            description: None,
            marketing: Some(owner.to_string()),
            logo: None,
        }),
    }
}

fn typed<T: DeserializeOwned>(message: &Value) -> Result<T, Error> {
    from_json(message.to_string()).map_err(|error| Error::argument("", error))
}

/// The transfer contract on a mock chain.
pub(super) struct DryRun {
    chain: Chain,
    env: Env,
    sender: Addr,
}

impl DryRun {
    /// Instantiates the contract at an address, if a channel is given with that channel open.
    pub fn new(contract: &str, bounds: Option<(u64, u64)>, channel: Option<&str>) -> Result<Self, Error> {
        let prefix = prefix_of(contract).unwrap_or_default();
        let mut run = Self::of_prefix(prefix, bounds, channel)?;
        run.env.contract.address = Addr::unchecked(contract);
        Ok(run)
    }

    fn of_prefix(prefix: &str, bounds: Option<(u64, u64)>, channel: Option<&str>) -> Result<Self, Error> {
        let (min, max) = bounds.unwrap_or(BOUNDS);
        let message = InstantiateMsg {
            default_timeout: 600.clamp(min.min(max), max),
            gov_contract: nobody(prefix)?.into(),
            allowlist: vec![],
            default_gas_limit: Some(300_000),
            voucher_code_id: None,
            min_timeout: Some(min),
            max_timeout: Some(max),
            guardian: None,
        };
        let mut run = Self::instantiated(prefix, message)?;
        if let Some(channel) = channel.filter(|channel| is_channel(channel)) {
            let open = mock_ibc_channel_connect_confirm(channel, IbcOrder::Unordered, "ics20-1");
            refuse_transfer(transfer::ibc_channel_connect(
                run.chain.as_mut(),
                run.env.clone(),
                open,
            ))?;
        }
        Ok(run)
    }

    fn instantiated(prefix: &str, message: InstantiateMsg) -> Result<Self, Error> {
        let sender = nobody(prefix)?;
        let (mut chain, env) = (chain(prefix)?, mock_env());
        let info = message_info(&sender, &[]);
        refuse_transfer(transfer::instantiate(chain.as_mut(), env.clone(), info, message))?;
        Ok(Self { chain, env, sender })
    }

    /// An account of this chain, which is also the contract's admin.
    pub fn sender(&self) -> Addr {
        self.sender.clone()
    }

    /// Executes a message. The state is discarded afterwards.
    pub fn execute(&mut self, sender: &Addr, funds: &[Coin], message: ExecuteMsg) -> Result<(), Error> {
        let info = message_info(sender, funds);
        let env = self.env.clone();
        refuse_transfer(transfer::execute(self.chain.as_mut(), env, info, message))
    }
}

/// Turns an error that does not depend on the contract's state into an error about a field.
fn refuse_transfer<T>(result: Result<T, ContractError>) -> Result<(), Error> {
    use causeway_ics20::Error as Protocol;
    let Err(error) = result else { return Ok(()) };
    let field = match &error {
        ContractError::Protocol(protocol) => match protocol {
            Protocol::BlankReceiver | Protocol::ReceiverTooLong => "remote_address",
            Protocol::MemoTooLong => "memo",
            _ => "amount",
        },
        ContractError::NoFunds
        | ContractError::LooksLikeCw20(_)
        | ContractError::LooksLikeVoucher(_)
        | ContractError::AmountTooLarge
        | ContractError::LimitTooLarge => "amount",
        ContractError::DenomLength(_) => "denom",
        ContractError::UnknownChannel(_) => "channel",
        ContractError::TimeoutOutOfBounds { .. } | ContractError::InvalidTimeout => "timeout",
        ContractError::DefaultTimeoutOutOfBounds { .. } => "default_timeout",
        ContractError::BoundsTooNarrow { .. } => "min_timeout",
        ContractError::SequenceWithoutChannel => "sequence",
        ContractError::SenderTooLong(_) => "sender",
        ContractError::InvalidSendMessage(_) => "msg",
        ContractError::InvalidAddress { field, .. } | ContractError::UpperCaseAddress { field, .. } => field,
        ContractError::ReceiverIsContract => "recipient",
        ContractError::Std(_) | ContractError::UnexpectedFunds => "",
        // All other errors depend on the real state.
        _ => return Ok(()),
    };
    match error {
        ContractError::Std(error) if asks_state(&error.to_string()) => Ok(()),
        error => Err(Error::argument(field, error)),
    }
}

/// Whether an error is about an item or a contract that exists only on the real chain.
fn asks_state(error: &str) -> bool {
    error.contains("not found") || error.contains("Querier system error")
}

fn refuse_voucher<T>(result: Result<T, VoucherError>) -> Result<(), Error> {
    let Err(error) = result else { return Ok(()) };
    let field = match &error {
        VoucherError::InvalidName => "name",
        VoucherError::InvalidSymbol => "symbol",
        VoucherError::InvalidDecimals => "decimals",
        VoucherError::DuplicateAccount => "initial_balances",
        VoucherError::CapExceeded => "mint",
        VoucherError::OwnAccount => "spender",
        VoucherError::InvalidExpiration => "expires",
        VoucherError::LogoTooBig | VoucherError::InvalidSvg | VoucherError::InvalidPng => "value",
        _ => return Ok(()),
    };
    Err(Error::argument(field, error))
}

fn chain(prefix: &str) -> Result<Chain, Error> {
    Ok(OwnedDeps {
        storage: MockStorage::new(),
        api: Bech32Api::new(prefix).map_err(|_| no_prefix(prefix))?,
        querier: MockQuerier::new(&[]),
        custom_query_type: std::marker::PhantomData,
    })
}

fn nobody(prefix: &str) -> Result<Addr, Error> {
    let api = Bech32Api::new(prefix).map_err(|_| no_prefix(prefix))?;
    let address = api.addr_humanize(&NOBODY.as_slice().into());
    address.map_err(|_| no_prefix(prefix))
}

fn no_prefix(prefix: &str) -> Error {
    Error::argument("prefix", format!("`{prefix}` is not a bech32 prefix"))
}
