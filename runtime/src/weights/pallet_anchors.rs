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
		Weight::from_parts(116_594_000, 3712)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(5))
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
}
