//! Held returns on two chains, with all six invariants after each step: held by a pause and by a limit, released by a
//! stranger, refused by a migration, paid on a closed channel, and what a hostile token makes of it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use causeway_multi_test::{Asset, Error};
use causeway_tests::hostile::token::Deed;
use causeway_tests::hostile::Scene;
use causeway_transfer::msg::{Direction, ExecuteMsg, MigrateMsg, RefuseMsg, SetLimitMsg};
use causeway_transfer::relay::release::{REFUSED_ACK, UNPAID_ACK};
use cosmwasm_std::{to_json_binary, wasm_execute, CosmosMsg, WasmMsg};
use ibc_multi_test::{ChannelState, End, PacketId, TxResponse};

const DAY: u64 = 86_400;
const WEEK: u64 = 7 * DAY;

/// Alice's asset is at home, and Bob has vouchers of it away.
struct Story {
    scene: Scene,
    asset: Asset,
}

impl Story {
    fn of(scene: Scene, asset: Asset) -> Self {
        let mut story = Self { scene, asset };
        let sent = story.scene.send(story.asset.clone(), 1_000);
        story.scene.world.deliver(sent).unwrap();
        story.scene.check();
        story
    }

    fn of_coin() -> Self {
        let scene = Scene::new();
        let coin = scene.coin();
        Self::of(scene, coin)
    }

    fn of_token() -> Self {
        let scene = Scene::with_room_for_reentry();
        let token = scene.cw20();
        Self::of(scene, token)
    }

    fn as_owner(&mut self, message: &ExecuteMsg) {
        self.execute("owner", message).unwrap();
    }

    fn execute(&mut self, who: &str, message: &ExecuteMsg) -> Result<TxResponse, Error> {
        let home = self.scene.home;
        let transfer = self.scene.world.deployment(home).transfer.clone();
        let chain = &mut self.scene.world.net[home];
        let who = chain.addr(who);
        chain.execute(&who, &transfer, message, &[])
    }

    fn pause(&mut self, seconds: u64) {
        self.as_owner(&ExecuteMsg::Pause {
            direction: Some(Direction::Homeward),
            seconds: Some(seconds),
        });
    }

    fn limit(&mut self, amount: Option<u128>) {
        self.as_owner(&ExecuteMsg::SetLimit(SetLimitMsg {
            channel: self.scene.channel.a.channel.clone(),
            denom: self.asset.to_string(),
            direction: Direction::Homeward,
            amount: amount.map(Into::into),
        }));
    }

    fn wait(&mut self, seconds: u64) {
        for chain in [self.scene.home, self.scene.away] {
            self.scene.world.net[chain].advance(1, seconds);
        }
    }

    /// Bob sends so much back, and it arrives.
    fn arrive(&mut self, amount: u128) -> PacketId {
        let path = self.asset.to_string();
        let id = self.scene.send_back(&path, amount);
        self.scene.world.recv(id).unwrap();
        self.scene.check();
        id
    }

    /// The same, and it is held.
    fn held(&mut self, amount: u128) -> PacketId {
        let before = (self.escrow(), self.alice());
        let id = self.arrive(amount);
        assert_eq!(self.scene.world.net.packet(id).ack, None);
        assert_eq!((self.escrow(), self.alice()), before);
        assert!(self.is_recorded(id));
        id
    }

    fn release_message(&self, id: PacketId) -> ExecuteMsg {
        ExecuteMsg::Release {
            channel: self.scene.channel.a.channel.clone(),
            sequence: self.scene.world.net.packet(id).packet.sequence,
        }
    }

    fn release(&mut self, id: PacketId) -> Result<TxResponse, String> {
        let message = self.release_message(id);
        let released = self.execute("stranger", &message).map_err(|error| error.text);
        self.scene.check();
        released
    }

    fn acknowledge(&mut self, id: PacketId) {
        self.scene.world.ack(id).unwrap();
        self.scene.check();
        assert!(!self.is_recorded(id));
    }

    fn ack_of(&self, id: PacketId) -> Vec<u8> {
        self.scene.world.net.packet(id).ack.clone().unwrap()
    }

    /// Whether the sender's record is open.
    fn is_recorded(&self, id: PacketId) -> bool {
        let sequence = self.scene.world.net.packet(id).packet.sequence;
        let books = self.scene.world.books(self.scene.away).unwrap();
        books.in_flight.iter().any(|record| record.sequence == sequence)
    }

    fn escrow(&self) -> u128 {
        self.scene.escrow(&self.asset)
    }

    fn alice(&self) -> u128 {
        self.scene.alice_holds(&self.asset)
    }

