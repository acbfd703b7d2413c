//! What the names in a scenario stand for; checked before anything runs.

use std::collections::BTreeMap;

use cosmwasm_std::Uint256;

use super::file::{Account, Action, Channel, Claim, File, Send, Text};
use crate::Error;

/// Checks all names, amounts and ends.
///
/// # Errors
/// The first that is wrong.
pub fn check(file: &File) -> Result<(), Error> {
    if file.chain.is_empty() {
        return Err(Error::whole("there is no chain").with_hint("begin with [[chain]] and name = \"hub\""));
    }
    check_declared(file)?;
    if file.step.is_empty() {
        return Err(Error::whole("there is no step").with_hint("add [[step]] with title and do = [..]"));
    }
    let mut packets = vec![];
    for step in &file.step {
        if let Some(repeat) = step.repeat.as_ref().filter(|repeat| *repeat.get_ref() == 0) {
            return Err(Error::at(repeat.span(), "a step is done at least once"));
        }
        for action in &step.actions {
            check_action(file, action.get_ref(), &mut packets)?;
        }
    }
    Ok(())
}

fn check_declared(file: &File) -> Result<(), Error> {
    unique("chain", file.chain.iter().map(|chain| &chain.name))?;
    unique("account", file.account.iter().map(|account| &account.name))?;
    unique("channel", file.channel.iter().map(|channel| &channel.name))?;
    for chain in &file.chain {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let name = chain.name.get_ref();
        if name.is_empty() || name.len() > 20 || !name.bytes().all(plain) {
            let what = "a chain's name is the prefix of its addresses: 1 to 20 lower-case letters and digits";
            return Err(Error::at(chain.name.span(), what));
        }
    }
    for token in &file.token {
        chain(file, &token.chain)?;
    }
    for account in &file.account {
        chain(file, &account.chain)?;
        account.holds.iter().try_for_each(|held| coin(held).map(|_| ()))?;
    }
    for channel in &file.channel {
        let (from, to) = (chain(file, &channel.from)?, chain(file, &channel.to)?);
        if from == to {
            return Err(Error::at(
                channel.to.span(),
                "a channel of a scenario joins two chains",
            ));
        }
        if channel.name.get_ref().contains('/') {
            return Err(Error::at(channel.name.span(), "a channel's name has no slash"));
        }
    }
    Ok(())
}

fn check_action<'a>(file: &'a File, action: &'a Action, packets: &mut Vec<&'a str>) -> Result<(), Error> {
    match action {
        Action::Send(send) => {
            check_send(file, send)?;
            packets.extend(send.name.as_ref().map(|name| name.get_ref().as_str()));
            Ok(())
        }
        Action::Deliver(name) | Action::Receive(name) | Action::Acknowledge(name) | Action::Expire(name) => {
            match packets.contains(&name.get_ref().as_str()) {
                true => Ok(()),
                false => Err(Error::at(
                    name.span(),
                    format!("no packet was sent as `{}` before", name.get_ref()),
                )
                .with_hint("name it where it is sent: as = \"..\"")),
            }
        }
        Action::Claim(claim) => check_claim(file, claim),
        Action::Block(name) | Action::Unblock(name) => account(file, name).map(|_| ()),
        Action::Wait(_) | Action::Look => Ok(()),
    }
}

fn check_send(file: &File, send: &Send) -> Result<(), Error> {
    let route = route(file, send)?;
    let (_, what) = coin(&send.coin)?;
    asset(file, route.from, &what, &send.coin)?;
    match (&send.to, &send.to_address) {
        (Some(to), None) => {
            let there = &account(file, to)?.chain;
            match there.get_ref() == route.to {
                true => Ok(()),
                false => Err(Error::at(
                    to.span(),
                    format!(
                        "`{}` is on {}, but {} leads to {}",
                        to.get_ref(),
                        there.get_ref(),
                        send.over.get_ref(),
                        route.to
                    ),
                )),
            }
        }
        (None, Some(_)) => Ok(()),
        (Some(_), Some(both)) => Err(Error::at(both.span(), "give `to` or `to_address`, not both")),
        (None, None) => Err(Error::at(send.coin.span(), "this send has no receiver")
            .with_hint("to = \"an account\", or to_address = \"any text\"")),
    }
}

fn check_claim(file: &File, claim: &Claim) -> Result<(), Error> {
    let owner = account(file, &claim.owner)?;
    asset(file, owner.chain.get_ref(), claim.asset.get_ref(), &claim.asset)?;
    if let Some(by) = &claim.by {
        let caller = account(file, by)?;
        if caller.chain.get_ref() != owner.chain.get_ref() {
            return Err(Error::at(
                by.span(),
                format!("`{}` is not on {}", by.get_ref(), owner.chain.get_ref()),
            ));
        }
    }
    Ok(())
}

