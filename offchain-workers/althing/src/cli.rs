//! The command line.

mod anchors;
mod bench;
mod commons;
mod content;
mod gov;
mod know;
mod relay;
mod serve;
mod signing;
mod talk;
mod tokens;

pub use anchors::{Anchors, AnchorsList, AnchorsProve, AnchorsVerify, EntryKind};
pub use bench::{Bench, BenchCabal, BenchCmp};
pub use commons::{Commons, CommonsList, CommonsSubmit, OnFunding, Staking};
pub use content::{Evidence, Keep, Offer, Peers, Receipt};
pub use gov::{Delegate, Gov, GovList, GovShow, Mandates, OnReferendum, OnTrack, Propose, Side, Split, Vote};
pub(crate) use know::party;
pub use know::{Closeness, Know, KnowAcknowledge, KnowAnchor, KnowGrants, KnowShare, KnowUnshare};
pub use relay::{EvmNode, Payer, Relay, RelayAction, RelayDeploy, RelayRun};
pub use serve::{LocalModels, Serve};
pub use signing::{Signatory, Signing};
pub use talk::Talk;
pub use tokens::{Balance, Quote, Tokens, Trade, Transfer};

use clap::builder::TypedValueParser as _;
use clap::{Args, Parser, Subcommand, ValueHint};
use std::path::PathBuf;

/// Agents decide, the chain keeps the record, anyone can check it.
#[derive(Debug, Parser)]
#[command(name = "althing", version, about, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Cli {
	/// What every command understands.
	#[command(flatten)]
	pub global: Global,
	/// What to do.
	#[command(subcommand)]
	pub command: Command,
}

/// What every command understands.
#[derive(Clone, Debug, Args)]
pub struct Global {
	/// Print JSON instead of text: one document, or one line per event where a command goes on.
	#[arg(long, global = true)]
	pub json: bool,
	/// Say more on standard error; twice for everything.
	#[arg(short, long, global = true, action = clap::ArgAction::Count)]
	pub verbose: u8,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done · 1 failed · 2 wrong usage or bad input · 3 the chain cannot be reached ·
4 wrong chain · 5 refused by the chain, or would be · 6 verification failed ·
7 not included or decided in time · 8 refused by a policy · 141 whoever read the output left";

/// How a chain is reached.
#[derive(Clone, Debug, Args)]
pub struct Node {
	/// The address of a node's JSON-RPC.
	#[arg(
		long,
		env = "ALTHING_NODE",
		default_value = "ws://127.0.0.1:9944",
		value_name = "URL"
	)]
	pub node: String,
	/// The hash of the chain's first block: refuse any other chain.
	#[arg(long, env = "ALTHING_GENESIS", value_name = "HASH")]
	pub genesis: Option<String>,
}

/// Who signs.
#[derive(Clone, Debug, Args)]
pub struct Signer {
	/// The encrypted keystore (see `althing agent new`). Without one, the well-known development phrase
	/// signs, on development chains only.
	#[arg(long, env = "ALTHING_KEYSTORE", value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub keystore: Option<PathBuf>,
	/// A file that holds the keystore's passphrase; asked for otherwise.
	#[arg(long, env = "ALTHING_PASSPHRASE_FILE", value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub passphrase_file: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Run validators and a fleet on this machine, deciding about their own network, until Ctrl-C.
	Up(Up),
	/// Run a fleet of agents on any network, and keep its keys.
	#[command(subcommand)]
	Agent(Agent),
	/// Turn a synced node into a validator.
	#[command(subcommand)]
	Validator(Validator),
	/// See, send, buy and sell VWT and CVT.
	#[command(subcommand)]
	Tokens(Tokens),
	/// See referenda, vote, delegate, propose; fund from the commons; see mandates.
	#[command(subcommand)]
	Gov(Gov),
	/// Find out who copies and who is right from what panels said, and tell the chain.
	Appraise(Appraise),
	/// Add to the prize that agents share who were right about a proposal.
	Endow(Endow),
	/// Put a case to a panel and wait for the decision.
	Decide(Decide),
	/// Recompute a receipt and check it against a finalized header.
	Verify(Verify),
	/// Say in plain words why a decision came out so, who dissented and what would have changed it.
	Explain(Explain),
	/// Fetch the receipt of a decided proposal.
	Receipt(Receipt),
	/// Check what agents say that a case's documents say, from a receipt, with the documents in hand.
	Evidence(Evidence),
	/// Keep documents and reasons under their hashes, and serve them to peers.
	#[command(subcommand)]
	Content(althing_content::cli::Command),
	/// Get what the chain has the hash of from whoever has it.
	Fetch(althing_content::cli::Fetch),
	/// List anchors; prove what the chain says to others, and check such proofs.
	#[command(subcommand)]
	Anchors(Anchors),
	/// Carry what validators sign to a light client on an EVM chain, or deploy one.
	Relay(Relay),
	/// List the registered agents.
	Agents(Agents),
	/// List proposals and decisions.
	Proposals(Proposals),
	/// Show blocks, finality, and the voters that are missing when it stalls.
	Status(Status),
	/// Keep and ask what the fleet knows: load, ask, SPARQL, versions, HTTP; publish and share it.
	#[command(subcommand)]
	Know(Know),
	/// Keep language models that run here, and measure them.
	#[command(subcommand)]
	Models(althing_inference::cli::Models),
	/// Talk with a language model that runs here.
	Chat(althing_inference::cli::Chat),
	/// Serve language models over HTTP, as OpenAI's interface has it.
	Serve(Box<Serve>),
	/// Language models that others run.
	#[command(subcommand)]
	Remote(althing_language::cli::Remote),
	/// Judge calls of tools against a mandate, and look through texts for what hides in them.
	#[command(subcommand)]
	Gate(althing_gate::cli::Gate),
	/// Measure: brains on public data, fleets in one process, decisions per minute.
	#[command(subcommand)]
	Bench(Bench),
	/// Print completions for a shell.
	Completions {
		/// Which.
		shell: clap_complete::Shell,
	},
}

