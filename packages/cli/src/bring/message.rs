//! The messages of IBC core: a header for the light client, and a packet, acknowledgement or timeout with its proof.

use std::thread;
use std::time::Duration;

use cosmos_sdk_proto::prost::{Message, Name};
use cosmos_sdk_proto::tendermint::google::protobuf::Any;
use cosmos_sdk_proto::tendermint::types::SignedHeader;
use ibc_proto::ibc::core::channel::v1::{MsgAcknowledgement, MsgRecvPacket, MsgTimeout, Packet};
use ibc_proto::ibc::core::client::v1::{Height, MsgUpdateClient};
use ibc_proto::ibc::core::commitment::v1::MerkleProof;
use ibc_proto::ibc::lightclients::tendermint::v1::Header;
use ibc_proto::ics23::CommitmentProof;

use super::Deed;
use crate::live::{LightClient, Node};
use crate::Error;

/// Core's store.
const STORE: &str = "ibc";
/// How often the node is asked until a header has what is to be proved: it comes a block after the transaction.
const ATTEMPTS: usize = 40;
/// Between two questions.
const PAUSE: Duration = Duration::from_millis(500);

/// A message with its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// Full name of its type, as `ibc.core.client.v1.MsgUpdateClient`.
    pub name: String,
    /// The message in protobuf.
    pub bytes: Vec<u8>,
}

impl Typed {
    fn new<M: Message + Name>(message: &M) -> Self {
        Self {
            name: M::full_name(),
            bytes: message.encode_to_vec(),
        }
    }

    /// As an `Any` has it.
    pub fn any(&self) -> Any {
        Any {
            type_url: format!("/{}", self.name),
            value: self.bytes.clone(),
        }
    }
}

/// What brings it: an update of the light client where it lacks the header, and the message.
pub fn messages(
    proven: &Node,
    client: &LightClient,
    packet: &Packet,
    deed: &Deed,
    signer: &str,
) -> Result<Vec<Typed>, Error> {
    let key = key(packet, deed);
    let is_there = *deed != Deed::Timeout;
    let (signed, proof) = header_with_proof(proven, client, &key, is_there)?;
    let height = Height {
        revision_number: client.latest.revision_number,
        revision_height: signed
            .as_ref()
            .map_or(Ok(client.latest.revision_height), height_of)?,
    };
    let mut messages = vec![];
    if let Some(signed) = signed {
        messages.push(Typed::new(&update(proven, client, signed, signer)?));
    }
    let (packet, proof_height, signer) = (Some(packet.clone()), Some(height), signer.to_string());
    messages.push(match deed {
        Deed::Receive => Typed::new(&MsgRecvPacket {
            packet,
            proof_commitment: proof,
            proof_height,
            signer,
        }),
        Deed::Acknowledge(acknowledgement) => Typed::new(&MsgAcknowledgement {
            packet,
            acknowledgement: acknowledgement.clone(),
            proof_acked: proof,
            proof_height,
            signer,
        }),
        Deed::Timeout => Typed::new(&MsgTimeout {
            // of no use on an unordered channel, but zero is refused
            next_sequence_recv: packet.as_ref().map_or(1, |packet| packet.sequence),
            packet,
            proof_unreceived: proof,
            proof_height,
            signer,
        }),
    });
    Ok(messages)
}

/// The key of core's store whose value, or absence, is proved.
fn key(packet: &Packet, deed: &Deed) -> String {
    let path = |kind: &str, port: &str, channel: &str| {
        format!(
            "{kind}/ports/{port}/channels/{channel}/sequences/{}",
            packet.sequence
        )
    };
    let (port, channel) = (&packet.destination_port, &packet.destination_channel);
    match deed {
        Deed::Receive => path("commitments", &packet.source_port, &packet.source_channel),
        Deed::Acknowledge(_) => path("acks", port, channel),
        Deed::Timeout => path("receipts", port, channel),
    }
}

/// The newest header, and a proof up to its app hash, which is of the state one block before. `None`: the client has it.
fn header_with_proof(
    node: &Node,
    client: &LightClient,
    key: &str,
    is_there: bool,
) -> Result<(Option<SignedHeader>, Vec<u8>), Error> {
    for _ in 0..ATTEMPTS {
        let signed = node.signed_header(None)?;
        let height = height_of(&signed)?;
        let known = client.latest.revision_height;
        let state = height.max(known).saturating_sub(1);
        let proof = node.prove(STORE, key.as_bytes(), state)?;
        if proof.value.is_some() == is_there {
            let header = Some(signed).filter(|_| height > known);
            return Ok((header, merkle_proof(&proof.steps)?));
        }
        thread::sleep(PAUSE);
    }
    Err(Error::NoAnswer {
        question: format!("{key} at {}", node.url),
        why: "its newest header does not prove what its last state says; is the node catching up?".into(),
    })
}

fn merkle_proof(steps: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
    let steps = steps.iter().map(|step| CommitmentProof::decode(step.as_slice()));
    let proofs = steps.collect::<Result<Vec<_>, _>>();
    let proofs = proofs.map_err(|why| Error::NoAnswer {
        question: "proof of a packet".into(),
        why: why.to_string(),
    })?;
    Ok(MerkleProof { proofs }.encode_to_vec())
}

/// Height of a header.
fn height_of(signed: &SignedHeader) -> Result<u64, Error> {
    let height = signed.header.as_ref().map(|header| header.height);
    let height = height.and_then(|height| u64::try_from(height).ok());
    height.ok_or_else(|| Error::NoAnswer {
        question: "newest header".into(),
        why: "it has no height".into(),
    })
}

/// The header with all that the light client compares it with.
fn update(
    node: &Node,
    client: &LightClient,
    signed: SignedHeader,
    signer: &str,
) -> Result<MsgUpdateClient, Error> {
    let proposer = signed
        .header
        .as_ref()
        .map(|header| header.proposer_address.clone());
    let validators = node.validators(height_of(&signed)?, &proposer.unwrap_or_default())?;
    // a header names the validators of the next one
    let next = client.latest.revision_height.saturating_add(1);
    let header = Header {
        signed_header: Some(signed),
        validator_set: Some(validators),
        trusted_height: Some(client.latest),
        trusted_validators: Some(node.validators(next, &[])?),
    };
    Ok(MsgUpdateClient {
        client_id: client.id.clone(),
        client_message: Some(Typed::new(&header).any()),
        signer: signer.into(),
    })
}
