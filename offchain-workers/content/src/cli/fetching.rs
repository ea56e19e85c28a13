//! `althing fetch`

use super::{address, bar, say_json, Peering, Place, Say};
use crate::address::Address;
use crate::content::Content;
use crate::error::{Error, Result};
use crate::fetch::{Fetched, Progress};
use crate::net::identity;
use crate::store::{blocking, Store};
use clap::{Args, ValueHint};
use libp2p::PeerId;
use serde_json::json;
use std::fs::{self, File};
use std::future::Future;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// `althing fetch`
#[derive(Clone, Debug, Args)]
pub struct Fetch {
	/// The hash on chain of a receipt, a rationale, evidence or a schema; `keccak:` before it for a registration file.
	#[arg(value_name = "HASH", value_parser = address)]
	pub address: Address,
	/// Write it to this file too; `-` is standard output.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub out: Option<PathBuf>,
	/// Never forget it to make room.
	#[arg(long)]
	pub pin: bool,
	/// The store into which it is fetched, and where it is looked for first.
	#[command(flatten)]
	pub place: Place,
	/// Which peers.
	#[command(flatten)]
	pub peering: Peering,
}

impl Fetch {
	pub(super) async fn run(self, json: bool, say: Say<'_>, end: impl Future<Output = ()>) -> Result<()> {
		let store = self.place.open().await?;
		let fetched = tokio::select! {
			fetched = self.ensure(&store) => fetched?,
			() = end => return Err(Error::Cut(self.address)),
		};
		let length = self.write(&store).await?;
		if self.out.as_deref() == Some(Path::new("-")) {
			return Ok(());
		}
		report(json, say, &self, length, fetched.as_ref())
	}

	async fn ensure(&self, store: &Store) -> Result<Option<Fetched>> {
		if store.contains(&self.address) {
			if self.pin {
				let (store, address) = (store.clone(), self.address);
				blocking(move || store.pin(&address)).await?;
			}
			return Ok(None);
		}
		if self.peering.peers.is_empty() {
			return Err(Error::Alone);
		}
		let mut settings = self.peering.settings();
		// It only asks, under a name that nobody needs to know again.
		settings.listen = Vec::new();
		let content = Content::with(store.clone(), identity::passing()?, settings).await?;
		let bar = bar(0);
		let fetched = content
			.ensure(self.address, self.pin, &mut |progress: Progress| {
				if let Some(length) = progress.length {
					bar.set_length(length);
				}
				bar.set_position(progress.have);
				bar.set_message(format!(
					"from {} peers, {} liars",
					progress.suppliers, progress.liars
				));
			})
			.await;
		bar.finish_and_clear();
		content.stop().await;
		fetched
	}

	/// Writes the payload where it was asked for, whole or not at all; how many bytes it has.
	async fn write(&self, store: &Store) -> Result<u64> {
		let (store, address, out) = (store.clone(), self.address, self.out.clone());
		blocking(move || match out {
			None => {
				let items = store.list();
				let item = items.iter().find(|item| item.address == address);
				item.map(|item| item.length).ok_or(Error::Missing(address))
			}
			Some(out) if out == Path::new("-") => store.copy(&address, &mut std::io::stdout().lock()),
			Some(out) => to_file(&store, &address, &out),
		})
		.await
	}
}

fn to_file(store: &Store, address: &Address, out: &Path) -> Result<u64> {
	let mut name = out.as_os_str().to_owned();
	name.push(".part");
	let draft = PathBuf::from(name);
	let mut file = File::create(&draft).map_err(|e| Error::io(&draft, e))?;
	let written = store.copy(address, &mut file).and_then(|length| {
		file.flush()
			.and_then(|()| file.sync_all())
			.map_err(|e| Error::io(&draft, e))?;
		fs::rename(&draft, out).map_err(|e| Error::io(out, e))?;
		Ok(length)
	});
	if written.is_err() {
		// What is there is not whole; the reason is already said.
		let _ = fs::remove_file(&draft);
	}
	written
}

fn report(json: bool, say: Say<'_>, args: &Fetch, length: u64, fetched: Option<&Fetched>) -> Result<()> {
	let names = |peers: &[PeerId]| -> Vec<String> { peers.iter().map(|peer| peer.to_string()).collect() };
	let (suppliers, liars, resumed) = match fetched {
		Some(fetched) => (names(&fetched.suppliers), names(&fetched.liars), fetched.resumed),
		None => (Vec::new(), Vec::new(), length),
	};
	if json {
		return say_json(
			say,
			&json!({
				"address": args.address, "length": length, "already_here": resumed,
				"suppliers": suppliers, "liars": liars, "out": args.out, "store": args.place.store,
			}),
		);
	}
	let whence = match fetched {
		None => "was here already".to_owned(),
		Some(_) if resumed > 0 => format!(
			"from {} peers; {resumed} bytes were here already",
			suppliers.len()
		),
		Some(_) => format!("from {} peers", suppliers.len()),
	};
	let out = args.out.as_deref().unwrap_or(&args.place.store);
	say(&format!(
		"{} {length} bytes, {whence}: {}",
		args.address,
		out.display()
	));
	for liar in liars {
		say(&format!("{liar} lied and was dropped"));
	}
	Ok(())
}
