//! The steps of `causeway demo` as real transactions. It prints each command as it is typed, what it changed, and the
//! invariants that can be checked from outside with queries.

pub mod books;
pub mod packet;
pub mod story;

use anyhow::{bail, Result};

use self::packet::DemoAsset;
use self::story::Story;
use super::net::Net;
use super::relayer;
use causeway::status::Place;

/// A timeout in seconds that is shorter than stopping and starting a relayer takes.
pub const SHORT: u64 = 5;

/// Runs the demo. A relayer that it stopped is started again at the end.
pub fn tell(net: &Net) -> Result<()> {
    let result = Story::begin(net).and_then(|mut story| {
        out_and_home(&mut story)?;
        refunds(&mut story)?;
        claim(&mut story)?;
        story.verdict()
    });
    if net.relayer().pid().is_none() && net.node(&net.a).pid().is_some() {
        relayer::start(net)?;
    }
    result
}

fn out_and_home(story: &mut Story) -> Result<()> {
    let (coin, gold) = (DemoAsset::Coin, DemoAsset::Gold);
    story.step("a bank coin goes out", |story| {
        let packet = story.send_out(&coin, 1000, None)?;
        story.settles(&packet, Place::Delivered)
    })?;
    story.step("a cw20 token goes out", |story| {
        let packet = story.send_out(&gold, 500, None)?;
        story.settles(&packet, Place::Delivered)
    })?;
    story.step("the bank coin's voucher goes home", |story| {
        let packet = story.send_home(&coin, 400)?;
        story.settles(&packet, Place::Delivered)
    })?;
    story.step("the cw20 token's voucher goes home", |story| {
        let packet = story.send_home(&gold, 200)?;
        story.settles(&packet, Place::Delivered)
    })
}

fn refunds(story: &mut Story) -> Result<()> {
    story.step(
        "the other chain refuses a packet: the error acknowledgement refunds it",
        |story| {
            let packet = story.send_to(&DemoAsset::Coin, 250, "nobody", None)?;
            story.settles(&packet, Place::RefundedOnError)
        },
    )?;
    story.step(
        "nobody relays a packet in time: the timeout refunds it",
        |story| {
            story.stop_relayer()?;
            let packet = story.send_out(&DemoAsset::Coin, 100, Some(SHORT))?;
            story.is(&packet, Place::InFlight)?;
            story.look("under way")?;
            story.expires(&packet)?;
            story.start_relayer()?;
            story.settles(&packet, Place::RefundedOnTimeout)
        },
    )
}

fn claim(story: &mut Story) -> Result<()> {
    story.step(
        "a refund cannot be paid: it becomes a claim, and is claimed",
        |story| {
            story.stop_relayer()?;
            let packet = story.send_out(&DemoAsset::Unreliable, 75, Some(SHORT))?;
            story.pause_token(true)?;
            story.expires(&packet)?;
            story.start_relayer()?;
            story.settles(&packet, Place::Claimable)?;
            story.look("under way")?;
            story.pause_token(false)?;
            story.claim()?;
            story.is(&packet, Place::Claimed)
        },
    )
}

/// Fails if an invariant was violated, with all that is wrong.
fn verdict(steps: usize, broken: &[String]) -> Result<()> {
    if broken.is_empty() {
        println!("I1 to I4 held after each of {steps} steps.");
        return Ok(());
    }
    bail!(broken.join("\n"))
}
