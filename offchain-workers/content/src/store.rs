//! A folder of payloads, each under its hash.
//!
//! | folder | holds |
//! |---|---|
//! | `objects` | payloads, each one file with its manifest behind it |
//! | `partial` | transfers that are not whole yet |
//! | `pins` | an empty file for each payload that is never forgotten |
//! | `new` | payloads that are being written; emptied when the store is opened |
//!
//! A payload appears by one rename, after its bytes are on disk. What is read is checked against its hash again.

mod draft;
mod folder;
mod index;
mod limits;
mod object;
mod partial;
mod room;

pub use limits::Limits;
pub use partial::Partial;

use crate::address::{Address, Kind};
use crate::error::{Error, Result};
use crate::hash::Manifest;
use draft::Draft;
use folder::{files, lock, remove_if_there, scan};
use index::Index;
use object::Object;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// A store of payloads. Clones are the same store. Every function blocks on the disk.
#[derive(Clone, Debug)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
	folder: PathBuf,
	limits: Limits,
	index: Mutex<Index>,
	serial: AtomicU64,
	/// Held as long as the store is open.
	_lock: File,
}

/// A payload of a store.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Item {
	/// Its hash.
	pub address: Address,
	/// In bytes.
	pub length: u64,
	/// Whether it is never forgotten to make room.
	pub pinned: bool,
	/// Whether its file was found not to be what was stored.
	pub damaged: bool,
}

/// How full a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Usage {
	/// Payloads.
	pub payloads: usize,
	/// Bytes on disk, transfers and what is being written among them.
	pub bytes: u64,
	/// Of these, bytes that cannot be forgotten now.
	pub held: u64,
	/// Bytes on disk at most.
	pub limit: u64,
}

/// A range of time in which nobody needs to know the minute when a payload was used last.
const COARSE: std::time::Duration = std::time::Duration::from_secs(60);

impl Store {
	/// Opens the store in a folder, which is made if it is not there.
	///
	/// # Errors
	/// If the folder cannot be used, or another process has it open.
	pub fn open(folder: impl AsRef<Path>, limits: Limits) -> Result<Self> {
		let folder = folder.as_ref().to_owned();
		for part in ["objects", "partial", "pins", "new"] {
			let path = folder.join(part);
			fs::create_dir_all(&path).map_err(|e| Error::io(&path, e))?;
		}
		let lock = lock(&folder)?;
		for left in files(&folder.join("new"))? {
			fs::remove_file(&left).map_err(|e| Error::io(&left, e))?;
		}
		let index = scan(&folder, limits)?;
		let store = Self(Arc::new(Inner {
			folder,
			limits,
			index: Mutex::new(index),
			serial: AtomicU64::new(0),
			_lock: lock,
		}));
		Ok(store)
	}

	/// Where it is.
	pub fn folder(&self) -> &Path {
		&self.0.folder
	}

	/// What it was opened with.
	pub fn limits(&self) -> Limits {
		self.0.limits
	}

	/// Keeps what `from` gives, under its hash of this kind.
	///
	/// # Errors
	/// If it is longer than allowed, or there is no room for it; then nothing is kept.
	pub fn put(&self, kind: Kind, from: impl Read, pinned: bool) -> Result<Item> {
		let serial = self.0.serial.fetch_add(1, Ordering::Relaxed);
		let path = self.0.folder.join("new").join(serial.to_string());
		let draft = Draft::new(self, &path);
		let mut file = File::create_new(&path).map_err(|e| Error::io(&path, e))?;
		draft.fill(&mut file, kind, from, pinned)
	}

	/// Whether it has a payload, as far as it knows undamaged.
	pub fn contains(&self, address: &Address) -> bool {
		self.index().entry(address).is_some_and(|entry| !entry.damaged)
	}

	/// All payloads, by address.
	pub fn list(&self) -> Vec<Item> {
		let mut items = self.index().items();
		items.sort_by_key(|item| item.address);
		items
	}

	/// How full it is.
	pub fn usage(&self) -> Usage {
		self.index().usage()
	}

	/// A whole payload, checked.
	///
	/// # Errors
	/// If it is not there, or is damaged.
	pub fn get(&self, address: &Address) -> Result<Vec<u8>> {
		let mut bytes = Vec::new();
		self.copy(address, &mut bytes)?;
		Ok(bytes)
	}

	/// Writes a payload to `to`, chunk by chunk, each checked before it is written; returns how many bytes it has.
	///
	/// # Errors
	/// If it is not there, or is damaged: then what was written is its undamaged beginning.
	pub fn copy(&self, address: &Address, to: &mut impl Write) -> Result<u64> {
		let object = self.object(address)?.ok_or(Error::Missing(*address))?;
		let manifest = self.sound(address, object.manifest())?;
		for chunk in 0..manifest.chunks() {
			let bytes = self.sound(address, object.chunk(chunk))?;
			to.write_all(&bytes).map_err(|e| Error::io("the output", e))?;
		}
		Ok(manifest.length())
	}

	/// How long a payload is, and the states between its chunks; nothing if it is not there.
	///
	/// # Errors
	/// If it is damaged.
	pub fn manifest(&self, address: &Address) -> Result<Option<Manifest>> {
		let Some(object) = self.object(address)? else {
			return Ok(None);
		};
		self.sound(address, object.manifest()).map(Some)
	}

