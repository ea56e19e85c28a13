//! The Althing validator and full node.
//!
//! It produces, imports, finalizes and serves blocks. No rule of the chain lives here: those are in the
//! runtime, which the chain itself carries and can replace.

mod chain_spec;
mod cli;
mod command;
mod metrics;
mod rpc;
mod service;

fn main() -> polkadot_sdk::sc_cli::Result<()> {
	command::run()
}
