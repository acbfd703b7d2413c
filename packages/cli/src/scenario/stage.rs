//! From what a scenario declares to a world.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Uint256};
use ibc_multi_test::{ChainKey, Channel, End};
use toml::Spanned;

use super::file::{Account, File, Text, Token};
use super::names::{self, AssetRef};
use crate::Error;
use causeway_multi_test::{Asset, ContractCode, Setup, Vouchers, World};

/// What the names stand for in a world.
pub struct Stage {
    /// By index in the file.
    pub chains: Vec<ChainKey>,
    /// By index in the file.
    pub channels: Vec<Channel>,
    /// By chain and symbol.
    pub tokens: BTreeMap<(ChainKey, String), Addr>,
}

/// Sets up chains, then channels, accounts and tokens.
pub fn build(file: &File, code: ContractCode) -> Result<(Stage, World), Error> {
    let mut world = World::with_code(code);
    let mut stage = Stage {
        chains: vec![],
        channels: vec![],
        tokens: BTreeMap::new(),
    };
    for chain in &file.chain {
        let mut setup = Setup {
            default_gas_limit: chain.default_gas_limit,
            ..Setup::default()
        };
        if !chain.vouchers {
            setup.vouchers = Vouchers::Disabled;
        }
        let key = world.add_chain_with(chain.name.get_ref(), setup);
        stage.chains.push(key.map_err(|error| at(&chain.name, &error))?);
    }
    for channel in &file.channel {
        let (from, to) = (stage.chain(file, &channel.from)?, stage.chain(file, &channel.to)?);
        let opened = match channel.native {
            true => world.open_to_native(from, to),
            false => world.open(from, to),
        };
        stage
            .channels
            .push(opened.map_err(|error| at(&channel.name, &error))?);
    }
    stage.make_accounts(file, &mut world)?;
    stage.make_tokens(file, &mut world)?;
    Ok((stage, world))
}

/// A chain's refusal at a place of the file.
pub fn at<T>(place: &Spanned<T>, error: &causeway_multi_test::Error) -> Error {
    Error::at(place.span(), format!("the chain refuses: {}", error.text))
}

impl Stage {
    /// Accounts with their coins.
    fn make_accounts(&self, file: &File, world: &mut World) -> Result<(), Error> {
        for account in &file.account {
            let chain = self.chain(file, &account.chain)?;
            let mut coins = vec![];
            for held in &account.holds {
                let (amount, what) = narrow(held)?;
                if !is_token(file, account.chain.get_ref(), &what) {
                    coins.push((amount, what));
                }
            }
            let coins: Vec<_> = coins
                .iter()
                .map(|(amount, what)| (*amount, what.as_str()))
                .collect();
            let made = world.account(chain, account.name.get_ref(), &coins);
            made.map_err(|error| at(&account.name, &error))?;
        }
        Ok(())
    }

    /// Tokens with their first holders.
    fn make_tokens(&mut self, file: &File, world: &mut World) -> Result<(), Error> {
        for token in &file.token {
            let (chain, symbol) = (self.chain(file, &token.chain)?, token.symbol.get_ref());
            let holders = holders(file, world, chain, token)?;
            let holders: Vec<_> = holders.iter().map(|(holder, amount)| (holder, *amount)).collect();
            let made = world.token(chain, symbol, &holders);
            let address = made.map_err(|error| at(&token.symbol, &error))?;
            if token.allowed {
                let listed = world.allow(chain, &address, None);
                listed.map_err(|error| at(&token.symbol, &error))?;
            }
            self.tokens.insert((chain, symbol.clone()), address);
        }
        Ok(())
    }

    /// The chain with a name.
    pub fn chain(&self, file: &File, name: &Text) -> Result<ChainKey, Error> {
        let index = names::chain(file, name)?;
        let key = self.chains.get(index).copied();
        key.ok_or_else(|| Error::at(name.span(), "this chain is not set up"))
    }

    /// An account's chain and address.
    pub fn account(&self, file: &File, world: &World, name: &Text) -> Result<(ChainKey, Addr), Error> {
        let account = names::account(file, name)?;
        let chain = self.chain(file, &account.chain)?;
        Ok((chain, world.net[chain].addr(name.get_ref())))
    }

    /// Our end and the other end of a channel.
    pub fn ends(&self, channel: usize, opened_here: bool) -> Option<(End, End)> {
        let Channel { a, b } = self.channels.get(channel)?.clone();
        Some(if opened_here { (a, b) } else { (b, a) })
    }

    /// The asset that a chain holds under `near/far/uhub`.
    pub fn asset(
        &self,
        file: &File,
        world: &World,
        at: &str,
        text: &str,
        place: &Text,
    ) -> Result<Asset, Error> {
        let AssetRef { hops, home, base } = names::asset(file, at, text, place)?;
        let home = Spanned::new(place.span(), home.to_string());
        let token = self.tokens.get(&(self.chain(file, &home)?, base.to_string()));
        let Some(((nearest, opened_here), further)) = hops.split_first() else {
            return Ok(token.map_or_else(|| Asset::Native(base.into()), |token| Asset::Cw20(token.clone())));
        };
        let mut path = token.map_or_else(|| base.to_string(), |token| format!("cw20:{token}"));
        for (channel, opened_here) in further.iter().rev() {
            if let Some((ours, _)) = self.ends(*channel, *opened_here) {
                path = format!("{}/{}/{path}", ours.port, ours.channel);
            }
        }
        let voucher = self
            .ends(*nearest, *opened_here)
            .and_then(|(ours, _)| world.voucher_at(&ours, &path));
        voucher.ok_or_else(|| {
            Error::at(place.span(), format!("there is no voucher `{text}` on {at} yet"))
                .with_hint("it comes to exist when the first of it is received")
        })
    }
}

/// Who holds how much of a token at first.
fn holders(file: &File, world: &World, chain: ChainKey, token: &Token) -> Result<Vec<(Addr, u128)>, Error> {
    let mut holders = vec![];
    let of_chain = |account: &&Account| account.chain.get_ref() == token.chain.get_ref();
    for account in file.account.iter().filter(of_chain) {
        for held in &account.holds {
            let (amount, what) = narrow(held)?;
            if what == *token.symbol.get_ref() {
                holders.push((world.net[chain].addr(account.name.get_ref()), amount));
            }
        }
    }
    Ok(holders)
}

fn is_token(file: &File, chain: &str, symbol: &str) -> bool {
    file.token
        .iter()
        .any(|token| token.chain.get_ref() == chain && token.symbol.get_ref() == symbol)
}

fn narrow(held: &Text) -> Result<(u128, String), Error> {
    let (amount, what): (Uint256, String) = names::coin(held)?;
    let narrow = cosmwasm_std::Uint128::try_from(amount).map(|amount| amount.u128());
    let narrow = narrow.map_err(|_| Error::at(held.span(), "an account begins with at most 2^128-1"))?;
    Ok((narrow, what))
}
