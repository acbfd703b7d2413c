//! Options that mean the same in every command that has them.

use clap::Args;

/// A chain that runs, and how it is reached.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "The chain")]
pub struct ChainArgs {
    /// The chain's own command line, which signs: printed commands begin with it.
    #[arg(long, global = true, value_name = "NAME", default_value = "wasmd")]
    pub binary: String,
    /// RPC address of one of its nodes.
    #[arg(long, global = true, value_name = "URL")]
    pub node: Option<String>,
    /// Id of the chain that is meant: nothing is signed for another one, and a node of another one is not believed.
    #[arg(long, global = true, value_name = "ID")]
    pub chain_id: Option<String>,
}

/// A field or option as it is typed: words with hyphens.
pub fn kebab(name: &str) -> String {
    name.replace('_', "-")
}
