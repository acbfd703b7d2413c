//! The four steps that open a channel, each a transaction of the relayer.
use super::{Channel, Connection, End, Network, Port};
use crate::chain::TxResponse;
use crate::error::{TxError, TxResult};
use crate::ibc::{order_number, ChannelEnd};
use crate::proto::{
    self, Counterparty, MsgChannelOpenAck, MsgChannelOpenConfirm, MsgChannelOpenInit, MsgChannelOpenTry,
};
use cosmwasm_std::IbcOrder;

/// A channel end that a hostile chain proves although it has stored another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FalseEnd {
    /// Order that the chain falsely claims to have stored.
    pub order: IbcOrder,
    /// Version that the chain falsely claims to have stored.
    pub version: String,
}

/// A handshake. [`Handshake::run`] does all four steps; the other functions do them one by one.
#[derive(Clone, Debug)]
pub struct Handshake {
    a: Port,
    b: Port,
    order: IbcOrder,
    version: String,
    connection: Option<Connection>,
    false_end_in_try: Option<FalseEnd>,
    false_end_in_ack: Option<FalseEnd>,
    false_end_in_confirm: Option<FalseEnd>,
    channel_a: String,
    channel_b: String,
}

impl Handshake {
    /// A handshake in which `a` opens an unordered channel to `b` and proposes a version.
    pub fn new(a: impl Into<Port>, b: impl Into<Port>, version: &str) -> Self {
        Self {
            a: a.into(),
            b: b.into(),
            order: IbcOrder::Unordered,
            version: version.into(),
            connection: None,
            false_end_in_try: None,
            false_end_in_ack: None,
            false_end_in_confirm: None,
            channel_a: String::new(),
            channel_b: String::new(),
        }
    }
    /// Makes the channel ordered.
    pub fn ordered(mut self) -> Self {
        self.order = IbcOrder::Ordered;
        self
    }
    /// Uses this connection, as seen from `a`, instead of the first connection between the chains.
    pub fn over(mut self, connection: Connection) -> Self {
        self.connection = Some(connection);
        self
    }
    /// In the second step, the chain of `a` proves this end instead of its own.
    pub fn false_end_in_try(mut self, order: IbcOrder, version: &str) -> Self {
        self.false_end_in_try = false_end(order, version);
        self
    }
    /// In the third step, the chain of `b` proves this end instead of its own.
    pub fn false_end_in_ack(mut self, order: IbcOrder, version: &str) -> Self {
        self.false_end_in_ack = false_end(order, version);
        self
    }
    /// In the fourth step, the chain of `a` proves this end instead of its own.
    pub fn false_end_in_confirm(mut self, order: IbcOrder, version: &str) -> Self {
        self.false_end_in_confirm = false_end(order, version);
        self
    }

    /// Does all four steps.
    ///
    /// # Errors
    /// The error of the step that failed. The steps before it stay committed.
    pub fn run(mut self, net: &mut Network) -> TxResult<Channel> {
        self.open_init(net)?;
        self.open_try(net)?;
        self.open_ack(net)?;
        self.open_confirm(net)?;
        Ok(self.channel())
    }

    /// The channel as far as it is known. Ids are empty until the step that assigns them.
    pub fn channel(&self) -> Channel {
        Channel {
            a: self.end_a(),
            b: self.end_b(),
        }
    }
    fn end_a(&self) -> End {
        End {
            chain: self.a.chain,
            port: self.a.id.clone(),
            channel: self.channel_a.clone(),
        }
    }
    fn end_b(&self) -> End {
        End {
            chain: self.b.chain,
            port: self.b.id.clone(),
            channel: self.channel_b.clone(),
        }
    }

    /// First step: the port of `a` is called to open the channel.
    pub fn open_init(&mut self, net: &mut Network) -> TxResult<TxResponse> {
        let connection = match self.connection.take() {
            Some(known) => known,
            None => net.connection(self.a.chain, self.b.chain)?,
        };
        let msg = MsgChannelOpenInit {
            port_id: self.a.id.clone(),
            channel: proto::Channel {
                state: 1,
                ordering: order_number(&self.order),
                counterparty: Counterparty {
                    port_id: self.b.id.clone(),
                    channel_id: String::new(),
                },
                connection_hops: vec![connection.a.1.clone()],
                version: self.version.clone(),
            },
            signer: net[self.a.chain].relayer().to_string(),
        };
        self.connection = Some(connection);
        let res = net.submit(self.a.chain, proto::to_any(proto::OPEN_INIT, &msg))?;
        self.channel_a = channel_id(&res, "channel_open_init");
        Ok(res)
    }

