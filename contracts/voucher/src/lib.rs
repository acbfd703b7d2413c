//! The CW20 token that Causeway mints for assets of other chains.
