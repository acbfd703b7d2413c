//! The time of a packet's whole lifecycle (send, receive, acknowledgement) with the real contracts, while 10^2 to 10^5
//! packets are in flight. It must not grow with their number.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use causeway_multi_test::{Asset, Send, World};
use cosmwasm_std::Addr;
use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use ibc_multi_test::{ChainKey, Channel};

struct Stage {
    world: World,
    channel: Channel,
    alice: Addr,
    bob: Addr,
}

impl Stage {
    /// A stage with this number of packets in flight, which stay in flight.
    fn new(packets: u32) -> Self {
        let mut world = World::new();
        let (a, b) = (world.add_chain("hub").unwrap(), world.add_chain("zone").unwrap());
        let channel = world.open(a, b).unwrap();
        let alice = world.account(a, "alice", &[(u128::MAX, "uhub")]).unwrap();
        let bob = bob(&world, b);
        let mut stage = Self {
            world,
            channel,
            alice,
            bob,
        };
        for _ in 0..packets {
            stage.send();
        }
        stage
    }

    fn send(&mut self) -> ibc_multi_test::PacketId {
        let coin = Asset::Native("uhub".into());
        self.world
            .send(Send::new(&self.channel.a, &self.alice, coin, 1u128, &self.bob))
            .unwrap()
    }

    /// Calls the network directly, because the checks of the world are not part of a packet's lifecycle.
    fn complete_one(&mut self) {
        let packet = self.send();
        self.world.net.deliver(packet).unwrap();
    }
}

fn bob(world: &World, chain: ChainKey) -> Addr {
    world.net[chain].addr("bob")
}

fn packet_lifecycle(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("packet lifecycle");
    group.throughput(Throughput::Elements(1));
    for packets in [100, 1_000, 10_000, 100_000] {
        let mut stage = Stage::new(packets);
        stage.complete_one(); // creates the voucher
        group.bench_function(BenchmarkId::from_parameter(packets), |bencher| {
            bencher.iter(|| stage.complete_one())
        });
    }
    group.finish();
}

criterion_group!(benches, packet_lifecycle);
criterion_main!(benches);
