//! A payload that is being written.

use super::index::Index;
use super::{object, Item, Store, COARSE};
use crate::address::{Address, Kind};
use crate::error::{Error, Result};
use crate::hash::{Digester, CHUNK};
use std::fs::{self, File};
use std::io::{Read, Write as _};
use std::path::Path;

/// A payload that is being written, with the room that it takes. What is not kept is removed.
pub(super) struct Draft<'a> {
	store: &'a Store,
	path: &'a Path,
	reserved: u64,
}

impl<'a> Draft<'a> {
	pub(super) fn new(store: &'a Store, path: &'a Path) -> Self {
		Self {
			store,
			path,
			reserved: 0,
		}
	}

	pub(super) fn fill(
		mut self,
		file: &mut File,
		kind: Kind,
		mut from: impl Read,
		pinned: bool,
	) -> Result<Item> {
		let (store, path) = (self.store, self.path);
		let failed = |e| Error::io(path, e);
		let mut digester = Digester::new(kind);
		let mut length = 0u64;
		let mut chunk = next_chunk(&mut from)?;
		let (address, manifest) = loop {
			length = length.saturating_add(chunk.len() as u64);
			store.fits_limit(length)?;
			self.grow(object::size(length))?;
			file.write_all(&chunk).map_err(failed)?;
			let next = if chunk.len() == CHUNK {
				next_chunk(&mut from)?
			} else {
				Vec::new()
			};
			if next.is_empty() {
				break digester.last(&chunk).ok_or_else(|| {
					Error::Input(format!(
						"a payload under its Keccak-256 has {CHUNK} bytes at most, and this one has more"
					))
				})?;
			}
			digester.chunk(&chunk);
			chunk = next;
		};
		object::write_trailer(file, kind, &manifest).map_err(failed)?;
		file.sync_all().map_err(failed)?;
		let mut index = store.index();
		index.unreserve(std::mem::take(&mut self.reserved));
		if index.entry(&address).is_some_and(|entry| !entry.damaged) {
			return store.again(&mut index, &address, pinned);
		}
		store.admit(&mut index, path, address, length, pinned)
	}

	fn grow(&mut self, size: u64) -> Result<()> {
		let mut index = self.store.index();
		let more = size.saturating_sub(self.reserved);
		self.store.make_room(&mut index, more)?;
		index.reserve(more);
		self.reserved = self.reserved.saturating_add(more);
		Ok(())
	}
}

impl Drop for Draft<'_> {
	fn drop(&mut self) {
		self.store.index().unreserve(self.reserved);
		// Gone already if it was kept; emptied at the next start if this fails.
		let _ = fs::remove_file(self.path);
	}
}

impl Store {
	/// A payload that is there was put again.
	fn again(&self, index: &mut Index, address: &Address, pinned: bool) -> Result<Item> {
		if pinned {
			self.mark(address)?;
			index.set_pinned(address, true);
		}
		index.touch(address, COARSE);
		let items = index.item(address);
		items.ok_or(Error::Missing(*address))
	}
}

/// Up to [`CHUNK`] bytes; fewer at the end only.
fn next_chunk(from: &mut impl Read) -> Result<Vec<u8>> {
	let mut chunk = Vec::new();
	let read = from.take(CHUNK as u64).read_to_end(&mut chunk);
	read.map_err(|e| Error::io("the payload", e))?;
	Ok(chunk)
}
