//! The errors of the contract. Each text says what is wrong and what to do.

use cosmwasm_std::{Instantiate2AddressError, StdError, Uint256};
use thiserror::Error;

use crate::msg::Direction;
use crate::policy::clock::Setter;

/// Why a call failed. The host reverts all its changes.
///
/// When a receive fails, the host writes the text into the error acknowledgement, which is part of the chain's state.
/// [`ContractError::for_acknowledgement`] therefore passes only fixed texts.
#[derive(Error, Debug)]
#[allow(missing_docs, reason = "the texts say it")]
pub enum ContractError {
    #[error("{0}")]
    Protocol(#[from] causeway_ics20::Error),
    #[error("{0}")]
    Std(#[from] StdError),

    // errors that can be written into an acknowledgement
    #[error("no such channel: it was not opened to this contract")]
    NoSuchChannel,
    #[error("insufficient escrow on this channel")]
    InsufficientEscrow,
    #[error("foreign tokens are refused: this contract has no voucher code")]
    ForeignTokensRefused,
    #[error("a voucher cannot be named as a cw20 token of this chain")]
    VoucherAsToken,
    #[error("receiver is not an address of this chain")]
    InvalidReceiver,
    #[error("receiver is the transfer contract")]
    ReceiverIsContract,
    #[error("amount is too large for a cw20 token: at most 2^128-1")]
    AmountTooLarge,
    #[error("transfers away from the source chain of a token are paused here: send again when the pause has ended")]
    OutwardPaused,
    #[error("this channel is wound down: tokens can only go back to their source chain over it")]
    ChannelWoundDown,
    #[error("this token is denied on this channel: it can only go back to its source chain over it")]
    TokenDenied,
    #[error("the amount is above what the limit of this token on this channel has left: send less or later")]
    AboveLimit,
    #[error("the packet has to wait and is too long for that: send it again with a shorter memo")]
    TooLongToHold,
    #[error("a sum of amounts is too large")]
    Overflow,
    #[error("internal error")]
    Internal,

    // sends of users
    #[error("send some tokens: the amount is zero")]
    NoFunds,
    #[error("send exactly one coin: {0} were attached")]
    ManyCoins(usize),
    #[error("no coins may be attached to this message")]
    UnexpectedFunds,
    #[error("there is no channel {0} here: the query list_channels shows those that are open")]
    UnknownChannel(String),
    #[error("bank denom {0} reads like a cw20 token and is refused")]
    LooksLikeCw20(String),
    #[error("bank denom {0} reads like a voucher of this contract and is refused")]
    LooksLikeVoucher(String),
    #[error("cw20 token {0} is not on the allow list: ask the contract's admin to allow it")]
    NotAllowed(String),
    #[error("timeout of {seconds} s is out of bounds: give {min} to {max} seconds")]
    TimeoutOutOfBounds { seconds: u64, min: u64, max: u64 },
    #[error("timeout must be above zero and end before the year 2554")]
    InvalidTimeout,
    #[error("the message inside the cw20 send is not a transfer, which is {{\"channel\":\"..\",\"remote_address\":\"..\"}} with timeout and memo if wanted: {0}")]
    InvalidSendMessage(StdError),
    #[error(
        "the token reports a sender of {0} characters: a refund can only be paid to an address of at most 90"
    )]
    SenderTooLong(usize),
    #[error("cw20 token {0} holds less for this contract than its books say: deposits are refused")]
    TokenInsolvent(String),

    #[error("transfers back to the source chain of a token are paused: the query pauses shows until when")]
    HomewardPaused,

    // settlement
    #[error("packet is already settled or was never sent by this contract")]
    AlreadySettled,
    #[error("the books of this channel do not cover the refund: the packet stays pending")]
    RefundNotCovered,

    // channels
    #[error("user cannot close channel")]
    CloseRefused,

