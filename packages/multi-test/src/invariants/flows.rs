//! What the packet log says.

use std::collections::BTreeMap;

use cosmwasm_std::Uint256;
use ibc_multi_test::proto::Packet;
use ibc_multi_test::{ChainKey, End, PacketRecord};
use serde_json::Value;

use crate::books::{self, InFlight};
use crate::World;

/// What the packet log says about one asset of one end, its home on that channel. Base units.
#[derive(Default)]
pub struct Flow {
    /// Sum of what was put into escrow, in base units.
    pub escrowed: Uint256,
    /// Out of escrow: returned, or refunded.
    pub released: Uint256,
    /// Sent either way and not received, or refused and not yet refunded.
    pub in_flight: Uint256,
}

impl Flow {
    /// Nothing came in and nothing went out: all that was attempted was refused.
    pub fn is_void(&self) -> bool {
        self.escrowed.is_zero() && self.released.is_zero()
    }
}

/// By the end where an asset is at home, its path there, and the other end.
pub struct Flows(BTreeMap<(ChainKey, String, String, String), (Flow, End)>);

impl Flows {
    pub fn of(world: &World) -> Self {
        let mut flows = Self(BTreeMap::new());
        for (_, record) in world.net.packets() {
            flows.add(world, &record);
        }
        flows
    }

    fn add(&mut self, world: &World, record: &PacketRecord) {
        let ends = world.net.by_id(&record.from).zip(world.net.by_id(&record.to));
        let Some(((from, to), (denom, amount))) = ends.zip(denom_and_amount(&record.packet.data)) else {
            return;
        };
        let packet = &record.packet;
        let source = End {
            chain: from,
            port: packet.source_port.clone(),
            channel: packet.source_channel.clone(),
        };
        let dest = End {
            chain: to,
            port: packet.destination_port.clone(),
            channel: packet.destination_channel.clone(),
        };
        let delivered = record.received > 0 && record.ack.as_deref().is_some_and(books::is_success);
        let refunded = !record.is_pending() && !delivered;
        let in_flight = record.is_pending() && !delivered;
        let prefix = format!("{}/{}/", source.port, source.channel);
        match denom.strip_prefix(&prefix) {
            Some(home) => {
                let flow = self.entry(&dest, home, &source);
                add(&mut flow.released, amount, delivered);
                add(&mut flow.in_flight, amount, in_flight);
            }
            None => {
                let flow = self.entry(&source, &denom, &dest);
                add(&mut flow.escrowed, amount, true);
                add(&mut flow.released, amount, refunded);
                add(&mut flow.in_flight, amount, in_flight);
            }
        }
    }

    fn entry(&mut self, home: &End, path: &str, away: &End) -> &mut Flow {
        let key = (
            home.chain,
            home.port.clone(),
            home.channel.clone(),
            path.to_string(),
        );
        &mut self
            .0
            .entry(key)
            .or_insert_with(|| (Flow::default(), away.clone()))
            .0
    }

    /// Home end, path there, flow, other end.
    pub fn each(&self) -> impl Iterator<Item = (End, &str, &Flow, &End)> {
        self.0.iter().map(|((chain, port, channel, path), (flow, away))| {
            let home = End {
                chain: *chain,
                port: port.clone(),
                channel: channel.clone(),
            };
            (home, path.as_str(), flow, away)
        })
    }
}

fn add(sum: &mut Uint256, amount: Uint256, when: bool) {
    if when {
        *sum = sum.saturating_add(amount);
    }
}

/// What the record of a packet must be, at the end that sent it. `None`: no packet of ours reads like this.
pub fn record_of(world: &World, from: ChainKey, packet: &Packet) -> Option<InFlight> {
    let (denom, amount) = denom_and_amount(&packet.data)?;
    let source = End {
        chain: from,
        port: packet.source_port.clone(),
        channel: packet.source_channel.clone(),
    };
    let content: Value = serde_json::from_slice(&packet.data).ok()?;
    Some(InFlight {
        channel: packet.source_channel.clone(),
        sequence: packet.sequence,
        sender: content.get("sender")?.as_str()?.into(),
        denom: world.asset_of(&source, &denom)?.to_string(),
        amount,
    })
}

/// A decoder of its own, so that the contract's is not taken at its word.
fn denom_and_amount(data: &[u8]) -> Option<(String, Uint256)> {
    let packet: Value = serde_json::from_slice(data).ok()?;
    let denom = packet.get("denom")?.as_str()?.to_string();
    Some((denom, packet.get("amount")?.as_str()?.parse().ok()?))
}
