//! Random calls, chosen close to the limits of what the token holds at that moment.

use causeway_cw20::AllowanceResponse;
use causeway_voucher::state::{ALLOWANCES, ALLOWANCES_SPENDER, BALANCES, MARKETING_INFO, TOKEN_INFO};
use cosmwasm_std::{testing::MockApi, Addr, Binary, Order};
use cw_storage_plus::Map;
use serde_json::{json, Value};

use crate::pair::Pair;
use crate::random::Random;

pub const EXECUTE: [&str; 12] = [
    "transfer",
    "burn",
    "send",
    "increase_allowance",
    "decrease_allowance",
    "transfer_from",
    "send_from",
    "burn_from",
    "mint",
    "update_minter",
    "update_marketing",
    "upload_logo",
];

pub const QUERY: [&str; 9] = [
    "balance",
    "token_info",
    "minter",
    "allowance",
    "all_allowances",
    "all_spender_allowances",
    "all_accounts",
    "marketing_info",
    "download_logo",
];

/// The accounts: a few that do most of the calls, and a crowd that fills more than one page.
pub struct Cast {
    pub actors: Vec<String>,
    pub crowd: Vec<String>,
}

impl Cast {
    pub fn new() -> Self {
        let api = MockApi::default();
        let make = |name: String| api.addr_make(&name).to_string();
        Self {
            actors: (0..5).map(|i| make(format!("actor {i}"))).collect(),
            crowd: (0..36).map(|i| make(format!("crowd {i}"))).collect(),
        }
    }

    pub fn actor(&self, random: &mut Random) -> String {
        random.one_of(&self.actors).clone()
    }

    pub fn member(&self, random: &mut Random) -> String {
        random.one_of(&self.crowd).clone()
    }

    /// Mostly an account, and sometimes a text that is not an address of this chain.
    fn address(&self, random: &mut Random) -> String {
        match random.below(24) {
            0 => self.not_an_address(random),
            1 => crate::pair::contract(),
            2..=4 => self.member(random),
            _ => self.actor(random),
        }
    }

    fn not_an_address(&self, random: &mut Random) -> String {
        let good = self.actor(random);
        match random.below(6) {
            0 => String::new(),
            1 => "nobody".to_string(),
            2 => good.to_uppercase(),
            3 => format!("{good}q"),
            4 => MockApi::default()
                .with_prefix("osmo")
                .addr_make("actor 0")
                .to_string(),
            _ => format!(" {good}"),
        }
    }
}

pub fn instantiate(random: &mut Random, cast: &Cast) -> Value {
    let name = *random.one_of(&[
        "ab",
        "abc",
        "",
        "uatom (channel-0)",
        "é",
        "éé",
        "\"quoted\\\n\u{1}\u{7f}\u{2028}\"",
        "日本",
    ]);
    let name = match random.below(6) {
        0 => "n".repeat(50),
        1 => "n".repeat(51),
        _ => name.to_string(),
    };
    let symbol = match random.below(5) {
        0 => random.one_of(&[
            "AB",
            "",
            "ABCDEFGHIJKLM",
            "AB1",
            "A B",
            "AB_",
            "AB@",
            "AB[",
            "AB`",
            "AB{",
            "ABÉ",
            "A.B",
        ]),
        _ => random.one_of(&["ABC", "abc", "A-z", "---", "ABCDEFGHIJKL"]),
    };
    let mut balances = vec![];
    for account in cast.actors.iter().chain(&cast.crowd) {
        if random.once_in(3) {
            balances.push(json!({"address": account, "amount": (random.below(1_000_000)).to_string()}));
        }
    }
    if random.once_in(8) {
        balances.push(json!({"address": cast.address(random), "amount": amount(random, &[])}));
    }
    if random.once_in(8) {
        balances.extend(balances.first().cloned());
    }
    if random.once_in(8) {
        let half = (1_u128 << 127).to_string();
        balances = cast.actors[..2]
            .iter()
            .map(|a| json!({"address": a, "amount": half}))
            .collect();
    }
    if random.once_in(8) {
        balances.truncate(random.index(2));
    }
    json!({
        "name": name,
        "symbol": symbol,
        "decimals": random.one_of(&[0, 0, 6, 18, 18, 19]),
        "initial_balances": balances,
        "mint": maybe(random, 8, |r| json!({
            "minter": cast.address(r),
            "cap": maybe(r, 2, |r| json!(random_cap(r))),
        })),
        "marketing": maybe(random, 8, |r| json!({
            "project": maybe(r, 2, text),
            "description": maybe(r, 2, text),
            "marketing": maybe(r, 8, |r| json!(cast.address(r))),
            "logo": maybe(r, 2, logo),
        })),
    })
}

