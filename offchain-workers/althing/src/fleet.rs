//! The fleet file: which network, who owns, which agents, what they watch.
//!
//! ```toml
//! nodes = ["ws://127.0.0.1:9944"]
//! genesis = "0x…"                      # optional: refuse any other chain
//! count = 1000                         # spread over the honeycomb; without it 64
//!
//! [owners]                             # optional; by default one per department
//! engineering = "//fleet//engineering" # derived from the keystore's phrase
//!
//! [[agent]]                            # instead of `count`: exactly these
//! department = "engineering"
//! role = "data-scout"
//! count = 2                            # optional
//! owner = "engineering"                # optional; by default the owner named like the department
//!
//! [[watch]]                            # what the scouts look at
//! name = "alice"
//! metrics = "http://127.0.0.1:9615/metrics"
//! pid = 4711                           # optional: CPU and memory where the metrics lack them
//! ```

mod derivation;
mod error;
mod file;
pub mod layout;
mod url;

use althing_primitives::{Department, Role};

pub use derivation::Derivation;
pub use error::FleetError;
pub use url::{MetricsUrl, NodeUrl};

/// The most agents that one fleet may have.
pub const MAX_AGENTS: usize = 10_000;
/// Agents of the default honeycomb: one for each role of each department.
pub const HONEYCOMB: usize = Department::ALL.len() * Role::ALL.len();
/// The most node addresses.
pub const MAX_NODES: usize = 16;
/// The most targets to watch.
pub const MAX_WATCHED: usize = 256;
/// The most bytes of a fleet file.
pub const MAX_FLEET_FILE: u64 = 1024 * 1024;

/// Who pays for agents and stands behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
	/// Its name in the fleet file.
	pub name: String,
	/// Where its account lies under the fleet's phrase.
	pub path: Derivation,
}

/// One agent of the fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
	/// Position in the fleet, from zero; also its place in the sunflower (see [`layout`]).
	pub index: usize,
	/// Department.
	pub department: Department,
	/// Role.
	pub role: Role,
	/// Which of those with this department and role it is, from zero.
	pub number: u32,
	/// Position of its owner in [`Fleet::owners`].
	pub owner: usize,
	/// Where its account lies under the fleet's phrase.
	pub path: Derivation,
}

/// A node of the network that the scouts look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
	/// The validator's name, as it will stand in a case.
	pub name: String,
	/// Where its metrics are.
	pub metrics: MetricsUrl,
	/// Its process on this machine, for CPU and memory where the metrics lack them.
	pub pid: Option<u32>,
}

/// A checked fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fleet {
	/// WebSocket addresses of nodes, at least one; the first that answers is used.
	pub nodes: Vec<NodeUrl>,
	/// The only genesis block to work on, if one is named.
	pub genesis: Option<[u8; 32]>,
	/// The owners, at least one.
	pub owners: Vec<Owner>,
	/// The agents, at least one, in the order of their indices.
	pub agents: Vec<Member>,
	/// What the scouts look at.
	pub watch: Vec<Watch>,
}

impl Fleet {
	/// The fleet of a local network: `count` agents spread over the honeycomb, one owner per department
	/// at `//fleet//<department>`, which the development genesis endows.
	///
	/// # Errors
	/// No agent or more than [`MAX_AGENTS`]; names among `watch` that are empty or double.
	pub fn default_local(node: NodeUrl, count: usize, watch: Vec<Watch>) -> Result<Self, FleetError> {
		file::check_watch(&watch)?;
		let owners = default_owners();
		let agents = honeycomb(count, &owners)?;
		Ok(Self {
			nodes: vec![node],
			genesis: None,
			owners,
			agents,
			watch,
		})
	}
}

/// One owner for each department, at `//fleet//<department>`.
fn default_owners() -> Vec<Owner> {
	Department::ALL
		.into_iter()
		.map(|department| Owner {
			name: department.name().into(),
			path: Derivation::of_owner(department),
		})
		.collect()
}

/// `count` agents, round and round over departments, then roles: the first eight are one for each
/// department, the first 64 the whole honeycomb.
fn honeycomb(count: usize, owners: &[Owner]) -> Result<Vec<Member>, FleetError> {
	check_count(count)?;
	let cells = Role::ALL
		.into_iter()
		.flat_map(|role| Department::ALL.map(|department| (department, role)));
	cells
		.cycle()
		.take(count)
		.enumerate()
		.map(|(index, (department, role))| {
			// At most MAX_AGENTS / HONEYCOMB.
			let number = u32::try_from(index / HONEYCOMB).unwrap_or(u32::MAX);
			Ok(member(
				index,
				department,
				role,
				number,
				owner_of(department, None, owners)?,
			))
		})
		.collect()
}

fn check_count(count: usize) -> Result<(), FleetError> {
	if count == 0 || count > MAX_AGENTS {
		return Err(FleetError::AgentCount { count });
	}
	Ok(())
}

fn member(index: usize, department: Department, role: Role, number: u32, owner: usize) -> Member {
	let path = Derivation::of_agent(department, role, number);
	Member {
		index,
		department,
		role,
		number,
		owner,
		path,
	}
}

/// The position of the owner with this name, by default the department's own.
fn owner_of(department: Department, name: Option<&str>, owners: &[Owner]) -> Result<usize, FleetError> {
	let name = name.unwrap_or(department.name());
	owners
		.iter()
		.position(|owner| owner.name == name)
		.ok_or_else(|| FleetError::UnknownOwner {
			name: name.into(),
			department,
		})
}

#[cfg(test)]
mod tests;
