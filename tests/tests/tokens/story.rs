//! What a user does with the token before, while and after it breaks the rules, and how it ends.

use causeway_multi_test::{Asset, Error, Send, Setup};
use causeway_tests::hostile::token::{Breach, Deed, Order};
use causeway_tests::hostile::{install_token, puppet, Scene};
use cosmwasm_std::{Addr, Uint256};
use ibc_multi_test::{Channel, PacketId};

use crate::kinds::Kind;
use crate::others::{allow, Others, State};

/// How the contract takes the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// On the allow list.
    Listed,
    /// On the allow list with `verify`.
    Tracked,
    /// Not on it; `default_gas_limit` is set.
    OffTheList,
}

impl Standing {
    pub const ALL: [Self; 3] = [Self::Listed, Self::Tracked, Self::OffTheList];
}

/// What became of the user's tokens, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// A deposit of 100: `accepted` or `refused`.
    pub deposit: &'static str,
    /// A refund of 50: `paid`, `paid less`, `not paid` (the token says that it paid), or `claim`.
    pub refund: &'static str,
    /// A return of 200: as a refund, or `refused`.
    pub arrival: &'static str,
    /// What the contract owes above what it holds after the token has begun to keep the rules again, in base units.
    pub missing: u128,
}

/// A story that is being told. The user is a contract, so that hooks can call it.
pub struct Story {
    pub scene: Scene,
    pub token: Addr,
    pub user: Addr,
    pub others: Others,
    /// A packet of 50 that was refused and is not settled yet.
    pub vain: PacketId,
}

impl Story {
    /// Tells it. `breaks` is false for the story in which the token keeps the rules.
    pub fn tell(kind: Kind, standing: Standing, breaks: bool) -> (Ending, State) {
        let mut story = Self::begin(standing);
        if breaks {
            let nonstandard = (story.scene.home, story.token.clone());
            story.scene.world.nonstandard_tokens.push(nonstandard);
            kind.begin(&mut story);
        }
        let of_second = story.scene.escrow_of_second(&story.asset());
        let deposit = match kind {
            Kind::DepositsThatNeverCame if breaks => story.pretend(100),
            _ => story.send_out(100),
        };
        let deposit = if deposit.is_ok() { "accepted" } else { "refused" };
        story.trade();
        let refund = story.refund();
        let first = story.scene.channel.clone();
        let arrival = story.come_home(&first, 200);
        let owner = story.user.clone();
        let _may_fail = story.claim(&owner);
        story.trade();
        assert_eq!(story.scene.escrow_of_second(&story.asset()), of_second);
        if breaks {
            kind.end(&mut story);
        }
        let missing = story.all_come_home();
        story.others.settle(&mut story.scene);
        let ending = Ending {
            deposit,
            refund,
            arrival,
            missing,
        };
        (ending, story.others.state(&story.scene, &story.token))
    }

    /// 1,000 are out over the first channel and 500 over the second; 50 were refused and are not settled.
    fn begin(standing: Standing) -> Self {
        let mut scene = Scene::with_vouchers_at_home(Setup {
            default_gas_limit: Some(2_000_000),
            ..Setup::default()
        });
        let (home, user) = (scene.home, scene.puppet.clone());
        let token = install_token(&mut scene.world, home, &[(&user, Scene::WEALTH)]);
        match standing {
            Standing::Listed => allow(&mut scene, &token, None),
            Standing::Tracked => allow(&mut scene, &token, Some(true)),
            Standing::OffTheList => {}
        }
        let others = Others::set_out(&mut scene);
        let (asset, bob) = (Asset::Cw20(token.clone()), scene.bob.to_string());
        let (first, second) = (scene.channel.a.clone(), scene.second.a.clone());
        for (end, amount) in [(&first, 1_000u128), (&second, 500)] {
            let send = Send::new(end, &user, asset.clone(), amount, &bob);
            let out = scene.world.send(send).unwrap();
            scene.world.deliver(out).unwrap();
        }
        let vain = Send::new(&first, &user, asset, 50u128, "nobody");
        let vain = scene.world.send(vain).unwrap();
        scene.world.recv(vain).unwrap();
        Self {
            scene,
            token,
            user,
            others,
            vain,
        }
    }

    pub fn asset(&self) -> Asset {
        Asset::Cw20(self.token.clone())
    }

    /// Tells the token something.
    pub fn order(&mut self, order: &Order) {
        self.scene.order(&self.token, order).unwrap();
    }

    pub fn breach(&mut self, breach: Breach) {
        self.order(&Order::Breach(Some(breach)));
    }

