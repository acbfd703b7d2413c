//! The published contract as it is, with the dependencies of this workspace's lock file.

pub use published::*;
