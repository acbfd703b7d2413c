use thiserror::Error;

/// Declares each error once, so that [`Error::ALL`] cannot fall behind.
macro_rules! errors {
    ($($(#[$doc:meta])+ $name:ident = $text:literal,)+) => {
        /// Why the protocol refuses.
        ///
        /// A text can end in an acknowledgement and so in the state of two chains: it is fixed, never echoes
        /// input, and keeps to letters, digits, spaces and `: . _ / -`, which every JSON library writes
        /// alike. ibc-go refuses, for ever, an acknowledgement that it would write otherwise
        /// (`modules/core/04-channel/keeper/packet.go`, AcknowledgePacket).
        #[derive(Error, Debug, PartialEq, Eq, Clone, Copy)]
        pub enum Error {
            $($(#[$doc])+ #[error($text)] $name,)+
        }

        impl Error {
            /// Every error there is.
            pub const ALL: &'static [Error] = &[$(Error::$name),+];
        }
    };
}

errors! {
    /// Bytes that are not the JSON object of an ICS-20 packet: a missing, unknown or doubled key, a value
    /// that is no string, anything after the object.
    UndecodablePacket = "packet data is not an ICS-20 JSON object",
    /// A packet that JSON cannot express.
    UnencodablePacket = "packet cannot be written as JSON",
    /// An amount that is not `^[1-9][0-9]*$`, or 2^256 and above.
    InvalidAmount = "amount must be a positive decimal integer of at most 256 bits",
    /// Nothing, or only white space, is left of a denom path behind its hops.
    BlankDenom = "base denom is blank",
    /// A hop that breaks the rules for identifiers of ICS-24.
    InvalidHop = "denom trace has an invalid port or channel identifier",
    /// A path above [`MAX_DENOM_LEN`](crate::MAX_DENOM_LEN) bytes on this chain.
    DenomTooLong = "denom path is longer than 1024 bytes",
    /// No sender, or only white space.
    BlankSender = "sender is blank",
    /// A sender above [`MAX_SENDER_LEN`](crate::MAX_SENDER_LEN) bytes.
    SenderTooLong = "sender is longer than 2048 bytes",
    /// No receiver, or only white space.
    BlankReceiver = "receiver is blank",
    /// A receiver above [`MAX_RECEIVER_LEN`](crate::MAX_RECEIVER_LEN) bytes.
    ReceiverTooLong = "receiver is longer than 2048 bytes",
    /// A memo above [`MAX_MEMO_LEN`](crate::MAX_MEMO_LEN) bytes.
    MemoTooLong = "memo is longer than 32768 bytes",
    /// An acknowledgement that is neither `{"result":..}` nor `{"error":..}`.
    UndecodableAcknowledgement = "acknowledgement is neither a result nor an error",
    /// A channel that is not unordered.
    InvalidOrder = "channel must be unordered",
    /// A channel version that is not [`VERSION`](crate::VERSION).
    InvalidVersion = "channel version must be ics20-1",
}
