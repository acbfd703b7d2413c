//! The CW20 token that the transfer contract mints for assets of other chains.
//!
//! It is a whole cw20: transfers, allowances with expiry, mint and burn, enumeration, marketing. Its messages, answers,
//! events and stored bytes are those of cw20-base 2.0.0, so that either code can stand behind a voucher and wallets see no
//! difference. `tests/differential/main.rs` holds both to that with random calls.
//!
//! A token from its first balance to a transfer:
//!
//! ```
//! use causeway_cw20::{BalanceResponse, Cw20Coin, MinterResponse};
//! use causeway_voucher::contract::{execute, instantiate, query};
//! use causeway_voucher::msg::{ExecuteMsg, InstantiateMsg, QueryMsg};
//! use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env, MockApi};
//! use cosmwasm_std::{from_json, Uint128};
//!
//! let [minter, alice, bob] = ["minter", "alice", "bob"].map(|name| MockApi::default().addr_make(name));
//! let mut deps = mock_dependencies();
//! let token = InstantiateMsg {
//!     name: "uatom (channel-0)".into(),
//!     symbol: "UATOM".into(),
//!     decimals: 0,
//!     initial_balances: vec![Cw20Coin { address: alice.to_string(), amount: Uint128::new(1000) }],
//!     mint: Some(MinterResponse { minter: minter.to_string(), cap: None }),
//!     marketing: None,
//! };
//! instantiate(deps.as_mut(), mock_env(), message_info(&minter, &[]), token)?;
//!
//! let pay = ExecuteMsg::Transfer { recipient: bob.to_string(), amount: Uint128::new(400) };
//! execute(deps.as_mut(), mock_env(), message_info(&alice, &[]), pay)?;
//!
//! let answer = query(deps.as_ref(), mock_env(), QueryMsg::Balance { address: bob.to_string() })?;
//! assert_eq!(from_json::<BalanceResponse>(answer)?.balance, Uint128::new(400));
//! # Ok::<(), causeway_voucher::ContractError>(())
//! ```
//!
//! # Differences from cw20-base 2.0.0
//!
//! | what | here | why |
//! |---|---|---|
//! | cw2 `contract_info` | `crates.io:causeway-voucher` and our version | it is another code |
//! | sums above 2^128-1 | an error | cw20-base panics; the transaction fails either way, with a text here |
//! | unknown fields in messages | an error | a misspelt `expires` or `cap` must not be dropped silently; cw20-base refused them too when it was published, its build with today's cosmwasm-schema no longer does |
//! | bank coins sent with a message | an error | the contract could never pay them out again |
//! | `transfer` and `transfer_from` to the minter or to the token itself | an error | the tokens would be lost; `send` to the minter takes vouchers home |
//! | spender's copy of an allowance | listed from, not read when allowances change or are spent | both copies are always equal; one read less in each of these calls |
//! | control characters in stored texts | `\u001f` in lower case | how cosmwasm-std 3 writes JSON; both read either |
//! | texts of errors | our own | they say what to do |
//! | migration | from itself and from cw20-base 0.14.0 to 2.0.0 | same layout: a voucher that began with a stock code can move here |
#![deny(missing_docs)]

mod allowance;
pub mod contract;
mod error;
mod marketing;
pub mod msg;
mod query;
pub mod state;
mod token;

pub use crate::error::ContractError;
