//! Measures packet lifecycles (send, receive, acknowledge) per second, with N settled packets and N packets in flight.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a measurement, not a library"
)]
use cosmwasm_std::{
    Binary, Deps, DepsMut, Empty, Env, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcMsg, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse,
    MessageInfo, Response, StdResult,
};
use cw_multi_test::ContractWrapper;
use ibc_multi_test::{ibc_contract, Code, Network};
use std::time::Instant;

fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}
/// Sends 200 bytes, and stores a record of the packet.
fn execute(deps: DepsMut, env: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    let data = Binary::from(vec![b'x'; 200]);
    let stored = deps.storage.get(b"n").and_then(|b| b.try_into().ok());
    let number = stored.map_or(1, u64::from_be_bytes);
    deps.storage.set(b"n", &(number + 1).to_be_bytes());
    deps.storage.set(&record(number), &data);
    Ok(Response::new().add_message(IbcMsg::SendPacket {
        channel_id: "channel-0".into(),
        data,
        timeout: env.block.time.plus_seconds(600).into(),
    }))
}
fn record(number: u64) -> Vec<u8> {
    [b"record/".as_slice(), &number.to_be_bytes()].concat()
}
fn query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Ok(Binary::default())
}

fn code() -> Code {
    let done = || Ok::<_, String>(IbcBasicResponse::new());
    ibc_contract(
        Box::new(ContractWrapper::new(execute, instantiate, query)),
        |_, _, _: IbcChannelOpenMsg| Ok::<_, String>(None),
        move |_, _, _: IbcChannelConnectMsg| done(),
        move |_, _, _: IbcChannelCloseMsg| done(),
        |_, _, _: IbcPacketReceiveMsg| Ok::<_, String>(IbcReceiveResponse::new(br#"{"result":"AQ=="}"#)),
        move |deps, _, msg: IbcPacketAckMsg| {
            deps.storage.remove(&record(msg.original_packet.sequence));
            done()
        },
        move |_, _, _: IbcPacketTimeoutMsg| done(),
    )
}

fn main() {
    let most: u32 = std::env::args()
        .nth(1)
        .and_then(|a| a.parse().ok())
        .unwrap_or(100_000);
    println!("| settled + in flight | lives/s |\n|---|---|");
    for books in [100, 1_000, 10_000, 100_000].into_iter().filter(|n| *n <= most) {
        let mut net = Network::new();
        let (a, b) = (net.add_chain("a", "cosmos"), net.add_chain("b", "juno"));
        let user = net[a].addr("user");
        let [ca, cb] = [a, b].map(|chain| {
            let id = net[chain].store_code(code());
            net[chain]
                .instantiate(id, &user, &Empty {}, "bench", None)
                .unwrap()
        });
        net.open_channel((a, &ca), (b, &cb), "v1").unwrap();
        let send = |net: &mut Network| net[a].execute(&user, &ca, &Empty {}, &[]).unwrap().packets[0];
        let live = |net: &mut Network| {
            let id = send(net);
            net.deliver(id).unwrap();
        };
        for _ in 0..books {
            live(&mut net);
            send(&mut net);
        }
        // The machine may be shared, so the best of ten batches counts.
        let batch = (0..10).map(|_| {
            let start = Instant::now();
            (0..500).for_each(|_| live(&mut net));
            start.elapsed().as_secs_f64()
        });
        println!(
            "| {books} + {books} | {:.0} |",
            500.0 / batch.fold(f64::MAX, f64::min)
        );
    }
}
