//! Bech32 addresses of a chain, with a prefix that is only known when the test runs. cw-multi-test's `MockApiBech32` needs
//! a `'static` prefix.
use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};
use cosmwasm_std::testing::MockApi;
use cosmwasm_std::{
    Addr, Api, CanonicalAddr, HashFunction, RecoverPubkeyError, StdError, StdResult, VerificationError,
};
use sha2::{Digest, Sha256};

/// Implements the cryptographic functions of [`Api`] by calling those of a field.
macro_rules! cryptography_of {
    ($field:tt) => {
        fn secp256k1_verify(
            &self,
            hash: &[u8],
            signature: &[u8],
            key: &[u8],
        ) -> Result<bool, VerificationError> {
            self.$field.secp256k1_verify(hash, signature, key)
        }
        fn secp256k1_recover_pubkey(
            &self,
            hash: &[u8],
            signature: &[u8],
            recovery: u8,
        ) -> Result<Vec<u8>, RecoverPubkeyError> {
            self.$field
                .secp256k1_recover_pubkey(hash, signature, recovery)
        }
        fn secp256r1_verify(
            &self,
            hash: &[u8],
            signature: &[u8],
            key: &[u8],
        ) -> Result<bool, VerificationError> {
            self.$field.secp256r1_verify(hash, signature, key)
        }
        fn secp256r1_recover_pubkey(
            &self,
            hash: &[u8],
            signature: &[u8],
            recovery: u8,
        ) -> Result<Vec<u8>, RecoverPubkeyError> {
            self.$field
                .secp256r1_recover_pubkey(hash, signature, recovery)
        }
        fn bls12_381_aggregate_g1(&self, g1s: &[u8]) -> Result<[u8; 48], VerificationError> {
            self.$field.bls12_381_aggregate_g1(g1s)
        }
        fn bls12_381_aggregate_g2(&self, g2s: &[u8]) -> Result<[u8; 96], VerificationError> {
            self.$field.bls12_381_aggregate_g2(g2s)
        }
        fn bls12_381_pairing_equality(
            &self,
            ps: &[u8],
            qs: &[u8],
            r: &[u8],
            s: &[u8],
        ) -> Result<bool, VerificationError> {
            self.$field.bls12_381_pairing_equality(ps, qs, r, s)
        }
        fn bls12_381_hash_to_g1(
            &self,
            hash: HashFunction,
            msg: &[u8],
            dst: &[u8],
        ) -> Result<[u8; 48], VerificationError> {
            self.$field.bls12_381_hash_to_g1(hash, msg, dst)
        }
        fn bls12_381_hash_to_g2(
            &self,
            hash: HashFunction,
            msg: &[u8],
            dst: &[u8],
        ) -> Result<[u8; 96], VerificationError> {
            self.$field.bls12_381_hash_to_g2(hash, msg, dst)
        }
        fn ed25519_verify(
            &self,
            msg: &[u8],
            signature: &[u8],
            key: &[u8],
        ) -> Result<bool, VerificationError> {
            self.$field.ed25519_verify(msg, signature, key)
        }
        fn ed25519_batch_verify(
            &self,
            msgs: &[&[u8]],
            signatures: &[&[u8]],
            keys: &[&[u8]],
        ) -> Result<bool, VerificationError> {
            self.$field.ed25519_batch_verify(msgs, signatures, keys)
        }
        fn debug(&self, message: &str) {
            self.$field.debug(message);
        }
    };
}
pub(crate) use cryptography_of;

/// The address functions of a chain. Addresses in upper case are rejected.
#[derive(Clone, Copy)]
pub struct Bech32Api {
    prefix: Hrp,
    std: MockApi,
}

impl Bech32Api {
    /// The address functions of a chain whose addresses have this prefix.
    ///
    /// # Errors
    /// When the prefix is not valid in bech32: it must have 1 to 83 characters of printable ASCII.
    pub fn new(prefix: &str) -> StdResult<Self> {
        let prefix =
            Hrp::parse(prefix).map_err(|error| StdError::msg(format!("prefix `{prefix}`: {error}")))?;
        Ok(Self {
            prefix,
            std: MockApi::default(),
        })
    }

    /// The address for a name: always the same for the same name, and 32 bytes long like those of contracts.
    #[allow(clippy::expect_used, reason = "32 bytes fit behind every prefix")]
    pub fn addr_make(&self, name: &str) -> Addr {
        let address = self.addr_humanize(&Sha256::digest(name).to_vec().into());
        address.expect("bech32 of 32 bytes")
    }
}

impl Api for Bech32Api {
    fn addr_validate(&self, human: &str) -> StdResult<Addr> {
        self.addr_humanize(&self.addr_canonicalize(human)?)
    }

    fn addr_canonicalize(&self, human: &str) -> StdResult<CanonicalAddr> {
        let read = CheckedHrpstring::new::<Bech32>(human).ok();
        let own = read.filter(|read| read.hrp().to_string() == self.prefix.to_string());
        own.map(|own| own.byte_iter().collect::<Vec<u8>>().into())
            .ok_or_else(|| StdError::msg("Invalid input"))
    }

    fn addr_humanize(&self, canonical: &CanonicalAddr) -> StdResult<Addr> {
        bech32::encode::<Bech32>(self.prefix, canonical)
            .map(Addr::unchecked)
            .map_err(|_| StdError::msg("Invalid canonical address"))
    }

    cryptography_of!(std);
}
