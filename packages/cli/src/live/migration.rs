//! What is asked of a chain before a migration: who may migrate a contract, which code it runs, and what a code's bytes are.

use cosmos_sdk_proto::cosmos::auth::v1beta1::{
    BaseAccount, ModuleAccount, QueryAccountRequest, QueryAccountResponse,
};
use cosmos_sdk_proto::cosmwasm::wasm::v1::{
    QueryCodeRequest, QueryCodeResponse, QueryContractInfoRequest, QueryContractInfoResponse,
};
use cosmos_sdk_proto::prost::{DecodeError, Message};
use cosmwasm_std::HexBinary;
use serde::{Deserialize, Serialize};

use super::rpc::Node;
use crate::Error;

const CONTRACT_INFO: &str = "/cosmwasm.wasm.v1.Query/ContractInfo";
const CODE: &str = "/cosmwasm.wasm.v1.Query/Code";
const ACCOUNT: &str = "/cosmos.auth.v1beta1.Query/Account";
/// What the SDK makes of gRPC's `NotFound`.
const KEY_NOT_FOUND: (&str, u32) = ("sdk", 22);

/// What wasmd knows of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractInfo {
    /// Id of the code that it runs.
    pub code_id: u64,
    /// Who may migrate it; `None`: nobody, ever.
    pub wasm_admin: Option<String>,
}

/// What stands behind an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A key that has signed, or that nobody has used yet.
    Key,
    /// Several keys, of which some must sign.
    Multisig,
    /// An account of a module of the chain, by the module's name; governance is `gov`.
    Module(String),
    /// A contract.
    Contract,
}

impl Node {
    /// What wasmd knows of a contract.
    ///
    /// # Errors
    /// `NoContract` if the address is no contract's, or no address of this chain.
    pub fn contract_info(&self, contract: &str) -> Result<ContractInfo, Error> {
        let found = self.find_contract(contract)?;
        found.ok_or_else(|| Error::NoContract(contract.into()))
    }

    fn find_contract(&self, address: &str) -> Result<Option<ContractInfo>, Error> {
        let request = QueryContractInfoRequest {
            address: address.into(),
        };
        match self.try_query::<QueryContractInfoResponse>(CONTRACT_INFO, &request)? {
            Ok(answer) => Ok(answer.contract_info.map(|info| ContractInfo {
                code_id: info.code_id,
                wasm_admin: Some(info.admin).filter(|admin| !admin.is_empty()),
            })),
            Err(refusal) if refusal.is_unknown() => Ok(None),
            Err(refusal) => Err(Error::NoAnswer {
                question: format!("contract {address}"),
                why: refusal.log,
            }),
        }
    }

    /// sha256 of a stored code's bytes.
    ///
    /// # Errors
    /// The node does not answer, or there is no such code.
    pub fn code_checksum(&self, code_id: u64) -> Result<HexBinary, Error> {
        let answer: QueryCodeResponse = self.query(CODE, &QueryCodeRequest { code_id })?;
        let info = answer.code_info.ok_or_else(|| Error::NoAnswer {
            question: format!("code {code_id}"),
            why: "the answer has no information on it".into(),
        })?;
        Ok(info.data_hash.into())
    }

    /// What stands behind an address. A key that has never been used has no account.
    ///
    /// # Errors
    /// The node does not answer.
    pub fn account_kind(&self, address: &str) -> Result<AccountKind, Error> {
        if self.find_contract(address)?.is_some() {
            return Ok(AccountKind::Contract);
        }
        let request = QueryAccountRequest {
            address: address.into(),
        };
        let no_answer = |why: String| Error::NoAnswer {
            question: format!("account {address}"),
            why,
        };
        let account = match self.try_query::<QueryAccountResponse>(ACCOUNT, &request)? {
            Ok(answer) => answer.account.unwrap_or_default(),
            Err(refusal) if (refusal.codespace.as_str(), refusal.code) == KEY_NOT_FOUND => {
                return Ok(AccountKind::Key)
            }
            Err(refusal) => return Err(no_answer(refusal.log)),
        };
        let unreadable = |error: DecodeError| no_answer(error.to_string());
        if account.type_url.ends_with(".ModuleAccount") {
            let module = ModuleAccount::decode(account.value.as_slice()).map_err(unreadable)?;
            return Ok(AccountKind::Module(module.name));
        }
        if !account.type_url.ends_with(".BaseAccount") {
            // a vesting account has a base account inside, and is signed for in the same way
            return Ok(AccountKind::Key);
        }
        let base = BaseAccount::decode(account.value.as_slice()).map_err(unreadable)?;
        let key = base.pub_key.unwrap_or_default();
        match key.type_url.contains("multisig") {
            true => Ok(AccountKind::Multisig),
            false => Ok(AccountKind::Key),
        }
    }
}
