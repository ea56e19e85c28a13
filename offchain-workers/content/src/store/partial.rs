//! A transfer: a file into which chunks are written as they come, last ones first.
//!
//! What is on disk is believed only after it was checked again, so a crash needs no care: chunks that were not
//! written whole do not fit, and are fetched again.

use super::{object, Item, Store};
use crate::address::Address;
use crate::error::{Error, Result};
use crate::hash::{Manifest, CHUNK};
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// A payload that is not whole yet. Dropped, it may be gone on with later.
#[derive(Debug)]
pub struct Partial {
	store: Store,
	address: Address,
	manifest: Manifest,
	path: PathBuf,
	file: File,
	have: Mutex<Vec<bool>>,
	resumed: u32,
	finished: AtomicBool,
}

impl Partial {
	pub(super) fn open(store: Store, address: Address, manifest: Manifest, path: &Path) -> Result<Self> {
		let failed = |e| Error::io(path, e);
		let file = File::options()
			.read(true)
			.write(true)
			.create(true)
			.truncate(false)
			.open(path);
		let file = file.map_err(failed)?;
		let before = file.metadata().map_err(failed)?.len();
		file.set_len(manifest.length()).map_err(failed)?;
		let chunks = manifest.chunks();
		let first = if before == 0 {
			chunks
		} else {
			first_that_fits(&file, &address, &manifest).map_err(failed)?
		};
		Ok(Self {
			store,
			address,
			path: path.to_owned(),
			file,
			have: Mutex::new((0..chunks).map(|chunk| chunk >= first).collect()),
			resumed: chunks - first,
			finished: AtomicBool::new(false),
			manifest,
		})
	}

	/// What chunks are checked against.
	pub fn manifest(&self) -> &Manifest {
		&self.manifest
	}

	/// How many chunks, the last ones, were there when it was opened.
	pub fn resumed(&self) -> u32 {
		self.resumed
	}

	/// Writes a chunk if it fits; whether it did.
	///
	/// # Errors
	/// If it cannot be written.
	pub fn accept(&self, chunk: u32, bytes: &[u8]) -> Result<bool> {
		if !self.manifest.fits(&self.address, chunk, bytes) {
			return Ok(false);
		}
		let Some((offset, _)) = self.manifest.span(chunk) else {
			return Ok(false);
		};
		let written = self.file.write_all_at(bytes, offset);
		written.map_err(|e| Error::io(&self.path, e))?;
		let mut have = self.have.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some(have) = have.get_mut(chunk as usize) {
			*have = true;
		}
		Ok(true)
	}

	/// Makes it a payload of the store.
	///
	/// # Errors
	/// If a chunk is missing, or the disk fails.
	pub fn finish(&self, pinned: bool) -> Result<Item> {
		let have = self.have.lock().unwrap_or_else(PoisonError::into_inner);
		if !have.iter().all(|have| *have) {
			return Err(Error::Internal(format!("{} is not whole", self.address)));
		}
		let failed = |e| Error::io(&self.path, e);
		let trailer = object::trailer(self.address.kind, &self.manifest);
		let length = self.manifest.length();
		self.file.write_all_at(&trailer, length).map_err(failed)?;
		self.file.sync_all().map_err(failed)?;
		let mut index = self.store.index();
		let item = self
			.store
			.admit(&mut index, &self.path, self.address, length, pinned)?;
		index.remove_partial(&self.address);
		self.finished.store(true, Ordering::Relaxed);
		Ok(item)
	}
}

impl Drop for Partial {
	fn drop(&mut self) {
		if !self.finished.load(Ordering::Relaxed) {
			self.store.release(&self.address);
		}
	}
}

/// The first chunk of those at the end that all fit; their number if the last one does not.
fn first_that_fits(file: &File, address: &Address, manifest: &Manifest) -> std::io::Result<u32> {
	let mut buffer = vec![0; CHUNK];
	let mut first = manifest.chunks();
	for chunk in (0..manifest.chunks()).rev() {
		let place = manifest.span(chunk);
		let Some((offset, bytes)) = place.and_then(|(at, length)| Some((at, buffer.get_mut(..length)?)))
		else {
			break;
		};
		file.read_exact_at(bytes, offset)?;
		if !manifest.fits(address, chunk, bytes) {
			break;
		}
		first = chunk;
	}
	Ok(first)
}
