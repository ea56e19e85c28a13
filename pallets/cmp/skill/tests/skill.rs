//! What weights, pairs and tracks promise.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_cmp_skill::{
	independence, Belief, Calibration, Class, History, Lesson, Odds, Pair, Said, Seen, Skill, Track, Weighed,
	LEAST_NATS, MAX_SEEN, WHOLE,
};
use althing_cmp_stats::Real;
use codec::{Decode, Encode, MaxEncodedLen};
use proptest::{collection::vec, prelude::*};

fn double(number: Real) -> f64 {
	number.raw() as f64 / Real::ONE.raw() as f64
}

fn odds() -> impl Strategy<Value = Odds> {
	let count = prop_oneof![0..300_000u32, any::<u32>()];
	(count.clone(), count).prop_map(|(right, wrong)| Odds { right, wrong })
}

fn skill() -> impl Strategy<Value = Skill> {
	(odds(), odds()).prop_map(|(yes, no)| Skill { yes, no })
}

fn weighed() -> impl Strategy<Value = Weighed> {
	prop_oneof![
		any::<bool>().prop_map(Weighed::Binary),
		any::<u8>().prop_map(Weighed::Choice),
		Just(Weighed::Scalar),
	]
}

fn belief() -> impl Strategy<Value = Belief> {
	(0..=WHOLE, 0..=WHOLE).prop_map(|(right, counts)| Belief { right, counts })
}

fn seen() -> impl Strategy<Value = Seen> {
	(0..40u32, 0..3u8, 0..=3_000u16).prop_map(|(number, said, nats)| Seen { number, said, nats })
}

/// The weight in doubles, written down from the formula.
fn reference(skill: &Skill, said: Weighed) -> f64 {
	let mean = |right: f64, wrong: f64, rate: f64| (right + rate * 4_000.0) / (right + wrong + 4_000.0);
	let [a, b, c, d] = [skill.yes.right, skill.yes.wrong, skill.no.right, skill.no.wrong].map(f64::from);
	let p = mean(a + c, b + d, 0.7);
	let (one, zero) = (mean(a, b, p), mean(c, d, p));
	let odds = match said {
		Weighed::Binary(true) => one / (1.0 - zero),
		Weighed::Binary(false) => zero / (1.0 - one),
		Weighed::Choice(options) => p * f64::from(options - 1) / (1.0 - p),
		Weighed::Scalar => p / (1.0 - p),
	};
	odds.ln().clamp((51f64 / 49.0).ln(), 99f64.ln())
}

/// A history of what was said on proposals 0, 1, ...: the labels, all of them this likely in per cent.
fn history(said: &[u8], likely: i32) -> Vec<Seen> {
	(0u32..)
		.zip(said)
		.map(|(number, said)| Seen::new(number, *said, Real::ratio(likely, 100)))
		.collect()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn weights_agree_with_doubles(
		counts in proptest::array::uniform4(0..200_000u32),
		said in prop_oneof![any::<bool>().prop_map(Weighed::Binary), (2..=16u8).prop_map(Weighed::Choice), Just(Weighed::Scalar)],
	) {
		let [a, b, c, d] = counts;
		let skill = Skill { yes: Odds { right: a, wrong: b }, no: Odds { right: c, wrong: d } };
		prop_assert!((double(skill.weight(said)) - reference(&skill, said)).abs() < 1e-9);
	}

	#[test]
	fn any_counts_weigh_within_bounds(skill in skill(), said in weighed()) {
		let weight = double(skill.weight(said));
		prop_assert!((0.0400..4.5952).contains(&weight), "{}", weight);
	}

	#[test]
	fn a_right_answer_never_lowers_the_weight_of_a_number(
		counts in proptest::array::uniform4(0..99_000u32), counts_for in 0..=WHOLE,
	) {
		let [a, b, c, d] = counts;
		let skill = Skill { yes: Odds { right: a, wrong: b }, no: Odds { right: c, wrong: d } };
		let lesson = Skill::lesson(Said::Other, Belief { right: WHOLE, counts: counts_for });
		prop_assert!(skill.plus(lesson).weight(Weighed::Scalar) >= skill.weight(Weighed::Scalar));
	}

	#[test]
	fn a_lesson_counts_as_much_as_it_says(said in any::<bool>(), belief in belief()) {
		for said in [Said::Binary(said), Said::Other] {
			let Skill { yes, no } = Skill::lesson(said, belief);
			prop_assert_eq!(yes.all() + no.all(), belief.counts);
			prop_assert!((i64::from(yes.right + no.right) * 1_000
				- i64::from(belief.right) * i64::from(belief.counts)).abs() <= 500);
		}
	}

	#[test]
	fn what_was_believed_is_taken_back_when_the_truth_is_known(
		said in any::<bool>(), believed in belief(), confidence in 0..=WHOLE, right in any::<bool>(),
	) {
		let lesson = Lesson { class: Class::Grave, number: 1, said: Said::Binary(said), confidence, believed: Some(believed) };
		let plain = Lesson { believed: None, ..lesson };
		let (mut one, mut other) = (Track::default(), Track::default());
		one.believe(&lesson, Seen::default());
		one.learn(&lesson, right);
		other.believe(&plain, Seen::default());
		other.learn(&plain, right);
		prop_assert_eq!(one, other);
		prop_assert_eq!(one.skill(Class::Routine), Skill::default());
	}

	#[test]
	fn a_track_never_grows_and_reads_back(lessons in vec((0..4usize, belief(), seen(), any::<bool>()), 0..150)) {
		let mut track = Track::default();
		for (class, belief, seen, right) in lessons {
			let lesson = Lesson {
				class: Class::ALL[class], number: seen.number, said: Said::Other, confidence: 800, believed: Some(belief),
			};
			track.believe(&lesson, seen);
			track.learn(&lesson, right);
		}
		prop_assert_eq!(track.encoded_size(), Track::max_encoded_len());
		prop_assert_eq!(Track::decode(&mut &track.encode()[..]).unwrap(), track);
		for class in Class::ALL {
			prop_assert!(track.skill(class).yes.all() <= 201_000);
		}
	}

	#[test]
	fn histories_keep_the_latest(numbers in 0..200u32) {
		let mut history = History::default();
		for number in 0..numbers {
			history.note(Seen { number, ..Seen::default() });
		}
		let held = history.len();
		prop_assert_eq!(held, MAX_SEEN.min(numbers as usize));
		let kept: Vec<_> = history.sorted()[..held].iter().map(|seen| seen.number).collect();
		prop_assert_eq!(kept, (numbers - held as u32..numbers).collect::<Vec<_>>());
	}

	#[test]
	fn pairs_are_the_same_from_both_sides(one in vec(seen(), 0..64), other in vec(seen(), 0..64)) {
		let sorted = |mut seen: Vec<Seen>| {
			seen.sort_by_key(|seen| seen.number);
			seen.dedup_by_key(|seen| seen.number);
			seen
		};
		let (one, other) = (sorted(one), sorted(other));
		let pair = Pair::compare((1, &one), (2, &other));
		prop_assert_eq!(pair, Pair::compare((2, &other), (1, &one)));
		if let Some(pair) = pair {
			prop_assert!(pair.nats >= LEAST_NATS && pair.common > 0);
			let expected = ((f64::from(pair.nats) - 1_000.0) / 4_000.0).min(1.0);
			prop_assert!((double(pair.copies()) - expected).abs() < 1e-10);
		}
	}

	#[test]
	fn factors_of_calibration_stay_between_a_quarter_and_one(scored in vec((0..2_000u32, any::<bool>()), 0..500)) {
		let sum = scored.into_iter().fold(Calibration::default(), |sum, (confidence, right)| sum.plus(confidence, right));
		let factor = double(sum.factor());
		prop_assert!((0.2499..=1.0).contains(&factor), "{}", factor);
	}
}

