//! Sending, receiving, acknowledging and timing out. Source: `modules/apps/transfer/keeper/{msg_server,relay}.go`.

use cosmwasm_std::{Addr, Api, Binary, Coin, Event, Storage, Uint256};

use super::ack::Ack;
use super::coins::Coins;
use super::denom::{self, Denom, Hop};
use super::error::{
    TransferError, DENOM_NOT_FOUND, INVALID_ADDRESS, INVALID_AMOUNT, PANIC, RECEIVE_DISABLED, SEND_DISABLED,
    UNAUTHORIZED, UNREGISTERED,
};
use super::msg::MsgTransfer;
use super::packet::PacketData;
use super::{events, store};

/// The two ends of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route<'a> {
    /// Port on the sending chain.
    pub source_port: &'a str,
    /// Channel on the sending chain.
    pub source_channel: &'a str,
    /// Port on the receiving chain.
    pub dest_port: &'a str,
    /// Channel on the receiving chain.
    pub dest_channel: &'a str,
}

/// A transfer that core can send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Data of the packet.
    pub packet: Binary,
    /// Events before core's `send_packet`.
    pub before: Vec<Event>,
    /// Events after core's `send_packet`.
    pub after: Vec<Event>,
}

/// A packet that was rejected. The caller drops all its changes of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why the module rejected it; the code goes into the acknowledgement.
    pub error: TransferError,
    /// Events of the module. Core prefixes the types and keys of a rejected packet's events with `ibccallbackerror-`.
    pub events: Vec<Event>,
}

impl Refusal {
    /// The error acknowledgement to write; `None` after a Go panic, which fails the relayer's transaction.
    pub fn ack(&self) -> Option<Binary> {
        (!self.error.is_panic()).then(|| Ack::error(&self.error).to_bytes())
    }
}

/// The module on one chain, for one call. The caller reverts the storage when a method fails.
pub struct Keeper<'a> {
    /// The address functions of the chain.
    pub api: &'a dyn Api,
    /// The chain's storage; keys of the module begin with `ibc-transfer/`.
    pub storage: &'a mut dyn Storage,
    /// The chain's bank.
    pub coins: &'a dyn Coins,
}

