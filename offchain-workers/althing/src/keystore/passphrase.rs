//! The passphrase of a keystore, and where it comes from.

use std::{
	fmt,
	fs::File,
	io::{self, Read as _},
	path::{Path, PathBuf},
};

use age::secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::KeystoreError;

/// The environment variable that names a file with the passphrase.
pub const PASSPHRASE_FILE_VARIABLE: &str = "ALTHING_PASSPHRASE_FILE";

/// The most bytes of a passphrase.
const LONGEST: usize = 1024;

/// A passphrase. Erased from memory when dropped, never shown by `Debug`.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
	/// A passphrase from a text of one line; a line end behind it is cut off. `place` says where it comes
	/// from, for errors.
	///
	/// # Errors
	/// [`KeystoreError::BadPassphrase`] when it is empty, too long or has several lines.
	pub fn new(text: &str, place: &str) -> Result<Self, KeystoreError> {
		let line = text.strip_suffix('\n').unwrap_or(text);
		let line = line.strip_suffix('\r').unwrap_or(line);
		let problem = match line {
			"" => "is empty",
			long if long.len() > LONGEST => "is too long",
			lines if lines.contains('\n') => "has several lines",
			_ => return Ok(Self(SecretString::from(line.to_owned()))),
		};
		Err(KeystoreError::BadPassphrase {
			place: place.into(),
			problem,
		})
	}

	pub(super) fn secret(&self) -> SecretString {
		self.0.clone()
	}

	fn is_same(&self, other: &Self) -> bool {
		self.0.expose_secret() == other.0.expose_secret()
	}
}

impl fmt::Debug for Passphrase {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Passphrase(not shown)")
	}
}

/// Where a passphrase comes from. Never a command line: others can read those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassphraseSource {
	/// The first line of a file.
	File(PathBuf),
	/// A file descriptor that this process was started with.
	Descriptor(u32),
	/// Somebody at the terminal.
	Prompt,
}

impl PassphraseSource {
	/// What the environment says: the file named by [`PASSPHRASE_FILE_VARIABLE`], else the terminal.
	pub fn from_environment() -> Self {
		match std::env::var_os(PASSPHRASE_FILE_VARIABLE) {
			Some(path) if !path.is_empty() => Self::File(path.into()),
			_ => Self::Prompt,
		}
	}

	/// The passphrase of a keystore that exists.
	///
	/// # Errors
	/// [`KeystoreError::NoPassphrase`] when there is none to read, [`KeystoreError::BadPassphrase`] when it
	/// is not one line.
	pub fn read(&self) -> Result<Passphrase, KeystoreError> {
		match self {
			Self::File(path) => read_file(path, &path.display().to_string()),
			// The system lists a process's own descriptors as files.
			Self::Descriptor(number) => read_file(
				Path::new(&format!("/dev/fd/{number}")),
				&format!("file descriptor {number}"),
			),
			Self::Prompt => ask("Passphrase: "),
		}
	}

	/// The passphrase of a new keystore: somebody at the terminal types it twice.
	///
	/// # Errors
	/// As [`PassphraseSource::read`], and [`KeystoreError::PassphrasesDiffer`].
	pub fn read_new(&self) -> Result<Passphrase, KeystoreError> {
		let first = self.read()?;
		if *self == Self::Prompt && !first.is_same(&ask("The same again: ")?) {
			return Err(KeystoreError::PassphrasesDiffer);
		}
		Ok(first)
	}
}

fn ask(prompt: &str) -> Result<Passphrase, KeystoreError> {
	const PLACE: &str = "the terminal";
	let typed = rpassword::prompt_password(prompt)
		.map(Zeroizing::new)
		.map_err(|source| KeystoreError::NoPassphrase {
			place: PLACE.into(),
			source,
		})?;
	Passphrase::new(&typed, PLACE)
}

fn read_file(path: &Path, place: &str) -> Result<Passphrase, KeystoreError> {
	// Two bytes more for a line end, and one to notice what is too long.
	let mut text = Zeroizing::new(String::with_capacity(LONGEST + 3));
	File::open(path)
		.and_then(|file| file.take(LONGEST as u64 + 3).read_to_string(&mut text))
		.map_err(|source: io::Error| KeystoreError::NoPassphrase {
			place: place.into(),
			source,
		})?;
	Passphrase::new(&text, place)
}
