//! Sub-messages on their way out and replies on their way in, made as wasmd makes them.
use crate::error::{TxError, TxResult};
use crate::ibc::{SubMessage, SUB};
use cosmwasm_std::{
    to_json_binary, AnyMsg, BankMsg, Binary, CosmosMsg, IbcMsg, Reply, ReplyOn, Response, StdResult,
    SubMsgResult, Uint64, WasmMsg,
};

/// Response type of a message. cw-multi-test answers `/unknown` for most.
fn response_type(msg: &CosmosMsg) -> String {
    let name = match msg {
        CosmosMsg::Ibc(IbcMsg::SendPacket { .. }) => "/cosmwasm.wasm.v1.MsgIBCSend",
        CosmosMsg::Ibc(IbcMsg::WriteAcknowledgement { .. }) => "/cosmwasm.wasm.v1.MsgIBCWriteAcknowledgement",
        CosmosMsg::Ibc(IbcMsg::CloseChannel { .. }) => "/ibc.core.channel.v1.MsgChannelCloseInit",
        CosmosMsg::Ibc(IbcMsg::Transfer { .. }) => "/ibc.applications.transfer.v1.MsgTransfer",
        CosmosMsg::Bank(BankMsg::Burn { .. }) => "/cosmos.bank.v1beta1.MsgBurn",
        CosmosMsg::Bank(_) => "/cosmos.bank.v1beta1.MsgSend",
        CosmosMsg::Wasm(WasmMsg::Execute { .. }) => "/cosmwasm.wasm.v1.MsgExecuteContract",
        CosmosMsg::Wasm(WasmMsg::Instantiate { .. }) => "/cosmwasm.wasm.v1.MsgInstantiateContract",
        CosmosMsg::Wasm(WasmMsg::Instantiate2 { .. }) => "/cosmwasm.wasm.v1.MsgInstantiateContract2",
        CosmosMsg::Wasm(WasmMsg::Migrate { .. }) => "/cosmwasm.wasm.v1.MsgMigrateContract",
        CosmosMsg::Wasm(WasmMsg::UpdateAdmin { .. }) => "/cosmwasm.wasm.v1.MsgUpdateAdmin",
        CosmosMsg::Wasm(WasmMsg::ClearAdmin { .. }) => "/cosmwasm.wasm.v1.MsgClearAdmin",
        CosmosMsg::Any(any) => &any.type_url,
        _ => "/unknown.",
    };
    format!("{name}Response")
}

/// Each sub-message goes to the core, which honours its gas limit (cw-multi-test drops it). What the
/// host needs to know again when the reply comes rides in front of the payload.
pub(super) fn outgoing(mut res: Response) -> StdResult<Response> {
    for sub in &mut res.messages {
        if sub.reply_on != ReplyOn::Never {
            let kind = if matches!(sub.msg, CosmosMsg::Wasm(_)) {
                'w'
            } else {
                '-'
            };
            let mut payload = format!("{kind}{}\n", response_type(&sub.msg)).into_bytes();
            payload.extend_from_slice(&sub.payload);
            sub.payload = payload.into();
        }
        let carried = SubMessage {
            gas_limit: sub.gas_limit.map(Uint64::new),
            msg: sub.msg.clone(),
        };
        sub.msg = CosmosMsg::Any(AnyMsg {
            type_url: SUB.into(),
            value: to_json_binary(&carried)?,
        });
    }
    Ok(res)
}

/// `Err`: nobody may catch this one.
pub(super) fn incoming(mut reply: Reply) -> TxResult<Reply> {
    let payload = std::mem::take(&mut reply.payload);
    let cut = payload.iter().position(|b| *b == b'\n').unwrap_or(payload.len());
    let (head, rest) = payload.split_at_checked(cut).unwrap_or_default();
    reply.payload = Binary::from(rest.get(1..).unwrap_or_default());
    match &mut reply.result {
        SubMsgResult::Err(text) => {
            let (error, depth) = TxError::find(text);
            if error.is_fatal() {
                return Err(error);
            }
            *text = error.reply_text(depth);
        }
        SubMsgResult::Ok(ok) => {
            let type_url = String::from_utf8_lossy(head.get(1..).unwrap_or_default()).to_string();
            ok.msg_responses
                .iter_mut()
                .for_each(|m| m.type_url.clone_from(&type_url));
            if !head.starts_with(b"w") {
                ok.events.clear(); // only Wasm messages give their events to the reply
            }
        }
    }
    Ok(reply)
}
