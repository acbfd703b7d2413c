//! Who holds what, and what the contracts and IBC core have on record: all by queries.

use std::collections::BTreeMap;

use causeway::live::{Live, PacketLog};
use causeway_cw20::{BalanceResponse, TokenInfoResponse};
use causeway_transfer::msg::{
    Amount, ChannelResponse, ClaimInfo, ClaimsResponse, InFlightResponse, ListVouchersResponse, QueryMsg,
};
use causeway_voucher::msg::QueryMsg as TokenQuery;
use cosmwasm_std::Uint256;
use serde_json::Value;

use crate::localnet::chain::FEE_DENOM;
use crate::run::{Failure, Outcome};

/// Records asked for: a story makes no more.
const LIMIT: Option<u32> = Some(100);

/// One chain at one moment, in base units.
pub struct Books {
    /// Its id.
    pub chain: String,
    /// IBC port of the contract.
    pub port: String,
    /// Our channel and the other end's port and channel.
    pub channels: Vec<(String, (String, String))>,
    /// In escrow, by channel and local denom.
    pub escrow: BTreeMap<(String, String), Uint256>,
    /// Claims.
    pub claims: Vec<ClaimInfo>,
    /// The contract's records: channel and sequence.
    pub records: Vec<(String, u64)>,
    /// IBC core's commitments: channel and sequence.
    pub commitments: Vec<(String, u64)>,
    /// Vouchers by denom path.
    pub vouchers: BTreeMap<String, String>,
    /// All that exists of each token, by address.
    pub supply: BTreeMap<String, Uint256>,
    /// Names of tokens, by address.
    pub names: BTreeMap<String, String>,
    /// By holder's name and local denom. The contract is a holder too.
    pub holdings: BTreeMap<(String, String), Uint256>,
    /// What happened to packets.
    pub log: PacketLog,
}

/// The contract, among holders.
pub const CONTRACT: &str = "contract";

impl Books {
    /// Reads all of it. `holders` are names and addresses, `tokens` addresses beside those of vouchers.
    pub fn read(live: &Live, chain: &str, holders: &[(String, String)], tokens: &[String]) -> Outcome<Self> {
        let mut books = Self {
            chain: chain.into(),
            port: live.port(),
            channels: vec![],
            escrow: BTreeMap::new(),
            claims: ask::<ClaimsResponse>(live, &list_claims())?.claims,
            records: vec![],
            commitments: vec![],
            vouchers: BTreeMap::new(),
            supply: BTreeMap::new(),
            names: BTreeMap::new(),
            holdings: BTreeMap::new(),
            log: PacketLog::of_port(&live.node, &live.port()).map_err(failure)?,
        };
        books.read_channels(live)?;
        let records: InFlightResponse = ask(live, &list_in_flight())?;
        let records = records.packets.into_iter();
        books.records = records.map(|record| (record.channel, record.sequence)).collect();
        let vouchers: ListVouchersResponse = ask(live, &list_vouchers())?;
        let vouchers = vouchers.vouchers.into_iter();
        books.vouchers = vouchers.map(|voucher| (voucher.denom, voucher.address)).collect();
        books.read_holdings(live, holders, tokens)?;
        Ok(books)
    }

    fn read_channels(&mut self, live: &Live) -> Outcome {
        for (id, info) in live.channels().map_err(failure)? {
            let end = info.counterparty_endpoint;
            for sequence in live.node.commitments(&self.port, &id).map_err(failure)? {
                self.commitments.push((id.clone(), sequence));
            }
            let channel: ChannelResponse = ask(live, &channel(&id))?;
            for amount in channel.balances {
                let (denom, amount) = match amount {
                    Amount::Native(coin) => (coin.denom, coin.amount),
                    Amount::Cw20(token) => (format!("cw20:{}", token.address), token.amount),
                };
                self.escrow.insert((id.clone(), denom), amount);
            }
            self.channels.push((id, (end.port_id, end.channel_id)));
        }
        Ok(())
    }

    fn read_holdings(&mut self, live: &Live, holders: &[(String, String)], tokens: &[String]) -> Outcome {
        let own = (CONTRACT.to_string(), live.contract.clone());
        let all: Vec<String> = self.vouchers.values().chain(tokens).cloned().collect();
        for token in &all {
            let info: TokenInfoResponse = live
                .node
                .smart(token, &TokenQuery::TokenInfo {})
                .map_err(failure)?;
            self.supply.insert(token.clone(), info.total_supply.into());
            self.names.insert(token.clone(), info.name);
        }
        for (name, address) in holders.iter().chain([&own]) {
            for (denom, amount) in coins(live, address)? {
                self.holdings.insert((name.clone(), denom), amount);
            }
            for token in &all {
                let question = TokenQuery::Balance {
                    address: address.clone(),
                };
                let held: BalanceResponse = live.node.smart(token, &question).map_err(failure)?;
                let denom = format!("cw20:{token}");
                self.holdings.insert((name.clone(), denom), held.balance.into());
            }
        }
        Ok(())
    }

    /// The path under which a local denom goes out: a voucher's own, else the denom itself.
    pub fn path(&self, denom: &str) -> String {
        let token = denom.strip_prefix("cw20:");
        let voucher = self
            .vouchers
            .iter()
            .find(|(_, address)| Some(address.as_str()) == token);
        voucher.map_or(denom, |(path, _)| path.as_str()).to_string()
    }

    /// The local denom of a path.
    pub fn denom(&self, path: &str) -> String {
        self.vouchers
            .get(path)
            .map_or_else(|| path.to_string(), |voucher| format!("cw20:{voucher}"))
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
        for ((channel, denom), amount) in &self.escrow {
            add(format!("escrow {channel}"), denom, *amount);
        }
        for voucher in self.vouchers.values() {
            let supply = self.supply.get(voucher).copied().unwrap_or_default();
            add("all vouchers".into(), &format!("cw20:{voucher}"), supply);
        }
        for claim in &self.claims {
            add(
                "claims".into(),
                &claim.denom,
                claim.held.saturating_add(claim.to_mint),
            );
        }
        add(
            "in flight".into(),
            "packets",
            Uint256::from(self.records.len() as u64),
        );
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

fn ask<T: serde::de::DeserializeOwned>(live: &Live, query: &QueryMsg) -> Outcome<T> {
    live.query(query).map_err(failure)
}

/// A query that had no answer.
pub fn failure(fault: causeway::live::Fault) -> Failure {
    Failure(fault.to_string())
}

fn channel(id: &str) -> QueryMsg {
    QueryMsg::Channel {
        id: id.into(),
        start_after: None,
        limit: LIMIT,
    }
}

fn list_claims() -> QueryMsg {
    QueryMsg::ListClaims {
        start_after: None,
        limit: LIMIT,
    }
}

fn list_in_flight() -> QueryMsg {
    QueryMsg::ListInFlight {
        start_after: None,
        limit: LIMIT,
    }
}

fn list_vouchers() -> QueryMsg {
    QueryMsg::ListVouchers {
        start_after: None,
        limit: LIMIT,
    }
}
