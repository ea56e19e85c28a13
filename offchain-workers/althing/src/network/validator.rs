//! One validator: a process, its folder and its ports.

use super::{NetworkConfig, Ports};
use nix::sys::signal::{kill, Signal};
use nix::unistd::Pid;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

/// How long a validator may take to end by itself before it is killed.
const GRACE: Duration = Duration::from_secs(20);
/// How often a validator that starts is asked whether it is up.
const POLL: Duration = Duration::from_millis(250);

/// Why a validator does not run.
#[derive(Debug, thiserror::Error)]
pub enum ValidatorError {
	/// The binary cannot be started.
	#[error(
		"{binary} cannot be started: {source}. Build it with scripts/build, or name it with --node-binary."
	)]
	Binary {
		/// The binary.
		binary: PathBuf,
		/// Why.
		source: std::io::Error,
	},
	/// The node makes no specification.
	#[error("the node makes no specification of the chain {chain}: {reason}")]
	Spec {
		/// The preset or the path.
		chain: String,
		/// What the node says.
		reason: String,
	},
	/// A folder or log cannot be written.
	#[error("{path} cannot be written: {source}. Choose another folder with --data.")]
	Data {
		/// What.
		path: PathBuf,
		/// Why.
		source: std::io::Error,
	},
	/// The process ended while it was being waited for.
	#[error("validator {name} ended with {status} while it was starting. Its log is {log}; the last line says: {last}")]
	Ended {
		/// Whose.
		name: String,
		/// How.
		status: std::process::ExitStatus,
		/// Where the log is.
		log: PathBuf,
		/// Its last line.
		last: String,
	},
	/// The RPC port does not answer.
	#[error("validator {name} does not answer on port {port} after {seconds} s. Its log is {log}.")]
	Silent {
		/// Whose.
		name: String,
		/// Which.
		port: u16,
		/// How long it was waited.
		seconds: u64,
		/// Where the log is.
		log: PathBuf,
	},
	/// No validator is left to start from.
	#[error("no validator of the network is running")]
	NobodyLeft,
}

/// How a validator is started beside what is common to all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extra<'a> {
	/// More arguments of the node.
	pub arguments: &'a [&'a str],
	/// More of its environment.
	pub environment: &'a [(&'a str, &'a str)],
}

/// One validator.
pub struct Validator {
	name: String,
	binary: PathBuf,
	spec: PathBuf,
	folder: PathBuf,
	ports: Ports,
	process: Option<Child>,
}

impl Validator {
	pub(super) fn new(config: &NetworkConfig, spec: &Path, name: &str, index: usize) -> Self {
		Self {
			name: name.to_owned(),
			binary: config.binary.clone(),
			spec: spec.to_owned(),
			folder: config.data.join("validators").join(name),
			ports: config.ports.of(index),
			process: None,
		}
	}

	/// Its name.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// The address of its JSON-RPC.
	pub fn rpc(&self) -> String {
		format!("ws://127.0.0.1:{}", self.ports.rpc)
	}

	/// The address of its metrics.
	pub fn metrics(&self) -> String {
		format!("http://127.0.0.1:{}/metrics", self.ports.metrics)
	}

	/// The number of its process, while it runs.
	pub fn pid(&self) -> Option<u32> {
		self.process.as_ref().and_then(Child::id)
	}

	/// The address that other nodes find it by, given its peer id.
	pub(super) fn address(&self, peer: &str) -> String {
		format!("/ip4/127.0.0.1/tcp/{}/p2p/{peer}", self.ports.p2p)
	}

	fn log(&self) -> PathBuf {
		self.folder.join("log")
	}

	/// Starts the process, unless it runs. One that a killed run has left behind is ended first.
	///
	/// # Errors
	/// When the folder cannot be written or the binary not started.
	pub fn start(&mut self, bootnode: Option<&str>) -> Result<(), ValidatorError> {
		self.start_with(bootnode, Extra::default())
	}

