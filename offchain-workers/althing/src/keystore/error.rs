//! Why a secret could not be kept or read.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a secret could not be kept or read. No error holds anything secret.
#[derive(Debug, Error)]
pub enum KeystoreError {
	/// There is a file already.
	#[error("{} exists already and is not replaced; choose another path, or move that file away if you are sure", path.display())]
	Exists {
		/// The file.
		path: PathBuf,
	},
	/// The file system says no to writing.
	#[error("the keystore {} cannot be written ({source}); check that its folder exists and that you may write there", path.display())]
	Unwritable {
		/// The file.
		path: PathBuf,
		/// What the file system says.
		source: io::Error,
	},
	/// The file system says no to reading.
	#[error("the keystore {} cannot be read ({source}); check the path, or create one first", path.display())]
	Unreadable {
		/// The file.
		path: PathBuf,
		/// What the file system says.
		source: io::Error,
	},
	/// The passphrase does not fit.
	#[error("the passphrase does not open the keystore {}; try again, and mind spaces and the keyboard's layout", path.display())]
	WrongPassphrase {
		/// The file.
		path: PathBuf,
	},
	/// Something else, or damaged.
	#[error("{} is no keystore of this program or was damaged: {reason}; restore it from a backup or create another from the phrase", path.display())]
	NotAKeystore {
		/// The file.
		path: PathBuf,
		/// What is wrong with it.
		reason: String,
	},
	/// Encryption failed.
	#[error("the phrase could not be encrypted: {reason}; try again")]
	Encryption {
		/// Why.
		reason: String,
	},
	/// Not a BIP-39 phrase.
	#[error("this is no secret phrase: {reason}; a phrase has 12, 15, 18, 21 or 24 English words of BIP-39")]
	BadPhrase {
		/// What is wrong, without the words.
		reason: &'static str,
	},
	/// The system gives no random bytes.
	#[error("the system gives no random bytes ({reason}); no phrase can be made without them")]
	NoRandomness {
		/// Why.
		reason: String,
	},
	/// The passphrase cannot be read from where it should be.
	#[error("the passphrase cannot be read from {place} ({source}); check that it is there, or leave it out to be asked")]
	NoPassphrase {
		/// Where it should be.
		place: String,
		/// Why.
		source: io::Error,
	},
	/// A passphrase that is none.
	#[error("the passphrase from {place} {problem}; use one line of 1 to 1024 bytes")]
	BadPassphrase {
		/// Where it comes from.
		place: String,
		/// What is wrong.
		problem: &'static str,
	},
	/// Typed differently the second time.
	#[error("the two passphrases differ; type the same one twice")]
	PassphrasesDiffer,
}
