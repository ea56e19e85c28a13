//! `althing know`: what is done here, and what the chain is told of it.

use super::{Node, Signing};
use althing_chain::{Level, Party};
use althing_knowledge::cli::Share;
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
	/// Make a redacted copy of a graph for a department or an agent, and have the chain grant it.
	Share(KnowShare),
	/// Take a grant back, and the copy away.
	Unshare(KnowUnshare),
	/// Say on the chain that one knows what was shared.
	Acknowledge(KnowAcknowledge),
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
	/// Which graph, with whom, by which rules. Only hashes of the graph's name and of the rules are sent. Whose it is is
	/// told by its name; for a department an agent with a mandate signs.
	#[command(flatten)]
	pub copy: Share,
	/// How closely the graph is kept: confidential where there are rules, personal between agents, otherwise restricted.
	#[arg(long, value_enum)]
	pub level: Option<Closeness>,
	/// For how many days.
	#[arg(long, default_value_t = 30, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
	pub days: u32,
	/// Make the copy, and sign nothing: until the chain grants it nobody sees it.
	#[arg(long)]
	pub copy_only: bool,
	/// Who signs. With --dry-run no copy is made either: what it would hold is said.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing know unshare`
#[derive(Clone, Debug, Args)]
pub struct KnowUnshare {
	/// The grant.
	pub grant: u64,
	/// The folder of a store: the copies that the grant opened are taken away there.
	#[arg(long, env = "ALTHING_KNOWLEDGE", value_name = "DIR", value_hint = ValueHint::DirPath)]
	pub store: Option<PathBuf>,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing know acknowledge`
#[derive(Clone, Debug, Args)]
pub struct KnowAcknowledge {
	/// The grant.
	pub grant: u64,
	/// Who signs: the agent that was let see it, its owner, or an agent of the department.
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

/// Reads whose a graph is, or who is let see it.
pub(crate) fn party(text: &str) -> Result<Party, String> {
	let found = match text.strip_prefix("agent:") {
		Some(number) => number.parse().ok().map(Party::Agent),
		None => text.parse().ok().map(Party::Department),
	};
	found.ok_or_else(|| {
		format!("{text} is neither a department, such as legal, nor an agent, such as agent:7")
	})
}