	/// A chunk of a payload, checked; nothing if there is no such payload or chunk.
	///
	/// # Errors
	/// If it is damaged.
	pub fn chunk(&self, address: &Address, chunk: u32) -> Result<Option<Vec<u8>>> {
		match self.object(address)? {
			Some(object) if object.has(chunk) => self.sound(address, object.chunk(chunk)).map(Some),
			_ => Ok(None),
		}
	}

	/// Never forgets a payload from now on.
	///
	/// # Errors
	/// If it is not there.
	pub fn pin(&self, address: &Address) -> Result<()> {
		let mut index = self.index();
		index.entry(address).ok_or(Error::Missing(*address))?;
		self.mark(address)?;
		index.set_pinned(address, true);
		Ok(())
	}

	/// Forgets a payload when room is needed, from now on.
	///
	/// # Errors
	/// If it is not there.
	pub fn unpin(&self, address: &Address) -> Result<()> {
		let mut index = self.index();
		index.entry(address).ok_or(Error::Missing(*address))?;
		remove_if_there(&self.pin_path(address))?;
		index.set_pinned(address, false);
		Ok(())
	}

	/// Forgets a payload, pinned or not, and what there is of a transfer of it.
	///
	/// # Errors
	/// If there is nothing of it, or it is being fetched.
	pub fn remove(&self, address: &Address) -> Result<()> {
		let mut index = self.index();
		if index.is_active(address) {
			return Err(Error::InFlight(*address));
		}
		let known = index.entry(address).is_some() | index.has_partial(address);
		if !known {
			return Err(Error::Missing(*address));
		}
		self.forget(&mut index, address)?;
		self.forget_partial(&mut index, address)?;
		remove_if_there(&self.pin_path(address))
	}

	/// Reads a payload again and says whether it is what was stored.
	///
	/// # Errors
	/// If it is not there or cannot be read.
	pub fn check(&self, address: &Address) -> Result<bool> {
		match self.copy(address, &mut io::sink()) {
			Ok(_) => Ok(true),
			Err(Error::Damaged(_)) => Ok(false),
			Err(other) => Err(other),
		}
	}

	/// Opens a transfer: what is there of it is checked by this manifest, from the end.
	///
	/// # Errors
	/// If it is longer than allowed, or there is no room for it, or it is being fetched.
	pub fn partial(&self, address: Address, manifest: Manifest) -> Result<Partial> {
		self.fits_limit(manifest.length())?;
		let size = object::size(manifest.length());
		let mut index = self.index();
		if index.is_active(&address) {
			return Err(Error::InFlight(address));
		}
		let there = index.partial_size(&address);
		// First, lest room is made for it by forgetting it.
		index.set_partial(address, there.unwrap_or(0), true);
		let room = self.make_room(&mut index, size.saturating_sub(there.unwrap_or(0)));
		if let Err(error) = room {
			index.set_partial(address, there.unwrap_or(0), false);
			return Err(error);
		}
		index.set_partial(address, size, true);
		drop(index);
		let path = self.partial_path(&address);
		Partial::open(self.clone(), address, manifest, &path).inspect_err(|_| self.release(&address))
	}

	fn index(&self) -> MutexGuard<'_, Index> {
		self.0.index.lock().unwrap_or_else(PoisonError::into_inner)
	}

	fn fits_limit(&self, length: u64) -> Result<()> {
		let limit = self.0.limits.payload();
		if length > limit {
			return Err(Error::TooLarge { length, limit });
		}
		Ok(())
	}

	/// Opens a payload's file and notes that it is used.
	fn object(&self, address: &Address) -> Result<Option<Object>> {
		match self.index().entry(address) {
			None => return Ok(None),
			Some(entry) if entry.damaged => return Err(Error::Damaged(*address)),
			Some(_) => (),
		}
		let path = self.object_path(address);
		let object = match Object::open(&path, *address) {
			Ok(object) => object,
			// Forgotten just now, to make room.
			Err(error) if error.kind() == io::ErrorKind::NotFound && !self.contains(address) => {
				return Ok(None);
			}
			Err(error) if error.kind() == io::ErrorKind::NotFound => None,
			Err(error) => return Err(Error::io(&path, error)),
		};
		let mut index = self.index();
		let Some(object) = object else {
			index.set_damaged(address);
			return Err(Error::Damaged(*address));
		};
		if index.touch(address, COARSE) {
			// Kept so that the order of use outlives a restart; losing it loses no payload.
			let _ = object.touch(SystemTime::now());
		}
		Ok(Some(object))
	}

	/// What was read, unless it was not what was stored.
	fn sound<T>(&self, address: &Address, read: io::Result<Option<T>>) -> Result<T> {
		match read {
			Ok(Some(value)) => Ok(value),
			Ok(None) => {
				self.index().set_damaged(address);
				Err(Error::Damaged(*address))
			}
			Err(error) => Err(Error::io(self.object_path(address), error)),
		}
	}
}

/// Runs what blocks on the disk elsewhere.
pub(crate) async fn blocking<T: Send + 'static>(
	work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
	let done = tokio::task::spawn_blocking(work).await;
	done.map_err(|error| Error::Internal(error.to_string()))?
}
