//! The CW20 token that the transfer contract mints for assets of other chains.
//!
//! It is a complete CW20 token: transfers, allowances with expiry, mint and burn, enumeration, marketing. Its messages,
//! answers, events and stored bytes are those of cw20-base 2.0.0, so that a voucher can use either code and wallets see no
//! difference. `tests/differential/main.rs` compares the two with random calls.
//!
//! This example creates a token and transfers from its first balance:
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
//! | subject | this crate | reason |
//! |---|---|---|
//! | cw2 `contract_info` | `crates.io:causeway-voucher` and our version | it is a different code |
//! | sums above 2^128-1 | an error | cw20-base panics; the transaction fails in both, but here with an error text |
//! | unknown fields in messages | an error | a misspelt `expires` or `cap` must not be dropped silently; cw20-base refused them too when it was published, its build with today's cosmwasm-schema no longer does |
//! | bank coins sent with a message | an error | the contract could never pay them out again |
//! | `transfer` and `transfer_from` to the minter or to the token itself | an error | the tokens would be lost; `send` to the minter sends vouchers home |
//! | copy of an allowance by spender | read only to list allowances, not when they change or are spent | both copies are always equal, so each of these calls saves one read |
//! | control characters in stored texts | `\u001f` in lower case | cosmwasm-std 3 writes JSON this way; both codes read both forms |
//! | texts of errors | different | they say what to do |
//! | migration | from itself and from cw20-base 0.14.0 to 2.0.0 | the storage layout is the same, so a voucher that was created with cw20-base can be migrated to this code |
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
