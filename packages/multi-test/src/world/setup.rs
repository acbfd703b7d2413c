//! The contracts of a chain and their settings.

use causeway_transfer::msg::InstantiateMsg;
use cosmwasm_std::Addr;
use ibc_multi_test::{ChainKey, Code};

use super::{World, TIMEOUT};
use crate::Error;

/// The contracts of one chain.
pub struct Deployment {
    /// Name of the chain, and the prefix of its addresses.
    pub name: String,
    /// Address of the transfer contract.
    pub transfer: Addr,
    /// Id of the code of this chain's cw20 tokens.
    pub token_code: u64,
}

/// The settings of the transfer contract of a chain.
#[derive(Default)]
pub struct Setup {
    /// The vouchers for tokens of other chains.
    pub vouchers: Vouchers,
    /// SDK gas for cw20 tokens that are not on the allow list; `None`: they are rejected.
    pub default_gas_limit: Option<u64>,
}

/// The code of a chain's vouchers.
#[derive(Default)]
pub enum Vouchers {
    /// The voucher contract of the world.
    #[default]
    Standard,
    /// The code of another cw20 token.
    Custom(Code),
    /// The transfer contract mints no vouchers, and rejects tokens of other chains.
    Disabled,
}

impl World {
    /// Adds a chain with the chain id `<name>-1` and the address prefix `<name>`, with a transfer contract on it.
    pub fn add_chain(&mut self, name: &str) -> Result<ChainKey, Error> {
        self.add_chain_with(name, Setup::default())
    }

    /// Like [`World::add_chain`], with other settings.
    pub fn add_chain_with(&mut self, name: &str, setup: Setup) -> Result<ChainKey, Error> {
        let code = self.code;
        let key = self.net.add_chain(&format!("{name}-1"), name);
        let chain = &mut self.net[key];
        let owner = chain.addr("owner");
        let token_code = chain.store_code((code.voucher)());
        let voucher_code_id = match setup.vouchers {
            Vouchers::Standard => Some(chain.store_code((code.voucher)())),
            Vouchers::Custom(code) => Some(chain.store_code(code)),
            Vouchers::Disabled => None,
        };
        let transfer_code = chain.store_code((code.transfer)());
        let message = InstantiateMsg {
            default_timeout: TIMEOUT,
            gov_contract: owner.to_string(),
            allowlist: vec![],
            default_gas_limit: setup.default_gas_limit,
            voucher_code_id,
            min_timeout: None,
            max_timeout: None,
            guardian: None,
        };
        let transfer = chain.instantiate(transfer_code, &owner, &message, "causeway", Some(&owner))?;
        self.accounts.insert((key, transfer.clone()), "(contract)".into());
        let deployment = Deployment {
            name: name.into(),
            transfer,
            token_code,
        };
        self.deployments.insert(key, deployment);
        Ok(key)
    }
}
