//! How the contracts of a chain are set up.

use causeway_transfer::msg::InstantiateMsg;
use cosmwasm_std::Addr;
use ibc_multi_test::{ChainKey, Code};

use super::{World, TIMEOUT};
use crate::Error;

/// The contracts of one chain.
pub struct Deployment {
    /// Name of the chain, and the prefix of its addresses.
    pub name: String,
    /// The transfer contract.
    pub transfer: Addr,
    /// Id of the code that cw20 tokens of this chain are made of.
    pub token_code: u64,
}

/// How the transfer contract of a chain is set up.
#[derive(Default)]
pub struct Setup {
    /// What stands for tokens of other chains.
    pub vouchers: Vouchers,
    /// SDK gas for tokens off the allow list; `None`: such tokens are refused.
    pub default_gas_limit: Option<u64>,
}

/// The code of a chain's vouchers.
#[derive(Default)]
pub enum Vouchers {
    /// The voucher contract of the world.
    #[default]
    Standard,
    /// Another cw20 token.
    Custom(Code),
    /// The transfer contract mints no vouchers, and refuses tokens of other chains.
    Disabled,
}

impl World {
    /// Adds a chain `<name>-1` whose addresses begin with `<name>`, with a transfer contract on it.
    pub fn add_chain(&mut self, name: &str) -> Result<ChainKey, Error> {
        self.add_chain_with(name, Setup::default())
    }

    /// [`World::add_chain`] with a set-up of one's own.
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
