use crate::{mock::*, AgentInfo, Error, Event, HoldReason, Status};
use althing_primitives::{AgentDirectory, Capabilities, Department, Role};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold},
	frame_system,
	sp_core::Pair,
	sp_runtime::{traits::Zero, DispatchError, MultiSignature, TokenError},
};
use Department::{Engineering, Legal};

#[test]
fn a_registered_agent_is_active_in_its_department() {
	ExtBuilder::default().run(|| {
		let id = register(100, 1, Engineering, 5_000);

		assert_eq!(id, 0);
		assert_eq!(status(id), Status::Active { index: 0 });
		assert_eq!(Agents::counts(), [1, 0, 0, 0, 0, 0, 0, 0]);
		assert_eq!(Agents::nth(Engineering, 0).unwrap().account, agent(1));
		assert_eq!(Agents::nth(Engineering, 1), None);
		assert_eq!(Agents::nth(Legal, 0), None);
		assert_eq!(Agents::id_of(&agent(1)), Some(id));
		assert_eq!(
			last_event(),
			Event::Registered {
				id,
				account: agent(1),
				owner: account(100),
				department: Engineering,
				bond: 5_000
			}
		);
	});
}

#[test]
fn the_bond_is_held_on_the_owner() {
	ExtBuilder::default().run(|| {
		register(100, 1, Engineering, 5_000);
		register(100, 2, Legal, 2_000);

		let reason = RuntimeHoldReason::Agents(HoldReason::Bond);
		assert_eq!(Balances::balance_on_hold(&reason, &account(100)), 7_000);
		assert_eq!(Agents::bonded(&account(100)), 7_000);
		assert_eq!(Agents::bonded(&agent(1)), 0);
	});
}

#[test]
fn a_penniless_account_can_transact_once_registered() {
	ExtBuilder::default().run(|| {
		assert_eq!(System::providers(&agent(1)), 0);
		register(100, 1, Engineering, LEAST);
		assert_eq!(System::providers(&agent(1)), 1);
	});
}

#[test]
fn an_owner_may_be_its_own_agent() {
	ExtBuilder::default().run(|| {
		assert_ok!(Balances::transfer_allow_death(by(100), agent(1), 50_000));
		let proof = consent(&agent(1), 1);
		let origin = RuntimeOrigin::signed(agent(1));
		let (role, can) = (Role::DataScout, Capabilities::SERIES);
		assert_ok!(Agents::register(
			origin.clone(),
			agent(1),
			Legal,
			role,
			can,
			[1; 32],
			[0; 32],
			LEAST,
			proof
		));
		assert_ok!(Agents::retire(origin.clone(), 0));
		advance(UNBONDING);
		assert_ok!(Agents::withdraw(origin, 0));
		assert_eq!(Balances::free_balance(agent(1)), 50_000);
	});
}

#[test]
fn numbers_are_never_given_out_twice() {
	ExtBuilder::default().agent(100, 1, Legal, LEAST).run(|| {
		assert_ok!(Agents::retire(by(100), 0));
		advance(UNBONDING);
		assert_ok!(Agents::withdraw(by(100), 0));
		assert_eq!(register(100, 1, Legal, LEAST), 1);
	});
}

#[test]
fn an_account_signs_for_one_agent_only() {
	ExtBuilder::default().agent(100, 1, Engineering, LEAST).run(|| {
		assert_noop!(try_register(100, 1, Legal, LEAST), Error::<Test>::AccountTaken);
		assert_noop!(try_register(101, 1, Legal, LEAST), Error::<Test>::AccountTaken);
	});
}

#[test]
fn a_retiring_agents_account_stays_taken() {
	ExtBuilder::default().agent(100, 1, Engineering, LEAST).run(|| {
		assert_ok!(Agents::retire(by(100), 0));
		assert_noop!(try_register(100, 1, Legal, LEAST), Error::<Test>::AccountTaken);
	});
}

#[test]
fn less_than_the_least_bond_is_refused() {
	ExtBuilder::default().run(|| {
		assert_noop!(try_register(100, 1, Legal, LEAST - 1), Error::<Test>::BondTooLow);
		assert_ok!(try_register(100, 1, Legal, LEAST));
	});
}

#[test]
fn a_bond_that_the_owner_does_not_have_is_refused() {
	ExtBuilder::default().funds(5_000).run(|| {
		assert_noop!(try_register(100, 1, Legal, 5_001), TokenError::FundsUnavailable);
		// The existential deposit stays free.
		assert!(try_register(100, 1, Legal, 5_000).is_err());
	});
}

#[test]
fn a_full_department_takes_nobody_and_others_do() {
	let full = (1..=3).fold(ExtBuilder::default(), |b, n| b.agent(100, n, Legal, LEAST));
	full.run(|| {
		assert_noop!(try_register(101, 9, Legal, LEAST), Error::<Test>::DepartmentFull);
		assert_ok!(try_register(101, 9, Engineering, LEAST));
	});
}

