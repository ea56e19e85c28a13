//! Weights of `pallet_anchors`, measured by `scripts/weights` on the runtime's wasm; not to be edited.
//!
//! 2026-11-22, AMD EPYC, 50 steps, 20 repeats. Times in picoseconds, proof sizes in bytes.

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
	// Storage: `Anchors::Schemas` (r:1 w:0)
	// Proof: `Anchors::Schemas` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	// Storage: `Anchors::NextId` (r:1 w:1)
	// Proof: `Anchors::NextId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `Anchors::Anchors` (r:0 w:1)
	// Proof: `Anchors::Anchors` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
	fn submit() -> Weight {
		Weight::from_parts(69_143_000, 3766)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Anchors::Anchors` (r:1 w:1)
	// Proof: `Anchors::Anchors` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `Anchors::ByKey` (r:0 w:1)
	// Proof: `Anchors::ByKey` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	fn remove() -> Weight {
		Weight::from_parts(45_478_000, 3766)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Anchors::Schemas` (r:1 w:1)
	// Proof: `Anchors::Schemas` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	fn register_schema() -> Weight {
		Weight::from_parts(47_641_000, 3766)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Anchors::Schemas` (r:1 w:1)
	// Proof: `Anchors::Schemas` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	fn remove_schema() -> Weight {
		Weight::from_parts(41_973_000, 3766)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Agents::Agents` (r:16 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Anchors::ByKey` (r:1 w:1)
	// Proof: `Anchors::ByKey` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	// Storage: `Anchors::Schemas` (r:1 w:0)
	// Proof: `Anchors::Schemas` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	// Storage: `Anchors::NextId` (r:1 w:1)
	// Proof: `Anchors::NextId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `Anchors::Anchors` (r:0 w:1)
	// Proof: `Anchors::Anchors` (`max_values`: None, `max_size`: Some(186), added: 2661, mode: `MaxEncodedLen`)
	fn submit_agreed(n: u32) -> Weight {
		Weight::from_parts(30_818_139, 3766)
			// Standard error 204_636.
			.saturating_add(Weight::from_parts(65_769_434, 0).saturating_mul(n.into()))
			.saturating_add(Weight::from_parts(0, 2658).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	fn publish_registration() -> Weight {
		Weight::from_parts(13_470_000, 3648).saturating_add(T::DbWeight::get().reads(1))
	}
	// Storage: `Cmp::Receipts` (r:1 w:0)
	// Proof: `Cmp::Receipts` (`max_values`: None, `max_size`: Some(122666), added: 125141, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Rewards` (r:1 w:0)
	// Proof: `Cmp::Rewards` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Settlements` (r:1 w:0)
	// Proof: `Cmp::Settlements` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
	fn publish_work() -> Weight {
		Weight::from_parts(102_323_000, 126131).saturating_add(T::DbWeight::get().reads(3))
	}
	fn publish() -> Weight {
		Weight::from_parts(3_536_000, 0)
	}
	// Storage: `Anchors::Latest` (r:0 w:1)
	// Proof: `Anchors::Latest` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	fn close(n: u32) -> Weight {
		Weight::from_parts(13_452_905, 0)
			// Standard error 1_167.
			.saturating_add(Weight::from_parts(3_564_629, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
