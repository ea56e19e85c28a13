//! `althing content list`, `pin`, `unpin`, `remove` and `check`

use super::{address, bar, say_json, Place, Say};
use crate::address::Address;
use crate::error::{Error, Result};
use crate::store::{blocking, Store};
use clap::Args;
use serde_json::json;

/// `althing content list`
#[derive(Clone, Debug, Args)]
pub struct List {
	/// Which store.
	#[command(flatten)]
	pub place: Place,
}

/// A payload of a store.
#[derive(Clone, Debug, Args)]
pub struct Name {
	/// Its hash, as it is on chain; `keccak:` before it if it is a Keccak-256.
	#[arg(value_name = "HASH", value_parser = address)]
	pub address: Address,
	/// Which store.
	#[command(flatten)]
	pub place: Place,
}

/// `althing content check`
#[derive(Clone, Debug, Args)]
pub struct Check {
	/// Which store.
	#[command(flatten)]
	pub place: Place,
}

impl List {
	pub(super) async fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.existing().await?;
		let (items, usage) = (store.list(), store.usage());
		if json {
			return say_json(say, &json!({ "payloads": items, "usage": usage }));
		}
		for item in items {
			let pinned = if item.pinned { "  pinned" } else { "" };
			let damaged = if item.damaged { "  damaged" } else { "" };
			say(&format!("{} {:>12}{pinned}{damaged}", item.address, item.length));
		}
		say(&format!(
			"{} payloads, {} of {} bytes",
			usage.payloads, usage.bytes, usage.limit
		));
		Ok(())
	}
}

impl Name {
	pub(super) async fn run(
		self,
		json: bool,
		say: Say<'_>,
		done: &str,
		act: fn(&Store, &Address) -> Result<()>,
	) -> Result<()> {
		let (store, address) = (self.place.existing().await?, self.address);
		blocking(move || act(&store, &address)).await?;
		if json {
			return say_json(say, &json!({ "address": address, "done": done }));
		}
		say(&format!("{address} {done}"));
		Ok(())
	}
}

impl Check {
	pub(super) async fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.existing().await?;
		let items = store.list();
		let checked = items.len();
		let bar = bar(items.iter().map(|item| item.length).sum());
		let damaged: Vec<Address> = blocking(move || {
			let mut damaged = Vec::new();
			for item in items {
				if !store.check(&item.address)? {
					damaged.push(item.address);
				}
				bar.inc(item.length);
			}
			bar.finish_and_clear();
			Ok(damaged)
		})
		.await?;
		if json {
			say_json(say, &json!({ "checked": checked, "damaged": damaged }))?;
		} else {
			damaged
				.iter()
				.for_each(|address| say(&format!("{address} is damaged")));
			say(&format!("{checked} payloads checked, {} damaged", damaged.len()));
		}
		match damaged.first() {
			Some(first) => Err(Error::Damaged(*first)),
			None => Ok(()),
		}
	}
}
