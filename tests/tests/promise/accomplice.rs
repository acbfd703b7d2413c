//! The rich accomplice: goes home in front of the others, out again, and makes releases fail.

use causeway_multi_test::Asset;
use causeway_transfer::msg::{DelayedResponse, Direction, ExecuteMsg, LimitsResponse, QueryMsg};
use ibc_multi_test::{CallDepth, PacketId};

use crate::orders::Side;
use crate::year::{Year, RICHES, WEEK};

impl Year {
    /// Sends so much out, and it arrives. The operators may refuse it.
    pub fn accomplice_out(&mut self, asset: &Asset, amount: u128) -> bool {
        let [here, there] = self.accomplice.clone();
        let amount = amount.min(self.scene.holds(self.scene.home, &here, asset));
        if amount == 0 {
            return false;
        }
        let Some(packet) = self.send(Side::Home, asset.clone(), amount, &here, &there) else {
            return false;
        };
        self.scene.world.deliver(packet).unwrap();
        self.happened("accomplice: out");
        true
    }

    /// Empties the limit in front of a holder: sends home what fits, or all if there is no limit. Goes out again in one piece
    /// when little is left.
    pub fn accomplice_home(&mut self, asset: &Asset) {
        let there = self.accomplice[1].clone();
        let voucher = self.voucher(asset);
        let owned = self.scene.holds(self.scene.away, &there, &voucher);
        let amount = owned.min(self.fits(asset).unwrap_or(owned / 2));
        if amount > 0 {
            let receiver = self.accomplice[0].clone();
            let sent = self.send(Side::Away, voucher, amount, &there, &receiver);
            if let Some(packet) = sent {
                self.scene.world.net.recv(packet).unwrap();
                if self.is_answered(packet) {
                    self.scene.world.ack(packet).unwrap();
                }
                self.happened("accomplice: home");
            }
        }
        if owned < RICHES / 2 {
            self.go_out_again(asset);
        }
    }

    /// The operators let the accomplice, and so everybody, out again.
    pub fn go_out_again(&mut self, asset: &Asset) {
        if self.accomplice_out(asset, u128::MAX) {
            return;
        }
        for side in [Side::Home, Side::Away] {
            if self.crew(side).is_hostile {
                self.unpause(side, Some(Direction::Outward));
                self.deny(side, asset, false);
                self.wind_down(side, false);
                self.limit(side, Direction::Outward, asset, None);
            }
        }
        self.accomplice_out(asset, u128::MAX);
    }

    /// What fits the limit at home; `None`: there is none.
    fn fits(&self, asset: &Asset) -> Option<u128> {
        let crew = self.crew(Side::Home);
        let query = QueryMsg::Limits {
            channel: crew.end.channel.clone(),
            start_after: None,
            limit: None,
        };
        let answer: LimitsResponse = self.scene.world.net[crew.chain]
            .query(&crew.transfer, &query)
            .unwrap();
        let denom = asset.to_string();
        let mut limits = answer.limits.into_iter();
        let limit = limits.find(|limit| limit.denom == denom && limit.direction == Direction::Homeward);
        limit.map(|limit| limit.left.to_string().parse().unwrap_or(u128::MAX))
    }

    /// Releases a packet from so deep inside other calls that the contract cannot pay. When it has been due for a week, the
    /// contract can still call itself, and the payment fails inside that call.
    pub fn fail_release(&mut self, packet: PacketId) {
        let crew = self.crew(Side::Home).clone();
        let (message, stranger) = (self.release_of(packet), self.accomplice[0].clone());
        let calls_itself = self.has_been_due_for_a_week(packet);
        let rule = CallDepth::Messages(u32::from(calls_itself));
        self.scene.world.net[crew.chain].set_call_depth(rule);
        let is_answered = self.execute(Side::Home, &stranger, &message);
        self.scene.world.net[crew.chain].set_call_depth(CallDepth::default());
        self.happened(match is_answered {
            true => "release from deep: answered",
            false => "release from deep: failed",
        });
    }

    fn has_been_due_for_a_week(&self, packet: PacketId) -> bool {
        let crew = self.crew(Side::Home);
        let chain = &self.scene.world.net[crew.chain];
        let query = QueryMsg::Delayed {
            channel: Some(crew.end.channel.clone()),
            sequence: Some(self.scene.world.net.packet(packet).packet.sequence),
            start_after: None,
            limit: None,
        };
        let answer: DelayedResponse = chain.query(&crew.transfer, &query).unwrap();
        let now = chain.block().time.seconds();
        answer.packets.iter().any(|held| held.due.u64() + WEEK <= now)
    }

    /// The message that releases a packet at home.
    pub fn release_of(&self, packet: PacketId) -> ExecuteMsg {
        ExecuteMsg::Release {
            channel: self.crew(Side::Home).end.channel.clone(),
            sequence: self.scene.world.net.packet(packet).packet.sequence,
        }
    }
}