    fn bob(&self) -> u128 {
        let path = self.asset.to_string();
        let voucher = self.scene.world.voucher_at(&self.scene.channel.b, &path).unwrap();
        let (away, bob) = (self.scene.away, self.scene.bob.clone());
        self.scene.holds(away, &bob, &voucher)
    }

    fn migrate(&mut self, message: &MigrateMsg) {
        let home = self.scene.home;
        let transfer = self.scene.world.deployment(home).transfer.clone();
        let chain = &mut self.scene.world.net[home];
        let owner = chain.addr("owner");
        let code = chain.store_code((causeway_tests::code::CAUSEWAY.transfer)());
        let message = WasmMsg::Migrate {
            contract_addr: transfer.to_string(),
            new_code_id: code,
            msg: to_json_binary(message).unwrap(),
        };
        chain.tx(&owner, vec![message.into()]).unwrap();
    }

    fn refuse(&mut self, first: PacketId, last: PacketId) {
        let sequence = |id| self.scene.world.net.packet(id).packet.sequence;
        let range = RefuseMsg {
            channel: self.scene.channel.a.channel.clone(),
            first: sequence(first),
            last: sequence(last),
        };
        self.migrate(&MigrateMsg {
            refuse: Some(vec![range]),
            ..MigrateMsg::default()
        });
    }

    fn place(&mut self, end: &End, state: ChannelState) {
        let mut stored = self.scene.world.net.channel_end(end).unwrap();
        stored.state = state;
        self.scene.world.net[end.chain].place_channel(&stored).unwrap();
    }

    fn close(&mut self) {
        let channel = self.scene.channel.clone();
        self.place(&channel.b, ChannelState::Closed);
        self.scene.world.net.close_confirm(&channel.a).unwrap();
    }

    fn open_again(&mut self) {
        let channel = self.scene.channel.clone();
        self.place(&channel.a, ChannelState::Open);
        self.place(&channel.b, ChannelState::Open);
    }
}

#[test]
fn a_return_that_a_pause_holds_is_released_by_a_stranger_and_closes_its_senders_record() {
    for mut story in [Story::of_coin(), Story::of_token()] {
        story.pause(WEEK);
        let id = story.held(300);
        // a packet that is relayed again while it is held does nothing, and it cannot time out
        story.scene.world.recv(id).unwrap();
        story.scene.world.net.timeout(id).unwrap_err();

        story.wait(DAY);
        let paused = story.release(id).unwrap_err();
        assert!(paused.contains("are paused"), "{paused}");
        story.wait(6 * DAY);
        story.release(id).unwrap();
        assert_eq!((story.escrow(), story.alice()), (700, Scene::WEALTH - 700));
        story.release(id).unwrap_err();
        story.acknowledge(id);
        assert_eq!(story.bob(), 700);
        assert_eq!(story.escrow(), 700);
    }
}

#[test]
fn a_return_that_a_limit_holds_is_released_a_day_later_whatever_the_limit_says() {
    let mut story = Story::of_coin();
    story.limit(Some(100));
    let large = story.held(300);
    let small = story.arrive(100);
    assert_eq!(story.escrow(), 900, "a smaller one still passes");
    story.acknowledge(small);
    story.limit(Some(0));
    story.wait(DAY - 1);
    let early = story.release(large).unwrap_err();
    assert!(early.contains("the packet is held until"), "{early}");
    story.wait(1);
    story.release(large).unwrap();
    story.acknowledge(large);
    assert_eq!((story.escrow(), story.bob()), (600, 600));
}

#[test]
fn a_return_that_a_migration_refuses_is_given_back_to_its_sender_and_moves_nothing_here() {
    let mut story = Story::of_coin();
    story.pause(WEEK);
    let [first, last] = [300, 200].map(|amount| story.held(amount));
    let kept = story.held(100);
    story.refuse(first, last);
    let before = story.scene.world.net[story.scene.home].dump();
    for id in [last, first] {
        story.release(id).unwrap();
        assert_eq!(story.ack_of(id), REFUSED_ACK);
        story.acknowledge(id);
    }
    assert_eq!(
        (story.escrow(), story.bob(), story.alice()),
        (1_000, 900, Scene::WEALTH - 1_000)
    );
    let after = story.scene.world.net[story.scene.home].dump();
    let changed = before
        .iter()
        .filter(|entry| !after.contains(entry) && !entry.0.starts_with(b"ibc/"));
    assert_eq!(
        changed.count(),
        2,
        "the two entries of what was held are gone, and that is all"
    );
    story.release(kept).unwrap_err();
}