/// A sender and an execute message.
pub fn execute(random: &mut Random, cast: &Cast, pair: &Pair, name: &str) -> (String, Value) {
    let sender = sender(random, cast, pair, name);
    let to = cast.address(random);
    let owner = match random.once_in(3) {
        true => cast.address(random),
        false => other_side(random, ALLOWANCES_SPENDER, pair, &sender).unwrap_or_else(|| cast.actor(random)),
    };
    let spender = match random.below(12) {
        0 => sender.clone(),
        1..=5 => other_side(random, ALLOWANCES, pair, &sender).unwrap_or_else(|| to.clone()),
        _ => to.clone(),
    };
    let own = amount(random, &[balance(pair, &sender)]);
    let (held, allowed) = (balance(pair, &owner), allowance(pair, &owner, &sender));
    let from = amount(random, &[held.min(allowed), held.min(allowed), held, allowed]);
    let given = amount(random, &[allowance(pair, &sender, &spender)]);
    let hook = Binary::from(random.next().to_le_bytes()[..random.index(9)].to_vec());
    let inside = match name {
        "transfer" => json!({"recipient": to, "amount": own}),
        "burn" => json!({"amount": own}),
        "send" => json!({"contract": to, "amount": own, "msg": hook}),
        "increase_allowance" | "decrease_allowance" => {
            json!({"spender": spender, "amount": given, "expires": maybe(random, 2, |r| expires(r, pair))})
        }
        "transfer_from" => json!({"owner": owner, "recipient": to, "amount": from}),
        "send_from" => json!({"owner": owner, "contract": to, "amount": from, "msg": hook}),
        "burn_from" => json!({"owner": owner, "amount": from}),
        "mint" => json!({"recipient": to, "amount": amount(random, &[room(pair)])}),
        "update_minter" => json!({"new_minter": maybe(random, 24, |_| json!(to))}),
        "update_marketing" if random.once_in(10) => {
            json!({"project": "", "description": " ", "marketing": "\t"})
        }
        "update_marketing" => json!({
            "project": maybe(random, 2, text),
            "description": maybe(random, 2, text),
            "marketing": maybe(random, 2, |r| if r.once_in(24) { text(r) } else { json!(to) }),
        }),
        "upload_logo" => logo(random),
        other => panic!("no such message: {other}"),
    };
    (sender, json!({ name: inside }))
}

/// The same message with an error in it.
pub fn malformed(random: &mut Random, mut call: Value) -> Value {
    let inside = call
        .as_object_mut()
        .and_then(|call| call.values_mut().next())
        .expect("one message");
    let fields = inside.as_object_mut().expect("fields");
    let required =
        |name: &str| ["amount", "recipient", "contract", "owner", "spender", "msg"].contains(&name);
    let names: Vec<String> = fields.keys().filter(|name| required(name)).cloned().collect();
    if names.is_empty() {
        return json!({"withdraw": inside});
    }
    let name = random.one_of(&names).clone();
    match random.below(4) {
        0 => fields.remove(&name),
        1 => fields.insert(name, Value::Null),
        2 => fields.insert(name, json!(5)),
        _ => fields.insert(name, json!({})),
    };
    call
}

pub fn query(random: &mut Random, cast: &Cast, name: &str) -> Value {
    let (a, b) = (cast.address(random), cast.address(random));
    let start = maybe(random, 2, |r| match r.below(4) {
        0 => json!(""),
        1 => json!("cosmwasm1q"),
        2 => json!(cast.actor(r)),
        _ => json!(cast.member(r)),
    });
    let limit = maybe(random, 2, |r| json!(r.one_of(&[0, 1, 3, 30, 31, 1000, u32::MAX])));
    let inside = match name {
        "balance" => json!({"address": a}),
        "allowance" => json!({"owner": a, "spender": b}),
        "all_allowances" => json!({"owner": a, "start_after": start, "limit": limit}),
        "all_spender_allowances" => json!({"spender": a, "start_after": start, "limit": limit}),
        "all_accounts" => json!({"start_after": start, "limit": limit}),
        _ => json!({}),
    };
    json!({ name: inside })
}

/// Null with a probability of one in `n`, or else the value.
fn maybe(random: &mut Random, n: u64, value: impl FnOnce(&mut Random) -> Value) -> Value {
    if random.once_in(n) {
        Value::Null
    } else {
        value(random)
    }
}

/// Mostly an account with the role or the allowance for the message.
fn sender(random: &mut Random, cast: &Cast, pair: &Pair, name: &str) -> String {
    let role = match name {
        "mint" | "update_minter" => TOKEN_INFO.load(&pair.ours).unwrap().mint.map(|mint| mint.minter),
        "update_marketing" | "upload_logo" => MARKETING_INFO
            .may_load(&pair.ours)
            .unwrap()
            .and_then(|info| info.marketing),
        "transfer_from" | "send_from" | "burn_from" => {
            let allowances: Vec<_> = ALLOWANCES
                .keys(&pair.ours, None, None, Order::Ascending)
                .map(Result::unwrap)
                .collect();
            (!allowances.is_empty()).then(|| random.one_of(&allowances).1.clone())
        }
        _ => None,
    };
    match role {
        Some(role) if !random.once_in(4) => role.into_string(),
        _ => cast.actor(random),
    }
}

