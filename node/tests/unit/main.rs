//! What of the node can be tested without a network. One binary, linked against the library: a library's own
//! unit tests would generate the whole client's code once more.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod chain_spec;
mod metrics;
mod rpc;
mod rpc_error;
mod silence;
