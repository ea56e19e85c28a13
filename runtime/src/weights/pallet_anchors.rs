//! Weights of `pallet_anchors`, measured by `scripts/weights` on the runtime's wasm; not to be edited.
//!
//! 2026-11-21, Intel(R) Xeon(R) Processor @ 2.50GHz, 50 steps, 20 repeats. Times in picoseconds, proof sizes in bytes.

#![allow(clippy::unnecessary_cast, unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use polkadot_sdk::*;

/// Weights of `pallet_anchors` with the database costs of `T`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_anchors::weights::WeightInfo for WeightInfo<T> {
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Anchors::ByKey` (r:1 w:1)
	// Proof: `Anchors::ByKey` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	// Storage: `Anchors::NextId` (r:1 w:1)
	// Proof: `Anchors::NextId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	// Storage: `Anchors::Anchors` (r:0 w:1)
	// Proof: `Anchors::Anchors` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
	fn submit() -> Weight {
		// Measured before there were schemas and entries: a read of each and a write were added.
		Weight::from_parts(140_000_000, 3712)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	// Storage: `Anchors::Anchors` (r:1 w:1)
	// Proof: `Anchors::Anchors` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	// Storage: `Anchors::ByKey` (r:0 w:1)
	// Proof: `Anchors::ByKey` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	fn remove() -> Weight {
		Weight::from_parts(94_338_000, 3712)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// What follows is estimated from what was measured above, until it is measured itself.
	fn register_schema() -> Weight {
		Weight::from_parts(110_000_000, 3712)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn remove_schema() -> Weight {
		Weight::from_parts(100_000_000, 3712)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn submit_agreed(n: u32) -> Weight {
		Weight::from_parts(170_000_000, 8000)
			.saturating_add(Weight::from_parts(250_000_000, 2700).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(u64::from(n).saturating_add(8)))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	fn publish_registration() -> Weight {
		Weight::from_parts(50_000_000, 3712)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn publish_work() -> Weight {
		Weight::from_parts(8_000_000_000, 600_000)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn publish() -> Weight {
		Weight::from_parts(20_000_000, 1500)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn close(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 1500)
			.saturating_add(Weight::from_parts(50_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}
