use crate::mock::*;
use althing_primitives::{Department, Role};
use polkadot_sdk::frame_support::storage::with_storage_layer;
use polkadot_sdk::sp_runtime::{DispatchError, DispatchResult};
use proptest::prelude::*;
use Department::Legal;

/// One step of a history. Agents are numbers 0 to 3, of four roles.
#[derive(Clone, Debug)]
enum Step {
	Appoint {
		agent: u64,
	},
	Revoke {
		agent: u64,
	},
	Suspend {
		agent: u64,
	},
	Reinstate {
		agent: u64,
	},
	Act {
		agent: u64,
		amount: Balance,
	},
	Execute {
		act: u64,
		amount: Balance,
		referendum: bool,
	},
	Discard {
		act: u64,
	},
	Pass {
		blocks: u64,
	},
}

const ROLES: [Role; 4] = [
	Role::ExecutionAgent,
	Role::GrowthAdvisor,
	Role::ExecutionAgent,
	Role::DataScout,
];

/// Few amounts, so that acts are often executed with the call that they asked for.
fn amount() -> impl Strategy<Value = Balance> {
	prop::sample::select(vec![1, 100, 250, 251, 4_000, 10_001])
}

fn step() -> impl Strategy<Value = Step> {
	let (agent, act) = (0u64..4, 0u64..12);
	prop_oneof![
		2 => agent.clone().prop_map(|agent| Step::Appoint { agent }),
		1 => agent.clone().prop_map(|agent| Step::Revoke { agent }),
		1 => agent.clone().prop_map(|agent| Step::Suspend { agent }),
		1 => agent.clone().prop_map(|agent| Step::Reinstate { agent }),
		8 => (agent, amount()).prop_map(|(agent, amount)| Step::Act { agent, amount }),
		8 => (act.clone(), amount(), prop::bool::weighted(0.2))
			.prop_map(|(act, amount, referendum)| Step::Execute { act, amount, referendum }),
		1 => act.prop_map(|act| Step::Discard { act }),
		1 => (1u64..150).prop_map(|blocks| Step::Pass { blocks }),
	]
}

fn take(step: Step) -> DispatchResult {
	let done = |result: polkadot_sdk::frame_support::dispatch::DispatchResultWithPostInfo| {
		result.map(drop).map_err(|failed| failed.error)
	};
	match step {
		Step::Appoint { agent } => Mandates::appoint(RuntimeOrigin::root(), agent),
		Step::Revoke { agent } => Mandates::revoke(revoker(), agent),
		Step::Suspend { agent } => {
			Table::set_active(agent, false);
			Ok(())
		}
		Step::Reinstate { agent } => {
			Table::set_active(agent, true);
			Ok(())
		}
		Step::Act { agent, amount } => done(act(agent, pay(amount))),
		Step::Execute {
			act,
			amount,
			referendum: true,
		} => done(execute(RuntimeOrigin::root(), act, pay(amount))),
		Step::Execute { act, amount, .. } => done(execute(panel(), act, pay(amount))),
		Step::Discard { act } => Mandates::discard(revoker(), act),
		Step::Pass { blocks } => {
			advance(blocks);
			Ok(())
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn no_history_spends_more_than_was_allowed(steps in prop::collection::vec(step(), 1..120)) {
		ExtBuilder.build().execute_with(|| {
			for role in ROLES {
				Table::add(Legal, role);
			}
			let mut by_referendum = 0;
			for step in steps {
				let told = format!("{step:?}");
				let (before, period) = (left(), Mandates::period());
				let idle = match &step {
					Step::Act { agent, .. } => {
						use althing_primitives::Standing;
						!Table::is_active(*agent) || Mandates::appointment(*agent).is_none()
					}
					Step::Execute { .. } => false,
					_ => true,
				};
				let referendum = matches!(&step, Step::Execute { referendum: true, .. });
				let result: Result<(), DispatchError> = with_storage_layer(|| take(step));
				let gone = before - left();
				// Nothing leaves but by an agent that may act, or with what refused.
				prop_assert!(!idle || gone == 0, "after {}", told);
				prop_assert!(result.is_ok() || gone == 0, "after {}", told);
				if referendum {
					by_referendum += gone;
				}
				if Mandates::period() != period {
					by_referendum = 0;
				}
				let spent = Mandates::spent(Legal);
				prop_assert!(spent.alone <= ALONE, "after {}", told);
				prop_assert!(spent.total <= CEILING + by_referendum, "after {}", told);
				prop_assert_eq!(Mandates::do_try_state(), Ok(()), "after {}", told);
			}
			let records: Balance = (0..4).map(|agent| Mandates::record(agent).spent).sum();
			prop_assert_eq!(left(), FUNDS - records);
			Ok(())
		})?;
	}
}
