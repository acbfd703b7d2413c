//! The sub-messages of a contract and the replies to them, as wasmd makes them.
use crate::codes::sdk;
use crate::depth;
use crate::error::{ErrorKind, TxError, TxResult};
use crate::ibc::{SubMessage, SUB};
use cosmwasm_std::{
    to_json_binary, AnyMsg, BankMsg, Binary, CosmosMsg, IbcMsg, Reply, ReplyOn, Response, StdResult,
    SubMsgResult, Uint64, WasmMsg,
};

/// The response type of a message. cw-multi-test returns `/unknown` for most messages.
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

/// Data that the host needs when the reply comes. It is put in front of the payload.
struct Head {
    /// Whether the message is a Wasm message: only these give their events to the reply.
    is_wasm: bool,
    /// Depth at which the contract's replies run.
    depth: u32,
    response_type: String,
}

impl Head {
    fn put_before(&self, payload: &[u8]) -> Binary {
        let kind = if self.is_wasm { 'w' } else { '-' };
        let mut bytes = format!("{kind}{},{}\n", self.depth, self.response_type).into_bytes();
        bytes.extend_from_slice(payload);
        bytes.into()
    }

    /// Splits a payload into this data and the contract's own payload.
    fn split_off(payload: &[u8]) -> Option<(Self, Binary)> {
        let cut = payload.iter().position(|b| *b == b'\n')?;
        let (head, rest) = payload.split_at_checked(cut)?;
        let head = std::str::from_utf8(head).ok()?;
        let (depth, response_type) = head.get(1..)?.split_once(',')?;
        let head = Self {
            is_wasm: head.starts_with('w'),
            depth: depth.parse().ok()?,
            response_type: response_type.into(),
        };
        Some((head, Binary::from(rest.get(1..)?)))
    }
}

/// Converts the response of a contract that was called at `depth`. Each sub-message is sent to the IBC core, which
/// enforces its gas limit (cw-multi-test ignores it).
pub(super) fn outgoing(mut res: Response, depth: u32) -> StdResult<Response> {
    let depth = depth::after_response(depth)?;
    for sub in &mut res.messages {
        if sub.reply_on != ReplyOn::Never {
            let head = Head {
                is_wasm: matches!(sub.msg, CosmosMsg::Wasm(_)),
                depth,
                response_type: response_type(&sub.msg),
            };
            sub.payload = head.put_before(&sub.payload);
        }
        let carried = SubMessage {
            gas_limit: sub.gas_limit.map(Uint64::new),
            depth,
            msg: sub.msg.clone(),
        };
        sub.msg = CosmosMsg::Any(AnyMsg {
            type_url: SUB.into(),
            value: to_json_binary(&carried)?,
        });
    }
    Ok(res)
}

/// The reply as the contract sees it, and the depth at which it runs. It fails for an error that no caller may catch.
pub(super) fn incoming(mut reply: Reply) -> TxResult<(Reply, u32)> {
    let unknown = || {
        TxError::new(
            ErrorKind::Host,
            sdk::INTERNAL,
            "a reply to no message of this contract",
        )
    };
    let (head, payload) = Head::split_off(&reply.payload).ok_or_else(unknown)?;
    reply.payload = payload;
    match &mut reply.result {
        SubMsgResult::Err(text) => {
            let (error, above) = TxError::find(text);
            if error.is_fatal() {
                return Err(error);
            }
            *text = error.reply_text(above);
        }
        SubMsgResult::Ok(ok) => {
            ok.msg_responses
                .iter_mut()
                .for_each(|m| m.type_url.clone_from(&head.response_type));
            if !head.is_wasm {
                ok.events.clear(); // only Wasm messages give their events to the reply
            }
        }
    }
    Ok((reply, head.depth))
}
