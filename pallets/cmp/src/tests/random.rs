//! Whatever is called in whatever order: nothing panics, nothing is lost, the state stays sound.

use crate::{mock::*, *};
use polkadot_sdk::frame_support::dispatch::CheckIfFeeless;
use polkadot_sdk::sp_runtime::traits::Dispatchable;
use proptest::prelude::*;

/// One thing that somebody does.
#[derive(Clone, Debug)]
enum Step {
	Open {
		proposer: u8,
		binary: bool,
		departments: u8,
		call: bool,
	},
	Seal {
		proposal: ProposalId,
		seat: usize,
		yes: bool,
	},
	Reveal {
		proposal: ProposalId,
		seat: usize,
		yes: bool,
	},
	Round {
		proposal: ProposalId,
		seals: u8,
		reveals: u8,
		yes: u8,
	},
	Cancel {
		proposal: ProposalId,
	},
	Settle {
		proposal: ProposalId,
		yes: bool,
	},
	Blocks {
		number: u32,
		weight_millis: u64,
	},
	Die {
		agent: AgentId,
	},
	Return {
		agent: AgentId,
	},
	Leave {
		agent: AgentId,
	},
	Rules {
		rounds: u8,
		panel_size: u32,
		outputs: bool,
	},
}

fn step() -> impl Strategy<Value = Step> {
	let proposal = 0..6u64;
	prop_oneof![
		3 => (1..4u8, any::<bool>(), any::<u8>(), any::<bool>()).prop_map(
			|(proposer, binary, departments, call)| Step::Open { proposer, binary, departments, call }
		),
		3 => (proposal.clone(), 0..12usize, any::<bool>())
			.prop_map(|(proposal, seat, yes)| Step::Seal { proposal, seat, yes }),
		3 => (proposal.clone(), 0..12usize, any::<bool>())
			.prop_map(|(proposal, seat, yes)| Step::Reveal { proposal, seat, yes }),
		6 => (proposal.clone(), any::<u8>(), any::<u8>(), any::<u8>())
			.prop_map(|(proposal, seals, reveals, yes)| Step::Round { proposal, seals, reveals, yes }),
		1 => proposal.prop_map(|proposal| Step::Cancel { proposal }),
		2 => (0..6u64, any::<bool>()).prop_map(|(proposal, yes)| Step::Settle { proposal, yes }),
		8 => (1..12u32, prop_oneof![1 => 0..20u64, 3 => Just(500)])
			.prop_map(|(number, weight_millis)| Step::Blocks { number, weight_millis }),
		1 => (0..24u64).prop_map(|agent| Step::Die { agent }),
		1 => (0..24u64).prop_map(|agent| Step::Return { agent }),
		1 => (0..24u64).prop_map(|agent| Step::Leave { agent }),
		1 => (0..12u8, 0..80u32, any::<bool>())
			.prop_map(|(rounds, panel_size, outputs)| Step::Rules { rounds, panel_size, outputs }),
	]
}

/// Makes a duty call; it must be free exactly when it succeeds.
fn duty(call: Call<Test>, seat: &Seat) {
	let (call, by) = (RuntimeCall::Cmp(call), signed(seat.account.into()));
	let free = call.is_feeless(&by);
	assert_eq!(free, call.dispatch(by).is_ok());
}

fn seal(proposal: ProposalId, seat: &Seat, yes: bool) {
	let commitment = sealed(proposal, round(proposal), seat, &reveal(Answer::Binary(yes)));
	duty(Call::seal { proposal, commitment }, seat);
}

fn open_one(seat: &Seat, proposal: ProposalId, yes: bool) {
	duty(
		Call::reveal {
			proposal,
			reveal: reveal(Answer::Binary(yes)),
		},
		seat,
	);
}

fn panel(proposal: ProposalId) -> Vec<Seat> {
	Cmp::panel(proposal)
		.map(|panel| panel.seats.into_inner())
		.unwrap_or_default()
}

