//! Packets of the story: they are sent, and waited for.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{anyhow, bail, Result};
use causeway::message::{Asset, Kind, Target, UserSend};
use causeway::status::{Place, Transfer};
use causeway_transfer::msg::{InFlightResponse, QueryMsg, TransferMsg, VoucherResponse};

use super::story::{run, Story, PATIENCE};
use crate::localnet::chain::{attribute, Chain};
use crate::localnet::pair::{self, signed};
use crate::localnet::process::wait_for;

/// The longest timeout that the contract accepts, in seconds.
const LONGEST: u64 = 2_592_000;

/// An asset that the story sends. All of them are native to the first chain.
pub enum DemoAsset {
    /// The chain's coin.
    Coin,
    /// A token that follows the CW20 standard.
    Gold,
    /// A CW20 token that can be told to refuse transfers.
    Unreliable,
}

/// A packet of the story.
pub struct Packet<'a> {
    /// Where it was sent.
    pub from: &'a Chain,
    /// Id of its channel on that chain.
    pub channel: String,
    /// Its sequence on the channel.
    pub sequence: u64,
    sender: String,
    /// Nanoseconds since 1970.
    timeout: u64,
}

impl<'a> Story<'a> {
    fn denom(&self, asset: &DemoAsset) -> Asset {
        match asset {
            DemoAsset::Coin => Asset::Coin(self.net.a.denom()),
            DemoAsset::Gold => Asset::Token(self.gold.clone()),
            DemoAsset::Unreliable => Asset::Token(self.unreliable.clone()),
        }
    }

    /// From alice on the first chain to bob on the second.
    pub fn send_out(&self, asset: &DemoAsset, amount: u64, timeout: Option<u64>) -> Result<Packet<'a>> {
        self.send_to(asset, amount, &self.bob, timeout)
    }

    /// From alice to whatever text.
    pub fn send_to(
        &self,
        asset: &DemoAsset,
        amount: u64,
        to: &str,
        timeout: Option<u64>,
    ) -> Result<Packet<'a>> {
        self.send(&self.net.a, "alice", self.denom(asset), amount, to, timeout)
    }

    /// The voucher of an asset, from bob on the second chain back to alice.
    pub fn send_home(&self, asset: &DemoAsset, amount: u64) -> Result<Packet<'a>> {
        let path = match self.denom(asset) {
            Asset::Coin(denom) => denom,
            Asset::Token(token) => format!("cw20:{token}"),
        };
        let path = format!("{}/{}/{path}", self.b.port(), self.net.channel(&self.net.b));
        let question = QueryMsg::Voucher { denom: path };
        let voucher: VoucherResponse = self.b.query(&question)?;
        let voucher = Asset::Token(voucher.address);
        self.send(&self.net.b, "bob", voucher, amount, &self.alice, None)
    }

    /// From whomever to whatever text, over the channel of the story.
    pub fn send(
        &self,
        from: &'a Chain,
        key: &str,
        asset: Asset,
        amount: u64,
        to: &str,
        timeout: Option<u64>,
    ) -> Result<Packet<'a>> {
        let send = UserSend {
            contract: from.transfer.clone(),
            asset,
            amount: amount.into(),
            transfer: TransferMsg {
                channel: self.net.channel(from).into(),
                remote_address: to.into(),
                timeout,
                memo: None,
            },
            bounds: (pair::MIN_TIMEOUT, LONGEST),
        };
        send.check()?;
        let target = Target {
            contract: send.called().into(),
            ..signed(from, key)
        };
        let message = send.message()?;
        let sent = run(from, &target.line(Kind::Execute, &message, &send.funds()))?;
        let number = |key: &str| {
            let text = attribute(&sent, "send_packet", key)?;
            text.parse::<u64>().map_err(|_| anyhow!("`{text}` is no number"))
        };
        Ok(Packet {
            from,
            channel: attribute(&sent, "send_packet", "packet_src_channel")?,
            sequence: number("packet_sequence")?,
            sender: from.address(key)?,
            timeout: number("packet_timeout_timestamp")?,
        })
    }

    /// Waits until the other chain's clock is past the packet's timeout: two blocks after ours is.
    pub fn expires(&self, packet: &Packet) -> Result<()> {
        let there = if packet.from.name == self.net.a.name {
            &self.net.b
        } else {
            &self.net.a
        };
        let expired = wait_for(PATIENCE, || {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
            (now.as_nanos() > u128::from(packet.timeout))
                .then(|| there.height())
                .flatten()
        });
        let Some(height) = expired else {
            bail!("the packet's time does not pass");
        };
        let later = wait_for(PATIENCE, || {
            there.height().filter(|now| *now > height.saturating_add(1))
        });
        later.map_or_else(|| bail!("{} makes no blocks", there.id()), |_| Ok(()))
    }

    /// Waits until the contract has no record of the packet, and checks how it ended.
    pub fn settles(&self, packet: &Packet, expected: Place) -> Result<()> {
        let live = self.live(packet.from);
        let question = QueryMsg::InFlight {
            sender: packet.sender.clone(),
            channel: Some(packet.channel.clone()),
            sequence: Some(packet.sequence),
            start_after: None,
            limit: None,
        };
        let ended = wait_for(PATIENCE, || match live.query::<InFlightResponse>(&question) {
            Ok(answer) if !answer.packets.is_empty() => None,
            other => Some(other),
        });
        match ended {
            Some(answer) => answer?,
            None => {
                bail!(
                    "{} #{} does not end; see `cargo xtask localnet logs relayer`",
                    packet.channel,
                    packet.sequence
                )
            }
        };
        self.is(packet, expected)
    }

    /// Checks where the packet is now. A node knows that a packet is settled a moment before its index knows how.
    pub fn is(&self, packet: &Packet, expected: Place) -> Result<()> {
        let place = wait_for(PATIENCE, || match self.place(packet) {
            Ok(Place::Settled) => None,
            other => Some(other),
        });
        let place = place.unwrap_or(Ok(Place::Settled))?;
        let named = format!("{} {} #{}", packet.from.id(), packet.channel, packet.sequence);
        println!("  {named}: {place}");
        match place == expected {
            true => Ok(()),
            false => bail!("{named}: {place:?}, not {expected:?}"),
        }
    }

    /// As `causeway status` says it.
    fn place(&self, packet: &Packet) -> Result<Place> {
        let status = self.live(packet.from).of_sender(&packet.sender)?;
        let found = status.transfers.into_iter().find(
            |Transfer {
                 channel, sequence, ..
             }| (channel, *sequence) == (&packet.channel, packet.sequence),
        );
        Ok(found.map_or(Place::NotSeen, |transfer| transfer.place))
    }
}
