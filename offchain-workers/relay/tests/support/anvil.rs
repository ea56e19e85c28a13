//! Anvil on a free port of loopback.

use althing_relay::{Evm, Key};
use serde_json::{json, Value};
use std::{path::PathBuf, process::Stdio};
use tokio::{
	io::{AsyncBufReadExt as _, BufReader},
	process::{Child, Command},
};

/// The phrase of its accounts, known to everybody.
const PHRASE: &str = "test test test test test test test test test test test junk";

/// A running anvil; it ends with this.
pub struct Anvil {
	_process: Child,
	url: String,
}

fn binary() -> PathBuf {
	let installed = "../../contracts/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";
	let path = std::env::var_os("ANVIL").map_or_else(
		|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(installed),
		PathBuf::from,
	);
	assert!(
		path.exists(),
		"{} is not there: run `npm ci --ignore-scripts` in contracts, or set ANVIL to the path of one",
		path.display()
	);
	path
}

impl Anvil {
	/// One that makes a block of each transaction.
	pub async fn start() -> Self {
		Self::start_with(&[]).await
	}

	/// One with more arguments.
	pub async fn start_with(arguments: &[&str]) -> Self {
		let mut process = Command::new(binary())
			.args(["--host", "127.0.0.1", "--port", "0", "--hardfork", "osaka"])
			.args(arguments)
			.stdin(Stdio::null())
			.stdout(Stdio::piped())
			.kill_on_drop(true)
			.spawn()
			.unwrap();
		let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
		let url = loop {
			let line = lines
				.next_line()
				.await
				.unwrap()
				.expect("anvil ended before it listened");
			if let Some(address) = line.strip_prefix("Listening on ") {
				break format!("http://{address}");
			}
		};
		// What it goes on to say is read, so that it never waits for a reader.
		tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
		Self {
			_process: process,
			url,
		}
	}

	/// Where it is.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// A connection to it.
	pub fn evm(&self) -> Evm {
		Evm::new(&self.url).unwrap()
	}

	/// The key of one of its accounts.
	pub fn key(&self, account: u32) -> Key {
		Key::from_phrase(PHRASE, account).unwrap()
	}

	/// Any question.
	pub async fn ask(&self, method: &'static str, params: Value) -> Value {
		self.evm()
			.ask(method, params)
			.await
			.unwrap_or_else(|error| panic!("{error}"))
	}

	/// Makes a block.
	pub async fn mine(&self) {
		self.ask("evm_mine", json!([])).await;
	}

	/// How many transactions an account has in blocks.
	pub async fn sent(&self, account: u32) -> u64 {
		let address = self.key(account).address();
		self.evm()
			.nonce(address, althing_relay::evm::At::Latest)
			.await
			.unwrap()
	}
}
