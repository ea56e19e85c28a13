//! A secret that is made once and kept in the store's folder, for the owner's eyes only.

use crate::error::{Error, Result};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The longest secret that is read, in bytes.
const LONGEST: u64 = 4_096;

/// The secret in this file; one of 64 hexadecimal digits is made where there is no file.
///
/// # Errors
/// When the file cannot be read or made, or holds nothing. What is there is never replaced: what was made with the old
/// secret would fit no more.
pub fn kept(path: &Path) -> Result<String> {
	match std::fs::File::open(path) {
		Ok(file) => {
			let text = std::io::read_to_string(std::io::Read::take(file, LONGEST));
			let text = text.map_err(|e| Error::io(path, e))?;
			let secret = text.trim();
			if secret.is_empty() {
				return Err(Error::Input(format!(
					"{} holds no secret; delete it to have one made",
					path.display()
				)));
			}
			Ok(secret.to_owned())
		}
		Err(error) if error.kind() == ErrorKind::NotFound => made(path),
		Err(error) => Err(Error::io(path, error)),
	}
}

fn made(path: &Path) -> Result<String> {
	let mut bytes = [0; 32];
	getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
	let secret = hex::encode(bytes);
	// In one step: a crash leaves no half secret behind.
	let new = path.with_extension("new");
	let file = OpenOptions::new()
		.write(true)
		.create(true)
		.truncate(true)
		.mode(0o600)
		.open(&new);
	let written = file.and_then(|mut file| {
		writeln!(file, "{secret}")?;
		file.sync_all()
	});
	written
		.and_then(|()| std::fs::rename(&new, path))
		.map_err(|error| Error::io(path, error))?;
	Ok(secret)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::os::unix::fs::PermissionsExt;

	#[test]
	fn a_secret_is_made_once_and_for_the_owner_alone() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("a.token");
		let secret = kept(&path).unwrap();
		assert_eq!(secret.len(), 64);
		assert_eq!(kept(&path).unwrap(), secret);
		assert_eq!(
			std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
			0o600
		);
	}

	#[test]
	fn a_file_without_a_secret_is_not_replaced() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("a.token");
		std::fs::write(&path, "\n").unwrap();
		assert!(kept(&path).is_err());
		assert_eq!(std::fs::read(&path).unwrap(), b"\n");
	}
}
