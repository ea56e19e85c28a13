//! Weights of `pallet_conviction_voting`, measured by `scripts/weights` on the runtime's wasm; not to be edited.
//!
//! 2026-11-21, Intel(R) Xeon(R) Processor @ 2.50GHz, 50 steps, 20 repeats. Times in picoseconds, proof sizes in bytes.

#![allow(clippy::unnecessary_cast, unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use polkadot_sdk::*;

/// Weights of `pallet_conviction_voting` with the database costs of `T`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_conviction_voting::weights::WeightInfo for WeightInfo<T> {
	// Storage: `Cvt::Account` (r:1 w:1)
	// Proof: `Cvt::Account` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	// Storage: `Identity::IdentityOf` (r:1 w:0)
	// Proof: `Identity::IdentityOf` (`max_values`: None, `max_size`: Some(7538), added: 10013, mode: `MaxEncodedLen`)
	// Storage: `ConvictionVoting::VotingFor` (r:1 w:1)
	// Proof: `ConvictionVoting::VotingFor` (`max_values`: None, `max_size`: Some(6889), added: 9364, mode: `MaxEncodedLen`)
	// Storage: `ConvictionVoting::ClassLocksFor` (r:1 w:1)
	// Proof: `ConvictionVoting::ClassLocksFor` (`max_values`: None, `max_size`: Some(221), added: 2696, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Locks` (r:1 w:1)
	// Proof: `Cvt::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Freezes` (r:1 w:0)
	// Proof: `Cvt::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:1 w:1)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(107022), added: 109497, mode: `MaxEncodedLen`)
	fn vote_new() -> Weight {
		Weight::from_parts(230_481_000, 110487)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	// Storage: `Cvt::Account` (r:1 w:1)
	// Proof: `Cvt::Account` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	// Storage: `Identity::IdentityOf` (r:1 w:0)
	// Proof: `Identity::IdentityOf` (`max_values`: None, `max_size`: Some(7538), added: 10013, mode: `MaxEncodedLen`)
	// Storage: `ConvictionVoting::VotingFor` (r:1 w:1)
	// Proof: `ConvictionVoting::VotingFor` (`max_values`: None, `max_size`: Some(6889), added: 9364, mode: `MaxEncodedLen`)
	// Storage: `ConvictionVoting::ClassLocksFor` (r:1 w:1)
	// Proof: `ConvictionVoting::ClassLocksFor` (`max_values`: None, `max_size`: Some(221), added: 2696, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Locks` (r:1 w:1)
	// Proof: `Cvt::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Freezes` (r:1 w:0)
	// Proof: `Cvt::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:2 w:2)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(107022), added: 109497, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Retries` (r:0 w:1)
	// Proof: `Scheduler::Retries` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	fn vote_existing() -> Weight {
		Weight::from_parts(362_334_000, 219984)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	// Storage: `ConvictionVoting::VotingFor` (r:1 w:1)
	// Proof: `ConvictionVoting::VotingFor` (`max_values`: None, `max_size`: Some(6889), added: 9364, mode: `MaxEncodedLen`)
	// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:2 w:2)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(107022), added: 109497, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Retries` (r:0 w:1)
	// Proof: `Scheduler::Retries` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	fn remove_vote() -> Weight {
		Weight::from_parts(268_237_000, 219984)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `ConvictionVoting::VotingFor` (r:1 w:1)
	// Proof: `ConvictionVoting::VotingFor` (`max_values`: None, `max_size`: Some(6889), added: 9364, mode: `MaxEncodedLen`)
	// Storage: `Referenda::ReferendumInfoFor` (r:1 w:0)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	fn remove_other_vote() -> Weight {
		Weight::from_parts(94_772_000, 10354)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Cvt::Account` (r:1 w:1)
	// Proof: `Cvt::Account` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	// Storage: `ConvictionVoting::VotingFor` (r:2 w:2)
	// Proof: `ConvictionVoting::VotingFor` (`max_values`: None, `max_size`: Some(6889), added: 9364, mode: `MaxEncodedLen`)
	// Storage: `Referenda::ReferendumInfoFor` (r:64 w:64)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:2 w:2)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(107022), added: 109497, mode: `MaxEncodedLen`)
	// Storage: `ConvictionVoting::ClassLocksFor` (r:1 w:1)
	// Proof: `ConvictionVoting::ClassLocksFor` (`max_values`: None, `max_size`: Some(221), added: 2696, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Locks` (r:1 w:1)
	// Proof: `Cvt::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Freezes` (r:1 w:0)
	// Proof: `Cvt::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Retries` (r:0 w:64)
	// Proof: `Scheduler::Retries` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	fn delegate(r: u32) -> Weight {
		Weight::from_parts(128_551_000, 219984)
			// Standard error 450_241.
			.saturating_add(Weight::from_parts(71_690_512, 0).saturating_mul(r.into()))
			.saturating_add(Weight::from_parts(0, 2841).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(r.into())))
	}
	// Storage: `ConvictionVoting::VotingFor` (r:2 w:2)
	// Proof: `ConvictionVoting::VotingFor` (`max_values`: None, `max_size`: Some(6889), added: 9364, mode: `MaxEncodedLen`)
	// Storage: `Referenda::ReferendumInfoFor` (r:64 w:64)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:2 w:2)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(107022), added: 109497, mode: `MaxEncodedLen`)
	// Storage: `Origins::Pace` (r:1 w:0)
	// Proof: `Origins::Pace` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Retries` (r:0 w:64)
	// Proof: `Scheduler::Retries` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `MaxEncodedLen`)
	fn undelegate(r: u32) -> Weight {
		Weight::from_parts(88_514_000, 219984)
			// Standard error 464_438.
			.saturating_add(Weight::from_parts(70_165_403, 0).saturating_mul(r.into()))
			.saturating_add(Weight::from_parts(0, 2841).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(r.into())))
	}
	// Storage: `ConvictionVoting::VotingFor` (r:1 w:1)
	// Proof: `ConvictionVoting::VotingFor` (`max_values`: None, `max_size`: Some(6889), added: 9364, mode: `MaxEncodedLen`)
	// Storage: `ConvictionVoting::ClassLocksFor` (r:1 w:1)
	// Proof: `ConvictionVoting::ClassLocksFor` (`max_values`: None, `max_size`: Some(221), added: 2696, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Locks` (r:1 w:1)
	// Proof: `Cvt::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Freezes` (r:1 w:0)
	// Proof: `Cvt::Freezes` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// Storage: `Cvt::Account` (r:1 w:1)
	// Proof: `Cvt::Account` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	fn unlock() -> Weight {
		Weight::from_parts(150_088_000, 10354)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
}
