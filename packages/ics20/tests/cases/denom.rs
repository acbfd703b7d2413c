//! Cases of denoms: splitting, validation, prefixes.

use causeway_ics20::Error::{BlankDenom, InvalidHop};
use causeway_ics20::{parse_amount, strip_prefix, Denom, Error, Hop};

use crate::Case;

const HASH: &str = "7F1D3FCF4AE79E1554D670D1AD949A9BA4E4A3C76C63093E17E446A46061A7A2";
const ERC20: &str = "erc20/0x85bcBCd7e79Ec36f4fBBDc54F90C643d921151AA";
const T0: (&str, &str) = ("transfer", "channel-0");
const T1: (&str, &str) = ("transfer", "channel-1");
const T2: (&str, &str) = ("transfer", "channel-2");
const T52: (&str, &str) = ("transfer", "channel-52");
const T60: (&str, &str) = ("transfer", "channel-60");
const TM: (&str, &str) = ("transfer", "07-tendermint-0");

pub const CASES: &[Case] = &[
    // ibc-go types/denom_test.go, TestExtractDenomFromPath
    ("DEN-01", || splits("", &[], "")),
    ("DEN-02", || splits("atom", &[], "atom")),
    ("DEN-03", || splits("atom/", &[], "atom/")),
    ("DEN-04", || {
        splits("foo///bar//baz/atom/", &[], "foo///bar//baz/atom/")
    }),
    ("DEN-05", || splits("transfer/channel-0/atom", &[T0], "atom")),
    ("DEN-06", || {
        splits("transfer/07-tendermint-0/atom", &[TM], "atom")
    }),
    ("DEN-07", || splits("transfer/channel-0/atom/", &[T0], "atom/")),
    ("DEN-08", || {
        splits("transfer/channel-0//at/om/", &[T0], "/at/om/")
    }),
    ("DEN-09", || {
        splits("transfer/channel-0/transfer/channel-60/atom", &[T0, T60], "atom")
    }),
    ("DEN-10", || {
        splits(
            "transfer/channel-0/transfer/channel-60/atom/",
            &[T0, T60],
            "atom/",
        )
    }),
    ("DEN-11", || splits("/uatom", &[], "/uatom")),
    ("DEN-12", || splits("//uatom", &[], "//uatom")),
    ("DEN-13", || splits(ERC20, &[], ERC20)),
    ("DEN-15", || splits("transfer/", &[], "transfer/")),
    ("DEN-17", || {
        splits("channel-1/transfer/uatom", &[], "channel-1/transfer/uatom")
    }),
    ("DEN-18", || {
        splits("transfer/channel-1", &[], "transfer/channel-1")
    }),
    ("DEN-19", || {
        splits("transfer/channel-1/transfer/channel-2", &[T1, T2], "");
        assert_eq!(
            Denom::parse("transfer/channel-1/transfer/channel-2").validate(),
            Err(BlankDenom)
        );
    }),
    ("DEN-20", || {
        splits("transfer/channelToA/uatom", &[], "transfer/channelToA/uatom")
    }),
    // ibc-go IsValidChannelID and IsValidClientID
    ("own: what is an identifier", || {
        for id in [
            "channel-0",
            "channel-007",
            "channel-18446744073709551615",
            "09-localhost",
            "a-1",
            "a_b-1",
            "a-b-1",
            "a--b-1",
            "_-1",
            "07-tendermint-0",
            "channel-channel-1",
        ] {
            assert_eq!(Denom::parse(&format!("port/{id}/base")).trace().len(), 1, "{id}");
        }
        for id in [
            "",
            "-",
            "-1",
            "--1",
            "a--1",
            "-a-1",
            "channel",
            "channel-",
            "channel-1a",
            "channel-+1",
            "channel-18446744073709551616",
            "channel-000000000000000000001",
            "channel 1-1",
            "chännel-1",
            "channel.x-1",
            "09-localhosts",
            "channel-١",
        ] {
            assert_eq!(Denom::parse(&format!("port/{id}/base")).trace().len(), 0, "{id}");
        }
    }),
    // ibc-go v8 types/trace_test.go, TestDenomTraceValidate
    ("V8-TRACE: base only", || valid("uatom")),
    ("V8-TRACE: base with slash", || valid(ERC20)),
    ("V8-TRACE: base with slashes", || valid("gamm/pool/1")),
    ("V8-TRACE: empty", || invalid("", BlankDenom)),
    ("V8-TRACE: one hop", || valid("transfer/channel-1/uatom")),
    ("V8-TRACE: two hops", || {
        valid("transfer/channel-1/transfer/channel-52/uatom")
    }),
    // v8 stored the trace as text, which could be half a hop; here it is a hop without a channel
    ("V8-TRACE: odd path", || {
        assert_eq!(denom(&[("transfer", "")], "uatom").validate(), Err(InvalidHop))
    }),
    ("V8-TRACE: invalid port", || {
        assert_eq!(
            denom(&[("(transfer)", "channel-1")], "uatom").validate(),
            Err(InvalidHop)
        )
    }),
    ("V8-TRACE: invalid channel", || {
        assert_eq!(
            denom(&[("transfer", "(channel-1)")], "uatom").validate(),
            Err(InvalidHop)
        )
    }),
    ("V8-TRACE: empty base with path", || {
        assert_eq!(denom(&[T1], "").validate(), Err(BlankDenom))
    }),
    // TestValidatePrefixedDenom
    ("V8-PREFIX: one hop", || valid("transfer/channel-1/uatom")),
    ("V8-PREFIX: one hop, base with slashes", || {
        valid("transfer/channel-1/gamm/pool/1")
    }),
    ("V8-PREFIX: empty port", || valid("/uatom")),
    ("V8-PREFIX: empty identifiers", || valid("//uatom")),
    ("V8-PREFIX: base", || valid("uatom")),
    ("V8-PREFIX: base with slash", || valid(ERC20)),
    ("V8-PREFIX: base with slashes", || valid("gamm/pool/1")),
    ("V8-PREFIX: invalid port", || {
        invalid("(transfer)/channel-1/uatom", InvalidHop)
    }),
    ("V8-PREFIX: empty", || invalid("", BlankDenom)),
    ("V8-PREFIX: only a port", || valid("transfer/")), // v8 refused it, ibc-go since v9 takes it for a base
    // TestPath
    ("DEN-50", || prints(&[], "", "")),
    ("DEN-51", || prints(&[], "uatom", "uatom")),
    ("DEN-52", || prints(&[], "gamm/pool/osmo", "gamm/pool/osmo")),
    ("DEN-53", || prints(&[T0], "uatom", "transfer/channel-0/uatom")),
    ("DEN-54", || {
        prints(&[TM], "uatom", "transfer/07-tendermint-0/uatom")
    }),
    ("DEN-55", || {
        prints(&[TM], "gamm/pool/osmo", "transfer/07-tendermint-0/gamm/pool/osmo")
    }),
    ("DEN-56", || {
        prints(
            &[T0, T52],
            "uatom",
            "transfer/channel-0/transfer/channel-52/uatom",
        )
    }),
    ("DEN-57", || {
        let path = "transfer/channel-0/transfer/channel-52/transfer/channel-52/uatom";
        prints(&[T0, T52, T52], "uatom", path);
    }),
    ("DEN-58", || {
        let path =
            "transfer/channel-0/transfer/channel-52/transfer/channel-0/transfer/07-tendermint-0/other-denom/";
        prints(&[T0, T52, T0, TM], "other-denom/", path);
    }),
    // TestDenomChainSource
    ("DEN-60", || no_prefix(&denom(&[], "uatom"), T0)),
    ("DEN-61", || no_prefix(&Denom::parse("uatom"), T0)),
    ("DEN-62", || no_prefix(&denom(&[T1], "ubtc"), T0)),
    ("DEN-63", || no_prefix(&denom(&[TM], "ubtc"), T0)),
    ("DEN-64", || {
        no_prefix(&denom(&[T0], "uatom"), ("channel-0", "transfer"))
    }),
    ("DEN-65", || no_prefix(&denom(&[T0, T52], "uatom"), T1)),
    ("DEN-66", || {
        has_prefix(
            &denom(&[T0], "factory/stars16da2uus9zrsy83h23ur42v3lglg5rmyrpqnju4/dust"),
            T0,
        )
    }),
    ("DEN-67", || has_prefix(&denom(&[TM], "ubtc"), TM)),
    ("DEN-68", || has_prefix(&denom(&[T0, T52], "uatom"), T0)),
    ("own: a prefix ends where its channel ends", || {
        assert_eq!(
            strip_prefix("transfer/channel-10/x", "transfer", "channel-1"),
            None
        );
        assert_eq!(
            strip_prefix("transfer/channel-1/x", "transfer", "channel-10"),
            None
        );
        assert_eq!(
            strip_prefix("transfers/channel-1/x", "transfer", "channel-1"),
            None
        );
        assert_eq!(
            strip_prefix("a/transfer/channel-1/x", "transfer", "channel-1"),
            None
        );
        assert_eq!(strip_prefix("transfer/channel-1x", "transfer", "channel-1"), None);
        assert_eq!(strip_prefix("transfer/channel-1", "transfer", "channel-1"), None);
        assert_eq!(strip_prefix("transfer/channel-1/", "transfer", "channel-1"), None);
        assert_eq!(
            strip_prefix("transfer/channel-1//", "transfer", "channel-1"),
            Some("/")
        );
        assert_eq!(
            strip_prefix("transfer/channel-1/é", "transfer", "channel-1"),
            Some("é")
        );
    }),
    // TestValidateIBCDenom: bank decides what a local denom may be; to the protocol, all but the blank is a base denom
    ("DEN-70", || valid(&format!("ibc/{HASH}"))),
    ("DEN-71", || valid("uatom")),
    ("DEN-72", || valid("uatom/")),
    ("DEN-73", || valid("gamm/pool/1")),
    ("DEN-74", || valid("gamm//pool//1")),
    ("DEN-75", || valid(&format!("notibc/{HASH}"))),
    ("DEN-76", || invalid("", BlankDenom)),
    ("DEN-77", || valid("ibc")),
    ("DEN-78", || valid("ibc/")),
    ("DEN-79", || valid("ibc/!@#$!@#")),
    // TestDenomsValidate, the rows that are not about lists
    ("DENOMS: client hop", || {
        assert_eq!(denom(&[TM], "uatom").validate(), Ok(()))
    }),
    ("DENOMS: several hops", || {
        assert_eq!(denom(&[T0, T1], "uatom").validate(), Ok(()))
    }),
    ("DENOMS: empty base with trace", || {
        assert_eq!(denom(&[T0, T1], "").validate(), Err(BlankDenom))
    }),
    // TestValidateHop
    ("DEN-80", || assert_eq!(hop("transfer", "channel-0"), Ok(()))),
    ("DEN-81", || assert_eq!(hop("p", "channel-0"), Err(InvalidHop))),
    ("DEN-82", || {
        assert_eq!(hop(&"p".repeat(195), "channel-0"), Err(InvalidHop));
        assert_eq!(hop(&"p".repeat(129), "channel-0"), Err(InvalidHop));
        assert_eq!(hop(&"p".repeat(128), "channel-0"), Ok(()));
        assert_eq!(hop("pp", "channel-0"), Ok(()));
    }),
    ("DEN-83", || {
        assert_eq!(hop("(invalidport1)", "channel-0"), Err(InvalidHop))
    }),
    ("DEN-84", || {
        assert_eq!(hop("transfer", &"c".repeat(72)), Err(InvalidHop));
        assert_eq!(hop("transfer", &"c".repeat(65)), Err(InvalidHop));
        assert_eq!(hop("transfer", &"c".repeat(64)), Ok(()));
        assert_eq!(hop("transfer", &"c".repeat(8)), Ok(()));
    }),
    ("DEN-85", || {
        assert_eq!(hop("transfer", "invalid"), Err(InvalidHop))
    }),
    ("DEN-86", || {
        assert_eq!(hop("transfer", "(invalidchannel1)"), Err(InvalidHop))
    }),
    ("own: the symbols of an identifier", || {
        assert_eq!(hop("aZ09._+-#[]<>", "aZ09._+-#[]<>"), Ok(()));
        for symbol in ["/", " ", ":", "@", "`", "{", "~", "é", "\0", "=", ";", "\\", "^"] {
            assert_eq!(
                hop(&format!("port{symbol}"), "channel-0"),
                Err(InvalidHop),
                "{symbol}"
            );
            assert_eq!(
                hop("transfer", &format!("channel-0{symbol}")),
                Err(InvalidHop),
                "{symbol}"
            );
        }
    }),
    // types/token_test.go, TestValidate
    ("TOKEN: several hops", || {
        assert_eq!(denom(&[T0, T1], "atom").validate(), Ok(()))
    }),
    ("TOKEN: one hop", || {
        assert_eq!(denom(&[T1], "atom").validate(), Ok(()))
    }),
    ("TOKEN: other port", || {
        assert_eq!(
            denom(&[T0, T1, ("transfer-custom", "channel-2")], "atom").validate(),
            Ok(())
        )
    }),
    ("TOKEN: empty denom", || {
        assert_eq!(denom(&[], "").validate(), Err(BlankDenom))
    }),
    ("TOKEN: amount value", || {
        assert_eq!(parse_amount("value"), Err(Error::InvalidAmount))
    }),
    ("TOKEN: amount 0", || {
        assert_eq!(parse_amount("0"), Err(Error::InvalidAmount))
    }),
    ("TOKEN: amount -1", || {
        assert_eq!(parse_amount("-1"), Err(Error::InvalidAmount))
    }),
    ("TOKEN: hop without channel", || {
        assert_eq!(
            denom(&[T1, ("randomport", "")], "uatom").validate(),
            Err(InvalidHop)
        )
    }),
    ("TOKEN: hop of nothing", || {
        assert_eq!(denom(&[T1, ("", "")], "uatom").validate(), Err(InvalidHop))
    }),
    // TestToCoin
    ("TOKEN: to coin", || {
        assert_eq!(parse_amount("100"), Ok(100u128.into()));
        assert_eq!(Denom::parse("atom/pool").ibc_denom(), "atom/pool");
    }),
];

