//! One ICS-23 proof.

use cosmos_sdk_proto::prost::Message;
use ics23::commitment_proof::Proof;
use ics23::{
    calculate_existence_root, iavl_spec, tendermint_spec, verify_membership, verify_non_membership,
    CommitmentProof, ExistenceProof, HashOp, HostFunctionsManager as Hashes, NonExistenceProof, ProofSpec,
};
use sha2::{Digest, Sha256};

use crate::live::Proven;

/// A key of a store, and its value.
pub type Entry = (Vec<u8>, Vec<u8>);

/// What is proved about a key of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It has this value.
    Value(Vec<u8>),
    /// It is not there. The next entry of the store; `None`: there is no key behind it.
    Absent(Option<Entry>),
}

/// Why a proof is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Two steps are needed: from the key to the store, and from the store to the app hash.
    #[error("the proof does not have two steps")]
    Steps,
    /// A step is no ICS-23 proof, or one in a form that chains of the Cosmos SDK do not give.
    #[error("a step of the proof cannot be read")]
    Unreadable,
    /// The store's root does not lead to the app hash.
    #[error("the proof does not lead to the app hash that the other chain's light client holds")]
    OtherRoot,
    /// The key's step does not prove this key, or its neighbours are not its neighbours.
    #[error("the proof does not prove this key")]
    OtherKey,
    /// The node answers one thing and proves another.
    #[error("the proof does not prove the value that the node answers")]
    OtherValue,
}

/// What a proof proves about a key of a store, if it leads to this app hash.
///
/// # Errors
/// It does not lead there, or not from this key, or the answered value is another one.
pub fn verify(app_hash: &[u8], store: &str, key: &[u8], answer: &Proven) -> Result<Found, Refused> {
    let [of_key, of_store] = answer.steps.as_slice() else {
        return Err(Refused::Steps);
    };
    let (of_key, of_store) = (read(of_key)?, read(of_store)?);
    let leads_to_app_hash = |root: &Vec<u8>| {
        let (app_hash, spec) = (app_hash.to_vec(), tendermint_spec());
        verify_membership::<Hashes>(&of_store, &spec, &app_hash, store.as_bytes(), root)
    };
    match &of_key.proof {
        Some(Proof::Exist(existence)) => {
            let root = root_of(Some(existence))?;
            if !leads_to_app_hash(&root) {
                return Err(Refused::OtherRoot);
            }
            if !verify_membership::<Hashes>(&of_key, &iavl_spec(), &root, key, &existence.value) {
                return Err(Refused::OtherKey);
            }
            match answer.value.as_ref() == Some(&existence.value) {
                true => Ok(Found::Value(existence.value.clone())),
                false => Err(Refused::OtherValue),
            }
        }
        Some(Proof::Nonexist(absence)) => {
            let hashed = with_hashed_values(absence).ok_or(Refused::Unreadable)?;
            let root = root_of(hashed.left.as_ref().or(hashed.right.as_ref()))?;
            if !leads_to_app_hash(&root) {
                return Err(Refused::OtherRoot);
            }
            let proof = CommitmentProof {
                proof: Some(Proof::Nonexist(hashed)),
            };
            if !verify_non_membership::<Hashes>(&proof, &spec_of_hashed_values(), &root, key) {
                return Err(Refused::OtherKey);
            }
            match answer.value {
                None => Ok(Found::Absent(neighbour(absence))),
                Some(_) => Err(Refused::OtherValue),
            }
        }
        _ => Err(Refused::Unreadable),
    }
}

fn read(step: &[u8]) -> Result<CommitmentProof, Refused> {
    CommitmentProof::decode(step).map_err(|_| Refused::Unreadable)
}

/// Root of the store that a key's step leads to.
fn root_of(existence: Option<&ExistenceProof>) -> Result<Vec<u8>, Refused> {
    let root = existence.map(calculate_existence_root::<Hashes>);
    root.and_then(Result::ok).ok_or(Refused::Unreadable)
}

/// The same proof with the hashes of its neighbours' values in their place.
///
/// A neighbour may have an empty value (the bank's index of denoms has), which ICS-23 refuses. A leaf is made of the value's hash
/// anyway, so that this proof has the same leaves, and all else is checked as it is. `None`: a leaf is made otherwise.
fn with_hashed_values(absence: &NonExistenceProof) -> Option<NonExistenceProof> {
    let mut hashed = absence.clone();
    for existence in [&mut hashed.left, &mut hashed.right].into_iter().flatten() {
        let leaf = existence.leaf.as_mut()?;
        if leaf.prehash_value != i32::from(HashOp::Sha256) {
            return None;
        }
        leaf.prehash_value = HashOp::NoHash.into();
        existence.value = Sha256::digest(&existence.value).to_vec();
    }
    Some(hashed)
}

/// What such a proof must be like.
fn spec_of_hashed_values() -> ProofSpec {
    let mut spec = iavl_spec();
    if let Some(leaf) = &mut spec.leaf_spec {
        leaf.prehash_value = HashOp::NoHash.into();
    }
    spec
}

/// The next key; the verification has shown that nothing is between.
fn neighbour(absence: &NonExistenceProof) -> Option<Entry> {
    let right: &ExistenceProof = absence.right.as_ref()?;
    Some((right.key.clone(), right.value.clone()))
}
