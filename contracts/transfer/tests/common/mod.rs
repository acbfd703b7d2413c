//! A transfer contract on mocks: the storage records each access, token balances can be set, and channels are open. The
//! part of the host around a call is included: an `Err` reverts all changes.
#![allow(dead_code, reason = "each test file uses its part")]

#[path = "../../../../tests/src/cases.rs"]
pub mod cases;
pub mod noted;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use causeway_transfer::contract::{
    execute, ibc_channel_close, ibc_channel_connect, ibc_packet_ack, ibc_packet_receive, ibc_packet_timeout,
    instantiate, migrate, query, reply,
};
use causeway_transfer::ledger::payout;
use causeway_transfer::msg::{InstantiateMsg, QueryMsg, TransferMsg};
use causeway_transfer::payload::{REFUND_REPLY, SENT_REPLY};
use causeway_transfer::state::{Predecessor, PREDECESSOR, VOUCHERS};
use causeway_transfer::ContractError;
use cosmwasm_std::testing::{message_info, mock_env, MockApi, MockQuerier};
use cosmwasm_std::{
    coin, from_json, Addr, Binary, Coin, ContractResult, CosmosMsg, Env, HexBinary, IbcAcknowledgement,
    IbcBasicResponse, IbcChannel, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcEndpoint, IbcMsg, IbcOrder,
    IbcPacket, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse, IbcTimeout,
    MsgResponse, OwnedDeps, QuerierResult, Reply, Response, SubMsg, SubMsgResponse, SubMsgResult,
    SystemError, SystemResult, Timestamp, WasmMsg, WasmQuery,
};
use noted::Noted;
use serde_json::{json, Value};

pub const CODE_ID: u64 = 7;
pub const CHECKSUM: &str = "13a1fc994cc6d1c81b746ee0c0ff6f90043875e0bf1d9be6b7d779fc978dc2a5";
pub const SUCCESS: &[u8] = br#"{"result":"AQ=="}"#;
pub const FAILURE: &[u8] = br#"{"error":"no"}"#;

/// The balance of this contract in each token.
type Balances = Rc<RefCell<BTreeMap<String, u128>>>;

pub struct Suite {
    pub deps: OwnedDeps<Noted, MockApi, MockQuerier>,
    pub env: Env,
    pub balances: Balances,
    /// The sequence that the host reports next.
    pub sequence: u64,
}

pub fn api() -> MockApi {
    MockApi::default().with_prefix("cosmos")
}

pub fn addr(name: &str) -> Addr {
    api().addr_make(name)
}

pub fn our_port() -> String {
    format!("wasm.{}", addr("us"))
}

/// The local denom `cw20:<address>`.
pub fn cw20(token: &Addr) -> String {
    format!("cw20:{token}")
}

pub fn ours(channel: &str) -> IbcEndpoint {
    IbcEndpoint {
        port_id: our_port(),
        channel_id: channel.into(),
    }
}

/// The other end of a channel of this contract: that of `channel-0` is `channel-10`, and so on.
pub fn theirs(channel: &str) -> IbcEndpoint {
    IbcEndpoint {
        port_id: "transfer".into(),
        channel_id: channel.replace("channel-", "channel-1"),
    }
}

pub fn ibc_channel(channel: &str, order: IbcOrder, version: &str) -> IbcChannel {
    IbcChannel::new(ours(channel), theirs(channel), order, version, "connection-0")
}

pub fn transfer_msg(channel: &str) -> TransferMsg {
    TransferMsg {
        channel: channel.into(),
        remote_address: "osmo1receiver".into(),
        timeout: None,
        memo: None,
    }
}

/// The instantiate message of a predecessor, with a voucher code added.
pub fn settings() -> Value {
    json!({
        "default_timeout": 3600,
        "gov_contract": addr("admin"),
        "allowlist": [{"contract": addr("token")}],
        "voucher_code_id": CODE_ID,
    })
}

impl Suite {
    /// A contract with `channel-0` and `channel-1` open.
    pub fn new() -> Self {
        Self::with(settings())
    }

    pub fn with(settings: Value) -> Self {
        let mut suite = Self::unconnected(settings).unwrap();
        for channel in ["channel-0", "channel-1"] {
            suite.connect(channel).unwrap();
            suite.core_says(channel, true);
        }
        suite
    }

