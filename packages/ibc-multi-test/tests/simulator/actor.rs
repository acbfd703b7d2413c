//! The example contract. It answers each entry point as the test has set, and keeps a log of its calls.
use cosmwasm_std::*;
use cw_multi_test::{Contract, ContractWrapper};
use ibc_multi_test::{gas, ibc_contract, trap, Code};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The response of an entry point.
#[derive(Serialize, Deserialize, Clone, Debug, Default)]
pub struct Answer {
    pub attributes: Vec<(String, String)>,
    pub msgs: Vec<SubMsg>,
    /// Acknowledgement, reply data or query answer.
    pub data: Option<Binary>,
    pub fail: Option<Fail>,
    /// Whether the response is used only once.
    pub once: bool,
}

#[derive(Serialize, Deserialize, Clone, Debug)]
pub enum Fail {
    Err(String),
    Panic,
    Trap,
    /// Spends this much gas, and continues if there was enough.
    Gas(u64),
}

#[derive(Serialize, Deserialize, Clone, Debug)]
pub enum Exec {
    /// Returns this response.
    Do(Answer),
    /// Sets the response of an entry point from now on.
    On { entry: String, answer: Answer },
    /// Returns the response that `On { entry: "call" }` has set.
    Call {},
    /// Queries another actor, and ignores the answer.
    Ask { whom: String },
    /// Calls itself, each time one level deeper.
    Nest { depth: u32 },
    /// Writes a key.
    Store { key: String, value: String },
}

#[derive(Serialize, Deserialize, Clone, Debug)]
pub enum Ask {
    /// Returns the response that `On { entry: "query" }` has set.
    Answer {},
    Port {},
    Channel {
        id: String,
        port: Option<String>,
    },
}

pub fn load<T: DeserializeOwned + Default>(s: &dyn Storage, key: &str) -> T {
    s.get(key.as_bytes())
        .map(|b| from_json(b).unwrap())
        .unwrap_or_default()
}
fn save<T: Serialize>(s: &mut dyn Storage, key: &str, value: &T) {
    s.set(key.as_bytes(), &to_json_vec(value).unwrap());
}
fn log(s: &mut dyn Storage, line: impl Into<String>) {
    let mut lines: Vec<String> = load(s, "log");
    lines.push(line.into());
    save(s, "log", &lines);
}

fn stored(s: &mut dyn Storage, entry: &str) -> Answer {
    let key = format!("on/{entry}");
    let answer: Answer = load(s, &key);
    if answer.once {
        s.remove(key.as_bytes());
    }
    answer
}
fn act(answer: Answer) -> StdResult<Response> {
    match answer.fail {
        Some(Fail::Err(text)) => return Err(StdError::msg(text)),
        Some(Fail::Panic) => panic!("told to"),
        Some(Fail::Trap) => trap("told to"),
        Some(Fail::Gas(amount)) => gas::consume(amount),
        None => {}
    }
    let mut res = Response::new()
        .add_attributes(answer.attributes)
        .add_submessages(answer.msgs);
    res.data = answer.data;
    Ok(res)
}
fn act_ibc(answer: Answer) -> Result<IbcBasicResponse, String> {
    if let Some(Fail::Err(text)) = answer.fail {
        return Err(text);
    }
    let res = act(answer).map_err(|e| e.to_string())?;
    Ok(IbcBasicResponse::new()
        .add_attributes(res.attributes)
        .add_submessages(res.messages))
}

fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn execute(deps: DepsMut, env: Env, _: MessageInfo, msg: Exec) -> StdResult<Response> {
    match msg {
        Exec::Do(answer) => act(answer),
        Exec::On { entry, answer } => {
            save(deps.storage, &format!("on/{entry}"), &answer);
            Ok(Response::new())
        }
        Exec::Call {} => {
            log(deps.storage, "call");
            act(stored(deps.storage, "call"))
        }
        Exec::Ask { whom } => {
            let got: StdResult<Binary> = deps.querier.query_wasm_smart(whom, &Ask::Answer {});
            log(deps.storage, format!("asked: {got:?}"));
            Ok(Response::new())
        }
        Exec::Nest { depth: 0 } => Ok(Response::new()),
        Exec::Nest { depth } => {
            let deeper = wasm_execute(env.contract.address, &Exec::Nest { depth: depth - 1 }, vec![])?;
            Ok(Response::new().add_submessage(SubMsg::reply_on_error(deeper, 9)))
        }
        Exec::Store { key, value } => {
            deps.storage.set(key.as_bytes(), value.as_bytes());
            Ok(Response::new())
        }
    }
}

fn reply(deps: DepsMut, _: Env, reply: Reply) -> StdResult<Response> {
    let entry = format!("reply/{}", reply.id);
    let line = match &reply.result {
        SubMsgResult::Ok(_) => format!("{entry} ok"),
        SubMsgResult::Err(e) => format!("{entry} {e}"),
    };
    log(deps.storage, line);
    deps.storage.set(b"last-reply", &to_json_vec(&reply)?);
    act(stored(deps.storage, &entry))
}

