//! Which code runs, which one shall, and what the new one does with a copy of the state.

use causeway_transfer::contract;
use causeway_transfer::msg::MigrateMsg;
use cosmwasm_std::testing::{mock_env, MockQuerier};
use cosmwasm_std::{
    to_json_binary, Addr, Checksum, CodeInfoResponse, ContractResult, DepsMut, Empty, HexBinary,
    QuerierWrapper, SystemError, SystemResult, WasmQuery,
};
use ibc_multi_test::Bech32Api;

use super::changes::changes;
use super::state::{entries, State};
use super::{Line, Wish};
use crate::message::prefix_of;
use crate::Error;

/// The releases: contract, version and sha256 of its Wasm file, one a line. A link to docs/checksums.txt.
const RELEASES: &str = include_str!("../../checksums.txt");
const TRANSFER: &str = "causeway_transfer";
const VOUCHER: &str = "causeway_voucher";

/// A code that is stored on the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Its id.
    pub id: u64,
    /// sha256 of its bytes.
    pub checksum: HexBinary,
}

/// Contract and version of a release that has these bytes.
fn release_of(checksum: &HexBinary) -> Option<(&'static str, &'static str)> {
    let mut releases = RELEASES.lines().filter(|line| !line.starts_with('#'));
    releases.find_map(|line| {
        let mut words = line.split(' ');
        let release = (words.next()?, words.next()?);
        (words.next()? == checksum.to_hex()).then_some(release)
    })
}

/// What the contract calls itself.
pub fn version(state: &State) -> Line {
    let id = state.contract.code_id;
    match cw2::get_contract_version(&state.storage()) {
        Ok(found) => Line::fine(
            "version",
            format!("{} {}, code {id}", found.contract, found.version),
        ),
        Err(_) => Line::stop(
            "version",
            format!(
                "code {id}, and the contract does not say its name and version (cw2): it is none of ours"
            ),
        ),
    }
}

/// Runs the migration on a copy of the state.
pub fn rehearsal(state: &State, message: &MigrateMsg, wish: &Wish) -> Line {
    match migrated(state, message, wish) {
        Ok(written) => Line::fine(
            "migration",
            format!("on a copy of the state it succeeds, and changes {written}"),
        ),
        Err(error) => Line::stop("migration", format!("it would be refused: {error}")),
    }
}

fn migrated(state: &State, message: &MigrateMsg, wish: &Wish) -> Result<String, Error> {
    let refused = |why: &dyn ToString| Error::usage(why.to_string());
    let mut storage = state.storage();
    let before = entries(&storage);
    let prefix = prefix_of(&state.contract.address).unwrap_or_default();
    let api = Bech32Api::new(prefix).map_err(|error| refused(&error))?;
    let mut env = mock_env();
    env.contract.address = Addr::unchecked(&state.contract.address);
    let mut querier = MockQuerier::<Empty>::default();
    let voucher = wish.voucher_code.clone();
    let creator = env.contract.address.clone();
    querier.update_wasm(move |query| code_info(query, voucher.as_ref(), &creator));
    let deps = DepsMut {
        storage: &mut storage,
        api: &api,
        querier: QuerierWrapper::new(&querier),
    };
    contract::migrate(deps, env, message.clone()).map_err(|error| refused(&error))?;
    let changed = changes(&before, &entries(&storage));
    let names: Vec<String> = changed.into_iter().map(|change| change.entry).collect();
    Ok(match names.is_empty() {
        true => "no entry".into(),
        false => names.join(", "),
    })
}

/// The chain's answer on the voucher code, the only thing that this migration asks for.
fn code_info(
    query: &WasmQuery,
    code: Option<&Code>,
    creator: &Addr,
) -> SystemResult<ContractResult<cosmwasm_std::Binary>> {
    let asked = match query {
        WasmQuery::CodeInfo { code_id } => code.filter(|code| code.id == *code_id),
        _ => None,
    };
    let checksum = asked.and_then(|code| <[u8; 32]>::try_from(code.checksum.as_slice()).ok());
    match (asked, checksum) {
        (Some(code), Some(checksum)) => {
            let checksum = Checksum::from(checksum);
            let answer = CodeInfoResponse::new(code.id, creator.clone(), checksum);
            SystemResult::Ok(to_json_binary(&answer).into())
        }
        _ => SystemResult::Err(SystemError::UnsupportedRequest {
            kind: "only the voucher code is known here".into(),
        }),
    }
}

/// The code that runs.
pub fn running(state: &State) -> Line {
    let (id, checksum) = (state.contract.code_id, &state.contract.code_hash);
    match release_of(checksum) {
        Some((name, version)) => Line::fine(
            "code",
            format!("code {id} is {name} {version}, sha256 {checksum}"),
        ),
        None => Line::look(
            "code",
            format!("code {id} is no release of ours, sha256 {checksum}: compare it with that of who published it"),
        ),
    }
}

/// The code to migrate to.
pub fn new(wish: &Wish) -> Line {
    let topic = "new code";
    let Some(Code { id, checksum }) = &wish.code else {
        let releases = RELEASES.lines().filter_map(|line| line.strip_prefix(TRANSFER));
        let releases: Vec<&str> = releases.map(str::trim).collect();
        return Line::look(
            topic,
            format!(
                "none was named: store it and give --code ID. The releases of {TRANSFER} are {}",
                releases.join(", ")
            ),
        );
    };
    match release_of(checksum) {
        Some((TRANSFER, version)) => Line::fine(
            topic,
            format!("code {id} is {TRANSFER} {version}, sha256 {checksum}"),
        ),
        Some((other, _)) => Line::stop(topic, format!("code {id} is {other}, not {TRANSFER}")),
        None => Line::stop(
            topic,
            format!(
                "code {id} is no release that this command knows, sha256 {checksum}: do not migrate to code that \
                 nobody has compared. Build the sources yourself, or take the command of the same release"
            ),
        ),
    }
}

/// The code of new vouchers.
pub fn voucher(code: &Code) -> Line {
    let topic = "voucher code";
    let Code { id, checksum } = code;
    match release_of(checksum) {
        Some((VOUCHER, version)) => Line::fine(
            topic,
            format!("code {id} is {VOUCHER} {version}, sha256 {checksum}"),
        ),
        Some((other, _)) => Line::stop(topic, format!("code {id} is {other}, not {VOUCHER}")),
        None => Line::look(
            topic,
            format!(
                "code {id} is no release of ours, sha256 {checksum}: it must be a cw20-base that somebody has \
                 compared, for a voucher's code can take vouchers"
            ),
        ),
    }
}
