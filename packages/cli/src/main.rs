//! Command line of Causeway: the transfer contracts on simulated chains.

fn main() {}
