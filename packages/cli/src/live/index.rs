//! What a node's index of transactions says about one packet.

use ibc_proto::ibc::core::channel::v1::Packet;
use ibc_proto::ibc::core::client::v1::Height;

use super::packets::{search, unhex, Event, Tx};
use super::rpc::Node;
use crate::Error;

impl Node {
    /// A packet as it was sent, whole; `None`: the node keeps an index of transactions that does not reach back so far.
    ///
    /// # Errors
    /// The node does not answer, or keeps no index.
    pub(crate) fn sent_packet(
        &self,
        port: &str,
        channel: &str,
        sequence: u64,
    ) -> Result<Option<Packet>, Error> {
        let found = search(self, &sending(port, channel, sequence))?;
        let mut events = found.iter().flat_map(Tx::events);
        Ok(events.find_map(|event| {
            let packet = packet_of(event).filter(|_| event.kind == "send_packet")?;
            let is_asked =
                packet.source_port == port && packet.source_channel == channel && packet.sequence == sequence;
            is_asked.then_some(packet)
        }))
    }

    /// Height of the block that has a packet's sending; `None`: the node keeps no index of transactions, or one that does not
    /// reach back so far.
    ///
    /// # Errors
    /// The node does not answer.
    pub(super) fn height_of_sending(
        &self,
        port: &str,
        channel: &str,
        sequence: u64,
    ) -> Result<Option<u64>, Error> {
        let found = search_indexed(self, &sending(port, channel, sequence))?;
        Ok(found.iter().find_map(Tx::height))
    }

    /// The acknowledgement that this chain has written for a packet that it received over `port` and `channel`; `None`: the
    /// node keeps no index of transactions, or one that does not reach back so far.
    ///
    /// # Errors
    /// The node does not answer.
    pub(crate) fn acknowledgement(
        &self,
        port: &str,
        channel: &str,
        sequence: u64,
    ) -> Result<Option<Vec<u8>>, Error> {
        let condition = format!(
            "write_acknowledgement.packet_dst_port='{port}' AND write_acknowledgement.packet_dst_channel='{channel}' AND \
             write_acknowledgement.packet_sequence='{sequence}'"
        );
        let found = search_indexed(self, &condition)?;
        let events = found.iter().flat_map(Tx::events);
        let mut of_packet = events.filter(|event| {
            event.kind == "write_acknowledgement"
                && event.is("packet_dst_port", port)
                && event.is("packet_dst_channel", channel)
                && event.sequence() == Some(sequence)
        });
        Ok(of_packet.find_map(|event| unhex(event.get("packet_ack_hex")?)))
    }
}

/// What finds the transaction that sent a packet.
fn sending(port: &str, channel: &str, sequence: u64) -> String {
    format!(
        "send_packet.packet_src_port='{port}' AND send_packet.packet_src_channel='{channel}' AND \
         send_packet.packet_sequence='{sequence}'"
    )
}

/// As [`search`]; nothing is found where there is no index.
fn search_indexed(node: &Node, condition: &str) -> Result<Vec<Tx>, Error> {
    match search(node, condition) {
        Err(Error::NoIndex(_)) => Ok(vec![]),
        other => other,
    }
}

/// The packet of an event of core.
fn packet_of(event: &Event) -> Option<Packet> {
    let text = |key: &str| event.get(key).map(String::from);
    let (revision, height) = event.get("packet_timeout_height")?.split_once('-')?;
    Some(Packet {
        sequence: event.sequence()?,
        source_port: text("packet_src_port")?,
        source_channel: text("packet_src_channel")?,
        destination_port: text("packet_dst_port")?,
        destination_channel: text("packet_dst_channel")?,
        data: unhex(event.get("packet_data_hex")?)?,
        timeout_height: Some(Height {
            revision_number: revision.parse().ok()?,
            revision_height: height.parse().ok()?,
        }),
        timeout_timestamp: event.get("packet_timeout_timestamp")?.parse().ok()?,
    })
}
