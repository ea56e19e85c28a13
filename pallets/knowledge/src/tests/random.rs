use crate::{mock::*, Grants, HoldReason, Level, Offer, OfferOf, Party, Stores};
use althing_primitives::{AgentId, Department};
use polkadot_sdk::sp_runtime::DispatchResult;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// One step of a history.
#[derive(Clone, Debug)]
enum Step {
	Publish {
		who: u64,
		id: AgentId,
		version: u64,
		previous: u64,
	},
	RemoveStore {
		who: u64,
		department: usize,
	},
	Grant {
		who: u64,
		offer: OfferOf<Test>,
	},
	Revoke {
		who: u64,
		id: u64,
	},
	Clear {
		id: u64,
	},
	Acknowledge {
		who: u64,
		id: u64,
	},
	PerByte {
		amount: u64,
	},
	Registered {
		agents: AgentId,
	},
	Suspended {
		from: AgentId,
	},
	Pass {
		blocks: u64,
	},
}

/// Departments' and agents' accounts, owners, panels, a stranger.
fn anybody() -> impl Strategy<Value = u64> {
	prop_oneof![
		4 => (0u64..4).prop_map(agent),
		1 => Just(agent(16)),
		2 => (0usize..2).prop_map(|department| account(Department::ALL[department])),
		1 => (0usize..2).prop_map(|department| panel(Department::ALL[department])),
		2 => Just(owner(0)),
		1 => Just(STRANGER),
	]
}

fn party() -> impl Strategy<Value = Party> {
	prop_oneof![
		2 => (0u64..4).prop_map(Party::Agent),
		1 => (0usize..2).prop_map(|department| Party::Department(Department::ALL[department])),
	]
}

fn grant() -> impl Strategy<Value = Step> {
	let levels = [Level::Restricted, Level::Confidential, Level::Personal];
	let level = proptest::sample::select(levels.to_vec());
	(anybody(), party(), party(), 0u8..2, level, 0u8..2, 0u64..80).prop_map(
		|(who, grantor, grantee, graph, level, redaction, expires)| Step::Grant {
			who,
			offer: Offer {
				grantor,
				grantee,
				graph: [graph; 32],
				level,
				redaction: [redaction; 32],
				expires,
			},
		},
	)
}

fn step() -> impl Strategy<Value = Step> {
	let agents = proptest::sample::select(vec![0u64, 1, 2, 8, 16, 99]);
	prop_oneof![
		4 => (anybody(), agents, 0u64..12, 0u64..12)
			.prop_map(|(who, id, version, previous)| Step::Publish { who, id, version, previous }),
		1 => (anybody(), 0usize..2).prop_map(|(who, department)| Step::RemoveStore { who, department }),
		8 => grant(),
		2 => (anybody(), 0u64..16).prop_map(|(who, id)| Step::Revoke { who, id }),
		2 => (0u64..16).prop_map(|id| Step::Clear { id }),
		2 => (anybody(), 0u64..16).prop_map(|(who, id)| Step::Acknowledge { who, id }),
		1 => (0u64..9).prop_map(|amount| Step::PerByte { amount }),
		1 => proptest::sample::select(vec![2u64, 64]).prop_map(|agents| Step::Registered { agents }),
		1 => proptest::sample::select(vec![1u64, AgentId::MAX]).prop_map(|from| Step::Suspended { from }),
		2 => (1u64..15).prop_map(|blocks| Step::Pass { blocks }),
	]
}

fn take(step: &Step) -> DispatchResult {
	// As in a block: what a refused call wrote is undone.
	polkadot_sdk::frame_support::storage::with_storage_layer(|| {
		match step.clone() {
			Step::Publish {
				who,
				id,
				version,
				previous,
			} => return publish(who, id, version, previous),
			Step::RemoveStore { who, department } => {
				return Knowledge::remove_store(by(who), Department::ALL[department], name("crm"))
			}
			Step::Grant { who, offer } => return grant_as(who, offer),
			Step::Revoke { who, id } => return Knowledge::revoke(by(who), id),
			Step::Clear { id } => return Knowledge::clear(by(STRANGER), id),
			Step::Acknowledge { who, id } => return Knowledge::acknowledge(by(who), id),
			Step::PerByte { amount } => PerByte::set(amount),
			Step::Registered { agents } => Registered::set(agents),
			Step::Suspended { from } => Suspended::set(from),
			Step::Pass { blocks } => advance(blocks),
		}
		Ok(())
	})
}

/// Everybody who can have paid a deposit.
fn payers() -> Vec<u64> {
	let agents = (0..64).map(agent).chain(500..504);
	agents
		.chain(Department::ALL.map(account))
		.chain([STRANGER])
		.collect()
}

/// What should be held of each for a reason.
fn owed(deposits: impl Iterator<Item = (u64, u64)>) -> BTreeMap<u64, u64> {
	let mut sums = BTreeMap::new();
	for (who, deposit) in deposits {
		*sums.entry(who).or_insert(0) += deposit;
	}
	sums
}

fn check(step: &Step) -> Result<(), TestCaseError> {
	prop_assert_eq!(Knowledge::do_try_state(), Ok(()), "after {:?}", step);
	let grants = owed(Grants::<Test>::iter_values().map(|grant| (grant.depositor, grant.deposit)));
	let stores = owed(Stores::<Test>::iter_values().map(|store| (store.depositor, store.deposit)));
	for who in payers() {
		let due = |sums: &BTreeMap<u64, u64>| sums.get(&who).copied().unwrap_or(0);
		prop_assert_eq!(
			held(HoldReason::GrantDeposit, who),
			due(&grants),
			"after {:?}",
			step
		);
		prop_assert_eq!(
			held(HoldReason::StoreDeposit, who),
			due(&stores),
			"after {:?}",
			step
		);
		let all = free(who) + due(&grants) + due(&stores);
		prop_assert_eq!(all, FUNDS, "after {:?}", step);
	}
	Ok(())
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn any_history_gives_everybody_back_what_is_not_kept_and_leaves_the_state_sound(
		steps in proptest::collection::vec(step(), 1..80),
	) {
		ExtBuilder.build().execute_with(|| {
			steps.iter().try_for_each(|step| {
				let _ = take(step);
				check(step)
			})
		})?;
	}

	#[test]
	fn any_history_ends_without_deposits_once_all_grants_have_expired(
		steps in proptest::collection::vec(grant(), 1..40),
	) {
		ExtBuilder.build().execute_with(|| {
			for step in &steps {
				let _ = take(step);
			}
			advance(LIFETIME);
			let kept: Vec<_> = Grants::<Test>::iter_keys().collect();
			for id in kept {
				prop_assert_eq!(take(&Step::Clear { id }), Ok(()));
			}
			for who in payers() {
				prop_assert_eq!(free(who), FUNDS);
			}
			check(&Step::Pass { blocks: 0 })
		})?;
	}
}
