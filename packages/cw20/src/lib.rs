//! The CW20 token interface on cosmwasm-std 3: messages, answers and the receive hook.
//!
//! The names and the JSON are those of the published crate `cw20` 2.0.0, whose types belong to cosmwasm-std 2 and
//! cannot be linked into one Wasm file with cosmwasm-std 3. `tests/parity.rs` compares every message and every answer with
//! it, in both directions.
//!
//! Types that people write (execute and query messages and their parts) reject unknown fields, so that a misspelt
//! optional field is not dropped silently. Types that contracts write (answers, [`Cw20ReceiveMsg`]) accept unknown fields,
//! so that a token which adds fields to the standard can still be used.
//!
//! This example receives tokens and pays them back:
//!
//! ```
//! use causeway_cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
//! use cosmwasm_std::{from_json, to_json_binary, Uint128, WasmMsg};
//!
//! /// The execute message of a contract that accepts cw20 tokens. The address of the token is `info.sender`.
//! #[cosmwasm_schema::cw_serde]
//! enum ExecuteMsg {
//!     Receive(Cw20ReceiveMsg),
//! }
//!
//! let arrived = br#"{"receive":{"sender":"cosmos1alice","amount":"1000","msg":"e30="}}"#;
//! let ExecuteMsg::Receive(deposit) = from_json(arrived)?;
//! assert_eq!((deposit.amount, deposit.msg.as_slice()), (Uint128::new(1000), b"{}".as_slice()));
//!
//! let back = Cw20ExecuteMsg::Transfer { recipient: deposit.sender, amount: deposit.amount };
//! let message = WasmMsg::Execute { contract_addr: "cosmos1token".into(), msg: to_json_binary(&back)?, funds: vec![] };
//! # let WasmMsg::Execute { msg, .. } = message else { unreachable!() };
//! # assert_eq!(msg.as_slice(), br#"{"transfer":{"recipient":"cosmos1alice","amount":"1000"}}"#);
//! # Ok::<(), cosmwasm_std::StdError>(())
//! ```
#![deny(missing_docs)]

mod coin;
mod marketing;
mod msg;
mod query;
mod receive;

pub use crate::coin::Cw20Coin;
pub use crate::marketing::{DownloadLogoResponse, EmbeddedLogo, Logo, LogoInfo, MarketingInfoResponse};
pub use crate::msg::Cw20ExecuteMsg;
pub use crate::query::{
    AllAccountsResponse, AllAllowancesResponse, AllSpenderAllowancesResponse, AllowanceInfo,
    AllowanceResponse, BalanceResponse, Cw20QueryMsg, MinterResponse, SpenderAllowanceInfo,
    TokenInfoResponse,
};
pub use crate::receive::Cw20ReceiveMsg;
pub use cw_utils::Expiration;
