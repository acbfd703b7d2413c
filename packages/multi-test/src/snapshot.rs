//! Snapshots of a world, for [`causeway_audit::check`]. They are read from raw bytes and from the simulator's packet log,
//! without queries of the contracts.

use std::collections::{BTreeMap, BTreeSet};

use causeway_audit as audit;
use causeway_audit::{PacketLog, Snapshot, TransferData};
use causeway_transfer::relay::held::Held;
use causeway_transfer::state::DELAYED;
use cosmwasm_std::{StdResult, Uint256};
use ibc_multi_test::{ChainKey, ChannelState, End, Ending, PacketId, PacketRecord, Port, TRANSFER_PORT};
use serde_json::Value;

use crate::books::{self, Books};
use crate::{Asset, World};

/// A packet with its id in the log.
type Logged = (PacketId, PacketRecord);

impl World {
    /// A snapshot of each chain's transfer contract, and of its native `transfer` module if that was an end of a packet.
    /// Each contains the whole packet log of its port.
    ///
    /// # Errors
    /// When raw bytes of a contract do not have the documented layout.
    pub fn snapshots(&self) -> StdResult<Vec<Snapshot>> {
        let packets = self.net.packets();
        let mut snapshots = vec![];
        for (chain, deployment) in &self.deployments {
            let contract = Port::from((*chain, &deployment.transfer));
            snapshots.push(self.of_contract(&contract, &packets)?);
            let native = self.of_native(&Port::from((*chain, TRANSFER_PORT)), &packets);
            snapshots.extend((!native.channels.is_empty()).then_some(native));
        }
        Ok(snapshots)
    }

    fn of_contract(&self, port: &Port, packets: &[Logged]) -> StdResult<Snapshot> {
        let (chain, contract) = (&self.net[port.chain], &self.deployment(port.chain).transfer);
        let books = self.books(port.chain)?;
        let mut snapshot = books.snapshot();
        snapshot.chain = chain.id().into();
        snapshot.contract = Some(contract.to_string());
        snapshot.port.clone_from(&port.id);
        snapshot.channels = self.contract_channels(port, packets, &books);
        for (path, token) in books.vouchers {
            let info: Option<Value> = chain.read_json(&token, b"token_info");
            let minter = info.and_then(|info| Some(info.pointer("/mint/minter")?.as_str()?.into()));
            let asset = Asset::Cw20(token);
            snapshot.vouchers.push(audit::Voucher {
                path,
                denom: asset.to_string(),
                supply: Some(books::supply(chain, &asset)),
                minter,
            });
        }
        let owed = snapshot.escrow.iter().map(|line| &line.denom);
        let owed: BTreeSet<_> = owed
            .chain(snapshot.claims.iter().map(|claim| &claim.denom))
            .collect();
        let holdings = owed.into_iter().map(|denom| {
            let asset = Asset::parse(chain.api(), denom);
            audit::Holding {
                denom: denom.clone(),
                held: Some(self.balance(port.chain, contract, &asset)),
            }
        });
        snapshot.holdings = holdings.collect();
        let nonstandard = self.nonstandard_tokens.iter();
        let nonstandard = nonstandard.filter(|(at, _)| *at == port.chain);
        snapshot.nonstandard = nonstandard
            .map(|(_, token)| Asset::Cw20(token.clone()).to_string())
            .collect();
        snapshot.packets = Some(self.log_of(port, packets));
        Ok(snapshot)
    }

    /// A snapshot of the native module. It has no books: the escrow of a channel is the balance of its escrow account.
    fn of_native(&self, port: &Port, packets: &[Logged]) -> Snapshot {
        let chain = &self.net[port.chain];
        let mut snapshot = Snapshot {
            chain: chain.id().into(),
            port: port.id.clone(),
            // The native module stores no records of packets in flight.
            channels: self.channels(port, ends_at(chain.id(), port, packets), Some(u64::MAX)),
            packets: Some(self.log_of(port, packets)),
            ..Snapshot::default()
        };
        let mut held: BTreeMap<String, Uint256> = BTreeMap::new();
        for channel in &snapshot.channels {
            for coin in self.native_escrow(port.chain, &channel.id) {
                let sum = held.entry(coin.denom.clone()).or_default();
                *sum = sum.saturating_add(coin.amount);
                snapshot.escrow.push(audit::Escrow {
                    channel: channel.id.clone(),
                    denom: coin.denom,
                    outstanding: coin.amount,
                });
            }
        }
        let holdings = held.into_iter().map(|(denom, held)| audit::Holding {
            denom,
            held: Some(held),
        });
        snapshot.holdings = holdings.collect();
        snapshot.vouchers = self.native_vouchers(port, packets);
        snapshot
    }

