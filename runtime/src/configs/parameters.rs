//! The numbers that governance can change without an upgrade.

use crate::{
	constants::{currency::MILLI, time::DAYS},
	governance::origins::ParameterChange,
	AccountId, Balance, BlockNumber, Runtime, RuntimeEvent,
};
use frame_support::{
	dynamic_params::*,
	traits::{AsEnsureOriginWithArg, EitherOf},
};
use frame_system::EnsureRoot;
use polkadot_sdk::*;
use sp_runtime::Perbill;

/// The numbers that governance can change without an upgrade.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic_params {
	use super::*;

	/// The constants of CMP's rules.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod cmp {
		use super::*;

		/// τ₀.
		#[codec(index = 0)]
		pub static Base: Perbill = Perbill::from_percent(60);
		/// a.
		#[codec(index = 1)]
		pub static Risk: Perbill = Perbill::from_percent(20);
		/// b.
		#[codec(index = 2)]
		pub static Impact: Perbill = Perbill::from_percent(15);
		/// c.
		#[codec(index = 3)]
		pub static Urgency: Perbill = Perbill::from_percent(10);
		/// The least threshold.
		#[codec(index = 4)]
		pub static Floor: Perbill = Perbill::from_percent(50);
		/// The greatest threshold.
		#[codec(index = 5)]
		pub static Ceiling: Perbill = Perbill::from_percent(95);
		/// The share of seats that must reveal.
		#[codec(index = 6)]
		pub static Quorum: Perbill = Perbill::from_percent(50);
		/// The most that one owner's agents may weigh.
		#[codec(index = 7)]
		pub static OwnerCap: Perbill = Perbill::from_parts(333_333_333);
		/// What a concerned department's seat weighs more.
		#[codec(index = 8)]
		pub static Stakeholder: Perbill = Perbill::from_percent(25);
		/// z of the interval, in thousandths.
		#[codec(index = 9)]
		pub static ZMilli: u32 = 1_960;
		/// How far scalar answers may differ and still agree.
		#[codec(index = 10)]
		pub static Tolerance: Perbill = Perbill::from_percent(10);
		/// The most rounds.
		#[codec(index = 11)]
		pub static Rounds: u8 = 3;
		/// Blocks between opening and the draw.
		#[codec(index = 12)]
		pub static DrawDelay: BlockNumber = 2;
		/// Blocks in which ballots can be sealed.
		#[codec(index = 13)]
		pub static SealPeriod: BlockNumber = 30;
		/// Blocks in which they can be revealed.
		#[codec(index = 14)]
		pub static RevealPeriod: BlockNumber = 30;
		/// Seats of a panel.
		#[codec(index = 15)]
		pub static PanelSize: u32 = 21;
		/// The most that a department of one mind may weigh against the others.
		#[codec(index = 16)]
		pub static DepartmentCap: Perbill = Perbill::from_percent(50);
		/// What a seat's weight loses that comes over to the leader.
		#[codec(index = 17)]
		pub static Herding: Perbill = Perbill::from_percent(50);
		/// d: what a class adds whose decisions all turned out wrong.
		#[codec(index = 18)]
		pub static Context: Perbill = Perbill::from_percent(20);
		/// What an answer counts on the panel's word alone; half at most.
		#[codec(index = 19)]
		pub static Soft: Perbill = Perbill::from_percent(25);
		/// What the pot adds to the prize of each proposal whose truth is told: less than asking costs.
		#[codec(index = 20)]
		pub static Prize: Balance = 20 * MILLI;
	}

	/// The terms of the commons, used within the hard bounds of `pallet_commons::Terms`.
	#[dynamic_pallet_params]
	#[codec(index = 1)]
	pub mod commons {
		use super::*;

		/// Blocks of the main network in which conviction goes half the way to its stake.
		#[codec(index = 0)]
		pub static HalfLife: BlockNumber = 3 * DAYS;
		/// β: the share of the pool that no single request may reach.
		#[codec(index = 1)]
		pub static Beta: Perbill = Perbill::from_percent(20);
		/// ρ: the weight of the supply. ρ/β² is 5 %: what a vanishing request needs.
		#[codec(index = 2)]
		pub static Rho: Perbill = Perbill::from_parts(2_000_000);
		/// The least share of all CVT that the supply is taken to be.
		#[codec(index = 3)]
		pub static Floor: Perbill = Perbill::from_percent(25);
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		Self::Cmp(dynamic_params::cmp::Parameters::Base(
			dynamic_params::cmp::Base,
			Some(Perbill::from_percent(60)),
		))
	}
}

impl pallet_parameters::Config for Runtime {
	type AdminOrigin = AsEnsureOriginWithArg<EitherOf<EnsureRoot<AccountId>, ParameterChange>>;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type WeightInfo = ();
}
