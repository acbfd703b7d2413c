//! Golden vectors of packets, acknowledgements and denoms.

use causeway_ics20::{Acknowledgement, Denom, PacketData, SUCCESS_ACK};
use cosmwasm_std::HexBinary;
use sha2::{Digest, Sha256};

use crate::Case;

const WITH_MEMO: &[u8] =
    br#"{"denom":"uatom","amount":"1000000","sender":"sender","receiver":"receiver","memo":"memo"}"#;

pub const CASES: &[Case] = &[
    // cw20-ics20, check_packet_json: the order of keys is open
    ("OLD-02", || {
        let packet = PacketData {
            denom: "ucosm".into(),
            amount: 12345u128.into(),
            sender: "cosmos1zedxv25ah8fksmg2lzrndrpkvsjqgk4zt5ff7n".into(),
            receiver: "wasm1fucynrfkrt684pm8jrt8la5h2csvs5cnldcgqc".into(),
            memo: "".into(),
        };
        let theirs = br#"{"amount":"12345","denom":"ucosm","receiver":"wasm1fucynrfkrt684pm8jrt8la5h2csvs5cnldcgqc","sender":"cosmos1zedxv25ah8fksmg2lzrndrpkvsjqgk4zt5ff7n"}"#;
        assert_eq!(PacketData::decode(theirs), Ok(packet.clone()));
        let ours: serde_json::Value = serde_json::from_slice(&packet.encode().unwrap()).unwrap();
        assert_eq!(ours, serde_json::from_slice::<serde_json::Value>(theirs).unwrap());
    }),
    ("VEC-01", || {
        assert_eq!(packet("memo").encode().unwrap().as_slice(), WITH_MEMO)
    }),
    ("VEC-02", || {
        let bytes = br#"{"denom":"uatom","amount":"1000000","sender":"sender","receiver":"receiver"}"#;
        assert_eq!(packet("").encode().unwrap().as_slice(), bytes);
    }),
    ("VEC-03", || {
        let bytes =
            br#"{"amount":"1000000","denom":"uatom","memo":"memo","receiver":"receiver","sender":"sender"}"#;
        assert_eq!(PacketData::decode(bytes), Ok(packet("memo")));
    }),
    ("VEC-04", || {
        let bytes = br#"{"denom":"uatom","amount":"10","sender":"s","receiver":"r","memo":""}"#;
        let packet = PacketData::decode(bytes).unwrap();
        assert_eq!((packet.amount, packet.memo.as_str()), (10u128.into(), ""));
    }),
    ("VEC-05", || {
        assert_eq!(
            HexBinary::from(SUCCESS_ACK).to_hex(),
            "7b22726573756c74223a2241513d3d227d"
        );
        let commitment = "08f7557ed51826fe18d84512bf24ec75001edbaf2123a477df72a0a9f3640a7c";
        assert_eq!(sha256(SUCCESS_ACK), commitment);
        assert_eq!(Acknowledgement::parse(SUCCESS_ACK), Ok(Acknowledgement::Success));
    }),
    ("VEC-06", || {
        error_text("ABCI code: 5: error handling packet: see events for details")
    }),
    ("VEC-07", || {
        error_text("ABCI error: sdk/7: error handling packet: see events for details")
    }),
    ("VEC-12", || {
        let (timestamp, revision, height) = (0u64, 1u64, 100u64);
        let mut preimage = [timestamp, revision, height].map(u64::to_be_bytes).concat();
        preimage.extend(Sha256::digest(packet("memo").encode().unwrap()));
        let commitment = "6cdf9c3d679942bcc03a11e7deddb20f4e850e85f8e075835023cde84ec14955";
        assert_eq!(sha256(&preimage), commitment);
    }),
    ("VEC-13", || {
        let name = "ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2";
        assert_eq!(Denom::parse("transfer/channel-0/uatom").ibc_denom(), name);
    }),
    ("VEC-14", || {
        let name = "ibc/C4CFF46FD6DE35CA4CF4CE031E643C8FDC9BA4B99AE598E9B0ED98FE3A2319F9";
        assert_eq!(Denom::parse("transfer/channel-1/uatom").ibc_denom(), name);
    }),
    ("VEC-23", || {
        let bytes = br#"{"result":"eyJjb250cmFjdF9yZXN1bHQiOiJkR2hwY3lCemFHOTFiR1FnWldOb2J3PT0iLCJpYmNfYWNrIjoiZXlKeVpYTjFiSFFpT2lKQlVUMDlJbjA9In0="}"#;
        assert_eq!(Acknowledgement::parse(bytes), Ok(Acknowledgement::Success));
    }),
];

fn packet(memo: &str) -> PacketData {
    PacketData {
        denom: "uatom".into(),
        amount: 1_000_000u128.into(),
        sender: "sender".into(),
        receiver: "receiver".into(),
        memo: memo.into(),
    }
}

fn error_text(text: &str) {
    let bytes = format!(r#"{{"error":"{text}"}}"#);
    assert_eq!(
        Acknowledgement::parse(bytes.as_bytes()),
        Ok(Acknowledgement::Error(text.into()))
    );
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}
