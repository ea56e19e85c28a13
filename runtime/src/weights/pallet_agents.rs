//! Weights of `pallet_agents`, measured by `scripts/weights` on the runtime's wasm; not to be edited.
//!
//! 2026-11-22, AMD EPYC, 20 steps, 10 repeats. Times in picoseconds, proof sizes in bytes.

#![allow(clippy::unnecessary_cast, unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use polkadot_sdk::*;

/// Weights of `pallet_agents` with the database costs of `T`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_agents::weights::WeightInfo for WeightInfo<T> {
	// Storage: `Agents::IdByAccount` (r:1 w:1)
	// Proof: `Agents::IdByAccount` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	// Storage: `Agents::NextId` (r:1 w:1)
	// Proof: `Agents::NextId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Counts` (r:1 w:1)
	// Proof: `Agents::Counts` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:0 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Agents::Members` (r:0 w:1)
	// Proof: `Agents::Members` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		Weight::from_parts(103_344_000, 3766)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	fn update() -> Weight {
		Weight::from_parts(13_340_000, 3648)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `Agents::Counts` (r:1 w:1)
	// Proof: `Agents::Counts` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Agents::Members` (r:0 w:1)
	// Proof: `Agents::Members` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	fn add_bond() -> Weight {
		Weight::from_parts(60_040_000, 3766)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Agents::IdByAccount` (r:1 w:0)
	// Proof: `Agents::IdByAccount` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	fn heartbeat() -> Weight {
		Weight::from_parts(17_927_000, 3648)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Agents::Agents` (r:2 w:2)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Agents::Counts` (r:1 w:1)
	// Proof: `Agents::Counts` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Agents::Members` (r:1 w:2)
	// Proof: `Agents::Members` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		Weight::from_parts(24_286_000, 6306)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Appointments` (r:1 w:0)
	// Proof: `Mandates::Appointments` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	// Storage: `Agents::IdByAccount` (r:0 w:1)
	// Proof: `Agents::IdByAccount` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Tracks` (r:0 w:1)
	// Proof: `Cmp::Tracks` (`max_values`: None, `max_size`: Some(540), added: 3015, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Records` (r:0 w:1)
	// Proof: `Cmp::Records` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Records` (r:0 w:1)
	// Proof: `Mandates::Records` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		Weight::from_parts(59_439_000, 6196)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	// Storage: `Agents::Agents` (r:2 w:2)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Agents::Counts` (r:1 w:1)
	// Proof: `Agents::Counts` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Agents::Members` (r:1 w:2)
	// Proof: `Agents::Members` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	fn suspend() -> Weight {
		Weight::from_parts(23_805_000, 6306)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Agents::Counts` (r:1 w:1)
	// Proof: `Agents::Counts` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Agents::Members` (r:0 w:1)
	// Proof: `Agents::Members` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	fn reinstate() -> Weight {
		Weight::from_parts(16_655_000, 3648)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
