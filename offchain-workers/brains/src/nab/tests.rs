use super::*;

const POINTS: usize = 1000;

fn timestamps() -> Vec<i64> {
	(0..POINTS as i64).map(|i| i * 60).collect()
}

fn label(first: i64, last: i64) -> Window {
	Window::new(first * 60, last * 60).unwrap()
}

fn alarms_at(places: &[usize]) -> Vec<bool> {
	(0..POINTS).map(|place| places.contains(&place)).collect()
}

fn standard(places: &[usize]) -> f64 {
	let labels = [label(300, 399), label(700, 799)];
	score(&labels, &timestamps(), &alarms_at(places), Profile::Standard).normalised()
}

#[test]
fn perfect_is_a_hundred_and_silence_is_zero() {
	assert!((standard(&[300, 700]) - 100.0).abs() < 1e-9);
	assert_eq!(standard(&[]), 0.0);
}

#[test]
fn earlier_is_better_and_only_the_earliest_counts() {
	assert!(standard(&[310]) > standard(&[350]));
	assert_eq!(standard(&[310, 350, 399]), standard(&[310]));
	// Half way: σ(−0.51)/σ(−1) of one of two windows, from −2 up to −1.
	let sigma = |y: f64| 2.0 / (1.0 + (5.0 * y).exp()) - 1.0;
	let expected = 100.0 * (sigma(-0.5) / sigma(-1.0) - 1.0 + 2.0) / 4.0;
	assert!((standard(&[350]) - expected).abs() < 1e-9);
}

#[test]
fn false_alarms_cost_less_close_behind_a_window() {
	let far = standard(&[300, 700, 250]) - 100.0;
	assert!((far + 100.0 * 0.11 / 4.0).abs() < 1e-9);
	let near = standard(&[300, 700, 402]) - 100.0;
	assert!(far < near && near < 0.0);
}

#[test]
fn profiles_weigh_what_they_say() {
	let labels = [label(300, 399)];
	let false_alarm = alarms_at(&[200]);
	let of = |profile| score(&labels, &timestamps(), &false_alarm, profile).raw;
	assert!((of(Profile::Standard) + 1.11).abs() < 1e-12);
	assert!((of(Profile::RewardLowFalsePositives) + 1.22).abs() < 1e-12);
	assert!((of(Profile::RewardLowFalseNegatives) + 2.11).abs() < 1e-12);
}

#[test]
fn probation_is_not_counted() {
	assert_eq!(probation(1000), 150);
	assert_eq!(probation(22_695), 750);
	let labels = [label(20, 90), label(300, 399)];
	let counts = count(&labels, &timestamps(), &alarms_at(&[5, 50, 120]), 10);
	assert_eq!(
		(
			counts.true_positives,
			counts.false_positives,
			counts.false_negatives
		),
		(0, 0, 1)
	);
	let silent = score(&labels, &timestamps(), &alarms_at(&[5, 120]), Profile::Standard);
	assert_eq!(silent.raw, -1.0);
}

#[test]
fn a_run_is_one_alarm_and_a_standing_one_is_raised_again() {
	let run = raised(&alarms_at(&[200, 201, 203, 209, 210]), 10);
	let places: Vec<usize> = (0..POINTS).filter(|place| run[*place]).collect();
	assert_eq!(places, [200, 210]);
	let standing = raised(&[true; 100], 25);
	assert_eq!(standing.iter().filter(|raised| **raised).count(), 4);
}

#[test]
fn counts_are_windows_found_and_alarms_outside() {
	let labels = [label(300, 399), label(700, 799)];
	let counts = count(&labels, &timestamps(), &alarms_at(&[310, 330, 390, 500, 600]), 10);
	assert_eq!(
		(
			counts.true_positives,
			counts.false_positives,
			counts.false_negatives
		),
		(1, 2, 1)
	);
	assert!((counts.precision() - 1.0 / 3.0).abs() < 1e-12);
	assert!((counts.recall() - 0.5).abs() < 1e-12);
	assert!((counts.f1() - 0.4).abs() < 1e-12);
	assert_eq!(Counts::default().f1(), 0.0);
}

#[test]
fn an_alarm_raised_before_the_window_does_not_find_it_later() {
	let labels = [label(300, 399)];
	let counts = count(&labels, &timestamps(), &alarms_at(&[299, 300, 301]), 10);
	assert_eq!((counts.true_positives, counts.false_positives), (0, 1));
}
