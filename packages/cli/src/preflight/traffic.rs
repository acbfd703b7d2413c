//! Packets in flight, and lists.

use std::collections::BTreeMap;

use causeway_transfer::state::{CHANNEL_INFO, CHANNEL_STATE};
use cosmwasm_std::{Order, StdResult};

use super::state::{Channel, State};
use super::Line;

/// Most sequences that a line names.
const NAMED: usize = 10;
/// Entries of a page of `list_channels` and `channel`, at most.
const PAGE: usize = 100;

/// What IBC core still has a commitment for, one line for each channel.
pub fn in_flight(state: &State) -> StdResult<Vec<Line>> {
    let storage = state.storage();
    let ids = CHANNEL_INFO.keys(&storage, None, None, Order::Ascending);
    let ids = ids.collect::<StdResult<Vec<_>>>()?;
    let line = |id: &String| {
        let mut known = state.channels.iter();
        match known.find(|channel| channel.channel_id == *id) {
            Some(channel) => on_channel(channel),
            None => Line::look("in flight", format!("{id}: IBC core was not asked about it")),
        }
    };
    match ids.is_empty() {
        true => Ok(vec![Line::fine("in flight", "the contract has no channel")]),
        false => Ok(ids.iter().map(line).collect()),
    }
}

fn on_channel(channel: &Channel) -> Line {
    let topic = "in flight";
    let id = &channel.channel_id;
    let mut sequences: Vec<u64> = channel
        .packet_commitments
        .iter()
        .map(|one| one.sequence)
        .collect();
    sequences.sort_unstable();
    let open = match channel.is_open() {
        true => "open",
        false => "closed",
    };
    if sequences.is_empty() {
        return Line::fine(topic, format!("{id} is {open}, and nothing is in flight"));
    }
    let named: Vec<String> = sequences.iter().take(NAMED).map(ToString::to_string).collect();
    let more = if sequences.len() > NAMED { ", .." } else { "" };
    let count = match sequences.len() {
        1 => "1 packet is".into(),
        more => format!("{more} packets are"),
    };
    let packets = format!("{count} in flight ({}{more})", named.join(", "));
    match channel.is_open() {
        true => Line::fine(
            topic,
            format!("{id} is open, and {packets}: each ends as it would have"),
        ),
        false => Line::look(
            topic,
            format!(
                "{id} is closed, and {packets}: ask the other chain. What it has not received is refunded by a \
                 timeout, and only what it refused may be settled by a migration"
            ),
        ),
    }
}

/// Lists that no longer fit into one answer.
pub fn lists(state: &State) -> StdResult<Vec<Line>> {
    let storage = state.storage();
    let channels = CHANNEL_INFO.keys(&storage, None, None, Order::Ascending).count();
    let mut denoms = BTreeMap::<String, usize>::new();
    for key in CHANNEL_STATE.keys(&storage, None, None, Order::Ascending) {
        let (channel, _) = key?;
        let count = denoms.entry(channel).or_default();
        *count = count.saturating_add(1);
    }
    let long = |count: usize, what: String| {
        (count > PAGE).then(|| {
            let text = format!(
                "{what} has {count} entries, and an answer at most {PAGE}: a client that knows no `start_after` \
                 sees the first page alone"
            );
            Line::look("lists", text)
        })
    };
    let channels = long(channels, "`list_channels`".into());
    let denoms = denoms
        .iter()
        .filter_map(|(id, count)| long(*count, format!("`channel` of {id}")));
    let lines: Vec<Line> = channels.into_iter().chain(denoms).collect();
    Ok(match lines.is_empty() {
        true => vec![Line::fine(
            "lists",
            format!("no list has more than {PAGE} entries"),
        )],
        false => lines,
    })
}