fn query(deps: Deps, _: Env, msg: Ask) -> StdResult<Binary> {
    match msg {
        Ask::Answer {} => {
            let answer: Answer = load(deps.storage, "on/query");
            let res = act(answer)?;
            to_json_binary(&res.data.unwrap_or_default())
        }
        Ask::Port {} => {
            let port: PortIdResponse = deps.querier.query(&IbcQuery::PortId {}.into())?;
            to_json_binary(&port.port_id)
        }
        Ask::Channel { id, port } => {
            let query = IbcQuery::Channel {
                channel_id: id,
                port_id: port,
            };
            let got: ChannelResponse = deps.querier.query(&query.into())?;
            to_json_binary(&got.channel)
        }
    }
}

fn open(deps: DepsMut, _: Env, msg: IbcChannelOpenMsg) -> Result<Option<Ibc3ChannelOpenResponse>, String> {
    let c = msg.channel();
    let line = format!(
        "open {:?} {} {:?}",
        c.order,
        c.version,
        msg.counterparty_version()
    );
    log(deps.storage, line);
    let res = act(stored(deps.storage, "open")).map_err(|e| e.to_string())?;
    let version = res.data.map(|v| String::from_utf8(v.into()).unwrap());
    Ok(version.map(|version| Ibc3ChannelOpenResponse { version }))
}
fn connect(deps: DepsMut, _: Env, msg: IbcChannelConnectMsg) -> Result<IbcBasicResponse, String> {
    let c = msg.channel();
    let other = &c.counterparty_endpoint.channel_id;
    let line = format!("connect {} {other} {:?}", c.version, msg.counterparty_version());
    log(deps.storage, line);
    act_ibc(stored(deps.storage, "connect"))
}
fn close(deps: DepsMut, _: Env, msg: IbcChannelCloseMsg) -> Result<IbcBasicResponse, String> {
    let step = match msg {
        IbcChannelCloseMsg::CloseInit { .. } => "init",
        IbcChannelCloseMsg::CloseConfirm { .. } => "confirm",
    };
    log(deps.storage, format!("close {step}"));
    act_ibc(stored(deps.storage, &format!("close-{step}")))
}
fn receive(deps: DepsMut, _: Env, msg: IbcPacketReceiveMsg) -> Result<IbcReceiveResponse, String> {
    log(deps.storage, format!("receive {}", msg.packet.sequence));
    let answer = stored(deps.storage, "receive");
    if let Some(Fail::Err(text)) = answer.fail {
        return Err(text);
    }
    let res = act(answer).map_err(|e| e.to_string())?;
    let out = match res.data {
        Some(ack) => IbcReceiveResponse::new(ack),
        None => IbcReceiveResponse::without_ack(),
    };
    Ok(out.add_attributes(res.attributes).add_submessages(res.messages))
}
fn ack(deps: DepsMut, _: Env, msg: IbcPacketAckMsg) -> Result<IbcBasicResponse, String> {
    let text = String::from_utf8_lossy(&msg.acknowledgement.data).to_string();
    log(
        deps.storage,
        format!("ack {} {text}", msg.original_packet.sequence),
    );
    act_ibc(stored(deps.storage, "ack"))
}
fn timeout(deps: DepsMut, _: Env, msg: IbcPacketTimeoutMsg) -> Result<IbcBasicResponse, String> {
    log(deps.storage, format!("timeout {}", msg.packet.sequence));
    act_ibc(stored(deps.storage, "timeout"))
}

fn base() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply))
}

/// An actor that accepts every channel, unless a response is set.
pub fn actor() -> Code {
    ibc_contract(base(), open, connect, close, receive, ack, timeout)
}
/// An actor without IBC.
pub fn plain_actor() -> Code {
    Code::new(base())
}

/// An actor that accepts only unordered channels with version `v1` on both sides.
pub fn strict_actor() -> Code {
    let check = |order: &IbcOrder, versions: [Option<&str>; 2]| {
        if *order != IbcOrder::Unordered {
            return Err("only unordered channels".to_string());
        }
        match versions.into_iter().flatten().find(|v| *v != "v1") {
            Some(other) => Err(format!("not v1: {other}")),
            None => Ok(()),
        }
    };
    let strict_open = move |deps: DepsMut, env: Env, msg: IbcChannelOpenMsg| {
        let c = msg.channel();
        check(&c.order, [Some(c.version.as_str()), msg.counterparty_version()])?;
        open(deps, env, msg)
    };
    let strict_connect = move |deps: DepsMut, env: Env, msg: IbcChannelConnectMsg| {
        let c = msg.channel();
        check(&c.order, [Some(c.version.as_str()), msg.counterparty_version()])?;
        connect(deps, env, msg)
    };
    ibc_contract(base(), strict_open, strict_connect, close, receive, ack, timeout)
}
