//! The Althing validator and full node.
//!
//! It produces, imports, finalizes and serves blocks. No rule of the chain lives here: those are in the
//! runtime, which the chain itself carries and can replace.

// The SDK's own error is large; it is made once, when the node does not start.
#![allow(clippy::result_large_err)]

pub mod chain_spec;
pub mod cli;
pub mod command;
pub mod metrics;
pub mod rpc;
pub mod service;
