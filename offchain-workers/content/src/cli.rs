//! `althing content` and `althing fetch`: what the command line says, and what it does.
//!
//! The binary only hands over: arguments and behaviour are here, where they are tested. What is printed goes to a
//! [`Say`], progress to standard error.

mod add;
mod fetching;
mod keep;
mod serve;

pub use add::Add;
pub use fetching::Fetch;
pub use keep::{Check, List, Name};
pub use serve::Serve;

use crate::address::Address;
use crate::error::{Error, Result};
use crate::net::Settings;
use crate::store::{blocking, Limits, Store};
use clap::{Args, Subcommand, ValueHint};
use indicatif::{ProgressBar, ProgressStyle};
use libp2p::Multiaddr;
use std::future::Future;
use std::path::PathBuf;

/// Takes a line of output.
pub type Say<'a> = &'a mut (dyn FnMut(&str) + Send);

/// Keep what anchors commit to, and serve it to peers.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Keep files, each under its hash.
	Add(Add),
	/// List what is kept.
	List(List),
	/// Never forget a payload to make room.
	Pin(Name),
	/// Forget a payload when room is needed.
	Unpin(Name),
	/// Forget a payload now, pinned or not.
	Remove(Name),
	/// Read everything again and check its hash.
	Check(Check),
	/// Serve what is kept to peers, until Ctrl-C.
	Serve(Serve),
}

/// Which store, and how much it takes.
#[derive(Clone, Debug, Args)]
pub struct Place {
	/// The store's folder.
	#[arg(long, env = "ALTHING_CONTENT", value_name = "DIR", default_value = "content", value_hint = ValueHint::DirPath)]
	pub store: PathBuf,
	/// Bytes on disk at most, such as 4GiB.
	#[arg(long, value_name = "SIZE", default_value = "4GiB", value_parser = size)]
	pub quota: u64,
	/// Bytes of a payload at most, such as 64MiB; 1GiB is the most.
	#[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = size)]
	pub payload: u64,
}

impl Place {
	async fn open(&self) -> Result<Store> {
		let (folder, limits) = (self.store.clone(), self.limits());
		blocking(move || Store::open(folder, limits)).await
	}

	/// Opens a store that must be there.
	async fn existing(&self) -> Result<Store> {
		if !self.store.join("objects").exists() {
			return Err(Error::Input(format!(
				"{} is no content store; `althing content add` begins one",
				self.store.display()
			)));
		}
		self.open().await
	}

	fn limits(&self) -> Limits {
		Limits {
			total: self.quota,
			payload: self.payload,
			..Limits::default()
		}
	}
}

/// Which peers.
#[derive(Clone, Debug, Args)]
pub struct Peering {
	/// The hash of the chain's first block: only peers of this chain are heard.
	#[arg(long, env = "ALTHING_GENESIS", value_name = "HASH", value_parser = genesis)]
	pub genesis: [u8; 32],
	/// A peer to begin with, as `content serve` prints it; several with commas, or the option again.
	#[arg(
		long = "peer",
		env = "ALTHING_CONTENT_PEERS",
		value_name = "ADDRESS",
		value_delimiter = ','
	)]
	pub peers: Vec<Multiaddr>,
}

impl Peering {
	fn settings(&self) -> Settings {
		Settings {
			peers: self.peers.clone(),
			..Settings::new(self.genesis)
		}
	}
}

/// Carries a command out. `serve` ends when `end` does.
///
/// # Errors
/// What went wrong.
pub async fn run(command: Command, json: bool, say: Say<'_>, end: impl Future<Output = ()>) -> Result<()> {
	match command {
		Command::Add(add) => add.run(json, say).await,
		Command::List(list) => list.run(json, say).await,
		Command::Pin(name) => name.run(json, say, "pinned", Store::pin).await,
		Command::Unpin(name) => name.run(json, say, "unpinned", Store::unpin).await,
		Command::Remove(name) => name.run(json, say, "removed", Store::remove).await,
		Command::Check(check) => check.run(json, say).await,
		Command::Serve(serve) => serve.run(json, say, end).await,
	}
}

/// Carries `althing fetch` out, which stops when `end` does and can be gone on with then.
///
/// # Errors
/// What went wrong.
pub async fn fetch(fetch: Fetch, json: bool, say: Say<'_>, end: impl Future<Output = ()>) -> Result<()> {
	fetch.run(json, say, end).await
}

/// The exit code of a failure, as the rest of `althing` counts them.
pub fn exit_code(error: &Error) -> u8 {
	match error {
		Error::Input(_) => 2,
		Error::Alone => 3,
		Error::Damaged(_) => 6,
		Error::TooLarge { .. } | Error::Full { .. } | Error::TooMany(_) => 8,
		_ => 1,
	}
}

fn say_json(say: Say<'_>, value: &impl serde::Serialize) -> Result<()> {
	let text = serde_json::to_string_pretty(value).map_err(|error| Error::Internal(error.to_string()))?;
	say(&text);
	Ok(())
}

/// Reads bytes: a number, or one with KiB, MiB or GiB.
///
/// # Errors
/// When it is none.
pub fn size(text: &str) -> Result<u64, String> {
	let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
	let unit = units
		.iter()
		.find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, 1u64 << shift)));
	let (digits, unit) = unit.unwrap_or((text, 1));
	let number: Option<u64> = digits.trim().parse().ok();
	let bytes = number.and_then(|number| number.checked_mul(unit));
	bytes.ok_or_else(|| format!("{text:?} is no size: 1000, 16KiB, 64MiB or 4GiB are"))
}

fn genesis(text: &str) -> Result<[u8; 32], String> {
	crate::address::hash(text).ok_or_else(|| format!("{text:?} is no hash of 64 hex digits"))
}

/// A bar over bytes, on standard error, and not at all where that is no terminal.
fn bar(length: u64) -> ProgressBar {
	let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {msg}");
	let bar = ProgressBar::new(length);
	match style {
		Ok(style) => bar.with_style(style),
		Err(_) => bar,
	}
}

/// An address on the command line.
fn address(text: &str) -> Result<Address, String> {
	text.parse().map_err(|error: Error| error.to_string())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sizes_are_read() {
		assert_eq!(size("17"), Ok(17));
		assert_eq!(size("4KiB"), Ok(4_096));
		assert_eq!(size("2 GiB"), Ok(2 << 30));
		for wrong in ["", "GiB", "-1", "4GB", "99999999999GiB"] {
			assert!(size(wrong).is_err(), "{wrong}");
		}
	}
}
