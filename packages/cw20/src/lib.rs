//! The CW20 token interface on cosmwasm-std 3: messages, answers and the receive hook.
//!
//! The names and the JSON are those of the published crate `cw20` 2.0.0, whose types belong to cosmwasm-std 2 and
//! cannot stand in one Wasm with cosmwasm-std 3. `tests/parity.rs` compares every message and every answer with it, both
//! ways.
//!
//! What people write (execute and query messages and what stands inside them) refuses unknown fields: a misspelt
//! optional field must not be dropped silently. What contracts write (answers, [`Cw20ReceiveMsg`]) lets them pass, so
//! that a token which says more than the standard is still understood.
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
