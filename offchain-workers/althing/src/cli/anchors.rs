//! `althing anchors`

use super::relay::EvmNode;
use super::Node;
use althing_primitives::EntryId;
use althing_relay::Address;
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// `althing anchors`
#[derive(Debug, Subcommand)]
pub enum Anchors {
	/// The newest anchors.
	List(AnchorsList),
	/// Have a node prove something that the chain says, for contracts on other chains and for whoever has a root.
	Prove(AnchorsProve),
	/// Check such a proof: here against a root, or by a contract.
	Verify(AnchorsVerify),
}

/// `althing anchors list`
#[derive(Clone, Debug, Args)]
pub struct AnchorsList {
	/// How many at most.
	#[arg(long, default_value_t = 20, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
	pub limit: u32,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
}

/// What can be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EntryKind {
	/// How a proposal ended, by its number.
	Decision,
	/// A batch of results, by its number.
	Anchor,
	/// An agent, by its number.
	Registration,
	/// An agent's work on a proposal, by both numbers: 3/42.
	Work,
}

/// `althing anchors prove`
#[derive(Clone, Debug, Args)]
pub struct AnchorsProve {
	/// What.
	pub kind: EntryKind,
	/// Which: its number, for work the agent's and the proposal's, as in 3/42.
	pub id: String,
	/// Under the root after this block; after the newest that validators signed otherwise.
	#[arg(long, value_name = "BLOCK")]
	pub after: Option<u32>,
	/// Under the newest root that this light client knows, unless --after names another.
	#[arg(long, env = "ALTHING_LIGHT_CLIENT", value_name = "ADDRESS")]
	pub client: Option<Address>,
	/// How the light client's chain is reached.
	#[command(flatten)]
	pub evm: EvmNode,
	/// Where to write the proof; a file named after what is proven otherwise.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub out: Option<PathBuf>,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
}

impl AnchorsProve {
	/// What is to be proven, if the numbers are such.
	pub fn entry(&self) -> Option<EntryId> {
		let number = || self.id.parse().ok();
		match self.kind {
			EntryKind::Decision => number().map(EntryId::Decision),
			EntryKind::Anchor => number().map(EntryId::Anchor),
			EntryKind::Registration => number().map(EntryId::Registration),
			EntryKind::Work => {
				let (agent, proposal) = self.id.split_once('/')?;
				Some(EntryId::Work(agent.parse().ok()?, proposal.parse().ok()?))
			}
		}
	}
}

/// `althing anchors verify`
#[derive(Clone, Debug, Args)]
#[command(group = clap::ArgGroup::new("by").required(true).args(["root", "verifier"]))]
pub struct AnchorsVerify {
	/// The proof.
	#[arg(value_hint = ValueHint::FilePath)]
	pub proof: PathBuf,
	/// Here, against this root of the mountain range, which you have from where you believe it.
	#[arg(long, value_name = "HASH")]
	pub root: Option<String>,
	/// By the contract at this address, an AnchorVerifier. Nothing is sent.
	#[arg(long, value_name = "ADDRESS")]
	pub verifier: Option<Address>,
	/// How the verifier's chain is reached.
	#[command(flatten)]
	pub evm: EvmNode,
	/// The hash of the first block of the chain that the verifier must believe.
	#[arg(long, env = "ALTHING_GENESIS", value_name = "HASH")]
	pub genesis: Option<String>,
}
