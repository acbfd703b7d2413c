use std::fmt;

use sha2::{Digest, Sha256};

use crate::Error;

/// The longest denom path on a chain, in bytes. The path becomes part of storage keys, and a key above 64 KiB would
/// abort the VM, so that no acknowledgement is written.
pub const MAX_DENOM_LEN: usize = 1024;

/// The longest denom in a packet, in bytes: a path of [`MAX_DENOM_LEN`] after the longest hop that can be removed from
/// it (128 for the port, 64 for the channel, two slashes).
pub const MAX_WIRE_DENOM_LEN: usize = MAX_DENOM_LEN + 128 + 64 + 2;

/// One hop of a denom path: the port and the channel (on IBC v2 the client) that a token was received through.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Hop {
    /// The port on the chain that received the token.
    pub port: String,
    /// The channel on that chain.
    pub channel: String,
}

impl Hop {
    /// Checks both identifiers by the rules of ICS-24, as ibc-go does (`modules/core/24-host/validate.go`).
    ///
    /// # Errors
    /// [`Error::InvalidHop`] for an identifier that breaks them
    pub fn validate(&self) -> Result<(), Error> {
        check_hop(&self.port, &self.channel)
    }
}

impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.port, self.channel)
    }
}

/// A denom, split into its trace (latest hop first) and its base denom.
///
/// ```
/// use causeway_ics20::Denom;
///
/// let denom = Denom::parse("transfer/channel-0/gamm/pool/1");
/// assert_eq!(denom.trace()[0].to_string(), "transfer/channel-0");
/// assert_eq!(denom.base(), "gamm/pool/1");
/// ```
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Denom {
    trace: Vec<Hop>,
    base: String,
}

impl Denom {
    /// Makes a denom from its parts, without checking them; see [`validate`](Denom::validate).
    pub fn new(trace: Vec<Hop>, base: impl Into<String>) -> Denom {
        Denom {
            trace,
            base: base.into(),
        }
    }

    /// Splits a path as ibc-go does (ExtractDenomFromPath in `modules/apps/transfer/types/denom.go`): pairs
    /// are hops as long as the second of them has the form of a channel or client identifier; the rest is the base
    /// denom, including its slashes. A path of only two segments has no hop.
    ///
    /// Use it for display and hashes. Code that moves tokens compares prefixes as text instead, see [`strip_prefix`].
    pub fn parse(path: &str) -> Denom {
        let mut hops = Hops {
            rest: path,
            first: true,
        };
        let trace = hops
            .by_ref()
            .map(|(port, channel)| Hop {
                port: port.into(),
                channel: channel.into(),
            })
            .collect();
        Denom {
            trace,
            base: hops.rest.into(),
        }
    }

    /// Checks the base denom and each hop as ibc-go does.
    ///
    /// # Errors
    /// [`Error::BlankDenom`], [`Error::InvalidHop`]
    pub fn validate(&self) -> Result<(), Error> {
        if is_blank(&self.base) {
            return Err(Error::BlankDenom);
        }
        self.trace.iter().try_for_each(Hop::validate)
    }

    /// The hops, latest first.
    pub fn trace(&self) -> &[Hop] {
        &self.trace
    }

    /// The denom on the token's source chain.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The full path, `port/channel/.../base`.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for hop in &self.trace {
            path.extend([&hop.port, "/", &hop.channel, "/"]);
        }
        path.push_str(&self.base);
        path
    }

    /// The name of the voucher on an ibc-go chain: `ibc/` and the sha256 of the path in upper-case hex, or
    /// the base denom itself when there is no hop.
    pub fn ibc_denom(&self) -> String {
        if self.trace.is_empty() {
            return self.base.clone();
        }
        format!("ibc/{:X}", Sha256::digest(self.path()))
    }
}

/// Removes exactly `port/channel/` from the front of a path. The rest is not parsed, because it can be any denom: ibc-go
/// would parse `factory/pool-1234/x` as a hop, although it is a base denom.
///
/// `None` when the path does not begin with this prefix, or nothing would remain.
pub fn strip_prefix<'a>(path: &'a str, port: &str, channel: &str) -> Option<&'a str> {
    path.strip_prefix(port)?
        .strip_prefix('/')?
        .strip_prefix(channel)?
        .strip_prefix('/')
        .filter(|rest| !rest.is_empty())
}

/// Adds the prefix `port/channel/` to a path.
pub fn push_prefix(path: &str, port: &str, channel: &str) -> String {
    [port, channel, path].join("/")
}

/// Checks a path that is to get one more hop, on this chain (mint) or on the next (send). The rules for its base and
/// its hops are those of ibc-go, applied to the path as it is parsed after that hop. So `transfer/channel-0` is
/// rejected: with a hop before it there would be no base denom, and no chain could send it home again.
pub(crate) fn check_outward(path: &str) -> Result<(), Error> {
    let mut hops = Hops {
        rest: path,
        first: false,
    };
    for (port, channel) in hops.by_ref() {
        check_hop(port, channel)?;
    }
    if is_blank(hops.rest) {
        return Err(Error::BlankDenom);
    }
    Ok(())
}

pub(crate) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Iterator over the hops at the front of a path; `rest` is the part of the path after the hops that were returned.
struct Hops<'a> {
    rest: &'a str,
    first: bool,
}

impl<'a> Iterator for Hops<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let (port, after) = self.rest.split_once('/')?;
        let (channel, rest) = match after.split_once('/') {
            None if self.first => return None,
            None => (after, ""),
            Some(split) => split,
        };
        if !is_channel_or_client(channel) {
            return None;
        }
        (self.rest, self.first) = (rest, false);
        Some((port, channel))
    }
}

/// ibc-go's IsValidClientID: `^\w+([\w-]+\w)?-[0-9]{1,20}$` with a number below 2^64, or `09-localhost`.
/// Every channel identifier (`channel-N`) is of that form.
fn is_channel_or_client(id: &str) -> bool {
    if id == "09-localhost" {
        return true;
    }
    let Some((kind, number)) = id.rsplit_once('-') else {
        return false;
    };
    let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    kind.as_bytes().first().is_some_and(word)
        && kind.as_bytes().last().is_some_and(word)
        && kind.bytes().all(|b| word(&b) || b == b'-')
        && (1..=20).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && number.parse::<u64>().is_ok()
}

fn check_hop(port: &str, channel: &str) -> Result<(), Error> {
    let symbol = |b: u8| b.is_ascii_alphanumeric() || b"._+-#[]<>".contains(&b);
    let valid = (2..=128).contains(&port.len())
        && (8..=64).contains(&channel.len())
        && port.bytes().all(symbol)
        && channel.bytes().all(symbol);
    if valid {
        Ok(())
    } else {
        Err(Error::InvalidHop)
    }
}
