//! Proofs. A proof is a MAC over the value that a chain has stored under a path of ICS-24; only the simulator can make it.
//! It is not stored anywhere, so a message that was made earlier stays valid, like a proof at an old height.
use crate::codes::ibc;
use crate::packet::sha256;
use crate::proto::{Height, Packet};
use cosmwasm_std::StdResult;

/// The statement of a proof: a chain has stored a value under a path.
pub(crate) struct Statement<'a> {
    pub chain: &'a str,
    pub path: &'a str,
    /// The stored bytes; empty if nothing is stored.
    pub value: &'a [u8],
}

pub(crate) fn commitment_path(p: &Packet) -> String {
    let (port, channel) = (&p.source_port, &p.source_channel);
    format!(
        "commitments/ports/{port}/channels/{channel}/sequences/{}",
        p.sequence
    )
}
pub(crate) fn receipt_path(p: &Packet) -> String {
    let (port, channel) = (&p.destination_port, &p.destination_channel);
    format!(
        "receipts/ports/{port}/channels/{channel}/sequences/{}",
        p.sequence
    )
}
pub(crate) fn ack_path(p: &Packet) -> String {
    let (port, channel) = (&p.destination_port, &p.destination_channel);
    format!("acks/ports/{port}/channels/{channel}/sequences/{}", p.sequence)
}
pub(crate) fn next_recv_path(p: &Packet) -> String {
    let (port, channel) = (&p.destination_port, &p.destination_channel);
    format!("nextSequenceRecv/ports/{port}/channels/{channel}")
}
pub(crate) fn channel_path(port: &str, channel: &str) -> String {
    format!("channelEnds/ports/{port}/channels/{channel}")
}

/// Length of the MAC. It is followed by the time at the proof's height, which a light client would know.
const MAC: usize = 32;

impl Statement<'_> {
    /// A proof of the statement at `height`, when the chain's time was `nanos`.
    pub fn prove(&self, height: Height, nanos: u64) -> Vec<u8> {
        let length = |bytes: &[u8]| bytes.len().to_be_bytes();
        let mut proof = sha256(&[
            b"made by the simulator",
            &length(self.chain.as_bytes()),
            self.chain.as_bytes(),
            &length(self.path.as_bytes()),
            self.path.as_bytes(),
            &height.revision_number.to_be_bytes(),
            &height.revision_height.to_be_bytes(),
            &nanos.to_be_bytes(),
            self.value,
        ]);
        proof.extend_from_slice(&nanos.to_be_bytes());
        proof
    }

    /// The chain's time at `height`, if the proof holds.
    pub fn verify(&self, proof: &[u8], height: Height) -> StdResult<u64> {
        let nanos = nanos_of(proof);
        if proof != self.prove(height, nanos) {
            return Err(ibc::INVALID_PROOF.error());
        }
        Ok(nanos)
    }
}

/// The time in a proof, in nanoseconds. [`Statement::verify`] checks whether it is true.
pub(crate) fn nanos_of(proof: &[u8]) -> u64 {
    let tail = proof.get(MAC..).and_then(|b| b.try_into().ok());
    tail.map(u64::from_be_bytes).unwrap_or_default()
}
