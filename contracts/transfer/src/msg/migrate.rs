//! The message of `migrate`.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Binary;

use super::Direction;

/// Message of `migrate`, from cw20-ics20 0.13.1 to 2.0.0 or from an earlier version of this contract. The given changes are
/// made in the order of the fields. If one of them cannot be made, the whole migration fails.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(Default)]
pub struct MigrateMsg {
    /// Id of the code of new vouchers; existing vouchers keep theirs. Absent: as before.
    pub voucher_code_id: Option<u64>,
    /// Addresses of vouchers of this contract that are migrated to the voucher code, which is the `voucher_code_id` of this
    /// message if there is one. Absent: none.
    pub vouchers: Option<Vec<String>>,
    /// Pauses of any length, which replace what stands. Absent: as before.
    pub pause: Option<PauseMsg>,
    /// Ranges of held packets to refuse. Each of them that has arrived by now is answered with an error when it is released.
    /// Absent: none.
    pub refuse: Option<Vec<RefuseMsg>>,
    /// Packets that can neither be acknowledged nor time out any more. Each becomes a claim of its own sender, if its
    /// channel's books cover the amount. Absent: none.
    pub settle: Option<Vec<SettleMsg>>,
    /// Refunds that cw20-ics20 lost. Each becomes a claim of its packet's sender, if the contract holds that much above all
    /// books and claims of the asset. This reads every channel and claim, so no other field may be given with it, except
    /// `dry_run`. Absent: none.
    pub assign: Option<Vec<AssignMsg>>,
    /// Address of a new admin (operator), for when the key was lost or the role was renounced. Absent: as before.
    pub admin: Option<String>,
    /// Whether to fail on purpose, with the text `dry run: ` and a JSON document of what would change. Absent: no.
    pub dry_run: Option<bool>,
}

impl MigrateMsg {
    /// Whether the message assigns lost refunds.
    pub(crate) fn assigns(&self) -> bool {
        self.assign.as_ref().is_some_and(|assign| !assign.is_empty())
    }

    /// Whether the message changes anything besides the refunds that it assigns.
    pub(crate) fn does_more_than_assign(&self) -> bool {
        self.voucher_code_id.is_some()
            || self.vouchers.is_some()
            || self.pause.is_some()
            || self.refuse.is_some()
            || self.settle.is_some()
            || self.admin.is_some()
    }
}

/// A pause by a migration, of any length.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct PauseMsg {
    /// The direction. Absent: both.
    pub direction: Option<Direction>,
    /// Length of the pause in seconds, from now; 0 ends what stands.
    pub seconds: u64,
}

/// A range of packets that were received and are held.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct RefuseMsg {
    /// Channel id at this end.
    pub channel: String,
    /// The first sequence that is refused.
    pub first: u64,
    /// The last sequence that is refused.
    pub last: u64,
}

/// A packet that was sent and that no acknowledgement or timeout can settle any more.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct SettleMsg {
    /// Address of the packet's sender, who gets the claim.
    pub sender: String,
    /// Id of the channel at this end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
    /// Data of the packet, as base64. It is needed for a packet that cw20-ics20 sent before the takeover, because there is no
    /// in-flight record of it. Absent: there is a record.
    pub data: Option<Binary>,
}

/// A packet that cw20-ics20 sent and whose refund failed: the contract still holds the tokens, but no book counts them.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct AssignMsg {
    /// Id of the channel at this end.
    pub channel: String,
    /// Sequence of the packet on this channel.
    pub sequence: u64,
    /// Data of the packet, as base64. The contract cannot check that such a packet was sent, so those who approve the
    /// migration must.
    pub data: Binary,
}
