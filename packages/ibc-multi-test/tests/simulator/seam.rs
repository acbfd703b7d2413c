//! Contracts that run elsewhere, such as in a VM, are added by implementing a trait.
use crate::actor::plain_actor;
use crate::world::*;
use cosmwasm_std::*;
use ibc_multi_test::*;

/// A machine that meters itself and traps, as its packet orders.
struct Machine;

fn no_messages() -> Result<IbcBasicResponse, String> {
    gas::consume(1_000);
    Ok(IbcBasicResponse::new())
}

impl IbcEntryPoints for Machine {
    fn ibc_channel_open(
        &self,
        _: DepsMut,
        _: Env,
        _: IbcChannelOpenMsg,
    ) -> Result<Option<Ibc3ChannelOpenResponse>, String> {
        Ok(None)
    }
    fn ibc_channel_connect(
        &self,
        _: DepsMut,
        _: Env,
        _: IbcChannelConnectMsg,
    ) -> Result<IbcBasicResponse, String> {
        no_messages()
    }
    fn ibc_channel_close(
        &self,
        _: DepsMut,
        _: Env,
        _: IbcChannelCloseMsg,
    ) -> Result<IbcBasicResponse, String> {
        no_messages()
    }
    fn ibc_packet_receive(
        &self,
        deps: DepsMut,
        _: Env,
        msg: IbcPacketReceiveMsg,
    ) -> Result<IbcReceiveResponse, String> {
        deps.storage.set(b"touched", b"1");
        match msg.packet.data.as_slice() {
            b"trap" => trap("unreachable executed"),
            b"burn" => gas::consume(gas::remaining().saturating_add(1)),
            b"refuse" => return Err("refused".into()),
            _ => {}
        }
        Ok(IbcReceiveResponse::new(OK))
    }
    fn ibc_packet_ack(&self, _: DepsMut, _: Env, _: IbcPacketAckMsg) -> Result<IbcBasicResponse, String> {
        no_messages()
    }
    fn ibc_packet_timeout(
        &self,
        _: DepsMut,
        _: Env,
        _: IbcPacketTimeoutMsg,
    ) -> Result<IbcBasicResponse, String> {
        no_messages()
    }
}

#[test]
fn a_contract_that_implements_ibc_entry_points_runs_like_any_other() {
    let mut w = world();
    let machine = install(&mut w.net, w.b, plain_actor().with_ibc(Machine));
    w.channel = w.net.open_channel((w.a, &w.ca), (w.b, &machine), "v1").unwrap();
    let touched = |w: &World| !w.net[w.b].dump_contract(&machine).is_empty();
    for (data, kind) in [("trap", ErrorKind::Trap), ("burn", ErrorKind::OutOfGas)] {
        let id = w.send(data);
        assert_eq!(w.net.recv(id).unwrap_err().kind, kind);
        assert!(!touched(&w) && w.is_pending(id));
    }
    let id = w.send("refuse");
    w.net.recv(id).unwrap();
    assert_eq!(w.ack(id).as_deref(), Some(r#"{"error":"refused"}"#));
    assert!(!touched(&w));
    let id = w.send("fine");
    w.net.deliver(id).unwrap();
    assert!(touched(&w));
}
