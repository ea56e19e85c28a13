//! The fleet's secret phrase, encrypted at rest.
//!
//! A keystore is a file in the [age](https://age-encryption.org/v1) format, encrypted to a passphrase by
//! scrypt, that holds a BIP-39 phrase and a line end: `age -d` reads it too. All accounts of a fleet are
//! derived from the one phrase.

mod error;
mod passphrase;
mod secret;

use std::{
	fs::File,
	io::{Read as _, Write as _},
	path::Path,
};

use age::{scrypt, DecryptError};
use zeroize::Zeroizing;

pub use error::KeystoreError;
pub use passphrase::{Passphrase, PassphraseSource, PASSPHRASE_FILE_VARIABLE};
pub use secret::Secret;

/// Cost of one try at the passphrase: scrypt with N = 2¹⁷ and r = 8, 128 MiB of memory (what the OWASP
/// Password Storage Cheat Sheet asks for).
const WORK: u8 = 17;
/// A file that asks for more work than this is not ours: 2²⁰ takes 1 GiB of memory.
const MOST_WORK: u8 = 20;
/// The most bytes of a keystore; ours has about 300.
const MAX_FILE: u64 = 16 * 1024;

/// Writes a keystore with `secret` to `path`, readable by its owner alone. All or nothing: a crash leaves
/// no half-written file, and an existing file is never replaced.
///
/// # Errors
/// [`KeystoreError::Exists`] if there is a file already, [`KeystoreError::Unwritable`] if the file system
/// says no.
pub fn create(path: &Path, secret: &Secret, passphrase: &Passphrase) -> Result<(), KeystoreError> {
	create_with_work(path, secret, passphrase, WORK)
}

fn create_with_work(
	path: &Path,
	secret: &Secret,
	passphrase: &Passphrase,
	work: u8,
) -> Result<(), KeystoreError> {
	let exists = || KeystoreError::Exists { path: path.into() };
	if path.symlink_metadata().is_ok() {
		return Err(exists());
	}
	let mut recipient = scrypt::Recipient::new(passphrase.secret());
	recipient.set_work_factor(work);
	let plain = Zeroizing::new(format!("{}\n", secret.phrase()));
	let sealed = age::encrypt(&recipient, plain.as_bytes()).map_err(|error| KeystoreError::Encryption {
		reason: error.to_string(),
	})?;
	let unwritable = |source| KeystoreError::Unwritable {
		path: path.into(),
		source,
	};
	let folder = path
		.parent()
		.filter(|folder| !folder.as_os_str().is_empty())
		.unwrap_or(Path::new("."));
	// Born with mode 0600, and in the same folder so that it can be moved into place at once.
	let mut file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
	file.write_all(&sealed)
		.and_then(|()| file.as_file().sync_all())
		.map_err(unwritable)?;
	file.persist_noclobber(path)
		.map_err(|error| match error.error.kind() {
			std::io::ErrorKind::AlreadyExists => exists(),
			_ => unwritable(error.error),
		})?;
	File::open(folder)
		.and_then(|folder| folder.sync_all())
		.map_err(unwritable)
}

/// Reads the secret from the keystore at `path`. Takes about half a second, by design.
///
/// # Errors
/// [`KeystoreError::WrongPassphrase`], [`KeystoreError::NotAKeystore`] for a file that is none or was
/// damaged, [`KeystoreError::Unreadable`] if the file system says no.
pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Secret, KeystoreError> {
	let not_ours = |reason: &str| KeystoreError::NotAKeystore {
		path: path.into(),
		reason: reason.into(),
	};
	let unreadable = |source| KeystoreError::Unreadable {
		path: path.into(),
		source,
	};
	let about = std::fs::metadata(path).map_err(unreadable)?;
	if !about.is_file() || about.len() > MAX_FILE {
		return Err(not_ours("it is no regular file of a few hundred bytes"));
	}
	let mut sealed = Vec::new();
	File::open(path)
		.and_then(|file| file.take(MAX_FILE).read_to_end(&mut sealed))
		.map_err(unreadable)?;
	let mut identity = scrypt::Identity::new(passphrase.secret());
	identity.set_max_work_factor(MOST_WORK);
	let plain = age::decrypt(&identity, &sealed)
		.map(Zeroizing::new)
		.map_err(|error| match error {
			DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
				KeystoreError::WrongPassphrase { path: path.into() }
			}
			DecryptError::NoMatchingKeys => not_ours("it is encrypted to a key and not to a passphrase"),
			DecryptError::ExcessiveWork { .. } => not_ours("it asks for far more work than ours do"),
			other => not_ours(&other.to_string()),
		})?;
	let phrase = std::str::from_utf8(&plain).map_err(|_| not_ours("what it holds is no text"))?;
	Secret::import(phrase).map_err(|_| not_ours("what it holds is no secret phrase"))
}

#[cfg(test)]
mod tests;
