//! Byte strings joined into one: for payloads of sub-messages and in-flight records, where each byte costs gas.

use cosmwasm_std::Uint256;

use crate::error::ContractError;

/// Joins parts; each but the last has its length in one byte before it.
///
/// # Errors
/// `Corrupt` when such a part is longer than 255 bytes.
pub fn join(parts: &[&[u8]]) -> Result<Vec<u8>, ContractError> {
    let Some((last, head)) = parts.split_last() else {
        return Ok(vec![]);
    };
    let mut joined = Vec::with_capacity(parts.iter().map(|part| part.len()).sum::<usize>());
    for part in head {
        joined.push(u8::try_from(part.len()).map_err(|_| ContractError::Corrupt)?);
        joined.extend_from_slice(part);
    }
    joined.extend_from_slice(last);
    Ok(joined)
}

/// Splits what [`join`] made of `N` parts.
pub fn split<const N: usize>(mut bytes: &[u8]) -> Result<[&[u8]; N], ContractError> {
    let mut parts = [[].as_slice(); N];
    let Some((last, head)) = parts.split_last_mut() else {
        return Ok(parts);
    };
    for part in head {
        let (len, rest) = bytes.split_first().ok_or(ContractError::Corrupt)?;
        (*part, bytes) = rest
            .split_at_checked(usize::from(*len))
            .ok_or(ContractError::Corrupt)?;
    }
    *last = bytes;
    Ok(parts)
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
    fn parts_come_back() {
        let joined = join(&[b"ab", b"", b"cdef"]).unwrap();
        assert_eq!(joined, b"\x02ab\x00cdef");
        assert_eq!(split::<3>(&joined).unwrap(), [b"ab".as_slice(), b"", b"cdef"]);
        assert!(split::<4>(&joined).is_err());
        assert!(split::<2>(b"\x05ab").is_err());
        assert!(join(&[&[0; 256], b""]).is_err());
        assert!(join(&[&[0; 255], &[0; 300]]).is_ok());
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
