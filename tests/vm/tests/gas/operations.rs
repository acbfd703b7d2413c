//! The operations that are measured: every entry point in each of its cases.

use cosmwasm_std::{Addr, WasmMsg};
use ibc_multi_test::{ChannelState, Handshake, TRANSFER_PORT};
use serde_json::{json, Value};

use crate::stage::{Asset, Stage, Who};

impl Stage {
    pub fn every_operation(&mut self) {
        self.handshakes();
        self.moves("native", "uhere");
        let cw20 = format!("cw20:{}", self.token);
        self.moves("cw20", &cw20);
        if self.who == Who::Causeway {
            self.vouchers();
            self.claim_of_a_coin();
            self.claim_of_a_token();
            self.migrate();
        }
        self.measure("query, config", |stage| {
            let answer: Value = stage.net[stage.here]
                .query(&stage.contract, &json!({"config": {}}))
                .unwrap();
            assert!(answer.is_object());
        });
        if self.who == Who::Causeway {
            self.close();
        }
    }

    fn handshakes(&mut self) {
        let (here, there) = (self.here, self.there);
        let ours = (here, &self.contract.clone());
        let mut out = Handshake::new(ours, (there, TRANSFER_PORT), "ics20-1");
        self.measure("channel open, init", |stage| {
            out.open_init(&mut stage.net).unwrap()
        });
        out.open_try(&mut self.net).unwrap();
        self.measure("channel open, acknowledge", |stage| {
            out.open_ack(&mut stage.net).unwrap()
        });
        out.open_confirm(&mut self.net).unwrap();
        let mut back = Handshake::new((there, TRANSFER_PORT), ours, "ics20-1");
        back.open_init(&mut self.net).unwrap();
        self.measure("channel open, try", |stage| {
            back.open_try(&mut stage.net).unwrap()
        });
        back.open_ack(&mut self.net).unwrap();
        self.measure("channel open, confirm", |stage| {
            back.open_confirm(&mut stage.net).unwrap()
        });
    }

    /// The first send of an asset, a later send, and the settlements.
    fn moves(&mut self, kind: &str, asset: &str) {
        let (alice, bob) = (self.alice.clone(), self.bob.to_string());
        let send = |stage: &mut Self, to: &str| stage.send(&alice, asset, 400, to);
        let id = self.measure(&format!("send, {kind}, first"), |stage| send(stage, &bob));
        self.deliver(id);
        let id = send(self, &bob);
        self.deliver(id);
        let id = self.measure(&format!("send, {kind}"), |stage| send(stage, &bob));
        self.net.recv(id).unwrap();
        self.measure(&format!("acknowledgement, {kind}"), |stage| {
            stage.net.ack(id).unwrap()
        });

        let id = self.way_home(asset, 150, alice.as_str());
        self.measure(&format!("receive, unescrow, {kind}"), |stage| {
            stage.net.recv(id).unwrap()
        });
        assert!(!self.is_refused(id));
        let id = self.way_home(asset, 150, "nobody");
        self.measure(&format!("receive, refused, {kind}"), |stage| {
            stage.net.recv(id).unwrap()
        });
        assert!(self.is_refused(id));
        self.refunds(kind, asset);
    }

    fn refunds(&mut self, kind: &str, asset: &str) {
        let (alice, bob) = (self.alice.clone(), self.bob.to_string());
        let id = self.send(&alice, asset, 40, "nobody");
        self.net.recv(id).unwrap();
        assert!(self.is_refused(id));
        self.measure(&format!("error acknowledgement, {kind}"), |stage| {
            stage.net.ack(id).unwrap()
        });
        let id = self.send(&alice, asset, 40, &bob);
        self.expire(id);
        self.measure(&format!("timeout, {kind}"), |stage| {
            stage.net.timeout(id).unwrap()
        });
    }

