//! The store: one folder, one writer, as many readers as like.
//!
//! Readers hold a version ([`State`]) that never changes. A write gathers a [`Draft`], is appended to the log,
//! and is seen by who asks afterwards. What is not in the log never happened.

pub mod commit;
pub mod dictionary;
pub mod draft;
pub mod frame;
pub mod history;
pub mod index;
pub mod log;
mod replay;
pub mod state;
mod term;

pub use commit::Commit;
pub use draft::Draft;
pub use state::State;

use crate::access::Caller;
use crate::error::{Error, Result};
use log::Log;
use replay::Replay;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Who writes and why: what the log keeps.
#[derive(Clone, Debug)]
pub struct Note {
	/// Who.
	pub author: String,
	/// Why.
	pub reason: String,
}

impl Note {
	/// The longest author or reason, in bytes.
	pub const LONGEST: usize = 4_096;

	/// A note by `caller`.
	///
	/// # Errors
	/// When the reason is too long.
	pub fn new(caller: &Caller, reason: impl Into<String>) -> Result<Self> {
		let reason = reason.into();
		if reason.len() > Self::LONGEST {
			return Err(Error::Input(format!(
				"a reason has {} bytes at most",
				Self::LONGEST
			)));
		}
		Ok(Self {
			author: caller.to_string(),
			reason,
		})
	}
}

/// A knowledge store.
pub struct Store {
	folder: PathBuf,
	/// Held for as long as the store is open.
	_lock: File,
	head: RwLock<Arc<State>>,
	log: Mutex<Log>,
}

impl Store {
	/// Opens the store in `folder`, or begins one there. What a crash left half written is cut off.
	///
	/// # Errors
	/// When another process has it open, or it cannot be read, or is damaged.
	pub fn open(folder: impl AsRef<Path>) -> Result<Self> {
		let folder = folder.as_ref().to_owned();
		std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
		let lock = lock(&folder)?;
		let mut replay = Replay::new();
		let log = Log::open(&folder.join("log"), |commit, content| {
			replay.take(commit, content)
		})?;
		// The folder itself, for the log's name in it.
		File::open(&folder)
			.and_then(|folder| folder.sync_all())
			.map_err(|e| Error::io(&folder, e))?;
		Ok(Self {
			folder,
			_lock: lock,
			head: RwLock::new(Arc::new(replay.finish())),
			log: Mutex::new(log),
		})
	}

	/// The folder.
	pub fn folder(&self) -> &Path {
		&self.folder
	}

	/// The newest version.
	pub fn head(&self) -> Arc<State> {
		Arc::clone(&self.head.read().unwrap_or_else(PoisonError::into_inner))
	}

	fn log(&self) -> MutexGuard<'_, Log> {
		self.log.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Bytes on disk.
	pub fn bytes(&self) -> u64 {
		self.log().bytes()
	}

	/// Gathers a write and commits it: all of it or, on an error, nothing. Writes wait for each other. Returns the
	/// commit, or nothing where nothing changed, and what `gather` returned.
	///
	/// # Errors
	/// Those of `gather`, and when the disk refuses.
	pub fn write<T>(
		&self,
		caller: &Caller,
		note: &Note,
		gather: impl FnOnce(&mut Draft) -> Result<T>,
	) -> Result<(Option<Commit>, T)> {
		let mut log = self.log();
		let base = self.head();
		let mut draft = Draft::new(Arc::clone(&base), caller.clone());
		let out = gather(&mut draft)?;
		let delta = draft.finish();
		if delta.is_empty() {
			return Ok((None, out));
		}
		let next = base.number.saturating_add(1);
		let commit = Commit::new(next, base.hash, &note.author, &note.reason, &delta);
		let commit = log.append(commit, &delta)?;
		let mut after = (*base).clone();
		drop(base);
		(after.number, after.hash) = (commit.number, commit.hash);
		after.terms = after.terms.publish(delta.terms);
		state::apply(&mut after.graphs, &delta.shapes, delta.graphs);
		*self.head.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(after);
		Ok((Some(commit), out))
	}
}

fn lock(folder: &Path) -> Result<File> {
	let path = folder.join("lock");
	let file = OpenOptions::new()
		.write(true)
		.create(true)
		.truncate(false)
		.open(&path);
	let file = file.map_err(|e| Error::io(&path, e))?;
	match file.try_lock() {
		Ok(()) => Ok(file),
		Err(TryLockError::WouldBlock) => Err(Error::Locked(folder.to_owned())),
		Err(TryLockError::Error(error)) => Err(Error::io(&path, error)),
	}
}
