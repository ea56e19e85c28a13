//! What referenda act with, and the few things that only governance keeps.
//!
//! Two origins are not here: `Root` is the frame's own, and what an escalated proposal acts with is
//! `pallet_cmp::Origin::Escalated`, because it carries the proposal.

// The pallet macro writes such paths, and gives them the spans of its attributes here.
#![allow(unused_qualifications)]

pub use pallet_origins::*;

use crate::RuntimeOrigin;
use althing_primitives::{Department, Departments};
use pallet_cmp::EnsureApproved;
use polkadot_sdk::frame_support::traits::{EnsureOrigin, EnsureOriginWithArg};

/// Whether `origin` is the word of a panel, or of people in its place, on a proposal that named all of
/// `departments`.
fn heard(origin: RuntimeOrigin, departments: &[Department]) -> Result<(), RuntimeOrigin> {
	let (_, named) = <EnsureApproved as EnsureOrigin<RuntimeOrigin>>::try_origin(origin.clone())?;
	let all = departments.iter().all(|department| named.contains(*department));
	all.then_some(()).ok_or(origin)
}

#[cfg(feature = "runtime-benchmarks")]
fn hearing(departments: &[Department]) -> RuntimeOrigin {
	pallet_cmp::Origin::Approved {
		proposal: 0,
		departments: Departments::of(departments.iter().copied()),
	}
	.into()
}

/// Accepts a panel that heard the department, or people in its place. Anybody may put a question and choose
/// whom it names; a panel that was not told whom a matter concerns has no word in it.
pub struct PanelOfDepartment;

impl EnsureOriginWithArg<RuntimeOrigin, Department> for PanelOfDepartment {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin, department: &Department) -> Result<(), RuntimeOrigin> {
		heard(origin, &[*department])
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(department: &Department) -> Result<RuntimeOrigin, ()> {
		Ok(hearing(&[*department]))
	}
}

/// Accepts a panel that heard all whom another proposal concerned, or people in its place: what came of a
/// question is for those to tell who were asked. A proposal that names no departments concerns and hears all.
pub struct PanelOfDepartments;

impl EnsureOriginWithArg<RuntimeOrigin, Departments> for PanelOfDepartments {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin, concerned: &Departments) -> Result<(), RuntimeOrigin> {
		let (_, named) = <EnsureApproved as EnsureOrigin<RuntimeOrigin>>::try_origin(origin.clone())?;
		let holds = |of: &Departments, department| of.is_empty() || of.contains(department);
		let all = Department::ALL
			.into_iter()
			.all(|department| !holds(concerned, department) || holds(&named, department));
		all.then_some(()).ok_or(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_: &Departments) -> Result<RuntimeOrigin, ()> {
		Ok(hearing(&[]))
	}
}

/// Accepts a panel that heard those who keep the money and those who keep it lawful, or people in its place.
pub struct PanelOfLawAndMoney;

impl PanelOfLawAndMoney {
	const HEARD: [Department; 2] = [Department::Finance, Department::Legal];
}

impl EnsureOrigin<RuntimeOrigin> for PanelOfLawAndMoney {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		heard(origin, &Self::HEARD)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(hearing(&Self::HEARD))
	}
}

