//! Turns a plan into a world of simulated chains.

use std::ops::Range;

use causeway_multi_test::{self as multi_test, Asset, ContractCode, Setup, Vouchers, World};
use cosmwasm_std::Addr;
use ibc_multi_test::{ChainKey, Channel, End};

use super::plan::{self, AccountIndex, Base, ChainIndex, Hop, Plan, TokenIndex};
use crate::Error;

/// The objects of a world that the indexes of a plan refer to. Each list is in the order of the plan.
pub struct Stage {
    /// The chains of the plan.
    pub chains: Vec<ChainKey>,
    channels: Vec<Channel>,
    accounts: Vec<(ChainKey, Addr)>,
    tokens: Vec<Addr>,
}

/// Sets up the chains, then the channels, accounts and tokens.
pub fn build(plan: &Plan, code: ContractCode) -> Result<(Stage, World), Error> {
    let mut world = World::with_code(code);
    let mut stage = Stage {
        chains: vec![],
        channels: vec![],
        accounts: vec![],
        tokens: vec![],
    };
    for chain in &plan.chains {
        let setup = Setup {
            vouchers: match chain.vouchers {
                true => Vouchers::Standard,
                false => Vouchers::Disabled,
            },
            default_gas_limit: chain.default_gas_limit,
        };
        let key = world.add_chain_with(&chain.name, setup);
        stage
            .chains
            .push(key.map_err(|error| refused_at(&chain.span, &error))?);
    }
    for channel in &plan.channels {
        let (from, to) = (stage.chain(channel.from), stage.chain(channel.to));
        let opened = match channel.native {
            true => world.open_to_native(from, to),
            false => world.open(from, to),
        };
        let opened = opened.map_err(|error| refused_at(&channel.span, &error))?;
        stage.channels.push(opened);
    }
    for account in &plan.accounts {
        stage.make_account(account, &mut world)?;
    }
    for token in &plan.tokens {
        stage.make_token(token, &mut world)?;
    }
    Ok((stage, world))
}

/// An error of a chain, with a position in the file.
pub fn refused_at(span: &Range<usize>, error: &multi_test::Error) -> Error {
    Error::at(span.clone(), format!("the chain refuses: {}", error.text))
}

impl Stage {
    fn make_account(&mut self, account: &plan::Account, world: &mut World) -> Result<(), Error> {
        let chain = self.chain(account.chain);
        let coins = account.coins.iter();
        let coins: Vec<_> = coins.map(|(amount, denom)| (*amount, denom.as_str())).collect();
        let made = world.account(chain, &account.name, &coins);
        let address = made.map_err(|error| refused_at(&account.span, &error))?;
        self.accounts.push((chain, address));
        Ok(())
    }

    fn make_token(&mut self, token: &plan::Token, world: &mut World) -> Result<(), Error> {
        let refused = |error| refused_at(&token.span, &error);
        let chain = self.chain(token.chain);
        let holders = token.holders.iter();
        let holders: Vec<_> = holders
            .map(|(holder, amount)| (&self.account(*holder).1, *amount))
            .collect();
        let address = world.token(chain, &token.symbol, &holders).map_err(refused)?;
        if token.allowed {
            world.allow(chain, &address, None).map_err(refused)?;
        }
        self.tokens.push(address);
        Ok(())
    }

    /// The chain with this index.
    #[allow(
        clippy::indexing_slicing,
        reason = "build fills the list for all indexes of the plan"
    )]
    pub fn chain(&self, index: ChainIndex) -> ChainKey {
        self.chains[index.0]
    }

    /// The chain and the address of the account with this index.
    #[allow(
        clippy::indexing_slicing,
        reason = "build fills the list for all indexes of the plan"
    )]
    pub fn account(&self, index: AccountIndex) -> &(ChainKey, Addr) {
        &self.accounts[index.0]
    }

    #[allow(
        clippy::indexing_slicing,
        reason = "build fills the list for all indexes of the plan"
    )]
    fn token(&self, index: TokenIndex) -> &Addr {
        &self.tokens[index.0]
    }

    /// This end and the other end of a channel.
    #[allow(
        clippy::indexing_slicing,
        reason = "build fills the list for all indexes of the plan"
    )]
    pub fn ends(&self, hop: Hop) -> (&End, &End) {
        let Channel { a, b } = &self.channels[hop.channel];
        match hop.is_opener {
            true => (a, b),
            false => (b, a),
        }
    }

    /// The asset on a chain of the world, as it is at this moment.
    ///
    /// # Errors
    /// When the asset is a voucher that was never received.
    pub fn asset(&self, world: &World, asset: &plan::Asset) -> Result<Asset, Error> {
        let base = match &asset.base {
            Base::Native(denom) => Asset::Native(denom.clone()),
            Base::Token(token) => Asset::Cw20(self.token(*token).clone()),
        };
        let Some((nearest, further)) = asset.hops.split_first() else {
            return Ok(base);
        };
        let path = further.iter().rev().fold(base.to_string(), |path, hop| {
            let (ours, _) = self.ends(*hop);
            format!("{}/{}/{path}", ours.port, ours.channel)
        });
        world.voucher_at(self.ends(*nearest).0, &path).ok_or_else(|| {
            let chain = world.name(self.chain(asset.chain));
            let what = format!("there is no voucher `{}` on {chain} yet", asset.text);
            Error::at(asset.span.clone(), what)
                .with_hint("it comes to exist when the first of it is received")
        })
    }
}
