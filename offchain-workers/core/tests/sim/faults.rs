//! What goes wrong, and how often.

use rand::{Rng, RngCore};
use rand_chacha::ChaCha8Rng;

/// Probabilities are in thousandths.
#[derive(Clone, Copy, Debug)]
pub struct Faults {
	/// A transaction is lost; never more than three times in a row for one key, so that a fair network is
	/// what the properties are about.
	pub lost: u32,
	/// A transaction is sent twice.
	pub doubled: u32,
	/// The most blocks that a transaction is under way.
	pub delay: u32,
	/// The best chain loses its last blocks.
	pub reorg: u32,
	/// The word on a transaction's fate does not come.
	pub silent: u32,
	/// A finalized block is not shown to a fleet.
	pub missed: u32,
	/// A worker dies while it carries out one effect.
	pub crash: u32,
	/// The most blocks that a dead worker stays down.
	pub down: u32,
	/// A fetched case or receipt does not come, or comes corrupted.
	pub corrupt: u32,
	/// A brain gives up.
	pub dumb: u32,
	/// A fork or garbage is fed.
	pub hostile: u32,
}

impl Faults {
	pub const NONE: Self = Self {
		lost: 0,
		doubled: 0,
		delay: 0,
		reorg: 0,
		silent: 0,
		missed: 0,
		crash: 0,
		down: 0,
		corrupt: 0,
		dumb: 0,
		hostile: 0,
	};

	pub const ALL: Self = Self {
		lost: 150,
		doubled: 100,
		delay: 3,
		reorg: 50,
		silent: 200,
		missed: 200,
		crash: 1,
		down: 12,
		corrupt: 200,
		dumb: 20,
		hostile: 200,
	};
}

/// Whether something of so many thousandths happens.
pub fn happens(rng: &mut ChaCha8Rng, thousandths: u32) -> bool {
	rng.gen_range(0..1_000) < thousandths
}

pub fn hash(rng: &mut ChaCha8Rng) -> [u8; 32] {
	let mut hash = [0; 32];
	rng.fill_bytes(&mut hash);
	hash
}
