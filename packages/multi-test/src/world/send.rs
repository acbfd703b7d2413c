//! Sends of users.

use causeway_cw20::Cw20ExecuteMsg;
use causeway_transfer::msg::{ExecuteMsg, TransferMsg};
use cosmwasm_std::{to_json_binary, Addr, AnyMsg, Coin, Uint128, Uint256};
use ibc_multi_test::proto::{Coin as ProtoCoin, Height, MsgTransfer, TRANSFER};
use ibc_multi_test::{End, PacketId, TxResponse, TRANSFER_PORT};
use prost::Message;

use super::{refused, World, TIMEOUT};
use crate::{Asset, Error};

/// A send of a user.
pub struct Send<'a> {
    /// The end of the channel at which the packet is sent.
    pub from: &'a End,
    /// Address that sends the tokens, on the chain of `from`.
    pub sender: &'a Addr,
    /// The asset, on the sender's chain.
    pub asset: Asset,
    /// Amount in base units.
    pub amount: Uint256,
    /// Address of the receiver on the other chain. Any text is accepted.
    pub receiver: String,
    /// Timeout in seconds.
    pub timeout: u64,
    /// Memo of the packet; `None`: none.
    pub memo: Option<String>,
}

impl<'a> Send<'a> {
    /// A send with a timeout of ten minutes and without memo.
    pub fn new(
        from: &'a End,
        sender: &'a Addr,
        asset: Asset,
        amount: impl Into<Uint256>,
        receiver: impl ToString,
    ) -> Self {
        let (amount, receiver) = (amount.into(), receiver.to_string());
        Self {
            from,
            sender,
            asset,
            amount,
            receiver,
            timeout: TIMEOUT,
            memo: None,
        }
    }
}

impl World {
    /// Sends as a user does: `transfer` with a coin, `send` of a cw20 token, or the native module's MsgTransfer.
    pub fn send(&mut self, send: Send) -> Result<PacketId, Error> {
        let response = self.try_send(send)?;
        response
            .packet()
            .ok_or_else(|| refused("the transaction sent no packet"))
    }

    /// Like [`World::send`], but returns the whole response of the transaction.
    pub fn try_send(&mut self, send: Send) -> Result<TxResponse, Error> {
        let End { chain, port, channel } = send.from;
        if port == TRANSFER_PORT {
            return self.send_native(send);
        }
        let transfer = self.deployment(*chain).transfer.clone();
        let message = TransferMsg {
            channel: channel.clone(),
            remote_address: send.receiver,
            timeout: Some(send.timeout),
            memo: send.memo,
        };
        match send.asset {
            Asset::Native(denom) => {
                let message = ExecuteMsg::Transfer(message);
                self.net[*chain].execute(send.sender, &transfer, &message, &[Coin::new(send.amount, denom)])
            }
            Asset::Cw20(token) => {
                let amount =
                    Uint128::try_from(send.amount).map_err(|_| refused("too much for a cw20 token"))?;
                let msg = to_json_binary(&message).map_err(|error| refused(&error.to_string()))?;
                let message = Cw20ExecuteMsg::Send {
                    contract: transfer.to_string(),
                    amount,
                    msg,
                };
                self.net[*chain].execute(send.sender, &token, &message, &[])
            }
        }
    }

    fn send_native(&mut self, send: Send) -> Result<TxResponse, Error> {
        let End { chain, port, channel } = send.from;
        let Asset::Native(denom) = send.asset else {
            return Err(refused("the native module knows bank coins only"));
        };
        let now = self.net[*chain].block().time;
        let message = MsgTransfer {
            source_port: port.clone(),
            source_channel: channel.clone(),
            token: ProtoCoin {
                denom,
                amount: send.amount.to_string(),
            },
            sender: send.sender.to_string(),
            receiver: send.receiver,
            timeout_height: Height::default(),
            timeout_timestamp: now.plus_seconds(send.timeout).nanos(),
            memo: send.memo.unwrap_or_default(),
        };
        let any = AnyMsg {
            type_url: TRANSFER.into(),
            value: message.encode_to_vec().into(),
        };
        self.net[*chain].tx(send.sender, vec![any.into()])
    }
}
