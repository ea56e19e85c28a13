//! One detector's opinion on one case.

use serde::Serialize;

use crate::detector::{probability_of, Detector, DECADES, DEFAULT_THRESHOLD};
use crate::series::{Series, Window};

/// The share of the points before the window that may lie above the threshold.
const ALLOWED_SHARE: f64 = 0.01;
/// At least this many may, so that one earlier incident in a short history does not hide the next.
const ALLOWED_POINTS: usize = 3;
/// Decades of tail probability that multiply the odds of being right by ten. One would be right if a
/// detector's model were; three leave room for its being wrong.
const DECADES_PER_ODDS: f64 = 3.0;

/// What a brain answers to a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Opinion {
	/// Whether there is an anomaly in the window.
	pub anomalous: bool,
	/// How sure the brain is of its answer, in `0.5..=1`.
	pub confidence: f64,
	/// Why, in one or two plain sentences.
	pub rationale: String,
	/// The highest score in the window, in `0..=1`.
	pub score: f64,
	/// When that was, in unix seconds; none when no point in the window scored above zero.
	pub at: Option<i64>,
}

/// How sure a score makes of being above, or below, a threshold; in `0.5..=1`.
///
/// Odds grow tenfold with every three decades of tail probability between the two.
pub fn confidence(score: f64, threshold: f64) -> f64 {
	let decades = DECADES * (score - threshold).abs();
	let odds = 10f64.powf(decades / DECADES_PER_ODDS);
	(odds / (1.0 + odds)).clamp(0.5, 1.0)
}

/// The detector's opinion on whether the window holds an anomaly.
///
/// Streams `series` from its first point to the window's end and looks at nothing later. The highest
/// score in the window is held against a threshold: [`DEFAULT_THRESHOLD`], or, where this detector
/// scores higher than that all the time on this very series, the score that 1 % of the points before
/// the window exceed. `detector` must be fresh. A window without points, or a history too short for the
/// detector, gives a normal opinion with confidence one half; see [`Series::check`].
pub fn judge(detector: &mut dyn Detector, series: &Series, window: Window) -> Opinion {
	let mut before = Vec::new();
	let (mut inside, mut best) = (0usize, (0.0, None));
	for (timestamp, value) in series.points() {
		if timestamp > window.to() {
			break;
		}
		let score = detector.update(timestamp, value);
		if timestamp < window.from() {
			before.push(score);
			continue;
		}
		inside += 1;
		if score > best.0 {
			best = (score, Some(timestamp));
		}
	}
	let threshold = threshold(&mut before);
	let (score, at) = best;
	let anomalous = at.is_some() && score >= threshold;
	let informed = at.is_some() || before.iter().any(|score| *score > 0.0);
	Opinion {
		anomalous,
		confidence: if informed && inside > 0 {
			confidence(score, threshold)
		} else {
			0.5
		},
		rationale: rationale(detector.name(), inside, best, threshold, informed),
		score,
		at,
	}
}

/// The default threshold, or what only the allowed share of the earlier scores exceeds.
fn threshold(before: &mut [f64]) -> f64 {
	before.sort_unstable_by(|a, b| b.total_cmp(a));
	let allowed = ((before.len() as f64 * ALLOWED_SHARE) as usize).max(ALLOWED_POINTS);
	let own = before.get(allowed).copied().unwrap_or(0.0);
	own.max(DEFAULT_THRESHOLD)
}

fn rationale(
	name: &str,
	inside: usize,
	(score, at): (f64, Option<i64>),
	threshold: f64,
	informed: bool,
) -> String {
	if inside == 0 {
		return format!("{name} found no point in the window, so it has no ground to call it anomalous.");
	}
	let Some(at) = at.filter(|_| informed) else {
		return format!(
			"{name} found nothing unusual at any of the window's {inside} points{}.",
			if informed {
				""
			} else {
				", but the history is too short for it to be sure"
			}
		);
	};
	let verdict = if score >= threshold {
		"at or above"
	} else {
		"below"
	};
	format!(
		"Of the window's {inside} points, {name} finds the one at {at} the oddest: by what came before \
         it, one as odd has a probability of about {:.1e}. Its score of {score:.3} is {verdict} the \
         threshold of {threshold:.3}.",
		probability_of(score),
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Scores a point by its value.
	struct Echo;

	impl Detector for Echo {
		fn name(&self) -> &'static str {
			"echo"
		}
		fn update(&mut self, _timestamp: i64, value: f64) -> f64 {
			value
		}
	}

	fn judged(scores: &[f64], from: i64, to: i64) -> Opinion {
		let timestamps = (0..scores.len() as i64).collect();
		let series = Series::new(timestamps, scores.to_vec()).unwrap();
		judge(&mut Echo, &series, Window::new(from, to).unwrap())
	}

	#[test]
	fn the_highest_score_in_the_window_decides() {
		let opinion = judged(&[0.1, 0.1, 0.2, 0.8, 0.6, 0.1], 2, 5);
		assert!(opinion.anomalous);
		assert_eq!((opinion.score, opinion.at), (0.8, Some(3)));
		assert!(
			opinion.rationale.contains("at 3 the oddest"),
			"{}",
			opinion.rationale
		);
		assert!(!judged(&[0.1, 0.1, 0.2, 0.3, 0.2, 0.1], 2, 5).anomalous);
	}

	#[test]
	fn what_comes_after_the_window_is_not_seen() {
		let opinion = judged(&[0.1, 0.1, 0.2, 0.1, 1.0, 1.0], 2, 3);
		assert!(!opinion.anomalous);
		assert_eq!(opinion.at, Some(2));
	}

	#[test]
	fn a_detector_that_always_cries_is_held_to_its_own_level() {
		let mut scores = vec![0.7; 100];
		scores.push(0.65);
		assert!(!judged(&scores, 100, 100).anomalous);
		scores.push(0.9);
		assert!(judged(&scores, 100, 101).anomalous);
	}

	#[test]
	fn one_earlier_incident_does_not_hide_the_next() {
		let mut scores = vec![0.1; 40];
		scores.extend([1.0, 1.0]);
		scores.extend(vec![0.1; 20]);
		scores.push(0.8);
		assert!(judged(&scores, 62, 62).anomalous);
	}

	#[test]
	fn without_points_or_history_there_is_no_confidence() {
		assert_eq!(judged(&[0.1, 0.1], 7, 9).confidence, 0.5);
		assert_eq!(judged(&[0.0, 0.0], 0, 1).confidence, 0.5);
	}

	#[test]
	fn confidence_grows_with_the_distance_from_the_threshold() {
		assert_eq!(confidence(0.5, 0.5), 0.5);
		assert!((confidence(0.8, 0.5) - 10.0 / 11.0).abs() < 1e-12);
		assert!((confidence(0.2, 0.5) - 10.0 / 11.0).abs() < 1e-12);
		assert!(confidence(1.0, 0.5) < 1.0);
	}
}
