//! Turns a scenario file into a plan: every name, amount and channel end is resolved once, before anything is played.

use std::collections::BTreeSet;

use super::amount::{coin, initial_coin};
use super::file::{self, File, Text};
use super::names::Names;
use super::plan::{self, ChainIndex, PacketIndex, PacketRef, Plan};
use crate::Error;

/// Resolves all names of a file.
///
/// # Errors
/// For the first name, amount or channel end that is not valid; the error has its position.
pub fn resolve(file: &File) -> Result<Plan, Error> {
    if file.chain.is_empty() {
        return Err(Error::whole("there is no chain").with_hint("begin with [[chain]] and name = \"hub\""));
    }
    unique("chain", file.chain.iter().map(|chain| &chain.name))?;
    unique("account", file.account.iter().map(|account| &account.name))?;
    unique("channel", file.channel.iter().map(|channel| &channel.name))?;
    let names = Names { file, channels: &[] };
    let chains = file.chain.iter().map(chain).collect::<Result<_, _>>()?;
    let tokens = file.token.iter().map(|it| token(&names, it));
    let tokens = tokens.collect::<Result<_, _>>()?;
    let accounts = file.account.iter().map(|it| account(&names, it));
    let accounts = accounts.collect::<Result<_, _>>()?;
    let channels = file.channel.iter().map(|it| channel(&names, it));
    let channels = channels.collect::<Result<Vec<_>, _>>()?;
    if file.step.is_empty() {
        return Err(Error::whole("there is no step").with_hint("add [[step]] with title and do = [..]"));
    }
    let names = Names {
        file,
        channels: &channels,
    };
    let (steps, packets) = steps(names)?;
    Ok(Plan {
        title: file.title.clone(),
        chains,
        channels,
        accounts,
        tokens,
        packets,
        steps,
    })
}

fn unique<'a>(kind: &str, names: impl Iterator<Item = &'a Text>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name.get_ref()) {
            let what = format!("a second {kind} is called `{}`", name.get_ref());
            return Err(Error::at(name.span(), what));
        }
    }
    Ok(())
}

fn chain(chain: &file::Chain) -> Result<plan::Chain, Error> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let name = chain.name.get_ref();
    if name.is_empty() || name.len() > 20 || !name.bytes().all(plain) {
        let what = "a chain's name is the prefix of its addresses: 1 to 20 lower-case letters and digits";
        return Err(Error::at(chain.name.span(), what));
    }
    Ok(plan::Chain {
        name: name.clone(),
        vouchers: chain.vouchers,
        default_gas_limit: chain.default_gas_limit,
        span: chain.name.span(),
    })
}

fn token(names: &Names, token: &file::Token) -> Result<plan::Token, Error> {
    let (chain, symbol) = (names.chain(&token.chain)?, token.symbol.get_ref());
    let mut holders = vec![];
    for account in &names.file.account {
        if account.chain.get_ref() != token.chain.get_ref() {
            continue;
        }
        for held in &account.holds {
            let (amount, what) = initial_coin(held)?;
            if what == *symbol {
                holders.push((names.account(&account.name)?.0, amount));
            }
        }
    }
    Ok(plan::Token {
        chain,
        symbol: symbol.clone(),
        allowed: token.allowed,
        holders,
        span: token.symbol.span(),
    })
}

fn account(names: &Names, account: &file::Account) -> Result<plan::Account, Error> {
    let chain = names.chain(&account.chain)?;
    let mut coins = vec![];
    for held in &account.holds {
        let (amount, what) = initial_coin(held)?;
        if names.token(chain, &what).is_none() {
            coins.push((amount, what));
        }
    }
    Ok(plan::Account {
        name: account.name.get_ref().clone(),
        chain,
        coins,
        span: account.name.span(),
    })
}

fn channel(names: &Names, channel: &file::Channel) -> Result<plan::Channel, Error> {
    let (from, to) = (names.chain(&channel.from)?, names.chain(&channel.to)?);
    if from == to {
        let what = "a channel of a scenario joins two chains";
        return Err(Error::at(channel.to.span(), what));
    }
    if channel.name.get_ref().contains('/') {
        return Err(Error::at(channel.name.span(), "a channel's name has no slash"));
    }
    Ok(plan::Channel {
        from,
        to,
        native: channel.native,
        span: channel.name.span(),
    })
}

/// The steps, and the number of packet names in the file.
fn steps(names: Names) -> Result<(Vec<plan::Step>, usize), Error> {
    let file = names.file;
    let mut actions = Actions {
        names,
        packets: vec![],
    };
    let steps = file.step.iter().map(|step| actions.step(step));
    let steps = steps.collect::<Result<_, _>>()?;
    Ok((steps, actions.packets.len()))
}

/// Resolves actions in order, because a packet must be sent before an action can name it.
struct Actions<'a> {
    names: Names<'a>,
    /// Names of the packets that were sent so far.
    packets: Vec<&'a str>,
}

