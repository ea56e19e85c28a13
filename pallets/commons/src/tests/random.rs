use crate::{mock::*, Payout, Proposals};
use althing_primitives::{Department, Departmental};
use polkadot_sdk::{frame_support::storage::with_storage_layer, sp_runtime::DispatchResult};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// One step of a history: a call with arguments that are valid often enough, or time passing.
#[derive(Clone, Debug)]
enum Step {
	Submit {
		who: u64,
		amount: Balance,
		payout: Payout<u64>,
	},
	Stake {
		who: u64,
		id: u64,
		amount: Balance,
	},
	Unstake {
		who: u64,
		id: u64,
		amount: Balance,
	},
	Withdraw {
		who: u64,
	},
	Unlock {
		who: u64,
	},
	Cancel {
		who: Option<u64>,
		id: u64,
	},
	Dispute {
		who: u64,
		id: u64,
	},
	Resolve {
		id: u64,
		upheld: bool,
	},
	Execute {
		id: u64,
	},
	Expire {
		id: u64,
	},
	Claim {
		id: u64,
	},
	Stop {
		id: u64,
	},
	Sell {
		who: u64,
		to: u64,
		amount: Balance,
	},
	Pass {
		blocks: u64,
	},
}

fn payout() -> impl Strategy<Value = Payout<u64>> {
	prop_oneof![
		Just(Payout::Pool),
		Just(Payout::Department(Department::Sales)),
		(1u64..500).prop_map(|blocks| Payout::Stream { blocks }),
	]
}

fn step() -> impl Strategy<Value = Step> {
	let (who, id, amount) = (1u64..=4, 0u64..8, 0u64..400_000);
	prop_oneof![
		3 => (who.clone(), 0u64..150_000, payout())
			.prop_map(|(who, amount, payout)| Step::Submit { who, amount, payout }),
		6 => (who.clone(), id.clone(), amount.clone())
			.prop_map(|(who, id, amount)| Step::Stake { who, id, amount }),
		2 => (who.clone(), id.clone(), amount.clone())
			.prop_map(|(who, id, amount)| Step::Unstake { who, id, amount }),
		1 => who.clone().prop_map(|who| Step::Withdraw { who }),
		1 => who.clone().prop_map(|who| Step::Unlock { who }),
		1 => (prop::option::of(who.clone()), id.clone()).prop_map(|(who, id)| Step::Cancel { who, id }),
		2 => (who.clone(), id.clone()).prop_map(|(who, id)| Step::Dispute { who, id }),
		2 => (id.clone(), any::<bool>()).prop_map(|(id, upheld)| Step::Resolve { id, upheld }),
		5 => id.clone().prop_map(|id| Step::Execute { id }),
		1 => id.clone().prop_map(|id| Step::Expire { id }),
		3 => id.clone().prop_map(|id| Step::Claim { id }),
		1 => id.prop_map(|id| Step::Stop { id }),
		1 => (who.clone(), who, amount).prop_map(|(who, to, amount)| Step::Sell { who, to, amount }),
		5 => (1u64..200).prop_map(|blocks| Step::Pass { blocks }),
	]
}

fn take(step: Step) -> DispatchResult {
	match step {
		Step::Submit { who, amount, payout } => try_submit(who, amount, payout),
		Step::Stake { who, id, amount } => Commons::stake(by(who), id, amount),
		Step::Unstake { who, id, amount } => Commons::unstake(by(who), id, amount),
		Step::Withdraw { who } => Commons::withdraw(by(who)).map(drop).map_err(|e| e.error),
		Step::Unlock { who } => Commons::unlock(by(who)).map(drop).map_err(|e| e.error),
		Step::Cancel { who: Some(who), id } => Commons::cancel(by(who), id),
		Step::Cancel { who: None, id } => Commons::cancel(RuntimeOrigin::root(), id),
		Step::Dispute { who, id } => Commons::dispute(by(who), id, [0; 32]),
		Step::Resolve { id, upheld } => Commons::resolve(RuntimeOrigin::root(), id, upheld),
		Step::Execute { id } => Commons::execute(by(1), id),
		Step::Expire { id } => Commons::expire(by(1), id),
		Step::Claim { id } => Commons::claim(by(1), id),
		Step::Stop { id } => Commons::stop(RuntimeOrigin::root(), id),
		Step::Sell { who, to, amount } => Cvt::transfer_allow_death(by(who), to, amount).map(drop),
		Step::Pass { blocks } => {
			advance(blocks);
			Ok(())
		}
	}
}

/// The formulas' recurrence, y ← α·y + x, for every proposal and every block.
#[derive(Default)]
struct Simulation {
	convictions: BTreeMap<u64, f64>,
}

impl Simulation {
	/// Counts `blocks` blocks in which the stakes were those of the state now.
	fn pass(&mut self, blocks: u64) {
		let alpha = (-1.0 / f64::from(USUAL.half_life)).exp2();
		for (id, info) in Proposals::<Test>::iter() {
			let y = self.convictions.entry(id).or_default();
			for _ in 0..blocks {
				*y = alpha * *y + info.staked as f64;
			}
		}
	}

	fn agrees(&self) -> bool {
		let gain = 1.0 - (-1.0 / f64::from(USUAL.half_life)).exp2();
		Proposals::<Test>::iter_keys().all(|id| {
			let expected = self.convictions.get(&id).copied().unwrap_or_default() * gain;
			(conviction(id) as f64 - expected).abs() <= 1.0 + expected * 1e-9
		})
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn any_history_conserves_both_currencies_and_agrees_with_the_simulation(
		steps in prop::collection::vec(step(), 1..100),
	) {
		ExtBuilder.build().execute_with(|| {
			let issuance = (Balances::total_issuance(), Cvt::total_issuance());
			let mut simulation = Simulation::default();
			for step in steps {
				let told = format!("{step:?}");
				if let Step::Pass { blocks } = &step {
					simulation.pass(*blocks);
				}
				// As in a block: what a refused call wrote is undone.
				let _ = with_storage_layer(|| take(step));
				prop_assert_eq!((Balances::total_issuance(), Cvt::total_issuance()), issuance, "after {}", told);
				prop_assert_eq!(Commons::do_try_state(), Ok(()), "after {}", told);
				prop_assert!(simulation.agrees(), "after {}", told);
				for who in 1..=4 {
					prop_assert!(frozen(who) <= Cvt::free_balance(who), "after {}", told);
				}
			}
			// Departments pay only what passed from them, and the pool never dies.
			prop_assert!(free(Commons::pool()) >= EXISTENTIAL);
			prop_assert!(free(Accounts::account(Department::Legal)) == POOL + EXISTENTIAL);
			Ok(())
		})?;
	}
}
