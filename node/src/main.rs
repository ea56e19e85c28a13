//! The binary of the Althing node.

fn main() -> polkadot_sdk::sc_cli::Result<()> {
	althing_node::command::run()
}
