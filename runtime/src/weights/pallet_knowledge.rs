//! Weights of `pallet_knowledge`, measured by `scripts/weights` on the runtime's wasm; not to be edited.
//!
//! 2026-11-22, AMD EPYC, 50 steps, 20 repeats. Times in picoseconds, proof sizes in bytes.

#![allow(clippy::unnecessary_cast, unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use polkadot_sdk::*;

/// Weights of `pallet_knowledge` with the database costs of `T`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_knowledge::weights::WeightInfo for WeightInfo<T> {
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::Stores` (r:1 w:1)
	// Proof: `Knowledge::Stores` (`max_values`: None, `max_size`: Some(3501), added: 5976, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	fn publish_first() -> Weight {
		Weight::from_parts(61_401_000, 6966)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::Stores` (r:1 w:1)
	// Proof: `Knowledge::Stores` (`max_values`: None, `max_size`: Some(3501), added: 5976, mode: `MaxEncodedLen`)
	fn publish_next() -> Weight {
		Weight::from_parts(23_705_000, 6966)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Knowledge::Stores` (r:1 w:1)
	// Proof: `Knowledge::Stores` (`max_values`: None, `max_size`: Some(3501), added: 5976, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	fn remove_store() -> Weight {
		Weight::from_parts(50_696_000, 6966)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Agents::Agents` (r:2 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::ByGraph` (r:1 w:1)
	// Proof: `Knowledge::ByGraph` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::Given` (r:1 w:1)
	// Proof: `Knowledge::Given` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::Graphs` (r:1 w:1)
	// Proof: `Knowledge::Graphs` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::NextGrant` (r:1 w:1)
	// Proof: `Knowledge::NextGrant` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::Grants` (r:0 w:1)
	// Proof: `Knowledge::Grants` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	fn grant() -> Weight {
		Weight::from_parts(73_339_000, 6306)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	// Storage: `Knowledge::Grants` (r:1 w:1)
	// Proof: `Knowledge::Grants` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::Given` (r:1 w:1)
	// Proof: `Knowledge::Given` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::Graphs` (r:1 w:1)
	// Proof: `Knowledge::Graphs` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::ByGraph` (r:0 w:1)
	// Proof: `Knowledge::ByGraph` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	fn revoke() -> Weight {
		Weight::from_parts(60_961_000, 3766)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	// Storage: `Knowledge::Grants` (r:1 w:1)
	// Proof: `Knowledge::Grants` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::Given` (r:1 w:1)
	// Proof: `Knowledge::Given` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::Graphs` (r:1 w:1)
	// Proof: `Knowledge::Graphs` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `Knowledge::ByGraph` (r:0 w:1)
	// Proof: `Knowledge::ByGraph` (`max_values`: None, `max_size`: Some(82), added: 2557, mode: `MaxEncodedLen`)
	fn clear() -> Weight {
		Weight::from_parts(55_202_000, 3766)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	// Storage: `Knowledge::Grants` (r:1 w:1)
	// Proof: `Knowledge::Grants` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:2 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	fn acknowledge() -> Weight {
		Weight::from_parts(23_695_000, 6306)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
