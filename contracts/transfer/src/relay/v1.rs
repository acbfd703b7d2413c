//! IBC v1's packets, as the host hands them over.

use cosmwasm_std::{IbcEndpoint, IbcPacket};

use super::{End, Packet};

impl From<IbcEndpoint> for End {
    fn from(endpoint: IbcEndpoint) -> Self {
        End {
            port: endpoint.port_id,
            channel: endpoint.channel_id,
        }
    }
}

/// A packet that arrives: its destination is ours.
pub fn arriving(packet: IbcPacket) -> Packet {
    Packet {
        ours: packet.dest.into(),
        theirs: packet.src.into(),
        sequence: packet.sequence,
        data: packet.data,
    }
}

/// A packet of our own that ends: its source is ours.
pub fn ending(packet: IbcPacket) -> Packet {
    Packet {
        ours: packet.src.into(),
        theirs: packet.dest.into(),
        sequence: packet.sequence,
        data: packet.data,
    }
}
