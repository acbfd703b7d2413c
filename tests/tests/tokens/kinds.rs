//! Kinds of tokens that break the rules, and what becomes of each.

use std::sync::OnceLock;

use causeway_tests::hostile::puppet;
use causeway_tests::hostile::token::{Answer, Breach, Deed, Order};
use cosmwasm_std::Uint128;

use crate::others::State;
use crate::story::{Ending, Standing, Story};
use crate::table;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    FeeReportedGross,
    FeeReportedNet,
    RebaseDown,
    RebaseUp,
    DepositsThatNeverCame,
    PaymentsThatNeverGo,
    LowBalance,
    HighBalance,
    FalseSupply,
    NoAnswer,
    AnswerBurnsGas,
    TransferBurnsGas,
    Paused,
    BlacklistsContract,
    BlacklistsUser,
    HookFails,
    HookReenters,
}

impl Kind {
    /// As the table in `docs/tokens.md` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FeeReportedGross => "fee on transfer, `receive` names the amount before the fee",
            Self::FeeReportedNet => "fee on transfer, `receive` names the amount after the fee",
            Self::RebaseDown => "rebasing, all balances are halved",
            Self::RebaseUp => "rebasing, all balances are doubled",
            Self::DepositsThatNeverCame => "calls `receive` for tokens that never came",
            Self::PaymentsThatNeverGo => "says that it paid and moves nothing",
            Self::LowBalance => "reports a balance of 0",
            Self::HighBalance => "reports a balance of 2^128-1",
            Self::FalseSupply => "reports a total supply of 0",
            Self::NoAnswer => "the balance query fails",
            Self::AnswerBurnsGas => "the balance query burns all gas",
            Self::TransferBurnsGas => "`transfer` burns all gas",
            Self::Paused => "paused",
            Self::BlacklistsContract => "blacklists the transfer contract",
            Self::BlacklistsUser => "blacklists the user",
            Self::HookFails => "calls the recipient of a `transfer`, who fails",
            Self::HookReenters => "calls the recipient of a `transfer`, who settles packets and claims",
        }
    }

    /// The token begins to break the rules.
    pub fn begin(self, story: &mut Story) {
        let balance = |answer| answers("balance", answer);
        let transfer = story.scene.world.deployment(story.scene.home).transfer.clone();
        let user = story.user.clone();
        match self {
            Self::FeeReportedGross => story.breach(fee(false)),
            Self::FeeReportedNet => story.breach(fee(true)),
            Self::RebaseDown => story.order(&Order::Rebase { percent: 50 }),
            Self::RebaseUp => {
                let asset = (story.scene.home, story.asset());
                story.scene.world.donations.push(asset);
                story.order(&Order::Rebase { percent: 200 });
            }
            Self::DepositsThatNeverCame => {}
            Self::PaymentsThatNeverGo => story.arm("transfer", Some(Deed::Keep)),
            Self::LowBalance => story.breach(balance(Answer::Amount(Uint128::zero()))),
            Self::HighBalance => story.breach(balance(Answer::Amount(Uint128::MAX))),
            Self::FalseSupply => story.breach(answers("token_info", Answer::Amount(Uint128::zero()))),
            Self::NoAnswer => story.breach(balance(Answer::Fail {})),
            Self::AnswerBurnsGas => story.breach(balance(Answer::BurnGas {})),
            Self::TransferBurnsGas => story.arm("transfer", Some(Deed::BurnGas)),
            Self::Paused => story.breach(Breach::Paused {}),
            Self::BlacklistsContract => story.breach(Breach::Blacklisted { account: transfer }),
            Self::BlacklistsUser => story.breach(Breach::Blacklisted { account: user }),
            Self::HookFails => {
                let fail = cosmwasm_std::wasm_execute(&user, &puppet::Order::Fail {}, vec![]).unwrap();
                story.expect(&puppet::Order::Expect {
                    messages: vec![fail.into()],
                    caught: false,
                });
                story.breach(Breach::Hooks {});
            }
            Self::HookReenters => {
                let (net, own, foreign) = (&story.scene.world.net, story.vain, story.others.unsettled());
                let settle = [own, own, foreign].map(|id| net.ack_msg(id, &user).unwrap());
                let claim = story.scene.claim_message(&story.asset(), None, None);
                story.expect(&puppet::Order::Expect {
                    messages: settle.into_iter().chain([claim]).collect(),
                    caught: true,
                });
                story.breach(Breach::Hooks {});
            }
        }
    }

    /// It keeps them from now on.
    pub fn end(self, story: &mut Story) {
        story.order(&Order::Breach(None));
        story.arm("transfer", None);
    }

    /// It ends so where the token is listed, and where it is tracked, on the list or off it; and the page says so. Nothing
    /// that is not the token's own differs from the story in which it keeps the rules.
    fn ends(self, listed: Ending, tracked: Ending) {
        for standing in Standing::ALL {
            let (ending, state) = Story::tell(self, standing, true);
            let honest = honest(standing);
            for (place, value) in honest {
                assert_eq!(state.get(place), Some(value), "{self:?} {standing:?}: {place}");
            }
            assert_eq!(state.len(), honest.len(), "{self:?} {standing:?}");
            let expected = if standing == Standing::Listed {
                &listed
            } else {
                &tracked
            };
            assert_eq!(ending, *expected, "{self:?} {standing:?}");
        }
        table::require_row(self.name(), &listed, &tracked);
    }
}

