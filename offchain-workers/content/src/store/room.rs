//! What appears in a store, and what makes room for it.

use super::folder::{remove_if_there, sync_folder};
use super::index::Index;
use super::{object, Item, Store};
use crate::address::Address;
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

impl Store {
	/// Makes a file that is whole and on disk a payload.
	pub(super) fn admit(
		&self,
		index: &mut Index,
		from: &Path,
		address: Address,
		length: u64,
		pinned: bool,
	) -> Result<Item> {
		let known = index.entry(&address).map(|entry| entry.pinned);
		if known.is_none() {
			for victim in index.crowd_out()? {
				self.forget(index, &victim)?;
			}
		}
		let pinned = pinned || known == Some(true);
		if pinned {
			self.mark(&address)?;
		}
		let to = self.object_path(&address);
		if let Some(folder) = to.parent() {
			if !folder.exists() {
				fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
				sync_folder(&self.0.folder.join("objects"))?;
			}
			fs::rename(from, &to).map_err(|e| Error::io(&to, e))?;
			sync_folder(folder)?;
		}
		index.insert(address, length, object::size(length), pinned);
		Ok(Item {
			address,
			length,
			pinned,
			damaged: false,
		})
	}

	/// Forgets what was used longest ago until `need` more bytes have room.
	pub(super) fn make_room(&self, index: &mut Index, need: u64) -> Result<()> {
		let victims = index.room_for(need)?;
		for victim in &victims.partials {
			self.forget_partial(index, victim)?;
		}
		for victim in &victims.payloads {
			tracing::debug!(address = %victim, "forgotten to make room");
			self.forget(index, victim)?;
		}
		Ok(())
	}

	pub(super) fn forget(&self, index: &mut Index, address: &Address) -> Result<()> {
		remove_if_there(&self.object_path(address))?;
		index.remove(address);
		Ok(())
	}

	pub(super) fn forget_partial(&self, index: &mut Index, address: &Address) -> Result<()> {
		remove_if_there(&self.partial_path(address))?;
		index.remove_partial(address);
		Ok(())
	}

	/// A transfer ended before it was whole: what there is of it may be forgotten.
	pub(super) fn release(&self, address: &Address) {
		let mut index = self.index();
		let size = index.partial_size(address).unwrap_or(0);
		index.set_partial(*address, size, false);
	}

	pub(super) fn mark(&self, address: &Address) -> Result<()> {
		let path = self.pin_path(address);
		File::create(&path).map_err(|e| Error::io(&path, e))?;
		sync_folder(&self.0.folder.join("pins"))
	}

	pub(super) fn object_path(&self, address: &Address) -> PathBuf {
		let [first, ..] = address.hash;
		let folder = self.0.folder.join("objects").join(hex::encode([first]));
		folder.join(address.file_name())
	}

	pub(super) fn partial_path(&self, address: &Address) -> PathBuf {
		self.0.folder.join("partial").join(address.file_name())
	}

	pub(super) fn pin_path(&self, address: &Address) -> PathBuf {
		self.0.folder.join("pins").join(address.file_name())
	}
}
