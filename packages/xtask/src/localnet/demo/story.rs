//! The steps of a demo, which are printed while they run.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{anyhow, bail, Result};
use causeway::live::{snapshots, Live, Node};
use causeway::message::{canonical, Asset as Sent, Contract, Kind, Target, UserSend};
use causeway::status::{Place, Transfer};
use causeway_audit::{check, Invariant, Snapshot, Verdict};
use causeway_transfer::msg::{InFlightResponse, QueryMsg, TransferMsg, VoucherResponse};
use cosmwasm_std::Uint256;
use serde_json::{json, Value};

use super::books::{self, Lines};
use crate::localnet::chain::{attribute, Chain};
use crate::localnet::net::Net;
use crate::localnet::pair::{self, signed};
use crate::localnet::process::wait_for;
use crate::localnet::relayer;

use crate::wasm;

/// How long to wait for a packet to be settled.
pub const PATIENCE: Duration = Duration::from_secs(90);
/// Longest timeout that the contract accepts, in seconds.
const LONGEST: u64 = 2_592_000;

/// An asset to send. Its source chain is the first chain.
pub enum Asset {
    /// The coin of the chain.
    Coin,
    /// A cw20 token that follows the standard.
    Gold,
    /// A cw20 token that can be made to reject transfers.
    Moody,
}

/// A packet that was sent in a demo.
pub struct Packet<'a> {
    /// The chain that sent the packet.
    pub from: &'a Chain,
    /// Id of the channel on this chain.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
    sender: String,
    /// Timeout of the packet, in nanoseconds since 1970.
    timeout: u64,
}

/// The state of a running demo.
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

impl<'a> Story<'a> {
    /// Begins a demo with two tokens, which are put on the allow list of the first chain.
    pub fn begin(net: &'a Net) -> Result<Self> {
        let live = |chain: &Chain, there: &Chain| {
            let node = |chain: &Chain| Node::new(&chain.rpc());
            Live::new(node(chain), &chain.transfer, Some(node(there)))
        };
        Self::between(net, live(&net.a, &net.b)?, live(&net.b, &net.a)?)
    }

