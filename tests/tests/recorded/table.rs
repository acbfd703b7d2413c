//! The table of differences from the record, each with its reason.

use std::collections::{BTreeMap, BTreeSet};

/// A difference between the replay and the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Sent in the record, rejected here.
    SendRefused,
    /// The same fields, but without the empty memo.
    EmptyMemoOmitted,
    /// Accepted in both, with different acknowledgements.
    SuccessBytes,
    /// Rejected in both, with different texts.
    ErrorText,
    /// Rejected in the record, accepted here.
    Taken,
    /// Accepted in the record, rejected here.
    Refused,
    /// Lost in the record, paid here.
    RefundPaid,
}
use Difference::*;

/// A difference with its reason, the text that appears here, and the packets that it applies to.
pub type Row = (Difference, &'static str, &'static str, &'static [&'static str]);
pub type Differences = BTreeMap<String, BTreeSet<(Difference, String)>>;

pub const SUCCESSES: Row = (
    SuccessBytes,
    "defect 4: success ack was MQ==",
    r#"{"result":"AQ=="}"#,
    &[
        "nc-return-bank",
        "nc-return-bank-1",
        "nc-return-bank-memo",
        "nc-return-bank-memo-unicode",
        "nc-return-bank-memo-json",
        "nc-return-bank-u64max",
        "nc-return-slash",
        "nc-return-ibc-voucher",
        "nc-return-cw20",
        "nc-return-cw20-memo-json",
        "nc-return-lookalike-cw20",
        "h-06",
        "h-07",
        "h-08",
        "h-17",
        "h-f6",
    ],
);
pub const BAD_RECEIVER: Row = (
    ErrorText,
    "defects 5 and 7: an Err with a fixed text, before the books are touched",
    r#"{"error":"receiver is not an address of this chain"}"#,
    &["nc-bad-receiver", "nc-bad-receiver-cw20"],
);
pub const BLOCKED_RECEIVER: Row = (
    ErrorText,
    "defect 5: the payment fails without a reply, and the host writes the acknowledgement",
    r#"{"error":"ABCI error: sdk/4: error handling packet: see events for details"}"#,
    &["nc-blocked-receiver"],
);
pub const OVERDRAWN: Row = (
    ErrorText,
    "defects 5 and 7: an Err with a fixed text",
    r#"{"error":"insufficient escrow on this channel"}"#,
    &[
        "nc-overdraw",
        "nc-overdraw-2^64",
        "nc-overdraw-u128max",
        "nc-never-sent-cw20",
    ],
);
pub const WIDE: Row = (
    ErrorText,
    "defect 2: an amount above 2^128-1 is read, and refused by the books",
    r#"{"error":"insufficient escrow on this channel"}"#,
    &["nc-overdraw-2^128"],
);
pub const FOREIGN: &[&str] = &[
    "nc-foreign",
    "nc-foreign-memo",
    "nc-foreign-slash",
    "nc-foreign-hop",
    "h-18",
    "cc-bank",
    "cc-bank-memo",
    "cc-cw20",
    "cc-slash",
    "cc-reverse-bank",
    "cc-reverse-cw20",
];
pub const GAS: Row = (
    Taken,
    "section 10: a gas limit of 5000 is taken as 100000, so that the payment is made",
    r#"{"result":"AQ=="}"#,
    &["h-15"],
);
pub const LOST: Row = (
    RefundPaid,
    "defect 1: a failed refund was swallowed; section 10: its gas limit of 5000 is taken as 100000",
    "",
    &["h-14", "h-f7"],
);

pub const OF_PREDECESSOR: &[Row] = &[(
    ErrorText,
    "the simulator words a bech32 error otherwise than the VM",
    r#"{"error":"Generic error: addr_validate errored: kind: Other, error: Invalid input: execute wasm contract failed"}"#,
    &["nc-bad-receiver-cw20"],
)];
pub const OF_CAUSEWAY: &[Row] = &[
    SUCCESSES,
    BAD_RECEIVER,
    BLOCKED_RECEIVER,
    OVERDRAWN,
    WIDE,
    GAS,
    LOST,
    (
        Taken,
        "section 7, voucher_code_id: foreign tokens are minted",
        r#"{"result":"AQ=="}"#,
        FOREIGN,
    ),
    (
        SendRefused,
        "defect 6: a bank denom cw20:<addr> was taken for the token",
        "bank denom cw20:cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr reads like a cw20 token and is refused: execute wasm contract failed",
        &["cn-lookalike-cw20"],
    ),
    (
        SendRefused,
        "section 6, send: a bank denom that reads like a voucher of ours",
        "bank denom wasm.cosmos1hulx7cgvpfcvg83wk5h96sedqgn72n026w6nl47uht554xhvj9nsflkg3p/channel-9/udst reads like a voucher of this contract and is refused: execute wasm contract failed",
        &["cn-lookalike-home"],
    ),
    (
        SendRefused,
        "section 6, send: a blank receiver",
        "receiver is blank: execute wasm contract failed",
        &["cn-bad-receiver-empty"],
    ),
    (SendRefused, "defect 13: no bounds on timeouts", "timeout of 0 s is out of bounds: give 1 to 2592000 seconds: execute wasm contract failed", &["cn-timeout-0"]),
    (
        SendRefused,
        "section 4: unknown fields are refused",
        "kind: Serialization, error: unknown field `time_out`, expected one of `channel`, `remote_address`, `timeout`, `memo` at line 1 column 110: execute wasm contract failed",
        &["cn-bank-unknown-field"],
    ),
    (
        EmptyMemoOmitted,
        "the predecessor wrote an empty memo that it was given; ibc-go omits it, and so do we",
        "",
        &["cn-bank-memo-empty"],
    ),
];
pub const OF_SUCCESSOR: &[Row] = &[
    SUCCESSES,
    BAD_RECEIVER,
    BLOCKED_RECEIVER,
    OVERDRAWN,
    WIDE,
    GAS,
    LOST,
    (
        ErrorText,
        "section 7, no voucher_code_id: foreign tokens are refused, with another text",
        r#"{"error":"foreign tokens are refused: this contract has no voucher code"}"#,
        FOREIGN,
    ),
];
