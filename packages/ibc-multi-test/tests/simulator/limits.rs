//! The limits of cosmwasm-vm on what a contract passes to its host: keys, values, queries and addresses.
use crate::world::{chain_pair, install};
use cosmwasm_std::*;
use cw_multi_test::ContractWrapper;
use ibc_multi_test::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Clone, Debug)]
enum Do {
    Write { key: usize, value: usize },
    Read { key: usize },
    Remove { key: usize },
    Scan { bound: usize },
    Ask { bytes: usize },
    Validate(String),
    Canonicalize(String),
    Humanize(Binary),
}

fn execute(deps: DepsMut, _: Env, _: MessageInfo, msg: Do) -> StdResult<Response> {
    let key = |bytes: usize| vec![b'k'; bytes];
    let mut res = Response::new();
    match msg {
        Do::Write { key: k, value } => deps.storage.set(&key(k), &vec![b'v'; value]),
        Do::Read { key: k } => drop(deps.storage.get(&key(k))),
        Do::Remove { key: k } => deps.storage.remove(&key(k)),
        Do::Scan { bound } => drop(deps.storage.range(Some(&key(bound)), None, Order::Ascending)),
        // a request that the chain does not know, of so many bytes
        Do::Ask { bytes } => drop(deps.querier.raw_query(&vec![b' '; bytes])),
        Do::Validate(text) => drop(deps.api.addr_validate(&text)?),
        Do::Canonicalize(text) => {
            let canonical = deps.api.addr_canonicalize(&text)?;
            res = res.add_attribute("answer", canonical.to_string());
        }
        Do::Humanize(bytes) => {
            let human = deps.api.addr_humanize(&bytes.into())?;
            res = res.add_attribute("answer", human);
        }
    }
    Ok(res)
}

fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::msg("nothing to ask"))
}

#[derive(Debug, PartialEq)]
enum Went {
    Well(Option<String>),
    /// An error that the contract could have handled.
    Error(String),
    Trap(String),
}

fn run(msg: Do) -> Went {
    let (mut net, a, _) = chain_pair();
    let code = Code::new(Box::new(ContractWrapper::new(execute, instantiate, query)));
    let contract = install(&mut net, a, code);
    let user = net[a].addr("user");
    match net[a].execute(&user, &contract, &msg, &[]) {
        Ok(res) => Went::Well(res.attribute("wasm", "answer").map(Into::into)),
        Err(e) if e.code == 29 => Went::Trap(e.text),
        Err(e) => Went::Error(e.text),
    }
}

/// The bytes of an account, as text with the chain's prefix.
fn address(bytes: usize) -> String {
    let (net, a, _) = chain_pair();
    let canonical = CanonicalAddr::from(vec![7; bytes]);
    net[a].api().addr_humanize(&canonical).unwrap().into_string()
}

fn is_trap(went: &Went, text: &str) -> bool {
    matches!(went, Went::Trap(why) if why.contains(text))
}
fn is_well(went: &Went) -> bool {
    matches!(went, Went::Well(_))
}

#[test]
fn a_key_has_at_most_64_kib_whatever_is_done_with_it() {
    let most = 64 * 1024;
    let deeds: [fn(usize) -> Do; 4] = [
        |key| Do::Write { key, value: 1 },
        |key| Do::Read { key },
        |key| Do::Remove { key },
        |bound| Do::Scan { bound },
    ];
    for deed in deeds {
        assert!(is_well(&run(deed(most))));
        let went = run(deed(most + 1));
        assert!(
            is_trap(&went, "a key of 65537 bytes, the limit is 65536"),
            "{went:?}"
        );
    }
}

#[test]
fn a_value_has_1_byte_to_128_kib() {
    let write = |value| run(Do::Write { key: 1, value });
    assert!(is_well(&write(1)) && is_well(&write(128 * 1024)));
    let went = write(128 * 1024 + 1);
    assert!(
        is_trap(&went, "a value of 131073 bytes, the limit is 131072"),
        "{went:?}"
    );
    assert!(is_trap(&write(0), "a value must not be empty"));
}

#[test]
fn a_query_has_at_most_64_kib() {
    assert!(is_well(&run(Do::Ask { bytes: 64 * 1024 })));
    assert!(is_trap(
        &run(Do::Ask { bytes: 64 * 1024 + 1 }),
        "a query of 65537 bytes"
    ));
}

/// The prefix `cosmos`: 7 characters, and 6 of the checksum, besides 8 for each 5 bytes.
#[test]
fn an_address_of_more_than_90_characters_goes_in_and_does_not_come_back() {
    for (bytes, characters, comes_back) in [(20, 45, true), (48, 90, true), (49, 92, false), (64, 116, false)]
    {
        let text = address(bytes);
        assert_eq!(text.len(), characters);
        assert!(is_well(&run(Do::Validate(text.clone()))));
        let Went::Well(Some(canonical)) = run(Do::Canonicalize(text.clone())) else {
            panic!("{bytes} bytes are too many")
        };
        let went = run(Do::Humanize(Binary::from(
            HexBinary::from_hex(&canonical).unwrap(),
        )));
        match comes_back {
            true => assert_eq!(went, Went::Well(Some(text))),
            false => assert!(is_trap(&went, "the limit is 90"), "{went:?}"),
        }
    }
}

#[test]
fn a_canonical_address_has_at_most_64_bytes() {
    let text = address(65);
    assert!(
        is_well(&run(Do::Validate(text.clone()))),
        "no bytes are asked for"
    );
    assert!(is_trap(
        &run(Do::Canonicalize(text)),
        "a canonical address of 65 bytes, the limit is 64"
    ));
    let went = run(Do::Humanize(vec![7; 65].into()));
    assert!(
        is_trap(&went, "a canonical address of 65 bytes, the limit is 64"),
        "{went:?}"
    );
    let went = run(Do::Humanize(Binary::default()));
    assert!(
        matches!(&went, Went::Error(why) if why.contains("addresses cannot be empty")),
        "{went:?}"
    );
}

/// cosmwasm-std does not pass it to the VM, so the contract can handle the error.
#[test]
fn a_text_of_more_than_256_bytes_is_an_error_and_no_trap() {
    let text = address(151);
    assert_eq!(text.len(), 255);
    assert!(is_well(&run(Do::Validate(text))));
    let text = address(152);
    assert_eq!(text.len(), 257);
    for deed in [Do::Validate(text.clone()), Do::Canonicalize(text)] {
        let went = run(deed);
        assert!(
            matches!(&went, Went::Error(why) if why.contains("input too long")),
            "{went:?}"
        );
    }
}

#[test]
fn upper_case_is_refused_by_validate_and_read_by_canonicalize() {
    let text = address(20).to_uppercase();
    let went = run(Do::Validate(text.clone()));
    assert!(
        matches!(&went, Went::Error(why) if why.contains("not normalized")),
        "{went:?}"
    );
    assert_eq!(run(Do::Canonicalize(text)), Went::Well(Some("07".repeat(20))));
}