    /// Begins a demo between any two contracts.
    pub fn between(net: &'a Net, a: Live, b: Live) -> Result<Self> {
        let mut story = Self {
            net,
            a,
            b,
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
        let snapshots = story.snapshots()?;
        story.before = story.lines(&snapshots)?;
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

    /// Runs one step, and shows what it changed.
    pub fn step(&mut self, title: &str, action: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.steps = self.steps.saturating_add(1);
        println!("\n{}. {title}", self.steps);
        action(self)?;
        self.look("at the end")
    }

    /// Shows what has changed since the last call, and whether the invariants hold.
    pub fn look(&mut self, when: &str) -> Result<()> {
        let snapshots = self.snapshots()?;
        println!("  {when}");
        let lines = self.lines(&snapshots)?;
        for ((snapshot, now), before) in snapshots.iter().zip(lines).zip(&mut self.before) {
            show_changes(&snapshot.chain, before, &now);
            *before = now;
        }
        let findings = check(&snapshots);
        let mut marks = vec![];
        // I5 and I6 cannot be checked with queries of nodes.
        for invariant in Invariant::ALL.into_iter().take(4) {
            let held = findings.verdict(invariant) == Some(Verdict::Held);
            let mark = if held { "ok" } else { "BROKEN" };
            marks.push(format!("{} {mark}", invariant.number()));
            if !held {
                let wrong = findings.of(invariant).filter(|one| one.verdict != Verdict::Held);
                self.broken.push(format!("{invariant} does not hold"));
                self.broken.extend(wrong.map(ToString::to_string));
            }
        }
        println!("  {}", marks.join("  "));
        match self.broken.is_empty() {
            true => Ok(()),
            false => super::verdict(self.steps, &self.broken),
        }
    }

    /// Fails if an invariant was violated during the demo.
    pub fn verdict(&self) -> Result<()> {
        println!();
        super::verdict(self.steps, &self.broken)
    }

    /// Snapshots of both chains with their packets, as `causeway audit --history` reads them.
    fn snapshots(&self) -> Result<Vec<Snapshot>> {
        Ok(snapshots(&[self.a.clone(), self.b.clone()], true)?)
    }

    fn lines(&self, snapshots: &[Snapshot]) -> Result<[Lines; 2]> {
        let [here, there] = snapshots else {
            bail!("the audit has not read both chains");
        };
        let holders = |chain: &Chain| {
            let holders = ["alice", "bob"].map(|key| Ok((key.to_string(), chain.address(key)?)));
            holders.into_iter().collect::<Result<Vec<_>>>()
        };
        let own = [self.gold.clone(), self.moody.clone()];
        Ok([
            books::lines(&self.a, here, &holders(&self.net.a)?, &own)?,
            books::lines(&self.b, there, &holders(&self.net.b)?, &[])?,
        ])
    }

    /// The contract on a chain, for queries.
    pub fn live(&self, chain: &Chain) -> &Live {
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

    /// Sends from alice on the first chain to bob on the second.
    pub fn send_out(&self, asset: &Asset, amount: u64, timeout: Option<u64>) -> Result<Packet<'a>> {
        self.send_to(asset, amount, &self.bob, timeout)
    }

    /// Sends from alice to any text as the receiver.
    pub fn send_to(&self, asset: &Asset, amount: u64, to: &str, timeout: Option<u64>) -> Result<Packet<'a>> {
        self.send(&self.net.a, "alice", self.denom(asset), amount, to, timeout)
    }

    /// Sends the voucher of an asset from bob on the second chain back to alice.
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

    /// Sends from any account to any text as the receiver, over the channel of the demo.
    pub fn send(
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

    /// Executes a contract of the first chain as the operator.
    fn execute(&self, contract: &str, message: &str) -> Result<()> {
        let target = Target {
            contract: contract.into(),
            ..signed(&self.net.a, "operator")
        };
        run(&self.net.a, &target.line(Kind::Execute, message, &[])).map(|_| ())
    }

    /// Makes the hostile token reject transfers, or accept them again.
    pub fn pause_token(&self, paused: bool) -> Result<()> {
        let deed = paused.then(|| json!({ "fail": "paused" }));
        let message = json!({ "arm": { "call": "transfer", "deed": deed } });
        self.execute(&self.moody, &message.to_string())
    }

    /// Pays alice's claim, in a transaction of somebody else.
    pub fn claim(&self) -> Result<()> {
        let message = json!({ "claim": { "denom": format!("cw20:{}", self.moody), "owner": self.alice } });
        let message = canonical(Contract::Transfer, Kind::Execute, &message)?;
        self.execute(&self.net.a.transfer, &message)
    }

    /// Stops the relayer.
    pub fn stop_relayer(&self) -> Result<()> {
        println!("  (the relayer stops)");
        self.net.relayer().stop()
    }

    /// Starts the relayer again.
    pub fn start_relayer(&self) -> Result<()> {
        println!("  (the relayer starts)");
        relayer::start(self.net)
    }

    /// Waits until the clock of the other chain is past the packet's timeout, which is so two blocks after this chain's
    /// is.
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

    /// Waits until the contract has no in-flight record of the packet, and checks its status.
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

    /// Checks the status of the packet. A node reports a packet as settled shortly before its index contains how it was
    /// settled.
    pub fn is(&self, packet: &Packet, expected: Place) -> Result<()> {
        let place = wait_for(PATIENCE, || match self.place(packet) {
            Ok(Place::Settled) => None,
            other => Some(other),
        });
        let place = place.unwrap_or(Ok(Place::Settled))?;
        let named = format!("{} {} #{}", packet.from.id(), packet.channel, packet.sequence);
        println!("  {named}: {place}");
        match place == expected {
            true => Ok(()),
            false => bail!("{named}: {place:?}, not {expected:?}"),
        }
    }

    /// The status of a packet, as `causeway status` shows it.
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

/// Prints a command line and runs it.
pub fn run(chain: &Chain, line: &str) -> Result<Value> {
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
