//! Everything that a preflight looks at, as one document: read from a node, written to a file, read from one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use causeway_cw20::{BalanceResponse, Cw20QueryMsg};
use causeway_transfer::asset::CW20_PREFIX;
use causeway_transfer::state::{ALLOW_LIST, CHANNEL_INFO, CHANNEL_STATE, CLAIMS};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Binary, HexBinary, Order, StdError, StdResult, Storage, Uint256};
use serde::{Deserialize, Serialize};

use crate::live::{AccountKind, Node};
use crate::Error;

/// A contract, as its chain has it at one height. What a dump does not tell is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Id of the chain.
    pub chain_id: String,
    /// The block after which all of this holds.
    pub block_height: u64,
    /// The contract itself.
    pub contract: Contract,
    /// Bank coins that it holds; a denom that is not here, it does not hold.
    pub bank_balances: Vec<Coin>,
    /// cw20 tokens of its books, claims and allow list, and what each says that the contract holds.
    pub cw20_balances: Vec<Token>,
    /// What IBC core knows of its channels.
    pub channels: Vec<Channel>,
    /// Its raw storage, in order of the keys.
    pub storage: Vec<Entry>,
}

/// What wasmd knows of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// Its address.
    pub address: String,
    /// Id of its code.
    pub code_id: u64,
    /// sha256 of the code's bytes, in hex.
    pub code_hash: HexBinary,
    /// Who may migrate it; absent or empty: nobody.
    #[serde(default)]
    pub wasm_admin: Option<String>,
    /// What stands behind that address; absent: not asked.
    #[serde(default)]
    pub wasm_admin_kind: Option<AccountKind>,
}

/// An amount of a bank denom, in base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coin {
    /// The bank denom.
    pub denom: String,
    /// In base units.
    pub amount: Uint256,
}

/// What a cw20 token says that the contract holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Address of the token.
    pub token: String,
    /// In base units; absent: it did not answer.
    pub amount: Option<Uint256>,
}

/// A channel of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Channel id at the contract's end.
    pub channel_id: String,
    /// As IBC core names it, `STATE_OPEN` when it is open.
    pub state: String,
    /// Packets that were sent and are neither acknowledged nor timed out.
    pub packet_commitments: Vec<Commitment>,
}

/// A packet that is in flight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// The packet's sequence.
    pub sequence: u64,
}

/// One entry of the storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The key, in hex.
    pub key_hex: HexBinary,
    /// The value, in base64.
    pub value_base64: Binary,
}

const OPEN: &str = "STATE_OPEN";

impl Channel {
    /// Whether packets can be acknowledged and sent on it.
    pub fn is_open(&self) -> bool {
        self.state == OPEN
    }
}

impl State {
    /// Asks a node, for everything at one height.
    ///
    /// # Errors
    /// The node does not answer, or there is no such contract.
    pub fn ask(node: &Node, contract: &str) -> Result<Self, Error> {
        let block_height = node.last_height()?;
        let node = &node.at(block_height);
        let info = node.contract_info(contract)?;
        let storage = node.storage(contract)?;
        let wasm_admin_kind = info.wasm_admin.as_deref().map(|admin| node.account_kind(admin));
        let bank = node.balances(contract)?.into_iter();
        Ok(Self {
            chain_id: node.chain_id()?,
            block_height,
            contract: Contract {
                address: contract.into(),
                code_id: info.code_id,
                code_hash: node.code_checksum(info.code_id)?,
                wasm_admin_kind: wasm_admin_kind.transpose()?,
                wasm_admin: info.wasm_admin,
            },
            bank_balances: bank.map(|(denom, amount)| Coin { denom, amount }).collect(),
            cw20_balances: ask_tokens(node, contract, &storage)?,
            channels: ask_channels(node, contract, &storage)?,
            storage: entries(&storage),
        })
    }

    /// Reads a dump.
    ///
    /// # Errors
    /// The file cannot be read, or is no dump.
    pub fn read(file: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(file).map_err(|why| Error::file(file, &why))?;
        serde_json::from_str(&text).map_err(|why| {
            Error::usage(format!("{}: {why}", file.display()))
                .with_hint("give a document that `causeway preflight --dump FILE` wrote")
        })
    }

