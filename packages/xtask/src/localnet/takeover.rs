//! Takes over a cw20-ics20 by a governance proposal while packets are in flight. It prints each transaction as it is
//! typed, and the invariants after each step.

use anyhow::{anyhow, bail, Result};
use causeway::live::{Ending, Live, Node, PacketLog};
use causeway::message::{canonical, quote, Asset, Contract, Kind, Target};
use causeway::status::Place;
use causeway_transfer::msg::{QueryMsg, VoucherResponse};
use serde_json::json;

use super::chain::{attribute, text, Chain};
use super::demo::packet::{DemoAsset, Packet};
use super::demo::story::{run, Story, PATIENCE};
use super::demo::SHORT;
use super::net::Net;
use super::pair::{self, signed};
use super::process::wait_for;
use super::relayer;
use crate::wasm;

/// Runs the demo. A relayer that it stopped is started again at the end.
pub fn tell(net: &Net) -> Result<()> {
    let old = install(net)?;
    let live = |chain: &Chain, there: &Chain| Live {
        node: Node::new(&chain.rpc()),
        contract: chain.transfer.clone(),
        counterparty: Some(Node::new(&there.rpc())),
    };
    let outcome = Story::between(&old, live(&old.a, &old.b), live(&old.b, &old.a)).and_then(|mut story| {
        traffic(&mut story)?;
        let packets = leave_in_flight(&mut story, &old)?;
        take_over(&mut story, &old, packets.len())?;
        end(&mut story, &packets)?;
        go_on(&mut story, &old)?;
        story.verdict()
    });
    if net.relayer().pid().is_none() && net.node(&net.a).pid().is_some() {
        relayer::start(net)?;
    }
    outcome
}

/// Replaces the first chain's Causeway by a cw20-ics20, and opens a channel from it to the second chain's. Its Wasm admin
/// is governance.
fn install(net: &Net) -> Result<Net> {
    println!("\n0. a cw20-ics20 2.0.0 that governance may migrate, and its channel");
    wasm::build_peers()?;
    let code = pair::store(&net.a, "peers/cw20_ics20")?;
    let governance = net.a.ask(&["query", "auth", "module-account", "gov"])?;
    let message =
        json!({ "default_timeout": 600, "gov_contract": net.a.address("operator")?, "allowlist": [] });
    let target = Target {
        code: Some(code),
        admin: Some(text(&governance, "/account/value/address")?),
        label: Some("cw20-ics20".into()),
        ..signed(&net.a, "operator")
    };
    let made = run(&net.a, &target.line(Kind::Instantiate, &message.to_string(), &[]))?;
    let contract = attribute(&made, "instantiate", "_contract_address")?;
    let link = relayer::channel(
        net,
        &format!("wasm.{contract}"),
        &format!("wasm.{}", net.b.transfer),
    )?;
    Ok(Net {
        home: net.home.clone(),
        block_ms: net.block_ms,
        a: Chain {
            transfer: contract,
            ..net.a.clone()
        },
        b: net.b.clone(),
        link,
    })
}

fn traffic(story: &mut Story) -> Result<()> {
    story.step("cw20-ics20 sends a bank coin and a cw20 token", |story| {
        let (coin, gold) = (
            story.send_out(&DemoAsset::Coin, 1000, None)?,
            story.send_out(&DemoAsset::Gold, 500, None)?,
        );
        ends(story, &coin, Ending::Success)?;
        ends(story, &gold, Ending::Success)
    })?;
    story.step(
        "some of both comes home, and what is refused comes back",
        |story| {
            let home = [
                story.send_home(&DemoAsset::Coin, 300)?,
                story.send_home(&DemoAsset::Gold, 200)?,
            ];
            for packet in &home {
                story.settles(packet, Place::Delivered)?;
            }
            let refused = story.send_to(&DemoAsset::Coin, 50, "nobody", None)?;
            ends(story, &refused, Ending::Error)
        },
    )
}

/// A packet with its expected settlement.
type Awaited<'a> = (Packet<'a>, Ending);

fn leave_in_flight<'a>(story: &mut Story<'a>, net: &Net) -> Result<Vec<Awaited<'a>>> {
    let mut packets = vec![];
    story.step("packets are left in flight, out and home", |story| {
        story.stop_relayer()?;
        packets = vec![
            (story.send_out(&DemoAsset::Coin, 120, None)?, Ending::Success),
            (story.send_out(&DemoAsset::Gold, 90, None)?, Ending::Success),
            (
                story.send_to(&DemoAsset::Coin, 70, "nobody", None)?,
                Ending::Error,
            ),
            (
                story.send_to(&DemoAsset::Gold, 40, "nobody", None)?,
                Ending::Error,
            ),
            (
                story.send_out(&DemoAsset::Coin, 60, Some(SHORT))?,
                Ending::Timeout,
            ),
            (story.send_home(&DemoAsset::Coin, 80)?, Ending::Success),
            (story.send_home(&DemoAsset::Gold, 30)?, Ending::Success),
        ];
        in_flight(story, net, packets.len())
    })?;
    Ok(packets)
}

