//! The ICS-20 token transfer protocol as pure functions: denom traces, amounts, packets, acknowledgements.
