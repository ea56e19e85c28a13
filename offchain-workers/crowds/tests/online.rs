//! Decisions as they come, by the code that the runtime executes.

#![allow(clippy::unwrap_used)]

use althing_crowds::cheat::Cheat;
use althing_crowds::family::{Family, Skill};
use althing_crowds::reference::by_majority;
use althing_crowds::replay::{online, Chain};
use althing_crowds::Crowd;

fn crowd(labels: u8, agents: usize) -> Crowd {
	Family {
		labels,
		tasks: 200,
		agents,
		panel: 12,
		first: 1.0 / f64::from(labels),
		skill: Skill::Hammers(0.5, 0.85),
		hard: 0.0,
	}
	.crowd(5)
}

#[test]
fn decisions_recover_while_a_cabal_goes_on() {
	for labels in [2, 3] {
		let mut crowd = crowd(labels, 30);
		Cheat::Cabal(0.3, 0.0).join(&mut crowd, 20, 9);
		let mut decided = 0;
		let ours = online(&crowd, |done| decided = done).unwrap();
		assert_eq!(decided, crowd.tasks.len());
		let (ours, heads) = (crowd.accuracy(&ours), crowd.accuracy(&by_majority(&crowd)));
		assert!(ours > heads + 0.15, "{labels} labels: {ours}, heads {heads}");
	}
}

#[test]
fn what_is_appraised_is_what_the_claims_say() {
	let crowd = crowd(2, 20);
	let mut chain = Chain::new(&crowd);
	assert!(chain.appraisal().is_none());
	let mut appraised = 0;
	for task in &crowd.tasks {
		chain.decide(task);
		if let Some(claim) = chain.claim_when_due() {
			appraised += usize::from(chain.take(&claim));
		}
	}
	let appraisal = chain.appraisal().unwrap();
	assert!(appraised > 10 && appraisal.agents.len() == 20, "{appraised}");
	assert!(appraisal.cabals.is_empty());
}

#[test]
fn a_question_with_many_answers_is_decided_without_an_estimate() {
	let crowd = crowd(6, 20);
	let mut chain = Chain::new(&crowd);
	for task in &crowd.tasks {
		chain.decide(task);
		assert!(chain.claim_when_due().is_none());
	}
	assert!(online(&crowd, |_| ()).unwrap().len() == 200);
}
