//! Who may ask: keys by their hashes, compared in constant time.

use super::NewKey;
use crate::secret::{read_private, Key};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// The most keys of a file.
const MOST_KEYS: usize = 1024;
/// How a key is written that is known by its hash.
const HASHED: &str = "sha256:";

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
	/// The file cannot be used.
	#[error("{0}")]
	File(String),
	/// A line is no key.
	#[error("line {line} of {path}: the key {problem}")]
	Line {
		/// The file.
		path: String,
		/// The line, from one.
		line: usize,
		/// What is wrong with it.
		problem: &'static str,
	},
	/// There is none.
	#[error("{0} holds no key; remove the file to have one made")]
	Empty(String),
	/// The system gives no random bytes.
	#[error("no key can be made: the system gives no random bytes ({0})")]
	NoRandomness(String),
}

/// Keys by their SHA-256.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<[u8; 32]>);

impl Keys {
	/// These keys.
	pub fn of<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
		Self(keys.into_iter().map(|key| Sha256::digest(key).into()).collect())
	}

	/// One new key, which nothing keeps but its hash.
	///
	/// # Errors
	/// [`KeyError::NoRandomness`].
	pub fn generate() -> Result<(Self, NewKey), KeyError> {
		let mut bytes = zeroize::Zeroizing::new([0u8; 32]);
		getrandom::fill(bytes.as_mut_slice()).map_err(|e| KeyError::NoRandomness(e.to_string()))?;
		let text = zeroize::Zeroizing::new(format!("ak-{}", hex::encode(bytes.as_slice())));
		let key = Key::new(&text).map_err(|problem| KeyError::NoRandomness(problem.into()))?;
		Ok((Self::of([key.expose()]), NewKey(key)))
	}

	/// The keys of a file: one a line, as it is or as `sha256:` and the hash in hexadecimal; lines that begin with `#`
	/// are passed over. A file that is not there is made, with the hash of one new key.
	///
	/// # Errors
	/// When the file can be read by others, is not as it should be, or cannot be made.
	pub fn from_path(path: &Path) -> Result<(Self, Option<NewKey>), KeyError> {
		if !path.exists() {
			let (keys, key) = Self::generate()?;
			keys.write(path)?;
			return Ok((keys, Some(key)));
		}
		let text = read_private(path).map_err(KeyError::File)?;
		let lines = text
			.lines()
			.zip(1usize..)
			.map(|(line, number)| (line.trim(), number));
		let lines = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
		let mut hashes = Vec::new();
		for (line, number) in lines.take(MOST_KEYS) {
			hashes.push(hash(line).map_err(|problem| KeyError::Line {
				path: path.display().to_string(),
				line: number,
				problem,
			})?);
		}
		match hashes.is_empty() {
			true => Err(KeyError::Empty(path.display().to_string())),
			false => Ok((Self(hashes), None)),
		}
	}

	fn write(&self, path: &Path) -> Result<(), KeyError> {
		let failed =
			|e: std::io::Error| KeyError::File(format!("{} cannot be written ({e})", path.display()));
		let mut file = std::fs::OpenOptions::new()
			.write(true)
			.create_new(true)
			.mode(0o600)
			.open(path)
			.map_err(failed)?;
		self.0
			.iter()
			.try_for_each(|hash| writeln!(file, "{HASHED}{}", hex::encode(hash)))
			.map_err(failed)
	}

	/// Whether an `Authorization` header holds one of the keys. Takes as long whichever it is, and however near it comes.
	pub fn knows(&self, header: Option<&str>) -> bool {
		let Some(token) = header.and_then(bearer) else {
			return false;
		};
		let given: [u8; 32] = Sha256::digest(token).into();
		self.0
			.iter()
			.fold(false, |known, hash| known | is_same(hash, &given))
	}
}

fn bearer(header: &str) -> Option<&str> {
	let (scheme, token) = header.split_once(' ')?;
	scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn is_same(a: &[u8; 32], b: &[u8; 32]) -> bool {
	let differing = a.iter().zip(b).fold(0u8, |bits, (a, b)| bits | (a ^ b));
	// The hint keeps the loop from ending early.
	std::hint::black_box(differing) == 0
}

fn hash(line: &str) -> Result<[u8; 32], &'static str> {
	match line.strip_prefix(HASHED) {
		None => Key::new(line).map(|key| Sha256::digest(key.expose()).into()),
		Some(digits) => {
			let mut hash = [0; 32];
			hex::decode_to_slice(digits, &mut hash).map_err(|_| "is no hash of 64 hexadecimal digits")?;
			Ok(hash)
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::os::unix::fs::PermissionsExt as _;

	#[test]
	fn only_the_very_key_opens() {
		let keys = Keys::of(["ak-one", "ak-two"]);
		for header in ["Bearer ak-one", "bearer ak-two", "Bearer  ak-one "] {
			assert!(keys.knows(Some(header)), "{header}");
		}
		for header in [
			"Bearer ak-on",
			"Bearer ak-one2",
			"ak-one",
			"Basic ak-one",
			"Bearer ",
			"Bearer",
			"",
		] {
			assert!(!keys.knows(Some(header)), "{header}");
		}
		assert!(!keys.knows(None));
		assert!(!Keys::default().knows(Some("Bearer ")));
	}

	#[test]
	fn a_key_is_made_once_and_only_its_hash_is_kept() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("keys");
		let (keys, made) = Keys::from_path(&path).unwrap();
		let made = made.unwrap();
		let header = format!("Bearer {}", made.expose());
		assert!(keys.knows(Some(&header)));
		assert!(!std::fs::read_to_string(&path).unwrap().contains(made.expose()));
		let (again, none) = Keys::from_path(&path).unwrap();
		assert!(none.is_none() && again.knows(Some(&header)));
		std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
		assert!(Keys::from_path(&path).is_err());
	}

	#[test]
	fn a_line_that_is_no_key_is_named_and_not_repeated() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("keys");
		let write = |text: &str| {
			std::fs::write(&path, text).unwrap();
			std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
		};
		write("# clerks\n\nak-one\nak two\n");
		let error = Keys::from_path(&path).unwrap_err().to_string();
		assert!(error.contains("line 4") && !error.contains("ak two"), "{error}");
		write("sha256:abc\n");
		assert!(Keys::from_path(&path).is_err());
		write("# nobody\n");
		assert!(matches!(Keys::from_path(&path), Err(KeyError::Empty(_))));
	}
}
