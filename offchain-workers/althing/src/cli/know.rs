//! `althing know`: what is done here, and what the chain is told of it.

use super::{Node, Signing};
use althing_chain::{Level, Party};
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// `althing know`
#[derive(Debug, Subcommand)]
pub enum Know {
	/// On this machine.
	#[command(flatten)]
	Here(althing_knowledge::cli::Know),
	/// Publish the hash of the newest version on the chain: then nobody rewrites what came before it unseen.
	Anchor(KnowAnchor),
	/// Let a department or an agent see a graph, and have the chain tell it.
	Share(KnowShare),
	/// Take a grant back.
	Unshare(KnowUnshare),
	/// List the grants that the chain keeps.
	Grants(KnowGrants),
}

/// `althing know anchor`
#[derive(Clone, Debug, Args)]
pub struct KnowAnchor {
	/// What the agent's department calls the store.
	pub name: String,
	/// The agent that publishes. Whoever signs is this agent or its owner.
	#[arg(long, value_name = "ID")]
	pub agent: u64,
	/// The store's folder.
	#[arg(long, env = "ALTHING_KNOWLEDGE", value_name = "DIR", default_value = "knowledge", value_hint = ValueHint::DirPath)]
	pub store: PathBuf,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// How closely a graph is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Closeness {
	/// For some departments and agents, whole or redacted.
	Restricted,
	/// One department's; others get a redacted copy.
	Confidential,
	/// One agent's; other agents get a redacted copy.
	Personal,
}

impl From<Closeness> for Level {
	fn from(closeness: Closeness) -> Self {
		match closeness {
			Closeness::Restricted => Self::Restricted,
			Closeness::Confidential => Self::Confidential,
			Closeness::Personal => Self::Personal,
		}
	}
}

/// `althing know share`
#[derive(Clone, Debug, Args)]
pub struct KnowShare {
	/// The graph's name. Only its hash is sent.
	#[arg(value_name = "IRI")]
	pub graph: String,
	/// Whose it is: a department, for which an agent with a mandate signs, or agent:ID.
	#[arg(long, value_name = "PARTY", value_parser = party)]
	pub from: Party,
	/// Who is let see it: a department, or agent:ID.
	#[arg(long, value_name = "PARTY", value_parser = party)]
	pub to: Party,
	/// How closely it is kept.
	#[arg(long, value_enum)]
	pub level: Closeness,
	/// The rules per predicate that make the copy. Only their hash is sent.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub rules: Option<PathBuf>,
	/// For how many days.
	#[arg(long, default_value_t = 30, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
	pub days: u32,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing know unshare`
#[derive(Clone, Debug, Args)]
pub struct KnowUnshare {
	/// The grant.
	pub grant: u64,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing know grants`
#[derive(Clone, Debug, Args)]
pub struct KnowGrants {
	/// Only of this grantor: a department, or agent:ID.
	#[arg(long, value_name = "PARTY", value_parser = party)]
	pub from: Option<Party>,
	/// Only to this grantee: a department, or agent:ID.
	#[arg(long, value_name = "PARTY", value_parser = party)]
	pub to: Option<Party>,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
}

fn party(text: &str) -> Result<Party, String> {
	let found = match text.strip_prefix("agent:") {
		Some(number) => number.parse().ok().map(Party::Agent),
		None => text.parse().ok().map(Party::Department),
	};
	found.ok_or_else(|| {
		format!("{text} is neither a department, such as legal, nor an agent, such as agent:7")
	})
}
