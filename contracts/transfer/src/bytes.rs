//! Joins byte strings into one, for payloads of sub-messages and for in-flight records, where each byte costs gas.

use cosmwasm_std::Uint256;

use crate::error::ContractError;

/// Lengths are written in groups of seven bits, lowest first; every group but the last has this bit set.
const MORE: u8 = 0x80;

/// Joins parts. Each part is preceded by its length, so that later forms can have more parts.
pub fn join(parts: &[&[u8]]) -> Vec<u8> {
    let mut joined = vec![];
    for part in parts {
        push_length(&mut joined, part.len());
        joined.extend_from_slice(part);
    }
    joined
}

/// Splits bytes that [`join`] made from `N` parts.
///
/// # Errors
/// `Corrupt` if the bytes are not exactly `N` parts.
pub fn split<const N: usize>(mut bytes: &[u8]) -> Result<[&[u8]; N], ContractError> {
    let mut parts = [[].as_slice(); N];
    for part in &mut parts {
        let (length, rest) = take_length(bytes)?;
        (*part, bytes) = rest.split_at_checked(length).ok_or(ContractError::Corrupt)?;
    }
    if !bytes.is_empty() {
        return Err(ContractError::Corrupt);
    }
    Ok(parts)
}

fn push_length(bytes: &mut Vec<u8>, mut length: usize) {
    loop {
        let group = u8::try_from(length & 0x7f).unwrap_or_default();
        length >>= 7;
        if length == 0 {
            bytes.push(group);
            return;
        }
        bytes.push(group | MORE);
    }
}

fn take_length(bytes: &[u8]) -> Result<(usize, &[u8]), ContractError> {
    let (first, rest) = bytes.split_first().ok_or(ContractError::Corrupt)?;
    let low = usize::from(first & !MORE);
    if first & MORE == 0 {
        return Ok((low, rest));
    }
    // two groups are enough: no part is as long as 16 KiB
    let (second, rest) = rest.split_first().ok_or(ContractError::Corrupt)?;
    if second & MORE != 0 {
        return Err(ContractError::Corrupt);
    }
    Ok((usize::from(*second) << 7 | low, rest))
}

/// An amount as big-endian bytes without leading zeros.
pub fn from_amount(amount: Uint256) -> Vec<u8> {
    amount
        .to_be_bytes()
        .into_iter()
        .skip_while(|byte| *byte == 0)
        .collect()
}

/// Reads what [`from_amount`] wrote.
///
/// # Errors
/// `Corrupt` for more than 32 bytes.
pub fn to_amount(bytes: &[u8]) -> Result<Uint256, ContractError> {
    let mut wide = [0; 32];
    let start = wide
        .len()
        .checked_sub(bytes.len())
        .ok_or(ContractError::Corrupt)?;
    wide.get_mut(start..)
        .ok_or(ContractError::Corrupt)?
        .copy_from_slice(bytes);
    Ok(Uint256::from_be_bytes(wide))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_parts_split_into_the_same_parts() {
        let joined = join(&[b"ab", b"", b"cdef"]);
        assert_eq!(joined, b"\x02ab\x00\x04cdef");
        assert_eq!(split::<3>(&joined).unwrap(), [b"ab".as_slice(), b"", b"cdef"]);
        for length in [0, 127, 128, 255, 300, 16_383] {
            let long = vec![7; length];
            assert_eq!(split::<2>(&join(&[&long, b"x"])).unwrap(), [&long[..], b"x"]);
        }
    }

    #[test]
    fn bytes_that_are_no_joined_parts_are_refused() {
        assert!(split::<2>(&join(&[b"a"])).is_err());
        assert!(split::<1>(&join(&[b"a", b"b"])).is_err());
        for bytes in [b"".as_slice(), b"\x05ab", b"\x80", b"\x80\x80\x01", b"\x01a\x01b"] {
            assert!(split::<1>(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn amounts_come_back_short() {
        for (amount, len) in [
            (Uint256::zero(), 0),
            (Uint256::from(255u8), 1),
            (Uint256::from(256u16), 2),
            (Uint256::MAX, 32),
        ] {
            let bytes = from_amount(amount);
            assert_eq!((bytes.len(), to_amount(&bytes).unwrap()), (len, amount));
        }
        assert!(to_amount(&[1; 33]).is_err());
    }
}
