//! Random values that are the same in every run.

use alloy_primitives::keccak256;
use althing_relay::B256;

/// A chain of hashes.
pub struct Dice(B256);

impl Dice {
	/// The same for the same seed.
	pub fn new(seed: &str) -> Self {
		Self(keccak256(seed))
	}

	/// 32 bytes.
	pub fn hash(&mut self) -> [u8; 32] {
		self.0 = keccak256(self.0);
		self.0 .0
	}

	/// Any number of 64 bits.
	pub fn number(&mut self) -> u64 {
		u64::from_le_bytes(self.hash()[..8].try_into().unwrap())
	}

	/// A number below `limit`, which is not zero.
	pub fn below(&mut self, limit: usize) -> usize {
		(self.number() % limit as u64) as usize
	}

	/// One of these, which are some.
	pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
		of[self.below(of.len())]
	}

	/// True once in so many times.
	pub fn once_in(&mut self, times: usize) -> bool {
		self.below(times) == 0
	}

	/// So many bytes.
	pub fn bytes(&mut self, length: usize) -> Vec<u8> {
		let words = (0..length.div_ceil(32)).flat_map(|_| self.hash());
		words.take(length).collect()
	}
}
