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

mod index;
mod limits;
mod object;
mod partial;

pub use limits::Limits;
pub use partial::Partial;

use crate::address::{Address, Kind};
use crate::error::{Error, Result};
use crate::hash::{Digester, Manifest, CHUNK};
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
		let draft = Draft {
			store: self,
			path: &path,
			reserved: 0,
		};
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

	/// Makes a file that is whole and on disk a payload.
	fn admit(
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
	fn make_room(&self, index: &mut Index, need: u64) -> Result<()> {
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

	fn forget(&self, index: &mut Index, address: &Address) -> Result<()> {
		remove_if_there(&self.object_path(address))?;
		index.remove(address);
		Ok(())
	}

	fn forget_partial(&self, index: &mut Index, address: &Address) -> Result<()> {
		remove_if_there(&self.partial_path(address))?;
		index.remove_partial(address);
		Ok(())
	}

	/// A transfer ended before it was whole: what there is of it may be forgotten.
	fn release(&self, address: &Address) {
		let mut index = self.index();
		let size = index.partial_size(address).unwrap_or(0);
		index.set_partial(*address, size, false);
	}

	fn mark(&self, address: &Address) -> Result<()> {
		let path = self.pin_path(address);
		File::create(&path).map_err(|e| Error::io(&path, e))?;
		sync_folder(&self.0.folder.join("pins"))
	}

	fn object_path(&self, address: &Address) -> PathBuf {
		let [first, ..] = address.hash;
		let folder = self.0.folder.join("objects").join(hex::encode([first]));
		folder.join(address.file_name())
	}

	fn partial_path(&self, address: &Address) -> PathBuf {
		self.0.folder.join("partial").join(address.file_name())
	}

	fn pin_path(&self, address: &Address) -> PathBuf {
		self.0.folder.join("pins").join(address.file_name())
	}
}

/// A payload that is being written, with the room that it takes. What is not kept is removed.
struct Draft<'a> {
	store: &'a Store,
	path: &'a Path,
	reserved: u64,
}

impl Draft<'_> {
	fn fill(mut self, file: &mut File, kind: Kind, mut from: impl Read, pinned: bool) -> Result<Item> {
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

/// Runs what blocks on the disk elsewhere.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
	let done = tokio::task::spawn_blocking(work).await;
	done.map_err(|error| Error::Internal(error.to_string()))?
}

/// Up to [`CHUNK`] bytes; fewer at the end only.
fn next_chunk(from: &mut impl Read) -> Result<Vec<u8>> {
	let mut chunk = Vec::new();
	let read = from.take(CHUNK as u64).read_to_end(&mut chunk);
	read.map_err(|e| Error::io("the payload", e))?;
	Ok(chunk)
}

fn lock(folder: &Path) -> Result<File> {
	let path = folder.join("lock");
	let file = File::options().create(true).truncate(false).write(true).open(&path);
	let file = file.map_err(|e| Error::io(&path, e))?;
	match file.try_lock() {
		Ok(()) => Ok(file),
		Err(fs::TryLockError::WouldBlock) => Err(Error::Locked(folder.to_owned())),
		Err(fs::TryLockError::Error(error)) => Err(Error::io(&path, error)),
	}
}

/// What is in the folders, the longest unused first.
fn scan(folder: &Path, limits: Limits) -> Result<Index> {
	let mut index = Index::new(limits);
	let mut found = Vec::new();
	let objects = folder.join("objects");
	for entry in fs::read_dir(&objects).map_err(|e| Error::io(&objects, e))? {
		let path = entry.map_err(|e| Error::io(&objects, e))?.path();
		if !path.is_dir() {
			continue;
		}
		for file in files(&path)? {
			let meta = fs::metadata(&file).map_err(|e| Error::io(&file, e))?;
			if let Some(address) = named(&file) {
				found.push((meta.modified().unwrap_or(SystemTime::UNIX_EPOCH), address, meta.len(), file));
			}
		}
	}
	found.sort();
	for (_, address, size, file) in found {
		let length = Object::open(&file, address).ok().flatten().map(|object| object.length());
		let pinned = folder.join("pins").join(address.file_name()).exists();
		index.insert(address, length.unwrap_or(size), size, pinned);
		if length.is_none() {
			index.set_damaged(&address);
		}
	}
	for file in files(&folder.join("partial"))? {
		let size = fs::metadata(&file).map_err(|e| Error::io(&file, e))?.len();
		match named(&file) {
			Some(address) => index.set_partial(address, size, false),
			None => tracing::warn!(file = %file.display(), "not ours, left alone"),
		}
	}
	Ok(index)
}

fn named(file: &Path) -> Option<Address> {
	Address::from_file_name(file.file_name()?.to_str()?)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
	let mut files = Vec::new();
	for entry in fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
		let entry = entry.map_err(|e| Error::io(folder, e))?;
		if entry.file_type().is_ok_and(|kind| kind.is_file()) {
			files.push(entry.path());
		}
	}
	Ok(files)
}

fn remove_if_there(path: &Path) -> Result<()> {
	match fs::remove_file(path) {
		Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path, error)),
		_ => Ok(()),
	}
}

/// Has the disk keep what was made or renamed in a folder.
fn sync_folder(folder: &Path) -> Result<()> {
	let synced = File::open(folder).and_then(|folder| folder.sync_all());
	synced.map_err(|e| Error::io(folder, e))
}
