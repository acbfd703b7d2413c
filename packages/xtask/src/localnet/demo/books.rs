//! Who holds what, and what the contracts and IBC core have on record: all by queries.

use std::collections::BTreeMap;

use causeway::live::{Live, PacketLog};
use causeway_multi_test::books::Books as Records;
use causeway_transfer::state::CHANNEL_INFO;
use causeway_voucher::state::{BALANCES, TOKEN_INFO};
use cosmwasm_std::testing::MockApi;
use cosmwasm_std::{Addr, Order, StdError, Storage, Uint256};
use serde_json::Value;

use crate::localnet::chain::FEE_DENOM;
use crate::run::{Failure, Outcome};

/// One chain at one moment, in base units.
pub struct Books {
    /// Its id.
    pub chain: String,
    /// IBC port of the contract.
    pub port: String,
    /// Our channel and the other end's port and channel.
    pub channels: Vec<(String, (String, String))>,
    /// The contract's own.
    pub records: Records,
    /// IBC core's commitments: channel and sequence.
    pub commitments: Vec<(String, u64)>,
    /// All that exists of each token, by address.
    pub supply: BTreeMap<String, Uint256>,
    /// Names of tokens, by address.
    pub names: BTreeMap<String, String>,
    /// By holder's name and local denom. The contract is a holder too.
    pub holdings: BTreeMap<(String, String), Uint256>,
    /// What happened to packets.
    pub log: PacketLog,
}

/// For addresses of the chain that this one is of.
fn api_of(address: &str) -> MockApi {
    let prefix = address.rsplit_once('1').map_or("", |(prefix, _)| prefix);
    MockApi::default().with_prefix(Box::leak(prefix.to_string().into_boxed_str()))
}

/// The contract, among holders.
pub const CONTRACT: &str = "contract";

impl Books {
    /// Reads all of it. `holders` are names and addresses, `tokens` addresses beside those of vouchers.
    pub fn read(live: &Live, chain: &str, holders: &[(String, String)], tokens: &[String]) -> Outcome<Self> {
        let storage = live.node.storage(&live.contract).map_err(failure)?;
        let mut books = Self {
            chain: chain.into(),
            port: live.port(),
            channels: vec![],
            records: Records::from_storage(&api_of(&live.contract), &storage).map_err(unreadable)?,
            commitments: vec![],
            supply: BTreeMap::new(),
            names: BTreeMap::new(),
            holdings: BTreeMap::new(),
            log: PacketLog::of_port(&live.node, &live.port()).map_err(failure)?,
        };
        books.read_channels(live, &storage)?;
        let own = (CONTRACT.to_string(), live.contract.clone());
        let holders: Vec<_> = holders.iter().chain([&own]).cloned().collect();
        for (name, address) in &holders {
            for (denom, amount) in coins(live, address)? {
                books.holdings.insert((name.clone(), denom), amount);
            }
        }
        let vouchers = books
            .records
            .vouchers
            .iter()
            .map(|(_, voucher)| voucher.to_string());
        for token in vouchers.chain(tokens.iter().cloned()).collect::<Vec<_>>() {
            books.read_token(live, &token, &holders)?;
        }
        Ok(books)
    }

    fn read_channels(&mut self, live: &Live, storage: &dyn Storage) -> Outcome {
        for entry in CHANNEL_INFO.range(storage, None, None, Order::Ascending) {
            let (id, info) = entry.map_err(unreadable)?;
            for sequence in live.node.commitments(&self.port, &id).map_err(failure)? {
                self.commitments.push((id.clone(), sequence));
            }
            let end = info.counterparty_endpoint;
            self.channels.push((id, (end.port_id, end.channel_id)));
        }
        Ok(())
    }

    /// A token with cw20-base's storage.
    fn read_token(&mut self, live: &Live, token: &str, holders: &[(String, String)]) -> Outcome {
        let storage = live.node.storage(token).map_err(failure)?;
        let info = TOKEN_INFO.load(&storage).map_err(unreadable)?;
        self.supply.insert(token.into(), info.total_supply.into());
        self.names.insert(token.into(), info.name);
        for (name, address) in holders {
            let held = BALANCES
                .may_load(&storage, &Addr::unchecked(address))
                .map_err(unreadable)?;
            let key = (name.clone(), format!("cw20:{token}"));
            self.holdings.insert(key, held.unwrap_or_default().into());
        }
        Ok(())
    }

    /// The voucher of a path.
    pub fn voucher(&self, path: &str) -> Option<&str> {
        let found = self.records.vouchers.iter().find(|(known, _)| known == path);
        found.map(|(_, voucher)| voucher.as_str())
    }

    /// The path under which a local denom goes out: a voucher's own, else the denom itself.
    pub fn path(&self, denom: &str) -> String {
        let token = denom.strip_prefix("cw20:");
        let mut vouchers = self.records.vouchers.iter();
        let voucher = vouchers.find(|(_, address)| Some(address.as_str()) == token);
        voucher.map_or(denom, |(path, _)| path.as_str()).to_string()
    }

    /// The local denom of a path.
    pub fn denom(&self, path: &str) -> String {
        match self.voucher(path) {
            Some(voucher) => format!("cw20:{voucher}"),
            None => path.into(),
        }
    }

    /// A denom in words.
    pub fn name(&self, denom: &str) -> String {
        let token = denom.strip_prefix("cw20:").unwrap_or_default();
        self.names.get(token).map_or(denom, String::as_str).to_string()
    }

    /// What can change, in words: whose or what, of which asset, how much.
    pub fn lines(&self) -> BTreeMap<(String, String), Uint256> {
        let mut lines = BTreeMap::new();
        let mut add = |holder: String, denom: &str, amount: Uint256| {
            lines.insert((holder, self.name(denom)), amount);
        };
        for ((holder, denom), amount) in &self.holdings {
            if holder != CONTRACT {
                add(holder.clone(), denom, *amount);
            }
        }
        for line in &self.records.escrow {
            add(format!("escrow {}", line.channel), &line.denom, line.outstanding);
        }
        for (_, voucher) in &self.records.vouchers {
            let supply = self.supply.get(voucher.as_str()).copied().unwrap_or_default();
            add("all vouchers".into(), &format!("cw20:{voucher}"), supply);
        }
        for claim in &self.records.claims {
            let amount = claim.held.saturating_add(claim.to_mint);
            add("claims".into(), &claim.denom, amount);
        }
        let pending = u64::try_from(self.records.in_flight.len()).unwrap_or(u64::MAX);
        add("in flight".into(), "packets", pending.into());
        lines
    }
}

fn coins(live: &Live, address: &str) -> Outcome<Vec<(String, Uint256)>> {
    let answer = live
        .node
        .ask(&["query", "bank", "balances", address])
        .map_err(failure)?;
    let coins = answer
        .get("balances")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let read = coins.filter_map(|coin| {
        let denom = coin.get("denom")?.as_str()?.to_string();
        Some((denom, coin.get("amount")?.as_str()?.parse().ok()?))
    });
    Ok(read.filter(|(denom, _)| denom != FEE_DENOM).collect())
}

/// A query that had no answer.
pub fn failure(fault: causeway::Error) -> Failure {
    Failure(fault.to_string())
}

fn unreadable(error: StdError) -> Failure {
    Failure(format!("unreadable state: {error}"))
}
