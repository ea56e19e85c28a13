//! Benchmarks: each prepares the dearest path of its call.

// Benchmarks run on state that they made; what fails in them has to stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::*;
use alloc::vec;
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
	sp_runtime::traits::Saturating,
};

const DEPARTMENT: Department = Department::Engineering;

/// The agent at `index`, whose owner can pay deposits.
fn agent<T: Config>(index: u32) -> AgentOf<T> {
	T::Agents::populate(DEPARTMENT, index.saturating_add(1));
	let agent = T::Agents::nth(DEPARTMENT, index).expect("the department was populated");
	// More than a full ring or a grant has bytes.
	let amount = Pallet::<T>::deposit_of(65_536)
		.saturating_mul(2u32.into())
		.saturating_add(T::Currency::minimum_balance().saturating_mul(2u32.into()));
	T::Currency::mint_into(&agent.owner, amount).expect("an account takes what is minted");
	agent
}

fn name<T: Config>() -> NameOf<T> {
	BoundedVec::truncate_from(vec![b'a'; T::MaxName::get() as usize])
}

/// The root of a version, different for each.
fn root(version: u64) -> Hash {
	let mut root = [0xff; 32];
	root.iter_mut()
		.zip(version.to_le_bytes())
		.for_each(|(to, byte)| *to = byte);
	root
}

/// A store with `count` roots, of versions 1 to `count`.
fn store<T: Config>(agent: &AgentOf<T>, count: u64) {
	for version in 1..=count {
		let publication = Publication {
			agent: agent.id,
			store: name::<T>(),
			version,
			root: root(version),
			previous: if version == 1 { [0; 32] } else { root(version - 1) },
		};
		Pallet::<T>::do_publish_root(agent.owner.clone(), publication).unwrap();
	}
}

fn full<T: Config>() -> u64 {
	u64::from(T::MaxRoots::get())
}

fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks));
}

/// An offer of one agent to another.
fn offer<T: Config>(from: &AgentOf<T>, to: &AgentOf<T>) -> OfferOf<T> {
	Offer {
		grantor: Party::Agent(from.id),
		grantee: Party::Agent(to.id),
		graph: [1; 32],
		level: Level::Personal,
		redaction: [2; 32],
		expires: frame_system::Pallet::<T>::block_number().saturating_add(T::MaxLifetime::get()),
	}
}

/// A grant of one agent to another.
fn granted<T: Config>() -> (AgentOf<T>, AgentOf<T>, GrantId) {
	let (from, to) = (agent::<T>(0), agent::<T>(1));
	let id = NextGrant::<T>::get();
	let origin = RawOrigin::Signed(from.owner.clone()).into();
	Pallet::<T>::do_grant(origin, offer::<T>(&from, &to)).unwrap();
	(from, to, id)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn publish_first() {
		let agent = agent::<T>(0);

		#[extrinsic_call]
		publish_root(
			RawOrigin::Signed(agent.owner),
			agent.id,
			name::<T>(),
			1,
			root(1),
			[0; 32],
		);

		assert!(Stores::<T>::contains_key(DEPARTMENT, name::<T>()));
	}

	#[benchmark]
	fn publish_next() {
		let agent = agent::<T>(0);
		let last = full::<T>();
		store::<T>(&agent, last);

		#[extrinsic_call]
		publish_root(
			RawOrigin::Signed(agent.owner),
			agent.id,
			name::<T>(),
			last + 1,
			root(last + 1),
			root(last),
		);

		let published = Pallet::<T>::latest_root(DEPARTMENT, &name::<T>());
		assert_eq!(published.map(|root| root.version), Some(last + 1));
	}

	#[benchmark]
	fn remove_store() {
		let agent = agent::<T>(0);
		store::<T>(&agent, full::<T>());
		pass::<T>(T::Retention::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(agent.owner), DEPARTMENT, name::<T>());

		assert!(!Stores::<T>::contains_key(DEPARTMENT, name::<T>()));
	}

	#[benchmark]
	fn grant() {
		let (from, to) = (agent::<T>(0), agent::<T>(1));
		let offer = offer::<T>(&from, &to);
		let id = NextGrant::<T>::get();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(from.owner),
			offer.grantor,
			offer.grantee,
			offer.graph,
			offer.level,
			offer.redaction,
			offer.expires,
		);

		assert!(Grants::<T>::contains_key(id));
	}

	#[benchmark]
	fn revoke() {
		let (from, _, id) = granted::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(from.owner), id);

		assert!(!Grants::<T>::contains_key(id));
	}

	#[benchmark]
	fn clear() {
		let (_, _, id) = granted::<T>();
		pass::<T>(T::MaxLifetime::get());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(!Grants::<T>::contains_key(id));
	}

	#[benchmark]
	fn acknowledge() {
		let (_, to, id) = granted::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(to.account), id);

		assert!(Grants::<T>::get(id).is_some_and(|kept| kept.acknowledged.is_some()));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
