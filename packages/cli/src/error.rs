//! Errors of the command line: what is wrong, and what to do.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use causeway_transfer::contract::CONTRACT_NAME;
use ibc_multi_test::TxError;

/// Why a command failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A simulated chain rejects a transaction or a query.
    #[error(transparent)]
    Chain(#[from] TxError),
    /// An argument, or a field of a message, is rejected.
    #[error("{}: {text}", if .field.is_empty() { "the message is refused" } else { .field })]
    Argument {
        /// Name of the field as the message spells it, or of the option that it was given with; empty for the message as a
        /// whole.
        field: String,
        /// What is wrong with it, and what to do.
        text: String,
    },
    /// A command cannot be carried out with these arguments.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// What to do about it, if there is something to say.
        hint: Option<String>,
    },
    /// A file cannot be read or written.
    #[error("{path}: {why}")]
    File {
        /// Path of the file.
        path: String,
        /// Reason that the operating system gives.
        why: String,
        /// What to do about it, if there is something to say.
        hint: Option<String>,
    },
    /// A scenario is not valid.
    #[error("{what}")]
    Scenario {
        /// What is wrong.
        what: String,
        /// What to do about it, if there is something to say.
        hint: Option<String>,
        /// Position in the text, in bytes; `None`: the error is about the file as a whole.
        span: Option<Range<usize>>,
        /// Name and text of the file, if they are known, to show the position.
        file: Option<Box<(String, String)>>,
    },
    /// A node does not answer.
    #[error("{node} does not answer: {why}")]
    Unreachable {
        /// RPC address of the node.
        node: String,
        /// Reason of the failure.
        why: String,
    },
    /// The server at an address is not a node.
    #[error("{node} does not answer as a node does: HTTP status {status}, and no JSON-RPC")]
    NotANode {
        /// Address of the server.
        node: String,
        /// HTTP status of the answer.
        status: u16,
    },
    /// The node belongs to another chain.
    #[error("{node} is a node of {id}, not of {expected}")]
    OtherChain {
        /// RPC address of the node.
        node: String,
        /// Chain id that the node reports.
        id: String,
        /// Chain id that was expected.
        expected: String,
    },
    /// There is no contract at this address.
    #[error("there is no contract {0} on this chain")]
    NoContract(String),
    /// The contract at this address is another one.
    #[error("{contract} is {found}, not {CONTRACT_NAME}")]
    NotCauseway {
        /// Address of the contract.
        contract: String,
        /// Name of the contract, as cw2 stores it.
        found: String,
    },
    /// What a node answers is not proved.
    #[error("{node} does not prove what it answers for {what}: {why}")]
    NotProved {
        /// RPC address of the node.
        node: String,
        /// What was asked.
        what: String,
        /// What is wrong with the proof.
        why: String,
    },
    /// A node does not have the state of a block any more.
    #[error("{node} has no proof of the state after block {height}: {why}")]
    NoState {
        /// RPC address of the node.
        node: String,
        /// Height of the block.
        height: u64,
        /// What the node says.
        why: String,
    },
    /// The state of a chain changed each time that it was read.
    #[error("{0} changed each time that they were read")]
    Moving(String),
    /// The node has no index of transactions.
    #[error("{0} keeps no index of transactions")]
    NoIndex(String),
    /// A query to a chain has another answer than expected, or none.
    #[error("{question}: {why}")]
    NoAnswer {
        /// The query that was sent.
        question: String,
        /// The answer, or what is wrong with it.
        why: String,
    },
}

impl Error {
    /// Makes an error about an argument or field.
    pub fn argument(field: &str, text: impl ToString) -> Self {
        Self::Argument {
            field: field.into(),
            text: text.to_string(),
        }
    }

    /// Makes an error about a command that cannot be carried out.
    pub fn usage(what: impl ToString) -> Self {
        Self::Usage {
            what: what.to_string(),
            hint: None,
        }
    }

    /// Makes an error about a file that cannot be read or written.
    pub fn file(path: &Path, why: &std::io::Error) -> Self {
        Self::File {
            path: path.display().to_string(),
            why: why.to_string(),
            hint: None,
        }
    }

