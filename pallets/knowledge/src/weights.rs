//! What the calls weigh. A runtime brings what was measured on it; tests have estimates.

use polkadot_sdk::frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `publish_root` when it begins a store.
	fn publish_first() -> Weight;
	/// Weight of `publish_root` when the store has as many roots as are kept.
	fn publish_next() -> Weight;
	/// Weight of `remove_store` with as many roots as are kept.
	fn remove_store() -> Weight;
	/// Weight of `grant` by an agent to an agent.
	fn grant() -> Weight;
	/// Weight of `revoke` by an agent.
	fn revoke() -> Weight;
	/// Weight of `clear` of a grant that has expired.
	fn clear() -> Weight;
	/// Weight of `acknowledge` by an agent.
	fn acknowledge() -> Weight;
}

/// Estimates by hand, for tests: upper bounds, from what each call reads and writes.
impl WeightInfo for () {
	/// Reads the agent and its standing; reads and writes `Stores`, the depositor's account and holds.
	fn publish_first() -> Weight {
		Weight::from_parts(70_000_000, 6_000).saturating_add(RocksDbWeight::get().reads_writes(5, 3))
	}

	/// Reads the agent and its standing; reads and writes `Stores`.
	fn publish_next() -> Weight {
		Weight::from_parts(50_000_000, 6_000).saturating_add(RocksDbWeight::get().reads_writes(3, 1))
	}

	/// Reads and writes `Stores`, the depositor's account and holds.
	fn remove_store() -> Weight {
		Weight::from_parts(60_000_000, 6_000).saturating_add(RocksDbWeight::get().reads_writes(3, 3))
	}

	/// Reads the grantor, its standing and the grantee; reads and writes `ByGraph`, `Given`, `Graphs`, `NextGrant`, the
	/// depositor's account and holds; writes `Grants`.
	fn grant() -> Weight {
		Weight::from_parts(90_000_000, 6_000).saturating_add(RocksDbWeight::get().reads_writes(9, 7))
	}

	/// Reads the grantor; reads and writes `Grants`, `Given`, `Graphs`, the depositor's account and holds; writes
	/// `ByGraph`.
	fn revoke() -> Weight {
		Weight::from_parts(80_000_000, 6_000).saturating_add(RocksDbWeight::get().reads_writes(6, 6))
	}

	/// As `revoke`, without the grantor.
	fn clear() -> Weight {
		Weight::from_parts(80_000_000, 6_000).saturating_add(RocksDbWeight::get().reads_writes(5, 6))
	}

	/// Reads both parties, the signer's number and its standing; reads and writes `Grants`.
	fn acknowledge() -> Weight {
		Weight::from_parts(50_000_000, 6_000).saturating_add(RocksDbWeight::get().reads_writes(6, 1))
	}
}
