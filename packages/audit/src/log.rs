//! What happened to the packets of one port.

use cosmwasm_std::Uint256;
use serde::{Deserialize, Serialize};

/// What happened to the packets of one port.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacketLog {
    /// Packets that were sent.
    pub sent: Vec<Sent>,
    /// Packets that were received, one entry for each time. One that is held there is not answered yet.
    pub received: Vec<Received>,
    /// How packets that were sent ended, one entry for each time.
    pub ended: Vec<Ended>,
    /// Acknowledgements and timeouts that the contract failed on, though the relayer's message was valid; absent: the
    /// source does not see transactions that fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_settlements: Option<Vec<FailedSettlement>>,
    /// Refused packets that changed the chain's state nevertheless; absent: the source does not compare states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traces: Option<Vec<Trace>>,
}

/// The parts of a packet's data that move value, as on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferData {
    /// Denom path, as the packet names it.
    pub denom: String,
    /// Amount in base units.
    pub amount: Uint256,
    /// Sender, on the chain that sent the packet.
    pub sender: String,
}

/// A packet that was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// Id of the channel on the chain that sent the packet.
    pub channel: String,
    /// Sequence on it.
    pub sequence: u64,
    /// What it moves; null: its data is no ICS-20 packet.
    pub data: Option<TransferData>,
}

/// A packet that was received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// Id of the channel on the chain that received the packet.
    pub channel: String,
    /// Sequence on its source channel.
    pub sequence: u64,
    /// Whether it was answered with a success acknowledgement, or paid while its channel was closed, where none can be
    /// written. False also for one that is held: it is still in flight.
    pub success: bool,
    /// What it moves; null: its data is no ICS-20 packet.
    pub data: Option<TransferData>,
}

/// How a packet ended for its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// By a success acknowledgement.
    Success,
    /// By an error acknowledgement.
    Error,
    /// By a timeout.
    Timeout,
    /// By a migration that settled what the protocol had stranded.
    Settled,
}

/// A packet that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// Id of the channel on the chain that sent the packet.
    pub channel: String,
    /// Sequence on it.
    pub sequence: u64,
    /// How it ended for its sender.
    pub ending: Ending,
}

/// An acknowledgement or timeout that the contract failed on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailedSettlement {
    /// Id of the channel on the chain that sent the packet.
    pub channel: String,
    /// Sequence on it.
    pub sequence: u64,
    /// The error that the chain reports.
    pub error: String,
}

/// A refused packet that changed the receiving chain's state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// Id of the channel on the chain that received the packet.
    pub channel: String,
    /// Sequence on its source channel.
    pub sequence: u64,
}

impl PacketLog {
    /// How a packet that was sent ended, each time that it did.
    pub(crate) fn endings<'a>(
        &'a self,
        channel: &'a str,
        sequence: u64,
    ) -> impl Iterator<Item = Ending> + 'a {
        let of_packet = move |one: &&Ended| one.channel == channel && one.sequence == sequence;
        self.ended.iter().filter(of_packet).map(|one| one.ending)
    }

    /// Whether a packet was received and answered with a success acknowledgement.
    pub(crate) fn is_accepted(&self, channel: &str, sequence: u64) -> bool {
        let mut received = self.received.iter();
        received.any(|one| one.channel == channel && one.sequence == sequence && one.success)
    }

    /// Packets that were sent and have not ended.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Sent> {
        self.sent
            .iter()
            .filter(|packet| self.endings(&packet.channel, packet.sequence).next().is_none())
    }

    /// How often a packet was received.
    pub(crate) fn times_received(&self, channel: &str, sequence: u64) -> usize {
        let received = self.received.iter();
        received
            .filter(|one| one.channel == channel && one.sequence == sequence)
            .count()
    }
}
