//! Real processes: validators and workers, killed and restarted.
//!
//! The binaries are those of the same build, beside this test's own. Everything is bound to loopback, on
//! ports that are free, in a folder that goes with the test.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

pub mod gov;

use althing::network::{Network, NetworkConfig, Ports};
use althing_chain::{Chain, Options};
use serde_json::Value;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The binary called `name`.
pub fn binary(name: &str) -> PathBuf {
	let own = std::env::current_exe().unwrap();
	let folder = own.ancestors().nth(2).unwrap();
	let path = folder.join(name);
	assert!(
		path.exists(),
		"{} is not built; run scripts/build",
		path.display()
	);
	path
}

/// A network of validators, with the folder that its data is in.
pub struct Testnet {
	/// The validators.
	pub network: Network,
	/// Where data can be put.
	pub folder: TempDir,
}

impl Testnet {
	/// Starts `validators` of them: 1 or 4.
	pub async fn start(validators: usize) -> Self {
		let folder = tempfile::tempdir().unwrap();
		let config = NetworkConfig {
			binary: binary("althing-node"),
			data: folder.path().to_owned(),
			chain: if validators == 1 { "dev" } else { "local" }.into(),
			validators,
			ports: Ports::free(validators as u16).unwrap(),
		};
		let network = Network::start(&config, |_| ()).await.unwrap();
		Self { network, folder }
	}

	/// The address of the first validator.
	pub fn rpc(&self) -> String {
		self.network.validators()[0].rpc()
	}

	/// A connection to the validator at `index`.
	pub async fn chain(&self, index: usize) -> Chain {
		Chain::connect(Options::new(self.network.validators()[index].rpc()))
			.await
			.unwrap()
	}

	/// A connection to the validator called `name`, if it answers at once.
	pub async fn chain_of(&self, name: &str) -> Option<Chain> {
		let validator = self
			.network
			.validators()
			.iter()
			.find(|validator| validator.name() == name)?;
		let options = Options {
			attempts: 1,
			..Options::new(validator.rpc())
		};
		Chain::connect(options).await.ok()
	}
}

/// Waits until `condition` gives something, looking again after each new look took place; fails after
/// `seconds`.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
	what: &str,
	seconds: u64,
	mut condition: impl FnMut() -> F,
) -> T {
	let look = async {
		loop {
			if let Some(found) = condition().await {
				return found;
			}
			tokio::time::sleep(Duration::from_millis(200)).await;
		}
	};
	match tokio::time::timeout(Duration::from_secs(seconds), look).await {
		Ok(found) => found,
		Err(_) => panic!("{what}: not within {seconds} s"),
	}
}

/// Runs `althing` to its end.
pub async fn althing(arguments: &[&str]) -> Output {
	Command::new(binary("althing"))
		.args(arguments)
		.stdin(Stdio::null())
		.output()
		.await
		.unwrap()
}

/// Runs `althing` to its end, which must be a success; gives the JSON that it printed.
pub async fn althing_json(arguments: &[&str]) -> Value {
	let output = althing(&[arguments, &["--json"]].concat()).await;
	let complaint = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "althing {arguments:?}: {complaint}");
	serde_json::from_slice(&output.stdout).unwrap()
}

/// Starts `althing`, which goes on and prints JSON line by line; gives what `find` finds in the first line that has it.
/// Killed when dropped.
pub async fn announced<T>(arguments: &[&str], find: impl Fn(&Value) -> Option<T>) -> (Child, T) {
	let mut process = Command::new(binary("althing"))
		.args(arguments)
		.arg("--json")
		.stdin(Stdio::null())
		.stdout(Stdio::piped())
		.kill_on_drop(true)
		.spawn()
		.unwrap();
	let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
	let found = loop {
		let line = lines.next_line().await.unwrap();
		let line = line.unwrap_or_else(|| panic!("althing {arguments:?} ended"));
		if let Some(found) = find(&serde_json::from_str(&line).unwrap()) {
			break found;
		}
	};
	// Whoever writes to a pipe that nobody reads stops.
	tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
	(process, found)
}

/// Starts a worker with the default fleet on the network at `rpc`; its journal is in `data`. Killed when
/// dropped.
pub fn worker(rpc: &str, data: &Path) -> Child {
	Command::new(binary("althing"))
		.args(["agent", "run", "--json", "--node", rpc, "--data"])
		.arg(data)
		.stdin(Stdio::null())
		.stdout(Stdio::null())
		.kill_on_drop(true)
		.spawn()
		.unwrap()
}

/// Waits until the agents of the default fleet are registered and that is final; gives the sum of their bonds.
pub async fn registered(chain: &Chain) -> u128 {
	eventually("a registered fleet", 180, || async {
		let agents = chain.now().await.ok()?.agents().await.ok()?;
		(agents.len() == 64).then(|| agents.iter().map(|agent| agent.bond).sum())
	})
	.await
}

/// Runs `althing`, which must end with this code and complain with all of these words on standard error, and
/// print nothing that could be taken for a result.
pub async fn refused(code: i32, words: &[&str], arguments: &[&str]) {
	let output = althing(arguments).await;
	let complaint = String::from_utf8_lossy(&output.stderr);
	assert_eq!(
		output.status.code(),
		Some(code),
		"althing {arguments:?}: {complaint}"
	);
	for word in words {
		assert!(
			complaint.contains(word),
			"{word:?} is not in the complaint of {arguments:?}: {complaint}"
		);
	}
	assert!(!complaint.contains("panicked"), "{complaint}");
	assert!(
		output.stdout.is_empty(),
		"{}",
		String::from_utf8_lossy(&output.stdout)
	);
}

/// An address on which nobody listens at this moment.
pub fn dead_end() -> String {
	format!("ws://127.0.0.1:{}", Ports::free(1).unwrap().rpc)
}

/// What gives a process a clock that is `offset` off, such as `+1h`; the clock that only measures how long
/// something takes stays as it is, because timers depend on it.
pub fn skewed(offset: &str) -> [(&str, &str); 3] {
	const LIBRARIES: [&str; 3] = [
		"/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
		"/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
		"/usr/lib/faketime/libfaketimeMT.so.1",
	];
	let library = LIBRARIES.into_iter().find(|path| Path::new(path).exists());
	let library = library.unwrap_or_else(|| panic!("libfaketime is not installed; run scripts/setup"));
	[
		("LD_PRELOAD", library),
		("FAKETIME", offset),
		("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
	]
}

/// The path of a file in the repository.
pub fn repository(path: &str) -> String {
	Path::new(env!("CARGO_MANIFEST_DIR"))
		.join("../..")
		.join(path)
		.to_string_lossy()
		.into_owned()
}