#[test]
fn newcomers_weigh_what_seven_right_answers_in_ten_are_worth() {
	let newcomer = Skill::default();
	for said in [Weighed::Binary(true), Weighed::Binary(false), Weighed::Scalar] {
		assert!((double(newcomer.weight(said)) - (0.7f64 / 0.3).ln()).abs() < 1e-10);
	}
}

#[test]
fn who_always_says_yes_weighs_next_to_nothing() {
	let thousand = 100 * WHOLE;
	let parrot = Skill {
		yes: Odds {
			right: thousand,
			wrong: 0,
		},
		no: Odds {
			right: 0,
			wrong: thousand,
		},
	};
	assert!(double(parrot.weight(Weighed::Binary(true))) < 0.05);
}

#[test]
fn a_no_from_who_never_denies_wrongly_weighs_more_than_its_yes() {
	let careful = Skill {
		yes: Odds {
			right: 100 * WHOLE,
			wrong: 0,
		},
		no: Odds {
			right: 60 * WHOLE,
			wrong: 40 * WHOLE,
		},
	};
	assert!(careful.weight(Weighed::Binary(false)) > careful.weight(Weighed::Binary(true)));
}

#[test]
fn agreement_on_unlikely_answers_is_found_sooner() {
	let said = [0, 1, 0, 1];
	let nats = |likely| {
		let one = history(&said, likely);
		Pair::compare((0, &one), (1, &one)).map_or(0, |pair| pair.nats)
	};
	assert!(nats(30) > 3_000, "wrong together four times");
	assert_eq!(nats(100), 0, "what everybody says tells nothing");
	assert!(nats(70) < nats(30));
}

#[test]
fn independent_agents_make_no_pair() {
	let one = history(&[0, 1, 0, 1, 1, 0, 1, 0, 0, 1], 50);
	let other = history(&[0, 1, 1, 1, 0, 0, 1, 1, 0, 1], 50);
	assert_eq!(Pair::compare((0, &one), (1, &other)), None);
}

#[test]
fn so_many_who_copy_each_other_weigh_as_much_as_one() {
	for copies in 1..64usize {
		let factor = independence((1..copies).map(|_| Real::ONE));
		assert!((double(factor) * copies as f64 - 1.0).abs() < 1e-9);
	}
}

#[test]
fn who_is_sure_and_wrong_is_discounted_and_who_knows_its_limits_is_not() {
	let mut boaster = Calibration::default();
	let mut modest = Calibration::default();
	for number in 0..50 {
		boaster = boaster.plus(WHOLE, number % 2 == 0);
		modest = modest.plus(WHOLE / 2, number % 2 == 0);
	}
	assert!(double(boaster.factor()) < 0.6);
	assert!((double(modest.factor()) - 1.0).abs() < 1e-9);
}

#[test]
fn the_truth_corrects_what_agreement_tells() {
	let lesson = Lesson {
		class: Class::Choice,
		number: 5,
		said: Said::Other,
		confidence: 700,
		believed: None,
	};
	let after = |likely, right| {
		let mut track = Track::default();
		track.believe(&lesson, Seen::new(5, 2, Real::ratio(likely, 100)));
		track.learn(&lesson, right);
		track.history.find(5).unwrap().nats
	};
	// What a cabal made look usual is not usual where it was wrong, and the other way round.
	assert_eq!(after(95, false), Seen::new(5, 2, Real::ratio(30, 100)).nats);
	assert!(u32::from(after(10, true)) * (MAX_SEEN as u32) < LEAST_NATS.into());
}
