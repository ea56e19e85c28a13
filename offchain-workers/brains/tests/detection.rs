//! What the detectors notice, and what they leave alone.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_brains::{judge, Method, Opinion, Series, Window, DEFAULT_THRESHOLD};

const STEP: i64 = 60;

/// Uniform in [0,1), from a multiplicative hash of the place: noise without a dependency.
fn uniform(place: usize, stream: u64) -> f64 {
	let mut bits = (place as u64 + (stream << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
	for multiplier in [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
		bits = (bits ^ (bits >> 30)).wrapping_mul(multiplier);
	}
	bits ^= bits >> 31;
	(bits >> 11) as f64 / (1u64 << 53) as f64
}

/// Standard Gaussian noise (Box & Muller).
fn gaussian(place: usize, stream: u64) -> f64 {
	let radius = (-2.0 * (1.0 - uniform(place, stream)).ln()).sqrt();
	radius * (std::f64::consts::TAU * uniform(place, stream + 1000)).cos()
}

fn series(values: Vec<f64>) -> Series {
	let timestamps = (0..values.len() as i64).map(|place| place * STEP).collect();
	Series::new(timestamps, values).unwrap()
}

fn opinion(method: Method, series: &Series, from: usize, to: usize) -> Opinion {
	let window = Window::new(from as i64 * STEP, to as i64 * STEP).unwrap();
	judge(method.build(7).as_mut(), series, window)
}

/// The methods that call the window from `from` to `to` anomalous.
fn alarmed(series: &Series, from: usize, to: usize) -> Vec<&'static str> {
	let calls = |method: &&Method| opinion(**method, series, from, to).anomalous;
	Method::all().iter().filter(calls).map(Method::name).collect()
}

fn missing(found: &[&str]) -> Vec<&'static str> {
	let all = Method::all().iter().map(Method::name);
	all.filter(|name| !found.contains(name)).collect()
}

#[test]
fn a_constant_series_never_alarms() {
	for level in [0.0, 1.0, -0.1, 1e-300, 1e300, f64::MAX] {
		for method in Method::all() {
			let mut detector = method.build(7);
			for place in 0..3000 {
				let score = detector.update(place * STEP, level);
				assert!(
					score < 0.1,
					"{} scored {score} at {place} on {level}",
					method.name()
				);
			}
		}
	}
}

#[test]
fn a_constant_series_that_changes_scores_high() {
	for length in [60, 200, 2000] {
		for (level, change) in [(1.0, 0.0), (0.0, 1.0), (1e-6, 2e-6), (-1e12, 1e12)] {
			let mut values = vec![level; length];
			values.extend([change; 12]);
			let found = alarmed(&series(values), length, length + 11);
			assert_eq!(
				missing(&found),
				[""; 0],
				"{length} points of {level}, then {change}"
			);
		}
	}
}

#[test]
fn a_dying_validator_is_noticed_within_a_few_points() {
	let mut values = vec![1.0; 64];
	values.extend([0.0; 5]);
	let series = series(values);
	let found = alarmed(&series, 60, 68);
	assert_eq!(missing(&found), [""; 0]);
	for method in Method::all() {
		let opinion = opinion(*method, &series, 60, 68);
		assert!(opinion.at.unwrap() >= 64 * STEP, "{}", opinion.rationale);
		assert!(opinion.confidence > 0.5 && opinion.confidence <= 1.0);
	}
}

/// A counter of one a sample that stops after 120; now and then a sample is read late.
fn stopping_counter(late: f64) -> Series {
	let read = |place: usize| place as f64 - f64::from(u8::from(uniform(place, 1) < late));
	series((0..132).map(|place| read(place.min(119))).collect())
}

#[test]
fn a_counter_that_stops_is_noticed_in_its_differences() {
	let found = alarmed(&stopping_counter(0.0).differences().unwrap(), 120, 131);
	assert_eq!(missing(&found), [""; 0]);
}

#[test]
fn a_jittery_counter_that_stops_is_noticed_in_its_longer_changes() {
	for late in [0.05, 0.1, 0.3] {
		let found = alarmed(&stopping_counter(late).changes(10).unwrap(), 120, 131);
		assert!(found.len() >= 6, "with {late} late only {found:?}");
	}
}

#[test]
fn single_steps_of_a_jittery_counter_are_enough_for_those_that_look_at_several() {
	let found = alarmed(&stopping_counter(0.1).differences().unwrap(), 120, 131);
	for method in [
		Method::Ewma,
		Method::Cusum,
		Method::KnnCad,
		Method::WindowedGaussian,
	] {
		assert!(
			found.contains(&method.name()),
			"{} not in {found:?}",
			method.name()
		);
	}
}

