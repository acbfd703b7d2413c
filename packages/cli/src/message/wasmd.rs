//! Command lines for `wasmd`, and for the binary of any chain with its Wasm module.

use cosmwasm_std::Coin;

use super::Kind;

/// Where a message goes, and how.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The program; `wasmd` unless the chain has its own.
    pub program: String,
    /// The contract; for instantiate and migrate see `code`.
    pub contract: String,
    /// Code id, to instantiate or to migrate to.
    pub code: Option<u64>,
    /// Label of a new contract.
    pub label: Option<String>,
    /// Wasm admin of a new contract; none: nobody can ever migrate it.
    pub admin: Option<String>,
    /// Key or address that signs.
    pub from: Option<String>,
    /// Chain id.
    pub chain_id: Option<String>,
    /// RPC address of a node.
    pub node: Option<String>,
}

impl Target {
    /// The complete line.
    pub fn line(&self, kind: Kind, message: &str, funds: &[Coin]) -> String {
        let code = self.code.map(|code| code.to_string()).unwrap_or_default();
        let (contract, message) = (quote(&self.contract), quote(message));
        let mut words: Vec<String> = vec![self.program.clone()];
        let head = match kind {
            Kind::Query => format!("query wasm contract-state smart {contract} {message}"),
            Kind::Execute => format!("tx wasm execute {contract} {message}"),
            Kind::Instantiate => format!("tx wasm instantiate {code} {message}"),
            Kind::Migrate => format!("tx wasm migrate {contract} {code} {message}"),
        };
        words.push(head);
        let mut option = |name: &str, value: Option<&str>| {
            words.extend(value.map(|value| format!("--{name} {}", quote(value))));
        };
        if kind == Kind::Instantiate {
            option("label", self.label.as_deref().or(Some("causeway")));
            option("admin", self.admin.as_deref());
        }
        let coins: Vec<_> = funds.iter().map(Coin::to_string).collect();
        option(
            "amount",
            Some(coins.join(",").as_str()).filter(|coins| !coins.is_empty()),
        );
        if kind != Kind::Query {
            option("from", self.from.as_deref());
        }
        option(
            "chain-id",
            self.chain_id.as_deref().filter(|_| kind != Kind::Query),
        );
        option("node", self.node.as_deref());
        match kind {
            Kind::Query => words.push("--output json".into()),
            Kind::Instantiate if self.admin.is_none() => words.push("--no-admin".into()),
            _ => {}
        }
        if kind != Kind::Query {
            words.push("--gas auto --gas-adjustment 1.4".into());
        }
        words.join(" ")
    }
}

/// A word for a POSIX shell.
pub fn quote(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:,=@%+".contains(&byte);
    match !word.is_empty() && word.bytes().all(plain) {
        true => word.into(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
