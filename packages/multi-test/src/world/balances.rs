//! Balances, books and vouchers of a world.

use causeway_transfer::state::VOUCHERS;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Addr, StdResult, Storage, Uint256};
use ibc_multi_test::transfer::store::escrow_address;
use ibc_multi_test::transfer::Denom;
use ibc_multi_test::{ChainKey, End, TRANSFER_PORT};

use super::World;
use crate::books::{self, Books};
use crate::Asset;

impl World {
    /// The books, claims and in-flight records of a chain's transfer contract.
    ///
    /// # Errors
    /// When raw bytes do not have the documented layout.
    pub fn books(&self, chain: ChainKey) -> StdResult<Books> {
        Books::from_storage(self.net[chain].api(), &self.raw_storage(chain))
    }

    /// The balance of an account in an asset.
    pub fn balance(&self, chain: ChainKey, account: &Addr, asset: &Asset) -> Uint256 {
        match asset {
            Asset::Native(denom) => self.net[chain].balance(account, denom),
            Asset::Cw20(token) => books::token_balance(&self.net[chain], token, account),
        }
    }

    /// The amount in escrow at an end: in the contract's books for the channel, or in the escrow account of the native
    /// module.
    ///
    /// # Errors
    /// Those of [`books`](Self::books).
    pub fn escrowed(&self, end: &End, asset: &Asset) -> StdResult<Uint256> {
        if end.port != TRANSFER_PORT {
            return Ok(self
                .books(end.chain)?
                .outstanding(&end.channel, &asset.to_string()));
        }
        let account = escrow_address(self.net[end.chain].api(), &end.port, &end.channel);
        Ok(account
            .map(|account| self.balance(end.chain, &account, asset))
            .unwrap_or_default())
    }

    /// The local asset that a denom path represents at an end.
    pub fn asset_of(&self, end: &End, path: &str) -> Option<Asset> {
        if end.port == TRANSFER_PORT {
            return Some(Asset::Native(Denom::from_path(path).ibc_denom()));
        }
        let ours = path.strip_prefix(&end.port);
        if ours.is_some_and(|rest| rest.starts_with('/')) {
            let storage = self.raw_storage(end.chain);
            return VOUCHERS.may_load(&storage, path).ok().flatten().map(Asset::Cw20);
        }
        Some(Asset::parse(self.net[end.chain].api(), path))
    }

    /// The voucher at an end for a denom path of the other end: a cw20 token, or the native module's `ibc/HASH`.
    pub fn voucher_at(&self, end: &End, path: &str) -> Option<Asset> {
        self.asset_of(end, &format!("{}/{}/{path}", end.port, end.channel))
    }

    fn raw_storage(&self, chain: ChainKey) -> MockStorage {
        let mut storage = MockStorage::new();
        for (key, value) in self.net[chain].dump_contract(&self.deployment(chain).transfer) {
            storage.set(&key, &value);
        }
        storage
    }
}
