//! Benchmarks: each prepares the dearest path of its call.

// Benchmarks run on state that they made; what fails in them has to stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::{types::Profile, *};
use althing_primitives::{AgentId, Bonds, Capabilities, Department, Role};
use polkadot_sdk::{
	frame_benchmarking::{account, v2::*},
	frame_support::traits::{
		fungible::{Balanced, Inspect},
		tokens::Precision,
		EnsureOrigin, Get,
	},
	frame_system::{pallet_prelude::BlockNumberFor, RawOrigin},
	sp_core::{crypto::KeyTypeId, sr25519},
	sp_io::crypto::{sr25519_generate, sr25519_sign},
	sp_runtime::{traits::Saturating, Perbill},
};

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"agnt");
const DEPARTMENT: Department = Department::Engineering;

/// Registers agents until `department` has `count` active ones.
pub(crate) fn populate<T: Config>(department: Department, count: u32) {
	for _ in Pallet::<T>::active_in(department)..count {
		enroll::<T>(department);
	}
}

fn fund<T: Config>(who: &T::AccountId) {
	let bonds = T::MinBond::get().saturating_mul(4u32.into());
	let amount = bonds.saturating_add(T::Currency::minimum_balance());
	// Dropping the debt raises the issuance by what was deposited.
	drop(T::Currency::deposit(who, amount, Precision::Exact).expect("an account takes a deposit"));
}

/// Registers an agent with an owner of its own and twice the least bond.
fn enroll<T: Config>(department: Department) -> AgentId {
	let number = NextId::<T>::get() as u32;
	let owner: T::AccountId = account("owner", number, 0);
	fund::<T>(&owner);
	let profile = Profile {
		account: account("agent", number, 0),
		department,
		role: Role::from_index((number % 8) as u8).expect("there are eight roles"),
		capabilities: Capabilities(u64::MAX),
		attestation: [1; 32],
		metadata: [2; 32],
	};
	let bond = T::MinBond::get().saturating_mul(2u32.into());
	Pallet::<T>::do_register(owner, profile, bond).expect("the owner has what the bond takes")
}

/// The first agent of a department that has two more, so that its leaving moves another.
fn first_of_three<T: Config>() -> (AgentId, AgentInfoOf<T>) {
	let id = enroll::<T>(DEPARTMENT);
	enroll::<T>(DEPARTMENT);
	enroll::<T>(DEPARTMENT);
	(id, Agents::<T>::get(id).unwrap())
}

fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks));
}

fn status_of<T: Config>(id: AgentId) -> Status<BlockNumberFor<T>> {
	Agents::<T>::get(id).unwrap().status
}

#[benchmarks(where T::AccountId: From<sr25519::Public>, T::Signature: From<sr25519::Signature>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register() {
		let owner: T::AccountId = whitelisted_caller();
		fund::<T>(&owner);
		let public = sr25519_generate(KEY_TYPE, None);
		let agent: T::AccountId = public.into();
		let message = Pallet::<T>::registration_message(&owner, &agent, &[1; 32]);
		let proof = sr25519_sign(KEY_TYPE, &public, &message).expect("the key was generated above");
		let bond = T::MinBond::get();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(owner),
			agent.clone(),
			DEPARTMENT,
			Role::DataScout,
			Capabilities::SERIES,
			[1; 32],
			[2; 32],
			bond,
			proof.into(),
		);

		let id = IdByAccount::<T>::get(&agent).unwrap();
		assert!(status_of::<T>(id).is_active());
	}

	#[benchmark]
	fn update() {
		let (id, info) = first_of_three::<T>();
		let role = Some(Role::BorderAgent);
		let capabilities = Some(Capabilities::QUESTION);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(info.owner),
			id,
			role,
			capabilities,
			Some([3; 32]),
			Some([4; 32]),
		);

		assert_eq!(Agents::<T>::get(id).unwrap().attestation, [3; 32]);
	}

	#[benchmark]
	fn add_bond() {
		let (id, info) = first_of_three::<T>();
		<Pallet<T> as Bonds<_>>::slash(id, Perbill::from_percent(60));
		assert!(!status_of::<T>(id).is_active());

		#[extrinsic_call]
		_(RawOrigin::Signed(info.owner), id, T::MinBond::get());

		assert!(status_of::<T>(id).is_active());
	}

	#[benchmark]
	fn heartbeat() {
		let (id, info) = first_of_three::<T>();
		pass::<T>(T::HeartbeatPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(info.account));

		assert!(Agents::<T>::get(id).unwrap().last_heartbeat > info.last_heartbeat);
	}

	#[benchmark]
	fn retire() {
		let (id, info) = first_of_three::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(info.owner), id);

		assert!(status_of::<T>(id).is_retiring());
	}

	#[benchmark]
	fn withdraw() {
		let (id, info) = first_of_three::<T>();
		Pallet::<T>::do_retire(&info.owner, id).unwrap();
		pass::<T>(T::UnbondingPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(info.owner), id);

		assert!(!Agents::<T>::contains_key(id));
	}

	#[benchmark]
	fn suspend() -> Result<(), BenchmarkError> {
		let (id, _) = first_of_three::<T>();
		let origin = T::SuspendOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, [5; 32]);

		assert_eq!(status_of::<T>(id), Status::Suspended);
		Ok(())
	}

	#[benchmark]
	fn reinstate() -> Result<(), BenchmarkError> {
		let (id, _) = first_of_three::<T>();
		Pallet::<T>::do_suspend(id, [5; 32]).unwrap();
		let origin = T::SuspendOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id);

		assert!(status_of::<T>(id).is_active());
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
