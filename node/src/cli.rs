//! What can be asked of the binary.

use polkadot_sdk::sc_cli;

/// Validator and full node of the Althing chain.
///
/// Without a command it runs the node. `--chain` takes `dev` (one validator), `local` (four), `staging`
/// or the path of a JSON chain specification; it is `local` when left out.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	/// What to do other than run the node.
	#[command(subcommand)]
	pub command: Option<Command>,

	/// How to run the node.
	#[clap(flatten)]
	pub run: sc_cli::RunCmd,

	/// Where compiled runtimes are kept, so that a start on a raw specification takes a second and not four; below
	/// the base path otherwise. Whoever may write there decides what the node executes.
	#[arg(long, env = "ALTHING_RUNTIME_CACHE", value_name = "DIR")]
	pub runtime_cache: Option<std::path::PathBuf>,
}

/// What to do other than run the node.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
	/// Write the chain specification, with this node as boot node when it names none.
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Write the chain specification as it is.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Execute a stored block again and check it.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state of a block as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Remove the node's copy of the chain. Keys stay.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take back the last blocks that are not finalized.
	Revert(sc_cli::RevertCmd),

	/// What the database keeps.
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Generate, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),
}
