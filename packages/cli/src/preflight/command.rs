//! Who may migrate, and what they type.

use causeway_transfer::msg::MigrateMsg;
use serde_json::{json, Value};

use super::state::State;
use super::{Line, Wish};
use crate::live::AccountKind;
use crate::message::quote;

const GOVERNANCE: &str = "gov";

fn admin(state: &State) -> Option<&str> {
    let admin = state.contract.wasm_admin.as_deref();
    admin.filter(|admin| !admin.is_empty())
}

/// The Wasm admin, and what stands behind it.
pub fn who_may_migrate(state: &State) -> Line {
    let topic = "admin";
    let Some(admin) = admin(state) else {
        return Line::stop(
            topic,
            "the contract has no Wasm admin, so nobody can ever migrate it: bring its tokens home, and open a channel \
             to a new contract",
        );
    };
    let whole = "whoever may migrate can take everything, so give the role to governance or a council that acts in public";
    match &state.contract.wasm_admin_kind {
        Some(AccountKind::Module(name)) if name == GOVERNANCE => Line::fine(
            topic,
            format!("governance ({admin}) may migrate it, by a proposal"),
        ),
        Some(AccountKind::Module(name)) => Line::look(
            topic,
            format!("the chain's module {name} ({admin}) may migrate it: find out how it does"),
        ),
        Some(AccountKind::Contract) => Line::look(
            topic,
            format!("the contract {admin} may migrate it: see that it can send a migrate message"),
        ),
        Some(AccountKind::Multisig) => {
            Line::look(topic, format!("the multisig {admin} may migrate it: {whole}"))
        }
        Some(AccountKind::Key) => Line::look(topic, format!("the key {admin} may migrate it: {whole}")),
        None => Line::look(
            topic,
            format!("{admin} may migrate it, and the dump does not tell what that is"),
        ),
    }
}

/// The dry run and the migration, as they are typed.
pub fn commands(state: &State, message: &MigrateMsg, wish: &Wish) -> Vec<String> {
    let Some(admin) = admin(state) else {
        return vec![];
    };
    let dry = MigrateMsg {
        dry_run: Some(true),
        ..message.clone()
    };
    let line = |message: &MigrateMsg, is_dry: bool| match &state.contract.wasm_admin_kind {
        Some(AccountKind::Module(name)) if name == GOVERNANCE => proposal(state, message, wish, is_dry),
        _ => transaction(state, admin, message, wish, is_dry),
    };
    match &state.contract.wasm_admin_kind {
        Some(AccountKind::Contract) => vec![],
        Some(AccountKind::Module(name)) if name != GOVERNANCE => vec![],
        _ => vec![line(&dry, true), line(message, false)],
    }
}

/// The message without the fields that are not given.
pub fn given(message: &MigrateMsg) -> Value {
    let mut message = json!(message);
    if let Some(fields) = message.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    message
}

fn code(wish: &Wish) -> String {
    wish.code
        .as_ref()
        .map_or("CODE".into(), |code| code.id.to_string())
}

fn proposal(state: &State, message: &MigrateMsg, wish: &Wish, is_dry: bool) -> String {
    let (contract, code, message) = (
        quote(&state.contract.address),
        code(wish),
        quote(&given(message).to_string()),
    );
    let title = match is_dry {
        true => {
            "'Take over: dry run' --summary 'It fails on purpose, and failed_reason says what would change'"
        }
        false => "'Take over' --summary 'Migrate to Causeway'",
    };
    format!(
        "{} tx wasm submit-proposal migrate-contract {contract} {code} {message} --title {title} --deposit DEPOSIT \
         --from KEY --gas auto --gas-adjustment 1.4",
        wish.program
    )
}

/// A dry run that is only simulated needs nobody's signature.
fn transaction(state: &State, admin: &str, message: &MigrateMsg, wish: &Wish, is_dry: bool) -> String {
    let (contract, code, message) = (
        quote(&state.contract.address),
        code(wish),
        quote(&given(message).to_string()),
    );
    let how = match is_dry {
        true => "--dry-run",
        false => "--gas auto --gas-adjustment 1.4",
    };
    format!(
        "{} tx wasm migrate {contract} {code} {message} --from {admin} {how}",
        wish.program
    )
}
