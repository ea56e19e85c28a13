//! `althing content add`

use super::{bar, say_json, Place, Say};
use crate::address::Kind;
use crate::error::{Error, Result};
use crate::store::{blocking, Item, Store};
use clap::{Args, ValueHint};
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};

/// `althing content add`
#[derive(Clone, Debug, Args)]
pub struct Add {
	/// The files.
	#[arg(required = true, value_hint = ValueHint::FilePath)]
	pub files: Vec<PathBuf>,
	/// Which store.
	#[command(flatten)]
	pub place: Place,
	/// Keep them under their Keccak-256, as registration files are named on EVM chains; 256 KiB at most.
	#[arg(long)]
	pub keccak: bool,
	/// Never forget them to make room.
	#[arg(long)]
	pub pin: bool,
}

impl Add {
	pub(super) async fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.open().await?;
		let kind = if self.keccak { Kind::Keccak } else { Kind::Blake2b };
		for path in self.files {
			let (store, from, pin) = (store.clone(), path.clone(), self.pin);
			let item = blocking(move || one(&store, &from, kind, pin)).await?;
			if json {
				say_json(say, &json!({ "file": path, "kept": item }))?;
			} else {
				say(&format!(
					"{} {} bytes  {}",
					item.address,
					item.length,
					path.display()
				));
			}
		}
		Ok(())
	}
}

fn one(store: &Store, path: &Path, kind: Kind, pin: bool) -> Result<Item> {
	let file = File::open(path).map_err(|e| Error::io(path, e))?;
	let meta = file.metadata().map_err(|e| Error::io(path, e))?;
	if meta.is_dir() {
		return Err(Error::Input(format!(
			"{} is a folder; name files",
			path.display()
		)));
	}
	let bar = bar(meta.len());
	let kept = store.put(kind, bar.wrap_read(file), pin);
	bar.finish_and_clear();
	kept
}
