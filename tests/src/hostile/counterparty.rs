//! A hostile chain at the other end of a channel. It proves packets that its contract never sent, and acknowledgements
//! that it never wrote; the proofs are valid, as those of a chain whose validators agree on a lie.

#![allow(
    clippy::unwrap_used,
    reason = "scaffolding of tests: what fails here fails the test"
)]

use causeway_multi_test::{Error, World};
use cosmwasm_std::{Binary, Uint256};
use ibc_multi_test::{Channel, End, PacketId, TxResponse};

/// A hostile end of a channel.
#[derive(Clone, Debug)]
pub struct Counterparty {
    /// The end of the hostile chain.
    pub end: End,
    /// The other end, on an honest chain.
    pub ours: End,
}

impl Counterparty {
    /// Makes the chain of end `b` hostile. Invariants that depend on its statements are not checked any more.
    pub fn seize(world: &mut World, channel: &Channel) -> Self {
        world.hostile_chains.push(channel.b.chain);
        Self {
            end: channel.b.clone(),
            ours: channel.a.clone(),
        }
    }

    /// Commits to a packet without a timeout, and does not relay it.
    pub fn forge(&self, world: &mut World, data: &[u8]) -> PacketId {
        world.net.forge_packet(&self.end, data, u64::MAX).unwrap()
    }

    /// Forges a packet with [`Counterparty::forge`] and relays it. It must not trap, and if it is rejected, nothing may
    /// change.
    pub fn send(&self, world: &mut World, data: &[u8]) -> PacketId {
        let id = self.forge(world, data);
        world.recv(id).unwrap();
        id
    }

    /// Acknowledges a packet of the honest end with any bytes.
    ///
    /// # Errors
    /// The error of the contract on the honest end.
    pub fn answer(&self, world: &mut World, id: PacketId, ack: &[u8]) -> Result<TxResponse, Error> {
        world.net.forge_ack(id, ack)
    }

    /// The denom path with which it would return an asset of the honest chain.
    pub fn abroad(&self, denom: &str) -> String {
        format!("{}{denom}", hop(&self.end))
    }

    /// Denoms and amounts of false returns, which must all be rejected. `escrow` is the amount in escrow of a coin and of
    /// a cw20 token (given by its local denom); `voucher` is a voucher of the honest chain.
    pub fn false_returns(
        &self,
        coin: &str,
        cw20: &str,
        voucher: &str,
        escrow: u128,
    ) -> Vec<(String, String)> {
        let (ours, theirs) = (hop(&self.ours), hop(&self.end));
        let wide = "340282366920938463463374607431768211456".to_string();
        let one = |home: String| (self.abroad(&home), "1".to_string());
        let amount = |amount: String| (self.abroad(coin), amount);
        let too_much = [
            amount((escrow.saturating_add(1)).to_string()),
            amount((escrow.saturating_mul(10)).to_string()),
            (self.abroad(cw20), (escrow.saturating_add(1)).to_string()),
            (self.abroad(cw20), wide.clone()),
            ("ufake".to_string(), wide),
        ];
        let names = [
            cw20.to_uppercase(),
            coin.chars().skip(1).collect(),
            format!("{coin}/"),
            format!("/{coin}"),
            format!(" {coin}"),
            " ".into(),
            String::new(),
            "cw20:".into(),
            voucher.to_string(),
            format!("{ours}uaway"),
            format!("{ours}{coin}"),
            format!("{theirs}{coin}"),
            "x/".repeat(400),
            "x".repeat(100_000),
        ];
        let numbers = ["0", "-1", "01", "1e2", ""].map(String::from);
        let max = Uint256::MAX.to_string();
        let no_names = [
            "x".repeat(100_000),
            "transfer/channel-0/".into(),
            String::new(),
            " \u{2003}".into(),
        ];
        too_much
            .into_iter()
            .chain(names.map(one))
            .chain(numbers.map(amount))
            .chain([amount(max.clone()), amount(max + "0")])
            .chain(no_names.map(|denom| (denom, "1".to_string())))
            .collect()
    }

    /// Denoms that look like an asset of the honest chain, or like nothing. They may at most become vouchers of their own.
    pub fn false_originals(&self, own: &[String]) -> Vec<String> {
        let odd = [
            "transfer/channel-0/".repeat(40) + "uatom",
            "transfer/channel-0/".repeat(200) + "uatom",
            "ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2".into(),
            "<script>\"&\\".into(),
            "\u{1f980}".into(),
            "a b".into(),
        ];
        own.iter().cloned().chain(odd).collect()
    }
}

/// The prefix `<port>/<channel>/` that a denom path gets on the other side of an end.
pub fn hop(end: &End) -> String {
    format!("{}/{}/", end.port, end.channel)
}

/// The packet data of a transfer of `mallory`, with keys in the order of ibc-go.
pub fn packet_data(denom: &str, amount: &str, receiver: &str) -> Binary {
    let packet = serde_json::json!({
        "denom": denom, "amount": amount, "sender": "mallory", "receiver": receiver,
    });
    packet.to_string().into_bytes().into()
}

/// Bytes that are not a transfer, made from a valid one of 1 base unit from `mallory` to `receiver`. None of `others` may
/// be paid by them.
pub fn garbage(good: &[u8], receiver: &str, others: &[String]) -> Vec<Vec<u8>> {
    let text = String::from_utf8(good.to_vec()).unwrap();
    let end = text.len().saturating_sub(1);
    let long = |len: usize| "m".repeat(len);
    let changed = [
        text.replace("\"1\"", "1"),
        text.replace("denom", "denom\\u0000"),
        text.replace('}', ",\"denom\":\"uhome\"}"),
        text.replace('}', ",\"extra\":1}"),
        text.replace('}', &format!(",\"memo\":\"{}\"}}", long(32_769))),
        text.replace("mallory\"", &format!("{}\"", long(2_049))),
        text.replace(receiver, ""),
        text.replace(receiver, &receiver.to_uppercase()),
        text.replace(receiver, &long(100_000)),
    ];
    let whole = [
        vec![0],
        vec![0xff; 1_000],
        b"{}".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        "[".repeat(50_000).into_bytes(),
        "{\"denom\":".repeat(10_000).into_bytes(),
        good.iter().copied().take(end).collect(),
        [good, b"x"].concat(),
        [good, good].concat(),
    ];
    let others = others.iter().map(|other| text.replace(receiver, other));
    let changed = changed.into_iter().chain(others).map(String::into_bytes);
    whole.into_iter().chain(changed).collect()
}
