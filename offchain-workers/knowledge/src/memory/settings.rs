//! How much is remembered, for how long, and of which kinds facts are made.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// What holds for one kind of memories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
	/// After so many days it is erased; never, where nothing is said.
	pub days: Option<u32>,
	/// Whether facts are made of what repeats. Facts are written to the log, from which nothing is ever erased: not for
	/// what must be forgotten for good.
	pub learn: bool,
}

impl Default for Rule {
	fn default() -> Self {
		Self {
			days: Some(365),
			learn: true,
		}
	}
}

/// Bounds and retention. In the store's folder they are in `memory.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
	/// Episodes of one agent. One more, and the one that is worth least is erased.
	pub episodes: usize,
	/// Entries of one session.
	pub session_items: usize,
	/// Bytes of one session, as they are on disk.
	pub session_bytes: u64,
	/// Bytes of one memory's texts.
	pub longest: usize,
	/// So many episodes more must say so than say otherwise before a fact is made.
	pub repeats: usize,
	/// How alike two questions are that count as the same: the cosine of their vectors.
	pub alike: f32,
	/// What holds for kinds that have no rule of their own.
	pub usual: Rule,
	/// Rules by kind.
	pub kinds: BTreeMap<String, Rule>,
}

impl Default for Settings {
	fn default() -> Self {
		let personal = Rule {
			days: Some(30),
			learn: false,
		};
		Self {
			episodes: 1_000,
			session_items: 2_000,
			session_bytes: 16 << 20,
			longest: 256 << 10,
			repeats: 3,
			alike: 0.8,
			usual: Rule::default(),
			kinds: BTreeMap::from([("personal".to_owned(), personal)]),
		}
	}
}

/// The file's name in the store's folder.
pub const FILE: &str = "memory.json";

/// The longest text of one memory that any settings may allow.
pub const LONGEST: usize = 8 << 20;

/// The most memories of one graph that any settings may allow: all of them are looked at when one is added.
const MOST: usize = 100_000;

const MOST_KINDS: usize = 256;

impl Settings {
	/// Those in the store's folder, or the usual ones where none are written there.
	///
	/// # Errors
	/// When they cannot be read, with line and column; or ask for what is not offered.
	pub fn of(folder: &Path) -> Result<Self> {
		let path = folder.join(FILE);
		if !path.exists() {
			return Ok(Self::default());
		}
		let length = std::fs::metadata(&path).map_err(|e| Error::io(&path, e))?.len();
		if length > 1 << 20 {
			return Err(Error::Input(format!(
				"{}: settings have a MiB at most",
				path.display()
			)));
		}
		let text = std::fs::read(&path).map_err(|e| Error::io(&path, e))?;
		let settings: Self = serde_json::from_slice(&text).map_err(|error| Error::Syntax {
			line: error.line() as u64,
			column: error.column() as u64,
			reason: format!("{error} ({})", path.display()),
		})?;
		settings.check()?;
		Ok(settings)
	}

	/// Whether they can be kept to.
	///
	/// # Errors
	/// What is wrong.
	pub fn check(&self) -> Result<()> {
		let within = |what: &str, value: usize, most: usize| {
			let fits = (1..=most).contains(&value);
			fits.then_some(())
				.ok_or_else(|| Error::Input(format!("{what} is from 1 to {most}, not {value}")))
		};
		within("episodes", self.episodes, MOST)?;
		within("session_items", self.session_items, MOST)?;
		within("longest", self.longest, LONGEST)?;
		within("repeats", self.repeats, MOST)?;
		if self.session_bytes < self.longest as u64 {
			return Err(Error::Input(
				"session_bytes is less than longest: a session could not hold one entry".into(),
			));
		}
		if !(0.0..=1.0).contains(&self.alike) {
			return Err(Error::Input(format!("alike is from 0 to 1, not {}", self.alike)));
		}
		if self.kinds.len() > MOST_KINDS {
			return Err(Error::Input(format!(
				"there are rules for {MOST_KINDS} kinds at most"
			)));
		}
		self.kinds.keys().try_for_each(|kind| check_kind(kind))
	}

	/// What holds for a kind.
	pub fn rule(&self, kind: &str) -> &Rule {
		self.kinds.get(kind).unwrap_or(&self.usual)
	}

	/// When a memory of this kind that came to be at `at` (in milliseconds since 1970) is to be erased.
	pub fn end(&self, kind: &str, at: u64) -> Option<u64> {
		const DAY: u64 = 24 * 3_600 * 1_000;
		let days = self.rule(kind).days?;
		Some(at.saturating_add(u64::from(days).saturating_mul(DAY)))
	}
}

/// Checks the name of a kind: it stands in the log for good, so that it is a name and no text.
///
/// # Errors
/// When it is none.
pub fn check_kind(kind: &str) -> Result<()> {
	let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
	if (1..=32).contains(&kind.len()) && kind.chars().all(plain) {
		return Ok(());
	}
	Err(Error::Input(format!(
		"{kind:?} is no kind: letters, digits, - and _ are taken, 32 at most"
	)))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn read(text: &str) -> Result<Settings> {
		let folder = tempfile::tempdir().unwrap();
		std::fs::write(folder.path().join(FILE), text).unwrap();
		Settings::of(folder.path())
	}

	#[test]
	fn what_is_not_said_is_as_usual() {
		let settings = read(r#"{"episodes": 10, "kinds": {"health": {"days": 7, "learn": false}}}"#).unwrap();
		assert_eq!(
			(settings.episodes, settings.repeats),
			(10, Settings::default().repeats)
		);
		assert_eq!(settings.end("health", 5), Some(5 + 7 * 86_400_000));
		assert_eq!(settings.rule("other"), &Rule::default());
		assert_eq!(read("{\"usual\": {\"days\": null}}").unwrap().end("x", 5), None);
	}

	#[test]
	fn what_is_wrong_is_said_with_its_place() {
		for (text, part) in [
			("{\n\"episodes\": -1}", "line 2"),
			("{\"episode\": 1}", "unknown field"),
			("{\"episodes\": 0}", "from 1 to"),
			("{\"alike\": 2}", "from 0 to 1"),
			("{\"kinds\": {\"a b\": {}}}", "no kind"),
			("{\"session_bytes\": 5}", "less than longest"),
			("", "line 1"),
		] {
			let error = read(text).unwrap_err().to_string();
			assert!(error.contains(part), "{text}: {error}");
		}
		assert!(read(&" ".repeat(2 << 20))
			.unwrap_err()
			.to_string()
			.contains("a MiB"));
	}
}
