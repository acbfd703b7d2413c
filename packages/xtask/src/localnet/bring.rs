//! No relayer runs any more: alice and bob bring their packets themselves, with what `causeway bring` writes and the chains' own
//! command lines, and the balances after each step.

use std::time::Instant;

use anyhow::{anyhow, bail, Context, Result};
use causeway::bring::{Bring, Brought, Choice, Fee};
use causeway::live::Node;
use causeway::status::Place;
use cosmwasm_std::Uint256;
use fs_err as fs;

use super::chain::{Chain, FEE_DENOM};
use super::demo::packet::{DemoAsset, Packet};
use super::demo::story::{run, Story};
use super::demo::SHORT;
use super::net::Net;
use super::relayer;

/// Tells it. The relayer runs again afterwards.
pub fn tell(net: &Net) -> Result<()> {
    let told = Story::begin(net).and_then(|mut story| {
        story.stop_relayer()?;
        delivered(&mut story, net)?;
        refused(&mut story, net)?;
        timed_out(&mut story, net)?;
        story.verdict()
    });
    if net.relayer().pid().is_none() && net.node(&net.a).pid().is_some() {
        relayer::start(net)?;
    }
    told
}

fn delivered(story: &mut Story, net: &Net) -> Result<()> {
    story.step("bob brings a packet, and alice its acknowledgement", |story| {
        let before = alices(story, net)?;
        let packet = story.send_out(&DemoAsset::Coin, 1000, None)?;
        story.is(&packet, Place::InFlight)?;
        let wrong = attempt_at(story, &packet, &net.a, false, None);
        is_told(wrong, "of the contract leads to")?;
        bring(story, net, &packet, "packet", None)?;
        story.is(&packet, Place::Answered)?;
        bring(story, net, &packet, "acknowledgement", None)?;
        story.settles(&packet, Place::Delivered)?;
        has_lost(story, net, before, 1000)?;
        let home = story.send_home(&DemoAsset::Coin, 1000)?;
        bring(story, net, &home, "packet", None)?;
        bring(story, net, &home, "acknowledgement", None)?;
        story.settles(&home, Place::Delivered)?;
        has_lost(story, net, before, 0)
    })
}

fn refused(story: &mut Story, net: &Net) -> Result<()> {
    story.step(
        "bob brings a packet that his chain refuses, and alice her refund",
        |story| {
            let before = alices(story, net)?;
            let packet = story.send_to(&DemoAsset::Coin, 250, "nobody", None)?;
            let nobody = attempt(story, net, &packet, false, None);
            is_told(nobody, "the packet's receiver is no account of the other chain")?;
            let bob = net.b.address("bob")?;
            bring(story, net, &packet, "packet", Some(&bob))?;
            has_lost(story, net, before, 250)?;
            bring(story, net, &packet, "acknowledgement", None)?;
            story.settles(&packet, Place::RefundedOnError)?;
            has_lost(story, net, before, 0)
        },
    )
}

fn timed_out(story: &mut Story, net: &Net) -> Result<()> {
    story.step(
        "nobody brings a packet in time: alice brings its timeout",
        |story| {
            let before = alices(story, net)?;
            let packet = story.send_out(&DemoAsset::Gold, 75, Some(SHORT))?;
            let coin = story.send_out(&DemoAsset::Coin, 100, Some(SHORT))?;
            is_told(attempt(story, net, &packet, true, None), "is not due")?;
            story.expires(&coin)?;
            has_lost(story, net, before, 100)?;
            for packet in [&packet, &coin] {
                bring(story, net, packet, "timeout", None)?;
                story.settles(packet, Place::RefundedOnTimeout)?;
            }
            has_lost(story, net, before, 0)?;
            is_told(
                attempt(story, net, &packet, false, None),
                "it is settled, or was never sent",
            )
        },
    )
}

/// Coins of alice on the first chain.
fn alices(story: &Story, net: &Net) -> Result<Uint256> {
    let coins = story.live(&net.a).node.balances(&net.a.address("alice")?)?;
    Ok(coins.get(&net.a.denom()).copied().unwrap_or_default())
}

fn has_lost(story: &Story, net: &Net, before: Uint256, amount: u128) -> Result<()> {
    let now = alices(story, net)?;
    let lost = before.checked_sub(now)?;
    println!("  alice has {now} {}, {lost} less than before", net.a.denom());
    match lost == Uint256::from(amount) {
        true => Ok(()),
        false => bail!("alice has lost {lost}, not {amount}"),
    }
}

fn other<'a>(net: &'a Net, chain: &Chain) -> &'a Chain {
    match chain.name == net.a.name {
        true => &net.b,
        false => &net.a,
    }
}

/// What `causeway bring` writes for a packet.
fn attempt(story: &Story, net: &Net, packet: &Packet, refund: bool, signer: Option<&str>) -> Result<Brought> {
    attempt_at(story, packet, other(net, packet.from), refund, signer)
}

/// The same with a node of any chain for the destination.
fn attempt_at(
    story: &Story,
    packet: &Packet,
    destination: &Chain,
    refund: bool,
    signer: Option<&str>,
) -> Result<Brought> {
    let bring = Bring {
        source: story.live(packet.from).clone(),
        destination: Node::new(&destination.rpc()),
    };
    let choice = Choice {
        sender: packet.sender.clone(),
        channel: Some(packet.channel.clone()),
        sequence: Some(packet.sequence),
        refund,
    };
    let fee = Fee {
        gas: None,
        price: Some(Fee::price_of(&format!("0.01{FEE_DENOM}"))?),
    };
    Ok(bring.transaction(&choice, signer, &fee)?)
}

/// Brings what the packet waits for: writes, signs and sends the transaction.
fn bring(story: &Story, net: &Net, packet: &Packet, what: &str, signer: Option<&str>) -> Result<()> {
    let begin = Instant::now();
    let brought = attempt(story, net, packet, what == "timeout", signer)?;
    if brought.deed.name() != what {
        bail!("the {} is brought, not the {what}", brought.deed.name());
    }
    let chain = if brought.chain == net.a.id() {
        &net.a
    } else {
        &net.b
    };
    let file = net.home.join("bring.json");
    fs::write(&file, brought.tx.document.to_string())?;
    let [sign, send] = brought.lines(&chain.command(), &chain.rpc(), &file);
    run(chain, &format!("{sign} && {send}")).with_context(|| format!("the {what} is not taken"))?;
    println!(
        "  the {what} of {} #{} is on {} after {:.1} s",
        packet.channel,
        packet.sequence,
        brought.chain,
        begin.elapsed().as_secs_f32()
    );
    Ok(())
}

/// It was refused with this sentence.
fn is_told<T>(outcome: Result<T>, sentence: &str) -> Result<()> {
    match outcome {
        Err(error) if error.to_string().contains(sentence) => {
            println!("  refused: {error}");
            Ok(())
        }
        Err(error) => Err(error),
        Ok(_) => Err(anyhow!("it was not refused because {sentence}")),
    }
}
