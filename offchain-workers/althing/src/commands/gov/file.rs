//! Files whose bytes or whose hash go on the chain.

use crate::exit::Failure;
use std::{fs::File, io::Read as _, path::Path};

/// The most bytes of such a file.
const MOST: u64 = 16 * 1024 * 1024;

/// The bytes of the file at `path`.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
	let mut bytes = Vec::new();
	File::open(path)
		.and_then(|file| file.take(MOST.saturating_add(1)).read_to_end(&mut bytes))
		.map_err(|e| Failure::input(format!("{} cannot be read: {e}", path.display())))?;
	if u64::try_from(bytes.len()).is_ok_and(|len| len <= MOST) {
		return Ok(bytes);
	}
	Err(Failure::input(format!(
		"{} has more than {MOST} bytes, which no transaction holds",
		path.display()
	)))
}
