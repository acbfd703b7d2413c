//! Converts packets of IBC v1, as the host passes them, into [`Packet`].

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

/// Converts a packet that is received here, so that its destination is our end.
pub fn arriving(packet: IbcPacket) -> Packet {
    Packet {
        ours: packet.dest.into(),
        theirs: packet.src.into(),
        sequence: packet.sequence,
        data: packet.data,
    }
}

/// Converts a packet that was sent from here, so that its source is our end.
pub fn ending(packet: IbcPacket) -> Packet {
    Packet {
        ours: packet.src.into(),
        theirs: packet.dest.into(),
        sequence: packet.sequence,
        data: packet.data,
    }
}
