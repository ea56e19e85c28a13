//! Benchmarks: each prepares the dearest path of its call.

// Benchmarks run on state that they made; what fails in them has to stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::*;
use alloc::{vec, vec::Vec};
use althing_primitives::{AnchorEntry, Candidate, Department, Grade, Outcomes};
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::{
		traits::{
			fungible::{Inspect, Mutate},
			Get,
		},
		BoundedVec,
	},
	frame_system::{pallet_prelude::BlockNumberFor, RawOrigin},
	sp_core::{crypto::KeyTypeId, sr25519},
	sp_io::crypto::{sr25519_generate, sr25519_sign},
	sp_runtime::{traits::Saturating, Perbill},
};

const CONTEXT: Hash = [5; 32];

/// Gives `who` what deposits take.
fn fund<T: Config>(who: &T::AccountId) {
	let deposits = T::Deposit::get().saturating_add(T::SchemaDeposit::get());
	let amount = deposits
		.saturating_mul(2u32.into())
		.saturating_add(T::Currency::minimum_balance().saturating_mul(2u32.into()));
	T::Currency::mint_into(who, amount).expect("an account takes what is minted");
}

/// An agent whose owner can pay deposits.
fn agent<T: Config>() -> Candidate<T::AccountId, BalanceOf<T>> {
	let department = Department::Engineering;
	T::Agents::populate(department, 1);
	let agent = T::Agents::nth(department, 0).expect("the department was populated");
	fund::<T>(&agent.owner);
	agent
}

fn batch(agent: AgentId, schema: Hash) -> Batch {
	Batch {
		root: [1; 32],
		count: 1,
		schema,
		proposal: None,
		agent,
		key: [3; 32],
	}
}

/// As many entries as leave room for one more of a call, or all that there is room for.
fn crowd<T: Config>(number: u32) {
	let entry = Entry::Anchor(AnchorEntry {
		id: 0,
		agent: 0,
		department: Department::Engineering,
		grade: Grade::Signed,
		schema: [1; 32],
		root: [2; 32],
		count: 1,
		key: [3; 32],
	});
	// Evenly among the departments, so that all trees are built.
	let entries = (0..number).map(|n| match entry {
		Entry::Anchor(anchor) => Entry::Anchor(AnchorEntry {
			department: Department::ALL[n as usize % 8],
			..anchor
		}),
		other => other,
	});
	Waiting::<T>::put(BoundedVec::<_, T::MaxWaiting>::truncate_from(entries.collect()));
}

fn nearly_full<T: Config>() {
	crowd::<T>(T::MaxWaiting::get() - T::MaxOutcomes::get() - 1);
}

fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks));
}

fn uri<T: Config>() -> BoundedVec<u8, T::MaxUri> {
	BoundedVec::truncate_from(vec![b'a'; T::MaxUri::get() as usize])
}

/// A schema that compares sets, registered by `who`.
fn comparing<T: Config>(who: &T::AccountId) -> Hash {
	let comparison = Comparison::Overlap(Perbill::from_percent(50));
	Pallet::<T>::do_register_schema(who.clone(), CONTEXT, Some(comparison), uri::<T>()).unwrap();
	schema_id(&CONTEXT, Some(&comparison))
}

/// The largest sets that agree.
fn set() -> Value {
	let members = (0..MAX_SET).map(|n| [n as u8; 32]).collect();
	Value::Set(BoundedVec::truncate_from(members))
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn submit() {
		let agent = agent::<T>();
		let schema = comparing::<T>(&agent.owner);
		nearly_full::<T>();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(agent.owner),
			[1; 32],
			T::MaxLeaves::get(),
			schema,
			None,
			agent.id,
			[3; 32],
		);

		assert!(ByKey::<T>::contains_key(agent.id, [3; 32]));
	}

	#[benchmark]
	fn remove() {
		let agent = agent::<T>();
		let id = NextId::<T>::get();
		Pallet::<T>::do_submit(agent.owner.clone(), batch(agent.id, [0; 32])).unwrap();
		pass::<T>(T::Retention::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(agent.owner), id);

		assert!(!Anchors::<T>::contains_key(id));
	}

	#[benchmark]
	fn register_schema() {
		let who: T::AccountId = whitelisted_caller();
		fund::<T>(&who);
		let comparison = Comparison::Overlap(Perbill::one());

		#[extrinsic_call]
		_(RawOrigin::Signed(who), CONTEXT, Some(comparison), uri::<T>());

		assert!(Schemas::<T>::contains_key(schema_id(&CONTEXT, Some(&comparison))));
	}

	#[benchmark]
	fn remove_schema() {
		let who: T::AccountId = whitelisted_caller();
		fund::<T>(&who);
		let id = comparing::<T>(&who);
		pass::<T>(T::Retention::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id);

		assert!(!Schemas::<T>::contains_key(id));
	}

	// Nobody has the keys of the runtime's agents for benchmarks: one other key signs for all, and everything else is as it
	// is in the call.
	#[benchmark]
	fn submit_agreed(n: Linear<3, { MAX_EXECUTIONS }>) {
		let submitter = agent::<T>();
		T::Agents::populate(Department::Engineering, n);
		let schema = comparing::<T>(&submitter.owner);
		let batch = batch(submitter.id, schema);
		nearly_full::<T>();
		let key_type = KeyTypeId(*b"anch");
		let public = sr25519_generate(key_type, None);
		let executions: Vec<_> = (0..n)
			.map(|place| {
				let agent = T::Agents::nth(Department::Engineering, place)
					.expect("it was populated")
					.id;
				let message = Pallet::<T>::agreement_message(&batch, n as u8, agent, &set());
				let signature = sr25519_sign(key_type, &public, &message).expect("the key was made above");
				Execution {
					agent,
					value: set(),
					signature: signature.into(),
				}
			})
			.collect();
		let key: sr25519::Public = public;

		#[block]
		{
			let known = Pallet::<T>::ensure_can_submit(&submitter.owner, &batch).unwrap();
			Pallet::<T>::agree_as(submitter.owner, batch, n as u8, &executions, &known, |_| key.0).unwrap();
		}

		assert_eq!(Anchors::<T>::iter_values().next().unwrap().grade, Grade::Agreed);
	}

	#[benchmark]
	fn publish_registration() {
		let agent = agent::<T>();
		nearly_full::<T>();
		let before = Waiting::<T>::decode_len();

		#[extrinsic_call]
		_(RawOrigin::Signed(agent.owner), agent.id, [1; 20], [2; 32]);

		assert!(Waiting::<T>::decode_len() > before);
	}

	#[benchmark]
	fn publish_work() {
		let (agent, proposal) = T::Works::prepare();
		nearly_full::<T>();
		let before = Waiting::<T>::decode_len();

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), agent, proposal);

		assert!(Waiting::<T>::decode_len() > before);
	}

	#[benchmark]
	fn publish() {
		crowd::<T>(T::MaxWaiting::get() - 1);
		let entry = Waiting::<T>::get()[0];

		#[block]
		{
			<Pallet<T> as Outcomes>::publish(entry);
		}

		assert_eq!(Waiting::<T>::decode_len(), Some(T::MaxWaiting::get() as usize));
	}

	#[benchmark]
	fn close(n: Linear<0, { T::MaxOutcomes::get() }>) {
		crowd::<T>(n);
		let now = frame_system::Pallet::<T>::block_number();

		#[block]
		{
			Pallet::<T>::close(now);
		}

		assert!(Waiting::<T>::get().is_empty());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
