//! Weights of `pallet_cmp`, measured by `scripts/weights` on the runtime's wasm; not to be edited.
//!
//! PROVISIONAL where a function says so: what was measured plus, by hand, what has been added since. All of it is to be
//! measured before landing.
//!
//! 2026-11-21, Intel(R) Xeon(R) Processor @ 2.50GHz, 50 steps, 20 repeats. Times in picoseconds, proof sizes in bytes.

#![allow(clippy::unnecessary_cast, unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use polkadot_sdk::*;

/// Weights of `pallet_cmp` with the database costs of `T`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_cmp::weights::WeightInfo for WeightInfo<T> {
	// Storage: `Preimage::StatusFor` (r:1 w:0)
	// Proof: `Preimage::StatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	// Storage: `Preimage::RequestStatusFor` (r:1 w:1)
	// Proof: `Preimage::RequestStatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	// Storage: `Agents::Counts` (r:1 w:0)
	// Proof: `Agents::Counts` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Cmp::NextProposal` (r:1 w:1)
	// Proof: `Cmp::NextProposal` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Active` (r:1 w:1)
	// Proof: `Cmp::Active` (`max_values`: Some(1), `max_size`: Some(770), added: 1265, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	// Storage: `Parameters::Parameters` (r:16 w:0)
	// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Entropy` (r:1 w:0)
	// Proof: `Cmp::Entropy` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Proposals` (r:0 w:1)
	// Proof: `Cmp::Proposals` (`max_values`: None, `max_size`: Some(340), added: 2815, mode: `MaxEncodedLen`)
	// PROVISIONAL, to be measured before landing: four parameters and `Cmp::Pasts` (r:5) are added.
	fn open(b: u32) -> Weight {
		Weight::from_parts(210_130_918, 53469)
			// Standard error 6.
			.saturating_add(Weight::from_parts(4_923, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(28))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Proposals` (r:1 w:1)
	// Proof: `Cmp::Proposals` (`max_values`: None, `max_size`: Some(340), added: 2815, mode: `MaxEncodedLen`)
	// Storage: `Agents::IdByAccount` (r:1 w:0)
	// Proof: `Agents::IdByAccount` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Ballots` (r:1 w:1)
	// Proof: `Cmp::Ballots` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	fn seal() -> Weight {
		Weight::from_parts(112_615_000, 3805)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Proposals` (r:1 w:1)
	// Proof: `Cmp::Proposals` (`max_values`: None, `max_size`: Some(340), added: 2815, mode: `MaxEncodedLen`)
	// Storage: `Agents::IdByAccount` (r:1 w:0)
	// Proof: `Agents::IdByAccount` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Ballots` (r:1 w:1)
	// Proof: `Cmp::Ballots` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	// PROVISIONAL, to be measured before landing: `System::BlockHash` (r:1) is added.
	fn reveal() -> Weight {
		Weight::from_parts(125_889_000, 3805)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Cmp::Proposals` (r:1 w:1)
	// Proof: `Cmp::Proposals` (`max_values`: None, `max_size`: Some(340), added: 2815, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Panels` (r:1 w:1)
	// Proof: `Cmp::Panels` (`max_values`: None, `max_size`: Some(5046), added: 7521, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Rounds` (r:8 w:7)
	// Proof: `Cmp::Rounds` (`max_values`: None, `max_size`: Some(10835), added: 13310, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Active` (r:1 w:1)
	// Proof: `Cmp::Active` (`max_values`: Some(1), `max_size`: Some(770), added: 1265, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	// Storage: `Preimage::StatusFor` (r:1 w:0)
	// Proof: `Preimage::StatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	// Storage: `Preimage::RequestStatusFor` (r:1 w:1)
	// Proof: `Preimage::RequestStatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Ballots` (r:0 w:64)
	// Proof: `Cmp::Ballots` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	// PROVISIONAL, to be measured before landing: larger panels and rounds are added.
	fn cancel() -> Weight {
		Weight::from_parts(552_260_000, 150000)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(76))
	}
	// Storage: `Babe::AuthorVrfRandomness` (r:1 w:0)
	// Proof: `Babe::AuthorVrfRandomness` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Entropy` (r:1 w:1)
	// Proof: `Cmp::Entropy` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Active` (r:1 w:0)
	// Proof: `Cmp::Active` (`max_values`: Some(1), `max_size`: Some(770), added: 1265, mode: `MaxEncodedLen`)
	// Storage: `Cmp::ExpiringRange` (r:1 w:0)
	// Proof: `Cmp::ExpiringRange` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	fn service_base() -> Weight {
		Weight::from_parts(25_236_000, 2255)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Cmp::Proposals` (r:1 w:0)
	// Proof: `Cmp::Proposals` (`max_values`: None, `max_size`: Some(340), added: 2815, mode: `MaxEncodedLen`)
	fn peek() -> Weight {
		Weight::from_parts(13_777_000, 3805).saturating_add(T::DbWeight::get().reads(1))
	}
	// Storage: `Cmp::Proposals` (r:1 w:1)
	// Proof: `Cmp::Proposals` (`max_values`: None, `max_size`: Some(340), added: 2815, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Entropy` (r:1 w:0)
	// Proof: `Cmp::Entropy` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	// Storage: `Agents::Counts` (r:1 w:0)
	// Proof: `Agents::Counts` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Agents::Members` (r:538 w:0)
	// Proof: `Agents::Members` (`max_values`: None, `max_size`: Some(21), added: 2496, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:538 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Records` (r:538 w:0)
	// Proof: `Cmp::Records` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Active` (r:1 w:1)
	// Proof: `Cmp::Active` (`max_values`: Some(1), `max_size`: Some(770), added: 1265, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Ballots` (r:0 w:64)
	// Proof: `Cmp::Ballots` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Panels` (r:0 w:1)
	// Proof: `Cmp::Panels` (`max_values`: None, `max_size`: Some(5046), added: 7521, mode: `MaxEncodedLen`)
	// PROVISIONAL, to be measured before landing: `Cmp::Tracks` (r:p) is added.
	fn draw(p: u32) -> Weight {
		Weight::from_parts(3_197_907_706, 296716)
			// Standard error 1_526_108.
			.saturating_add(Weight::from_parts(152_027_497, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 21102).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(338))
			.saturating_add(T::DbWeight::get().reads((21_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(p.into())))
	}
	// PROVISIONAL, to be measured before landing: wholly by hand.
	fn compare(n: u32) -> Weight {
		Weight::from_parts(1_000_000, 0)
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(n.into()))
	}
	// Storage: `Cmp::Proposals` (r:1 w:1)
	// Proof: `Cmp::Proposals` (`max_values`: None, `max_size`: Some(340), added: 2815, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Active` (r:1 w:1)
	// Proof: `Cmp::Active` (`max_values`: Some(1), `max_size`: Some(770), added: 1265, mode: `MaxEncodedLen`)
	fn start_revealing() -> Weight {
		Weight::from_parts(36_996_000, 3805)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Cmp::Proposals` (r:1 w:1)
	// Proof: `Cmp::Proposals` (`max_values`: None, `max_size`: Some(340), added: 2815, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Panels` (r:1 w:0)
	// Proof: `Cmp::Panels` (`max_values`: None, `max_size`: Some(5046), added: 7521, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Ballots` (r:64 w:0)
	// Proof: `Cmp::Ballots` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:64 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Records` (r:64 w:64)
	// Proof: `Cmp::Records` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Rounds` (r:7 w:1)
	// Proof: `Cmp::Rounds` (`max_values`: None, `max_size`: Some(10835), added: 13310, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Active` (r:1 w:1)
	// Proof: `Cmp::Active` (`max_values`: Some(1), `max_size`: Some(770), added: 1265, mode: `MaxEncodedLen`)
	// PROVISIONAL, to be measured before landing: weighing, and 31.5 pairs a seat, 2 µs each, are added.
	fn close_round(p: u32, r: u32) -> Weight {
		Weight::from_parts(38_353_904, 25000)
			// Standard error 36_203.
			.saturating_add(Weight::from_parts(117_427_405, 0).saturating_mul(p.into()))
			// Standard error 348_260.
			.saturating_add(Weight::from_parts(35_927_249, 0).saturating_mul(r.into()))
			.saturating_add(Weight::from_parts(0, 2658).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 13310).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(p.into())))
	}
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(183), added: 2658, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Records` (r:1 w:1)
	// Proof: `Cmp::Records` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn slash() -> Weight {
		Weight::from_parts(90_106_000, 3712)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Cmp::Panels` (r:1 w:1)
	// Proof: `Cmp::Panels` (`max_values`: None, `max_size`: Some(5046), added: 7521, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Rounds` (r:8 w:7)
	// Proof: `Cmp::Rounds` (`max_values`: None, `max_size`: Some(10835), added: 13310, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Active` (r:1 w:1)
	// Proof: `Cmp::Active` (`max_values`: Some(1), `max_size`: Some(770), added: 1265, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(247), added: 2722, mode: `MaxEncodedLen`)
	// Storage: `Cmp::ExpiringRange` (r:1 w:1)
	// Proof: `Cmp::ExpiringRange` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	// Storage: `Scheduler::Agenda` (r:1 w:1)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(107022), added: 109497, mode: `MaxEncodedLen`)
	// Storage: `Preimage::StatusFor` (r:1 w:0)
	// Proof: `Preimage::StatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	// Storage: `Preimage::RequestStatusFor` (r:1 w:1)
	// Proof: `Preimage::RequestStatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Ended` (r:1 w:1)
	// Proof: `Cmp::Ended` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Receipts` (r:0 w:1)
	// Proof: `Cmp::Receipts` (`max_values`: None, `max_size`: Some(91692), added: 94167, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Expiring` (r:0 w:1)
	// Proof: `Cmp::Expiring` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Proposals` (r:0 w:1)
	// Proof: `Cmp::Proposals` (`max_values`: None, `max_size`: Some(340), added: 2815, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Decisions` (r:0 w:1)
	// Proof: `Cmp::Decisions` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Ballots` (r:0 w:64)
	// Proof: `Cmp::Ballots` (`max_values`: None, `max_size`: Some(177), added: 2652, mode: `MaxEncodedLen`)
	// PROVISIONAL, to be measured before landing: a larger receipt, `System::BlockHash` (r:1), `Agents::Agents` (r:p),
	// `Cmp::Tracks` (r:p w:p) and what is learnt are added.
	fn finish(p: u32, r: u32) -> Weight {
		Weight::from_parts(261_953_000, 120487)
			// Standard error 101_099.
			.saturating_add(Weight::from_parts(74_432_175, 0).saturating_mul(p.into()))
			// Standard error 942_009.
			.saturating_add(Weight::from_parts(47_490_539, 0).saturating_mul(r.into()))
			.saturating_add(Weight::from_parts(0, 13310).saturating_mul(r.into()))
			.saturating_add(Weight::from_parts(0, 5809).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(11))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(r.into())))
	}
	// PROVISIONAL, to be measured before landing: wholly by hand. `Cmp::Receipts` (r:1), `Cmp::Settlements` (r:1 w:1),
	// `Cmp::Pasts` (r:1 w:1), `Agents::Agents` (r:p), `Cmp::Tracks` (r:p w:p).
	fn settle(p: u32) -> Weight {
		Weight::from_parts(600_000_000, 130000)
			.saturating_add(Weight::from_parts(72_000_000, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 5809).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(p.into())))
	}
	// Storage: `Cmp::ExpiringRange` (r:1 w:1)
	// Proof: `Cmp::ExpiringRange` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Expiring` (r:1 w:1)
	// Proof: `Cmp::Expiring` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Referred` (r:1 w:0)
	// Proof: `Cmp::Referred` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Cmp::Receipts` (r:0 w:1)
	// Proof: `Cmp::Receipts` (`max_values`: None, `max_size`: Some(91692), added: 94167, mode: `MaxEncodedLen`)
	fn drop_receipt() -> Weight {
		Weight::from_parts(38_826_000, 3493)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
