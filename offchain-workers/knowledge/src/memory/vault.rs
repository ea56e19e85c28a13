//! Files with the words of memories, beside the log and never in it: what is erased here is nowhere any more.
//!
//! A file is named by the SHA-256 of its bytes. The log says which files there shall be; a file that no record names is
//! found by an audit and erased by the next sweep.

use super::content::{decode, Content, Embedded, LONGEST_FILE};
use crate::error::{Error, Result};
use crate::store::commit::Hash;
use sha2::{Digest, Sha256};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// What the name of a file ends with until it is whole.
const UNFINISHED: &str = "unfinished";

/// The folder with the files. It is made when the first is written.
#[derive(Clone, Debug)]
pub struct Vault {
	folder: PathBuf,
}

impl Vault {
	/// In `folder`.
	pub fn new(folder: PathBuf) -> Self {
		Self { folder }
	}

	/// The folder.
	pub fn folder(&self) -> &Path {
		&self.folder
	}

	/// Where a file is.
	pub fn path(&self, hash: &Hash) -> PathBuf {
		self.folder.join(hex::encode(hash))
	}

	/// Writes a file and waits until the disk has it, name and all.
	///
	/// # Errors
	/// When the disk refuses.
	pub fn put(&self, bytes: &[u8]) -> Result<Hash> {
		let folder = DirBuilder::new().recursive(true).mode(0o700).create(&self.folder);
		folder.map_err(|e| Error::io(&self.folder, e))?;
		let hash: Hash = Sha256::digest(bytes).into();
		let path = self.path(&hash);
		let unfinished = path.with_extension(UNFINISHED);
		let file = OpenOptions::new()
			.write(true)
			.create(true)
			.truncate(true)
			.mode(0o600)
			.open(&unfinished);
		file.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
			.and_then(|()| std::fs::rename(&unfinished, &path))
			.map_err(|e| Error::io(&path, e))?;
		self.settle()?;
		Ok(hash)
	}

	/// Waits until the disk has the folder's names.
	fn settle(&self) -> Result<()> {
		File::open(&self.folder)
			.and_then(|folder| folder.sync_all())
			.map_err(|e| Error::io(&self.folder, e))
	}

	/// What a file says, if there is one.
	///
	/// # Errors
	/// When it cannot be read, or is not what its name says.
	pub fn get(&self, hash: &Hash) -> Result<Option<(Content, Option<Embedded>)>> {
		let path = self.path(hash);
		let file = match File::open(&path) {
			Ok(file) => file,
			Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
			Err(error) => return Err(Error::io(&path, error)),
		};
		let mut bytes = Vec::new();
		let read = file.take(LONGEST_FILE.saturating_add(1)).read_to_end(&mut bytes);
		read.map_err(|e| Error::io(&path, e))?;
		let damaged = |reason: &str| Error::Damaged {
			path: path.clone(),
			offset: 0,
			reason: reason.to_owned(),
		};
		let found: Hash = Sha256::digest(&bytes).into();
		if found != *hash {
			return Err(damaged("its bytes are not those that its name is the hash of"));
		}
		decode(&bytes)
			.map(Some)
			.ok_or_else(|| damaged("this is no memory that this program reads"))
	}

	/// How many bytes a file has, if there is one.
	pub fn size(&self, hash: &Hash) -> Option<u64> {
		std::fs::metadata(self.path(hash)).ok().map(|file| file.len())
	}

	/// Takes files away and waits until the disk has forgotten their names. Returns how many were there.
	///
	/// # Errors
	/// When the disk refuses; those before are gone.
	pub fn remove(&self, hashes: &[Hash]) -> Result<usize> {
		let mut gone = 0_usize;
		for hash in hashes {
			let path = self.path(hash);
			match std::fs::remove_file(&path) {
				Ok(()) => gone = gone.saturating_add(1),
				Err(error) if error.kind() == ErrorKind::NotFound => (),
				Err(error) => return Err(Error::io(&path, error)),
			}
		}
		if gone > 0 {
			self.settle()?;
		}
		Ok(gone)
	}

