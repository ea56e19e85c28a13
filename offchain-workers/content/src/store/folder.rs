//! A store's folder: held by one process, read when it is opened.

use super::index::Index;
use super::object::Object;
use super::Limits;
use crate::address::Address;
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Has no other process open it, as long as what is given back lives.
pub(super) fn lock(folder: &Path) -> Result<File> {
	let path = folder.join("lock");
	let file = File::options()
		.create(true)
		.truncate(false)
		.write(true)
		.open(&path);
	let file = file.map_err(|e| Error::io(&path, e))?;
	match file.try_lock() {
		Ok(()) => Ok(file),
		Err(fs::TryLockError::WouldBlock) => Err(Error::Locked(folder.to_owned())),
		Err(fs::TryLockError::Error(error)) => Err(Error::io(&path, error)),
	}
}

/// What is in the folders, the longest unused first.
pub(super) fn scan(folder: &Path, limits: Limits) -> Result<Index> {
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
				found.push((
					meta.modified().unwrap_or(SystemTime::UNIX_EPOCH),
					address,
					meta.len(),
					file,
				));
			}
		}
	}
	found.sort();
	for (_, address, size, file) in found {
		let length = Object::open(&file, address)
			.ok()
			.flatten()
			.map(|object| object.length());
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

pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
	let mut files = Vec::new();
	for entry in fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
		let entry = entry.map_err(|e| Error::io(folder, e))?;
		if entry.file_type().is_ok_and(|kind| kind.is_file()) {
			files.push(entry.path());
		}
	}
	Ok(files)
}

pub(super) fn remove_if_there(path: &Path) -> Result<()> {
	match fs::remove_file(path) {
		Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path, error)),
		_ => Ok(()),
	}
}

/// Has the disk keep what was made or renamed in a folder.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
	let synced = File::open(folder).and_then(|folder| folder.sync_all());
	synced.map_err(|e| Error::io(folder, e))
}