    /// The vouchers that packets of the native module named, as bank coins.
    fn native_vouchers(&self, port: &Port, packets: &[Logged]) -> Vec<audit::Voucher> {
        let chain = &self.net[port.chain];
        let paths = paths_at(chain.id(), port, packets).into_iter();
        let vouchers = paths.filter_map(|path| {
            let end = End {
                chain: port.chain,
                port: port.id.clone(),
                channel: String::new(),
            };
            let asset = self.asset_of(&end, &path)?;
            let denom = asset.to_string();
            denom.starts_with("ibc/").then(|| audit::Voucher {
                path,
                denom,
                supply: Some(books::supply(chain, &asset)),
                minter: None,
            })
        });
        vouchers.collect()
    }

    /// The channels that packets were sent over, and those that the contract has stored.
    fn contract_channels(&self, port: &Port, packets: &[Logged], books: &Books) -> Vec<audit::Channel> {
        let used = ends_at(self.net[port.chain].id(), port, packets);
        let escrow = books.escrow.iter().map(|line| line.channel.as_str());
        let records = books.in_flight.iter().map(|record| record.channel.as_str());
        self.channels(port, used.chain(escrow).chain(records), None)
    }

    /// The channels of a port, as IBC core has stored them. A channel that core does not have has no other end.
    fn channels<'a>(
        &self,
        port: &Port,
        ids: impl Iterator<Item = &'a str>,
        records_from: Option<u64>,
    ) -> Vec<audit::Channel> {
        let ids: BTreeSet<_> = ids.collect();
        let channels = ids.into_iter().map(|id| {
            let stored = self.net[port.chain].channel(&port.id, id);
            let other = stored
                .as_ref()
                .map(|stored| &stored.channel.counterparty_endpoint);
            let counterparty = other.map(|other| audit::Endpoint {
                port: other.port_id.clone(),
                channel: other.channel_id.clone(),
            });
            audit::Channel {
                id: id.into(),
                counterparty: counterparty.unwrap_or_default(),
                open: stored.map(|stored| stored.state == ChannelState::Open),
                commitments: None,
                records_from,
            }
        });
        channels.collect()
    }

    fn log_of(&self, port: &Port, packets: &[Logged]) -> PacketLog {
        let chain = self.net[port.chain].id();
        let mut log = PacketLog {
            failed_settlements: Some(vec![]),
            traces: Some(vec![]),
            ..PacketLog::default()
        };
        for packet in packets {
            if is_source(&packet.1, chain, port) {
                self.log_sent(&mut log, packet);
            }
            if is_destination(&packet.1, chain, port) {
                self.log_received(&mut log, packet);
            }
        }
        log
    }

    /// Logs that a packet was sent, how it ended, and each settlement of it that failed.
    fn log_sent(&self, log: &mut PacketLog, (id, record): &Logged) {
        let (channel, sequence) = (&record.packet.source_channel, record.packet.sequence);
        log.sent.push(audit::Sent {
            channel: channel.clone(),
            sequence,
            data: transfer_data(&record.packet.data),
        });
        log.ended.extend(record.endings.iter().map(|ending| audit::Ended {
            channel: channel.clone(),
            sequence,
            ending: ending_of(record, *ending),
        }));
        let errors = self.failed_settlements.iter().filter(|(failed, _)| failed == id);
        let failed = errors.map(|(_, error)| audit::FailedSettlement {
            channel: channel.clone(),
            sequence,
            error: error.to_string(),
        });
        log.failed_settlements.get_or_insert_default().extend(failed);
    }

    /// Logs each time that a packet was received, and what a refused one changed all the same.
    fn log_received(&self, log: &mut PacketLog, (id, record): &Logged) {
        let (channel, sequence) = (&record.packet.destination_channel, record.packet.sequence);
        for _ in 0..record.received {
            log.received.push(audit::Received {
                channel: channel.clone(),
                sequence,
                success: match &record.ack {
                    Some(ack) => books::is_success(ack),
                    None => self.is_paid_without_answer(record),
                },
                data: transfer_data(&record.packet.data),
            });
        }
        let changed = self.refusal_side_effects.iter().filter(|changed| *changed == id);
        let traces = changed.map(|_| audit::Trace {
            channel: channel.clone(),
            sequence,
        });
        log.traces.get_or_insert_default().extend(traces);
    }

    /// Whether the transfer contract has paid a held packet while its channel was closed.
    fn is_paid_without_answer(&self, record: &PacketRecord) -> bool {
        let chain = self.net.by_id(&record.to);
        let Some((chain, deployment)) = chain.and_then(|chain| Some((chain, self.deployments.get(&chain)?)))
        else {
            return false;
        };
        let packet = &record.packet;
        let key = DELAYED
            .key((&packet.destination_channel, packet.sequence))
            .to_vec();
        let stored = self.net[chain].dump_contract(&deployment.transfer);
        let mut held = stored.into_iter().filter(|(stored, _)| *stored == key);
        held.any(|(_, entry)| Held::decode(&entry).is_ok_and(|held| held.is_paid))
    }

    fn native_escrow(&self, chain: ChainKey, channel: &str) -> Vec<cosmwasm_std::Coin> {
        let chain = &self.net[chain];
        let account = ibc_multi_test::transfer::store::escrow_address(chain.api(), TRANSFER_PORT, channel);
        account
            .map(|account| chain.balances(&account))
            .unwrap_or_default()
    }
}

