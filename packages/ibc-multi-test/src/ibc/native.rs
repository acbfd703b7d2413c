//! The native transfer module as a port. The module itself ([`crate::transfer`]) does not use the channels and packets of
//! this crate.
use super::core::{Core, Host};
use super::exchange::{as_error_event, Outgoing, Received};
use crate::bank::{self, HostBank};
use crate::codes::{ibc, sdk};
use crate::contract::IbcEntry;
use crate::error::{ErrorKind, TxError};
use crate::proto::{MsgTransfer, MsgTransferResponse, Packet};
use crate::transfer::{error, handshake, Ack, Coins, Keeper, Route, TransferError};
use cosmwasm_std::{
    to_json_binary, Addr, Coin, Event, Ibc3ChannelOpenResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcPacket, StdError, StdResult, Storage, Uint256,
};
use cw_multi_test::AppResponse;
use prost::Message;

/// Converts an error. A Go panic aborts the transaction; all other errors are ordinary.
pub(crate) fn native_error(e: TransferError) -> StdError {
    let kind = match e.is_panic() {
        true => ErrorKind::Trap,
        false => ErrorKind::Host,
    };
    TxError {
        kind,
        codespace: e.kind.codespace.into(),
        code: e.kind.code,
        text: e.message,
    }
    .into_std()
}

fn bank_error(e: StdError) -> TransferError {
    let e = TxError::of(&e);
    let kind = match (e.codespace.as_str(), e.code) {
        (codespace, code) if sdk::INSUFFICIENT_FUNDS.is(codespace, code) => error::INSUFFICIENT_FUNDS,
        _ => error::PANIC,
    };
    TransferError {
        kind,
        message: e.text,
    }
}

impl Coins for HostBank {
    fn send(
        &self,
        s: &mut dyn Storage,
        from: &Addr,
        to: &Addr,
        coin: &Coin,
    ) -> Result<Vec<Event>, TransferError> {
        bank::transfer(s, from.as_str(), to.as_str(), std::slice::from_ref(coin)).map_err(bank_error)
    }
    fn mint(&self, s: &mut dyn Storage, to: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError> {
        bank::mint(s, to.as_str(), std::slice::from_ref(coin)).map_err(bank_error)
    }
    fn burn(&self, s: &mut dyn Storage, from: &Addr, coin: &Coin) -> Result<Vec<Event>, TransferError> {
        bank::burn(s, from.as_str(), std::slice::from_ref(coin)).map_err(bank_error)
    }
    fn balance(&self, s: &dyn Storage, of: &Addr, denom: &str) -> Uint256 {
        bank::balance(s, of.as_str(), denom)
    }
    fn is_blocked(&self, s: &dyn Storage, account: &Addr) -> bool {
        bank::is_blocked(s, account.as_str())
    }
    fn is_send_enabled(&self, s: &dyn Storage, denom: &str) -> bool {
        bank::is_send_enabled(s, denom)
    }
}

fn keeper<'a>(h: &'a dyn Host, storage: &'a mut dyn Storage) -> Keeper<'a> {
    Keeper {
        api: h.api(),
        storage,
        coins: &HostBank,
    }
}

/// Handshakes, closing, acknowledgements and timeouts. [`receive`] and [`Core::native_transfer`] do the rest.
pub(super) fn call(h: &dyn Host, s: &mut dyn Storage, entry: IbcEntry) -> StdResult<AppResponse> {
    let without_data = |events| AppResponse { events, data: None };
    let res = match entry {
        IbcEntry::ChannelOpen(m) => return open(&m),
        IbcEntry::ChannelConnect(IbcChannelConnectMsg::OpenAck {
            counterparty_version, ..
        }) => handshake::open_ack(&counterparty_version).map(|()| vec![]),
        IbcEntry::ChannelClose(IbcChannelCloseMsg::CloseInit { .. }) => {
            handshake::close_init().map(|()| vec![])
        }
        IbcEntry::ChannelConnect(_) | IbcEntry::ChannelClose(_) => Ok(vec![]),
        IbcEntry::PacketAck(m) => {
            let IbcPacket { src, data, .. } = &m.original_packet;
            keeper(h, s).acknowledge(&src.port_id, &src.channel_id, data, &m.acknowledgement.data)
        }
        IbcEntry::PacketTimeout(m) => {
            let IbcPacket { src, data, .. } = &m.packet;
            keeper(h, s).timeout(&src.port_id, &src.channel_id, data)
        }
        IbcEntry::PacketReceive(_) => return Err(ibc::INVALID_PORT.wrap("a packet is received elsewhere")),
    };
    res.map(without_data).map_err(native_error)
}

fn open(m: &IbcChannelOpenMsg) -> StdResult<AppResponse> {
    let c = m.channel();
    let (port, id) = (&c.endpoint.port_id, &c.endpoint.channel_id);
    let version = match m {
        IbcChannelOpenMsg::OpenInit { .. } => handshake::open_init(&c.order, port, id, &c.version),
        IbcChannelOpenMsg::OpenTry {
            counterparty_version, ..
        } => handshake::open_try(&c.order, port, id, counterparty_version),
    };
    let version = version.map_err(native_error)?;
    let answer = to_json_binary(&Ibc3ChannelOpenResponse { version })?;
    Ok(AppResponse {
        events: vec![],
        data: Some(answer),
    })
}

/// Delivers a packet. Returns the response, and whether the changes to the storage are kept.
pub(super) fn receive(h: &dyn Host, s: &mut dyn Storage, p: &Packet) -> StdResult<(Received, bool)> {
    let route = Route {
        source_port: &p.source_port,
        source_channel: &p.source_channel,
        dest_port: &p.destination_port,
        dest_channel: &p.destination_channel,
    };
    let (events, ack, is_kept) = match keeper(h, s).receive(route, &p.data) {
        Ok(events) => (events, Ack::success().to_bytes(), true),
        Err(refusal) => {
            let ack = refusal.ack().ok_or_else(|| native_error(refusal.error))?;
            let events = refusal.events.into_iter().map(as_error_event);
            (events.collect(), ack, false)
        }
    };
    let ack = Some(ack.into());
    Ok((Received { events, ack }, is_kept))
}

impl Core {
    pub(super) fn native_transfer(
        &self,
        h: &dyn Host,
        s: &mut dyn Storage,
        m: MsgTransfer,
    ) -> StdResult<AppResponse> {
        let amount = m.token.amount.parse::<Uint256>();
        let amount = amount.map_err(|_| ibc::INVALID_COINS.wrap(&m.token.amount))?;
        let msg = crate::transfer::MsgTransfer {
            source_port: m.source_port,
            source_channel: m.source_channel,
            token: Coin::new(amount, m.token.denom),
            sender: m.sender,
            receiver: m.receiver,
            memo: m.memo,
        };
        let sent = keeper(h, s).send(&msg).map_err(native_error)?;
        let out = Outgoing {
            data: sent.packet.into(),
            timeout_height: m.timeout_height,
            timeout_timestamp: m.timeout_timestamp,
        };
        let (sequence, core) = self.send(s, &msg.source_port, &msg.source_channel, out)?;
        let mut events = sent.before;
        events.extend(core.events);
        events.extend(sent.after);
        let data = MsgTransferResponse { sequence }.encode_to_vec();
        Ok(AppResponse {
            events,
            data: Some(data.into()),
        })
    }
}
