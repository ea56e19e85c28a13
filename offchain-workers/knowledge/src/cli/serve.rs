//! `althing know serve`

use super::{Place, Say};
use crate::access::Caller;
use crate::error::{Error, Result};
use crate::http::{Known, Server, Settings};
use crate::sparql::Limits;
use clap::{Args, ValueHint};
use serde_json::json;
use std::future::Future;
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// `althing know serve`
#[derive(Clone, Debug, Args)]
pub struct Serve {
	/// Which store. Who asks is told by each request's token.
	#[command(flatten)]
	pub place: Place,
	/// Where to listen. There is no TLS: let nobody else reach it.
	#[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
	pub listen: SocketAddr,
	/// Who may ask for more than what is public: JSON, a list of {"token_sha256", "department", "agent"}.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub callers: Option<PathBuf>,
	/// The default graph is what is in it, not all named graphs together.
	#[arg(long)]
	pub strict: bool,
	/// Stop a query after so many milliseconds.
	#[arg(long, value_name = "MS", default_value_t = 10_000)]
	pub timeout: u64,
	/// Working memory of a query at most, in MiB.
	#[arg(long, value_name = "MIB", default_value_t = 256)]
	pub memory: usize,
	/// Rows of a result at most.
	#[arg(long, value_name = "N", default_value_t = 1_000_000)]
	pub rows: usize,
}

impl Serve {
	pub(super) async fn run(&self, json: bool, say: Say<'_>, end: impl Future<Output = ()>) -> Result<()> {
		let store = Arc::new(self.place.open(true)?);
		let mut known: Vec<Known> = match &self.callers {
			None => Vec::new(),
			Some(path) => {
				let text = std::fs::read(path).map_err(|e| Error::io(path, e))?;
				serde_json::from_slice(&text).map_err(|e| Error::Input(format!("{}: {e}", path.display())))?
			}
		};
		let token_file = self.place.store.join("keeper.token");
		known.push(Known::new(&keeper_token(&token_file)?, Caller::keeper()));
		let settings = Settings {
			limits: Limits {
				time_ms: self.timeout,
				memory_mib: self.memory,
				rows: self.rows,
				..Limits::default()
			},
			union: !self.strict,
			known,
			..Settings::default()
		};
		let server = Server::bind(self.listen, store, settings).await?;
		let address = server.address();
		if json {
			say(&json!({ "listening": address.to_string(), "keeper_token": token_file }).to_string());
		} else {
			say(&format!(
				"http://{address}/sparql; the keeper's token is in {}",
				token_file.display()
			));
		}
		server.serve(end).await;
		Ok(())
	}
}

/// The keeper's token: made once, for the owner's eyes only.
fn keeper_token(path: &Path) -> Result<String> {
	if let Ok(token) = std::fs::read_to_string(path) {
		let token = token.trim().to_owned();
		if !token.is_empty() {
			return Ok(token);
		}
	}
	let mut bytes = [0; 32];
	getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
	let token = hex::encode(bytes);
	let file = std::fs::OpenOptions::new()
		.write(true)
		.create(true)
		.truncate(true)
		.mode(0o600)
		.open(path);
	let written = file.and_then(|mut file| writeln!(file, "{token}"));
	written.map_err(|error| Error::io(path, error))?;
	Ok(token)
}
