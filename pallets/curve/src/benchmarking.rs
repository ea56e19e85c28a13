//! Benchmarks: each prepares the dearest path of its call.

// Benchmarks run on state that they made; what fails in them has to stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::*;
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, Get,
	},
	frame_system::{pallet_prelude::BlockNumberFor, RawOrigin},
	sp_runtime::{
		traits::{Bounded, Saturating},
		Permill,
	},
};

/// An account with both currencies.
fn trader<T: Config>() -> T::AccountId {
	let who: T::AccountId = whitelisted_caller();
	fund::<T>(&who);
	fund::<T>(&Pallet::<T>::account_id());
	T::Reserve::mint_into(&T::Commons::get(), T::Reserve::minimum_balance())
		.expect("an account takes what is minted");
	who
}

fn fund<T: Config>(who: &T::AccountId) {
	let amount = T::MinContribution::get()
		.saturating_mul(10)
		.saturating_add(UNIT.saturating_mul(100_000));
	T::Reserve::mint_into(who, amount).expect("an account takes what is minted");
	T::Token::mint_into(who, amount).expect("an account takes what is minted");
}

/// Opens a curve of an exponent that is no whole number, with both tributes.
fn open<T: Config>() {
	Hatch::<T>::kill();
	State::<T>::put(
		CurveState::opened(
			2_345_678,
			UNIT.saturating_mul(50_000),
			UNIT.saturating_mul(80_000),
		)
		.expect("both are within the bounds"),
	);
	let most = T::MaxTribute::get();
	TributeRates::<T>::put(Tributes {
		entry: most,
		exit: most,
	});
}

fn terms<T: Config>() -> TermsOf<T> {
	Terms {
		price: UNIT,
		goal: T::MinContribution::get(),
		cap: T::MinContribution::get()
			.saturating_mul(1_000)
			.saturating_add(UNIT.saturating_mul(1_000)),
		period: T::MaxPeriod::get(),
		tribute: T::MaxTribute::get(),
		kappa: 2_345_678,
		cliff: 0u32.into(),
		vesting: T::MaxPeriod::get(),
	}
}

/// A hatch that `who` filled.
fn hatch<T: Config>(who: &T::AccountId) {
	State::<T>::kill();
	Hatch::<T>::kill();
	let mut terms = terms::<T>();
	terms.goal = UNIT.saturating_mul(100).max(terms.goal);
	Pallet::<T>::do_start_hatch(terms).unwrap();
	Pallet::<T>::do_contribute(who.clone(), terms.goal).unwrap();
}

fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn buy() {
		let who = trader::<T>();
		open::<T>();
		let before = State::<T>::get().unwrap().supply;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), UNIT, 0, BlockNumberFor::<T>::max_value());

		assert!(State::<T>::get().unwrap().supply > before);
	}

	#[benchmark]
	fn sell() {
		let who = trader::<T>();
		open::<T>();
		let before = State::<T>::get().unwrap().supply;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), UNIT, 0, BlockNumberFor::<T>::max_value());

		assert!(State::<T>::get().unwrap().supply < before);
	}

	#[benchmark]
	fn donate() {
		let who = trader::<T>();
		open::<T>();
		let before = State::<T>::get().unwrap().reserve;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), UNIT);

		assert!(State::<T>::get().unwrap().reserve > before);
	}

	#[benchmark]
	fn contribute() {
		let who = trader::<T>();
		hatch::<T>(&who);
		let amount = T::MinContribution::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), amount);

		assert!(Contributions::<T>::get(who).unwrap() > amount);
	}

	#[benchmark]
	fn finalize() {
		let who = trader::<T>();
		hatch::<T>(&who);
		pass::<T>(T::MaxPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(who));

		assert!(State::<T>::exists());
	}

	#[benchmark]
	fn claim() {
		let who = trader::<T>();
		hatch::<T>(&who);
		pass::<T>(T::MaxPeriod::get());
		Pallet::<T>::do_finalize().unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(Vestings::<T>::contains_key(who));
	}

	#[benchmark]
	fn refund() {
		let who = trader::<T>();
		hatch::<T>(&who);
		Hatch::<T>::mutate(|hatch| hatch.as_mut().unwrap().status = HatchStatus::Failed);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), who.clone());

		assert!(!Contributions::<T>::contains_key(who));
	}

	#[benchmark]
	fn start_hatch() -> Result<(), BenchmarkError> {
		trader::<T>();
		State::<T>::kill();
		Hatch::<T>::kill();
		let mut terms = terms::<T>();
		terms.goal = UNIT.saturating_mul(100).max(terms.goal);
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, terms);

		assert!(Hatch::<T>::exists());
		Ok(())
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let most = T::MaxTribute::get();
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Some(most), Some(Permill::zero()));

		assert_eq!(TributeRates::<T>::get().entry, most);
		Ok(())
	}

	#[benchmark]
	fn set_kappa() -> Result<(), BenchmarkError> {
		open::<T>();
		let kappa = 2_345_679;
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, kappa);

		assert_eq!(State::<T>::get().unwrap().kappa, kappa);
		Ok(())
	}

	#[benchmark]
	fn pause() -> Result<(), BenchmarkError> {
		Paused::<T>::kill();
		let origin = T::PauseOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin);

		assert!(Paused::<T>::get());
		Ok(())
	}

	#[benchmark]
	fn unpause() -> Result<(), BenchmarkError> {
		Paused::<T>::put(true);
		let origin = T::PauseOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin);

		assert!(!Paused::<T>::get());
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::closed().build(),
		crate::mock::Test
	);
}
