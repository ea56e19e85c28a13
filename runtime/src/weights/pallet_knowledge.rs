//! Weights of `pallet_knowledge`: estimates by hand, from what each call reads and writes and from what was measured of
//! `pallet_anchors`, until `scripts/weights` measures them and writes this file anew.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use polkadot_sdk::*;

/// Weights of `pallet_knowledge` with the database costs of `T`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_knowledge::weights::WeightInfo for WeightInfo<T> {
	// Reads `Agents::Agents`; reads and writes `Knowledge::Stores`, `System::Account`, `Balances::Holds`.
	fn publish_first() -> Weight {
		Weight::from_parts(140_000_000, 7_000)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Reads `Agents::Agents`; reads and writes `Knowledge::Stores` with 64 roots.
	fn publish_next() -> Weight {
		Weight::from_parts(120_000_000, 7_000)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Reads and writes `Knowledge::Stores` with 64 roots, `System::Account`, `Balances::Holds`.
	fn remove_store() -> Weight {
		Weight::from_parts(130_000_000, 7_000)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Reads two of `Agents::Agents`; reads and writes `Knowledge::ByGraph`, `Given`, `Graphs`, `NextGrant`,
	// `System::Account`, `Balances::Holds`; writes `Knowledge::Grants`.
	fn grant() -> Weight {
		Weight::from_parts(180_000_000, 6_500)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	// Reads `Agents::Agents`; reads and writes `Knowledge::Grants`, `Given`, `Graphs`, `System::Account`,
	// `Balances::Holds`; writes `Knowledge::ByGraph`.
	fn revoke() -> Weight {
		Weight::from_parts(150_000_000, 6_500)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	// As `revoke`, without `Agents::Agents`.
	fn clear() -> Weight {
		Weight::from_parts(150_000_000, 6_500)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	// Reads three of `Agents::Agents` and `Agents::ByAccount`; reads and writes `Knowledge::Grants`.
	fn acknowledge() -> Weight {
		Weight::from_parts(80_000_000, 6_500)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
