//! What the calls weigh. A runtime brings what was measured on it; tests have estimates.

use polkadot_sdk::frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `submit` without a proposal.
	fn submit() -> Weight;
	/// Weight of `remove`.
	fn remove() -> Weight;
}

/// Estimates by hand, for tests: upper bounds, from what each call reads and writes.
impl WeightInfo for () {
	/// Reads the agent; reads and writes `NextId`, `Anchors`, `ByKey`, the depositor's account and holds.
	fn submit() -> Weight {
		Weight::from_parts(60_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(5, 5))
	}

	/// Reads and writes `Anchors`, `ByKey`, the depositor's account and holds.
	fn remove() -> Weight {
		Weight::from_parts(55_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(3, 4))
	}
}
