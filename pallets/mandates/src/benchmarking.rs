//! Benchmarks: each prepares the dearest path of its call, with the real agents of the runtime.

// Benchmarks run on state that they made; what fails in them has to stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::*;
use alloc::{boxed::Box, vec};
use althing_primitives::{blake2, AgentDirectory, AgentId, Candidate, Department};
use codec::Encode;
use polkadot_sdk::{
	frame_benchmarking::{account, v2::*},
	frame_support::{
		traits::{EnsureOrigin, EnsureOriginWithArg},
		BoundedVec,
	},
	frame_system::RawOrigin,
	sp_runtime::traits::Bounded,
};

const DEPARTMENT: Department = Department::Engineering;

/// A remark, which every runtime should tell apart as something to publish.
fn call<T: Config>() -> Box<<T as Config>::RuntimeCall> {
	Box::new(frame_system::Call::<T>::remark_with_event { remark: vec![1; 32] }.into())
}

/// An agent that acts for the department.
fn appointed<T: Config>() -> Candidate<T::AccountId, BalanceOf<T>> {
	T::Agents::populate(DEPARTMENT, 1);
	let agent = T::Agents::nth(DEPARTMENT, 0).expect("the department was populated");
	Pallet::<T>::do_appoint(agent.id, agent.department, agent.role).unwrap();
	agent
}

/// A mandate with `powers` and all payees' places taken.
fn mandate<T: Config>(powers: Powers) -> MandateOf<T> {
	let payees = (0..MAX_PAYEES)
		.map(|n| account("payee", n, 0))
		.collect::<alloc::vec::Vec<_>>();
	Mandate {
		powers,
		per_act: BalanceOf::<T>::max_value(),
		per_period: BalanceOf::<T>::max_value(),
		payees: Payees::Listed(BoundedVec::truncate_from(payees)),
	}
}

/// An agent and its pending act.
fn waiting<T: Config>() -> (AgentId, ActId) {
	let agent = appointed::<T>();
	Pallet::<T>::do_set_mandate(DEPARTMENT, agent.role, Some(mandate::<T>(Powers::default())));
	let act = NextAct::<T>::get();
	Pallet::<T>::do_act(&agent.account, DEPARTMENT, *call::<T>()).unwrap();
	assert_eq!(
		Pending::<T>::get(act).unwrap().call,
		blake2(&call::<T>().encode())
	);
	(agent.id, act)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn act() {
		let agent = appointed::<T>();
		let mandate = mandate::<T>(Powers(u8::MAX));
		Pallet::<T>::do_set_mandate(DEPARTMENT, agent.role, Some(mandate));

		#[extrinsic_call]
		_(RawOrigin::Signed(agent.account), DEPARTMENT, call::<T>());

		assert_eq!(Records::<T>::get(agent.id).alone, 1);
	}

	#[benchmark]
	fn execute() -> Result<(), BenchmarkError> {
		let (agent, pending) = waiting::<T>();
		let origin = T::ReferendumOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, pending, call::<T>());

		assert_eq!(Records::<T>::get(agent).approved, 1);
		Ok(())
	}

	#[benchmark]
	fn discard() {
		let (agent, pending) = waiting::<T>();
		let account = T::Agents::get(agent).unwrap().account;

		#[extrinsic_call]
		_(RawOrigin::Signed(account), pending);

		assert!(!Pending::<T>::contains_key(pending));
	}

	#[benchmark]
	fn appoint() -> Result<(), BenchmarkError> {
		let agent = appointed::<T>();
		let origin =
			T::GovernOrigin::try_successful_origin(&DEPARTMENT).map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, agent.id);

		assert_eq!(Appointments::<T>::get(agent.id).unwrap().number, 1);
		Ok(())
	}

	#[benchmark]
	fn revoke() -> Result<(), BenchmarkError> {
		let agent = appointed::<T>();
		let origin =
			T::RevokeOrigin::try_successful_origin(&DEPARTMENT).map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, agent.id);

		assert!(!Appointments::<T>::contains_key(agent.id));
		Ok(())
	}

	#[benchmark]
	fn set_mandate() -> Result<(), BenchmarkError> {
		let origin =
			T::GovernOrigin::try_successful_origin(&DEPARTMENT).map_err(|_| BenchmarkError::Weightless)?;
		let role = althing_primitives::Role::DataScout;
		let mandate = mandate::<T>(Powers(u8::MAX));

		#[extrinsic_call]
		_(
			origin as T::RuntimeOrigin,
			DEPARTMENT,
			role,
			Some(mandate.clone()),
		);

		assert_eq!(Mandates::<T>::get((DEPARTMENT, role)), Some(mandate));
		Ok(())
	}

	#[benchmark]
	fn set_budget() -> Result<(), BenchmarkError> {
		let origin = T::ReferendumOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let budget = Budget {
			per_period: 1u32.into(),
			ceiling: BalanceOf::<T>::max_value(),
		};

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, DEPARTMENT, budget);

		assert_eq!(Budgets::<T>::get(DEPARTMENT), budget);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