fn splits(path: &str, hops: &[(&str, &str)], base: &str) {
    assert_eq!(Denom::parse(path), denom(hops, base));
}

fn prints(hops: &[(&str, &str)], base: &str, path: &str) {
    assert_eq!(denom(hops, base).path(), path);
    splits(path, hops, base);
}

fn valid(path: &str) {
    assert_eq!(Denom::parse(path).validate(), Ok(()));
}

fn invalid(path: &str, error: Error) {
    assert_eq!(Denom::parse(path).validate(), Err(error));
}

fn latest_hop_is(denom: &Denom, port: &str, channel: &str) -> bool {
    let hop = denom.trace().first();
    hop.is_some_and(|hop| (hop.port.as_str(), hop.channel.as_str()) == (port, channel))
}

/// Checks the prefix by the parts of the denom and as text.
fn has_prefix(denom: &Denom, (port, channel): (&str, &str)) {
    assert!(latest_hop_is(denom, port, channel));
    assert!(strip_prefix(&denom.path(), port, channel).is_some());
}

fn no_prefix(denom: &Denom, (port, channel): (&str, &str)) {
    assert!(!latest_hop_is(denom, port, channel));
    assert_eq!(strip_prefix(&denom.path(), port, channel), None);
}

fn denom(hops: &[(&str, &str)], base: &str) -> Denom {
    let trace = hops.iter().map(|(port, channel)| Hop {
        port: port.to_string(),
        channel: channel.to_string(),
    });
    Denom::new(trace.collect(), base)
}

fn hop(port: &str, channel: &str) -> Result<(), Error> {
    Hop {
        port: port.into(),
        channel: channel.into(),
    }
    .validate()
}