    pub fn unconnected(settings: Value) -> Result<Self, ContractError> {
        let mut suite = Self::bare();
        let message: InstantiateMsg = from_json(settings.to_string())?;
        let info = message_info(&addr("creator"), &[]);
        suite.call(|suite| instantiate(suite.deps.as_mut(), suite.env.clone(), info, message))?;
        Ok(suite)
    }

    pub fn bare() -> Self {
        let balances = Balances::default();
        let mut querier = MockQuerier::default();
        let held = balances.clone();
        querier.update_wasm(move |query| answer(&held.borrow(), query));
        let mut env = mock_env();
        env.contract.address = addr("us");
        let deps = OwnedDeps {
            storage: Noted::default(),
            api: api(),
            querier,
            custom_query_type: Default::default(),
        };
        Suite {
            deps,
            env,
            balances,
            sequence: 1,
        }
    }

    /// Runs a call as the host does: an `Err` reverts everything. The recorded accesses are those of the last call.
    fn call<T>(
        &mut self,
        entry: impl FnOnce(&mut Self) -> Result<T, ContractError>,
    ) -> Result<T, ContractError> {
        let before = self.deps.storage.entries.clone();
        self.deps.storage.accesses.borrow_mut().clear();
        let result = entry(self);
        if result.is_err() {
            self.deps.storage.entries = before;
        }
        result
    }

    pub fn connect(&mut self, channel: &str) -> Result<IbcBasicResponse, ContractError> {
        let channel = ibc_channel(channel, IbcOrder::Unordered, "ics20-1");
        self.connect_with(IbcChannelConnectMsg::new_ack(channel, "ics20-1"))
    }

    pub fn connect_with(&mut self, msg: IbcChannelConnectMsg) -> Result<IbcBasicResponse, ContractError> {
        self.call(|suite| ibc_channel_connect(suite.deps.as_mut(), suite.env.clone(), msg))
    }

    /// Sets whether IBC core reports one of the first two channels as open.
    pub fn core_says(&mut self, channel: &str, open: bool) {
        let all = ["channel-0", "channel-1"].into_iter();
        let open = all.filter(|id| open || *id != channel);
        let channels: Vec<IbcChannel> = open
            .map(|id| ibc_channel(id, IbcOrder::Unordered, "ics20-1"))
            .collect();
        self.deps.querier.ibc.update(our_port(), &channels);
    }

    pub fn close(&mut self, channel: &str) -> IbcBasicResponse {
        let channel = ibc_channel(channel, IbcOrder::Unordered, "ics20-1");
        let msg = IbcChannelCloseMsg::new_confirm(channel);
        self.call(|suite| ibc_channel_close(suite.deps.as_mut(), suite.env.clone(), msg))
            .unwrap()
    }

    pub fn execute(
        &mut self,
        sender: &Addr,
        funds: &[Coin],
        message: Value,
    ) -> Result<Response, ContractError> {
        let message = from_json(message.to_string())?;
        let info = message_info(sender, funds);
        self.call(|suite| execute(suite.deps.as_mut(), suite.env.clone(), info, message))
    }

    pub fn migrate(&mut self, message: Value) -> Result<Response, ContractError> {
        let message = from_json(message.to_string())?;
        self.call(|suite| migrate(suite.deps.as_mut(), suite.env.clone(), message))
    }

    pub fn send_coin(
        &mut self,
        sender: &str,
        coin: Coin,
        msg: TransferMsg,
    ) -> Result<Response, ContractError> {
        self.execute(&addr(sender), &[coin], json!({"transfer": msg}))
    }

    /// Sends as a cw20 token, which calls the contract.
    pub fn send_token(
        &mut self,
        token: &Addr,
        sender: &str,
        amount: u128,
        msg: TransferMsg,
    ) -> Result<Response, ContractError> {
        let inner = Binary::from(serde_json::to_vec(&msg).unwrap());
        let wrapper = json!({"sender": addr(sender), "amount": amount.to_string(), "msg": inner});
        self.execute(token, &[], json!({"receive": wrapper}))
    }

    /// A complete send of a coin, with the host's reply.
    pub fn sent_coin(&mut self, amount: u128, denom: &str, channel: &str) -> IbcPacket {
        let sent = self.send_coin("alice", coin(amount, denom), transfer_msg(channel));
        self.report(&sent.unwrap(), channel)
    }

    /// A complete send of a token, with the host's reply.
    pub fn sent_token(&mut self, token: &Addr, amount: u128, channel: &str) -> IbcPacket {
        let sent = self.send_token(token, "alice", amount, transfer_msg(channel));
        self.report(&sent.unwrap(), channel)
    }