    /// Makes an error about a position in a scenario.
    pub fn at(span: Range<usize>, what: impl ToString) -> Self {
        Self::Scenario {
            what: what.to_string(),
            hint: None,
            span: Some(span),
            file: None,
        }
    }

    /// Makes an error about a scenario as a whole.
    pub fn whole(what: impl ToString) -> Self {
        Self::Scenario {
            what: what.to_string(),
            hint: None,
            span: None,
            file: None,
        }
    }

    /// Adds what to do, unless the kind of the error has no place for it.
    pub fn with_hint(mut self, text: impl ToString) -> Self {
        match &mut self {
            Self::Usage { hint, .. } | Self::File { hint, .. } | Self::Scenario { hint, .. } => {
                *hint = Some(text.to_string());
            }
            _ => {}
        }
        self
    }

    /// Adds the file that a scenario's error is about.
    pub fn in_file(mut self, name: &str, text: &str) -> Self {
        if let Self::Scenario { file, .. } = &mut self {
            *file = Some(Box::new((name.into(), text.into())));
        }
        self
    }

    /// What to do about the error, if there is something to say.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Usage { hint, .. } | Self::File { hint, .. } | Self::Scenario { hint, .. } => {
                hint.as_deref()
            }
            Self::Unreachable { .. } | Self::NotANode { .. } => {
                Some("give the RPC address of a node, as http://127.0.0.1:26657")
            }
            Self::OtherChain { .. } => Some("--chain-id names another chain than --node is of"),
            Self::NoContract(_) => Some("--contract takes the transfer contract of the chain of --node"),
            Self::NotCauseway { .. } => Some(
                "--contract takes the transfer contract; of its kind only Causeway keeps records to ask for",
            ),
            Self::NotProved { .. } => Some("do not believe this node; ask another one of its chain"),
            Self::NoState { .. } => Some(
                "ask a node that keeps its states for longer, or bring the other chain's light client up to date: anything that is \
                 relayed does it",
            ),
            Self::Moving(_) => Some("try again when fewer packets are relayed"),
            Self::NoIndex(_) => Some("ask a node with `indexer = \"kv\"` in its config.toml"),
            Self::Chain(_) | Self::Argument { .. } | Self::NoAnswer { .. } => None,
        }
    }

    /// The error for people, with colours: what is wrong and, in a scenario, the line with the position underlined.
    pub fn render(&self) -> String {
        let title = Level::ERROR.primary_title(self.to_string());
        let group = match self {
            Self::Scenario {
                span: Some(span),
                file: Some(file),
                ..
            } => {
                let (name, text) = file.as_ref();
                let place = AnnotationKind::Primary.span(span.clone());
                title.element(Snippet::source(text).path(name).annotation(place))
            }
            _ => Group::with_title(title),
        };
        Renderer::styled().render(&[group])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(error: &Error) -> String {
        anstream::adapter::strip_str(&error.render()).to_string()
    }

    #[test]
    fn a_place_is_shown_by_line_column_and_underline() {
        let text = "a = 1\nname = \"zön\" # b\n";
        let start = text.find("\"z").unwrap();
        let error = Error::at(start..start + 6, "no such chain").in_file("x.toml", text);
        assert_eq!(
            plain(&error),
            "error: no such chain\n --> x.toml:2:8\n  |\n2 | name = \"zön\" # b\n  |        ^^^^^"
        );
    }

    #[test]
    fn a_place_in_text_with_wide_characters_is_underlined_where_it_is() {
        let text = "name = \"漢字\", to = \"zon\"\n";
        let start = text.find("\"zon").unwrap();
        let shown = plain(&Error::at(start..start + 5, "no such chain").in_file("x.toml", text));
        // Each of the two characters is two columns wide.
        assert!(
            shown.ends_with(&format!("\n  | {}^^^^^", " ".repeat(20))),
            "{shown}"
        );
    }

    #[test]
    fn an_error_without_a_place_is_one_line() {
        assert_eq!(
            plain(&Error::whole("there is no chain")),
            "error: there is no chain"
        );
    }
}
