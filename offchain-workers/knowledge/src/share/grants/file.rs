//! Grants in a file, for who has no chain at hand: what `althing know grants --json` prints.

use super::{Grant, Grants, Standing, MOST};
use crate::access::{Opening, Party};
use crate::error::{Error, Result};
use crate::store::commit::Hash;
use serde::Deserialize;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// The longest file.
const LONGEST: u64 = 64 << 20;

/// What was read is read again after so long, even where the file looks the same.
const WITHIN: Duration = Duration::from_secs(1);

#[derive(Deserialize)]
struct Entry {
	#[serde(default)]
	id: u64,
	from: Party,
	to: Party,
	graph: String,
	redaction: String,
	#[serde(default)]
	at: u64,
	#[serde(default)]
	expires: Option<u64>,
	#[serde(default)]
	expired: bool,
	#[serde(default)]
	acknowledged: Option<u64>,
}

/// Grants as a file lists them. A change is seen within a second.
#[derive(Debug)]
pub struct FromFile {
	path: PathBuf,
	known: Mutex<Option<Known>>,
}

#[derive(Debug)]
struct Known {
	looked: Instant,
	mark: (SystemTime, u64),
	standing: Arc<Standing>,
}

impl FromFile {
	/// Those of this file, which must be readable now.
	///
	/// # Errors
	/// When it is not, or lists something else.
	pub fn open(path: &Path) -> Result<Self> {
		let found = Self {
			path: path.to_owned(),
			known: Mutex::new(None),
		};
		found.standing().map(|_| found)
	}
}

impl Grants for FromFile {
	fn standing(&self) -> Result<Arc<Standing>> {
		let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
		// Nothing of before counts where the file cannot be read any more.
		let before = known.take();
		let about = std::fs::metadata(&self.path).map_err(|e| Error::io(&self.path, e))?;
		let mark = (about.modified().unwrap_or(SystemTime::UNIX_EPOCH), about.len());
		if let Some(before) = before.filter(|b| b.mark == mark && b.looked.elapsed() < WITHIN) {
			return Ok(Arc::clone(&known.insert(before).standing));
		}
		let looked = Instant::now();
		let standing = Arc::new(read(&self.path)?);
		*known = Some(Known {
			looked,
			mark,
			standing: Arc::clone(&standing),
		});
		Ok(standing)
	}
}

fn read(path: &Path) -> Result<Standing> {
	let wrong = |reason: String| Error::Input(format!("{}: {reason}", path.display()));
	let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
	let mut text = Vec::new();
	let read = file.take(LONGEST.saturating_add(1)).read_to_end(&mut text);
	read.map_err(|e| Error::io(path, e))?;
	if text.len() as u64 > LONGEST {
		return Err(wrong(format!("grants have {LONGEST} bytes at most")));
	}
	let entries: Vec<Entry> = serde_json::from_slice(&text)
		.map_err(|e| wrong(format!("{e}; what `althing know grants --json` prints is taken")))?;
	if entries.len() > MOST {
		return Err(wrong(format!("{MOST} grants at most")));
	}
	let standing = entries.into_iter().filter(|entry| !entry.expired);
	let grants = standing.map(|entry| entry.grant().map_err(&wrong));
	Ok(Standing {
		block: None,
		grants: grants.collect::<Result<_>>()?,
	})
}

impl Entry {
	fn grant(self) -> std::result::Result<Grant, String> {
		Ok(Grant {
			id: self.id,
			opening: Opening {
				graph: hash(&self.graph)?,
				rules: hash(&self.redaction)?,
				from: self.from,
				to: self.to,
			},
			at: self.at,
			expires: self.expires.unwrap_or(u64::MAX),
			acknowledged: self.acknowledged.is_some(),
		})
	}
}

fn hash(text: &str) -> std::result::Result<Hash, String> {
	let mut hash = Hash::default();
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut hash)
		.map_err(|_| format!("{text} is no hash of 64 hexadecimal digits"))?;
	Ok(hash)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::access::{Caller, Department};

	fn entry(to: &str, more: &str) -> String {
		let hash = format!("0x{}", "ab".repeat(32));
		format!(
			r#"{{"id":3,"from":"legal","to":"{to}","graph":"{hash}","level":"confidential","redaction":"{hash}",
			"at":5,"expires":90,"acknowledged":null{more}}}"#
		)
	}

	fn standing(text: &str) -> Result<Arc<Standing>> {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("grants.json");
		std::fs::write(&path, text).unwrap();
		FromFile::open(&path)?.standing()
	}

	#[test]
	fn what_the_chain_lists_is_read() {
		let found = standing(&format!("[{}]", entry("agent:7", ""))).unwrap();
		assert_eq!(found.grants.len(), 1);
		assert_eq!(found.grants[0].opening.graph, [0xab; 32]);
		assert_eq!(found.of(&Caller::agent("7", None)).count(), 1);
		assert_eq!(found.of(&Caller::agent("8", None)).count(), 0);
	}

	#[test]
	fn what_has_expired_opens_nothing() {
		let found = standing(&format!("[{}]", entry("sales", r#","expired":true"#))).unwrap();
		assert!(found.grants.is_empty());
	}

	#[test]
	fn a_file_that_changes_or_goes_is_heeded() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("grants.json");
		std::fs::write(&path, format!("[{}]", entry("sales", ""))).unwrap();
		let grants = FromFile::open(&path).unwrap();
		let sales = Caller::member(Department::Sales);
		let opened = || grants.standing().map(|standing| standing.of(&sales).count());
		assert_eq!(opened().unwrap(), 1);
		std::fs::write(&path, "[]").unwrap();
		assert_eq!(opened().unwrap(), 0);
		std::fs::remove_file(&path).unwrap();
		assert!(opened().is_err());
	}

	#[test]
	fn another_file_is_refused_with_words() {
		for text in [
			"",
			"{}",
			"[1]",
			r#"[{"from":"kitchen","to":"legal","graph":"","redaction":""}]"#,
			r#"[{"from":"legal","to":"sales","graph":"0x12","redaction":"0x12"}]"#,
		] {
			assert!(matches!(standing(text), Err(Error::Input(_))), "{text}");
		}
	}
}
