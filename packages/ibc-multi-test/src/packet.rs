//! The commitment and the timeout of a packet, and the events that contain it.
use crate::proto::{Height, Packet};
use cosmwasm_std::{Event, IbcEndpoint, IbcPacket, IbcTimeout, IbcTimeoutBlock, Timestamp};
use sha2::{Digest, Sha256};

pub(crate) fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha256::new();
    parts.iter().for_each(|p| hash.update(p));
    hash.finalize().to_vec()
}

impl Packet {
    /// The commitment that core stores for a packet in flight: ibc-go's `CommitPacket` (`04-channel/types/packet.go`).
    pub fn commitment(&self) -> Vec<u8> {
        sha256(&[
            &self.timeout_timestamp.to_be_bytes(),
            &self.timeout_height.revision_number.to_be_bytes(),
            &self.timeout_height.revision_height.to_be_bytes(),
            &sha256(&[&self.data]),
        ])
    }

    /// Whether the packet can no longer be received at this height and time (nanoseconds) of the receiving chain.
    pub fn is_elapsed(&self, height: Height, nanos: u64) -> bool {
        let by_height = self.timeout_height != Height::default() && height >= self.timeout_height;
        by_height || (self.timeout_timestamp != 0 && nanos >= self.timeout_timestamp)
    }

    pub(crate) fn to_std(&self) -> IbcPacket {
        let block = IbcTimeoutBlock {
            revision: self.timeout_height.revision_number,
            height: self.timeout_height.revision_height,
        };
        let time = Timestamp::from_nanos(self.timeout_timestamp);
        let timeout = match (self.timeout_height == Height::default(), time.nanos()) {
            (false, 0) => IbcTimeout::with_block(block),
            (false, _) => IbcTimeout::with_both(block, time),
            (true, _) => IbcTimeout::with_timestamp(time),
        };
        let end = |port: &str, channel: &str| IbcEndpoint {
            port_id: port.into(),
            channel_id: channel.into(),
        };
        IbcPacket::new(
            self.data.clone(),
            end(&self.source_port, &self.source_channel),
            end(&self.destination_port, &self.destination_channel),
            self.sequence,
            timeout,
        )
    }

    /// The event `send_packet`, `recv_packet`, `write_acknowledgement`, `acknowledge_packet` or `timeout_packet`, with the
    /// attributes of ibc-go's `04-channel/keeper/events.go` in the same order.
    pub(crate) fn event(&self, ty: &str, ack: Option<&[u8]>, ordered: bool, connection: &str) -> Event {
        let mut event = Event::new(ty);
        if !matches!(ty, "acknowledge_packet" | "timeout_packet") {
            event = event.add_attribute("packet_data_hex", hex::encode(&self.data));
        }
        let Height {
            revision_number: revision,
            revision_height: height,
        } = self.timeout_height;
        event = event
            .add_attribute("packet_timeout_height", format!("{revision}-{height}"))
            .add_attribute("packet_timeout_timestamp", self.timeout_timestamp.to_string())
            .add_attribute("packet_sequence", self.sequence.to_string())
            .add_attribute("packet_src_port", &self.source_port)
            .add_attribute("packet_src_channel", &self.source_channel)
            .add_attribute("packet_dst_port", &self.destination_port)
            .add_attribute("packet_dst_channel", &self.destination_channel);
        if let Some(ack) = ack {
            event = event.add_attribute("packet_ack_hex", hex::encode(ack));
        }
        let ordering = if ordered {
            "ORDER_ORDERED"
        } else {
            "ORDER_UNORDERED"
        };
        if ty == "timeout_packet" {
            return event
                .add_attribute("connection_id", connection)
                .add_attribute("packet_channel_ordering", ordering);
        }
        event
            .add_attribute("packet_channel_ordering", ordering)
            .add_attribute("packet_connection", connection)
            .add_attribute("connection_id", connection)
    }

    /// Reads a packet from a `send_packet` or `recv_packet` event, as a relayer does.
    pub(crate) fn from_event(event: &Event) -> Option<Packet> {
        let get = |key| attribute(event, key);
        let (revision, height) = get("packet_timeout_height")?.split_once('-')?;
        Some(Packet {
            sequence: get("packet_sequence")?.parse().ok()?,
            source_port: get("packet_src_port")?.into(),
            source_channel: get("packet_src_channel")?.into(),
            destination_port: get("packet_dst_port")?.into(),
            destination_channel: get("packet_dst_channel")?.into(),
            data: hex::decode(get("packet_data_hex")?).ok()?,
            timeout_height: Height {
                revision_number: revision.parse().ok()?,
                revision_height: height.parse().ok()?,
            },
            timeout_timestamp: get("packet_timeout_timestamp")?.parse().ok()?,
        })
    }
}

pub(crate) fn attribute<'a>(event: &'a Event, key: &str) -> Option<&'a str> {
    let found = event.attributes.iter().find(|a| a.key == key)?;
    Some(&found.value)
}
