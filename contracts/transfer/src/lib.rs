//! ICS-20 token transfer as a CosmWasm contract: escrow, vouchers and refunds over IBC.