    /// Second step: the port of `b` is called, with a proof of the end that `a` has stored.
    pub fn open_try(&mut self, net: &mut Network) -> TxResult<TxResponse> {
        let msg = self.open_try_msg(net)?;
        let res = net.submit(self.b.chain, proto::to_any(proto::OPEN_TRY, &msg))?;
        self.channel_b = channel_id(&res, "channel_open_try");
        Ok(res)
    }
    /// The message of the second step, so that a test can alter it.
    pub fn open_try_msg(&self, net: &Network) -> TxResult<MsgChannelOpenTry> {
        let Some(connection) = &self.connection else {
            return Err(TxError::relayer("the first step comes first"));
        };
        let (stated, proof) = stated_end(net, &self.end_a(), self.false_end_in_try.as_ref())?;
        Ok(MsgChannelOpenTry {
            port_id: self.b.id.clone(),
            channel: proto::Channel {
                state: 2,
                ordering: order_number(&stated.channel.order),
                counterparty: Counterparty {
                    port_id: self.a.id.clone(),
                    channel_id: self.channel_a.clone(),
                },
                connection_hops: vec![connection.b.1.clone()],
                version: String::new(), // unused since ibc-go 3
            },
            counterparty_version: stated.channel.version,
            proof_init: proof,
            proof_height: net.now(self.a.chain).0,
            signer: net[self.b.chain].relayer().to_string(),
        })
    }

    /// Third step: `a` gets a proof of the end of `b`.
    pub fn open_ack(&mut self, net: &mut Network) -> TxResult<TxResponse> {
        let (stated, proof) = stated_end(net, &self.end_b(), self.false_end_in_ack.as_ref())?;
        let msg = MsgChannelOpenAck {
            port_id: self.a.id.clone(),
            channel_id: self.channel_a.clone(),
            counterparty_channel_id: self.channel_b.clone(),
            counterparty_version: stated.channel.version,
            proof_try: proof,
            proof_height: net.now(self.b.chain).0,
            signer: net[self.a.chain].relayer().to_string(),
        };
        net.submit(self.a.chain, proto::to_any(proto::OPEN_ACK, &msg))
    }

    /// Fourth step: `b` gets a proof that the end of `a` is open.
    pub fn open_confirm(&mut self, net: &mut Network) -> TxResult<TxResponse> {
        let (_, proof) = stated_end(net, &self.end_a(), self.false_end_in_confirm.as_ref())?;
        let msg = MsgChannelOpenConfirm {
            port_id: self.b.id.clone(),
            channel_id: self.channel_b.clone(),
            proof_ack: proof,
            proof_height: net.now(self.a.chain).0,
            signer: net[self.b.chain].relayer().to_string(),
        };
        net.submit(self.b.chain, proto::to_any(proto::OPEN_CONFIRM, &msg))
    }
}

fn false_end(order: IbcOrder, version: &str) -> Option<FalseEnd> {
    Some(FalseEnd {
        order,
        version: version.into(),
    })
}

/// The end that a chain claims to have stored, truly or falsely, and its proof.
fn stated_end(net: &Network, end: &End, lie: Option<&FalseEnd>) -> TxResult<(ChannelEnd, Vec<u8>)> {
    let stored = net.channel_end(end);
    let mut said = stored.ok_or_else(|| TxError::relayer("the step before comes first"))?;
    if let Some(lie) = lie {
        said.channel.order = lie.order.clone();
        said.channel.version.clone_from(&lie.version);
    }
    let proof = net.prove_channel_value(end.chain, &end.port, &end.channel, &said.proof_value());
    Ok((said, proof))
}

fn channel_id(res: &TxResponse, event: &str) -> String {
    res.attribute(event, "channel_id").unwrap_or_default().into()
}
