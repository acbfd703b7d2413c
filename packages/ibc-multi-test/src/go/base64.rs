//! Base64 as in Go's `encoding/base64`, `StdEncoding`.
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::Engine;

const STD_ENCODING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes base64. Line breaks are skipped anywhere, and the unused bits after the last byte may have any value; padding
/// is required.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    STD_ENCODING.decode(text).ok()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    STD_ENCODING.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts, and the bytes that Go 1.26 decodes them to.
    const DECODED: [(&str, &[u8]); 13] = [
        ("", b""),
        ("\n", b""),
        ("AQ==", &[1]),
        ("AR==", &[1]),
        ("AQ==\n", &[1]),
        ("AQ=\n=", &[1]),
        ("\r\nA\nQ\r=\n=", &[1]),
        ("AQI=", &[1, 2]),
        ("AQJ=", &[1, 2]),
        ("AQI=\n", &[1, 2]),
        ("AQID\n", &[1, 2, 3]),
        ("AQIDBA==", &[1, 2, 3, 4]),
        ("+/8=", &[0xfb, 0xff]),
    ];
    const REFUSED: [&str; 16] = [
        "AQ=", "AQ", "A", "AQ== ", " AQ==", "AQ==A", "AQ===", "A-_=", "-_8=", "A=Q=", "====", "=", "AQ=\n\r",
        "AQI=\nA", "AQ==AQ==", "AQIDAQ=",
    ];

    #[test]
    fn base64_is_decoded_as_by_go() {
        for (text, bytes) in DECODED {
            assert_eq!(decode(text).as_deref(), Some(bytes), "{text:?}");
        }
        for text in REFUSED {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }

    #[test]
    fn base64_is_encoded_as_by_go() {
        let written: [(&[u8], &str); 5] = [
            (b"", ""),
            (&[1], "AQ=="),
            (&[1, 2], "AQI="),
            (&[1, 2, 3], "AQID"),
            (&[255, 254], "//4="),
        ];
        for (bytes, text) in written {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Some(bytes));
        }
    }
}