    fn vouchers(&mut self) {
        let (alice, bob) = (self.alice.to_string(), self.bob.to_string());
        let id = self.arrival("uthere", 1_000, &alice);
        let minted = self.measure("receive, first mint", |stage| stage.net.recv(id).unwrap());
        assert!(!self.is_refused(id));
        let voucher = minted.attribute("instantiate", "_contract_address").unwrap();
        let (voucher, asset): (_, Asset) = (Addr::unchecked(voucher), format!("cw20:{voucher}"));
        let id = self.arrival("uthere", 1_000, &alice);
        self.measure("receive, later mint", |stage| stage.net.recv(id).unwrap());
        assert!(!self.is_refused(id));

        let alice = self.alice.clone();
        let id = self.measure("send, voucher", |stage| stage.send(&alice, &asset, 400, &bob));
        self.net.recv(id).unwrap();
        self.measure("acknowledgement, voucher", |stage| stage.net.ack(id).unwrap());
        self.refunds("voucher", &asset);
        self.claim_of_a_voucher(&voucher);
    }

    /// A refund by an error acknowledgement that fails, and its claim.
    fn claimed(
        &mut self,
        kind: &str,
        who: &Addr,
        asset: &str,
        [fail, heal]: [&dyn Fn(&mut Self); 2],
        shown_as: &str,
    ) {
        let id = self.send(who, asset, 40, "nobody");
        self.net.recv(id).unwrap();
        fail(self);
        self.measure(&format!("error acknowledgement, claim kept, {kind}"), |stage| {
            stage.net.ack(id).unwrap()
        });
        heal(self);
        let (contract, claim) = (
            self.contract.clone(),
            json!({"claim": {"denom": shown_as, "owner": who}}),
        );
        self.measure(&format!("claim, {kind}"), |stage| {
            stage.execute(who, &contract, &claim);
        });
    }

    fn claim_of_a_coin(&mut self) {
        let blocked = self.blocked.clone();
        let block = |stage: &mut Self, yes| {
            let (chain, who) = (stage.here, stage.blocked.clone());
            stage.net[chain].set_blocked(&who, yes);
        };
        let switches: [&dyn Fn(&mut Self); 2] = [&|stage| block(stage, true), &|stage| block(stage, false)];
        self.claimed("native", &blocked, "uhere", switches, "uhere");
        block(self, true);
    }

    fn claim_of_a_token(&mut self) {
        let (alice, token) = (self.alice.clone(), self.unreliable.clone());
        let arm = |stage: &mut Self, deed: Value| {
            let order = json!({"arm": {"call": "transfer", "deed": deed}});
            let (who, token) = (stage.alice.clone(), stage.unreliable.clone());
            stage.execute(&who, &token, &order);
        };
        let switches: [&dyn Fn(&mut Self); 2] = [&|stage| arm(stage, json!({"fail": "paused"})), &|stage| {
            arm(stage, Value::Null)
        }];
        let asset = format!("cw20:{token}");
        self.claimed("cw20", &alice, &asset, switches, &asset);
    }

    /// The claim of a voucher whose minter was changed for a while.
    fn claim_of_a_voucher(&mut self, voucher: &Addr) {
        let (alice, here) = (self.alice.clone(), self.here);
        let info: Value = self.net[here].read_json(voucher, b"token_info").unwrap();
        let mut without = info.clone();
        without["mint"] = Value::Null;
        let write = |stage: &mut Self, info: &Value| {
            let info = info.to_string();
            stage.net[here].set_contract_key(voucher, b"token_info", info.as_bytes());
        };
        let switches: [&dyn Fn(&mut Self); 2] = [&|stage| write(stage, &without), &|stage| {
            let mut now: Value = stage.net[here].read_json(voucher, b"token_info").unwrap();
            now["mint"] = info["mint"].clone();
            write(stage, &now);
        }];
        let asset = format!("cw20:{voucher}");
        self.claimed("voucher", &alice, &asset, switches, &asset);
    }

    fn migrate(&mut self) {
        let (here, owner) = (self.here, self.net[self.here].addr("owner"));
        let migrate = WasmMsg::Migrate {
            contract_addr: self.contract.to_string(),
            new_code_id: self.code,
            msg: b"{}".into(),
        };
        self.measure("migrate", |stage| {
            stage.net[here].tx(&owner, vec![migrate.into()]).unwrap()
        });
    }

    fn close(&mut self) {
        let mut end = self.net.channel_end(&self.channel.b).unwrap();
        end.state = ChannelState::Closed;
        self.net[self.there].place_channel(&end).unwrap();
        let ours = self.channel.a.clone();
        self.measure("channel close, confirm", |stage| {
            stage.net.close_confirm(&ours).unwrap()
        });
    }
}
