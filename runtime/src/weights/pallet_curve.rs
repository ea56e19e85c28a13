//! Weights of `pallet_curve`, measured by `scripts/weights` on the runtime's wasm; not to be edited.
//!
//! 2026-11-22, AMD EPYC, 20 steps, 10 repeats. Times in picoseconds, proof sizes in bytes.

#![allow(clippy::unnecessary_cast, unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use polkadot_sdk::*;

/// Weights of `pallet_curve` with the database costs of `T`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_curve::weights::WeightInfo for WeightInfo<T> {
	// Storage: `Curve::Paused` (r:1 w:0)
	// Proof: `Curve::Paused` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	// Storage: `Curve::State` (r:1 w:1)
	// Proof: `Curve::State` (`max_values`: Some(1), `max_size`: Some(68), added: 563, mode: `MaxEncodedLen`)
	// Storage: `Curve::TributeRates` (r:1 w:0)
	// Proof: `Curve::TributeRates` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Account` (r:1 w:1)
	// Proof: `Cvt::Account` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	fn buy() -> Weight {
		Weight::from_parts(132_187_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Curve::Paused` (r:1 w:0)
	// Proof: `Curve::Paused` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	// Storage: `Curve::State` (r:1 w:1)
	// Proof: `Curve::State` (`max_values`: Some(1), `max_size`: Some(68), added: 563, mode: `MaxEncodedLen`)
	// Storage: `Curve::TributeRates` (r:1 w:0)
	// Proof: `Curve::TributeRates` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Account` (r:1 w:1)
	// Proof: `Cvt::Account` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn sell() -> Weight {
		Weight::from_parts(133_690_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Curve::State` (r:1 w:1)
	// Proof: `Curve::State` (`max_values`: Some(1), `max_size`: Some(68), added: 563, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn donate() -> Weight {
		Weight::from_parts(44_727_000, 3593)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Curve::Paused` (r:1 w:0)
	// Proof: `Curve::Paused` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	// Storage: `Curve::Hatch` (r:1 w:1)
	// Proof: `Curve::Hatch` (`max_values`: Some(1), `max_size`: Some(93), added: 588, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Curve::Contributions` (r:1 w:1)
	// Proof: `Curve::Contributions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn contribute() -> Weight {
		Weight::from_parts(50_255_000, 3593)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Curve::Hatch` (r:1 w:1)
	// Proof: `Curve::Hatch` (`max_values`: Some(1), `max_size`: Some(93), added: 588, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Curve::State` (r:0 w:1)
	// Proof: `Curve::State` (`max_values`: Some(1), `max_size`: Some(68), added: 563, mode: `MaxEncodedLen`)
	fn finalize() -> Weight {
		Weight::from_parts(48_042_000, 6196)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Curve::Hatch` (r:1 w:0)
	// Proof: `Curve::Hatch` (`max_values`: Some(1), `max_size`: Some(93), added: 588, mode: `MaxEncodedLen`)
	// Storage: `Curve::Contributions` (r:1 w:1)
	// Proof: `Curve::Contributions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Account` (r:1 w:1)
	// Proof: `Cvt::Account` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Holds` (r:1 w:1)
	// Proof: `Cvt::Holds` (`max_values`: None, `max_size`: Some(301), added: 2776, mode: `MaxEncodedLen`)
	// Storage: `Curve::Vestings` (r:0 w:1)
	// Proof: `Curve::Vestings` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		Weight::from_parts(63_034_000, 3766)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Curve::Hatch` (r:1 w:1)
	// Proof: `Curve::Hatch` (`max_values`: Some(1), `max_size`: Some(93), added: 588, mode: `MaxEncodedLen`)
	// Storage: `Curve::Contributions` (r:1 w:1)
	// Proof: `Curve::Contributions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn refund() -> Weight {
		Weight::from_parts(48_733_000, 3593)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Curve::State` (r:1 w:0)
	// Proof: `Curve::State` (`max_values`: Some(1), `max_size`: Some(68), added: 563, mode: `MaxEncodedLen`)
	// Storage: `Curve::Hatch` (r:1 w:1)
	// Proof: `Curve::Hatch` (`max_values`: Some(1), `max_size`: Some(93), added: 588, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:0)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn start_hatch() -> Weight {
		Weight::from_parts(13_600_000, 3593)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Curve::TributeRates` (r:1 w:1)
	// Proof: `Curve::TributeRates` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		Weight::from_parts(7_020_000, 1493)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Curve::State` (r:1 w:1)
	// Proof: `Curve::State` (`max_values`: Some(1), `max_size`: Some(68), added: 563, mode: `MaxEncodedLen`)
	// Storage: `Curve::NextKappaAt` (r:1 w:1)
	// Proof: `Curve::NextKappaAt` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn set_kappa() -> Weight {
		Weight::from_parts(23_925_000, 1553)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Curve::Paused` (r:1 w:1)
	// Proof: `Curve::Paused` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	fn pause() -> Weight {
		Weight::from_parts(6_660_000, 1486)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Curve::Paused` (r:1 w:1)
	// Proof: `Curve::Paused` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
	fn unpause() -> Weight {
		Weight::from_parts(7_201_000, 1486)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
