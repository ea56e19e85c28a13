//! Reading the fleet file.

use std::{
	collections::{BTreeMap, HashMap, HashSet},
	fs::File,
	io::Read as _,
	path::Path,
};

use althing_primitives::{Department, Role};
use serde::{Deserialize, Deserializer};

use super::{
	check_count, default_owners, honeycomb, member, owner_of, Derivation, Fleet, FleetError, Member,
	MetricsUrl, NodeUrl, Owner, Watch, HONEYCOMB, MAX_FLEET_FILE, MAX_NODES, MAX_WATCHED,
};

/// The most letters of a target's name.
const LONGEST_NAME: usize = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FleetFile {
	#[serde(deserialize_with = "parsed_list")]
	nodes: Vec<NodeUrl>,
	genesis: Option<String>,
	count: Option<usize>,
	owners: Option<BTreeMap<String, PathText>>,
	#[serde(default)]
	agent: Vec<AgentEntry>,
	#[serde(default)]
	watch: Vec<WatchEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentEntry {
	department: Department,
	role: Role,
	#[serde(default = "one")]
	count: usize,
	owner: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WatchEntry {
	name: String,
	#[serde(deserialize_with = "parsed")]
	metrics: MetricsUrl,
	pid: Option<u32>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct PathText(#[serde(deserialize_with = "parsed")] Derivation);

fn one() -> usize {
	1
}

/// Reads a text by its `FromStr`, so that a mistake is reported with its line.
fn parsed<'de, D: Deserializer<'de>, T: std::str::FromStr<Err = FleetError>>(
	deserializer: D,
) -> Result<T, D::Error> {
	String::deserialize(deserializer)?
		.parse()
		.map_err(serde::de::Error::custom)
}

fn parsed_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<NodeUrl>, D::Error> {
	let texts = Vec::<String>::deserialize(deserializer)?;
	texts
		.iter()
		.map(|text| text.parse().map_err(serde::de::Error::custom))
		.collect()
}

impl Fleet {
	/// Reads a fleet file.
	///
	/// # Errors
	/// A file that cannot be read, syntax errors and unknown fields with their line, and everything that
	/// [`FleetError`] lists.
	pub fn from_path(path: &Path) -> Result<Self, FleetError> {
		let unreadable = |source| FleetError::Unreadable {
			path: path.into(),
			source,
		};
		let about = std::fs::metadata(path).map_err(unreadable)?;
		if !about.is_file() || about.len() > MAX_FLEET_FILE {
			return Err(FleetError::NotAFile { path: path.into() });
		}
		let mut text = String::new();
		let file = File::open(path).map_err(unreadable)?;
		file.take(MAX_FLEET_FILE)
			.read_to_string(&mut text)
			.map_err(unreadable)?;
		let malformed = |error: toml::de::Error| FleetError::Malformed {
			path: path.into(),
			reason: error.to_string().trim_end().into(),
		};
		let file: FleetFile = toml::from_str(&text).map_err(malformed)?;
		file.fleet()
	}
}

impl FleetFile {
	fn fleet(self) -> Result<Fleet, FleetError> {
		if self.nodes.is_empty() || self.nodes.len() > MAX_NODES {
			return Err(FleetError::NodeCount {
				count: self.nodes.len(),
			});
		}
		let genesis = self.genesis.as_deref().map(genesis).transpose()?;
		let owners = match self.owners {
			None => default_owners(),
			Some(named) => named
				.into_iter()
				.map(|(name, path)| Owner { name, path: path.0 })
				.collect(),
		};
		let agents = match (self.count, self.agent.as_slice()) {
			(Some(_), [_, ..]) => return Err(FleetError::CountAndList),
			(count, []) => honeycomb(count.unwrap_or(HONEYCOMB), &owners)?,
			(None, entries) => listed(entries, &owners)?,
		};
		check_paths(&owners, &agents)?;
		let watch: Vec<Watch> = self
			.watch
			.into_iter()
			.map(|entry| Watch {
				name: entry.name,
				metrics: entry.metrics,
				pid: entry.pid,
			})
			.collect();
		check_watch(&watch)?;
		Ok(Fleet {
			nodes: self.nodes,
			genesis,
			owners,
			agents,
			watch,
		})
	}
}

fn genesis(text: &str) -> Result<[u8; 32], FleetError> {
	let digits = text.strip_prefix("0x").ok_or(FleetError::BadGenesis)?;
	let bytes = hex::decode(digits).map_err(|_| FleetError::BadGenesis)?;
	bytes.try_into().map_err(|_| FleetError::BadGenesis)
}

/// Exactly these agents; those of one department and role are numbered through.
fn listed(entries: &[AgentEntry], owners: &[Owner]) -> Result<Vec<Member>, FleetError> {
	let count = entries
		.iter()
		.fold(0usize, |sum, entry| sum.saturating_add(entry.count));
	check_count(count)?;
	let mut numbers: HashMap<(Department, Role), u32> = HashMap::new();
	let mut agents = Vec::with_capacity(count);
	for entry in entries {
		let owner = owner_of(entry.department, entry.owner.as_deref(), owners)?;
		for _ in 0..entry.count {
			let number = numbers.entry((entry.department, entry.role)).or_default();
			agents.push(member(agents.len(), entry.department, entry.role, *number, owner));
			*number = number.saturating_add(1);
		}
	}
	Ok(agents)
}

fn check_paths(owners: &[Owner], agents: &[Member]) -> Result<(), FleetError> {
	let mut seen = HashSet::new();
	let mut paths = owners
		.iter()
		.map(|owner| &owner.path)
		.chain(agents.iter().map(|agent| &agent.path));
	match paths.find(|path| !seen.insert(*path)) {
		Some(path) => Err(FleetError::SharedPath {
			path: path.to_string(),
		}),
		None => Ok(()),
	}
}

/// Names end up in cases and on screens.
pub(super) fn check_watch(watch: &[Watch]) -> Result<(), FleetError> {
	if watch.len() > MAX_WATCHED {
		return Err(FleetError::WatchCount { count: watch.len() });
	}
	let mut seen = HashSet::new();
	let sound = |name: &str| {
		let plain = name
			.bytes()
			.all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
		plain && (1..=LONGEST_NAME).contains(&name.len())
	};
	match watch
		.iter()
		.find(|watch| !sound(&watch.name) || !seen.insert(watch.name.as_str()))
	{
		Some(watch) => {
			let name = watch
				.name
				.chars()
				.take(LONGEST_NAME)
				.filter(|c| !c.is_control())
				.collect();
			Err(FleetError::BadWatchName { name })
		}
		None => Ok(()),
	}
}
