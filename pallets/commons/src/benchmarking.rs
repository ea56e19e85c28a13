//! Benchmarks: each prepares the dearest path of its call.

// Benchmarks run on state that they made; what fails in them has to stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::*;
use althing_primitives::CommonsId;
use polkadot_sdk::{
	frame_benchmarking::{account, v2::*},
	frame_support::traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, Get,
	},
	frame_system::{pallet_prelude::BlockNumberFor, RawOrigin},
	sp_runtime::traits::{Bounded, Saturating, Zero},
};

/// Gives `who` VWT enough for any deposit.
fn fund<T: Config>(who: &T::AccountId) {
	let deposits = T::Deposit::get().saturating_add(T::DisputeDeposit::get());
	let amount = deposits
		.saturating_add(T::Currency::minimum_balance())
		.saturating_mul(1_000u32.into());
	T::Currency::set_balance(who, amount);
}

/// An account with VWT.
fn person<T: Config>(name: &'static str) -> T::AccountId {
	let who = account(name, 0, 0);
	fund::<T>(&who);
	who
}

/// A voter with a thousand times the least stake in CVT.
fn voter<T: Config>() -> T::AccountId
where
	T::Votes: Mutate<T::AccountId>,
{
	let who = whitelisted_caller();
	let amount = T::MinStake::get()
		.saturating_add(T::Votes::minimum_balance())
		.saturating_mul(1_000u32.into());
	T::Votes::set_balance(&who, amount);
	who
}

/// A proposal that asks for a thousandth of the pool as a stream.
fn submitted<T: Config>() -> CommonsId {
	let pool = Pallet::<T>::pool();
	T::Currency::set_balance(
		&pool,
		T::Currency::minimum_balance().saturating_mul(100_000u32.into()),
	);
	let id = NextId::<T>::get();
	let request = Request {
		amount: T::Currency::minimum_balance().saturating_mul(100u32.into()),
		beneficiary: account("beneficiary", 0, 0),
		payout: Payout::Stream {
			blocks: T::MaxStreamBlocks::get(),
		},
		evidence: [1; 32],
	};
	Pallet::<T>::do_submit(person::<T>("proposer"), request).unwrap();
	id
}

/// A proposal with all conviction that there can be.
fn convincing<T: Config>() -> CommonsId {
	let id = submitted::<T>();
	Proposals::<T>::mutate(id, |info| info.as_mut().unwrap().conviction = u128::MAX / 2);
	id
}

/// Makes a proposal's dispute lapse.
fn lapsed<T: Config>(id: CommonsId) {
	Pallet::<T>::do_dispute(person::<T>("challenger"), id, [2; 32]).unwrap();
	pass::<T>(T::DisputePeriod::get());
}

fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks));
}

/// Stakes of a voter on `count` proposals.
fn staked<T: Config>(count: u32) -> T::AccountId
where
	T::Votes: Mutate<T::AccountId>,
{
	let who = voter::<T>();
	for _ in 0..count {
		let id = submitted::<T>();
		Pallet::<T>::do_stake(&who, id, T::MinStake::get()).unwrap();
	}
	pass::<T>(1u32.into());
	who
}

#[benchmarks(where T::Votes: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn submit() {
		let who = person::<T>("proposer");
		let payout = Payout::Stream {
			blocks: T::MaxStreamBlocks::get(),
		};

		#[extrinsic_call]
		_(
			RawOrigin::Signed(who),
			BalanceOf::<T>::max_value(),
			account("beneficiary", 0, 0),
			payout,
			[1; 32],
		);

		assert_eq!(ProposalCount::<T>::get(), 1);
	}

	#[benchmark]
	fn stake() {
		let id = submitted::<T>();
		let who = staked::<T>(T::MaxStakes::get().saturating_sub(1));

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, T::MinStake::get());

		assert_eq!(Proposals::<T>::get(id).unwrap().staked, T::MinStake::get());
	}

	#[benchmark]
	fn unstake() {
		let who = staked::<T>(T::MaxStakes::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(who), 0, T::MinStake::get());

		assert!(Proposals::<T>::get(0).unwrap().staked.is_zero());
	}

	#[benchmark]
	fn withdraw(s: Linear<0, { T::MaxStakes::get() }>) {
		let who = staked::<T>(s);
		for id in 0..NextId::<T>::get() {
			Pallet::<T>::do_cancel(id).unwrap();
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!Stakes::<T>::contains_key(&who));
	}

	#[benchmark]
	fn unlock(s: Linear<0, { T::MaxStakes::get() }>) {
		let who = staked::<T>(s);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!Stakes::<T>::contains_key(&who));
	}

	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let id = submitted::<T>();
		Pallet::<T>::do_dispute(person::<T>("challenger"), id, [2; 32]).unwrap();
		let origin = T::ResolveOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id);

		assert!(!Proposals::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn dispute() {
		let id = submitted::<T>();
		lapsed::<T>(id);
		let who = person::<T>("second challenger");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, [3; 32]);

		assert_ne!(Proposals::<T>::get(id).unwrap().status, Status::Open);
	}

	#[benchmark]
	fn resolve() -> Result<(), BenchmarkError> {
		let id = submitted::<T>();
		Pallet::<T>::do_dispute(person::<T>("challenger"), id, [2; 32]).unwrap();
		let origin = T::ResolveOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, true);

		assert!(!Proposals::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn execute() {
		let id = convincing::<T>();
		lapsed::<T>(id);
		// As if its supporters had stayed all the time.
		let now = frame_system::Pallet::<T>::block_number();
		Proposals::<T>::mutate(id, |info| {
			let info = info.as_mut().unwrap();
			info.conviction = u128::MAX / 2;
			info.accrued_at = now.saturating_sub(1u32.into());
		});
		let who = person::<T>("anybody");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id);

		assert!(Streams::<T>::contains_key(id));
	}

	#[benchmark]
	fn expire() {
		let id = submitted::<T>();
		lapsed::<T>(id);
		pass::<T>(T::Lifetime::get().saturating_add(T::DisputePeriod::get()));
		let who = person::<T>("anybody");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id);

		assert!(!Proposals::<T>::contains_key(id));
	}

	#[benchmark]
	fn claim() {
		let id = convincing::<T>();
		Pallet::<T>::do_execute(id).unwrap();
		pass::<T>(T::MaxStreamBlocks::get());
		let who = person::<T>("anybody");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id);

		assert!(!Streams::<T>::contains_key(id));
	}

	#[benchmark]
	fn stop() -> Result<(), BenchmarkError> {
		let id = convincing::<T>();
		Pallet::<T>::do_execute(id).unwrap();
		pass::<T>(T::MaxStreamBlocks::get() / 2u32.into());
		let origin = T::ResolveOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id);

		assert!(!Streams::<T>::contains_key(id));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
