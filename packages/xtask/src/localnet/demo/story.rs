//! The steps of a demo, which are printed while they run.

use std::time::Duration;

use anyhow::{bail, Result};
use causeway::live::{snapshots, Live, Node, Reading};
use causeway::message::{canonical, Contract, Kind, Target};
use causeway_audit::{check, Invariant, Snapshot, Verdict};
use cosmwasm_std::Uint256;
use serde_json::{json, Value};

use super::books::{self, Lines};
use crate::localnet::chain::{attribute, Chain};
use crate::localnet::net::Net;
use crate::localnet::pair::{self, signed};
use crate::localnet::relayer;
use crate::wasm;

/// How long to wait for a packet to be settled.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// The state of a running demo.
pub struct Story<'a> {
    pub(super) net: &'a Net,
    pub(super) a: Live,
    pub(super) b: Live,
    pub(super) alice: String,
    pub(super) bob: String,
    pub(super) gold: String,
    pub(super) unreliable: String,
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
            unreliable: String::new(),
            before: Default::default(),
            steps: 0,
            broken: vec![],
        };
        println!("\n0. tokens to tell it with");
        let hostile = wasm::artifacts().join("test/hostile_token.wasm");
        if !hostile.is_file() {
            wasm::build_test_contracts()?;
        }
        let unreliable_code = pair::store(&net.a, "test/hostile_token")?;
        story.gold = story.token(net.a.voucher_code, "GOLD")?;
        story.unreliable = story.token(unreliable_code, "UNRELIABLE")?;
        for token in [story.gold.clone(), story.unreliable.clone()] {
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
        let reading = Reading {
            history: true,
            times: false,
        };
        Ok(snapshots(&[self.a.clone(), self.b.clone()], reading)?)
    }

    fn lines(&self, snapshots: &[Snapshot]) -> Result<[Lines; 2]> {
        let [here, there] = snapshots else {
            bail!("the audit has not read both chains");
        };
        let holders = |chain: &Chain| {
            let holders = ["alice", "bob"].map(|key| Ok((key.to_string(), chain.address(key)?)));
            holders.into_iter().collect::<Result<Vec<_>>>()
        };
        let own = [self.gold.clone(), self.unreliable.clone()];
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
        self.execute(&self.unreliable, &message.to_string())
    }

    /// Pays alice's claim, in a transaction of somebody else.
    pub fn claim(&self) -> Result<()> {
        let message =
            json!({ "claim": { "denom": format!("cw20:{}", self.unreliable), "owner": self.alice } });
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
