//! ICS-20 token transfer as a CosmWasm contract.
//!
//! The contract escrows a token on the token's source chain, and a voucher is minted on the other chain. When the voucher is
//! sent back, it is burned and the escrowed tokens are released. An error acknowledgement or a timeout refunds the sender.
//! The same code runs on both chains of a pair; the counterparty may also be a chain's own `transfer` module.
//!
//! The contract accepts the messages of cw20-ics20 2.0.0 and reads its storage.
//!
//! | module | content |
//! |---|---|
//! | [`contract`] | entry points |
//! | [`send`] | sends of users |
//! | [`relay`] | packet receive, acknowledgement, timeout |
//! | [`handshake`] | channel open, connect, close |
//! | [`ledger`] | the only code that moves value: the books, tracked tokens, payouts |
//! | [`in_flight`] | records of packets that are not settled |
//! | [`migrate`] | migrations: from cw20-ics20 in place, and between versions of this contract |
//! | [`takeover`] | the state and the packets of a predecessor |
//! | [`stranded`] | packets whose senders get a claim by a migration |
//! | [`voucher`] | vouchers, and the denom paths that they represent |
//! | [`claim`] | refunds that could not be paid |
//! | [`policy`] | what may be refused or delayed: pauses, limits, denials, wind-downs |
//! | [`admin`], [`query`] | settings, answers |
//!
//! Other contracts depend on it with the feature `library`:
//!
//! ```
//! use causeway_transfer::{caller::TransferContract, msg::TransferMsg};
//! use cosmwasm_std::{coin, Addr};
//!
//! let causeway = TransferContract(Addr::unchecked("cosmos1..."));
//! let send = TransferMsg {
//!     channel: "channel-0".into(),
//!     remote_address: "osmo1...".into(),
//!     timeout: Some(600),
//!     memo: None,
//! };
//! let message = causeway.transfer(send, coin(1_000, "uatom"))?;
//! # assert!(matches!(message, cosmwasm_std::WasmMsg::Execute { funds, .. } if funds == [coin(1_000, "uatom")]));
//! # Ok::<(), cosmwasm_std::StdError>(())
//! ```

mod address;
pub mod admin;
pub mod asset;
mod bytes;
pub mod caller;
pub mod claim;
pub mod contract;
pub mod error;
pub mod event;
pub mod handshake;
pub mod in_flight;
pub mod ledger;
pub mod migrate;
pub mod msg;
pub mod payload;
pub mod policy;
pub mod query;
pub mod relay;
pub mod send;
pub mod state;
pub mod stranded;
pub mod takeover;
pub mod voucher;

pub use error::ContractError;