	/// The same, with more arguments or another environment.
	///
	/// # Errors
	/// As [`Self::start`].
	pub fn start_with(&mut self, bootnode: Option<&str>, extra: Extra) -> Result<(), ValidatorError> {
		if self.is_running() {
			return Ok(());
		}
		let data_error = |path: &Path| {
			let path = path.to_owned();
			move |source| ValidatorError::Data { path, source }
		};
		fs::create_dir_all(&self.folder).map_err(data_error(&self.folder))?;
		self.end_leftover();
		let log = self.log();
		let out = File::options()
			.create(true)
			.append(true)
			.open(&log)
			.map_err(data_error(&log))?;
		let err = out.try_clone().map_err(data_error(&log))?;

		let mut command = Command::new(&self.binary);
		command
			.arg("--chain")
			.arg(&self.spec)
			.args([&format!("--{}", self.name), "--validator", "--no-telemetry"])
			.args(["--unsafe-force-node-key-generation", "--allow-private-ip"])
			// Two networks of the same preset on one machine have the same genesis: without names called out on
			// the link they do not take each other for their own.
			.arg("--no-mdns")
			// Receipts are verified from the first block's state on.
			.args(["--state-pruning", "archive"])
			.arg("--base-path")
			.arg(&self.folder)
			// One of them compiles the runtime for all.
			.arg("--runtime-cache")
			.arg(self.folder.with_file_name("runtime-cache"))
			.args(["--rpc-port", &self.ports.rpc.to_string()])
			.args(["--prometheus-port", &self.ports.metrics.to_string()])
			.args(["--listen-addr", &format!("/ip4/127.0.0.1/tcp/{}", self.ports.p2p)])
			.args(bootnode.iter().flat_map(|address| ["--bootnodes", address]))
			.args(extra.arguments)
			.envs(extra.environment.iter().copied())
			.stdin(Stdio::null())
			.stdout(out)
			.stderr(err)
			.kill_on_drop(true)
			// A group of its own: Ctrl-C goes to us, and we end the validators in order.
			.process_group(0);
		let process = command.spawn().map_err(|source| ValidatorError::Binary {
			binary: self.binary.clone(),
			source,
		})?;
		if let Some(pid) = process.id() {
			let path = self.folder.join("pid");
			fs::write(&path, pid.to_string()).map_err(data_error(&path))?;
		}
		self.process = Some(process);
		Ok(())
	}

	/// Ends the process that the pid file names, if it is a validator on this very folder.
	fn end_leftover(&self) {
		let Some(pid) = fs::read_to_string(self.folder.join("pid"))
			.ok()
			.and_then(|text| text.trim().parse().ok())
		else {
			return;
		};
		let ours = || {
			fs::read(format!("/proc/{pid}/cmdline"))
				.is_ok_and(|line| String::from_utf8_lossy(&line).contains(&*self.folder.to_string_lossy()))
		};
		if !ours() {
			return;
		}
		// Both calls fail only when it has ended meanwhile.
		let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
		let began = Instant::now();
		while ours() && began.elapsed() < GRACE {
			std::thread::sleep(POLL);
		}
		let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
	}

	/// Whether the process runs.
	pub fn is_running(&mut self) -> bool {
		self.process
			.as_mut()
			.is_some_and(|process| matches!(process.try_wait(), Ok(None)))
	}

	/// Waits until the RPC answers; gives the peer id.
	///
	/// # Errors
	/// When the process ends, or does not answer in time.
	pub async fn wait_until_up(&mut self, patience: Duration) -> Result<String, ValidatorError> {
		let began = Instant::now();
		loop {
			if let Some(status) = self
				.process
				.as_mut()
				.and_then(|process| process.try_wait().ok().flatten())
			{
				return Err(ValidatorError::Ended {
					name: self.name.clone(),
					status,
					log: self.log(),
					last: last_line(&self.log()),
				});
			}
			if let Ok(peer) = althing_chain::peer_id(&self.rpc()).await {
				return Ok(peer);
			}
			if began.elapsed() > patience {
				return Err(ValidatorError::Silent {
					name: self.name.clone(),
					port: self.ports.rpc,
					seconds: patience.as_secs(),
					log: self.log(),
				});
			}
			tokio::time::sleep(POLL).await;
		}
	}

	/// Asks the process to end.
	pub fn terminate(&self) {
		self.signal(Signal::SIGTERM);
	}

	/// Ends the process at once, as a crash would.
	pub async fn kill(&mut self) {
		self.signal(Signal::SIGKILL);
		self.wait().await;
	}

	fn signal(&self, signal: Signal) {
		if let Some(pid) = self.pid().and_then(|pid| i32::try_from(pid).ok()) {
			// Fails only when it has ended meanwhile.
			let _ = kill(Pid::from_raw(pid), signal);
		}
	}

	/// Waits for the process to end, and kills it when it takes too long.
	pub async fn wait(&mut self) {
		if let Some(mut process) = self.process.take() {
			if tokio::time::timeout(GRACE, process.wait()).await.is_err() {
				let _ = process.kill().await;
			}
			let _ = fs::remove_file(self.folder.join("pid"));
		}
	}
}

fn last_line(log: &Path) -> String {
	let text = fs::read(log).unwrap_or_default();
	String::from_utf8_lossy(&text)
		.lines()
		.rev()
		.find(|line| !line.trim().is_empty())
		.unwrap_or("nothing")
		.to_owned()
}
