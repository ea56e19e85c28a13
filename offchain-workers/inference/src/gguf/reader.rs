//! Bytes, taken one after the other and never beyond the end.

use crate::error::{Error, Result};

/// What is left of the bytes.
pub struct Reader<'a> {
	left: &'a [u8],
	length: usize,
}

impl<'a> Reader<'a> {
	pub fn new(bytes: &'a [u8]) -> Self {
		Self {
			left: bytes,
			length: bytes.len(),
		}
	}

	/// How many bytes were taken.
	pub fn position(&self) -> usize {
		self.length.saturating_sub(self.left.len())
	}

	/// Of all the file.
	pub fn length(&self) -> usize {
		self.length
	}

	pub fn take(&mut self, count: usize) -> Result<&'a [u8]> {
		let (taken, left) = self
			.left
			.split_at_checked(count)
			.ok_or_else(|| Error::Damaged(format!("it ends at byte {}, within a value", self.length)))?;
		self.left = left;
		Ok(taken)
	}

	pub fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
		let taken = self.take(N)?;
		taken
			.try_into()
			.map_err(|_| Error::Damaged("a value is cut short".into()))
	}

	pub fn u32(&mut self) -> Result<u32> {
		Ok(u32::from_le_bytes(self.array()?))
	}

	pub fn u64(&mut self) -> Result<u64> {
		Ok(u64::from_le_bytes(self.array()?))
	}

	/// How many follow: at most `limit`, and no more than the bytes left could hold at `least` bytes each.
	pub fn count(&mut self, limit: u64, least: u64, what: &str) -> Result<usize> {
		let count = self.u64()?;
		let room = (self.left.len() as u64).checked_div(least).unwrap_or(0);
		if count > limit || count > room {
			return Err(Error::Damaged(format!(
				"it claims {count} {what}; {} would fit, {limit} are allowed",
				room
			)));
		}
		usize::try_from(count).map_err(|_| Error::Damaged(format!("{count} {what} are too many")))
	}

	/// A text of at most `limit` bytes.
	pub fn text(&mut self, limit: u64) -> Result<&'a str> {
		let length = self.count(limit, 1, "bytes of text")?;
		std::str::from_utf8(self.take(length)?).map_err(|_| Error::Damaged("a text is not UTF-8".into()))
	}
}
