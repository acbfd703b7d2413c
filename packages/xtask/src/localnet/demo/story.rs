//! Steps of the story, told while they happen.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{anyhow, bail, Result};
use causeway::live::{Live, Node};
use causeway::message::{canonical, Asset as Sent, Contract, Kind, Target, UserSend};
use causeway::status::{Place, Transfer};
use causeway_transfer::msg::{InFlightResponse, QueryMsg, TransferMsg, VoucherResponse};
use cosmwasm_std::Uint256;
use serde_json::{json, Value};

use super::books::Books;
use super::laws;
use crate::localnet::chain::{attribute, Chain};
use crate::localnet::net::Net;
use crate::localnet::pair::{self, signed};
use crate::localnet::process::wait_for;
use crate::localnet::relayer;
use crate::wasm;

/// Until a packet must be settled.
const PATIENCE: Duration = Duration::from_secs(90);
/// Longest timeout that the contract takes; seconds.
const LONGEST: u64 = 2_592_000;

/// What is sent; at home on the first chain.
pub enum Asset {
    /// The chain's coin.
    Coin,
    /// A cw20 token that keeps its word.
    Gold,
    /// A cw20 token that can be told to refuse transfers.
    Moody,
}

/// A packet of the story.
pub struct Packet<'a> {
    from: &'a Chain,
    channel: String,
    sequence: u64,
    sender: String,
    /// Nanoseconds since 1970.
    timeout: u64,
}

/// What was told so far.
pub struct Story<'a> {
    net: &'a Net,
    a: Live,
    b: Live,
    alice: String,
    bob: String,
    gold: String,
    moody: String,
    before: [Lines; 2],
    steps: usize,
    broken: Vec<String>,
}

type Lines = BTreeMap<(String, String), Uint256>;

impl<'a> Story<'a> {
    /// With two tokens of its own, on the allow list of the first chain.
    pub fn begin(net: &'a Net) -> Result<Self> {
        let live = |chain: &Chain, there: &Chain| {
            let node = |chain: &Chain| Node {
                program: chain.shim().display().to_string(),
                url: chain.rpc(),
            };
            Live::new(node(chain), &chain.transfer, Some(node(there)))
        };
        let mut story = Self {
            net,
            a: live(&net.a, &net.b)?,
            b: live(&net.b, &net.a)?,
            alice: net.a.address("alice")?,
            bob: net.b.address("bob")?,
            gold: String::new(),
            moody: String::new(),
            before: Default::default(),
            steps: 0,
            broken: vec![],
        };
        println!("\n0. tokens to tell it with");
        let hostile = wasm::artifacts().join("test/hostile_token.wasm");
        if !hostile.is_file() {
            wasm::build_test_contracts()?;
        }
        let moody_code = pair::store(&net.a, "test/hostile_token")?;
        story.gold = story.token(net.a.voucher_code, "GOLD")?;
        story.moody = story.token(moody_code, "MOODY")?;
        for token in [story.gold.clone(), story.moody.clone()] {
            let message = json!({ "allow": { "contract": token } });
            story.execute(&net.a.transfer, &message.to_string())?;
        }
        if story.net.relayer().pid().is_none() {
            relayer::start(net)?;
        }
        story.before = story.books()?.map(|books| books.lines());
        Ok(story)
    }

    fn token(&self, code: u64, symbol: &str) -> Result<String> {
        let message = json!({
            "name": format!("Token {symbol}"),
            "symbol": symbol,
            "decimals": 6,
            "initial_balances": [{ "address": self.alice, "amount": "5000" }],
        });
        let message = canonical(Contract::Voucher, Kind::Instantiate, &message)?;
        let target = Target {
            code: Some(code),
            label: Some(symbol.into()),
            ..signed(&self.net.a, "operator")
        };
        let made = run(&self.net.a, &target.line(Kind::Instantiate, &message, &[]))?;
        attribute(&made, "instantiate", "_contract_address")
    }

    /// One step, and a look at what it changed.
    pub fn step(&mut self, title: &str, deed: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.steps = self.steps.saturating_add(1);
        println!("\n{}. {title}", self.steps);
        deed(self)?;
        self.look("at the end")
    }