fn is_source(record: &PacketRecord, chain: &str, port: &Port) -> bool {
    *record.from == *chain && record.packet.source_port == port.id
}

fn is_destination(record: &PacketRecord, chain: &str, port: &Port) -> bool {
    *record.to == *chain && record.packet.destination_port == port.id
}

/// The channel ids of a port, repeated for each packet that was sent or received over them.
fn ends_at<'a>(chain: &'a str, port: &'a Port, packets: &'a [Logged]) -> impl Iterator<Item = &'a str> {
    packets.iter().flat_map(move |(_, record)| {
        let source = is_source(record, chain, port).then_some(record.packet.source_channel.as_str());
        let there = is_destination(record, chain, port).then_some(record.packet.destination_channel.as_str());
        source.into_iter().chain(there)
    })
}

/// The denom paths on this chain of a port's packets: of packets that were sent, and of received packets whose token is
/// not from this chain.
fn paths_at(chain: &str, port: &Port, packets: &[Logged]) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (_, record) in packets {
        let packet = &record.packet;
        let Some(data) = transfer_data(&packet.data) else {
            continue;
        };
        if is_source(record, chain, port) {
            paths.insert(data.denom.clone());
        }
        if is_destination(record, chain, port) {
            let origin = format!("{}/{}/", packet.source_port, packet.source_channel);
            paths.insert(match data.denom.strip_prefix(&origin) {
                Some(home) => home.into(),
                None => format!(
                    "{}/{}/{}",
                    packet.destination_port, packet.destination_channel, data.denom
                ),
            });
        }
    }
    paths
}

/// How a packet was settled. The log contains the acknowledgement that was written, and a forged one is never a success.
fn ending_of(record: &PacketRecord, ending: Ending) -> audit::Ending {
    let accepted = record.received > 0 && record.ack.as_deref().is_some_and(books::is_success);
    match ending {
        Ending::TimedOut => audit::Ending::Timeout,
        Ending::Acknowledged if accepted => audit::Ending::Success,
        Ending::Acknowledged => audit::Ending::Error,
    }
}

/// A decoder that is independent of the contract's.
fn transfer_data(data: &[u8]) -> Option<TransferData> {
    let packet: Value = serde_json::from_slice(data).ok()?;
    let field = |name| packet.get(name)?.as_str();
    Some(TransferData {
        denom: field("denom")?.into(),
        amount: field("amount")?.parse().ok()?,
        sender: field("sender")?.into(),
    })
}