/// Goes on block by block; none may spend more than it is allowed.
fn blocks(number: u32, weight_millis: u64) {
	let allowed = Weight::from_parts(weight_millis * 1_000_000_000, u64::MAX);
	Service::set(allowed);
	for _ in 0..number {
		System::set_block_number(System::block_number() + 1);
		assert!(allowed.all_gte(Cmp::on_initialize(System::block_number())));
		Scheduler::on_initialize(System::block_number());
	}
}

fn take(step: Step) {
	match step {
		Step::Open {
			proposer,
			binary,
			departments,
			call,
		} => {
			let kind = if binary {
				Kind::Binary
			} else {
				Kind::Scalar { min: 0, max: 9 }
			};
			let remark = RuntimeCall::System(frame_system::Call::remark {
				remark: vec![departments; 200],
			});
			let call = call.then(|| Preimage::bound(remark).unwrap());
			let _ = open_as(proposer, kind, Departments(departments), call);
		}
		Step::Seal { proposal, seat, yes } => {
			if let Some(place) = panel(proposal).get(seat) {
				seal(proposal, place, yes);
			}
		}
		Step::Reveal { proposal, seat, yes } => {
			if let Some(place) = panel(proposal).get(seat) {
				open_one(place, proposal, yes);
			}
		}
		// As a panel does it, with some that fail at one thing or the other.
		Step::Round {
			proposal,
			seals,
			reveals,
			yes,
		} => {
			let says = |position: usize| (position as u8).wrapping_mul(37) <= yes;
			let does = |position: usize, mask: u8| mask >> (position % 8) & 1 == 1 || mask > 128;
			for (position, seat) in panel(proposal)
				.iter()
				.enumerate()
				.filter(|(n, _)| does(*n, seals))
			{
				seal(proposal, seat, says(position));
			}
			blocks(1, 500);
			for (position, seat) in panel(proposal)
				.iter()
				.enumerate()
				.filter(|(n, _)| does(*n, reveals))
			{
				open_one(seat, proposal, says(position));
			}
			blocks(1, 500);
		}
		Step::Cancel { proposal } => drop(Cmp::cancel(RuntimeOrigin::root(), proposal)),
		Step::Settle { proposal, yes } => {
			let known = Cmp::settlement(proposal);
			let settled = Cmp::settle(RuntimeOrigin::root(), proposal, Answer::Binary(yes));
			assert!(known.is_none() || settled.is_err(), "told twice");
		}
		Step::Blocks {
			number,
			weight_millis,
		} => blocks(number, weight_millis),
		Step::Die { agent } if Table::get(agent).is_some() => Table::change(agent, |a| a.alive = false),
		Step::Return { agent } if Table::get(agent).is_some() => Table::change(agent, |a| a.alive = true),
		Step::Leave { agent } => Table::retire(agent),
		Step::Rules {
			rounds,
			panel_size,
			outputs,
		} => {
			Rules::set(Constants {
				rounds,
				..Constants::default()
			});
			Schedule::set(Timing { panel_size, ..PACE });
			Outputs::set(outputs);
		}
		Step::Die { .. } | Step::Return { .. } => {}
	}
}

fn run_steps(steps: Vec<Step>) {
	Rules::set(Constants::default());
	Schedule::set(PACE);
	Outputs::set(true);
	Service::set(Weight::from_parts(500_000_000_000, u64::MAX));
	ExtBuilder::default().build().execute_with(|| {
		let issuance = Balances::total_issuance();
		for step in steps {
			take(step);
			Cmp::do_try_state().unwrap();
			assert_eq!(Balances::total_issuance(), issuance);
			for (proposal, receipt) in Receipts::<Test>::iter() {
				receipt.check().unwrap();
				assert!(Cmp::proposal(proposal).is_none());
			}
		}
		// Left alone, everything ends, and every deposit goes back.
		Outputs::set(true);
		blocks(200, 500);
		assert_eq!(Cmp::active(), vec![]);
		assert_eq!((1..4).map(held).sum::<Balance>(), 0);
		Cmp::do_try_state().unwrap();
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn any_sequence_keeps_the_state_sound(steps in prop::collection::vec(step(), 1..60)) {
		run_steps(steps);
	}
}