    /// What has changed since the last look, and whether the invariants hold.
    pub fn look(&mut self, when: &str) -> Result<()> {
        let books = self.books()?;
        println!("  {when}");
        for (books, before) in books.iter().zip(&mut self.before) {
            let now = books.lines();
            show_changes(&books.chain, before, &now);
            *before = now;
        }
        let mut marks = vec![];
        for (law, broken) in laws::broken(&books[0], &books[1]) {
            marks.push(format!(
                "{law} {}",
                if broken.is_empty() { "ok" } else { "BROKEN" }
            ));
            self.broken.extend(broken);
        }
        println!("  {}", marks.join("  "));
        match self.broken.is_empty() {
            true => Ok(()),
            false => super::verdict(self.steps, &self.broken),
        }
    }

    /// How it all went.
    pub fn verdict(&self) -> Result<()> {
        println!();
        super::verdict(self.steps, &self.broken)
    }

    fn books(&self) -> Result<[Books; 2]> {
        let read = |live: &Live, chain: &Chain, tokens: &[String]| {
            let holders = ["alice", "bob"].map(|key| Ok((key.to_string(), chain.address(key)?)));
            let holders = holders.into_iter().collect::<Result<Vec<_>>>()?;
            Books::read(live, &chain.id(), &holders, tokens)
        };
        let own = [self.gold.clone(), self.moody.clone()];
        thread::scope(|scope| {
            let there = scope.spawn(|| read(&self.b, &self.net.b, &[]));
            let here = read(&self.a, &self.net.a, &own)?;
            let there = there.join().unwrap_or_else(|_| bail!("a thread stopped"));
            Ok([here, there?])
        })
    }

    fn live(&self, chain: &Chain) -> &Live {
        match chain.name == self.net.a.name {
            true => &self.a,
            false => &self.b,
        }
    }

    fn denom(&self, asset: &Asset) -> Sent {
        match asset {
            Asset::Coin => Sent::Coin(self.net.a.denom()),
            Asset::Gold => Sent::Token(self.gold.clone()),
            Asset::Moody => Sent::Token(self.moody.clone()),
        }
    }

