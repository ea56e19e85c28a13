//! How much a store takes.

use crate::hash::MAX_PAYLOAD;

/// How much a store takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
	/// Bytes on disk in all.
	pub total: u64,
	/// Bytes of one payload; never more than [`MAX_PAYLOAD`].
	pub payload: u64,
	/// Payloads.
	pub payloads: usize,
}

impl Default for Limits {
	fn default() -> Self {
		Self {
			total: 4 << 30,
			payload: 64 << 20,
			payloads: 16_384,
		}
	}
}

impl Limits {
	pub(crate) fn payload(&self) -> u64 {
		self.payload.min(MAX_PAYLOAD)
	}
}