    pub fn arm(&mut self, call: &str, deed: Option<Deed>) {
        let call = call.into();
        self.order(&Order::Arm { call, deed });
    }

    /// The user's `receive` emits these.
    pub fn expect(&mut self, order: &puppet::Order) {
        self.scene.order(&self.user, order).unwrap();
    }

    fn user_holds(&self) -> u128 {
        self.scene.holds(self.scene.home, &self.user, &self.asset())
    }

    fn send_out(&mut self, amount: u128) -> Result<(), Error> {
        let (end, bob) = (self.scene.channel.a.clone(), self.scene.bob.clone());
        let out = Send::new(&end, &self.user, self.asset(), amount, &bob);
        let out = self.scene.world.send(out)?;
        self.scene.world.deliver(out).unwrap();
        Ok(())
    }

    /// The token says that the user has deposited so much.
    fn pretend(&mut self, amount: u128) -> Result<(), Error> {
        let to = self.scene.world.deployment(self.scene.home).transfer.clone();
        let inner = serde_json::json!({
            "channel": self.scene.channel.a.channel, "remote_address": self.scene.bob,
        });
        let inner = cosmwasm_std::to_json_binary(&inner).unwrap();
        let receive = causeway_cw20::Cw20ReceiveMsg {
            sender: self.user.to_string(),
            amount: amount.into(),
            msg: inner,
        };
        let message = receive.into_json_binary().unwrap();
        let sent = self.scene.order(&self.token, &Order::Pretend { to, message })?;
        self.scene.world.deliver(sent.packet().unwrap()).unwrap();
        Ok(())
    }

    /// Bob sends so much back to the user.
    fn come_home(&mut self, channel: &Channel, amount: u128) -> &'static str {
        let (before, bob, user) = (self.user_holds(), self.scene.bob.clone(), self.user.clone());
        let voucher = self.scene.world.voucher_at(&channel.b, &self.asset().to_string());
        let back = Send::new(&channel.b, &bob, voucher.unwrap(), amount, &user);
        let back = self.scene.world.send(back).unwrap();
        self.scene.world.deliver(back).unwrap();
        match self.scene.world.is_refused(back) {
            true => "refused",
            false => paid(amount, before, self.user_holds()),
        }
    }

    fn refund(&mut self) -> &'static str {
        let before = self.user_holds();
        self.scene.world.ack(self.vain).unwrap();
        let after = self.user_holds();
        match self.claimed() {
            0 => paid(50, before, after),
            claimed => {
                assert_eq!((claimed, after), (50, before));
                "claim"
            }
        }
    }

    /// What the user may claim of the token.
    fn claimed(&self) -> u128 {
        let denom = self.asset().to_string();
        let claims = self.scene.claims().into_iter();
        let own = claims.filter(|(owner, of, _, _)| *owner == self.user && *of == denom);
        own.map(|(_, _, held, _)| held).sum()
    }

    fn claim(&mut self, owner: &Addr) -> Result<(), Error> {
        let asset = self.asset();
        let alice = self.scene.alice.clone();
        self.scene.claim(&alice, &asset, Some(owner), None).map(|_| ())
    }

    fn trade(&mut self) {
        self.others.trade(&mut self.scene);
    }

    /// Claims are paid and all vouchers come home, in steps of 10, as far as the token has them; what is missing.
    fn all_come_home(&mut self) -> u128 {
        let owner = self.user.clone();
        if self.claimed() > 0 {
            let _may_be_missing = self.claim(&owner);
        }
        for channel in [self.scene.channel.clone(), self.scene.second.clone()] {
            let denom = self.asset().to_string();
            let voucher = self.scene.world.voucher_at(&channel.b, &denom).unwrap();
            loop {
                let left = self.scene.holds(self.scene.away, &self.scene.bob, &voucher);
                if left == 0 || self.come_home(&channel, left.min(10)) != "paid" {
                    break;
                }
            }
        }
        self.trade();
        let (books, asset) = (self.scene.books(), self.asset());
        let escrow = books.escrow.iter().filter(|line| line.denom == asset.to_string());
        let owed: Uint256 = escrow.map(|line| line.outstanding).sum();
        let owed: u128 = owed.to_string().parse().unwrap();
        let transfer = self.scene.world.deployment(self.scene.home).transfer.clone();
        let held = self.scene.holds(self.scene.home, &transfer, &asset);
        (owed + self.claimed()).saturating_sub(held)
    }
}

fn paid(amount: u128, before: u128, after: u128) -> &'static str {
    match after - before {
        0 => "not paid",
        paid if paid < amount => "paid less",
        paid => {
            assert_eq!(paid, amount);
            "paid"
        }
    }
}