/// Checks the number of packet commitments in IBC core on both chains.
fn in_flight(story: &Story, net: &Net, expected: usize) -> Result<()> {
    let mut found = 0_usize;
    for chain in net.chains() {
        found = found.saturating_add(commitments(story, chain, net.channel(chain))?.len());
    }
    println!("  {found} packets are in flight");
    match found == expected {
        true => Ok(()),
        false => Err(anyhow!("{found} packets are in flight, not {expected}")),
    }
}

fn commitments(story: &Story, chain: &Chain, channel: &str) -> Result<Vec<u64>> {
    let live = story.live(chain);
    Ok(live.node.commitments(&live.port(), channel)?)
}

fn take_over(story: &mut Story, net: &Net, packets: usize) -> Result<()> {
    story.step("a proposal migrates the contract while they are", |story| {
        let (a, code) = (&net.a, net.a.transfer_code);
        let message = json!({ "voucher_code_id": a.voucher_code });
        let message = canonical(Contract::Transfer, Kind::Migrate, &message)
            ?;
        let proposal = format!(
            "{} tx wasm submit-proposal migrate-contract {} {code} {} --title 'Take over cw20-ics20' --summary Causeway --deposit \
             1000stake --from operator --gas auto --gas-adjustment 1.4",
            a.command(),
            a.transfer,
            quote(&message)
        );
        let id = attribute(&run(a, &proposal)?, "submit_proposal", "proposal_id")?;
        run(a, &format!("{} tx gov vote {id} yes --from validator --gas 300000", a.command()))?;
        passes(a, &id)?;
        let info = a.ask(&["query", "wasm", "contract", &a.transfer])?;
        let now = text(&info, "/contract_info/code_id")?;
        println!("  the contract has code {now}");
        if now != code.to_string() {
            bail!("the contract has code {now}, not {code}");
        }
        in_flight(story, net, packets)
    })
}

/// Waits until a proposal has passed and was executed.
fn passes(chain: &Chain, id: &str) -> Result<()> {
    let ended = wait_for(PATIENCE, || {
        let answer = chain.ask(&["query", "gov", "proposal", id]).ok()?;
        let status = text(&answer, "/proposal/status").ok()?;
        let open = ["PROPOSAL_STATUS_VOTING_PERIOD", "PROPOSAL_STATUS_DEPOSIT_PERIOD"];
        (!open.contains(&status.as_str())).then_some((status, answer))
    });
    match ended {
        Some((status, _)) if status == "PROPOSAL_STATUS_PASSED" => Ok(()),
        Some((status, answer)) => Err(anyhow!("proposal {id}: {status}: {answer}")),
        None => Err(anyhow!("proposal {id} has no result")),
    }
}

fn end(story: &mut Story, packets: &[Awaited]) -> Result<()> {
    story.step("each of them ends as it would have: nothing is lost", |story| {
        for (packet, _) in packets.iter().filter(|(_, ending)| *ending == Ending::Timeout) {
            story.expires(packet)?;
        }
        story.start_relayer()?;
        packets
            .iter()
            .try_for_each(|(packet, ending)| ends(story, packet, *ending))
    })
}

fn go_on(story: &mut Story, net: &Net) -> Result<()> {
    story.step(
        "what goes out now is on record, and comes home as before",
        |story| {
            let out = story.send_out(&DemoAsset::Coin, 10, None)?;
            story.settles(&out, Place::Delivered)?;
            let home = story.send_home(&DemoAsset::Gold, 25)?;
            story.settles(&home, Place::Delivered)
        },
    )?;
    story.step(
        "a coin of the other chain comes, and goes home: vouchers are new",
        |story| {
            let foreign = Asset::Coin(net.b.denom());
            let packet = story.send(&net.b, "bob", foreign, 15, &net.a.address("alice")?, None)?;
            story.settles(&packet, Place::Delivered)?;
            let live = story.live(&net.a);
            let denom = format!("{}/{}/{}", live.port(), net.channel(&net.a), net.b.denom());
            let voucher: VoucherResponse = live.query(&QueryMsg::Voucher { denom })?;
            let voucher = Asset::Token(voucher.address);
            let packet = story.send(&net.a, "alice", voucher, 15, &net.b.address("bob")?, None)?;
            story.settles(&packet, Place::Delivered)
        },
    )
}

/// Waits until IBC core has deleted the commitment, and checks how the packet was settled. cw20-ics20 stores no record
/// that could be queried.
fn ends(story: &Story, packet: &Packet, expected: Ending) -> Result<()> {
    let named = format!("{} {} #{}", packet.from.id(), packet.channel, packet.sequence);
    let live = story.live(packet.from);
    let ended = wait_for(PATIENCE, || {
        let open = commitments(story, packet.from, &packet.channel).ok()?;
        if open.contains(&packet.sequence) {
            return None;
        }
        let log = PacketLog::of_port(&live.node, &live.port()).ok()?;
        log.ending(&packet.channel, packet.sequence)
            .map(|ended| ended.ending)
    });
    match ended {
        Some(ending) if ending == expected => {
            println!("  {named}: {ending:?}");
            Ok(())
        }
        Some(ending) => Err(anyhow!("{named}: {ending:?}, not {expected:?}")),
        None => Err(anyhow!(
            "{named} does not end; see `cargo xtask localnet logs relayer`"
        )),
    }
}
