//! Reading a policy.

use super::{Allowed, Amounts, PolicyError, Rule, ANY};
use crate::amount;
use althing_chain::{parse_account, AccountId};
use serde::{de::Error as _, Deserialize, Deserializer};
use std::{collections::BTreeSet, fs::File, io::Read as _, path::Path};

/// The most bytes of a policy, and of what is booked under one.
pub(super) const MAX_FILE: u64 = 1024 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
	#[serde(default)]
	key: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
	account: String,
	#[serde(default)]
	calls: Vec<String>,
	#[serde(default)]
	recipients: Vec<String>,
	#[serde(default)]
	max_per_transaction: Caps,
	#[serde(default)]
	max_per_day: Caps,
}

/// What is not written is nothing.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Caps {
	#[serde(default, deserialize_with = "decimal")]
	vwt: u128,
	#[serde(default, deserialize_with = "decimal")]
	cvt: u128,
}

fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
	amount::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// The rules in the file at `path`.
pub(super) fn read(path: &Path) -> Result<Vec<Rule>, PolicyError> {
	let malformed = |reason: String| PolicyError::Malformed {
		path: path.into(),
		reason,
	};
	let text = text(path)?;
	let file: PolicyFile = toml::from_str(&text).map_err(|e| malformed(e.to_string()))?;
	let rules: Result<Vec<Rule>, String> = file.key.into_iter().map(rule).collect();
	let rules = rules.map_err(malformed)?;
	let mut seen = BTreeSet::new();
	match rules.iter().find(|rule| !seen.insert(rule.account)) {
		Some(twice) => {
			let name = twice
				.account
				.map_or(ANY.into(), |account| althing_chain::ss58(&account));
			Err(malformed(format!("{name} is named twice")))
		}
		None => Ok(rules),
	}
}

/// The text of a small file.
pub(super) fn text(path: &Path) -> Result<String, PolicyError> {
	let mut text = String::new();
	File::open(path)
		.and_then(|file| file.take(MAX_FILE.saturating_add(1)).read_to_string(&mut text))
		.map_err(|source| PolicyError::Unreadable {
			path: path.into(),
			source,
		})?;
	if u64::try_from(text.len()).is_ok_and(|len| len <= MAX_FILE) {
		return Ok(text);
	}
	Err(PolicyError::Malformed {
		path: path.into(),
		reason: format!("it has more than {MAX_FILE} bytes"),
	})
}

fn rule(entry: Entry) -> Result<Rule, String> {
	let account = |text: &str| parse_account(text).map_err(|e| e.to_string());
	let accounts = |texts: Vec<String>| {
		texts
			.iter()
			.map(|text| account(text))
			.collect::<Result<BTreeSet<_>, _>>()
	};
	let calls = |names: Vec<String>| names.into_iter().map(call).collect::<Result<BTreeSet<_>, _>>();
	Ok(Rule {
		account: match entry.account.as_str() {
			ANY => None,
			text => Some(account(text)?),
		},
		deeds: allowed(entry.calls, calls)?,
		recipients: allowed::<AccountId>(entry.recipients, accounts)?,
		per_transaction: entry.max_per_transaction.into(),
		per_day: entry.max_per_day.into(),
	})
}

fn allowed<T>(
	texts: Vec<String>,
	read: impl FnOnce(Vec<String>) -> Result<BTreeSet<T>, String>,
) -> Result<Allowed<T>, String> {
	if texts.iter().any(|text| text == ANY) {
		return Ok(Allowed::All);
	}
	read(texts).map(Allowed::These)
}

/// A call's name, which must look like one: a misspelt list would forbid everything without a word.
fn call(name: String) -> Result<String, String> {
	let letters =
		|part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
	match name.split_once('.') {
		Some((pallet, function)) if letters(pallet) && letters(function) => Ok(name),
		_ => Err(format!(
			"{name:?} is no call: it looks like Balances.transfer_keep_alive"
		)),
	}
}

impl From<Caps> for Amounts {
	fn from(caps: Caps) -> Self {
		Self {
			vwt: caps.vwt,
			cvt: caps.cvt,
		}
	}
}