    /// Runs the host's reply to a send.
    pub fn report(&mut self, response: &Response, channel: &str) -> IbcPacket {
        let sequence = self.sequence;
        self.sequence += 1;
        self.reply_sent(response, &[&[8], varint(sequence).as_slice()].concat())
            .unwrap();
        packet_of(response, channel, sequence)
    }

    pub fn reply_sent(&mut self, response: &Response, value: &[u8]) -> Result<Response, ContractError> {
        let payload = response.messages[0].payload.clone();
        let message = MsgResponse {
            type_url: "/cosmwasm.wasm.v1.MsgIBCSendResponse".into(),
            value: value.into(),
        };
        self.reply(SENT_REPLY, payload, ok_with(vec![message], None))
    }

    pub fn reply(
        &mut self,
        id: u64,
        payload: Binary,
        result: SubMsgResult,
    ) -> Result<Response, ContractError> {
        let msg = Reply {
            id,
            payload,
            gas_used: 0,
            result,
        };
        self.call(|suite| reply(suite.deps.as_mut(), suite.env.clone(), msg))
    }

    /// Runs the host's reply to a refund that failed.
    pub fn refund_fails(&mut self, refund: &SubMsg, reason: &str) -> Result<Response, ContractError> {
        let failed = SubMsgResult::Err(reason.into());
        self.reply(REFUND_REPLY, refund.payload.clone(), failed)
    }

    /// Receives a packet from the other end of `channel`.
    pub fn receive(
        &mut self,
        channel: &str,
        denom: &str,
        amount: impl ToString,
        receiver: &str,
    ) -> Result<IbcReceiveResponse, ContractError> {
        let data = json!({
            "denom": denom, "amount": amount.to_string(), "sender": "osmo1sender", "receiver": receiver,
        });
        self.receive_bytes(channel, data.to_string().as_bytes())
    }

    pub fn receive_bytes(&mut self, channel: &str, data: &[u8]) -> Result<IbcReceiveResponse, ContractError> {
        self.receive_numbered(channel, 1, data)
    }

    pub fn receive_numbered(
        &mut self,
        channel: &str,
        sequence: u64,
        data: &[u8],
    ) -> Result<IbcReceiveResponse, ContractError> {
        let packet = IbcPacket::new(data, theirs(channel), ours(channel), sequence, never());
        let msg = IbcPacketReceiveMsg::new(packet, addr("relayer"));
        self.call(|suite| ibc_packet_receive(suite.deps.as_mut(), suite.env.clone(), msg))
    }

