//! Two chains: one with the contract, either instantiated as Causeway or taken over from a real cw20-ics20, and one with
//! the native module.

use causeway_tests::code;
use cosmwasm_std::{coin, Addr, Binary, Record, WasmMsg};
use ibc_multi_test::{
    ChainKey, Channel, ChannelState, End, Network, PacketId, TxResponse, TxResult, TRANSFER_PORT,
};
use serde_json::{json, Value};

pub const WEALTH: u128 = 1_000_000;
/// Timeout of a send, in seconds.
pub const TIMEOUT: u64 = 600;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Born,
    TakenOver,
}

pub struct Place {
    pub net: Network,
    pub hub: ChainKey,
    pub zone: ChainKey,
    pub contract: Addr,
    pub governance: Addr,
    pub alice: Addr,
    pub bob: Addr,
    pub tokens: [Addr; 2],
    pub channel: Channel,
    origin: Origin,
}

impl Place {
    /// Two chains. A contract that is to be taken over is cw20-ics20 until [`Place::take_over`] is called.
    pub fn new(origin: Origin) -> Self {
        let mut net = Network::new();
        let (hub, zone) = (net.add_chain("hub-1", "hub"), net.add_chain("zone-1", "zone"));
        net[zone].set_next_channel_id(7);
        let (governance, alice) = (net[hub].addr("governance"), net[hub].addr("alice"));
        let bob = net[zone].addr("bob");
        let coins = ["uhub", "uosmo"].map(|denom| coin(WEALTH, denom));
        net[hub].fund(&alice, &coins).unwrap();
        net[zone].fund(&bob, &[coin(WEALTH, "uzone")]).unwrap();
        let code = net[hub].store_code((code::CAUSEWAY.voucher)());
        let holders = json!([{"address": alice, "amount": WEALTH.to_string()}]);
        let token = json!({"name": "Token", "symbol": "TKN", "decimals": 6, "initial_balances": holders});
        let tokens = ["one", "two"].map(|label| {
            let made = net[hub].instantiate(code, &governance, &token, label, None);
            made.unwrap()
        });
        let allowlist = tokens
            .clone()
            .map(|token| json!({"contract": token, "gas_limit": null}));
        let mut message =
            json!({"default_timeout": TIMEOUT, "gov_contract": governance, "allowlist": allowlist});
        let transfer = match origin {
            Origin::TakenOver => net[hub].store_code(code::cw20_ics20()),
            Origin::Born => {
                message["voucher_code_id"] = json!(code);
                net[hub].store_code((code::CAUSEWAY.transfer)())
            }
        };
        let contract = net[hub].instantiate(transfer, &governance, &message, "transfer", Some(&governance));
        let contract = contract.unwrap();
        let channel = net.open_channel((hub, &contract), (zone, TRANSFER_PORT), "ics20-1");
        Self {
            net,
            hub,
            zone,
            contract,
            governance,
            alice,
            bob,
            tokens,
            channel: channel.unwrap(),
            origin,
        }
    }

    /// Migrates a cw20-ics20 to Causeway. It does nothing to a Causeway.
    pub fn take_over(&mut self) {
        if self.origin == Origin::Born {
            return;
        }
        let voucher = self.net[self.hub].store_code((code::CAUSEWAY.voucher)());
        let new_code_id = self.net[self.hub].store_code((code::CAUSEWAY.transfer)());
        let message = json!({"voucher_code_id": voucher});
        let migrate = WasmMsg::Migrate {
            contract_addr: self.contract.to_string(),
            new_code_id,
            msg: message.to_string().into_bytes().into(),
        };
        self.net[self.hub]
            .tx(&self.governance, vec![migrate.into()])
            .unwrap();
    }

    pub fn storage(&self) -> Vec<Record> {
        self.net[self.hub].dump_contract(&self.contract)
    }

    pub fn execute(&mut self, sender: &Addr, message: &Value) -> TxResult<TxResponse> {
        let contract = self.contract.clone();
        self.net[self.hub].execute(sender, &contract, message, &[])
    }

    pub fn query(&self, question: &Value) -> Value {
        self.net[self.hub].query(&self.contract, question).unwrap()
    }

    /// Alice sends 100 of a coin or of a token, over any channel, with any timeout, to any receiver.
    pub fn try_send(
        &mut self,
        denom: &str,
        channel: &str,
        timeout: u64,
        receiver: &str,
    ) -> TxResult<TxResponse> {
        let message =
            json!({"channel": channel, "remote_address": receiver, "timeout": timeout, "memo": null});
        let (contract, alice, hub) = (self.contract.clone(), self.alice.clone(), self.hub);
        let Some(token) = denom.strip_prefix("cw20:") else {
            let message = json!({"transfer": message});
            return self.net[hub].execute(&alice, &contract, &message, &[coin(100, denom)]);
        };
        let message = Binary::from(message.to_string().into_bytes());
        let message = json!({"send": {"contract": contract, "amount": "100", "msg": message}});
        self.net[hub].execute(&alice, &Addr::unchecked(token), &message, &[])
    }

    /// Like [`Place::try_send`], over the channel of this place, to Bob or to no address.
    pub fn send(&mut self, denom: &str, receiver: &str) -> PacketId {
        let channel = self.channel.a.channel.clone();
        let sent = self.try_send(denom, &channel, TIMEOUT, receiver);
        sent.unwrap_or_else(|error| panic!("{denom}: {error}"))
            .packet()
            .unwrap()
    }

    pub fn alice_holds(&self, denom: &str) -> u128 {
        let Some(token) = denom.strip_prefix("cw20:") else {
            return self.net[self.hub]
                .balance(&self.alice, denom)
                .to_string()
                .parse()
                .unwrap();
        };
        let query = json!({"balance": {"address": self.alice}});
        let answer: Value = self.net[self.hub].query(&Addr::unchecked(token), &query).unwrap();
        answer["balance"].as_str().unwrap().parse().unwrap()
    }

    /// The other chain forces its end closed, as an upgrade could, and the contract is called with the confirmation.
    pub fn close(&mut self) {
        let Channel { a, b } = self.channel.clone();
        self.place(&b, ChannelState::Closed);
        self.net.close_confirm(&a).unwrap();
    }

    /// Both chains force their ends open. No contract is called.
    pub fn open_again(&mut self) {
        let Channel { a, b } = self.channel.clone();
        self.place(&a, ChannelState::Open);
        self.place(&b, ChannelState::Open);
    }

    fn place(&mut self, end: &End, state: ChannelState) {
        let mut stored = self.net.channel_end(end).unwrap();
        stored.state = state;
        self.net[end.chain].place_channel(&stored).unwrap();
    }
}
