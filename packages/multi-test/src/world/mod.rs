//! A world: chains with Causeway on them, tokens, accounts and channels, sends, and what the relayer does with each
//! packet.

mod balances;
mod relay;
mod send;
mod setup;

use std::collections::BTreeMap;

use causeway_cw20::Cw20Coin;
use causeway_transfer::msg::{AllowMsg, ExecuteMsg};
use causeway_voucher::msg::InstantiateMsg as TokenMsg;
use cosmwasm_std::{coin, Addr, Coin, Uint128};
use ibc_multi_test::{ChainKey, Channel, ErrorKind, Network, PacketId, Port, TxResponse, TRANSFER_PORT};

pub use self::send::Send;
pub use self::setup::{Deployment, Setup, Vouchers};
use crate::{Asset, ContractCode, Error};

/// Version of every channel that a [`World`] opens.
pub const VERSION: &str = "ics20-1";
/// Timeout of a send that names none, in seconds.
const TIMEOUT: u64 = 600;

/// Chains in one process, each with Causeway's contracts.
#[derive(Default)]
pub struct World {
    /// The simulated chains, and the relayer between them.
    pub net: Network,
    /// The contracts of each chain.
    pub deployments: BTreeMap<ChainKey, Deployment>,
    /// Names of the accounts that were made, by address.
    pub accounts: BTreeMap<(ChainKey, Addr), String>,
    /// The cw20 tokens that were made, without vouchers.
    pub tokens: Vec<(ChainKey, Addr)>,
    /// Chains whose packets and proofs are forged. Isolation is checked on their channels, and conservation is not.
    pub hostile_chains: Vec<ChainKey>,
    /// Tokens that do not follow the CW20 standard, for example because they take a fee or report false balances. Solvency
    /// is not checked for them.
    pub nonstandard_tokens: Vec<(ChainKey, Addr)>,
    /// Assets that were given to a transfer contract outside of any transfer. It may hold more of them than it owes.
    pub donations: Vec<(ChainKey, Asset)>,
    /// Packets whose acknowledgement or timeout failed in the contract, each with the error.
    pub(crate) failed_settlements: Vec<(PacketId, Error)>,
    /// Packets that their receiver rejected and whose receipt changed its state.
    pub(crate) refusal_side_effects: Vec<PacketId>,
    code: ContractCode,
}

impl World {
    /// A world without chains. Its chains will run the contracts as native code.
    pub fn new() -> Self {
        Self::default()
    }

    /// A world without chains. Its chains will run this code, such as a Wasm file in a VM.
    pub fn with_code(code: ContractCode) -> Self {
        Self {
            code,
            ..Self::default()
        }
    }

    /// Makes an account with coins.
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

    /// Makes a cw20 token with its first holders.
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
        let code = self.deployment(chain).token_code;
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
        let (owner, transfer) = (
            self.net[chain].addr("owner"),
            self.deployment(chain).transfer.clone(),
        );
        self.net[chain].execute(&owner, &transfer, &message, &[])
    }

    /// Opens a channel between the transfer contracts of two chains.
    pub fn open(&mut self, a: ChainKey, b: ChainKey) -> Result<Channel, Error> {
        let (port_a, port_b) = (self.contract_port(a), self.contract_port(b));
        self.net.open_channel(port_a, port_b, VERSION)
    }

    /// Opens a channel from the transfer contract of `a` to the native `transfer` module of `b`.
    pub fn open_to_native(&mut self, a: ChainKey, b: ChainKey) -> Result<Channel, Error> {
        let port = self.contract_port(a);
        self.net
            .open_channel(port, Port::from((b, TRANSFER_PORT)), VERSION)
    }

    fn contract_port(&self, chain: ChainKey) -> Port {
        Port::from((chain, &self.deployment(chain).transfer))
    }

    /// The contracts of a chain.
    #[allow(
        clippy::expect_used,
        reason = "a key of another world is the caller's mistake"
    )]
    pub fn deployment(&self, chain: ChainKey) -> &Deployment {
        self.deployments.get(&chain).expect("a chain of this world")
    }

    /// The name of a chain.
    pub fn name(&self, chain: ChainKey) -> &str {
        &self.deployment(chain).name
    }

    /// The packets whose acknowledgement or timeout failed in the contract, each with the error. With a correct contract
    /// there are none (I5).
    pub fn failed_settlements(&self) -> &[(PacketId, Error)] {
        &self.failed_settlements
    }

    /// Pays the claim of `owner` on an asset of this chain, in a transaction of `caller`.
    pub fn claim(
        &mut self,
        chain: ChainKey,
        caller: &Addr,
        owner: &Addr,
        asset: &Asset,
    ) -> Result<TxResponse, Error> {
        let transfer = self.deployment(chain).transfer.clone();
        let message = ExecuteMsg::Claim {
            denom: asset.to_string(),
            owner: Some(owner.to_string()),
            recipient: None,
        };
        self.net[chain].execute(caller, &transfer, &message, &[])
    }
}

/// An error of the world itself, not of a chain.
pub(crate) fn refused(why: &str) -> Error {
    Error {
        kind: ErrorKind::Relayer,
        codespace: "world".into(),
        code: 1,
        text: why.into(),
    }
}