    pub fn ack(&mut self, packet: &IbcPacket, ack: &[u8]) -> Result<IbcBasicResponse, ContractError> {
        let ack = IbcAcknowledgement::new(ack);
        let msg = IbcPacketAckMsg::new(ack, packet.clone(), addr("relayer"));
        self.call(|suite| ibc_packet_ack(suite.deps.as_mut(), suite.env.clone(), msg))
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn wait(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    pub fn timeout(&mut self, packet: &IbcPacket) -> Result<IbcBasicResponse, ContractError> {
        let msg = IbcPacketTimeoutMsg::new(packet.clone(), addr("relayer"));
        self.call(|suite| ibc_packet_timeout(suite.deps.as_mut(), suite.env.clone(), msg))
    }

    pub fn ask(&self, message: Value) -> Result<Value, ContractError> {
        let message: QueryMsg = from_json(message.to_string())?;
        let answer = query(self.deps.as_ref(), self.env.clone(), message)?;
        Ok(serde_json::from_slice(&answer).unwrap())
    }

    /// Receives a token of the other chain over `channel` for alice. Returns its voucher.
    pub fn voucher(&mut self, channel: &str, denom: &str) -> Addr {
        self.receive(channel, denom, 1000, addr("alice").as_str())
            .unwrap();
        let path = format!("{}/{channel}/{denom}", our_port());
        VOUCHERS.load(&self.deps.storage, &path).unwrap()
    }

    /// Sets the balance of this contract in a token.
    pub fn holds(&self, token: &Addr, amount: u128) {
        self.balances.borrow_mut().insert(token.to_string(), amount);
    }

    /// Sets the supply of a voucher.
    pub fn supply(&self, voucher: &Addr, amount: u128) {
        self.balances
            .borrow_mut()
            .insert(supply_of(voucher.as_str()), amount);
    }

    /// Makes the state look as if it had been taken over from cw20-ics20.
    pub fn had_predecessor(&mut self) {
        let predecessor = Predecessor {
            contract: "crates.io:cw20-ics20".into(),
            version: "2.0.0".into(),
        };
        PREDECESSOR.save(&mut self.deps.storage, &predecessor).unwrap();
    }

    pub fn accesses(&self) -> Vec<String> {
        self.deps.storage.accesses.borrow().clone()
    }

    /// The books of an asset on a channel: amount in escrow, and amount ever sent.
    pub fn books(&self, channel: &str, denom: &str) -> (u128, u128) {
        let key = (channel, denom);
        let state = causeway_transfer::state::CHANNEL_STATE
            .may_load(&self.deps.storage, key)
            .unwrap()
            .unwrap_or_default();
        let narrow = |amount| payout::to_uint128(amount).unwrap().u128();
        (narrow(state.outstanding), narrow(state.total_sent))
    }
}

fn answer(balances: &BTreeMap<String, u128>, query: &WasmQuery) -> QuerierResult {
    let value = match query {
        WasmQuery::CodeInfo { code_id: CODE_ID } => {
            json!({"code_id": CODE_ID, "creator": addr("creator"), "checksum": CHECKSUM})
        }
        WasmQuery::Smart { contract_addr, msg } => {
            let asked: Value = serde_json::from_slice(msg).unwrap();
            if asked == json!({"token_info": {}}) {
                let supply = balances.get(&supply_of(contract_addr)).unwrap_or(&0);
                return answer_with(
                    &json!({"name": "v", "symbol": "VVV", "decimals": 0, "total_supply": supply.to_string()}),
                );
            }
            assert_eq!(asked, json!({"balance": {"address": addr("us")}}));
            match balances.get(contract_addr) {
                Some(held) => json!({"balance": held.to_string()}),
                None => return no_such_contract(contract_addr),
            }
        }
        _ => return no_such_contract("other"),
    };
    answer_with(&value)
}

fn answer_with(value: &Value) -> QuerierResult {
    SystemResult::Ok(ContractResult::Ok(value.to_string().into_bytes().into()))
}

/// The key of a voucher's supply in the balances.
fn supply_of(voucher: &str) -> String {
    format!("supply of {voucher}")
}

fn no_such_contract(name: &str) -> QuerierResult {
    SystemResult::Err(SystemError::NoSuchContract { addr: name.into() })
}

pub fn never() -> IbcTimeout {
    Timestamp::from_seconds(4_000_000_000).into()
}

pub fn ok_with(msg_responses: Vec<MsgResponse>, data: Option<Binary>) -> SubMsgResult {
    #[allow(deprecated, reason = "hosts before wasmd 0.52 answer there")]
    SubMsgResult::Ok(SubMsgResponse {
        events: vec![],
        data,
        msg_responses,
    })
}

/// A number as a varint of protobuf.
pub fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = vec![];
    while number > 0x7f {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}

/// The packet that core makes of a send.
pub fn packet_of(response: &Response, channel: &str, sequence: u64) -> IbcPacket {
    let CosmosMsg::Ibc(IbcMsg::SendPacket {
        channel_id,
        data,
        timeout,
    }) = &response.messages[0].msg
    else {
        panic!("no packet in {response:?}");
    };
    assert_eq!(channel_id, channel);
    IbcPacket::new(
        data.clone(),
        ours(channel),
        theirs(channel),
        sequence,
        timeout.clone(),
    )
}

/// The data of the packet in a response.
pub fn packet_json(response: &Response) -> Value {
    let CosmosMsg::Ibc(IbcMsg::SendPacket { data, .. }) = &response.messages[0].msg else {
        panic!("no packet in {response:?}");
    };
    serde_json::from_slice(data).unwrap()
}

/// The call of a contract in a message: its address and the message.
pub fn call_of(message: &SubMsg) -> (String, Value) {
    match &message.msg {
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        }) if funds.is_empty() => (contract_addr.clone(), serde_json::from_slice(msg).unwrap()),
        other => panic!("no call of a contract: {other:?}"),
    }
}

pub fn attribute<'a>(attributes: &'a [cosmwasm_std::Attribute], key: &str) -> Option<&'a str> {
    let mut found = attributes.iter().filter(|attribute| attribute.key == key);
    let value = found.next().map(|attribute| attribute.value.as_str());
    assert!(found.next().is_none(), "{key} stands twice");
    value
}

pub fn hex(text: &str) -> HexBinary {
    HexBinary::from_hex(text).unwrap()
}
