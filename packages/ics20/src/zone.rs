//! Which end of a channel is a token's source zone, decided by the prefix of its denom path.
//!
//! As an example, take a token `uatom` whose source chain is A, and a channel that is `channel-0` at A and
//! `channel-7` at B, with port `transfer` on both:
//!
//! 1. A sends `uatom`. The path does not begin with A's end of the channel, so A [escrows](SendAction::Escrow) it
//!    and writes `uatom` into the packet.
//! 2. B receives `uatom`. The path does not begin with the packet's source `transfer/channel-0`, so B adds its own
//!    end as a prefix and [mints](ReceiveAction::Mint) `transfer/channel-7/uatom`.
//! 3. B sends `transfer/channel-7/uatom`. The path begins with B's own end, so B [burns](SendAction::Burn) it.
//! 4. A receives `transfer/channel-7/uatom`. The path begins with the packet's source, so A removes this prefix
//!    and [unescrows](ReceiveAction::Unescrow) `uatom`.
//!
//! A refund undoes the send: tokens that were escrowed are [unescrowed](RefundAction::Unescrow), and vouchers that
//! were burned are [minted](RefundAction::Mint) again.

use crate::denom::{check_outward, is_blank, push_prefix, strip_prefix};
use crate::{Error, MAX_DENOM_LEN};

/// What a chain does with a token that it sends.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum SendAction {
    /// The token is a voucher that was minted through this channel: it is burned.
    Burn,
    /// This chain is the token's source chain, or the token came through another channel: it is escrowed.
    Escrow,
}

/// Decides on sending the denom `path` from our end of a channel: step 1 ([`SendAction::Escrow`]) or step 3
/// ([`SendAction::Burn`]) of the [example](self).
pub fn on_send(path: &str, our_port: &str, our_channel: &str) -> SendAction {
    match strip_prefix(path, our_port, our_channel) {
        Some(_) => SendAction::Burn,
        None => SendAction::Escrow,
    }
}

/// What a chain does with a token that it receives. The path in each variant is the denom on this chain.
#[derive(Debug, PartialEq, Eq, Clone)]
pub enum ReceiveAction {
    /// The token comes home: it is released from the escrow of this channel.
    Unescrow(String),
    /// The token comes from another chain: a voucher is minted.
    Mint(String),
}

/// Decides on a packet's denom: step 2 ([`ReceiveAction::Mint`]) or step 4 ([`ReceiveAction::Unescrow`]) of the
/// [example](self).
///
/// The prefix is compared with the packet's *source*. A path that begins with our own end comes from another
/// chain, and gets a hop like any other.
///
/// # Errors
/// [`Error::BlankDenom`]; [`Error::InvalidHop`] for a token to be minted (the hops of a token that comes home are
/// not checked); [`Error::DenomTooLong`] when the path on this chain exceeds [`MAX_DENOM_LEN`]
pub fn on_receive(
    path: &str,
    source_port: &str,
    source_channel: &str,
    dest_port: &str,
    dest_channel: &str,
) -> Result<ReceiveAction, Error> {
    if let Some(home) = strip_prefix(path, source_port, source_channel) {
        if is_blank(home) {
            return Err(Error::BlankDenom);
        }
        return fits(home.into()).map(ReceiveAction::Unescrow);
    }
    let voucher = fits(push_prefix(path, dest_port, dest_channel))?;
    check_outward(path)?;
    Ok(ReceiveAction::Mint(voucher))
}

/// What a chain does to refund a token that it sent.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum RefundAction {
    /// The voucher was burned: it is minted again.
    Mint,
    /// The token is in escrow: it is released.
    Unescrow,
}

/// Decides on the refund of the denom `path` at our end of a channel: the opposite of [`on_send`].
pub fn on_refund(path: &str, our_port: &str, our_channel: &str) -> RefundAction {
    match on_send(path, our_port, our_channel) {
        SendAction::Burn => RefundAction::Mint,
        SendAction::Escrow => RefundAction::Unescrow,
    }
}

fn fits(path: String) -> Result<String, Error> {
    if path.len() > MAX_DENOM_LEN {
        return Err(Error::DenomTooLong);
    }
    Ok(path)
}
