//! Chains with Causeway on them, tokens, accounts and channels; sends and what the relayer does with each packet.

use std::collections::BTreeMap;

use causeway_cw20::{Cw20Coin, Cw20ExecuteMsg};
pub use causeway_transfer::asset::Asset;
use causeway_transfer::msg::{AllowMsg, ExecuteMsg, InstantiateMsg, TransferMsg};
use causeway_voucher::msg::InstantiateMsg as TokenMsg;
use cosmwasm_std::{coin, to_json_binary, Addr, AnyMsg, Coin, Record, Uint128, Uint256};
use ibc_multi_test::proto::{Coin as ProtoCoin, Height, MsgTransfer, TRANSFER};
use ibc_multi_test::{
    Chain, ChainKey, Channel, Code, End, ErrorKind, Network, PacketId, Port, TxResponse, TRANSFER_PORT,
};
use prost::Message;

use crate::books;
use crate::contracts::{transfer_code, voucher_code};
use crate::invariants::{self, Invariants};
use crate::Error;

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

/// A send: from an end of a channel, by whom, what, to whom.
pub struct Send<'a> {
    /// Where it enters the channel.
    pub from: &'a End,
    /// Who pays.
    pub sender: &'a Addr,
    /// What, on the sender's chain.
    pub asset: Asset,
    /// Base units.
    pub amount: Uint256,
    /// Any text; an address of the other chain if it is to arrive.
    pub receiver: String,
    /// Seconds.
    pub timeout: u64,
    /// Carried along.
    pub memo: Option<String>,
}

impl<'a> Send<'a> {
    /// A send that lives ten minutes, without memo.
    pub fn new(
        from: &'a End,
        sender: &'a Addr,
        asset: Asset,
        amount: impl Into<Uint256>,
        receiver: impl ToString,
    ) -> Self {
        let (amount, receiver) = (amount.into(), receiver.to_string());
        Self {
            from,
            sender,
            asset,
            amount,
            receiver,
            timeout: TIMEOUT,
            memo: None,
        }
    }
}

/// Everything that is simulated.
#[derive(Default)]
pub struct World {
    /// The chains.
    pub net: Network,
    /// Their contracts.
    pub sites: BTreeMap<ChainKey, Site>,
    /// Names of accounts, for tables.
    pub accounts: BTreeMap<(ChainKey, Addr), String>,
    /// cw20 tokens that were made, for tables.
    pub tokens: Vec<(ChainKey, Addr)>,
    /// Chains that lie: conservation is not promised on their channels, isolation is.
    pub hostile: Vec<ChainKey>,
    /// Tokens that do not keep their word: solvency is not promised for them.
    pub faithless: Vec<(ChainKey, Addr)>,
    /// Acknowledgements and timeouts that failed.
    pub(crate) stuck: Vec<String>,
    /// Refused receives that left something behind.
    pub(crate) traces: Vec<String>,
}

impl World {
    /// Nothing yet.
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

    /// Sends, as a user does: `transfer` with a coin, a cw20 `send`, or the native module's MsgTransfer.
    pub fn send(&mut self, send: Send) -> Result<PacketId, Error> {
        let response = self.try_send(send)?;
        response
            .packet()
            .ok_or_else(|| refused("the transaction sent no packet"))
    }

    /// [`World::send`], with all that the transaction said.
    pub fn try_send(&mut self, send: Send) -> Result<TxResponse, Error> {
        let End { chain, port, channel } = send.from;
        if port == TRANSFER_PORT {
            return self.send_native(send);
        }
        let transfer = self.site(*chain).transfer.clone();
        let message = TransferMsg {
            channel: channel.clone(),
            remote_address: send.receiver,
            timeout: Some(send.timeout),
            memo: send.memo,
        };
        match send.asset {
            Asset::Native(denom) => {
                let message = ExecuteMsg::Transfer(message);
                self.net[*chain].execute(send.sender, &transfer, &message, &[Coin::new(send.amount, denom)])
            }
            Asset::Cw20(token) => {
                let amount =
                    Uint128::try_from(send.amount).map_err(|_| refused("too much for a cw20 token"))?;
                let msg = to_json_binary(&message).map_err(|error| refused(&error.to_string()))?;
                let message = Cw20ExecuteMsg::Send {
                    contract: transfer.to_string(),
                    amount,
                    msg,
                };
                self.net[*chain].execute(send.sender, &token, &message, &[])
            }
        }
    }

