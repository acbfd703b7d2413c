use causeway_audit::{Holding, Invariant, Verdict};
use cosmwasm_std::Int512;

use crate::pair::{after, amount, pair, texts};

#[test]
fn a_contract_that_holds_its_escrow_and_claims_is_solvent_and_has_no_surplus() {
    let findings = after(pair(), |_, _| ());
    let [finding] = &findings.of(Invariant::Solvency).collect::<Vec<_>>()[..] else {
        panic!("{findings:?}")
    };
    assert_eq!(finding.verdict, Verdict::Held);
    assert_eq!(finding.to_string(), "I2: hub-1 uhub: holds 102 and owes 102");
    assert_eq!(findings.surplus, []);
}

#[test]
fn a_contract_that_holds_less_than_escrow_and_claims_is_insolvent() {
    let findings = after(pair(), |hub, _| hub.holdings[0].held = Some(amount(101)));
    assert_eq!(
        texts(&findings, Verdict::Broken),
        ["I2: hub-1 uhub: holds 101, but owes 102"]
    );
    assert_eq!(findings.surplus[0].surplus, Int512::from(-1));
}

#[test]
fn solvency_is_undecided_when_the_token_does_not_tell() {
    let silent = "I2: hub-1 uhub: owes 102, but the token does not tell what the contract holds";
    let findings = after(pair(), |hub, _| hub.holdings[0].held = None);
    assert_eq!(texts(&findings, Verdict::Undecided), [silent]);
    let findings = after(pair(), |hub, _| hub.holdings.clear());
    assert_eq!(texts(&findings, Verdict::Undecided), [silent]);
}

#[test]
fn what_is_held_beyond_what_is_owed_is_surplus() {
    let findings = after(pair(), |hub, _| {
        hub.holdings[0].held = Some(amount(110));
        hub.holdings.push(Holding {
            denom: "cw20:hub1gift".into(),
            held: Some(amount(3)),
        });
    });
    let surplus: Vec<_> = findings
        .surplus
        .iter()
        .map(|one| (one.denom.as_str(), one.surplus))
        .collect();
    assert_eq!(
        surplus,
        [("cw20:hub1gift", Int512::from(3)), ("uhub", Int512::from(8))]
    );
    assert_eq!(findings.gravest(), Verdict::Held);
}

#[test]
fn a_token_that_does_not_follow_the_standard_need_not_be_solvent() {
    let findings = after(pair(), |hub, _| {
        hub.holdings[0].held = Some(amount(1));
        hub.nonstandard.push("uhub".into());
    });
    assert_eq!(findings.of(Invariant::Solvency).count(), 0);
    assert_eq!(findings.surplus, []);
}
