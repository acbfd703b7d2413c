//! Integration tests of Causeway.
