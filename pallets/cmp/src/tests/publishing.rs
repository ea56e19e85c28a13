//! What can be proven elsewhere: how proposals end, and who worked on them.

use crate::{mock::*, *};
use althing_primitives::{DecisionEntry, Department, Ending, Entry, WorkEntry, WorkVerdict, Works};
use polkadot_sdk::frame_support::assert_ok;

/// What was published of the ends of proposals.
fn told() -> Vec<DecisionEntry> {
	let decision = |entry| match entry {
		Entry::Decision(decision) => Some(decision),
		_ => None,
	};
	Told::all().into_iter().filter_map(decision).collect()
}

/// All rounds of a proposal.
fn hold(proposal: ProposalId, answer: impl Fn(usize) -> Answer) {
	while Proposals::<Test>::contains_key(proposal) {
		hold_round(proposal, &answer);
	}
}

/// A proposal that was decided with yes against the first seat.
fn decided() -> (ProposalId, Vec<Seat>) {
	let proposal = open_and_draw();
	let seats = seats(proposal);
	hold(proposal, |position| Answer::Binary(position != 0));
	assert_eq!(receipt(proposal).outcome, Outcome::Decided(YES));
	(proposal, seats)
}

fn chain() -> ExtBuilder {
	ExtBuilder::default().owners(24)
}

#[test]
fn a_decision_is_published_with_its_answer_and_receipt() {
	chain().run(|| {
		let (proposal, _) = decided();
		let decision = Cmp::decision(proposal).unwrap();
		let entry = DecisionEntry {
			proposal,
			department: Department::Engineering,
			departments: Departments::default(),
			ending: Ending::Binary(true),
			evidence: decision.evidence,
			receipt: receipt(proposal).hash(),
		};
		assert_eq!(told(), [entry]);
	});
}

#[test]
fn a_decision_stands_with_the_first_department_that_it_concerns() {
	chain().run(|| {
		let departments = Departments::of([Department::Legal, Department::Finance]);
		assert_ok!(open_as(1, Kind::Binary, departments, None));
		run_to(DRAWN);
		hold(0, yes);
		let [entry] = told().try_into().unwrap();
		assert_eq!(
			(entry.department, entry.departments),
			(Department::Finance, departments)
		);
	});
}

#[test]
fn numbers_and_options_are_published_as_what_they_are() {
	chain().run(|| {
		let kinds = [
			(Kind::Choice { options: 3 }, Answer::Choice(2), Ending::Choice(2)),
			(
				Kind::Scalar { min: -9, max: 9 },
				Answer::Scalar(-4),
				Ending::Scalar(-4),
			),
		];
		for (kind, answer, ending) in kinds {
			assert_ok!(open_as(1, kind, Departments::default(), None));
			let proposal = NextProposal::<Test>::get() - 1;
			run_to(System::block_number() + PACE.draw_delay);
			hold(proposal, |_| answer);
			assert_eq!(told().last().unwrap().ending, ending);
		}
	});
}

#[test]
fn what_nobody_could_decide_is_published_too() {
	chain().run(|| {
		let escalated = open_and_draw();
		hold(escalated, split);
		let expired = open_and_draw();
		run_to(System::block_number() + 100);
		let endings: Vec<_> = told()
			.iter()
			.map(|entry| (entry.proposal, entry.ending))
			.collect();
		assert_eq!(
			endings,
			[(escalated, Ending::Escalated), (expired, Ending::Expired)]
		);
	});
}

#[test]
fn a_cancelled_proposal_has_no_outcome() {
	chain().run(|| {
		let proposal = open_and_draw();
		assert_ok!(Cmp::cancel(RuntimeOrigin::root(), proposal));
		assert!(Told::all().is_empty());
	});
}

#[test]
fn work_is_known_before_and_after_the_truth_is_told() {
	chain().run(|| {
		let proposal = open_and_draw();
		assert_ok!(Cmp::endow(signed(person(2)), proposal, 8_000));
		let seats = seats(proposal);
		hold(proposal, |position| Answer::Binary(position != 0));
		let work = |position: usize| Cmp::work(seats[position].agent, proposal).unwrap();
		let before = WorkEntry {
			agent: seats[3].agent,
			proposal,
			department: seats[3].department,
			owner: seats[3].owner,
			payer: [1; 32],
			paid: 0,
			verdict: WorkVerdict::Untold,
		};
		assert_eq!(work(3), before);

		assert_ok!(Cmp::settle(RuntimeOrigin::root(), proposal, YES));
		let owner = polkadot_sdk::sp_runtime::AccountId32::new(seats[3].owner);
		let paid = u128::from(Balances::free_balance(owner));
		assert!(paid > 0);
		let verdict = WorkVerdict::Right;
		assert_eq!(
			work(3),
			WorkEntry {
				paid,
				verdict,
				..before
			}
		);
		assert_eq!((work(0).paid, work(0).verdict), (0, WorkVerdict::Wrong));
	});
}

#[test]
fn a_share_that_did_not_arrive_was_not_paid() {
	chain().run(|| {
		let proposal = open_and_draw();
		// Less for each than an account needs to be there.
		assert_ok!(Cmp::endow(signed(person(2)), proposal, 100));
		let seats = seats(proposal);
		hold(proposal, yes);
		assert_ok!(Cmp::settle(RuntimeOrigin::root(), proposal, YES));
		assert_eq!(Cmp::work(seats[0].agent, proposal).unwrap().paid, 0);
	});
}

#[test]
fn who_gave_no_answer_did_no_work() {
	chain().run(|| {
		let proposal = open_and_draw();
		let seats = seats(proposal);
		seal_by(proposal, &seats[1..]);
		run_to(info(proposal).due);
		reveal_by(proposal, &seats[1..]);
		next_block();
		assert!(Cmp::decision(proposal).is_some());
		assert_eq!(Cmp::work(seats[0].agent, proposal), None);
		assert!(Cmp::work(seats[1].agent, proposal).is_some());
		assert_eq!(Cmp::work(AgentId::MAX, proposal), None, "it has no seat");
		assert_eq!(Cmp::work(seats[1].agent, proposal + 1), None);
	});
}

#[test]
fn work_and_reward_are_known_as_long_as_the_receipt() {
	chain().run(|| {
		let (proposal, seats) = decided();
		assert_ok!(Cmp::settle(RuntimeOrigin::root(), proposal, YES));
		run_to(System::block_number() + RETENTION + 1);
		assert_eq!(Cmp::receipt(proposal), None);
		assert_eq!(Cmp::work(seats[1].agent, proposal), None);
		assert_eq!(Rewards::<Test>::iter().count(), 0);
	});
}
