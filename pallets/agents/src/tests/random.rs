use crate::mock::*;
use althing_primitives::{Bonds, Department};
use polkadot_sdk::sp_runtime::{DispatchResult, Perbill};
use proptest::prelude::*;

/// One step of a history: a call with arguments that are valid often enough, or time passing.
#[derive(Clone, Debug)]
enum Step {
	Register {
		owner: u8,
		agent: u8,
		department: u8,
		bond: Balance,
	},
	AddBond {
		owner: u8,
		id: u64,
		amount: Balance,
	},
	Heartbeat {
		agent: u8,
	},
	Retire {
		owner: u8,
		id: u64,
	},
	Withdraw {
		owner: u8,
		id: u64,
	},
	Suspend {
		id: u64,
	},
	Reinstate {
		id: u64,
	},
	Slash {
		id: u64,
		percent: u32,
	},
	Spend {
		owner: u8,
		amount: Balance,
	},
	Fund {
		agent: u8,
		amount: Balance,
	},
	Pass {
		blocks: u64,
	},
}

fn step() -> impl Strategy<Value = Step> {
	let (owner, agent, id) = (100u8..=103, 1u8..=12, 0u64..16);
	prop_oneof![
		4 => (owner.clone(), agent.clone(), 0u8..2, 900u64..5_000)
			.prop_map(|(owner, agent, department, bond)| Step::Register { owner, agent, department, bond }),
		2 => (owner.clone(), id.clone(), 0u64..2_000)
			.prop_map(|(owner, id, amount)| Step::AddBond { owner, id, amount }),
		1 => agent.clone().prop_map(|agent| Step::Heartbeat { agent }),
		2 => (owner.clone(), id.clone()).prop_map(|(owner, id)| Step::Retire { owner, id }),
		2 => (owner.clone(), id.clone()).prop_map(|(owner, id)| Step::Withdraw { owner, id }),
		2 => id.clone().prop_map(|id| Step::Suspend { id }),
		2 => id.clone().prop_map(|id| Step::Reinstate { id }),
		3 => (id, 0u32..=100).prop_map(|(id, percent)| Step::Slash { id, percent }),
		1 => (owner, 0u64..20_000).prop_map(|(owner, amount)| Step::Spend { owner, amount }),
		1 => (agent, 10u64..100).prop_map(|(agent, amount)| Step::Fund { agent, amount }),
		2 => (1u64..40).prop_map(|blocks| Step::Pass { blocks }),
	]
}

/// The owner of agent `id`, so that random owners are right often, and `fallback` where there is none.
fn owner_of(id: u64, fallback: u8) -> RuntimeOrigin {
	match Agents::agent(id) {
		Some(view) if !fallback.is_multiple_of(4) => RuntimeOrigin::signed(view.info.owner),
		_ => by(fallback),
	}
}

/// What is spent keeps its account alive: dust is burnt, which is not what is tested here.
fn take(step: Step) -> DispatchResult {
	match step {
		Step::Register {
			owner,
			agent,
			department,
			bond,
		} => try_register(owner, agent, Department::from_index(department).unwrap(), bond),
		Step::AddBond { owner, id, amount } => Agents::add_bond(owner_of(id, owner), id, amount),
		Step::Heartbeat { agent: number } => Agents::heartbeat(RuntimeOrigin::signed(agent(number))),
		Step::Retire { owner, id } => Agents::retire(owner_of(id, owner), id),
		Step::Withdraw { owner, id } => Agents::withdraw(owner_of(id, owner), id),
		Step::Suspend { id } => Agents::suspend(RuntimeOrigin::root(), id, [0; 32]),
		Step::Reinstate { id } => Agents::reinstate(RuntimeOrigin::root(), id),
		Step::Slash { id, percent } => {
			Agents::slash(id, Perbill::from_percent(percent));
			Ok(())
		}
		Step::Spend { owner, amount } => {
			Balances::transfer_keep_alive(by(owner), Treasury::get(), amount).map(|_| ())
		}
		Step::Fund {
			agent: number,
			amount,
		} => Balances::transfer_keep_alive(by(100), agent(number), amount).map(|_| ()),
		Step::Pass { blocks } => {
			advance(blocks);
			Ok(())
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn any_history_conserves_the_currency_and_keeps_the_state_sound(
		steps in proptest::collection::vec(step(), 1..80),
	) {
		ExtBuilder::default().funds(30_000).build().execute_with(|| {
			let issuance = Balances::total_issuance();
			for step in steps {
				let told = format!("{step:?}");
				// As in a block: what a refused call wrote is undone.
				let _ = polkadot_sdk::frame_support::storage::with_storage_layer(|| take(step));
				prop_assert_eq!(Balances::total_issuance(), issuance, "after {}", told);
				prop_assert_eq!(Agents::do_try_state(), Ok(()), "after {}", told);
				let bonds: Balance = Agents::agents(0, 100).iter().map(|(_, info)| info.bond).sum();
				let held: Balance = (100..=103).map(|owner| Agents::bonded(&account(owner))).sum();
				prop_assert_eq!(held, bonds, "after {}", told);
			}
			Ok(())
		})?;
	}
}