    // addresses in messages
    #[error("{field} {address} is written in upper case: write it in lower case")]
    UpperCaseAddress { field: &'static str, address: String },
    #[error("{field} {address} is no address of this chain: check the prefix and each character")]
    InvalidAddress { field: &'static str, address: String },

    // claims and administration
    #[error("{owner} has no claim on {denom}")]
    NoClaim { owner: String, denom: String },
    #[error("only the owner of a claim may name another recipient")]
    NotOwner,
    #[error("only the admin may do this")]
    NotAdmin,
    #[error("only the proposed admin may accept: the query settings shows who that is")]
    NotPendingAdmin,
    #[error("the voucher's supply leaves no room to mint: claim again when vouchers have gone home or were burned")]
    VoucherSupplyFull,
    #[error("bounds must admit timeouts of {min} to {max} seconds")]
    BoundsTooNarrow { min: u64, max: u64 },
    #[error("default timeout of {seconds} s is out of bounds: give {min} to {max} seconds")]
    DefaultTimeoutOutOfBounds { seconds: u64, min: u64, max: u64 },
    #[error("vouchers cannot be migrated: no voucher code is set, give voucher_code_id as well")]
    NoVoucherCode,
    #[error("cw20 token {token} does not tell what it holds for this contract: {reason}")]
    BalanceUnknown { token: String, reason: StdError },
    #[error("{0} is no voucher of this contract: the query list_vouchers shows all")]
    UnknownVoucher(String),
    #[error("denom is no voucher's path here: give one that begins with {0}/<channel id>/ and has at most 1024 bytes")]
    NotAVoucherPath(String),
    #[error("a sequence names a packet only together with its channel: give both")]
    SequenceWithoutChannel,
    #[error("start_after names another channel: give the last packet of the page before")]
    StartsElsewhere,

    // pauses
    #[error("only the admin or the guardian may pause")]
    NotPauser,
    #[error("seconds must be at least 1")]
    NoSeconds,
    #[error("{direction} cannot be paused for {seconds} s from now: {why}. Times are seconds since 1970")]
    CannotPause {
        direction: Direction,
        seconds: u64,
        why: String,
    },
    #[error(
        "a pause by the {by} stands {direction} until {until} (seconds since 1970), and is not yours to end"
    )]
    NotYourPause {
        direction: Direction,
        by: Setter,
        until: u64,
    },
    #[error("{0} is paused: the role can be given up only while nothing is paused")]
    PauseStands(Direction),

    // limits, denials, held packets
    #[error("a limit may be at most 2^192 base units a day")]
    LimitTooLarge,
    #[error("{0} is a voucher of this channel: it is burned when it goes home, and a burn is never limited")]
    BurnsHaveNoLimit(String),
    #[error("denom has {0} bytes: give a local denom of 1 to 1024 bytes")]
    DenomLength(usize),
    #[error(
        "no packet with sequence {sequence} is held on {channel}: the query delayed shows those that are"
    )]
    NotHeld { channel: String, sequence: u64 },
    #[error("the packet is held until {0} (seconds since 1970): release it then")]
    NotDue(u64),
    #[error("{0} is closed, and the packet waits only for its acknowledgement: release it when the channel is open again")]
    ChannelClosed(String),
    #[error("the range of sequences {first} to {last} is empty: give the lower one first")]
    EmptyRange { first: u64, last: u64 },

    // migrations
    #[error("cannot take over cw20-ics20 {version}: {reason}. Accepted are cw20-ics20 0.13.1 to 2.0.0 with their own state")]
    CannotTakeOver { version: String, reason: String },
    #[error("the state's schema version is none of 1 to {known}: this code cannot read it")]
    UnknownSchema { known: u64 },
    #[error("assign reads every channel and claim: give it in a migration of its own, after the takeover")]
    AssignStandsAlone,
    #[error("there is no in-flight record of sequence {sequence} by this sender on this channel; a packet from before the takeover needs its data")]
    NothingToSettle { sequence: u64 },
    #[error("the packet was sent by {0}: name its own sender")]
    NotTheSender(String),
    #[error("only {surplus} {denom} are held above all books and claims: assign no more than that")]
    AboveSurplus { denom: String, surplus: Uint256 },
    #[error("dry run: {0}")]
    DryRun(String),

    #[error("stored bytes are unreadable")]
    Corrupt,
    #[error("unknown reply id {0}")]
    UnknownReply(u64),
    #[error("the host reported no packet sequence")]
    NoSequence,
    #[error("{0}")]
    Instantiate2(#[from] Instantiate2AddressError),
}

impl ContractError {
    /// Only fixed texts may reach an acknowledgement; all others become `Internal`.
    pub fn for_acknowledgement(self) -> Self {
        match self {
            Self::Protocol(_)
            | Self::NoSuchChannel
            | Self::InsufficientEscrow
            | Self::ForeignTokensRefused
            | Self::VoucherAsToken
            | Self::InvalidReceiver
            | Self::ReceiverIsContract
            | Self::AmountTooLarge
            | Self::OutwardPaused
            | Self::ChannelWoundDown
            | Self::TokenDenied
            | Self::AboveLimit
            | Self::TooLongToHold
            | Self::Overflow => self,
            _ => Self::Internal,
        }
    }
}