impl Keeper<'_> {
    /// Executes `MsgTransfer`: burns a voucher that returns to the chain that it came from, and escrows anything else.
    ///
    /// # Errors
    /// Those of [`MsgTransfer::validate`] and of the bank; also for sending disabled, a blocked sender, or an unknown
    /// voucher.
    pub fn send(&mut self, msg: &MsgTransfer) -> Result<Sent, TransferError> {
        msg.validate()?;
        let sender = self
            .address(&msg.sender)
            .ok_or_else(|| INVALID_ADDRESS.wrap("decoding bech32 failed"))?;
        let coin = self.coin_to_send(msg, &sender)?;
        let denom = self.denom_of_coin(&coin.denom)?;
        self.check_sending(&sender, &coin.denom)?;
        let before = if denom.has_prefix(&msg.source_port, &msg.source_channel) {
            self.burn_from(&sender, &coin)?
        } else {
            let escrow = store::escrow_address(self.api, &msg.source_port, &msg.source_channel)?;
            self.escrow(&sender, &escrow, &coin)?
        };
        let packet = PacketData {
            denom: denom.path(),
            amount: coin.amount.to_string(),
            sender: msg.sender.clone(),
            receiver: msg.receiver.clone(),
            memo: msg.memo.clone(),
        };
        packet
            .validate()
            .map_err(|e| e.wrap("failed to validate ics20-1 packet data"))?;
        Ok(Sent {
            packet: packet.to_bytes(),
            before,
            after: events::transfer_sent(&packet),
        })
    }

    /// Receives a packet: releases a token of this chain from escrow, or mints a voucher. The acknowledgement to write is
    /// [`Ack::success`], or [`Refusal::ack`].
    ///
    /// # Errors
    /// When the packet is rejected. The caller must drop all changes of the storage.
    pub fn receive(&mut self, route: Route<'_>, packet: &[u8]) -> Result<Vec<Event>, Refusal> {
        let refuse = |packet: &PacketData, error: TransferError| {
            let events = events::packet_received(packet, Err(&error));
            Refusal { error, events }
        };
        let packet = PacketData::unmarshal(packet).map_err(|e| refuse(&PacketData::default(), e))?;
        let mut events = self.credit(route, &packet).map_err(|e| refuse(&packet, e))?;
        events.extend(events::packet_received(&packet, Ok(())));
        Ok(events)
    }

    /// Handles the acknowledgement of a packet that was sent from `port` and `channel`: refunds the sender on an error,
    /// and does nothing on a result.
    ///
    /// # Errors
    /// When the bytes are not a canonical acknowledgement, or the refund fails. The packet stays pending.
    pub fn acknowledge(
        &mut self,
        port: &str,
        channel: &str,
        packet: &[u8],
        ack: &[u8],
    ) -> Result<Vec<Event>, TransferError> {
        let ack = Ack::from_bytes(ack)?;
        let packet = PacketData::unmarshal(packet)?;
        let mut events = match ack {
            Ack::Result(_) => vec![],
            Ack::Error(_) => self.refund(port, channel, &packet)?,
        };
        events.extend(events::packet_acknowledged(&packet, &ack));
        Ok(events)
    }

    /// Handles the timeout of a packet that was sent from `port` and `channel`: refunds the sender.
    ///
    /// # Errors
    /// When the refund fails. The packet stays pending.
    pub fn timeout(&mut self, port: &str, channel: &str, packet: &[u8]) -> Result<Vec<Event>, TransferError> {
        let packet = PacketData::unmarshal(packet)?;
        let mut events = self.refund(port, channel, &packet)?;
        events.extend(events::packet_timed_out(&packet));
        Ok(events)
    }

    fn credit(&mut self, route: Route<'_>, packet: &PacketData) -> Result<Vec<Event>, TransferError> {
        packet
            .validate_memo()
            .map_err(|e| e.wrap("error validating ICS-20 transfer packet data"))?;
        if !store::params(self.storage).receive_enabled {
            return Err(RECEIVE_DISABLED.into());
        }
        let receiver = self.address(&packet.receiver).ok_or_else(|| {
            INVALID_ADDRESS.wrap(format!("failed to decode receiver address: {}", packet.receiver))
        })?;
        self.refuse_blocked(&receiver, "receive")?;
        let amount = packet.parsed_amount()?;
        let denom = packet.parsed_denom();
        if denom.has_prefix(route.source_port, route.source_channel) {
            let coin = new_coin(&denom.without_latest_hop(), amount)?;
            let escrow = store::escrow_address(self.api, route.dest_port, route.dest_channel)?;
            return self.unescrow(&escrow, &receiver, &coin);
        }
        let denom = denom.with_hop(Hop::new(route.dest_port, route.dest_channel));
        if store::denom(self.storage, &denom.hash()).is_none() {
            store::set_denom(self.storage, &denom)?;
        }
        let mut events = vec![events::voucher_denom(&denom)];
        events.extend(self.mint_to(&receiver, &new_coin(&denom, amount)?)?);
        Ok(events)
    }

    fn refund(
        &mut self,
        port: &str,
        channel: &str,
        packet: &PacketData,
    ) -> Result<Vec<Event>, TransferError> {
        let sender = self
            .address(&packet.sender)
            .ok_or_else(|| UNREGISTERED.wrap("decoding bech32 failed"))?;
        self.refuse_blocked(&sender, "receive")?;
        let denom = packet.parsed_denom();
        let coin = new_coin(&denom, packet.parsed_amount()?)?;
        if denom.has_prefix(port, channel) {
            return self.mint_to(&sender, &coin);
        }
        let escrow = store::escrow_address(self.api, port, channel)?;
        self.unescrow(&escrow, &sender, &coin)
    }

    fn coin_to_send(&self, msg: &MsgTransfer, sender: &Addr) -> Result<Coin, TransferError> {
        if msg.token.amount != Uint256::MAX {
            return Ok(msg.token.clone());
        }
        let denom = &msg.token.denom;
        let amount = self.coins.balance(self.storage, sender, denom);
        if amount.is_zero() {
            return Err(INVALID_AMOUNT.wrap(format!("empty spendable balance for {denom}")));
        }
        Ok(Coin {
            denom: denom.clone(),
            amount,
        })
    }

    /// `tokenFromCoin`: a bank denom that only looks like a path is a token of this chain.
    fn denom_of_coin(&self, denom: &str) -> Result<Denom, TransferError> {
        let Some(hash) = denom.strip_prefix("ibc/") else {
            return Ok(Denom::native(denom));
        };
        store::denom(self.storage, &denom::parse_hash(hash)?).ok_or_else(|| DENOM_NOT_FOUND.wrap(hash))
    }

    fn check_sending(&self, sender: &Addr, denom: &str) -> Result<(), TransferError> {
        if !store::params(self.storage).send_enabled {
            return Err(SEND_DISABLED.into());
        }
        self.refuse_blocked(sender, "send")?;
        if !self.coins.is_send_enabled(self.storage, denom) {
            return Err(SEND_DISABLED.wrap(format!("{denom} transfers are currently disabled")));
        }
        Ok(())
    }

    /// The module account itself is never blocked.
    fn refuse_blocked(&self, account: &Addr, what: &str) -> Result<(), TransferError> {
        if *account != store::module_address(self.api)? && self.coins.is_blocked(self.storage, account) {
            return Err(UNAUTHORIZED.wrap(format!("{account} is not allowed to {what} funds")));
        }
        Ok(())
    }

    fn escrow(&mut self, sender: &Addr, escrow: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError> {
        let events = self.coins.send(self.storage, sender, escrow, coin)?;
        store::add_escrow(self.storage, &coin.denom, coin.amount)?;
        Ok(events)
    }

    fn unescrow(&mut self, escrow: &Addr, receiver: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError> {
        let events = self.coins.send(self.storage, escrow, receiver, coin).map_err(|e| {
            e.wrap("unable to unescrow tokens, this may be caused by a malicious counterparty module or a bug: please open an issue on counterparty module")
        })?;
        store::sub_escrow(self.storage, &coin.denom, coin.amount)?;
        Ok(events)
    }

    fn mint_to(&mut self, receiver: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError> {
        let module = store::module_address(self.api)?;
        let minted = self.coins.mint(self.storage, &module, coin);
        let mut events = minted.map_err(|e| e.wrap("failed to mint IBC tokens"))?;
        events.extend(self.coins.send(self.storage, &module, receiver, coin)?);
        Ok(events)
    }

    fn burn_from(&mut self, sender: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError> {
        let module = store::module_address(self.api)?;
        let mut events = self.coins.send(self.storage, sender, &module, coin)?;
        events.extend(self.coins.burn(self.storage, &module, coin)?);
        Ok(events)
    }

    /// `AccAddressFromBech32`: the SDK also reads bech32 in upper case.
    fn address(&self, text: &str) -> Option<Addr> {
        let upper = !text.contains(|c: char| c.is_ascii_lowercase());
        let text = if upper {
            text.to_ascii_lowercase()
        } else {
            text.to_string()
        };
        let canonical = self.api.addr_canonicalize(&text).ok()?;
        self.api.addr_humanize(&canonical).ok()
    }
}

/// `sdk.NewCoin`, which panics for a name that no coin may have.
fn new_coin(denom: &Denom, amount: Uint256) -> Result<Coin, TransferError> {
    let denom = denom.ibc_denom();
    if !denom::is_sdk_denom(&denom) {
        return Err(PANIC.wrap(format!("invalid denom: {denom}")));
    }
    Ok(Coin { denom, amount })
}
