//! The expected books and balances, as plain maps. The model applies the documented rules and calls no code of the
//! contracts.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::Addr;
use ibc_multi_test::{ChainKey, PacketId};

/// How far a packet has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Sent,
    /// With this answer, which is not relayed yet.
    Received {
        taken: bool,
    },
    /// Core has ended it.
    Ended,
    /// A migration gave it to its sender, so whatever core still holds of it must be refused.
    Settled,
}

/// A packet that an honest user sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub id: PacketId,
    /// Index in the stage.
    pub channel: usize,
    pub from_hub: bool,
    /// By the hub's contract before it was migrated.
    pub is_old: bool,
    pub sequence: u64,
    /// The denom in the packet.
    pub path: String,
    pub amount: u128,
    pub sender: Addr,
    /// `None`: no address of the other chain.
    pub receiver: Option<Addr>,
    pub state: State,
}

/// In escrow, and ever sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Books {
    pub outstanding: u128,
    pub total_sent: u128,
}

/// What a contract owes one account in one asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    pub held: u128,
    pub to_mint: u128,
}

#[derive(Default)]
pub struct Model {
    /// The takeover has happened.
    pub is_new: bool,
    /// The contract has a voucher code.
    pub mints: bool,
    /// Balances of users and of the contract on the hub, by chain, account and denom path.
    pub balances: BTreeMap<(ChainKey, Addr, String), u128>,
    /// Escrow ledger, by channel id and denom path.
    pub books: BTreeMap<(String, String), Books>,
    /// Claims, by owner and denom path.
    pub claims: BTreeMap<(Addr, String), Claim>,
    pub tracked: BTreeMap<Addr, u128>,
    /// Settled packets of the predecessor, by channel id and sequence.
    pub settled: BTreeSet<(String, u64)>,
    pub first_own: BTreeMap<String, u64>,
    /// In-flight records, by sender, channel id and sequence.
    pub records: BTreeSet<(Addr, String, u64)>,
    /// Accounts that take no bank coins at present.
    pub blocked: BTreeSet<Addr>,
    /// Tokens that refuse transfers at present.
    pub armed: BTreeSet<Addr>,
    /// Refunds that cw20-ics20 swallowed: indices of packets.
    pub lost: Vec<usize>,
}

impl Model {
    pub fn balance(&mut self, chain: ChainKey, account: &Addr, path: &str) -> &mut u128 {
        let key = (chain, account.clone(), path.to_string());
        self.balances.entry(key).or_default()
    }

    pub fn books(&mut self, channel: &str, path: &str) -> &mut Books {
        self.books
            .entry((channel.to_string(), path.to_string()))
            .or_default()
    }

    /// What an account holds, by path.
    pub fn holdings(&self, chain: ChainKey, account: &Addr) -> Vec<(String, u128)> {
        let held = self.balances.iter().filter(|(_, held)| **held > 0);
        held.filter(|((on, of, _), _)| *on == chain && of == account)
            .map(|((_, _, path), held)| (path.clone(), *held))
            .collect()
    }

    /// Escrow on all channels and claims on what is held.
    pub fn owed(&self, path: &str) -> u128 {
        let books = self.books.iter().filter(|((_, of), _)| of == path);
        let claims = self.claims.iter().filter(|((_, of), _)| of == path);
        books.map(|(_, books)| books.outstanding).sum::<u128>()
            + claims.map(|(_, claim)| claim.held).sum::<u128>()
    }

    pub fn owe(&mut self, owner: &Addr, path: &str, amount: u128, burned: bool) {
        let claim = self.claims.entry((owner.clone(), path.to_string())).or_default();
        match burned {
            true => claim.to_mint += amount,
            false => claim.held += amount,
        }
    }

    /// A token that is tracked must hold this much less, down to zero.
    pub fn untrack(&mut self, token: Option<&Addr>, amount: u128) {
        if let Some(tracked) = token.and_then(|token| self.tracked.get_mut(token)) {
            *tracked = tracked.saturating_sub(amount);
        }
    }
}
