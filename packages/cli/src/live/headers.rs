//! Blocks as a node has them: signed headers, and the validators that signed.

use cosmos_sdk_proto::tendermint::types::{Header, SignedHeader, Validator, ValidatorSet};
use serde::Deserialize;
use serde_json::json;

use super::rpc::Node;
use crate::Error;

/// Validators of a page; the most that CometBFT gives.
const PAGE: usize = 100;

impl Node {
    /// The header of a block with the signatures under it; `None`: of the last block.
    ///
    /// # Errors
    /// The node does not answer, or does not have the block.
    pub(crate) fn signed_header(&self, height: Option<u64>) -> Result<SignedHeader, Error> {
        let params = match height {
            Some(height) => json!({ "height": height.to_string() }),
            None => json!({}),
        };
        let answer: CommitAnswer = self.call("commit", &params)?;
        Ok(answer.signed_header)
    }

    /// Time of a block, in seconds since 1970.
    ///
    /// # Errors
    /// The node does not answer, or does not have the block.
    pub fn block_time(&self, height: u64) -> Result<u64, Error> {
        let signed = self.signed_header(Some(height))?;
        let time = signed.header.as_ref().and_then(seconds);
        time.ok_or_else(|| Error::NoAnswer {
            question: format!("commit {height} at {}", self.url),
            why: "the header has no time".into(),
        })
    }

    /// The validators of a block. The proposer is named where `proposer` is the address of one of them.
    ///
    /// # Errors
    /// The node does not answer, or does not have the block.
    pub(crate) fn validators(&self, height: u64, proposer: &[u8]) -> Result<ValidatorSet, Error> {
        let mut all: Vec<Validator> = vec![];
        for page in 1u32.. {
            let params = json!({
                "height": height.to_string(),
                "page": page.to_string(),
                "per_page": PAGE.to_string(),
            });
            let answer: ValidatorsAnswer = self.call("validators", &params)?;
            let is_last = answer.validators.len() < PAGE;
            all.extend(answer.validators);
            let total = answer.total.parse::<usize>().unwrap_or_default();
            if is_last || all.len() >= total {
                break;
            }
        }
        let named = all.iter().find(|validator| validator.address == proposer);
        let power = all
            .iter()
            .fold(0_i64, |sum, validator| sum.saturating_add(validator.voting_power));
        Ok(ValidatorSet {
            proposer: named.or(all.first()).cloned(),
            total_voting_power: power,
            validators: all,
        })
    }
}

/// Seconds since 1970; `None`: the header has no time, or one before 1970.
pub(crate) fn seconds(header: &Header) -> Option<u64> {
    u64::try_from(header.time.as_ref()?.seconds).ok()
}

#[derive(Deserialize)]
struct CommitAnswer {
    signed_header: SignedHeader,
}

#[derive(Deserialize)]
struct ValidatorsAnswer {
    validators: Vec<Validator>,
    total: String,
}
