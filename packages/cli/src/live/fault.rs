//! Why a query has no answer, and what to do about it.

use std::fmt;

use causeway_transfer::contract::CONTRACT_NAME;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The program cannot be run.
    NoProgram {
        /// Its name.
        program: String,
        /// The operating system's words.
        why: String,
    },
    /// The node does not answer.
    Unreachable {
        /// Its address.
        node: String,
        /// The program's words.
        why: String,
    },
    /// The program is another chain's.
    OtherPrefix {
        /// Its name.
        program: String,
        /// Its own words.
        why: String,
    },
    /// The node is another chain's.
    OtherChain {
        /// Its address.
        node: String,
        /// Its chain id.
        id: String,
        /// The expected one.
        expected: String,
    },
    /// No contract has this address.
    NoContract(String),
    /// The contract is another one.
    NotCauseway {
        /// Its address.
        contract: String,
        /// Its name by cw2.
        found: String,
    },
    /// The node keeps no index of transactions.
    NoIndex(String),
    /// Anything else, in the program's words.
    Refused {
        /// What was asked.
        question: String,
        /// The answer.
        why: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProgram { program, why } => write!(f, "cannot run `{program}`: {why}"),
            Self::Unreachable { node, why } => write!(f, "{node} does not answer: {why}"),
            Self::OtherPrefix { program, why } => write!(f, "`{program}` is not this chain's program: {why}"),
            Self::OtherChain { node, id, expected } => {
                write!(f, "{node} is a node of {id}, not of {expected}")
            }
            Self::NoContract(contract) => write!(f, "there is no contract {contract} on this chain"),
            Self::NotCauseway { contract, found } => {
                write!(f, "{contract} is {found}, not {CONTRACT_NAME}")
            }
            Self::NoIndex(node) => write!(f, "{node} keeps no index of transactions"),
            Self::Refused { question, why } => write!(f, "{question}: {why}"),
        }
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoProgram { .. } => Some("name the chain's command line with --binary NAME"),
            Self::Unreachable { .. } => {
                Some("--node and --counterparty-node take RPC addresses, as http://127.0.0.1:26657")
            }
            Self::OtherPrefix { .. } => {
                Some("each chain has a program for its own address prefix: name it with --binary NAME")
            }
            Self::OtherChain { .. } => Some("--chain-id names another chain than --node is of"),
            Self::NoContract(_) => Some("--contract takes the transfer contract of the chain of --node"),
            Self::NotCauseway { .. } => Some(
                "--contract takes the transfer contract; of its kind only Causeway keeps records to ask for",
            ),
            Self::NoIndex(_) => Some("ask a node with `indexer = \"kv\"` in its config.toml"),
            Self::Refused { .. } => None,
        }
    }
}
