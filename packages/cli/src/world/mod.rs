//! Chains with Causeway on them, tokens, accounts and channels; sends and what the relayer does with each packet.

mod holdings;
mod relay;
mod send;

use std::collections::BTreeMap;

use causeway_cw20::Cw20Coin;
pub use causeway_transfer::asset::Asset;
use causeway_transfer::msg::{AllowMsg, ExecuteMsg, InstantiateMsg};
use causeway_voucher::msg::InstantiateMsg as TokenMsg;
use cosmwasm_std::{coin, Addr, Coin, Uint128};
use ibc_multi_test::{ChainKey, Channel, Code, ErrorKind, Network, Port, TxResponse, TRANSFER_PORT};

pub use self::send::Send;
use crate::contracts::{transfer_code, voucher_code};

/// What can go wrong in a world: a transaction that a chain refused, or an answer that is not to be had.
pub type Error = ibc_multi_test::TxError;

/// Version of every channel.
pub const VERSION: &str = "ics20-1";
/// Seconds that a packet of the demo lives.
const TIMEOUT: u64 = 600;

/// One chain's contracts.
pub struct Site {
    /// Name of the chain, and its bech32 prefix.
    pub name: &'static str,
    /// The transfer contract.
    pub transfer: Addr,
    /// Code of the cw20 tokens that are made here.
    pub token_code: u64,
}

/// How the transfer contract of a chain is set up.
pub struct Setup {
    /// Code of its vouchers; `None`: it mints none.
    pub voucher_code: Option<Code>,
    /// SDK gas for tokens off the allow list; `None`: they are refused.
    pub default_gas_limit: Option<u64>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            voucher_code: Some(voucher_code()),
            default_gas_limit: None,
        }
    }
}

/// Everything that is simulated.
#[derive(Default)]
pub struct World {
    /// The simulated chains, and what relays between them.
    pub net: Network,
    /// The contracts of each chain.
    pub sites: BTreeMap<ChainKey, Site>,
    /// Names of accounts, for tables.
    pub accounts: BTreeMap<(ChainKey, Addr), String>,
    /// cw20 tokens that were made, for tables.
    pub tokens: Vec<(ChainKey, Addr)>,
    /// Chains that lie: conservation is not promised on their channels, isolation is.
    pub hostile: Vec<ChainKey>,
    /// Tokens that do not keep their word: solvency is not promised for them.
    pub faithless: Vec<(ChainKey, Addr)>,
    /// Assets that a transfer contract was given outside of any transfer: it may hold more of them than it owes.
    pub gifts: Vec<(ChainKey, Asset)>,
    /// Acknowledgements and timeouts that failed.
    pub(crate) stuck: Vec<String>,
    /// Refused receives that left something behind.
    pub(crate) traces: Vec<String>,
}

impl World {
    /// A world without any chain.
    pub fn new() -> Self {
        Self::default()
    }

    /// A chain `<name>-1` with the bech32 prefix `<name>` and the transfer contract on it.
    pub fn add_chain(&mut self, name: &'static str) -> Result<ChainKey, Error> {
        self.add_chain_with(name, Setup::default())
    }

    /// [`World::add_chain`] with a set-up of one's own.
    pub fn add_chain_with(&mut self, name: &'static str, setup: Setup) -> Result<ChainKey, Error> {
        let key = self.net.add_chain(&format!("{name}-1"), name);
        let chain = &mut self.net[key];
        let owner = chain.addr("owner");
        let token_code = chain.store_code(voucher_code());
        let voucher_code_id = setup.voucher_code.map(|code| chain.store_code(code));
        let transfer_id = chain.store_code(transfer_code());
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
        let transfer = chain.instantiate(transfer_id, &owner, &message, "causeway", Some(&owner))?;
        self.accounts.insert((key, transfer.clone()), "(contract)".into());
        self.sites.insert(
            key,
            Site {
                name,
                transfer,
                token_code,
            },
        );
        Ok(key)
    }

    /// An account with coins.
    pub fn account(&mut self, chain: ChainKey, name: &str, coins: &[(u128, &str)]) -> Result<Addr, Error> {
        let address = self.net[chain].addr(name);
        let coins: Vec<Coin> = coins
            .iter()
            .map(|(amount, denom)| coin(*amount, *denom))
            .collect();
        self.net[chain].fund(&address, &coins)?;
        self.accounts.insert((chain, address.clone()), name.into());
        Ok(address)
    }

    /// A cw20 token with its first holders.
    pub fn token(&mut self, chain: ChainKey, symbol: &str, holders: &[(&Addr, u128)]) -> Result<Addr, Error> {
        let balances = holders.iter().map(|(holder, amount)| Cw20Coin {
            address: holder.to_string(),
            amount: Uint128::new(*amount),
        });
        let message = TokenMsg {
            name: format!("Token {symbol}"),
            symbol: symbol.into(),
            decimals: 6,
            initial_balances: balances.collect(),
            mint: None,
            marketing: None,
        };
        let code = self.site(chain).token_code;
        let owner = self.net[chain].addr("owner");
        let token = self.net[chain].instantiate(code, &owner, &message, symbol, None)?;
        self.tokens.push((chain, token.clone()));
        Ok(token)
    }

    /// Puts a token on the allow list.
    pub fn allow(
        &mut self,
        chain: ChainKey,
        token: &Addr,
        gas_limit: Option<u64>,
    ) -> Result<TxResponse, Error> {
        let message = ExecuteMsg::Allow(AllowMsg {
            contract: token.to_string(),
            gas_limit,
            verify: None,
        });
        let (owner, transfer) = (self.net[chain].addr("owner"), self.site(chain).transfer.clone());
        self.net[chain].execute(&owner, &transfer, &message, &[])
    }

    /// A channel between the transfer contracts of two chains.
    pub fn open(&mut self, a: ChainKey, b: ChainKey) -> Result<Channel, Error> {
        let (port_a, port_b) = (self.contract_port(a), self.contract_port(b));
        self.net.open_channel(port_a, port_b, VERSION)
    }

    /// A channel from the transfer contract of `a` to the native `transfer` module of `b`.
    pub fn open_to_native(&mut self, a: ChainKey, b: ChainKey) -> Result<Channel, Error> {
        let port = self.contract_port(a);
        self.net
            .open_channel(port, Port::from((b, TRANSFER_PORT)), VERSION)
    }

    fn contract_port(&self, chain: ChainKey) -> Port {
        Port::from((chain, &self.site(chain).transfer))
    }

    /// A chain's contracts.
    #[allow(
        clippy::expect_used,
        reason = "a key of another world is the caller's mistake"
    )]
    pub fn site(&self, chain: ChainKey) -> &Site {
        self.sites.get(&chain).expect("a chain of this world")
    }

    /// The chain's name.
    pub fn name(&self, chain: ChainKey) -> &'static str {
        self.site(chain).name
    }

    /// Pays a claim; `denom` is the local one.
    pub fn claim(
        &mut self,
        chain: ChainKey,
        caller: &Addr,
        owner: &Addr,
        asset: &Asset,
    ) -> Result<TxResponse, Error> {
        let transfer = self.site(chain).transfer.clone();
        let message = ExecuteMsg::Claim {
            denom: asset.to_string(),
            owner: Some(owner.to_string()),
            recipient: None,
        };
        self.net[chain].execute(caller, &transfer, &message, &[])
    }
}

/// An error of the world itself.
pub(crate) fn refused(why: &str) -> Error {
    Error {
        kind: ErrorKind::Relayer,
        codespace: "world".into(),
        code: 1,
        text: why.into(),
    }
}
