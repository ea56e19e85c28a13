//! Weights of the calls, estimated from what they read and write; each is an upper bound of its paths.
//! Replaced by measured ones whenever the benchmarks are run.

use core::marker::PhantomData;
use polkadot_sdk::{
	frame_support::{
		traits::Get,
		weights::{constants::RocksDbWeight, Weight},
	},
	frame_system,
};

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `submit` without a proposal.
	fn submit() -> Weight;
	/// Weight of `remove`.
	fn remove() -> Weight;
}

/// Weights with the database costs of the runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads the agent; reads and writes `NextId`, `Anchors`, `ByKey`, the depositor's account and holds.
	fn submit() -> Weight {
		Weight::from_parts(60_000_000, 4_000).saturating_add(T::DbWeight::get().reads_writes(5, 5))
	}

	/// Reads and writes `Anchors`, `ByKey`, the depositor's account and holds.
	fn remove() -> Weight {
		Weight::from_parts(55_000_000, 4_000).saturating_add(T::DbWeight::get().reads_writes(3, 4))
	}
}

impl WeightInfo for () {
	fn submit() -> Weight {
		Weight::from_parts(60_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(5, 5))
	}

	fn remove() -> Weight {
		Weight::from_parts(55_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(3, 4))
	}
}
