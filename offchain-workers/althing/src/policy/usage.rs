//! What keys have signed on one day, kept on disk.
//!
//! The file is replaced as a whole, and synchronised before it is: after a crash it is as it was before the
//! change or after it. A lock beside it keeps processes from booking at once. Days only go forward, so that a
//! clock that is turned back gives nothing back.

use super::{
	file::{text, MAX_FILE},
	Amounts, PolicyError,
};
use crate::amount;
use althing_chain::{ss58, AccountId};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	fs::File,
	io::{ErrorKind, Write as _},
	path::{Path, PathBuf},
};

/// Where the books of a policy are.
#[derive(Clone, Debug)]
pub(super) struct Ledgers {
	file: PathBuf,
	lock: PathBuf,
}

/// What was booked on a day. Amounts are decimal, as people write them.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Day {
	/// Days since 1970, by the chain's clock.
	day: u64,
	/// By account.
	booked: BTreeMap<String, Booked>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Booked {
	vwt: String,
	cvt: String,
}

impl Ledgers {
	/// The books of the policy at `path`.
	pub(super) fn beside(path: &Path) -> Self {
		let with = |end: &str| {
			let mut name = path.as_os_str().to_owned();
			name.push(end);
			PathBuf::from(name)
		};
		Self {
			file: with(".used.json"),
			lock: with(".lock"),
		}
	}

	/// What is booked for `account` on `day`.
	pub(super) fn booked(&self, account: &AccountId, day: u64) -> Result<Amounts, PolicyError> {
		self.amounts(&self.load(day)?, account)
	}

	/// Changes what is booked for `account` on `day`, or on a later day that was booked on already; gives the
	/// day.
	pub(super) fn change(
		&self,
		account: &AccountId,
		day: u64,
		change: impl FnOnce(Amounts) -> Result<Amounts, PolicyError>,
	) -> Result<u64, PolicyError> {
		let _lock = self.locked().map_err(|source| self.unwritable(source))?;
		let books = self.load(day)?;
		let day = books.day;
		let amounts = change(self.amounts(&books, account)?)?;
		self.put(books, account, amounts)?;
		Ok(day)
	}

	/// Takes `outlay` off what is booked for `account` on `day`. Nothing once a later day was booked on: it has
	/// nothing of it, and its cap is its own.
	pub(super) fn release(&self, account: &AccountId, day: u64, outlay: Amounts) -> Result<(), PolicyError> {
		let _lock = self.locked().map_err(|source| self.unwritable(source))?;
		let books = self.load(day)?;
		if books.day != day {
			return Ok(());
		}
		let left = self.amounts(&books, account)?.less(outlay);
		self.put(books, account, left)
	}

	fn put(&self, mut books: Day, account: &AccountId, amounts: Amounts) -> Result<(), PolicyError> {
		let booked = Booked {
			vwt: amount::exact(amounts.vwt),
			cvt: amount::exact(amounts.cvt),
		};
		books.booked.insert(ss58(account), booked);
		self.store(&books).map_err(|source| self.unwritable(source))
	}

	fn amounts(&self, books: &Day, account: &AccountId) -> Result<Amounts, PolicyError> {
		let Some(booked) = books.booked.get(&ss58(account)) else {
			return Ok(Amounts::default());
		};
		let read = |text: &str| amount::parse(text).map_err(|e| self.malformed(e.to_string()));
		Ok(Amounts {
			vwt: read(&booked.vwt)?,
			cvt: read(&booked.cvt)?,
		})
	}

	/// The books, turned to a new page if `day` is later than theirs.
	fn load(&self, day: u64) -> Result<Day, PolicyError> {
		let books = match text(&self.file) {
			Ok(text) => serde_json::from_str(&text).map_err(|e| self.malformed(e.to_string()))?,
			Err(PolicyError::Unreadable { source, .. }) if source.kind() == ErrorKind::NotFound => {
				Day::default()
			}
			Err(error) => return Err(error),
		};
		if day > books.day {
			return Ok(Day {
				day,
				booked: BTreeMap::new(),
			});
		}
		Ok(books)
	}

	/// Holds the lock until the file is dropped.
	fn locked(&self) -> std::io::Result<File> {
		let lock = File::options()
			.create(true)
			.truncate(false)
			.write(true)
			.open(&self.lock)?;
		lock.lock()?;
		Ok(lock)
	}

	fn store(&self, books: &Day) -> std::io::Result<()> {
		let text = serde_json::to_vec(books)?;
		if u64::try_from(text.len()).is_ok_and(|len| len >= MAX_FILE) {
			return Err(ErrorKind::FileTooLarge.into());
		}
		let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
		let folder = folder.unwrap_or(Path::new("."));
		let mut file = tempfile::NamedTempFile::new_in(folder)?;
		file.write_all(&text)?;
		file.as_file().sync_all()?;
		file.persist(&self.file).map_err(|failed| failed.error)?;
		File::open(folder)?.sync_all()
	}

	fn unwritable(&self, source: std::io::Error) -> PolicyError {
		PolicyError::Unwritable {
			path: self.file.clone(),
			source,
		}
	}

	fn malformed(&self, reason: String) -> PolicyError {
		PolicyError::Malformed {
			path: self.file.clone(),
			reason,
		}
	}
}