    /// From alice on the first chain to bob on the second.
    pub fn send_out(&self, asset: &Asset, amount: u64, timeout: Option<u64>) -> Result<Packet<'a>> {
        self.send_to(asset, amount, &self.bob, timeout)
    }

    /// From alice to whatever text.
    pub fn send_to(&self, asset: &Asset, amount: u64, to: &str, timeout: Option<u64>) -> Result<Packet<'a>> {
        self.send(&self.net.a, "alice", self.denom(asset), amount, to, timeout)
    }

    /// The voucher of an asset, from bob on the second chain back to alice.
    pub fn send_home(&self, asset: &Asset, amount: u64) -> Result<Packet<'a>> {
        let path = match self.denom(asset) {
            Sent::Coin(denom) => denom,
            Sent::Token(token) => format!("cw20:{token}"),
        };
        let path = format!("{}/{}/{path}", self.b.port(), self.net.channel(&self.net.b));
        let question = QueryMsg::Voucher { denom: path };
        let voucher: VoucherResponse = self.b.query(&question)?;
        let voucher = Sent::Token(voucher.address);
        self.send(&self.net.b, "bob", voucher, amount, &self.alice, None)
    }

    fn send(
        &self,
        from: &'a Chain,
        key: &str,
        asset: Sent,
        amount: u64,
        to: &str,
        timeout: Option<u64>,
    ) -> Result<Packet<'a>> {
        let send = UserSend {
            contract: from.transfer.clone(),
            asset,
            amount: amount.into(),
            transfer: TransferMsg {
                channel: self.net.channel(from).into(),
                remote_address: to.into(),
                timeout,
                memo: None,
            },
            bounds: (pair::MIN_TIMEOUT, LONGEST),
        };
        send.check()?;
        let target = Target {
            contract: send.called().into(),
            ..signed(from, key)
        };
        let message = send.message()?;
        let sent = run(from, &target.line(Kind::Execute, &message, &send.funds()))?;
        let number = |key: &str| {
            let text = attribute(&sent, "send_packet", key)?;
            text.parse::<u64>().map_err(|_| anyhow!("`{text}` is no number"))
        };
        Ok(Packet {
            from,
            channel: attribute(&sent, "send_packet", "packet_src_channel")?,
            sequence: number("packet_sequence")?,
            sender: from.address(key)?,
            timeout: number("packet_timeout_timestamp")?,
        })
    }

    /// The operator calls a contract of the first chain.
    fn execute(&self, contract: &str, message: &str) -> Result<()> {
        let target = Target {
            contract: contract.into(),
            ..signed(&self.net.a, "operator")
        };
        run(&self.net.a, &target.line(Kind::Execute, message, &[])).map(|_| ())
    }

    /// Tells the hostile token to refuse transfers, or to be honest again.
    pub fn pause_token(&self, paused: bool) -> Result<()> {
        let deed = paused.then(|| json!({ "fail": "paused" }));
        let message = json!({ "arm": { "call": "transfer", "deed": deed } });
        self.execute(&self.moody, &message.to_string())
    }

    /// Anyone pays alice's claim.
    pub fn claim(&self) -> Result<()> {
        let message = json!({ "claim": { "denom": format!("cw20:{}", self.moody), "owner": self.alice } });
        let message = canonical(Contract::Transfer, Kind::Execute, &message)?;
        self.execute(&self.net.a.transfer, &message)
    }

    /// From now on nobody relays.
    pub fn stop_relayer(&self) -> Result<()> {
        println!("  (the relayer stops)");
        self.net.relayer().stop()
    }

    /// Somebody relays again.
    pub fn start_relayer(&self) -> Result<()> {
        println!("  (the relayer starts)");
        relayer::start(self.net)
    }

    /// Waits until the other chain's clock is past the packet's timeout: two blocks after ours is.
    pub fn expires(&self, packet: &Packet) -> Result<()> {
        let there = if packet.from.name == self.net.a.name {
            &self.net.b
        } else {
            &self.net.a
        };
        let expired = wait_for(PATIENCE, || {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
            (now.as_nanos() > u128::from(packet.timeout))
                .then(|| there.height())
                .flatten()
        });
        let Some(height) = expired else {
            bail!("the packet's time does not pass");
        };
        let later = wait_for(PATIENCE, || {
            there.height().filter(|now| *now > height.saturating_add(1))
        });
        later.map_or_else(|| bail!("{} makes no blocks", there.id()), |_| Ok(()))
    }

    /// Waits until the contract has no record of the packet, and checks how it ended.
    pub fn settles(&self, packet: &Packet, expected: Place) -> Result<()> {
        let live = self.live(packet.from);
        let question = QueryMsg::InFlight {
            sender: packet.sender.clone(),
            channel: Some(packet.channel.clone()),
            sequence: Some(packet.sequence),
            start_after: None,
            limit: None,
        };
        let ended = wait_for(PATIENCE, || match live.query::<InFlightResponse>(&question) {
            Ok(answer) if !answer.packets.is_empty() => None,
            other => Some(other),
        });
        match ended {
            Some(answer) => answer?,
            None => {
                bail!(
                    "{} #{} does not end; see `cargo xtask localnet logs relayer`",
                    packet.channel,
                    packet.sequence
                )
            }
        };
        self.is(packet, expected)
    }

    /// Checks where the packet is now.
    pub fn is(&self, packet: &Packet, expected: Place) -> Result<()> {
        let place = self.place(packet)?;
        let named = format!("{} {} #{}", packet.from.id(), packet.channel, packet.sequence);
        println!("  {named}: {place}");
        match place == expected {
            true => Ok(()),
            false => bail!("{named}: {place:?}, not {expected:?}"),
        }
    }

    /// As `causeway status` says it.
    fn place(&self, packet: &Packet) -> Result<Place> {
        let status = self.live(packet.from).of_sender(&packet.sender)?;
        let found = status.transfers.into_iter().find(
            |Transfer {
                 channel, sequence, ..
             }| (channel, *sequence) == (&packet.channel, packet.sequence),
        );
        Ok(found.map_or(Place::NotSeen, |transfer| transfer.place))
    }
}

/// Shows the line, and runs it.
fn run(chain: &Chain, line: &str) -> Result<Value> {
    println!("  $ {line}");
    chain.transact(line)
}

fn show_changes(chain: &str, before: &Lines, now: &Lines) {
    let zero = Uint256::zero();
    let keys: std::collections::BTreeSet<_> = before.keys().chain(now.keys()).collect();
    for key in keys {
        let (old, new) = (before.get(key).unwrap_or(&zero), now.get(key).unwrap_or(&zero));
        if old != new {
            println!("    {chain:8} {:18} {:24} {old} -> {new}", key.0, key.1);
        }
    }
}