	/// The hashes of all files, ascending, and what else lies there.
	///
	/// # Errors
	/// When the folder cannot be read.
	pub fn list(&self) -> Result<(Vec<Hash>, Vec<PathBuf>)> {
		let (mut hashes, mut others) = (Vec::new(), Vec::new());
		let entries = match std::fs::read_dir(&self.folder) {
			Ok(entries) => entries,
			Err(error) if error.kind() == ErrorKind::NotFound => return Ok((hashes, others)),
			Err(error) => return Err(Error::io(&self.folder, error)),
		};
		for entry in entries {
			let entry = entry.map_err(|e| Error::io(&self.folder, e))?;
			let mut hash = Hash::default();
			let name = entry.file_name();
			match name.to_str().map(|name| hex::decode_to_slice(name, &mut hash)) {
				Some(Ok(())) => hashes.push(hash),
				_ => others.push(entry.path()),
			}
		}
		hashes.sort_unstable();
		others.sort();
		Ok((hashes, others))
	}

	/// Takes away what a crash left half written.
	///
	/// # Errors
	/// When the disk refuses.
	pub fn tidy(&self) -> Result<()> {
		for path in self.list()?.1 {
			if path.extension().is_some_and(|end| end == UNFINISHED) {
				std::fs::remove_file(&path).map_err(|e| Error::io(&path, e))?;
			}
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::super::content::encode;
	use super::*;

	fn bytes(text: &str) -> Vec<u8> {
		let content = Content {
			graph: "urn:g".into(),
			asked: String::new(),
			text: text.into(),
		};
		encode(&content, None).unwrap()
	}

	#[test]
	fn what_is_put_is_there_until_it_is_removed() {
		let folder = tempfile::tempdir().unwrap();
		let vault = Vault::new(folder.path().join("memory"));
		assert_eq!(vault.list().unwrap().0, Vec::<Hash>::new());
		let hash = vault.put(&bytes("a word")).unwrap();
		assert_eq!(vault.get(&hash).unwrap().unwrap().0.text, "a word");
		assert_eq!(vault.list().unwrap().0, [hash]);
		assert_eq!(vault.remove(&[hash, [7; 32]]).unwrap(), 1);
		assert_eq!(vault.get(&hash).unwrap(), None);
		assert_eq!(vault.remove(&[hash]).unwrap(), 0);
	}

	#[test]
	fn a_spoiled_file_is_said_with_its_path() {
		let folder = tempfile::tempdir().unwrap();
		let vault = Vault::new(folder.path().to_owned());
		let hash = vault.put(&bytes("a word")).unwrap();
		let mut spoiled = std::fs::read(vault.path(&hash)).unwrap();
		*spoiled.last_mut().unwrap() ^= 1;
		std::fs::write(vault.path(&hash), spoiled).unwrap();
		let error = vault.get(&hash).unwrap_err().to_string();
		assert!(
			error.contains(&hex::encode(hash)) && error.contains("damaged"),
			"{error}"
		);
	}

	#[test]
	fn what_was_half_written_is_tidied_up_and_nothing_else() {
		let folder = tempfile::tempdir().unwrap();
		let vault = Vault::new(folder.path().to_owned());
		let hash = vault.put(&bytes("a word")).unwrap();
		let half = folder
			.path()
			.join(format!("{}.{UNFINISHED}", hex::encode([1; 32])));
		std::fs::write(&half, "half").unwrap();
		std::fs::write(folder.path().join("readme"), "of somebody").unwrap();
		vault.tidy().unwrap();
		let (hashes, others) = vault.list().unwrap();
		assert_eq!(hashes, [hash]);
		assert_eq!(others, [folder.path().join("readme")]);
	}
}