/// What is not the token's own after the story in which it keeps the rules.
fn honest(standing: Standing) -> &'static State {
    static HONEST: [OnceLock<State>; 3] = [const { OnceLock::new() }; 3];
    HONEST[standing as usize].get_or_init(|| {
        let (ending, state) = Story::tell(Kind::Paused, standing, false);
        assert_eq!(ending, of("accepted", "paid", "paid", 0));
        state
    })
}

fn answers(query: &str, answer: Answer) -> Breach {
    let query = query.into();
    Breach::Answers { query, answer }
}

fn fee(reports_net: bool) -> Breach {
    Breach::Fee {
        percent: 10,
        reports_net,
    }
}

fn of(deposit: &'static str, refund: &'static str, arrival: &'static str, missing: u128) -> Ending {
    Ending {
        deposit,
        refund,
        arrival,
        missing,
    }
}

/// Of a deposit of 100 only 90 arrive, so 10 are missing, unless the balance is compared.
#[test]
fn a_fee_that_the_token_does_not_report_is_borne_by_its_own_holders_alone() {
    Kind::FeeReportedGross.ends(
        of("accepted", "paid less", "paid less", 10),
        of("refused", "paid less", "paid less", 0),
    );
}

#[test]
fn a_fee_that_the_token_reports_is_borne_by_its_own_holders_alone() {
    let ending = of("accepted", "paid less", "paid less", 0);
    Kind::FeeReportedNet.ends(ending.clone(), ending);
}

/// 1,550 were there, and half of them is missing.
#[test]
fn a_token_that_halves_all_balances_loses_its_own_value_alone() {
    let ending = |deposit| of(deposit, "paid", "paid", 775);
    Kind::RebaseDown.ends(ending("accepted"), ending("refused"));
}

#[test]
fn a_token_that_doubles_all_balances_leaves_a_surplus_of_its_own_alone() {
    let ending = of("accepted", "paid", "paid", 0);
    Kind::RebaseUp.ends(ending.clone(), ending);
}

#[test]
fn deposits_that_never_came_are_missing_from_their_own_token_alone() {
    Kind::DepositsThatNeverCame.ends(
        of("accepted", "paid", "paid", 100),
        of("refused", "paid", "paid", 0),
    );
}

#[test]
fn payments_that_never_go_are_lost_by_the_holders_of_their_own_token_alone() {
    let ending = of("accepted", "not paid", "not paid", 0);
    Kind::PaymentsThatNeverGo.ends(ending.clone(), ending);
}

#[test]
fn a_token_that_reports_too_low_a_balance_holds_up_its_own_deposits_alone() {
    let ending = |deposit| of(deposit, "paid", "paid", 0);
    Kind::LowBalance.ends(ending("accepted"), ending("refused"));
}

#[test]
fn a_token_that_reports_too_high_a_balance_changes_nothing_for_others() {
    let ending = of("accepted", "paid", "paid", 0);
    Kind::HighBalance.ends(ending.clone(), ending);
}

#[test]
fn a_token_that_reports_a_false_supply_changes_nothing() {
    let ending = of("accepted", "paid", "paid", 0);
    Kind::FalseSupply.ends(ending.clone(), ending);
}

#[test]
fn a_token_that_reports_no_balance_holds_up_its_own_deposits_alone() {
    let ending = |deposit| of(deposit, "paid", "paid", 0);
    Kind::NoAnswer.ends(ending("accepted"), ending("refused"));
}

#[test]
fn a_token_whose_balance_query_burns_all_gas_holds_up_its_own_deposits_alone() {
    let ending = |deposit| of(deposit, "paid", "paid", 0);
    Kind::AnswerBurnsGas.ends(ending("accepted"), ending("refused"));
}

#[test]
fn a_token_whose_transfer_burns_all_gas_holds_up_its_own_payments_alone() {
    let ending = of("accepted", "claim", "refused", 0);
    Kind::TransferBurnsGas.ends(ending.clone(), ending);
}

#[test]
fn a_paused_token_holds_up_its_own_packets_alone() {
    let ending = of("refused", "claim", "refused", 0);
    Kind::Paused.ends(ending.clone(), ending);
}

#[test]
fn a_token_that_blacklists_the_contract_holds_up_its_own_packets_alone() {
    let ending = of("refused", "claim", "refused", 0);
    Kind::BlacklistsContract.ends(ending.clone(), ending);
}

#[test]
fn a_token_that_blacklists_a_user_holds_up_what_that_user_has_of_it_alone() {
    let ending = of("refused", "claim", "refused", 0);
    Kind::BlacklistsUser.ends(ending.clone(), ending);
}

#[test]
fn a_recipient_whose_hook_fails_holds_up_his_own_payments_alone() {
    let ending = of("accepted", "claim", "refused", 0);
    Kind::HookFails.ends(ending.clone(), ending);
}

#[test]
fn a_recipient_whose_hook_settles_packets_and_claims_is_paid_once() {
    let ending = of("accepted", "paid", "paid", 0);
    Kind::HookReenters.ends(ending.clone(), ending);
}
