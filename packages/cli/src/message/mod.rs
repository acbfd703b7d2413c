//! Messages and queries of both contracts: their fields, their exact JSON, what the contract would refuse, and the
//! `wasmd` line that carries them.

mod address;
mod amount;
mod check;
mod field;
mod send;
mod wasmd;

use cosmwasm_schema::schema_for;
use cosmwasm_schema::schemars::schema::RootSchema;
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::Value;

pub(crate) use self::address::api;
pub use self::address::{check_address, local_prefix, prefix_of, receiver_notes};
pub use self::amount::{is_ibc_denom, read_amount};
pub use self::check::check;
pub use self::field::{fields, variants, Field, Shape, Variant};
pub use self::send::{Asset, UserSend};
pub use self::wasmd::{quote, Target};

/// Whose messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contract {
    /// `causeway-transfer`.
    Transfer,
    /// `causeway-voucher`, or any cw20-base.
    Voucher,
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Changes state.
    Execute,
    /// Asks.
    Query,
    /// Creates the contract.
    Instantiate,
    /// Changes its code.
    Migrate,
}

/// A message that is refused, and which argument is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Name of a field, as the message spells it; empty: the message as a whole.
    pub field: String,
    /// What is wrong, and what to do.
    pub text: String,
}

impl Refusal {
    /// A refusal of one field.
    pub fn of(field: &str, text: impl ToString) -> Self {
        Self {
            field: field.into(),
            text: text.to_string(),
        }
    }
}

/// The JSON schema of a message type, which its fields and their descriptions are read from.
pub fn schema(contract: Contract, kind: Kind) -> RootSchema {
    use causeway_transfer::msg as transfer;
    use causeway_voucher::msg as voucher;
    match (contract, kind) {
        (Contract::Transfer, Kind::Execute) => schema_for!(transfer::ExecuteMsg),
        (Contract::Transfer, Kind::Query) => schema_for!(transfer::QueryMsg),
        (Contract::Transfer, Kind::Instantiate) => schema_for!(transfer::InstantiateMsg),
        (Contract::Transfer, Kind::Migrate) => schema_for!(transfer::MigrateMsg),
        (Contract::Voucher, Kind::Execute) => schema_for!(voucher::ExecuteMsg),
        (Contract::Voucher, Kind::Query) => schema_for!(voucher::QueryMsg),
        (Contract::Voucher, Kind::Instantiate) => schema_for!(voucher::InstantiateMsg),
        (Contract::Voucher, Kind::Migrate) => schema_for!(voucher::MigrateMsg),
    }
}

/// The message as the contract's own type writes it, fields in the order of their declaration, without those that
/// are not given.
///
/// # Errors
/// When the contract's type does not read it.
pub fn canonical(contract: Contract, kind: Kind, message: &Value) -> Result<String, Refusal> {
    use causeway_transfer::msg as transfer;
    use causeway_voucher::msg as voucher;
    match (contract, kind) {
        (Contract::Transfer, Kind::Execute) => rewrite::<transfer::ExecuteMsg>(message),
        (Contract::Transfer, Kind::Query) => rewrite::<transfer::QueryMsg>(message),
        (Contract::Transfer, Kind::Instantiate) => rewrite::<transfer::InstantiateMsg>(message),
        (Contract::Transfer, Kind::Migrate) => rewrite::<transfer::MigrateMsg>(message),
        (Contract::Voucher, Kind::Execute) => rewrite::<voucher::ExecuteMsg>(message),
        (Contract::Voucher, Kind::Query) => rewrite::<voucher::QueryMsg>(message),
        (Contract::Voucher, Kind::Instantiate) => rewrite::<voucher::InstantiateMsg>(message),
        (Contract::Voucher, Kind::Migrate) => rewrite::<voucher::MigrateMsg>(message),
    }
}

fn rewrite<T: DeserializeOwned + Serialize>(message: &Value) -> Result<String, Refusal> {
    let whole = |error: serde_json::Error| Refusal::of("", error);
    let typed: T = serde_json::from_value(message.clone()).map_err(whole)?;
    let ordered = serde_json::to_value(&typed).map_err(whole)?;
    serde_json::to_string(&without_nulls(ordered)).map_err(whole)
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let given = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(given.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// Whether a text is the id of a channel, as ibc-go gives them out: `channel-` and a number below 2^64.
pub fn is_channel(id: &str) -> bool {
    let number = id.strip_prefix("channel-").unwrap_or_default();
    number
        .parse::<u64>()
        .is_ok_and(|parsed| parsed.to_string() == number)
}
