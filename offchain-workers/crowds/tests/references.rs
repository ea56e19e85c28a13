//! The references on crowds whose answers are known.

#![allow(clippy::unwrap_used)]

use althing_crowds::cheat::Cheat;
use althing_crowds::family::{Family, Skill};
use althing_crowds::reference::{by_majority, dawid_skene, one_pass, Coins};

/// Half of the agents know, the others guess: those who learn who is who do far better than heads.
fn crowd() -> althing_crowds::Crowd {
	let skill = Skill::Hammers(0.5, 0.9);
	Family {
		labels: 3,
		tasks: 300,
		agents: 20,
		panel: 7,
		first: 0.4,
		skill,
		hard: 0.0,
	}
	.crowd(5)
}

#[test]
fn dawid_skene_beats_heads_on_an_honest_crowd() {
	let crowd = crowd();
	let heads = crowd.accuracy(&by_majority(&crowd));
	for coins in [Coins::One, Coins::Full] {
		let (settled, once) = (dawid_skene(&crowd, coins), one_pass(&crowd, coins));
		let (settled, once) = (crowd.accuracy(&settled), crowd.accuracy(&once));
		assert!(settled > heads + 0.05, "{coins:?}: {settled}, heads {heads}");
		assert!(once > heads, "{coins:?} in one pass: {once}, heads {heads}");
	}
}

#[test]
fn a_crowd_is_the_same_for_the_same_seed() {
	let (mut one, mut other) = (crowd(), crowd());
	assert_eq!(one, other);
	Cheat::Owner.join(&mut one, 6, 9);
	Cheat::Owner.join(&mut other, 6, 9);
	assert_eq!(one, other);
	Cheat::Owner.join(&mut other, 1, 9);
	assert_ne!(one, other);
}

#[test]
fn an_empty_crowd_has_no_labels() {
	let nothing = althing_crowds::Crowd::default();
	assert!(dawid_skene(&nothing, Coins::Full).is_empty());
	assert!(one_pass(&nothing, Coins::One).is_empty());
}
