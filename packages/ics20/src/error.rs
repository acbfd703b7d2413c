use thiserror::Error;

/// Declares each error once, so that [`Error::ALL`] cannot fall behind.
macro_rules! errors {
    ($($(#[$doc:meta])+ $name:ident = $text:literal,)+) => {
        /// Why an input violates the protocol.
        ///
        /// A text can be written into an acknowledgement, and so into the state of two chains. It is therefore
        /// fixed, never contains input, and uses only letters, digits, spaces and `: . _ / -`, which every JSON
        /// library writes in the same way. ibc-go never accepts an acknowledgement that it would write differently
        /// (`modules/core/04-channel/keeper/packet.go`, AcknowledgePacket).
        #[derive(Error, Debug, PartialEq, Eq, Clone, Copy)]
        pub enum Error {
            $($(#[$doc])+ #[error($text)] $name,)+
        }

        impl Error {
            /// All errors, in the order of their declaration.
            pub const ALL: &'static [Error] = &[$(Error::$name),+];
        }
    };
}

errors! {
    /// Bytes that are not the JSON object of an ICS-20 packet: a missing, unknown or repeated key, a value
    /// that is not a string, anything after the object.
    UndecodablePacket = "packet data is not an ICS-20 JSON object",
    /// A packet that JSON cannot express.
    UnencodablePacket = "packet cannot be written as JSON",
    /// An amount that is not `^[1-9][0-9]*$`, or 2^256 and above.
    InvalidAmount = "amount must be a positive decimal integer of at most 256 bits",
    /// A denom path without a base denom, or with only white space after its hops.
    BlankDenom = "base denom is blank",
    /// A hop that breaks the rules for identifiers of ICS-24.
    InvalidHop = "denom trace has an invalid port or channel identifier",
    /// A denom path above [`MAX_DENOM_LEN`](crate::MAX_DENOM_LEN) bytes on this chain.
    DenomTooLong = "denom path is longer than 1024 bytes",
    /// An empty sender, or only white space.
    BlankSender = "sender is blank",
    /// A sender above [`MAX_SENDER_LEN`](crate::MAX_SENDER_LEN) bytes.
    SenderTooLong = "sender is longer than 2048 bytes",
    /// An empty receiver, or only white space.
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