/// An account that has an allowance from this account, or has given it one.
fn other_side(
    random: &mut Random,
    allowances: Map<(&Addr, &Addr), AllowanceResponse>,
    pair: &Pair,
    account: &str,
) -> Option<String> {
    let others: Vec<String> = allowances
        .prefix(&Addr::unchecked(account))
        .keys(&pair.ours, None, None, Order::Ascending)
        .map(|other| other.unwrap().into_string())
        .collect();
    (!others.is_empty()).then(|| random.one_of(&others).clone())
}

fn balance(pair: &Pair, account: &str) -> u128 {
    BALANCES
        .may_load(&pair.ours, &Addr::unchecked(account))
        .unwrap()
        .unwrap_or_default()
        .u128()
}

fn allowance(pair: &Pair, owner: &str, spender: &str) -> u128 {
    let key = (&Addr::unchecked(owner), &Addr::unchecked(spender));
    ALLOWANCES
        .may_load(&pair.ours, key)
        .unwrap()
        .unwrap_or_default()
        .allowance
        .u128()
}

/// The amount that can still be minted, because of the cap or of 128 bits.
fn room(pair: &Pair) -> u128 {
    let token = TOKEN_INFO.load(&pair.ours).unwrap();
    let cap = token
        .mint
        .and_then(|mint| mint.cap)
        .map_or(u128::MAX, |cap| cap.u128());
    cap - token.total_supply.u128()
}

/// An amount close to one of the edges, or any amount.
fn amount(random: &mut Random, edges: &[u128]) -> String {
    let any = match random.below(6) {
        0 => 0,
        1 => 1,
        2 => u128::MAX,
        3 => u128::from(random.next()) << random.below(65),
        _ => u128::from(random.below(100_000)),
    };
    let amount = match edges {
        [] => any,
        edges => {
            let edge = *random.one_of(edges);
            match random.below(8) {
                0 => edge,
                1 => edge.saturating_add(1),
                2 => edge.saturating_sub(1),
                3 | 4 => edge / 2,
                5 => edge / 100,
                _ => any,
            }
        }
    };
    amount.to_string()
}

fn random_cap(random: &mut Random) -> String {
    match random.below(4) {
        0 => u128::MAX,
        1 => 0,
        2 => u128::from(random.below(50_000_000)),
        _ => 1_000_000_000_000,
    }
    .to_string()
}

fn expires(random: &mut Random, pair: &Pair) -> Value {
    let height = pair.height - 2 + random.below(30);
    let nanos = pair.nanos - 2
        + if random.once_in(3) {
            random.below(5)
        } else {
            random.below(150_000_000_000)
        };
    match random.below(6) {
        0 => json!({"never": {}}),
        1 => json!({"at_height": u64::MAX}),
        2 => json!({"at_time": u64::MAX.to_string()}),
        3 => json!({"at_time": nanos.to_string()}),
        _ => json!({ "at_height": height }),
    }
}

fn text(random: &mut Random) -> Value {
    json!(random.one_of(&[
        "",
        " \t\n",
        "\u{3000}",
        "plain",
        "\"\\/\u{8}\u{c}\r\u{1}\u{10}\u{7f}",
        "é日\u{1f600}\u{2028}<&>"
    ]))
}

fn logo(random: &mut Random) -> Value {
    const SVG: &[u8] = b"<?xml version=\"1.0\"?><svg/>";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    let padded = |start: &[u8], len: usize| Binary::from([start, &vec![b'x'; len - start.len()]].concat());
    let bad: &[&[u8]] = &[
        b"",
        b"<?xml ",
        b"<?xml",
        b"<svg/>",
        b"<?xml >?>",
        b"<?xml?>",
        b" <?xml ?>",
        b"<?XML ?>",
        b"<?xml ?",
        b"\x89PNG",
    ];
    match random.below(10) {
        0 | 1 => json!({"url": text(random)}),
        2 => json!({"embedded": {"svg": Binary::from(SVG)}}),
        3 => json!({"embedded": {"svg": padded(SVG, 5120)}}),
        4 => json!({"embedded": {"svg": padded(SVG, 5121)}}),
        5 => json!({"embedded": {"png": Binary::from(PNG)}}),
        6 => json!({"embedded": {"png": padded(PNG, 5120)}}),
        7 => json!({"embedded": {"png": padded(PNG, 5121)}}),
        8 => json!({"embedded": {"svg": Binary::from(*random.one_of(bad))}}),
        _ => json!({"embedded": {"png": Binary::from(*random.one_of(bad))}}),
    }
}
