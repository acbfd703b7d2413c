//! Cases of the handshake: order and version.

use causeway_ics20::Error::{InvalidOrder, InvalidVersion};
use causeway_ics20::{check_order, check_version, propose_version, VERSION};
use cosmwasm_std::IbcOrder;

use crate::Case;

const FEE_VERSION: &str = r#"{"fee_version":"ics29-1","app_version":"ics20-1"}"#;

pub const CASES: &[Case] = &[
    ("CH-01", || {
        assert_eq!(check_order(&IbcOrder::Unordered), Ok(()));
        assert_eq!(propose_version("ics20-1"), Ok("ics20-1"));
    }),
    ("CH-03", || assert_eq!(propose_version(""), Ok("ics20-1"))),
    ("CH-04", || assert_eq!(propose_version("ics20-1"), Ok(VERSION))),
    ("CH-06", || {
        assert_eq!(check_order(&IbcOrder::Ordered), Err(InvalidOrder))
    }),
    ("CH-08", || {
        for version in ["version", " ", "ics20-1 ", "ICS20-1", "ics20-2", FEE_VERSION] {
            assert_eq!(propose_version(version), Err(InvalidVersion));
        }
    }),
    ("CH-10", || assert_eq!(VERSION, "ics20-1")),
    ("CH-11", || assert_eq!(check_version("ics20-1"), Ok(()))),
    // in OpenTry the answer is the constant, whatever the counterparty says
    ("CH-12", || assert_eq!(VERSION, "ics20-1")),
    ("CH-14", || {
        assert_eq!(check_order(&IbcOrder::Ordered), Err(InvalidOrder))
    }),
    ("CH-16", || assert_eq!(check_version("ics20-1"), Ok(()))),
    ("CH-17", || {
        assert_eq!(check_version("version"), Err(InvalidVersion))
    }),
    ("CH-21", || {
        assert_eq!(check_version(FEE_VERSION), Err(InvalidVersion))
    }),
    ("CH-24", || {
        for version in ["", "ics20-10", "ics20-", "ics20-1\n", "ics27-1"] {
            assert_eq!(check_version(version), Err(InvalidVersion));
        }
    }),
    ("CH-31", || assert!(!VERSION.is_empty())),
];
