//! The Althing validator and full node.
//!
//! It produces, imports, finalizes and serves blocks. No rule of the chain lives here: those are in the
//! runtime, which the chain itself carries and can replace.

pub mod chain_spec;
pub mod cli;
pub mod command;
pub mod metrics;
pub mod rpc;
pub mod service;