#[test]
fn a_payment_that_fails_changes_nothing_until_it_is_late_and_then_the_sender_has_everything_back() {
    let mut story = Story::of_token();
    story.pause(60);
    let id = story.held(300);
    story.scene.arm("transfer", Deed::Fail("frozen".into()));
    story.wait(DAY);
    let failed = story.release(id).unwrap_err();
    assert!(failed.contains("frozen"), "{failed}");
    story.wait(6 * DAY);
    story.release(id).unwrap_err();

    // due for a week, with a pause of three days at the end: nothing until the last day of its rest
    story.pause(3 * DAY);
    story.wait(3 * DAY);
    story.release(id).unwrap_err();
    story.wait(2 * DAY - 1);
    story.release(id).unwrap_err();
    assert_eq!(story.scene.world.net.packet(id).ack, None);
    story.wait(1);
    story.release(id).unwrap();
    assert_eq!(story.ack_of(id), UNPAID_ACK);
    story.acknowledge(id);
    assert_eq!(
        (story.escrow(), story.bob(), story.alice()),
        (1_000, 1_000, Scene::WEALTH - 1_000)
    );
}

#[test]
fn a_late_release_that_can_pay_pays() {
    for mut story in [Story::of_coin(), Story::of_token()] {
        story.pause(60);
        let id = story.held(300);
        story.wait(30 * DAY);
        story.release(id).unwrap();
        story.acknowledge(id);
        assert_eq!(
            (story.escrow(), story.bob(), story.alice()),
            (700, 700, Scene::WEALTH - 700)
        );
    }
}

#[test]
fn on_a_closed_channel_a_return_is_paid_and_answered_when_the_channel_is_open_again() {
    let mut story = Story::of_coin();
    story.pause(60);
    let [paid, refused] = [300, 200].map(|amount| story.held(amount));
    story.refuse(refused, refused);
    story.close();
    story.wait(DAY);
    story.release(paid).unwrap();
    assert_eq!((story.escrow(), story.alice()), (700, Scene::WEALTH - 700));
    assert_eq!(story.scene.world.net.packet(paid).ack, None);
    assert!(
        story.is_recorded(paid),
        "it is delivered, and must not be settled"
    );
    for id in [paid, refused] {
        let closed = story.release(id).unwrap_err();
        assert!(closed.contains("is closed"), "{closed}");
    }

    story.open_again();
    for id in [paid, refused] {
        story.release(id).unwrap();
        story.acknowledge(id);
    }
    assert_eq!(
        (story.escrow(), story.bob(), story.alice()),
        (700, 700, Scene::WEALTH - 700)
    );
}

/// In its payment the token calls `release` again, early in the week and late.
#[test]
fn a_token_that_releases_its_own_packet_again_is_paid_once() {
    for wait in [DAY, 30 * DAY] {
        let mut story = Story::of_token();
        story.pause(60);
        let id = story.held(300);
        story.wait(wait);
        let transfer = story.scene.world.deployment(story.scene.home).transfer.clone();
        let again = wasm_execute(&transfer, &story.release_message(id), vec![]).unwrap();
        let messages = vec![CosmosMsg::from(again)];
        story.scene.arm("transfer", Deed::EmitFirst(messages));
        story.release(id).unwrap();
        let reentries = story.scene.reentries();
        assert_eq!(reentries.len(), 1);
        assert!(reentries[0].contains("is held on channel"), "{reentries:?}");
        story.acknowledge(id);
        assert_eq!(
            (story.escrow(), story.bob(), story.alice()),
            (700, 700, Scene::WEALTH - 700)
        );
    }
}

/// The other chain lies: it forges returns of all that is in escrow. Whatever the limit lets through is gone; the rest is
/// held, and refused before it falls due.
#[test]
fn what_a_lying_chain_forges_is_held_and_refused() {
    let mut story = Story::of_coin();
    story.limit(Some(100));
    let theirs = story.scene.channel.b.clone();
    let denom = format!("{}/{}/{}", theirs.port, theirs.channel, story.asset);
    let thief = story.scene.world.net[story.scene.home].addr("thief");
    let forged = [100u128, 900, 50].map(|amount| {
        let data = causeway_tests::hostile::packet_data(&denom, &amount.to_string(), thief.as_str());
        let id = story
            .scene
            .world
            .net
            .forge_packet(&theirs, &data, u64::MAX)
            .unwrap();
        story.scene.world.recv(id).unwrap();
        id
    });
    assert_eq!(story.escrow(), 900);
    story.refuse(forged[0], forged[2]);
    for id in [forged[1], forged[2]] {
        let message = story.release_message(id);
        story.execute("stranger", &message).unwrap();
        assert_eq!(story.ack_of(id), REFUSED_ACK);
    }
    let (home, coin) = (story.scene.home, story.scene.coin());
    assert_eq!(story.scene.holds(home, &thief, &coin), 100);
    assert_eq!(story.escrow(), 900);
}
