//! `althing know serve`

use super::{is_node, Place, Say, BLOCK_COUNTS};
use crate::access::Caller;
use crate::error::{Error, Result};
use crate::http::{Known, Server, Settings};
use crate::share::grants::{follow, Chain, Followed, FromFile, Grants};
use crate::share::secret;
use crate::sparql::Limits;
use clap::{Args, ValueHint};
use serde_json::json;
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

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
	/// Where a node says which grants stand: for how many seconds its newest final block counts. What is revoked is
	/// closed by then at the latest.
	#[arg(long, value_name = "SECONDS", default_value_t = BLOCK_COUNTS.as_secs(),
		value_parser = clap::value_parser!(u64).range(4..=3_600))]
	pub grants_within: u64,
}

/// Which grants stand, and the node that has to be followed for it.
struct Source {
	grants: Option<Arc<dyn Grants>>,
	node: Option<(String, Arc<Followed>)>,
}

impl Serve {
	/// Who tells of grants: it must be heard once before anything is served.
	async fn source(&self, chain: &dyn Chain) -> Result<Source> {
		let Some(source) = &self.place.grants else {
			return Ok(Source {
				grants: None,
				node: None,
			});
		};
		if !is_node(source) {
			return Ok(Source {
				grants: Some(Arc::new(FromFile::open(Path::new(source))?)),
				node: None,
			});
		}
		let followed = Arc::new(Followed::new(Duration::from_secs(self.grants_within)));
		followed.take(chain.read(source).await?);
		Ok(Source {
			grants: Some(Arc::<Followed>::clone(&followed)),
			node: Some((source.clone(), followed)),
		})
	}

	pub(super) async fn run(
		&self,
		json: bool,
		say: Say<'_>,
		chain: &dyn Chain,
		end: impl Future<Output = ()>,
	) -> Result<()> {
		let store = Arc::new(self.place.open(true)?);
		let mut known: Vec<Known> = match &self.callers {
			None => Vec::new(),
			Some(path) => {
				let text = std::fs::read(path).map_err(|e| Error::io(path, e))?;
				serde_json::from_slice(&text).map_err(|e| Error::Input(format!("{}: {e}", path.display())))?
			}
		};
		let token_file = self.place.store.join("keeper.token");
		known.push(Known::new(&secret::kept(&token_file)?, Caller::keeper()));
		let source = self.source(chain).await?;
		let settings = Settings {
			limits: Limits {
				time_ms: self.timeout,
				memory_mib: self.memory,
				rows: self.rows,
				..Limits::default()
			},
			union: !self.strict,
			known,
			grants: source.grants,
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
		let following = async {
			match &source.node {
				Some((url, followed)) => follow(chain, url, followed, |text| eprintln!("{text}")).await,
				None => std::future::pending().await,
			}
		};
		tokio::select! {
			() = server.serve(end) => (),
			() = following => (),
		}
		Ok(())
	}
}
