//! Messages and queries of both contracts: their fields, their exact JSON, their validation by the contract's code, and
//! the command line that sends them.

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
use serde_json::value::RawValue;
use serde_json::Value;

use crate::explain::Members;
use crate::Error;

pub use self::address::{check_address, local_prefix, prefix_of, receiver_notes};
pub use self::amount::{is_ibc_denom, read_amount};
pub use self::check::check;
pub use self::field::{fields, variants, Field, Shape, Variant};
pub use self::send::{Asset, UserSend};
pub use self::wasmd::{quote, Target};

/// The contract that a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contract {
    /// The transfer contract, `causeway-transfer`.
    Transfer,
    /// The voucher, `causeway-voucher`, or any token with the interface of cw20-base.
    Voucher,
}

/// The entry point that a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An execute message.
    Execute,
    /// A query message.
    Query,
    /// The message that instantiates a contract.
    Instantiate,
    /// The message of a migration.
    Migrate,
}

/// The JSON schema of a message type, from which its fields and their descriptions are read.
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

/// Writes a message as the contract's own type does: fields in the order of their declaration, and without fields that are
/// not given.
///
/// # Errors
/// When the contract's type cannot read the message.
pub fn canonical(contract: Contract, kind: Kind, message: &Value) -> Result<String, Error> {
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

fn rewrite<T: DeserializeOwned + Serialize>(message: &Value) -> Result<String, Error> {
    let whole = |error: serde_json::Error| Error::argument("", error);
    let typed: T = serde_json::from_value(message.clone()).map_err(whole)?;
    let text = serde_json::to_string(&typed).map_err(whole)?;
    without_nulls(&text).map_err(whole)
}

/// Removes members that are null. It works on the text, because a map of serde_json does not keep the order of members.
fn without_nulls(json: &str) -> Result<String, serde_json::Error> {
    let mut parts = vec![];
    if json.starts_with('{') {
        let Members(members) = serde_json::from_str(json)?;
        for (key, value) in members.iter().filter(|(_, value)| value.get() != "null") {
            parts.push(format!(
                "{}:{}",
                serde_json::to_string(key)?,
                without_nulls(value.get())?
            ));
        }
        return Ok(format!("{{{}}}", parts.join(",")));
    }
    if json.starts_with('[') {
        for item in serde_json::from_str::<Vec<Box<RawValue>>>(json)? {
            parts.push(without_nulls(item.get())?);
        }
        return Ok(format!("[{}]", parts.join(",")));
    }
    Ok(json.into())
}

/// Whether a text is a channel id as ibc-go generates them: `channel-` and a number below 2^64.
pub fn is_channel(id: &str) -> bool {
    let number = id.strip_prefix("channel-").unwrap_or_default();
    number
        .parse::<u64>()
        .is_ok_and(|parsed| parsed.to_string() == number)
}
