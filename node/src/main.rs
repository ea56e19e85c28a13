//! The binary of the Althing node.

// The SDK's own error is large; it is made once, when the node does not start.
#![allow(clippy::result_large_err)]

fn main() -> polkadot_sdk::sc_cli::Result<()> {
	althing_node::command::run()
}
