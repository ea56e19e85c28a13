//! Benchmarks: each prepares the dearest path of its call.

// Benchmarks run on state that they made; what fails in them has to stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::*;
use althing_primitives::{Candidate, Department};
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::traits::fungible::{Inspect, Mutate},
	frame_system::RawOrigin,
};

/// An agent whose owner can pay a deposit.
fn agent<T: Config>() -> Candidate<T::AccountId, BalanceOf<T>> {
	let department = Department::Engineering;
	T::Agents::populate(department, 1);
	let agent = T::Agents::nth(department, 0).expect("the department was populated");
	let amount = T::Deposit::get()
		.saturating_mul(2u32.into())
		.saturating_add(T::Currency::minimum_balance().saturating_mul(2u32.into()));
	T::Currency::mint_into(&agent.owner, amount).expect("an account takes what is minted");
	agent
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn submit() {
		let agent = agent::<T>();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(agent.owner),
			[1; 32],
			T::MaxLeaves::get(),
			[2; 32],
			None,
			agent.id,
			[3; 32],
		);

		assert!(ByKey::<T>::contains_key(agent.id, [3; 32]));
	}

	#[benchmark]
	fn remove() {
		let agent = agent::<T>();
		let (root, schema, key) = ([1; 32], [2; 32], [3; 32]);
		let batch = Batch {
			root,
			count: 1,
			schema,
			proposal: None,
			agent: agent.id,
			key,
		};
		let id = NextId::<T>::get();
		Pallet::<T>::do_submit(agent.owner.clone(), batch).unwrap();
		let now = frame_system::Pallet::<T>::block_number();
		frame_system::Pallet::<T>::set_block_number(now.saturating_add(T::Retention::get()));

		#[extrinsic_call]
		_(RawOrigin::Signed(agent.owner), id);

		assert!(!Anchors::<T>::contains_key(id));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
