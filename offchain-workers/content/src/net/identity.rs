//! The key by which peers know each other: made once, in a file for its owner's eyes only.

use crate::error::{Error, Result};
use libp2p::identity::Keypair;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// The key in a file, which is made if it is not there.
///
/// # Errors
/// If the file cannot be used, holds no key, or others may read it.
pub fn load_or_make(path: &Path) -> Result<Keypair> {
	match File::open(path) {
		Ok(file) => read(path, &file),
		Err(error) if error.kind() == io::ErrorKind::NotFound => make(path),
		Err(error) => Err(Error::io(path, error)),
	}
}

/// A key that is kept nowhere.
///
/// # Errors
/// If the machine has no randomness.
pub fn passing() -> Result<Keypair> {
	keypair(&mut random()?)
}

fn read(path: &Path, file: &File) -> Result<Keypair> {
	let mode = file
		.metadata()
		.map_err(|e| Error::io(path, e))?
		.permissions()
		.mode();
	if mode & 0o077 != 0 {
		return Err(Error::Input(format!(
			"{} may be read by others; make it private with chmod 600",
			path.display()
		)));
	}
	let mut bytes = fs::read(path).map_err(|e| Error::io(path, e))?;
	keypair(&mut bytes).map_err(|_| {
		Error::Input(format!(
			"{} holds no key of 32 bytes; remove it to have another made, under which peers do not know you",
			path.display()
		))
	})
}

fn make(path: &Path) -> Result<Keypair> {
	let failed = |e| Error::io(path, e);
	let mut seed = random()?;
	let fresh = path.with_extension("new");
	let file = File::options()
		.write(true)
		.create(true)
		.truncate(true)
		.mode(0o600)
		.open(&fresh);
	let mut file = file.map_err(failed)?;
	file.write_all(&seed)
		.and_then(|()| file.sync_all())
		.map_err(failed)?;
	fs::rename(&fresh, path).map_err(failed)?;
	keypair(&mut seed)
}

fn random() -> Result<[u8; 32]> {
	let mut seed = [0; 32];
	getrandom::fill(&mut seed).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
	Ok(seed)
}

/// Wipes the seed.
fn keypair(seed: &mut [u8]) -> Result<Keypair> {
	Keypair::ed25519_from_bytes(seed).map_err(|error| Error::Input(error.to_string()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_key_is_made_once_and_is_private() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("identity");
		let first = load_or_make(&path).unwrap();
		assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
		let again = load_or_make(&path).unwrap();
		assert_eq!(again.public(), first.public());
	}

	#[test]
	fn a_key_that_others_may_read_or_that_is_cut_off_is_refused() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("identity");
		load_or_make(&path).unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
		assert!(load_or_make(&path).unwrap_err().to_string().contains("chmod 600"));
		fs::write(&path, [1; 31]).unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		assert!(load_or_make(&path).unwrap_err().to_string().contains("no key"));
	}
}
