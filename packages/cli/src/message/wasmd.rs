//! Writes command lines for `wasmd` and for the binaries of other chains with its Wasm module.

use cosmwasm_std::Coin;

use super::Kind;

/// Everything in a command line apart from the message and the funds.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// Name of the program; `wasmd` unless the chain has its own.
    pub program: String,
    /// Address of the contract; an instantiation has none.
    pub contract: String,
    /// Code id to instantiate or to migrate to.
    pub code: Option<u64>,
    /// Label of a new contract.
    pub label: Option<String>,
    /// Wasm admin of a new contract; `None`: nobody can ever migrate it.
    pub admin: Option<String>,
    /// Key or address that signs the transaction.
    pub from: Option<String>,
    /// Id of the chain that a transaction is signed for; `None`: as configured in the program.
    pub chain_id: Option<String>,
    /// RPC address of a node; `None`: as configured in the program.
    pub node: Option<String>,
}

impl Target {
    /// The complete command line.
    pub fn line(&self, kind: Kind, message: &str, funds: &[Coin]) -> String {
        let mut words = vec![self.program.clone(), self.call(kind, message)];
        let coins: Vec<_> = funds.iter().map(Coin::to_string).collect();
        let coins = Some(coins.join(",")).filter(|coins| !coins.is_empty());
        let instantiate = kind == Kind::Instantiate;
        let signed = kind != Kind::Query;
        let options = [
            (
                "label",
                self.label.as_deref().or(Some("causeway")).filter(|_| instantiate),
            ),
            ("admin", self.admin.as_deref().filter(|_| instantiate)),
            ("amount", coins.as_deref()),
            ("from", self.from.as_deref().filter(|_| signed)),
            ("chain-id", self.chain_id.as_deref().filter(|_| signed)),
            ("node", self.node.as_deref()),
        ];
        let given = options
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        words.extend(given.map(|(name, value)| format!("--{name} {}", quote(value))));
        words.extend(self.flags(kind).into_iter().map(String::from));
        words.join(" ")
    }

    /// The part of the line with command, contract and message.
    fn call(&self, kind: Kind, message: &str) -> String {
        let code = self.code.map(|code| code.to_string()).unwrap_or_default();
        let (contract, message) = (quote(&self.contract), quote(message));
        match kind {
            Kind::Query => format!("query wasm contract-state smart {contract} {message}"),
            Kind::Execute => format!("tx wasm execute {contract} {message}"),
            Kind::Instantiate => format!("tx wasm instantiate {code} {message}"),
            Kind::Migrate => format!("tx wasm migrate {contract} {code} {message}"),
        }
    }

    fn flags(&self, kind: Kind) -> Vec<&'static str> {
        const GAS: &str = "--gas auto --gas-adjustment 1.4";
        match kind {
            Kind::Query => vec!["--output json"],
            Kind::Instantiate if self.admin.is_none() => vec!["--no-admin", GAS],
            _ => vec![GAS],
        }
    }
}

/// Quotes a word for a POSIX shell.
pub fn quote(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:,=@%+".contains(&byte);
    match !word.is_empty() && word.bytes().all(plain) {
        true => word.into(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
