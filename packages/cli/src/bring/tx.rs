//! The unsigned transaction, as a chain's own command line signs it: protobuf's JSON.

use cosmos_sdk_proto::cosmos::tx::signing::v1beta1::SignMode;
use cosmos_sdk_proto::cosmos::tx::v1beta1::mode_info::{Single, Sum};
use cosmos_sdk_proto::cosmos::tx::v1beta1::{AuthInfo, Fee as TxFee, ModeInfo, SignerInfo, Tx, TxBody};
use cosmos_sdk_proto::prost::Message;
use cosmwasm_std::{Coin, Decimal256, Uint256};
use ibc_proto::FILE_DESCRIPTOR_SET;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use serde_json::{json, Value};

use super::message::Typed;
use crate::live::proto::{self, AccountInfoResponse, SimulateResponse};
use crate::live::Node;
use crate::Error;

/// What the chain is paid, and how much gas it may use.
#[derive(Clone, Debug, Default)]
pub struct Fee {
    /// Gas limit; `None`: 1.4 times what the chain says that the transaction takes.
    pub gas: Option<u64>,
    /// Price of a unit of gas, with its denom; `None`: no fee.
    pub price: Option<(Decimal256, String)>,
}

impl Fee {
    /// For so much gas, rounded up.
    fn coins(&self, gas: u64) -> Result<Vec<Coin>, Error> {
        let Some((price, denom)) = &self.price else {
            return Ok(vec![]);
        };
        let amount = Uint256::from(gas).checked_mul_ceil(*price);
        let amount = amount.map_err(|why| Error::argument("gas-prices", why))?;
        Ok(vec![Coin::new(amount, denom)])
    }

    /// The price that a text as `0.025uatom` names.
    ///
    /// # Errors
    /// It is no number with a denom behind it.
    pub fn price_of(text: &str) -> Result<(Decimal256, String), Error> {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
        let parts = end.and_then(|end| text.split_at_checked(end));
        let price = parts.and_then(|(number, denom)| Some((number.parse().ok()?, denom.to_string())));
        price.ok_or_else(|| {
            Error::argument(
                "gas-prices",
                format!("`{text}` is no price: give a number and a denom, as 0.025uatom"),
            )
        })
    }
}

/// A transaction that nobody has signed.
#[derive(Clone, Debug)]
pub struct UnsignedTx {
    /// Its gas limit.
    pub gas: u64,
    /// As `tx sign` of a chain's command line reads it.
    pub document: Value,
}

impl UnsignedTx {
    /// After the chain has tried it out, unless the gas is given.
    pub(super) fn new(target: &Node, messages: Vec<Typed>, signer: &str, fee: &Fee) -> Result<Self, Error> {
        let gas = match fee.gas {
            Some(gas) => gas,
            None => simulate(target, &messages, signer)?
                .saturating_mul(14)
                .div_ceil(10),
        };
        let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).map_err(|why| unwritable(&why))?;
        let messages = messages.iter().map(|message| json_of(&pool, message));
        let messages = messages.collect::<Result<Vec<_>, _>>()?;
        let document = json!({
            "body": {
                "messages": messages,
                "memo": "",
                "timeout_height": "0",
                "extension_options": [],
                "non_critical_extension_options": [],
            },
            "auth_info": {
                "signer_infos": [],
                "fee": {
                    "amount": fee.coins(gas)?,
                    "gas_limit": gas.to_string(),
                    "payer": "",
                    "granter": "",
                },
            },
            "signatures": [],
        });
        Ok(Self { gas, document })
    }
}

/// A message in protobuf's JSON with its type, as in an `Any`.
fn json_of(pool: &DescriptorPool, message: &Typed) -> Result<Value, Error> {
    let name = &message.name;
    let descriptor = pool
        .get_message_by_name(name)
        .ok_or_else(|| unwritable(&format!("{name} is not known")))?;
    let decoded =
        DynamicMessage::decode(descriptor, message.bytes.as_slice()).map_err(|why| unwritable(&why))?;
    // the SDK reads the fields' own names
    let options = SerializeOptions::new().use_proto_field_name(true);
    let value = decoded.serialize_with_options(serde_json::value::Serializer, &options);
    let mut value = value.map_err(|why| unwritable(&why))?;
    if let Some(fields) = value.as_object_mut() {
        fields.insert("@type".into(), format!("/{name}").into());
    }
    Ok(value)
}

fn unwritable(why: &impl ToString) -> Error {
    Error::NoAnswer {
        question: "the transaction cannot be written".into(),
        why: why.to_string(),
    }
}

/// Gas that the transaction takes. The chain runs it as it would, but for signatures.
fn simulate(target: &Node, messages: &[Typed], signer: &str) -> Result<u64, Error> {
    let account = proto::AccountInfoRequest {
        address: signer.into(),
    };
    let account = target.try_query::<AccountInfoResponse>(proto::ACCOUNT_INFO, &account)?;
    let account = account.ok().and_then(|answer| answer.info);
    let Some(account) = account else {
        let chain = target.chain_id()?;
        return Err(Error::usage(format!(
            "{signer} is no account of {chain}, where the transaction goes"
        ))
        .with_hint("name with --signer an account there that has coins for the fee"));
    };
    let mode = Single {
        mode: SignMode::Direct.into(),
    };
    let signer_info = SignerInfo {
        public_key: account.pub_key,
        mode_info: Some(ModeInfo {
            sum: Some(Sum::Single(mode)),
        }),
        sequence: account.sequence,
    };
    let body = TxBody {
        messages: messages.iter().map(Typed::any).collect(),
        ..TxBody::default()
    };
    let tx = Tx {
        body: Some(body),
        auth_info: Some(AuthInfo {
            signer_infos: vec![signer_info],
            fee: Some(TxFee::default()),
            ..AuthInfo::default()
        }),
        signatures: vec![vec![]],
    };
    let request = proto::SimulateRequest {
        tx_bytes: tx.encode_to_vec(),
        ..Default::default()
    };
    let answer = target.try_query::<SimulateResponse>(proto::SIMULATE, &request)?;
    let answer = answer.map_err(|refusal| refused(target, &refusal.log))?;
    Ok(answer.gas_info.unwrap_or_default().gas_used)
}

/// The chain has tried the transaction out, and refuses it.
fn refused(target: &Node, log: &str) -> Error {
    Error::usage(format!("the chain of {} would refuse the transaction: {log}", target.url)).with_hint(
        "another relayer may have been faster, see `causeway status`; after a long silence the validators may have changed too much \
         for one header: a relayer (`hermes update client`) takes the steps between",
    )
}
