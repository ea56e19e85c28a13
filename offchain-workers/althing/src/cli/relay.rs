//! `althing relay`

use super::{Node, Signer};
use althing_relay::{contracts::SamplingRules, fees::parse_gwei, Address};
use clap::{Args, Subcommand};

/// How an EVM chain is reached.
#[derive(Clone, Debug, Args)]
pub struct EvmNode {
	/// The address of an EVM node's JSON-RPC over HTTP.
	#[arg(
		long,
		env = "ALTHING_EVM",
		hide_env_values = true,
		default_value = "http://127.0.0.1:8545",
		value_name = "URL"
	)]
	pub evm: String,
	/// The EVM chain's number: refuse any other chain.
	#[arg(long, env = "ALTHING_EVM_CHAIN", value_name = "NUMBER")]
	pub evm_chain: Option<u64>,
}

/// Who pays on an EVM chain, and how much at most. The key is that of ALTHING_EVM_KEY, 32 bytes in hex, or else derived from the
/// keystore's phrase as wallets do.
#[derive(Clone, Debug, Args)]
pub struct Payer {
	/// The keystore.
	#[command(flatten)]
	pub signer: Signer,
	/// Which account of the keystore's phrase.
	#[arg(long, default_value_t = 0, value_name = "NUMBER")]
	pub evm_account: u32,
	/// What a unit of gas may cost at most, in gwei.
	#[arg(long, default_value = "50", value_name = "GWEI", value_parser = parse_gwei)]
	pub max_fee: u128,
}

/// `althing relay`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Relay {
	/// Something else than to relay.
	#[command(subcommand)]
	pub action: Option<RelayAction>,
	/// Relay.
	#[command(flatten)]
	pub run: RelayRun,
}

/// What belongs to relaying.
#[derive(Debug, Subcommand)]
pub enum RelayAction {
	/// Put a light client of the chain, and a verifier that believes it, on an EVM chain.
	Deploy(RelayDeploy),
}

/// How to relay.
#[derive(Clone, Debug, Args)]
pub struct RelayRun {
	/// The light client's address on the EVM chain.
	#[arg(long, env = "ALTHING_LIGHT_CLIENT", value_name = "ADDRESS")]
	pub client: Option<Address>,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
	/// How the EVM chain is reached.
	#[command(flatten)]
	pub evm: EvmNode,
	/// Who pays.
	#[command(flatten)]
	pub payer: Payer,
	/// How many blocks of the EVM chain a transaction must be in or under before it counts as done.
	#[arg(long, default_value_t = 2, value_name = "BLOCKS", value_parser = clap::value_parser!(u64).range(1..))]
	pub confirmations: u64,
	/// Relay the newest commitment once it is so many blocks ahead; a new authority set at once.
	#[arg(long, default_value_t = 30, value_name = "BLOCKS", value_parser = clap::value_parser!(u32).range(1..))]
	pub every: u32,
	/// Send a transaction again with a higher fee, within --max-fee, when no block has it after so long.
	#[arg(long, default_value_t = 180, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
	pub patience: u64,
	/// Where the light client samples, show sets of more validators than this by a sample of their signatures: two more
	/// transactions and their wait, for less gas.
	#[arg(long, default_value_t = 96, value_name = "VALIDATORS")]
	pub sample_above: usize,
	/// End when the light client knows all there is.
	#[arg(long)]
	pub once: bool,
	/// Make and try the next commitment, and end: nothing is sent.
	#[arg(long)]
	pub dry_run: bool,
}

/// `althing relay deploy`
#[derive(Clone, Debug, Args)]
pub struct RelayDeploy {
	/// How the chain is reached. Whoever deploys a light client believes this node: compare the plan with another's.
	#[command(flatten)]
	pub node: Node,
	/// How the EVM chain is reached.
	#[command(flatten)]
	pub evm: EvmNode,
	/// Who pays.
	#[command(flatten)]
	pub payer: Payer,
	/// For large authority sets: how many signatures a sample has at least, after how many blocks it is drawn, and in how
	/// many. Off without it, and to be left off where PREVRANDAO is no randomness, as on most rollups.
	#[arg(long, value_name = "BASE,DELAY,WINDOW", value_parser = sampling)]
	pub sampling: Option<SamplingRules>,
	/// Show what the light client would be made with, and end: nothing is sent.
	#[arg(long)]
	pub dry_run: bool,
}

fn sampling(text: &str) -> Result<SamplingRules, String> {
	let numbers: Result<Vec<u32>, _> = text.split(',').map(|part| part.trim().parse()).collect();
	match numbers.as_deref() {
		Ok([base, delay, window]) if *base > 0 && *delay > 0 && *window > 0 => Ok(SamplingRules {
			base: *base,
			delay: *delay,
			window: *window,
		}),
		_ => Err("three numbers above zero are needed: base, delay, window".into()),
	}
}
