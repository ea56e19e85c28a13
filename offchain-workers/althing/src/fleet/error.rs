//! Why a fleet was refused.

use std::{io, path::PathBuf};

use althing_primitives::Department;
use thiserror::Error;

use super::{MAX_AGENTS, MAX_FLEET_FILE, MAX_NODES, MAX_WATCHED};

/// Why a fleet was refused.
#[derive(Debug, Error)]
pub enum FleetError {
	/// The file system says no.
	#[error("the fleet file {} cannot be read ({source}); check the path and that you may read it", path.display())]
	Unreadable {
		/// The file.
		path: PathBuf,
		/// What the file system says.
		source: io::Error,
	},
	/// A directory, a device or a file that is far too large.
	#[error("{} is no fleet file: it must be a regular file of at most {MAX_FLEET_FILE} bytes", path.display())]
	NotAFile {
		/// What was given.
		path: PathBuf,
	},
	/// The file's syntax or fields are wrong.
	#[error("the fleet file {} is not valid, please mend it: {reason}", path.display())]
	Malformed {
		/// The file.
		path: PathBuf,
		/// What is wrong, with line and column.
		reason: String,
	},
	/// No node or too many.
	#[error("`nodes` lists {count} addresses; give 1 to {MAX_NODES}, for instance nodes = [\"ws://127.0.0.1:9944\"]")]
	NodeCount {
		/// How many there are.
		count: usize,
	},
	/// Not the address of a node.
	#[error("\"{url}\" is no node address; write ws://host:port or wss://host:port")]
	BadNodeUrl {
		/// What was given.
		url: String,
	},
	/// Not the address of metrics.
	#[error("\"{url}\" is no metrics address; write http://host:port/metrics (https is not spoken: put a proxy on the same machine)")]
	BadMetricsUrl {
		/// What was given.
		url: String,
	},
	/// Not a genesis hash.
	#[error("`genesis` must be 0x and 64 hexadecimal digits, as the node prints it when it starts")]
	BadGenesis,
	/// Not a path of hard junctions.
	#[error(
		"\"{path}\" is no derivation path; write hard junctions only, for instance //fleet//engineering"
	)]
	BadPath {
		/// What was given.
		path: String,
	},
	/// Both a count and a list of agents.
	#[error("the fleet has both `count` and [[agent]]; keep `count` to spread agents over the honeycomb, or [[agent]] to name them")]
	CountAndList,
	/// No agent or too many.
	#[error("the fleet would have {count} agents; give 1 to {MAX_AGENTS}, and a second fleet for more")]
	AgentCount {
		/// How many.
		count: usize,
	},
	/// An agent without an owner.
	#[error("no owner \"{name}\" for the agents of {department}; add it under [owners], or name another with `owner`")]
	UnknownOwner {
		/// The name looked for.
		name: String,
		/// The agents' department.
		department: Department,
	},
	/// Two owners, or an owner and an agent, with one account.
	#[error("the path {path} is used twice; every owner and every agent needs an account of its own")]
	SharedPath {
		/// The path.
		path: String,
	},
	/// Too many targets.
	#[error("[[watch]] lists {count} targets; at most {MAX_WATCHED} are watched by one fleet")]
	WatchCount {
		/// How many there are.
		count: usize,
	},
	/// A target's name that cannot stand in a case.
	#[error("the [[watch]] name \"{name}\" must be 1 to 64 letters, digits, dots, hyphens or underscores, and used once")]
	BadWatchName {
		/// The name.
		name: String,
	},
}
