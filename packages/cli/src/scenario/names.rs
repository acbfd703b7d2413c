//! Resolves the names in a scenario file.

use std::ops::Range;

use super::file::{self, File, Text};
use super::plan::{self, AccountIndex, Asset, Base, ChainIndex, Hop, TokenIndex};
use crate::Error;

/// Looks up names in a file. The index of a chain is its position in the file; the same holds for accounts and tokens.
pub struct Names<'a> {
    /// The scenario file.
    pub file: &'a File,
    /// The channels of the file that are resolved so far.
    pub channels: &'a [plan::Channel],
}

impl Names<'_> {
    /// The index of a chain, by its name.
    pub fn chain(&self, name: &Text) -> Result<ChainIndex, Error> {
        let index = position(self.file.chain.iter().map(|chain| &chain.name), name);
        let index = index.ok_or_else(|| unknown("chain", name, self.file.chain.iter().map(|it| &it.name)));
        index.map(ChainIndex)
    }

    /// The name of a chain.
    pub fn name_of(&self, chain: ChainIndex) -> &str {
        let chain = self.file.chain.get(chain.0);
        chain.map_or("", |chain| chain.name.get_ref().as_str())
    }

    /// The index of an account and of its chain, by the account's name.
    pub fn account(&self, name: &Text) -> Result<(AccountIndex, ChainIndex), Error> {
        let mut accounts = self.file.account.iter().enumerate();
        let found = accounts.find(|(_, account)| account.name.get_ref() == name.get_ref());
        let (index, account) = found.ok_or_else(|| {
            unknown(
                "account",
                name,
                self.file.account.iter().map(|account| &account.name),
            )
        })?;
        Ok((AccountIndex(index), self.chain(&account.chain)?))
    }

    /// The index of a token on a chain, by its symbol.
    pub fn token(&self, chain: ChainIndex, symbol: &str) -> Option<TokenIndex> {
        let name = self.name_of(chain);
        let is_named =
            |token: &file::Token| token.chain.get_ref() == name && token.symbol.get_ref() == symbol;
        self.file.token.iter().rposition(is_named).map(TokenIndex)
    }

    /// The channel of a send, seen from the sender's chain, and the index of the receiver's chain.
    pub fn hop(&self, send: &file::Send, from: ChainIndex) -> Result<(Hop, ChainIndex), Error> {
        let channels = || self.file.channel.iter().map(|channel| &channel.name);
        let index = position(channels(), &send.over);
        let index = index.ok_or_else(|| unknown("channel", &send.over, channels()))?;
        self.through(index, from).ok_or_else(|| {
            let ends = self.channels.get(index).map(|channel| [channel.from, channel.to]);
            let ends = ends.map(|ends| ends.map(|chain| self.name_of(chain)).join(" and "));
            let what = format!(
                "`{}` is on {}, where {} has no end: it joins {}",
                send.from.get_ref(),
                self.name_of(from),
                send.over.get_ref(),
                ends.unwrap_or_default()
            );
            Error::at(send.from.span(), what)
        })
    }

    /// A channel seen from its end on `here`, and the chain of its other end. `None` if it has no end there.
    fn through(&self, index: usize, here: ChainIndex) -> Option<(Hop, ChainIndex)> {
        let plan::Channel { from, to, .. } = self.channels.get(index)?;
        let hop = |is_opener| Hop {
            channel: index,
            is_opener,
        };
        if *from == here {
            return Some((hop(true), *to));
        }
        (*to == here).then(|| (hop(false), *from))
    }

    /// Reads an asset such as `near/far/uhub` on a chain.
    pub fn asset(&self, chain: ChainIndex, text: &str, span: Range<usize>) -> Result<Asset, Error> {
        let (mut here, mut rest, mut hops) = (chain, text, vec![]);
        while let Some((first, after)) = rest.split_once('/') {
            let mut channels = self.file.channel.iter();
            let Some(index) = channels.position(|channel| channel.name.get_ref() == first) else {
                break;
            };
            let Some((hop, there)) = self.through(index, here) else {
                let what = format!("`{first}` has no end on {}", self.name_of(here));
                return Err(Error::at(span, what));
            };
            hops.push(hop);
            (here, rest) = (there, after);
        }
        if rest.is_empty() {
            return Err(Error::at(span, "the asset has no name behind its channels"));
        }
        let token = self.token(here, rest);
        Ok(Asset {
            chain,
            hops,
            base: token.map_or_else(|| Base::Native(rest.into()), Base::Token),
            text: text.into(),
            span,
        })
    }
}

fn position<'a>(mut names: impl Iterator<Item = &'a Text>, name: &Text) -> Option<usize> {
    names.position(|known| known.get_ref() == name.get_ref())
}

fn unknown<'a>(kind: &str, name: &Text, known: impl Iterator<Item = &'a Text>) -> Error {
    let known: Vec<&str> = known.map(|known| known.get_ref().as_str()).collect();
    let hint = match known.is_empty() {
        true => format!("declare it: [[{kind}]]"),
        false => format!("known: {}", known.join(", ")),
    };
    Error::at(name.span(), format!("there is no {kind} `{}`", name.get_ref())).with_hint(hint)
}
