//! A takeover costs the same whatever the contract has stored: each access to the storage is counted.

use std::cell::Cell;

use causeway_transfer::contract::migrate;
use causeway_transfer::msg::MigrateMsg;
use causeway_transfer::state::{
    AllowInfo, ChannelInfo, ChannelState, ALLOW_LIST, CHANNEL_INFO, CHANNEL_STATE,
};
use cosmwasm_std::testing::{mock_env, MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{Addr, IbcEndpoint, Order, OwnedDeps, Record, Storage};
use ibc_multi_test::TRANSFER_PORT;

use crate::history::History;

/// Counts reads, entries that ranges give, and writes.
#[derive(Default)]
struct Counting {
    storage: MockStorage,
    accesses: Cell<u64>,
}

impl Counting {
    fn count(&self) {
        self.accesses.set(self.accesses.get() + 1);
    }
}

impl Storage for Counting {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.count();
        self.storage.get(key)
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        self.count();
        let entries = self.storage.range(start, end, order);
        Box::new(entries.inspect(|_| self.count()))
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.count();
        self.storage.set(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        self.count();
        self.storage.remove(key);
    }
}

/// The state of a real cw20-ics20, with so many more entries of each kind.
fn grown(state: Vec<Record>, entries: u32) -> Counting {
    let mut counting = Counting::default();
    for (key, value) in state {
        counting.storage.set(&key, &value);
    }
    let storage = &mut counting.storage;
    for number in 0..entries {
        let id = format!("channel-{}", 1_000 + number);
        let info = ChannelInfo {
            id: id.clone(),
            counterparty_endpoint: IbcEndpoint {
                port_id: TRANSFER_PORT.into(),
                channel_id: id.clone(),
            },
            connection_id: "connection-0".into(),
        };
        CHANNEL_INFO.save(storage, &id, &info).unwrap();
        let books = ChannelState {
            outstanding: 5u128.into(),
            total_sent: 9u128.into(),
            ..ChannelState::default()
        };
        for denom in ["uhub", &format!("u{number}")] {
            CHANNEL_STATE.save(storage, (&id, denom), &books).unwrap();
        }
        let token = Addr::unchecked(format!("hub1token{number}"));
        ALLOW_LIST
            .save(storage, &token, &AllowInfo { gas_limit: None })
            .unwrap();
    }
    counting
}

#[test]
fn takeover_touches_as_many_entries_of_a_small_state_as_of_a_large_one() {
    let history = History::new(0);
    let accesses = [0, 1, 2_000].map(|entries| {
        let mut deps = OwnedDeps {
            storage: grown(history.stage.storage(), entries),
            api: MockApi::default().with_prefix("hub"),
            querier: MockQuerier::default(),
            custom_query_type: std::marker::PhantomData::<cosmwasm_std::Empty>,
        };
        migrate(deps.as_mut(), mock_env(), MigrateMsg::default()).unwrap();
        deps.storage.accesses.get()
    });
    println!("a takeover takes {} accesses to the storage", accesses[0]);
    assert!(accesses.iter().all(|count| *count == accesses[0]), "{accesses:?}");
}