impl<'a> Actions<'a> {
    fn step(&mut self, step: &'a file::Step) -> Result<plan::Step, Error> {
        let rounds = step.repeat.as_ref().map_or(1, |repeat| *repeat.get_ref());
        if let Some(repeat) = step.repeat.as_ref().filter(|_| rounds == 0) {
            return Err(Error::at(repeat.span(), "a step is done at least once"));
        }
        let actions = step.actions.iter().map(|action| self.action(action.get_ref()));
        Ok(plan::Step {
            title: step.title.clone(),
            outcome: step.outcome.clone(),
            rounds,
            actions: actions.collect::<Result<_, _>>()?,
        })
    }

    fn action(&mut self, action: &'a file::Action) -> Result<plan::Action, Error> {
        let relay = |relay, packet| plan::Action::Relay { relay, packet };
        Ok(match action {
            file::Action::Send(send) => plan::Action::Send(Box::new(self.send(send)?)),
            file::Action::Deliver(name) => relay(file::Relay::Deliver, self.packet(name)?),
            file::Action::Receive(name) => relay(file::Relay::Receive, self.packet(name)?),
            file::Action::Expire(name) => relay(file::Relay::Expire, self.packet(name)?),
            file::Action::Acknowledge(name) => plan::Action::Acknowledge(self.packet(name)?),
            file::Action::Wait(seconds) => plan::Action::Wait(*seconds),
            file::Action::Claim(claim) => plan::Action::Claim(self.claim(claim)?),
            file::Action::Block(name) => plan::Action::SetBlocked(self.names.account(name)?.0, true),
            file::Action::Unblock(name) => plan::Action::SetBlocked(self.names.account(name)?.0, false),
            file::Action::Look => plan::Action::Look,
        })
    }

    fn packet(&self, name: &Text) -> Result<PacketRef, Error> {
        let found = self.packets.iter().position(|known| known == name.get_ref());
        let index = found.ok_or_else(|| {
            let what = format!("no packet was sent as `{}` before", name.get_ref());
            Error::at(name.span(), what).with_hint("name it where it is sent: as = \"..\"")
        })?;
        Ok(PacketRef {
            index: PacketIndex(index),
            name: name.get_ref().clone(),
            span: name.span(),
        })
    }

    /// The index of a name that a send gives to its packet. A later send may use the same name for its own packet.
    fn new_packet(&mut self, name: &'a Text) -> PacketIndex {
        let found = self.packets.iter().position(|known| known == name.get_ref());
        PacketIndex(found.unwrap_or_else(|| {
            self.packets.push(name.get_ref());
            self.packets.len().saturating_sub(1)
        }))
    }

    fn send(&mut self, send: &'a file::Send) -> Result<plan::Send, Error> {
        let (sender, from) = self.names.account(&send.from)?;
        let (over, to) = self.names.hop(send, from)?;
        let (amount, what) = coin(&send.coin)?;
        Ok(plan::Send {
            amount,
            asset: self.names.asset(from, what, send.coin.span())?,
            sender,
            receiver: self.receiver(send, to)?,
            over,
            relay: send.relay,
            timeout: send.timeout,
            memo: send.memo.clone(),
            name: send.name.as_ref().map(|name| self.new_packet(name)),
            fails: send.fails.clone(),
        })
    }

    fn receiver(&self, send: &file::Send, there: ChainIndex) -> Result<plan::Receiver, Error> {
        match (&send.to, &send.to_address) {
            (Some(to), None) => {
                let (account, chain) = self.names.account(to)?;
                if chain == there {
                    return Ok(plan::Receiver::Account(account));
                }
                let (is_on, leads_to) = (self.names.name_of(chain), self.names.name_of(there));
                let (to_name, over) = (to.get_ref(), send.over.get_ref());
                let what = format!("`{to_name}` is on {is_on}, but {over} leads to {leads_to}");
                Err(Error::at(to.span(), what))
            }
            (None, Some(text)) => Ok(plan::Receiver::Text(text.get_ref().clone())),
            (Some(_), Some(both)) => Err(Error::at(both.span(), "give `to` or `to_address`, not both")),
            (None, None) => Err(Error::at(send.coin.span(), "this send has no receiver")
                .with_hint("to = \"an account\", or to_address = \"any text\"")),
        }
    }

    fn claim(&self, claim: &file::Claim) -> Result<plan::Claim, Error> {
        let (owner, chain) = self.names.account(&claim.owner)?;
        let asset = self
            .names
            .asset(chain, claim.asset.get_ref(), claim.asset.span())?;
        let caller = claim.by.as_ref().map(|by| {
            let (caller, at) = self.names.account(by)?;
            let what = || format!("`{}` is not on {}", by.get_ref(), self.names.name_of(chain));
            (at == chain)
                .then_some(caller)
                .ok_or_else(|| Error::at(by.span(), what()))
        });
        Ok(plan::Claim {
            asset,
            owner,
            caller: caller.transpose()?,
        })
    }
}
