//! What is on its way between two ends of a channel.

use cosmwasm_std::Uint256;

use crate::log::PacketLog;
use crate::snapshot::{Channel, Destination, Snapshot};

/// One end of a channel, and what happened to packets there.
pub struct End<'a> {
    pub snapshot: &'a Snapshot,
    pub channel: &'a Channel,
}

/// How much of one asset is in flight, in base units. The two numbers differ where it is not known whether the other
/// chain has accepted a packet.
#[derive(Clone, Copy, Default)]
pub struct InFlightAmount {
    pub least: Uint256,
    pub most: Uint256,
    /// Packets that a predecessor sent without a record, so that their amounts are not known. `None`: IBC core was not
    /// asked whether there are any.
    pub unrecorded: Option<usize>,
}

impl End<'_> {
    /// A denom path that the receiving end of this channel takes for its own: it left there, and comes back.
    pub fn is_foreign(&self, path: &str) -> bool {
        path.starts_with(&self.prefix())
    }

    /// The path of a token of the other end as it is known here.
    pub fn arrived(&self, path: &str) -> String {
        format!("{}{path}", self.prefix())
    }

    fn prefix(&self) -> String {
        format!("{}/{}/", self.snapshot.port, self.channel.id)
    }

    /// What was sent from here of one local denom, and was neither accepted by the other end nor given back.
    ///
    /// The packet logs of both chains tell it exactly. Without them the in-flight records do, as far as the other
    /// chain was asked what it has done with each packet.
    pub fn in_flight(&self, denom: &str, to: &End) -> InFlightAmount {
        match (&self.snapshot.packets, &to.snapshot.packets) {
            (Some(here), Some(there)) => self.by_logs(denom, here, to, there),
            _ => self.by_records(denom),
        }
    }

    fn by_logs(&self, denom: &str, here: &PacketLog, to: &End, there: &PacketLog) -> InFlightAmount {
        let mut sum = Uint256::zero();
        for packet in here
            .sent
            .iter()
            .filter(|packet| packet.channel == self.channel.id)
        {
            let ended = here.endings(&packet.channel, packet.sequence).next().is_some();
            let accepted = there.is_accepted(&to.channel.id, packet.sequence);
            match &packet.data {
                Some(data) if !ended && !accepted && self.snapshot.local_denom(&data.denom) == denom => {
                    sum = add(sum, data.amount);
                }
                _ => {}
            }
        }
        InFlightAmount {
            least: sum,
            most: sum,
            unrecorded: Some(0),
        }
    }

    fn by_records(&self, denom: &str) -> InFlightAmount {
        let mut amount = InFlightAmount {
            unrecorded: self.channel.unrecorded(),
            ..InFlightAmount::default()
        };
        let records = self.snapshot.in_flight.iter();
        for record in records.filter(|record| record.channel == self.channel.id && record.denom == denom) {
            match record.destination {
                Some(Destination::Accepted) => {}
                Some(_) => {
                    amount.least = add(amount.least, record.amount);
                    amount.most = add(amount.most, record.amount);
                }
                None => amount.most = add(amount.most, record.amount),
            }
        }
        amount
    }
}

impl InFlightAmount {
    /// The sum of two amounts. Unknown plus a number is unknown.
    pub fn and(self, other: Self) -> Self {
        Self {
            least: add(self.least, other.least),
            most: add(self.most, other.most),
            unrecorded: self
                .unrecorded
                .zip(other.unrecorded)
                .map(|(one, other)| one.saturating_add(other)),
        }
    }
}

/// A sum that stops at 2^256-1. Amounts of one asset never come near it, for its supply is one such number; a chain that
/// lies may pass it, and is then found to be wrong by the largest number there is.
pub fn add(a: Uint256, b: Uint256) -> Uint256 {
    a.saturating_add(b)
}
