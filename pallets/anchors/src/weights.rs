//! What the calls weigh. A runtime brings what was measured on it; tests have estimates.

use polkadot_sdk::frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls and hooks of this pallet.
pub trait WeightInfo {
	/// Weight of `submit` without a proposal.
	fn submit() -> Weight;
	/// Weight of `remove`.
	fn remove() -> Weight;
	/// Weight of `register_schema`.
	fn register_schema() -> Weight;
	/// Weight of `remove_schema`.
	fn remove_schema() -> Weight;
	/// Weight of `submit_agreed` with `n` executions of the largest sets, without a proposal.
	fn submit_agreed(n: u32) -> Weight;
	/// Weight of `publish_registration`.
	fn publish_registration() -> Weight;
	/// Weight of `publish_work` about the largest receipt.
	fn publish_work() -> Weight;
	/// An entry that a hook of another pallet publishes.
	fn publish() -> Weight;
	/// The end of a block that commits to `n` entries.
	fn close(n: u32) -> Weight;
}

/// Estimates by hand, for tests: upper bounds, from what each call reads and writes.
impl WeightInfo for () {
	/// Reads the agent, the schema; reads and writes `NextId`, `Anchors`, `ByKey`, `Waiting`, the depositor's account and
	/// holds.
	fn submit() -> Weight {
		Weight::from_parts(70_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(7, 6))
	}

	/// Reads and writes `Anchors`, `ByKey`, the depositor's account and holds.
	fn remove() -> Weight {
		Weight::from_parts(55_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(3, 4))
	}

	/// Reads and writes `Schemas`, the depositor's account and holds.
	fn register_schema() -> Weight {
		Weight::from_parts(55_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(3, 3))
	}

	/// The same.
	fn remove_schema() -> Weight {
		Weight::from_parts(55_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(3, 3))
	}

	/// As `submit`, and the genesis hash; of each execution the agent, its set compared with up to fifteen others, a
	/// signature over some 2,300 bytes.
	fn submit_agreed(n: u32) -> Weight {
		Weight::from_parts(90_000_000, 4_000)
			.saturating_add(Weight::from_parts(150_000_000, 2_700).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads_writes(u64::from(n).saturating_add(8), 6))
	}

	/// Reads the agent; reads and writes `Waiting`.
	fn publish_registration() -> Weight {
		Weight::from_parts(25_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}

	/// Reads a receipt of half a megabyte, the settlement, the reward; reads and writes `Waiting`.
	fn publish_work() -> Weight {
		Weight::from_parts(4_000_000_000, 600_000).saturating_add(RocksDbWeight::get().reads_writes(4, 1))
	}

	/// Appends to `Waiting`.
	fn publish() -> Weight {
		Weight::from_parts(10_000_000, 1_500).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}

	/// Reads and writes `Waiting`, writes `Latest`; for each entry three hashes, two values for the node's own database and
	/// an event.
	fn close(n: u32) -> Weight {
		Weight::from_parts(30_000_000, 1_500)
			.saturating_add(Weight::from_parts(25_000_000, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads_writes(1, 2))
	}
}
