//! Chance from a seed: the same seed, the same history.

use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Chance from a seed.
pub struct Dice(ChaCha8Rng);

impl Dice {
	/// The chance that `seed` stands for.
	pub fn new(seed: u64) -> Self {
		Self(ChaCha8Rng::seed_from_u64(seed))
	}

	/// A number below `end`; zero when there is none.
	pub fn below(&mut self, end: usize) -> usize {
		if end == 0 {
			return 0;
		}
		self.0.gen_range(0..end)
	}

	/// True once in `times`.
	pub fn once_in(&mut self, times: usize) -> bool {
		self.below(times) == 0
	}

	/// One of `from`, which is not empty.
	pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
		&from[self.below(from.len())]
	}

	/// `len` bytes.
	pub fn bytes(&mut self, len: usize) -> Vec<u8> {
		let mut bytes = vec![0; len];
		self.0.fill_bytes(&mut bytes);
		bytes
	}

	/// 32 bytes.
	pub fn hash(&mut self) -> [u8; 32] {
		let mut bytes = [0; 32];
		self.0.fill_bytes(&mut bytes);
		bytes
	}

	/// A number of up to `bits` bits, with a liking for those at which programs fail: the least, the greatest,
	/// the powers of two and their neighbours.
	pub fn number(&mut self, bits: u32) -> u128 {
		let max = u128::MAX >> (128 - bits.clamp(1, 128));
		let power = 1u128 << self.below(bits as usize);
		let number = match self.below(8) {
			0..=3 => self.below(24) as u128,
			4 => max - self.below(3) as u128,
			5 => power - 1,
			6 => power,
			_ => self.0.gen::<u128>(),
		};
		number & max
	}

	/// An amount of money, with a liking for the deposits and bonds of the runtime and for all that there is.
	pub fn amount(&mut self) -> u128 {
		const UNIT: u128 = althing_runtime::constants::currency::UNIT;
		match self.below(6) {
			0 => althing_runtime::constants::currency::EXISTENTIAL_DEPOSIT + self.below(3) as u128 - 1,
			1 => UNIT * self.below(1_000) as u128,
			2 => UNIT * (100 + self.below(3) as u128),
			3 => UNIT * 1_000_000 - self.below(2) as u128,
			_ => self.number(128),
		}
	}
}
