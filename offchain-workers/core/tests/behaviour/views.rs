//! Which views are acted upon.

use crate::rig::*;
use althing_core::*;

#[test]
fn a_view_is_taken_in_once() {
	let mut rig = Rig::new();
	assert!(!rig.see(101, vec![proposal(sealing(140))]).is_empty());
	assert_eq!(rig.see(101, vec![proposal(sealing(140))]), []);
	assert_eq!(rig.see(99, vec![proposal(sealing(140))]), []);
	assert_eq!(rig.fleet.head().map(|h| h.number), Some(101));
}

#[test]
fn a_view_that_does_not_continue_the_chain_is_refused_and_so_are_its_descendants() {
	let mut rig = Rig::new();
	rig.see(101, Vec::new());
	let mut fork = view(102, vec![proposal(sealing(140))]);
	(fork.block.hash, fork.parent) = ([0xF0; 32], [0xF1; 32]);
	let mut child = view(103, vec![proposal(sealing(140))]);
	(child.block.hash, child.parent) = ([0xF2; 32], [0xF0; 32]);
	let mut twin = view(101, vec![proposal(sealing(140))]);
	twin.block.hash = [0xF3; 32];
	for fork in [fork, child, twin] {
		let BlockRef { number, hash } = fork.block;
		let refused = Event::Refused(Refusal::Forked { number, hash });
		assert_eq!(
			rig.feed(Input::Finalized(Box::new(fork))),
			[Effect::Report(refused)]
		);
	}
	assert_eq!(rig.fleet.head().map(|h| h.number), Some(101));
	assert!(!rig.see(102, vec![proposal(sealing(140))]).is_empty());
}

#[test]
fn whatever_was_missed_is_in_the_next_view() {
	let mut rig = Rig::new();
	let record = rig.sealed();
	// Sealing ended and revealing began while the connection was down.
	let mut view = proposal(revealing(150));
	view.seats[0].commitment = Some(record.commitment);
	assert_eq!(calls(&rig.see(139, vec![view])), [reveal(&record)]);
}

#[test]
fn malformed_proposals_are_refused_one_by_one() {
	let mut rig = Rig::new();
	let mut twice = proposal(sealing(140));
	twice.id = 1;
	twice.seats.push(seat(1));
	let mut crowded = proposal(sealing(140));
	crowded.id = 2;
	crowded.seats = (100..165).map(seat).collect();
	let mut endless = proposal(Phase::Revealing {
		round: 8,
		deadline: 140,
	});
	endless.id = 3;
	let effects = rig.see(101, vec![twice, crowded, endless, proposal(sealing(140))]);
	let malformed = |proposal| Event::Refused(Refusal::Malformed { proposal });
	assert_eq!(events(&effects)[..3], [malformed(1), malformed(2), malformed(3)]);
	assert_eq!(rig.fleet.tracked().collect::<Vec<_>>(), [5]);
}

#[test]
fn proposals_beyond_the_limit_are_not_followed() {
	let mut rig = Rig::new();
	rig.config.max_proposals = 2;
	rig.fleet = Fleet::new(rig.config.clone());
	let many = (0..4)
		.map(|id| ProposalView {
			id,
			..proposal(sealing(140))
		})
		.collect();
	let effects = rig.see(101, many);
	assert!(events(&effects).contains(&Event::Refused(Refusal::TooManyProposals { proposal: 3 })));
	assert_eq!(rig.fleet.tracked().collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn progress_is_told_as_it_comes() {
	let mut rig = Rig::new();
	let mut view = proposal(Phase::Drawing);
	let panel = core::mem::take(&mut view.seats);
	assert_eq!(
		events(&rig.see(101, vec![view.clone()])),
		[Event::ProposalOpened { proposal: 5 }]
	);
	(view.seats, view.phase) = (panel, sealing(140));
	assert_eq!(
		events(&rig.see(102, vec![view.clone()])),
		[Event::PanelDrawn {
			proposal: 5,
			seats: 3,
			own: 2
		}]
	);
	view.seats[2].commitment = Some([1; 32]);
	let sealed = Event::Sealed {
		proposal: 5,
		round: 0,
		sealed: 1,
		seats: 3,
	};
	assert_eq!(events(&rig.see(103, vec![view.clone()])), [sealed]);
	view.phase = revealing(150);
	view.seats[2].revealed = true;
	let revealed = Event::Revealed {
		proposal: 5,
		round: 0,
		revealed: 1,
		sealed: 1,
	};
	assert_eq!(events(&rig.see(104, vec![view])), [revealed]);
}

#[test]
fn a_proposal_that_no_view_shows_is_given_up_at_last() {
	let mut rig = Rig::new();
	rig.config.forget_after = 3;
	rig.fleet = Fleet::new(rig.config.clone());
	rig.sealed();
	for number in 102..105 {
		assert_eq!(rig.see(number, Vec::new()), []);
	}
	assert_eq!(
		rig.see(105, Vec::new()),
		[Effect::Report(Event::Vanished { proposal: 5 }), forget(5)]
	);
	assert_eq!(
		rig.fleet.counts(),
		Counts {
			agents: 3,
			..Counts::default()
		}
	);
}
