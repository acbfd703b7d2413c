//! The rules of ICS-24 for identifiers, as in `modules/core/24-host/validate.go` and the parsers of channel and client
//! ids.

use super::error::{TransferError, INVALID_ID};

/// Checks a port id: 2 to 128 characters of `[a-zA-Z0-9._+\-#\[\]<>]`.
///
/// # Errors
/// `host/2`
pub fn validate_port(id: &str) -> Result<(), TransferError> {
    validate(id, 2, 128)
}

/// Checks a channel id (or a client id in its place): 8 to 64 characters of the same set.
///
/// # Errors
/// `host/2`
pub fn validate_channel(id: &str) -> Result<(), TransferError> {
    validate(id, 8, 64)
}

fn validate(id: &str, min: usize, max: usize) -> Result<(), TransferError> {
    if id.trim().is_empty() {
        return Err(INVALID_ID.wrap("identifier cannot be blank"));
    }
    if id.contains('/') {
        return Err(INVALID_ID.wrap(format!("identifier {id} cannot contain separator '/'")));
    }
    if id.len() < min || id.len() > max {
        let length = format!(
            "identifier {id} has invalid length: {}, must be between {min}-{max} characters",
            id.len()
        );
        return Err(INVALID_ID.wrap(length));
    }
    if !id
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._+-#[]<>".contains(c))
    {
        let charset = format!("identifier {id} must contain only alphanumeric or the following characters: '.', '_', '+', '-', '#', '[', ']', '<', '>'");
        return Err(INVALID_ID.wrap(charset));
    }
    Ok(())
}

/// The number of an id `channel-N`.
pub fn channel_sequence(id: &str) -> Option<u64> {
    sequence(id.strip_prefix("channel-")?)
}

/// Whether ibc-go treats this segment of a denom path as the second half of a hop: a channel id or a client id.
pub fn is_hop_id(id: &str) -> bool {
    channel_sequence(id).is_some() || is_client_id(id)
}

/// `^\w+([\w-]+\w)?-[0-9]{1,20}$`, or the localhost client.
fn is_client_id(id: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    id == "09-localhost"
        || id.rsplit_once('-').is_some_and(|(kind, number)| {
            sequence(number).is_some()
                && kind.starts_with(word)
                && kind.ends_with(word)
                && kind.chars().all(|c| word(c) || c == '-')
        })
}

fn sequence(digits: &str) -> Option<u64> {
    let fits = (1..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| fits)
}