    fn send_native(&mut self, send: Send) -> Result<TxResponse, Error> {
        let End { chain, port, channel } = send.from;
        let Asset::Native(denom) = send.asset else {
            return Err(refused("the native module knows bank coins only"));
        };
        let now = self.net[*chain].block().time;
        let message = MsgTransfer {
            source_port: port.clone(),
            source_channel: channel.clone(),
            token: ProtoCoin {
                denom,
                amount: send.amount.to_string(),
            },
            sender: send.sender.to_string(),
            receiver: send.receiver,
            timeout_height: Height::default(),
            timeout_timestamp: now.plus_seconds(send.timeout).nanos(),
            memo: send.memo.unwrap_or_default(),
        };
        let any = AnyMsg {
            type_url: TRANSFER.into(),
            value: message.encode_to_vec().into(),
        };
        self.net[*chain].tx(send.sender, vec![any.into()])
    }

    /// Relays a packet to its receiver. One that is refused must leave nothing behind but its acknowledgement.
    pub fn recv(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        let to = self.destination(id);
        let before = to.map(|to| app_state(&self.net[to]));
        let response = self.net.recv(id)?;
        if let (Some(to), Some(before), true) = (to, before, self.is_refused(id)) {
            if app_state(&self.net[to]) != before {
                self.traces.push(format!(
                    "packet {id:?} was refused on {} and left a trace",
                    self.name(to)
                ));
            }
        }
        Ok(response)
    }

    /// Relays the acknowledgement. That it fails is noted: see [`Invariants::never_stuck`].
    pub fn ack(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        let result = self.net.ack(id);
        self.note_stuck(id, result)
    }

    /// Relays the timeout. That it fails is noted: see [`Invariants::never_stuck`].
    pub fn timeout(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        let result = self.net.timeout(id);
        self.note_stuck(id, result)
    }

    /// Relays a packet and its acknowledgement.
    pub fn deliver(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        self.recv(id)?;
        self.ack(id)
    }

    /// Lets the packet's time pass, on all chains, and relays the timeout.
    pub fn expire(&mut self, id: PacketId) -> Result<TxResponse, Error> {
        self.pass(id)?;
        self.timeout(id)
    }

    /// Lets time pass on all chains until the packet can only time out.
    pub fn pass(&mut self, id: PacketId) -> Result<(), Error> {
        self.net.expire(id)?;
        let times = self.sites.keys().map(|chain| self.net[*chain].block().time);
        let Some(latest) = times.max() else { return Ok(()) };
        for chain in self.sites.keys() {
            let mut block = self.net[*chain].block();
            block.time = latest;
            self.net[*chain].set_block(block);
        }
        Ok(())
    }

    fn note_stuck(&mut self, id: PacketId, result: Result<TxResponse, Error>) -> Result<TxResponse, Error> {
        if let Err(error) = &result {
            let ours = self.net.packet(id).packet.source_port != TRANSFER_PORT;
            if ours && error.kind != ErrorKind::Relayer {
                self.stuck
                    .push(format!("packet {id:?} could not be settled: {error}"));
            }
        }
        result
    }

    /// Whether the acknowledgement is an error.
    pub fn is_refused(&self, id: PacketId) -> bool {
        self.net
            .packet(id)
            .ack
            .as_ref()
            .is_some_and(|ack| !books::is_success(ack))
    }

    fn destination(&self, id: PacketId) -> Option<ChainKey> {
        let to = self.net.packet(id).to.clone();
        self.net.by_id(&to)
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

    /// What an account holds of an asset.
    pub fn balance(&self, chain: ChainKey, account: &Addr, asset: &Asset) -> Uint256 {
        match asset {
            Asset::Native(denom) => self.net[chain].balance(account, denom),
            Asset::Cw20(token) => books::token_balance(&self.net[chain], token, account),
        }
    }

    /// The voucher at an end for a path of the other end: a cw20 token, or the native module's `ibc/HASH`.
    pub fn voucher_at(&self, end: &End, path: &str) -> Option<Asset> {
        let path = format!("{}/{}/{path}", end.port, end.channel);
        books::asset_of(self, end, &path)
    }

    /// Computes the invariants.
    pub fn check(&self) -> Invariants {
        invariants::check(self)
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

/// All that a refused packet may not change: everything but IBC core's own records.
fn app_state(chain: &Chain) -> Vec<Record> {
    chain
        .dump()
        .into_iter()
        .filter(|(key, _)| !key.starts_with(b"ibc/"))
        .collect()
}
