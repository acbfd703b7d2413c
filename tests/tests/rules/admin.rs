//! Compares random messages of the admin, the proposed admin and others with a model that consists of plain maps.

use std::collections::BTreeMap;

use causeway_tests::random::Random;
use cosmwasm_std::Addr;
use serde_json::{json, Value};

use crate::place::{Origin, Place, TIMEOUT};

const WALKS: u64 = 40;
const STEPS: u64 = 60;

/// The expected answers of the queries.
struct Model {
    admin: Option<Addr>,
    proposed: Option<Addr>,
    guardian: Option<Addr>,
    default_timeout: u64,
    default_gas_limit: Option<u64>,
    bounds: (Option<u64>, Option<u64>),
    allowed: BTreeMap<Addr, Option<u64>>,
}

impl Model {
    fn new(place: &Place, origin: Origin) -> Self {
        let bounds = match origin {
            Origin::Born => (Some(60), Some(2_592_000)),
            Origin::TakenOver => (None, None),
        };
        Self {
            admin: Some(place.governance.clone()),
            proposed: None,
            guardian: None,
            default_timeout: TIMEOUT,
            default_gas_limit: None,
            bounds,
            allowed: place.tokens.iter().map(|token| (token.clone(), None)).collect(),
        }
    }

    fn answers(&self) -> [Value; 4] {
        let gov = self.admin.as_ref().map_or("", |admin| admin.as_str());
        let allowed = self.allowed.iter();
        let allowed: Vec<Value> = allowed
            .map(|(contract, gas)| json!({"contract": contract, "gas_limit": gas}))
            .collect();
        [
            json!({"admin": self.admin}),
            json!({
                "default_timeout": self.default_timeout, "default_gas_limit": self.default_gas_limit,
                "gov_contract": gov,
            }),
            json!({
                "min_timeout": self.bounds.0, "max_timeout": self.bounds.1, "guardian": self.guardian,
                "pending_admin": self.proposed,
            }),
            json!({"allow": allowed}),
        ]
    }

    /// Whether this message is allowed. If it is, its effect is applied.
    fn apply(&mut self, sender: &Addr, message: &Value) -> bool {
        let (name, asked) = message.as_object().unwrap().iter().next().unwrap();
        let address = |key: &str| asked[key].as_str().map(Addr::unchecked);
        if name == "accept_admin" {
            if self.proposed.as_ref() != Some(sender) {
                return false;
            }
            self.admin = self.proposed.take();
            return true;
        }
        if self.admin.as_ref() != Some(sender) {
            return false;
        }
        match name.as_str() {
            "update_admin" if address("admin").is_some_and(|admin| !admin.as_str().starts_with("hub1")) => {
                return false
            }
            "update_admin" => self.proposed = address("admin"),
            "renounce_admin" => (self.admin, self.proposed, self.guardian) = (None, None, None),
            "allow" => {
                self.allowed
                    .insert(address("contract").unwrap(), asked["gas_limit"].as_u64());
            }
            _ => return self.update(asked),
        }
        true
    }

    fn update(&mut self, asked: &Value) -> bool {
        let number = |key: &str| asked[key].as_u64();
        let timeout = number("default_timeout").unwrap_or(self.default_timeout);
        let (min, max) = (
            number("min_timeout").or(self.bounds.0),
            number("max_timeout").or(self.bounds.1),
        );
        let is_wide = min.unwrap_or(0) <= 600 && max.unwrap_or(u64::MAX) >= 86_400;
        if !is_wide || number("default_timeout").is_some_and(|given| !(600..=86_400).contains(&given)) {
            return false;
        }
        self.default_timeout = timeout;
        self.bounds = (min, max);
        if let Some(gas) = number("default_gas_limit") {
            self.default_gas_limit = Some(gas).filter(|gas| *gas > 0);
        }
        if let Some(guardian) = asked["guardian"].as_str() {
            self.guardian = Some(Addr::unchecked(guardian)).filter(|guardian| !guardian.as_str().is_empty());
        }
        true
    }
}

fn message(random: &mut Random, place: &Place, users: &[Addr]) -> Value {
    let user = random.pick(users).unwrap();
    let maybe = |random: &mut Random, values: &[u64]| match random.percent(50) {
        true => random.pick(values),
        false => None,
    };
    match random.below(10) {
        0..3 => json!({"update_admin": {"admin": user}}),
        3 => json!({"update_admin": {"admin": "nobody"}}),
        4..6 => json!({"accept_admin": {}}),
        6 if random.percent(30) => json!({"renounce_admin": {}}),
        7 => {
            let token = random.pick(&place.tokens).unwrap();
            json!({"allow": {"contract": token, "gas_limit": maybe(random, &[1, 5_000_000])}})
        }
        _ => json!({"update_config": {
            "default_timeout": maybe(random, &[599, 600, 86_400, 86_401]),
            "default_gas_limit": maybe(random, &[0, 1, 400_000]),
            "min_timeout": maybe(random, &[0, 600, 601]),
            "max_timeout": maybe(random, &[86_399, 86_400, u64::MAX]),
            "guardian": random.pick(&[None, Some(String::new()), Some(user.to_string())]).unwrap(),
        }}),
    }
}

fn answers(place: &Place) -> [Value; 4] {
    let mut settings = place.query(&json!({"settings": {}}));
    let known = settings.as_object_mut().unwrap();
    known.retain(|key, _| !key.starts_with("voucher"));
    let [admin, config, allowed] = [
        json!({"admin": {}}),
        json!({"config": {}}),
        json!({"list_allowed": {"limit": 30}}),
    ]
    .map(|question| place.query(&question));
    [admin, config, settings, allowed]
}

fn walk(origin: Origin) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for seed in 0..WALKS {
        let mut random = Random(seed);
        let mut place = Place::new(origin);
        place.take_over();
        let mut model = Model::new(&place, origin);
        let mut users: Vec<Addr> = ["one", "two"].map(|name| place.net[place.hub].addr(name)).into();
        users.push(place.governance.clone());
        for step in 0..STEPS {
            let asked = message(&mut random, &place, &users);
            // The sender is mostly an account that may send it.
            let able = [model.admin.clone(), model.proposed.clone()];
            let able: Vec<Addr> = able.into_iter().flatten().collect();
            let sender = random.pick(&able).filter(|_| random.percent(70));
            let sender = sender.unwrap_or_else(|| random.pick(&users).unwrap());
            let before = place.storage();
            let allowed = model.apply(&sender, &asked);
            let done = place.execute(&sender, &asked);
            let at = format!("{origin:?}, seed {seed}, step {step}: {sender} {asked}");
            assert_eq!(done.is_ok(), allowed, "{at}: {:?}", done.err());
            assert!(allowed || place.storage() == before, "{at}: left a trace");
            assert_eq!(answers(&place), model.answers(), "{at}");
            let name = asked.as_object().unwrap().keys().next().unwrap();
            let outcome = if allowed { "done" } else { "refused" };
            *counts.entry(format!("{name}: {outcome}")).or_default() += 1;
        }
    }
    counts
}

#[test]
fn admin_messages_do_what_a_model_says_and_leave_no_proposal_behind() {
    for origin in [Origin::Born, Origin::TakenOver] {
        let counts = walk(origin);
        println!("{origin:?}: {counts:?}");
        let all = ["update_admin", "accept_admin", "allow", "update_config"];
        for name in all {
            for outcome in ["done", "refused"] {
                assert!(
                    counts.contains_key(&format!("{name}: {outcome}")),
                    "{name} was never {outcome}"
                );
            }
        }
        assert!(counts.contains_key("renounce_admin: done"));
    }
}
