//! Packets of a demo: sending them, and waiting for them.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{anyhow, bail, Result};
use causeway::message::{Asset, Kind, Target, UserSend};
use causeway::status::{Place, Transfer};
use causeway_transfer::msg::{InFlightResponse, QueryMsg, TransferMsg, VoucherResponse};

use super::story::{run, Story, PATIENCE};
use crate::localnet::chain::{attribute, Chain};
use crate::localnet::pair::{self, signed};
use crate::localnet::process::wait_for;

/// Longest timeout that the contract accepts, in seconds.
const LONGEST: u64 = 2_592_000;

/// An asset to send. Its source chain is the first chain.
pub enum DemoAsset {
    /// The coin of the chain.
    Coin,
    /// A cw20 token that follows the standard.
    Gold,
    /// A cw20 token that can be made to reject transfers.
    Unreliable,
}

/// A packet that was sent in a demo.
pub struct Packet<'a> {
    /// The chain that sent the packet.
    pub from: &'a Chain,
    /// Id of the channel on this chain.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
    /// Address of the sender.
    pub sender: String,
    /// Timeout of the packet, in nanoseconds since 1970.
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

    /// Sends from alice on the first chain to bob on the second.
    pub fn send_out(&self, asset: &DemoAsset, amount: u64, timeout: Option<u64>) -> Result<Packet<'a>> {
        self.send_to(asset, amount, &self.bob, timeout)
    }

    /// Sends from alice to any text as the receiver.
    pub fn send_to(
        &self,
        asset: &DemoAsset,
        amount: u64,
        to: &str,
        timeout: Option<u64>,
    ) -> Result<Packet<'a>> {
        self.send(&self.net.a, "alice", self.denom(asset), amount, to, timeout)
    }

    /// Sends the voucher of an asset from bob on the second chain back to alice.
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

    /// Sends from any account to any text as the receiver, over the channel of the demo.
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

    /// Waits until the clock of the other chain is past the packet's timeout, which is so two blocks after this chain's
    /// is.
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

    /// Waits until the contract has no in-flight record of the packet, and checks its status.
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

    /// Checks the status of the packet. A node reports a packet as settled shortly before its index contains how it was
    /// settled.
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

    /// The status of a packet, as `causeway status` shows it.
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
