//! The CW20 token interface on cosmwasm-std 3.
