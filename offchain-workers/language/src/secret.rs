//! Keys: where they come from, and that they go nowhere else.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;
use zeroize::Zeroizing;

/// The most bytes of a file with keys.
const LONGEST_FILE: u64 = 64 << 10;
/// The most bytes of a key.
const LONGEST: usize = 4 << 10;
/// From how many bytes on a common beginning with the key gives it away.
const TELLING: usize = 8;

/// A key. Erased from memory when dropped, never shown.
#[derive(Clone)]
pub struct Key(Zeroizing<String>);

impl fmt::Debug for Key {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Key(not shown)")
	}
}

impl Key {
	/// A key of one line of visible ASCII; space around it is cut off.
	///
	/// # Errors
	/// What is wrong with it, without repeating it.
	pub fn new(text: &str) -> Result<Self, &'static str> {
		match text.trim() {
			"" => Err("is empty"),
			long if long.len() > LONGEST => Err("is too long"),
			odd if !odd.bytes().all(|byte| byte.is_ascii_graphic()) => {
				Err("has spaces, line breaks or characters that no key has")
			}
			key => Ok(Self(Zeroizing::new(key.to_owned()))),
		}
	}

	/// The key, for the one place that sends it.
	pub fn expose(&self) -> &str {
		&self.0
	}

	/// `text` with every word that holds the key, or begins as it does, replaced: services repeat keys in errors.
	pub fn scrub(&self, text: &str) -> String {
		let begins = self.0.get(..TELLING).unwrap_or(&self.0);
		let is_telling = |word: &str| word.contains(begins) || word.contains(self.0.as_str());
		let words = text.split(' ');
		let clean: Vec<&str> = words
			.map(|word| if is_telling(word) { "[key]" } else { word })
			.collect();
		clean.join(" ")
	}
}

/// Reads a file that only its owner may read.
///
/// # Errors
/// Full sentences: the file cannot be read, is not a regular file, is open to others, too long or not text.
pub fn read_private(path: &Path) -> Result<Zeroizing<String>, String> {
	let shown = path.display();
	let unreadable = |e: std::io::Error| format!("{shown} cannot be read ({e})");
	// Opened without waiting: to open a pipe is to wait for its writer.
	let file = File::options().read(true).custom_flags(NONBLOCK).open(path);
	let file = file.map_err(unreadable)?;
	let about = file.metadata().map_err(unreadable)?;
	if !about.is_file() {
		return Err(format!("{shown} is not a regular file; give the path of a file"));
	}
	if about.mode() & 0o077 != 0 {
		return Err(format!(
			"{shown} can be read by others (mode {:04o}); run chmod 600 on it",
			about.mode() & 0o7777
		));
	}
	if about.len() > LONGEST_FILE {
		return Err(format!(
			"{shown} has more than {LONGEST_FILE} bytes and holds no keys"
		));
	}
	// With room for all of it, so that no copy is left behind by growing.
	let mut text = Zeroizing::new(String::with_capacity(usize::try_from(LONGEST_FILE).unwrap_or(0)));
	let read = file.take(LONGEST_FILE).read_to_string(&mut text);
	read.map_err(unreadable)?;
	Ok(text)
}

/// `O_NONBLOCK` of Linux.
const NONBLOCK: i32 = 0o4000;

#[cfg(test)]
mod tests {
	use super::*;
	use std::os::unix::fs::PermissionsExt as _;

	#[test]
	fn a_key_is_never_shown() {
		let key = Key::new(" sk-abcdefghijkl\n").unwrap();
		assert_eq!(key.expose(), "sk-abcdefghijkl");
		assert_eq!(format!("{key:?}"), "Key(not shown)");
		assert_eq!(
			key.scrub("wrong key sk-abcde***ijkl, not 'sk-abcdefghijkl' either"),
			"wrong key [key] not [key] either"
		);
	}

	#[test]
	fn what_is_no_key_is_refused_without_repeating_it() {
		for wrong in [
			"",
			" \n",
			"two words",
			"a\nb",
			"schlüssel",
			&"x".repeat(LONGEST + 1),
		] {
			assert!(Key::new(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn a_file_must_be_its_owners_alone() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("key");
		std::fs::write(&path, "sk-1\n").unwrap();
		for mode in [0o644, 0o640, 0o604, 0o660] {
			std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
			assert!(read_private(&path).unwrap_err().contains("chmod 600"), "{mode:o}");
		}
		std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
		assert_eq!(read_private(&path).unwrap().as_str(), "sk-1\n");
		assert!(read_private(folder.path()).unwrap_err().contains("regular"));
		assert!(read_private(&folder.path().join("no")).is_err());
	}
}
