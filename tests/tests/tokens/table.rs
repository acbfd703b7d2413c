//! What `docs/tokens.md` says of each kind is what happens.

use crate::story::Ending;

const PAGE: &str = include_str!("../../../docs/tokens.md");

/// The row of a kind stands on the page.
#[track_caller]
pub fn require_row(name: &str, listed: &Ending, tracked: &Ending) {
    let cell = |of: fn(&Ending) -> String| {
        let (listed, tracked) = (of(listed), of(tracked));
        match listed == tracked {
            true => listed,
            false => format!("{listed}; tracked: {tracked}"),
        }
    };
    let deposit = cell(|ending| ending.deposit.into());
    let arrival = cell(|ending| ending.arrival.into());
    let refund = cell(|ending| ending.refund.into());
    let missing = cell(|ending| ending.missing.to_string());
    let row = format!("| {name} | {deposit} | {refund} | {arrival} | {missing} | ");
    assert!(
        PAGE.contains(&row),
        "docs/tokens.md has no row that begins with\n{row}"
    );
}
