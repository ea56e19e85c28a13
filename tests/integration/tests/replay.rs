//! The chain decides as the benchmark says that it would: the same answers, sealed and opened by registered agents on
//! the real runtime, lead to the same labels and to the same appraisals, bit for bit.
//!
//! `ALTHING_REPLAY_ANSWERS` and `ALTHING_REPLAY_TRUTH` name a truth-inference file to take in place of a made-up crowd.

use althing_cmp_rules::{Answer, Kind, Seat, Topic};
use althing_crowds::{
	cheat::Cheat,
	family::{Family, Skill},
	file,
	replay::{constants, spoken, Chain},
	Crowd,
};
use althing_integration_tests::{
	genesis, next_block,
	panels::{decide, register, Agent},
	people::by,
};
use althing_primitives::{Department, Departments, ProposalId, Role};
use althing_runtime::{constants::currency::UNIT, AccountId, Balances, Cmp, Runtime, RuntimeOrigin};
use frame_support::{assert_ok, traits::fungible::Mutate};
use pallet_cmp::{Panels, Phase, SeatBallot};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{BoundedVec, Perbill};
use std::fs::File;

const TASKS: usize = 500;

/// Routine questions of yes and no.
const TOPIC: Topic = Topic::ALL[0];

/// A crowd of whom two in five say the same, wrong on seven tasks of ten.
fn deceived() -> Crowd {
	let skill = Skill::Hammers(0.5, 0.85);
	let mut crowd = Family {
		labels: 2,
		tasks: TASKS,
		agents: 36,
		panel: 5,
		first: 0.6,
		skill,
		hard: 0.0,
	}
	.crowd(11);
	Cheat::Cabal(0.3, 0.0).join(&mut crowd, 24, 12);
	crowd
}

/// The first tasks of the file that the environment names, or a made-up crowd.
fn crowd() -> Crowd {
	let named = ["ALTHING_REPLAY_ANSWERS", "ALTHING_REPLAY_TRUTH"].map(std::env::var_os);
	let [Some(answers), Some(truth)] = named else {
		return deceived();
	};
	let answers = file::read_answers(File::open(answers).unwrap()).unwrap();
	let mut crowd = answers.with_truth(File::open(truth).unwrap()).unwrap();
	crowd.tasks.truncate(TASKS);
	crowd.truth.truncate(TASKS);
	crowd
}

/// Registers all agents of the crowd, in its order, in one department.
fn enlist(crowd: &Crowd) -> Vec<(Agent, AccountId)> {
	(0..crowd.agents.len())
		.map(|number| {
			let owner = AccountId::new(althing_primitives::blake2(format!("owner {number}").as_bytes()));
			Balances::set_balance(&owner, 1_000 * UNIT);
			let seed = u8::try_from(number + 1).unwrap();
			let agent = register(&owner, seed, Department::Customer, Role::DataScout);
			(agent, owner)
		})
		.collect()
}

/// Opens a question and seats `seats`, where a draw would seat whoever it falls on.
fn seat(seats: Vec<Seat>) -> ProposalId {
	let proposal = pallet_cmp::NextProposal::<Runtime>::get();
	let (zero, body) = (Perbill::zero(), b"a task".to_vec().try_into().unwrap());
	let asker = by(&Sr25519Keyring::Eve.to_account_id());
	assert_ok!(Cmp::open(
		asker,
		Kind::Binary,
		Departments::default(),
		zero,
		zero,
		zero,
		body,
		None
	));
	let due = frame_system::Pallet::<Runtime>::block_number() + 10;
	let question = pallet_cmp::Proposals::<Runtime>::mutate(proposal, |info| {
		let info = info.as_mut().unwrap();
		info.constants = constants();
		info.seats = seats.len() as u8;
		info.phase = Phase::Sealing { round: 0, sealed: 0 };
		info.due = due;
		info.question
	});
	pallet_cmp::Active::<Runtime>::put(BoundedVec::truncate_from(vec![(due, proposal)]));
	for (position, seat) in (0u8..).zip(&seats) {
		let ballot = SeatBallot {
			seat: position,
			account: seat.account,
			sealed: None,
			reveal: None,
		};
		pallet_cmp::Ballots::<Runtime>::insert(proposal, seat.agent, ballot);
	}
	let panel = Cmp::panel_of(&question, [1; 32], BoundedVec::truncate_from(seats));
	Panels::<Runtime>::insert(proposal, panel);
	proposal
}

#[test]
fn five_hundred_tasks_are_decided_as_in_the_benchmark() {
	let crowd = crowd();
	genesis("development").execute_with(|| {
		let agents = enlist(&crowd);
		let first = agents[0].0.id;
		assert_eq!(first, 0, "the crowd's numbers are the chain's");
		next_block();
		let mut expected = Chain::new(&crowd);
		let (mut decided, mut appraised) = (Vec::new(), 0);
		for task in &crowd.tasks {
			let seats = task.iter().map(|answer| {
				let (agent, owner) = &agents[usize::from(answer.agent)];
				Seat {
					agent: agent.id,
					account: agent.account.clone().into(),
					owner: owner.clone().into(),
					department: Department::Customer,
					role: Role::DataScout,
				}
			});
			let proposal = seat(seats.collect());
			decide(proposal, |seat| task[seat].label == 1);
			let receipt = Cmp::receipt(proposal).unwrap();
			assert_eq!(receipt.check(), Ok(()));
			let label = expected.decide(task);
			let leading = receipt.rounds[0].tally.leading;
			assert_eq!(
				leading,
				Some(spoken(&Kind::Binary, label as u8)),
				"task {proposal}"
			);
			decided.push(usize::from(leading == Some(Answer::Binary(true))));

			if let Some(claim) = expected.claim_when_due() {
				let upto = Cmp::topic(TOPIC).unwrap().upto;
				let taken = Cmp::appraise(
					RuntimeOrigin::signed(agents[0].1.clone()),
					TOPIC,
					upto,
					claim.clone(),
				);
				assert_eq!(taken.is_ok(), expected.take(&claim), "{taken:?}");
				assert_eq!(
					pallet_cmp::Appraisals::<Runtime>::get(TOPIC).as_ref(),
					expected.appraisal()
				);
				appraised += 1;
			}
		}
		assert!(appraised > 10, "{appraised}");
		println!(
			"{TASKS} tasks, {appraised} appraisals, {:.4} right",
			crowd.accuracy(&decided)
		);
	});
}
