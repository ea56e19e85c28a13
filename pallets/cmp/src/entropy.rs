//! Where panels get their randomness from.
//!
//! While a proposal is active, each block folds its parent's author's VRF output into one value. A panel
//! drawn from it rests on every author since the opening, and is drawn only after two of them at least:
//! the first may be the author who let the proposal in.
//!
//! What a block author can still do:
//! - An author knows its own outputs for its slots as soon as the epoch's randomness is known, but needs
//!   those of all the others between opening and draw as well to know the panel.
//! - The author of the last block before the draw knows all of them. By giving its block up, and with it
//!   the reward, it has the panel drawn from its successor's output instead: one re-roll, blind.
//! - Authors of `k` blocks in a row before the draw have up to 2ᵏ panels to choose from.
//!
//! An output fixed by the key and the slot cannot be ground, and nothing of a block's content goes in.

use crate::{Config, Entropy, Pallet};
use althing_primitives::{blake2, Hash, ProposalId};
use codec::Encode;
use polkadot_sdk::frame_support::traits::Randomness;

/// Outputs from after the opening that a draw must rest on.
pub(crate) const FRESH_OUTPUTS: u64 = 2;

impl<T: Config> Pallet<T> {
	/// Folds the latest output in. A block whose author gave none changes nothing.
	pub(crate) fn gather_entropy() {
		if let (Some(output), _) = T::Randomness::random(b"althing/panel") {
			Self::fold(output);
		}
	}

	pub(crate) fn fold(output: impl Encode) {
		Entropy::<T>::mutate(|pool| {
			pool.value = (pool.value, output).using_encoded(blake2);
			pool.outputs = pool.outputs.saturating_add(1); // 2⁶⁴ blocks never come
		});
	}
}

/// Numbers for one draw, the same for everybody who knows the entropy.
pub(crate) struct Stream {
	entropy: Hash,
	proposal: ProposalId,
	counter: u32,
}

impl Stream {
	/// The numbers that `entropy` gives for `proposal`.
	pub(crate) const fn new(entropy: Hash, proposal: ProposalId) -> Self {
		Self {
			entropy,
			proposal,
			counter: 0,
		}
	}

	/// The next 64 bits: the head of BLAKE2b-256(entropy, proposal, counter).
	pub(crate) fn next(&mut self) -> u64 {
		let hash = (self.entropy, self.proposal, self.counter).using_encoded(blake2);
		self.counter = self.counter.wrapping_add(1); // a draw takes some hundreds
		let [a, b, c, d, e, f, g, h, ..] = hash;
		u64::from_le_bytes([a, b, c, d, e, f, g, h])
	}

	/// A number below `bound`; zero when `bound` is. The bounds here stay below 2³², so that no number is
	/// likelier than another by more than 2⁻³².
	pub(crate) fn below(&mut self, bound: u64) -> u64 {
		self.next().checked_rem(bound).unwrap_or(0)
	}
}