/// `althing endow`
#[derive(Clone, Debug, Args)]
pub struct Endow {
	/// The active proposal.
	pub proposal: u64,
	/// How many VWT, such as 0.5.
	#[arg(value_parser = crate::amount::parse_some)]
	pub amount: u128,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing appraise`
#[derive(Clone, Debug, Args)]
pub struct Appraise {
	/// Say what the chain believes of the agents now, and sign nothing.
	#[arg(long)]
	pub show: bool,
	/// Who signs, and under which conditions.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing up`
#[derive(Clone, Debug, Args)]
pub struct Up {
	/// Where chain data, logs, keys and receipts are kept; started again, it goes on from there.
	#[arg(long, env = "ALTHING_DATA_DIR", value_name = "DIR", value_hint = ValueHint::DirPath)]
	pub data: Option<PathBuf>,
	/// The node's binary; looked for beside this one, then on the path.
	#[arg(long, env = "ALTHING_NODE_BINARY", value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub node_binary: Option<PathBuf>,
	/// Validators: 4 (preset `local`) or 1 (preset `dev`).
	#[arg(long, default_value_t = 4, value_parser = clap::builder::PossibleValuesParser::new(["1", "4"]).map(|s| s.parse::<usize>().unwrap_or(4)))]
	pub validators: usize,
	/// The first ports of each kind: RPC, peer-to-peer, metrics.
	#[arg(long, value_name = "RPC,P2P,METRICS", value_parser = ports)]
	pub ports: Option<crate::network::Ports>,
	/// A fleet file; the default honeycomb of 64 agents otherwise.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub fleet: Option<PathBuf>,
	/// Print lines instead of drawing the screen, as when the output is no terminal.
	#[arg(long)]
	pub plain: bool,
	/// Stop by itself after so many decisions were verified.
	#[arg(long, value_name = "N")]
	pub until_decisions: Option<u64>,
	/// Put this case to the panel at the start, beside what the agents find themselves.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub case: Vec<PathBuf>,
	/// What cases are judged by.
	#[command(flatten)]
	pub keep: Keep,
	/// What some agents think with.
	#[command(flatten)]
	pub talk: Talk,
	/// Write the last screen as SVG when it ends.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub picture: Option<PathBuf>,
}

fn ports(text: &str) -> Result<crate::network::Ports, String> {
	let numbers: Vec<u16> = text
		.split(',')
		.map(|part| part.trim().parse().map_err(|_| format!("{part} is no port")))
		.collect::<Result<_, _>>()?;
	match numbers[..] {
		[rpc, p2p, metrics] => Ok(crate::network::Ports { rpc, p2p, metrics }),
		_ => Err("three ports are needed: RPC, peer-to-peer, metrics".into()),
	}
}

/// `althing agent`
#[derive(Debug, Subcommand)]
pub enum Agent {
	/// Make an encrypted keystore with a new phrase, or with one of yours.
	New {
		/// Where to write it; nothing is overwritten.
		#[arg(value_hint = ValueHint::FilePath)]
		keystore: PathBuf,
		/// Read the phrase from standard input instead of making one.
		#[arg(long)]
		import: bool,
		/// A file that holds the passphrase; asked for otherwise.
		#[arg(long, env = "ALTHING_PASSPHRASE_FILE", value_name = "FILE", value_hint = ValueHint::FilePath)]
		passphrase_file: Option<PathBuf>,
	},
	/// Serve a fleet: register what is missing, vote, send heartbeats, anchor.
	Run(Box<AgentRun>),
}

/// `althing agent run`
#[derive(Clone, Debug, Args)]
pub struct AgentRun {
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
	/// Who signs.
	#[command(flatten)]
	pub signer: Signer,
	/// The fleet file; the default honeycomb of 64 agents otherwise.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub fleet: Option<PathBuf>,
	/// Where the journal and the receipts are kept.
	#[arg(long, env = "ALTHING_DATA_DIR", value_name = "DIR", value_hint = ValueHint::DirPath)]
	pub data: Option<PathBuf>,
	/// What cases are judged by.
	#[command(flatten)]
	pub keep: Keep,
	/// What some agents think with.
	#[command(flatten)]
	pub talk: Talk,
	/// Say what would be registered and what it costs, and end.
	#[arg(long)]
	pub dry_run: bool,
}

/// `althing validator`
#[derive(Debug, Subcommand)]
pub enum Validator {
	/// Bond, set session keys and stand for election, as far as that is not done yet. Run it on the validator's
	/// machine: the keys are made inside of its node.
	Join(ValidatorJoin),
}

/// `althing validator join`
#[derive(Clone, Debug, Args)]
#[command(mut_arg("account", |account| account.default_value("//validator")))]
pub struct ValidatorJoin {
	/// Who bonds, and on which chain.
	#[command(flatten)]
	pub by: Signatory,
	/// How much to bond, in whole VWT.
	#[arg(long, value_name = "VWT", default_value_t = 1_000)]
	pub bond: u64,
	/// The share of the rewards that the validator keeps from its nominators, in per cent.
	#[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u8).range(..=100))]
	pub commission: u8,
	/// Say what would be done, and end.
	#[arg(long)]
	pub dry_run: bool,
}

/// `althing decide`
#[derive(Clone, Debug, Args)]
pub struct Decide {
	/// The case: a TOML or JSON file.
	#[arg(value_hint = ValueHint::FilePath)]
	pub case: PathBuf,
	/// Who pays, and on which chain.
	#[command(flatten)]
	pub by: Signatory,
	/// How documents reach the agents, and their reasons the receipt.
	#[command(flatten)]
	pub offer: Offer,
	/// Say what would be sent and what it costs, and end.
	#[arg(long)]
	pub dry_run: bool,
	/// Where to write the receipt; `receipt-<number>.json` otherwise.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub out: Option<PathBuf>,
	/// How long to wait for the decision, in seconds.
	#[arg(long, default_value_t = 600, value_name = "SECONDS")]
	pub timeout: u64,
}

/// `althing verify`
#[derive(Clone, Debug, Args)]
pub struct Verify {
	/// The receipt file.
	#[arg(value_hint = ValueHint::FilePath)]
	pub receipt: PathBuf,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
	/// The chain's raw specification, for nodes that no longer keep the first block's state.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub spec: Option<PathBuf>,
}

/// `althing explain`
#[derive(Clone, Debug, Args)]
pub struct Explain {
	/// A receipt file, or the number of a proposal whose receipt the chain still keeps.
	#[arg(value_name = "RECEIPT|PROPOSAL", value_hint = ValueHint::FilePath)]
	pub receipt: String,
	/// Draw the rounds into this file, as SVG.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub svg: Option<PathBuf>,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
}

/// `althing agents`
#[derive(Clone, Debug, Args)]
pub struct Agents {
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
	/// Only this department.
	#[arg(long)]
	pub department: Option<althing_primitives::Department>,
}

/// `althing proposals`
#[derive(Clone, Debug, Args)]
pub struct Proposals {
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
	/// How many of the latest decisions to show.
	#[arg(long, default_value_t = 20)]
	pub last: u64,
}

/// `althing status`
#[derive(Clone, Debug, Args)]
pub struct Status {
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
}

#[cfg(test)]
mod tests;