/// The pallet: origins without calls of their own, but for the one that the frame keeps to `Root`.
#[polkadot_sdk::frame_support::pallet]
pub mod pallet_origins {
	use crate::{
		constants::{currency::UNIT, time::EPOCH},
		Balance,
	};
	use polkadot_sdk::{
		frame_support::{self, pallet_prelude::*, traits::OriginTrait},
		frame_system::{self, pallet_prelude::*},
	};

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the pallet needs.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Who may authorize the next runtime.
		type UpgradeOrigin: EnsureOrigin<Self::RuntimeOrigin>;
	}

	/// What an approved referendum acts with. The indices are part of stored referenda.
	#[derive(
		Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
	)]
	#[pallet::origin]
	pub enum Origin {
		/// Authorizes the code of the next runtime.
		#[codec(index = 0)]
		RuntimeUpgrade,
		/// Spends little of the treasury.
		#[codec(index = 1)]
		SmallSpender,
		/// Spends more of it.
		#[codec(index = 2)]
		MediumSpender,
		/// Spends a lot of it.
		#[codec(index = 3)]
		BigSpender,
		/// Sets the budgets of departments.
		#[codec(index = 4)]
		DepartmentBudget,
		/// Suspends agents and lets them back.
		#[codec(index = 5)]
		AgentSuspension,
		/// Changes the numbers of `pallet-parameters`.
		#[codec(index = 6)]
		ParameterChange,
		/// Pauses calls, enters safe mode, cancels referenda.
		#[codec(index = 7)]
		EmergencyStop,
	}

	/// How many times faster than declared governance's periods pass. Set at genesis, and by nothing else.
	#[pallet::storage]
	pub type Pace<T> = StorageValue<_, u32, ValueQuery, ConstU32<1>>;

	/// Slots in an epoch, which is also a session. Set at genesis, and by nothing else: block production could not follow a
	/// change.
	#[pallet::storage]
	pub type Epoch<T> = StorageValue<_, u32, ValueQuery, ConstU32<EPOCH>>;

	/// Whether the chain itself is submitting a referendum; never between calls.
	#[pallet::storage]
	pub type Submitting<T> = StorageValue<_, bool, ValueQuery>;

	/// Why a vote was refused beside the reasons that `pallet-conviction-voting` has.
	#[pallet::error]
	pub enum Error<T> {
		/// The vote would count for more than one account may on this track; see `governance::cap`.
		StakeAboveCap,
	}

	/// What governance begins with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// How many times faster than declared periods pass; 0 is read as 1.
		pub pace: u32,
		/// Slots in an epoch; 0 stands for those of a main network.
		pub epoch: u32,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pace::<T>::put(self.pace.max(1));
			if self.epoch > 0 {
				Epoch::<T>::put(self.epoch);
			}
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Lets the runtime whose BLAKE2b-256 is `code_hash` take over, by [`Origin::RuntimeUpgrade`].
		///
		/// Whoever has the code hands it in with `System::apply_authorized_upgrade`, which refuses another
		/// name and a version that is not higher. Not the code but its hash is voted on, so that nobody
		/// pays a deposit for a preimage of a megabyte.
		#[pallet::call_index(0)]
		#[pallet::weight((
			<T::SystemWeightInfo as frame_system::WeightInfo>::authorize_upgrade(),
			DispatchClass::Operational,
		))]
		pub fn authorize_upgrade(origin: OriginFor<T>, code_hash: T::Hash) -> DispatchResult {
			T::UpgradeOrigin::ensure_origin(origin)?;
			frame_system::Pallet::<T>::do_authorize_upgrade(code_hash, true);
			Ok(())
		}
	}

	macro_rules! ensures {
		($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
			$(#[$doc])*
			pub struct $name;

			impl<O> EnsureOrigin<O> for $name
			where
				O: OriginTrait + From<Origin>,
				for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
			{
				type Success = ();

				fn try_origin(o: O) -> Result<(), O> {
					if let Ok(Origin::$name) = o.caller().try_into() {
						return Ok(());
					}
					Err(o)
				}

				#[cfg(feature = "runtime-benchmarks")]
				fn try_successful_origin() -> Result<O, ()> {
					Ok(O::from(Origin::$name))
				}
			}
		)+ };
	}

	ensures! {
		/// Accepts [`Origin::RuntimeUpgrade`].
		RuntimeUpgrade,
		/// Accepts [`Origin::DepartmentBudget`].
		DepartmentBudget,
		/// Accepts [`Origin::AgentSuspension`].
		AgentSuspension,
		/// Accepts [`Origin::ParameterChange`].
		ParameterChange,
		/// Accepts [`Origin::EmergencyStop`].
		EmergencyStop,
	}

	/// Accepts the spenders; gives the most VWT that each may spend at a time.
	pub struct Spender;

	impl Spender {
		/// The most that `origin` may spend at a time, when it is a spender.
		pub const fn limit(origin: &Origin) -> Option<Balance> {
			match origin {
				Origin::SmallSpender => Some(1_000 * UNIT),
				Origin::MediumSpender => Some(10_000 * UNIT),
				Origin::BigSpender => Some(100_000 * UNIT),
				_ => None,
			}
		}
	}

	impl<O> EnsureOrigin<O> for Spender
	where
		O: OriginTrait + From<Origin>,
		for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
	{
		type Success = Balance;

		fn try_origin(o: O) -> Result<Balance, O> {
			let caller: Result<&Origin, _> = o.caller().try_into();
			let limit = caller.ok().and_then(Self::limit);
			limit.ok_or(o)
		}

		#[cfg(feature = "runtime-benchmarks")]
		fn try_successful_origin() -> Result<O, ()> {
			Ok(O::from(Origin::BigSpender))
		}
	}
}
