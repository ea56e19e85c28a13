//! Whatever is called in whatever order, nothing is made or lost but by rules that say so.

use althing_cmp_rules::Kind;
use althing_integration_tests::{assert_conserved, genesis, held, next_block};
use althing_primitives::{Capabilities, Department, Departments, Role};
use althing_runtime::{AccountId, Balances, Runtime, RuntimeCall, RuntimeOrigin, Signature};
use polkadot_sdk::*;
use proptest::prelude::*;
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, MultiAddress, Perbill};

const PEOPLE: [Sr25519Keyring; 4] = [
	Sr25519Keyring::Alice,
	Sr25519Keyring::Bob,
	Sr25519Keyring::Charlie,
	Sr25519Keyring::Dave,
];

#[derive(Clone, Debug)]
enum Step {
	Register {
		owner: usize,
		agent: u8,
		department: u8,
	},
	Retire {
		owner: usize,
		id: u64,
	},
	Heartbeat {
		agent: u8,
	},
	Open {
		who: usize,
		length: u16,
	},
	Seal {
		agent: u8,
		proposal: u64,
	},
	Anchor {
		who: usize,
		agent: u64,
		key: u8,
	},
	Pay {
		from: usize,
		to: usize,
		amount: u128,
		cvt: bool,
	},
	Blocks(u8),
}

fn step() -> impl Strategy<Value = Step> {
	let person = 0..PEOPLE.len();
	prop_oneof![
		(person.clone(), any::<u8>(), 0..8u8).prop_map(|(owner, agent, department)| Step::Register {
			owner,
			agent,
			department
		}),
		(person.clone(), 0..8u64).prop_map(|(owner, id)| Step::Retire { owner, id }),
		any::<u8>().prop_map(|agent| Step::Heartbeat { agent }),
		(person.clone(), any::<u16>()).prop_map(|(who, length)| Step::Open { who, length }),
		(any::<u8>(), 0..4u64).prop_map(|(agent, proposal)| Step::Seal { agent, proposal }),
		(person.clone(), 0..8u64, any::<u8>()).prop_map(|(who, agent, key)| Step::Anchor { who, agent, key }),
		(person.clone(), person, any::<u128>(), any::<bool>()).prop_map(|(from, to, amount, cvt)| {
			Step::Pay {
				from,
				to,
				amount,
				cvt,
			}
		}),
		(1..40u8).prop_map(Step::Blocks),
	]
}

fn pair(agent: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[agent; 32])
}

fn signed(call: RuntimeCall, who: AccountId) {
	// Refusals are part of the history.
	let _ = call.dispatch(RuntimeOrigin::signed(who));
}

fn person(index: usize) -> AccountId {
	PEOPLE[index].to_account_id()
}

fn registration(owner: &AccountId, agent: u8, department: u8) -> RuntimeCall {
	let pair = pair(agent);
	let account = AccountId::from(pair.public());
	let message = pallet_agents::Pallet::<Runtime>::registration_message(owner, &account, &pair.public().0);
	let call = pallet_agents::Call::register {
		account,
		department: Department::ALL[usize::from(department)],
		role: Role::DataScout,
		capabilities: Capabilities::SERIES,
		attestation: pair.public().0,
		metadata: [0; 32],
		bond: 200_000_000_000_000,
		proof: Signature::from(pair.sign(&message)),
	};
	call.into()
}

fn question(length: u16) -> RuntimeCall {
	let call = pallet_cmp::Call::open {
		kind: Kind::Binary,
		departments: Departments::default(),
		risk: Perbill::from_percent(10),
		impact: Perbill::from_percent(10),
		urgency: Perbill::from_percent(10),
		body: vec![1; usize::from(length)].try_into().unwrap(),
		call: None,
	};
	call.into()
}

fn anchor(agent: u64, key: u8) -> RuntimeCall {
	let call = pallet_anchors::Call::submit {
		root: [1; 32],
		count: 1,
		schema: [0; 32],
		proposal: None,
		agent,
		key: [key; 32],
	};
	call.into()
}

fn payment(to: usize, amount: u128, cvt: bool) -> RuntimeCall {
	let dest = MultiAddress::Id(person(to));
	let value = amount % 2_000_000_000_000_000_000;
	match cvt {
		true => RuntimeCall::Cvt(pallet_balances::Call::transfer_allow_death { dest, value }),
		false => RuntimeCall::Balances(pallet_balances::Call::transfer_allow_death { dest, value }),
	}
}

fn act(step: Step) {
	match step {
		Step::Register {
			owner,
			agent,
			department,
		} => {
			let owner = person(owner);
			signed(registration(&owner, agent, department), owner);
		}
		Step::Retire { owner, id } => signed(pallet_agents::Call::retire { id }.into(), person(owner)),
		Step::Heartbeat { agent } => signed(
			pallet_agents::Call::heartbeat {}.into(),
			pair(agent).public().into(),
		),
		Step::Open { who, length } => signed(question(length), person(who)),
		Step::Seal { agent, proposal } => {
			let commitment = [agent; 32];
			signed(
				pallet_cmp::Call::seal { proposal, commitment }.into(),
				pair(agent).public().into(),
			);
		}
		Step::Anchor { who, agent, key } => signed(anchor(agent, key), person(who)),
		Step::Pay {
			from,
			to,
			amount,
			cvt,
		} => signed(payment(to, amount, cvt), person(from)),
		Step::Blocks(count) => {
			for _ in 0..count {
				next_block();
			}
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn random_histories_conserve_both_currencies_and_all_holds(steps in prop::collection::vec(step(), 1..60)) {
		genesis("development").execute_with(|| {
			let issued = Balances::total_issuance();
			for step in steps {
				act(step);
				assert_conserved();
			}
			// Only slashes burn; nothing here mints.
			prop_assert!(Balances::total_issuance() <= issued);
			for person in PEOPLE {
				let account = person.to_account_id();
				prop_assert!(held(&account) <= Balances::reserved_balance(&account));
			}
			Ok(())
		})?;
	}
}