fn unique<'a>(kind: &str, names: impl Iterator<Item = &'a Text>) -> Result<(), Error> {
    let mut seen = BTreeMap::new();
    for name in names {
        if seen.insert(name.get_ref(), ()).is_some() {
            return Err(Error::at(
                name.span(),
                format!("a second {kind} is called `{}`", name.get_ref()),
            ));
        }
    }
    Ok(())
}

/// Index of a chain.
pub fn chain(file: &File, name: &Text) -> Result<usize, Error> {
    let found = file
        .chain
        .iter()
        .position(|chain| chain.name.get_ref() == name.get_ref());
    found.ok_or_else(|| unknown("chain", name, file.chain.iter().map(|chain| &chain.name)))
}

/// The account with a name.
pub fn account<'a>(file: &'a File, name: &Text) -> Result<&'a Account, Error> {
    let found = file
        .account
        .iter()
        .find(|account| account.name.get_ref() == name.get_ref());
    found.ok_or_else(|| unknown("account", name, file.account.iter().map(|account| &account.name)))
}

/// Index of a channel, and the channel.
pub fn channel<'a>(file: &'a File, name: &Text) -> Result<(usize, &'a Channel), Error> {
    let mut channels = file.channel.iter().enumerate();
    let found = channels.find(|(_, channel)| channel.name.get_ref() == name.get_ref());
    found.ok_or_else(|| unknown("channel", name, file.channel.iter().map(|channel| &channel.name)))
}

fn unknown<'a>(kind: &str, name: &Text, known: impl Iterator<Item = &'a Text>) -> Error {
    let known: Vec<&str> = known.map(|known| known.get_ref().as_str()).collect();
    let hint = match known.is_empty() {
        true => format!("declare it: [[{kind}]]"),
        false => format!("known: {}", known.join(", ")),
    };
    Error::at(name.span(), format!("there is no {kind} `{}`", name.get_ref())).with_hint(hint)
}

/// `1000 uhub`: base units, and what.
pub fn coin(text: &Text) -> Result<(Uint256, String), Error> {
    let parts = text.get_ref().split_once(' ');
    let parsed = parts.and_then(|(amount, what)| Some((amount.parse().ok()?, what.trim().to_string())));
    parsed.filter(|(_, what)| !what.is_empty()).ok_or_else(|| {
        Error::at(text.span(), format!("`{}` is no amount", text.get_ref()))
            .with_hint("a whole number, a space, a denom or symbol: \"1000 uhub\"")
    })
}

/// Which way a send goes.
pub struct Route<'a> {
    /// Index of the channel.
    pub channel: usize,
    /// The sender is at the end that opened it.
    pub outward: bool,
    /// Name of the sender's chain.
    pub from: &'a str,
    /// Name of the receiver's chain.
    pub to: &'a str,
}

/// The way of a send, by its channel and where its sender is.
pub fn route<'a>(file: &'a File, send: &Send) -> Result<Route<'a>, Error> {
    let (index, channel) = channel(file, &send.over)?;
    let at = account(file, &send.from)?.chain.get_ref();
    let (a, b) = (channel.from.get_ref(), channel.to.get_ref());
    let outward = at == a;
    if !outward && at != b {
        let what = format!(
            "`{}` is on {at}, where {} has no end: it joins {a} and {b}",
            send.from.get_ref(),
            send.over.get_ref()
        );
        return Err(Error::at(send.from.span(), what));
    }
    let (from, to) = if outward { (a, b) } else { (b, a) };
    Ok(Route {
        channel: index,
        outward,
        from,
        to,
    })
}

/// An asset as a chain sees it: the channels that it came over, latest first, and its name at home.
pub struct AssetRef<'a> {
    /// Index of each channel, and whether the end that is nearer to us opened it.
    pub hops: Vec<(usize, bool)>,
    /// Name of its home.
    pub home: &'a str,
    /// A bank denom or a token's symbol there.
    pub base: &'a str,
}

/// Reads `near/far/uhub` on a chain.
pub fn asset<'a>(file: &'a File, at: &'a str, text: &'a str, place: &Text) -> Result<AssetRef<'a>, Error> {
    let (mut here, mut rest, mut hops) = (at, text, vec![]);
    while let Some((first, after)) = rest.split_once('/') {
        let mut channels = file.channel.iter().enumerate();
        let Some((index, channel)) = channels.find(|(_, channel)| channel.name.get_ref() == first) else {
            break;
        };
        let (a, b) = (channel.from.get_ref(), channel.to.get_ref());
        let ours_opened = here == a;
        if !ours_opened && here != b {
            return Err(Error::at(place.span(), format!("`{first}` has no end on {here}")));
        }
        hops.push((index, ours_opened));
        here = if ours_opened { b } else { a };
        rest = after;
    }
    if rest.is_empty() {
        return Err(Error::at(
            place.span(),
            "the asset has no name behind its channels",
        ));
    }
    Ok(AssetRef {
        hops,
        home: here,
        base: rest,
    })
}