    /// Writes a dump.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, file: &Path) -> Result<(), Error> {
        let text = format!("{:#}\n", serde_json::json!(self));
        std::fs::write(file, text).map_err(|why| Error::file(file, &why))
    }

    /// A copy of the contract's storage.
    pub fn storage(&self) -> MockStorage {
        let mut storage = MockStorage::new();
        for entry in &self.storage {
            storage.set(&entry.key_hex, &entry.value_base64);
        }
        storage
    }

    /// What the contract holds of an asset, by local denom, in base units; `None`: nobody said.
    pub fn held(&self, denom: &str) -> Option<Uint256> {
        let token = denom.strip_prefix(CW20_PREFIX);
        let mut tokens = self.cw20_balances.iter();
        match tokens.find(|one| Some(one.token.as_str()) == token) {
            Some(found) => found.amount,
            // the bank lists no denom of which an account has nothing, but it knows no tokens
            None => {
                let mut coins = self.bank_balances.iter();
                let coin = coins.find(|coin| coin.denom == denom);
                coin.map(|coin| coin.amount)
                    .or_else(|| token.is_none().then(Uint256::zero))
            }
        }
    }
}

/// All entries of a storage.
pub fn entries(storage: &dyn Storage) -> Vec<Entry> {
    let all = storage.range(None, None, Order::Ascending);
    all.map(|(key, value)| Entry {
        key_hex: key.into(),
        value_base64: value.into(),
    })
    .collect()
}

fn unreadable(contract: &str) -> impl Fn(StdError) -> Error + '_ {
    move |error| Error::NoAnswer {
        question: format!("storage of {contract}"),
        why: error.to_string(),
    }
}

fn ask_tokens(node: &Node, contract: &str, storage: &MockStorage) -> Result<Vec<Token>, Error> {
    let tokens = tokens(storage).map_err(unreadable(contract))?;
    let balance = |token: String| {
        let address = contract.to_string();
        let answer: Option<BalanceResponse> = node.try_smart(&token, &Cw20QueryMsg::Balance { address })?;
        let amount = answer.map(|answer| answer.balance.into());
        Ok(Token { token, amount })
    };
    tokens.into_iter().map(balance).collect()
}

/// The tokens of books, claims and allow list.
fn tokens(storage: &dyn Storage) -> StdResult<BTreeSet<String>> {
    let books = CHANNEL_STATE.keys(storage, None, None, Order::Ascending);
    let claims = CLAIMS.keys(storage, None, None, Order::Ascending);
    let denoms = books
        .map(|key| key.map(|(_, denom)| denom))
        .chain(claims.map(|key| key.map(|(_, denom)| denom)));
    let mut tokens = BTreeSet::new();
    for denom in denoms {
        tokens.extend(denom?.strip_prefix(CW20_PREFIX).map(String::from));
    }
    for listed in ALLOW_LIST.keys(storage, None, None, Order::Ascending) {
        tokens.insert(listed?.into_string());
    }
    Ok(tokens)
}

fn ask_channels(node: &Node, contract: &str, storage: &MockStorage) -> Result<Vec<Channel>, Error> {
    let port = format!("wasm.{contract}");
    let ids: StdResult<Vec<String>> = CHANNEL_INFO.keys(storage, None, None, Order::Ascending).collect();
    let channel = |channel_id: String| {
        let state = match node.is_open(&port, &channel_id)? {
            true => OPEN,
            false => "STATE_CLOSED",
        };
        let commitments = node.commitments(&port, &channel_id)?.into_iter();
        Ok(Channel {
            channel_id,
            state: state.into(),
            packet_commitments: commitments.map(|sequence| Commitment { sequence }).collect(),
        })
    };
    ids.map_err(unreadable(contract))?
        .into_iter()
        .map(channel)
        .collect()
}

/// The entries by key.
pub fn by_key(entries: &[Entry]) -> BTreeMap<&[u8], &[u8]> {
    let pairs = entries
        .iter()
        .map(|entry| (entry.key_hex.as_slice(), entry.value_base64.as_slice()));
    pairs.collect()
}
