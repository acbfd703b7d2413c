//! Options with the same meaning in every command that has them.

use clap::Args;

/// A running chain, and how to reach it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "The chain")]
pub struct ChainArgs {
    /// Name of the chain's own command line program. Printed command lines begin with it.
    #[arg(long, global = true, value_name = "NAME", default_value = "wasmd")]
    pub binary: String,
    /// RPC address of a node of the chain.
    #[arg(long, global = true, value_name = "URL")]
    pub node: Option<String>,
    /// Id of the chain. Printed transactions are signed for this chain only, and the answers of a node of another chain
    /// are rejected.
    #[arg(long, global = true, value_name = "ID")]
    pub chain_id: Option<String>,
}

/// A field or option as it is typed: words joined by hyphens.
pub fn kebab(name: &str) -> String {
    name.replace('_', "-")
}
