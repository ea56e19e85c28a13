//! `althing content` and `althing fetch`: arguments and behaviour are `althing-content`'s. And the stores that other
//! commands keep.

use crate::case::{Case, Evidence};
use crate::cli::Keep;
use crate::exit::{Failure, Outcome};
use althing_chain::Hash;
use althing_content::cli::{self, Command, Fetch};
use althing_content::net::Settings;
use althing_content::store::Limits;
use althing_content::{Address, Content, Kind, Multiaddr};
use std::path::Path;
use tempfile::TempDir;

pub(super) async fn run(command: Command, json: bool) -> Outcome {
	let say = &mut |line: &str| crate::say!("{line}");
	ended(cli::run(command, json, say, crate::signals::wait()).await)
}

pub(super) async fn fetch(fetch: Fetch, json: bool) -> Outcome {
	let say = &mut |line: &str| crate::say!("{line}");
	ended(cli::fetch(fetch, json, say, crate::signals::wait()).await)
}

fn ended(outcome: althing_content::Result<()>) -> Outcome {
	outcome.map_err(Failure::from)
}

impl From<althing_content::Error> for Failure {
	fn from(error: althing_content::Error) -> Self {
		Self {
			code: cli::exit_code(&error),
			message: error.to_string(),
		}
	}
}

/// The store that a fleet keeps, if it keeps one.
pub(super) async fn kept(keep: &Keep, genesis: Hash) -> Result<Option<Content>, Failure> {
	let Some(folder) = &keep.content else {
		return Ok(None);
	};
	start(folder, genesis, &keep.listen, &keep.peers.peers)
		.await
		.map(Some)
}

/// A store in `folder` that is served to peers.
pub(super) async fn start(
	folder: &Path,
	genesis: Hash,
	listen: &[Multiaddr],
	peers: &[Multiaddr],
) -> Result<Content, Failure> {
	let settings = Settings {
		listen: listen.to_vec(),
		peers: peers.to_vec(),
		..Settings::new(genesis)
	};
	Ok(Content::start(folder, Limits::default(), settings).await?)
}

/// Any free port of this machine.
pub(super) fn any_port() -> Multiaddr {
	Settings::new(Hash::default())
		.listen
		.into_iter()
		.next()
		.unwrap_or_else(Multiaddr::empty)
}

/// A store for as long as a command takes.
pub(super) struct Passing {
	pub content: Content,
	/// Removed when this is dropped.
	_folder: TempDir,
}

impl Passing {
	pub async fn start(genesis: Hash, listen: &[Multiaddr], peers: &[Multiaddr]) -> Result<Self, Failure> {
		let folder = tempfile::tempdir()
			.map_err(|e| Failure::other(format!("no temporary folder can be made: {e}")))?;
		Ok(Self {
			content: start(folder.path(), genesis, listen, peers).await?,
			_folder: folder,
		})
	}
}

/// Keeps the documents of the case at `path` for as long as the store is there, so that agents find them.
pub(super) async fn offer(content: &Content, path: &Path, case: &Case) -> Outcome {
	let Evidence::Documents(documents) = case.evidence() else {
		return Ok(());
	};
	for document in documents {
		let path = path.parent().unwrap_or(Path::new("")).join(&document.name);
		let unreadable = |e| Failure::input(format!("{} cannot be read: {e}", path.display()));
		let bytes = std::fs::read(&path).map_err(unreadable)?;
		let item = content.put(Kind::Blake2b, bytes, true).await?;
		if item.address != Address::blake2b(document.hash) {
			return Err(Failure::input(format!(
				"{} was changed meanwhile; begin again",
				path.display()
			)));
		}
	}
	Ok(())
}

/// What is said of a store that is served.
pub(super) fn addresses(content: &Content) -> Vec<String> {
	content
		.network()
		.addresses()
		.iter()
		.map(ToString::to_string)
		.collect()
}