#[test]
fn a_clear_spike_is_noticed_by_those_that_watch_single_points() {
	let mut values: Vec<f64> = (0..600).map(|place| 50.0 + gaussian(place, 2)).collect();
	values[560] += 15.0;
	let found = alarmed(&series(values), 550, 570);
	for method in [
		Method::RobustZ,
		Method::SeasonalEsd,
		Method::SpectralResidual,
		Method::IsolationForest,
		Method::KnnCad,
	] {
		assert!(
			found.contains(&method.name()),
			"{} not in {found:?}",
			method.name()
		);
	}
}

#[test]
fn a_small_lasting_shift_is_noticed_by_those_that_add_up() {
	let shifted = |place| if place >= 800 { 2.5 } else { 0.0 };
	let values = (0..840).map(|place| 50.0 + gaussian(place, 3) + shifted(place));
	let found = alarmed(&series(values.collect()), 795, 839);
	for method in [
		Method::Ewma,
		Method::Cusum,
		Method::BayesianChangePoint,
		Method::WindowedGaussian,
		Method::RelativeEntropy,
	] {
		assert!(
			found.contains(&method.name()),
			"{} not in {found:?}",
			method.name()
		);
	}
	assert!(
		!found.contains(&Method::RobustZ.name()),
		"single points are no outliers"
	);
}

#[test]
fn a_quiet_hour_of_the_day_at_the_wrong_time_needs_the_season() {
	// A daily wave, a point every quarter of an hour; the last day's noon is like a midnight.
	let wave = |place: usize| 100.0 - 50.0 * (std::f64::consts::TAU * (place / 4) as f64 / 24.0).cos();
	let mut values: Vec<f64> = (0..96 * 10 + 60)
		.map(|place| wave(place) + gaussian(place, 4))
		.collect();
	values[96 * 10 + 46..96 * 10 + 52].fill(50.0);
	let timestamps = (0..values.len() as i64).map(|place| place * 900).collect();
	let series = Series::new(timestamps, values).unwrap();
	let window = Window::new(900 * (96 * 10 + 44), 900 * (96 * 10 + 53)).unwrap();
	let calls = |method: Method| judge(method.build(7).as_mut(), &series, window).anomalous;
	assert!(calls(Method::SeasonalEsd));
	assert!(calls(Method::Ewma));
	assert!(!calls(Method::RobustZ), "the value itself is nothing unusual");
}

#[test]
fn quiet_noise_is_normal() {
	let mut calls = 0;
	for stream in 10..30 {
		let values = (0..400).map(|place| 5.0 + 0.3 * gaussian(place, stream));
		calls += alarmed(&series(values.collect()), 380, 399).len();
	}
	// Ten methods on twenty windows.
	assert!(calls <= 4, "{calls} of 200 opinions call noise an anomaly");
}

#[test]
fn false_alarms_on_noise_come_about_as_seldom_as_the_scores_say() {
	for method in Method::all() {
		let mut detector = method.build(7);
		let scores = (0..20_000).map(|place| detector.update(place as i64 * STEP, gaussian(place, 5)));
		let (mut hundredth, mut ten_thousandth) = (0, 0);
		for score in scores {
			hundredth += usize::from(score >= 0.2);
			ten_thousandth += usize::from(score >= DEFAULT_THRESHOLD);
		}
		let name = method.name();
		assert!(
			(100..=400).contains(&hundredth),
			"{name}: {hundredth}, 200 expected"
		);
		// Two expected; those that average over points give one false alarm at several points.
		assert!(ten_thousandth <= 14, "{name}: {ten_thousandth} alarms");
	}
}

#[test]
fn a_short_history_gives_no_alarm_and_no_confidence() {
	for method in Method::all() {
		let opinion = opinion(*method, &series(vec![1.0, 1.0, 1.0, 9.0]), 3, 3);
		assert!(!opinion.anomalous);
		assert_eq!(opinion.confidence, 0.5);
		assert!(opinion.rationale.contains("too short"), "{}", opinion.rationale);
	}
}

#[test]
fn rationale_names_the_moment_and_the_probability() {
	let mut values = vec![1.0; 64];
	values.extend([0.0; 5]);
	let opinion = opinion(Method::RobustZ, &series(values), 60, 68);
	assert_eq!(opinion.at, Some(64 * STEP));
	for part in ["robust-z", "3840", "probability", "threshold"] {
		assert!(opinion.rationale.contains(part), "{}", opinion.rationale);
	}
}

#[test]
fn opinions_are_the_same_to_the_last_bit() {
	let values: Vec<f64> = (0..900).map(|place| gaussian(place, 6)).collect();
	let series = series(values);
	for method in Method::all() {
		let once = opinion(*method, &series, 800, 899);
		assert_eq!(once, opinion(*method, &series, 800, 899));
	}
}
