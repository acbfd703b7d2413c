//! A contract that sends coins through Causeway, and its test: a refund, and a claim after a refund that failed.
use causeway_multi_test::{Code, ContractWrapper, World};
use causeway_transfer::{caller::TransferContract, msg::TransferMsg};
use cosmwasm_std::{coin, Addr, Binary, Deps, DepsMut, Env, MessageInfo, Response, StdError, StdResult};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
enum Msg {
    Send(TransferMsg),
    Claim(String),
}
fn instantiate(deps: DepsMut, _: Env, _: MessageInfo, causeway: Addr) -> StdResult<Response> {
    deps.storage.set(b"causeway", causeway.as_bytes());
    Ok(Response::new())
}
fn execute(deps: DepsMut, _: Env, info: MessageInfo, msg: Msg) -> StdResult<Response> {
    let stored = deps.storage.get(b"causeway").unwrap_or_default();
    let causeway = TransferContract(Addr::unchecked(String::from_utf8(stored)?));
    let message = match (msg, info.funds.as_slice()) {
        (Msg::Send(transfer), [funds]) => causeway.transfer(transfer, funds.clone())?,
        (Msg::Claim(denom), []) => causeway.claim(denom)?,
        _ => return Err(StdError::msg("send takes one coin, claim takes none")),
    };
    Ok(Response::new().add_message(message))
}
fn query(_: Deps, _: Env, _: Msg) -> StdResult<Binary> {
    Err(StdError::msg("there are no queries"))
}

/// The test of the contract.
pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut world = World::new();
    let (hub, zone) = (world.add_chain("hub")?, world.add_chain("zone")?);
    let channel = world.open(hub, zone)?.a.channel;
    let alice = world.account(hub, "alice", &[(1_000, "uhub")])?;
    let causeway = world.deployment(hub).transfer.clone();
    let code = Code::new(Box::new(ContractWrapper::new(execute, instantiate, query)));
    let code = world.net[hub].store_code(code);
    let contract = world.net[hub].instantiate(code, &alice, &causeway, "mine", None)?;

    // zone has no such address: it refuses the packets, and the contract is refunded as their sender
    let send = Msg::Send(TransferMsg {
        channel,
        remote_address: "nobody".into(),
        timeout: None,
        memo: None,
    });
    for refund_fails in [false, true] {
        let sent = world.net[hub].execute(&alice, &contract, &send, &[coin(400, "uhub")])?;
        world.net[hub].set_blocked(&contract, refund_fails); // the bank of hub pays it nothing
        world.deliver(sent.packet().ok_or("no packet was sent")?)?;
        assert_eq!(world.net[hub].balance(&contract, "uhub").to_string(), "400");
    }
    world.net[hub].set_blocked(&contract, false);
    let claim = Msg::Claim("uhub".into());
    world.net[hub].execute(&alice, &contract, &claim, &[])?;
    assert_eq!(world.net[hub].balance(&contract, "uhub").to_string(), "800");
    assert!(world.check().ok());
    Ok(())
}
