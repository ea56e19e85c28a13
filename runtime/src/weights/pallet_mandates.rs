//! Weights of `pallet_mandates`, measured by `scripts/weights` on the runtime's wasm; not to be edited.
//!
//! 2026-11-22, AMD EPYC, 20 steps, 10 repeats. Times in picoseconds, proof sizes in bytes.

#![allow(clippy::unnecessary_cast, unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use polkadot_sdk::*;

/// Weights of `pallet_mandates` with the database costs of `T`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_mandates::weights::WeightInfo for WeightInfo<T> {
	// Storage: `Agents::IdByAccount` (r:1 w:0)
	// Proof: `Agents::IdByAccount` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Appointments` (r:1 w:0)
	// Proof: `Mandates::Appointments` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Mandates` (r:1 w:0)
	// Proof: `Mandates::Mandates` (`max_values`: None, `max_size`: Some(557), added: 3032, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Budgets` (r:1 w:0)
	// Proof: `Mandates::Budgets` (`max_values`: None, `max_size`: Some(41), added: 2516, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Spent` (r:1 w:1)
	// Proof: `Mandates::Spent` (`max_values`: None, `max_size`: Some(45), added: 2520, mode: `MaxEncodedLen`)
	// Storage: `Mandates::SpentByRole` (r:1 w:1)
	// Proof: `Mandates::SpentByRole` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:0)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Records` (r:1 w:1)
	// Proof: `Mandates::Records` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	fn act() -> Weight {
		Weight::from_parts(54_431_000, 4022)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Mandates::Pending` (r:1 w:1)
	// Proof: `Mandates::Pending` (`max_values`: None, `max_size`: Some(70), added: 2545, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Appointments` (r:1 w:0)
	// Proof: `Mandates::Appointments` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Mandates` (r:1 w:0)
	// Proof: `Mandates::Mandates` (`max_values`: None, `max_size`: Some(557), added: 3032, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Budgets` (r:1 w:0)
	// Proof: `Mandates::Budgets` (`max_values`: None, `max_size`: Some(41), added: 2516, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Spent` (r:1 w:1)
	// Proof: `Mandates::Spent` (`max_values`: None, `max_size`: Some(45), added: 2520, mode: `MaxEncodedLen`)
	// Storage: `Mandates::SpentByRole` (r:1 w:1)
	// Proof: `Mandates::SpentByRole` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Taken` (r:1 w:1)
	// Proof: `Mandates::Taken` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:0)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Records` (r:1 w:1)
	// Proof: `Mandates::Records` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	fn execute() -> Weight {
		Weight::from_parts(58_858_000, 4022)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Mandates::Pending` (r:1 w:1)
	// Proof: `Mandates::Pending` (`max_values`: None, `max_size`: Some(70), added: 2545, mode: `MaxEncodedLen`)
	// Storage: `Agents::IdByAccount` (r:1 w:0)
	// Proof: `Agents::IdByAccount` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Appointments` (r:1 w:0)
	// Proof: `Mandates::Appointments` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Taken` (r:1 w:1)
	// Proof: `Mandates::Taken` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	fn discard() -> Weight {
		Weight::from_parts(23_635_000, 3535)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Appointments` (r:1 w:1)
	// Proof: `Mandates::Appointments` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Taken` (r:1 w:1)
	// Proof: `Mandates::Taken` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	// Storage: `Mandates::NextAppointment` (r:1 w:1)
	// Proof: `Mandates::NextAppointment` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn appoint() -> Weight {
		Weight::from_parts(26_059_000, 3648)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Mandates::Appointments` (r:1 w:1)
	// Proof: `Mandates::Appointments` (`max_values`: None, `max_size`: Some(26), added: 2501, mode: `MaxEncodedLen`)
	// Storage: `Mandates::Taken` (r:1 w:1)
	// Proof: `Mandates::Taken` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	fn revoke() -> Weight {
		Weight::from_parts(14_612_000, 3491)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Mandates::Mandates` (r:0 w:1)
	// Proof: `Mandates::Mandates` (`max_values`: None, `max_size`: Some(557), added: 3032, mode: `MaxEncodedLen`)
	fn set_mandate() -> Weight {
		Weight::from_parts(5_068_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Mandates::Budgets` (r:0 w:1)
	// Proof: `Mandates::Budgets` (`max_values`: None, `max_size`: Some(41), added: 2516, mode: `MaxEncodedLen`)
	fn set_budget() -> Weight {
		Weight::from_parts(4_747_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
}