#[test]
fn consent_cannot_be_used_by_another_owner() {
	ExtBuilder::default().run(|| {
		let (role, can) = (Role::DataScout, Capabilities::SERIES);
		let submit = |owner, attestation, proof: MultiSignature| {
			Agents::register(
				by(owner),
				agent(1),
				Legal,
				role,
				can,
				attestation,
				[0; 32],
				LEAST,
				proof,
			)
		};
		let proof = consent(&account(100), 1);
		assert_noop!(submit(101, [1; 32], proof.clone()), Error::<Test>::BadProof);
		assert_noop!(submit(100, [2; 32], proof.clone()), Error::<Test>::BadProof);
		assert_ok!(submit(100, [1; 32], proof));
	});
}

#[test]
fn only_the_accounts_own_key_can_consent() {
	ExtBuilder::default().run(|| {
		let (role, can) = (Role::DataScout, Capabilities::SERIES);
		let message = Agents::registration_message(&account(100), &agent(1), &[1; 32]);
		for proof in [
			key(2).sign(&message),
			key(1).sign(b"something else"),
			key(1).sign(b""),
		] {
			assert_noop!(
				Agents::register(
					by(100),
					agent(1),
					Legal,
					role,
					can,
					[1; 32],
					[0; 32],
					LEAST,
					proof.into()
				),
				Error::<Test>::BadProof
			);
		}
	});
}

#[test]
fn consent_is_bound_to_the_chain() {
	ExtBuilder::default().run(|| {
		let before = consent(&account(100), 1);
		frame_system::BlockHash::<Test>::insert(u64::zero(), polkadot_sdk::sp_core::H256([7; 32]));
		let (role, can) = (Role::DataScout, Capabilities::SERIES);
		assert_noop!(
			Agents::register(
				by(100),
				agent(1),
				Legal,
				role,
				can,
				[1; 32],
				[0; 32],
				LEAST,
				before
			),
			Error::<Test>::BadProof
		);
	});
}

#[test]
fn the_signed_message_has_the_documented_bytes() {
	ExtBuilder::default().run(|| {
		let message = Agents::registration_message(&account(100), &agent(1), &[3; 32]);
		let expected = [
			b"althing/register/1".to_vec(),
			System::block_hash(0).0.to_vec(),
			[100; 32].to_vec(),
			agent(1).encode(),
			[3; 32].to_vec(),
		];
		assert_eq!(message, expected.concat());
		assert_eq!(message.len(), 146);
	});
}

#[test]
fn unsigned_and_root_origins_register_nothing() {
	ExtBuilder::default().run(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let proof = consent(&account(100), 1);
			let (role, can) = (Role::DataScout, Capabilities::SERIES);
			assert_noop!(
				Agents::register(origin, agent(1), Legal, role, can, [1; 32], [0; 32], LEAST, proof),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn an_owner_changes_what_it_names_and_nothing_else() {
	ExtBuilder::default().agent(100, 1, Legal, LEAST).run(|| {
		let before = Agents::agent(0).unwrap().info;
		assert_ok!(Agents::update(by(100), 0, None, None, None, None));
		assert_eq!(Agents::agent(0).unwrap().info, before);

		assert_ok!(Agents::update(
			by(100),
			0,
			Some(Role::Synthesizer),
			None,
			None,
			Some([9; 32])
		));
		let after = AgentInfo {
			role: Role::Synthesizer,
			metadata: [9; 32],
			..before
		};
		assert_eq!(Agents::agent(0).unwrap().info, after);

		assert_ok!(Agents::update(
			by(100),
			0,
			None,
			Some(Capabilities::CLAIM),
			Some([8; 32]),
			None
		));
		let after = AgentInfo {
			capabilities: Capabilities::CLAIM,
			attestation: [8; 32],
			..after
		};
		assert_eq!(Agents::agent(0).unwrap().info, after);
		assert_eq!(last_event(), Event::Updated { id: 0 });
	});
}

#[test]
fn only_the_owner_changes_an_agent_and_not_while_it_leaves() {
	ExtBuilder::default().agent(100, 1, Legal, LEAST).run(|| {
		let update = |origin, id| Agents::update(origin, id, None, None, None, None);
		assert_noop!(update(by(101), 0), Error::<Test>::NotOwner);
		assert_noop!(
			update(RuntimeOrigin::signed(agent(1)), 0),
			Error::<Test>::NotOwner
		);
		assert_noop!(update(by(100), 1), Error::<Test>::UnknownAgent);
		assert_ok!(Agents::retire(by(100), 0));
		assert_noop!(update(by(100), 0), Error::<Test>::Retiring);
	});
}
