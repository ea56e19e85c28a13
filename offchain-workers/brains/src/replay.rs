//! Many methods, and a panel of them, over one series as a stream.
//!
//! Detectors notice the same event at different points: a spike detector at its first point, a change
//! detector some points later. A panel that asked for alarms at the very same point would never agree,
//! so an alarm stands for [`STANDING`] points. Put differently, at each point every brain answers the
//! question of a case (is there an anomaly in the window?) for the window of the last points. One brain
//! alone is held to the same rule: an alarm within the standing time of an earlier one is the same one.

use serde::Serialize;

use crate::judge::confidence;
use crate::roles::Method;
use crate::series::Series;

/// For how many points an alarm stands, and within how many points alarms are one. The reach of the
/// slowest detectors' short memories (a few dozen points), with room for two to follow one another.
pub const STANDING: usize = 64;

/// One method's scores over one series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
	/// The method.
	pub method: Method,
	/// One score in `0..=1` for each point, by that point and earlier ones only.
	pub scores: Vec<f64>,
}

impl Trace {
	/// The points whose score reaches the threshold.
	pub fn alarms(&self, threshold: f64) -> Vec<bool> {
		self.scores.iter().map(|score| *score >= threshold).collect()
	}

	/// The brain's vote at each point, on the window of the last `standing` points.
	pub fn votes(&self, threshold: f64, standing: usize) -> Vec<Vote> {
		let mut standing_scores = Highest::new(standing);
		let vote = |score: &f64| {
			let highest = standing_scores.push(*score);
			Vote {
				method: self.method,
				anomalous: highest >= threshold,
				confidence: confidence(highest, threshold),
			}
		};
		self.scores.iter().map(vote).collect()
	}
}

/// A brain's answer at one moment of a replay.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Vote {
	/// Whose answer.
	pub method: Method,
	/// Whether there is an anomaly in the last points.
	pub anomalous: bool,
	/// How sure, in `0.5..=1`.
	pub confidence: f64,
}

/// Streams the series through a fresh detector of each method.
pub fn replay(series: &Series, methods: &[Method], seed: u64) -> Vec<Trace> {
	let trace = |method: &Method| {
		let mut detector = method.build(seed);
		let update = |(timestamp, value)| detector.update(timestamp, value);
		Trace {
			method: *method,
			scores: series.points().map(update).collect(),
		}
	};
	methods.iter().map(trace).collect()
}

/// The panel's alarms: at each point `decide` gets the votes of all traces, in their order, and says
/// whether the panel calls the last `standing` points anomalous.
pub fn panel_alarms(
	traces: &[Trace],
	threshold: f64,
	standing: usize,
	mut decide: impl FnMut(&[Vote]) -> bool,
) -> Vec<bool> {
	let mut voters: Vec<_> = traces
		.iter()
		.map(|trace| trace.votes(threshold, standing).into_iter())
		.collect();
	let points = traces.iter().map(|trace| trace.scores.len()).min().unwrap_or(0);
	let mut votes = Vec::with_capacity(traces.len());
	let mut ballot = |_| {
		votes.clear();
		votes.extend(voters.iter_mut().filter_map(Iterator::next));
		decide(&votes)
	};
	(0..points).map(&mut ballot).collect()
}

/// The highest of the last values, in constant time each: values that a later one tops are dropped.
struct Highest {
	reach: usize,
	count: usize,
	candidates: std::collections::VecDeque<(usize, f64)>,
}

impl Highest {
	fn new(reach: usize) -> Self {
		Self {
			reach: reach.max(1),
			count: 0,
			candidates: std::collections::VecDeque::new(),
		}
	}

	fn push(&mut self, value: f64) -> f64 {
		while self.candidates.back().is_some_and(|(_, last)| *last <= value) {
			self.candidates.pop_back();
		}
		self.candidates.push_back((self.count, value));
		self.count += 1;
		while self
			.candidates
			.front()
			.is_some_and(|(at, _)| at + self.reach < self.count)
		{
			self.candidates.pop_front();
		}
		self.candidates.front().map_or(value, |(_, highest)| *highest)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn trace(method: Method, odd: usize) -> Trace {
		let scores = (0..20)
			.map(|place| if place == odd { 0.9 } else { 0.1 })
			.collect();
		Trace { method, scores }
	}

	#[test]
	fn an_alarm_stands_so_that_others_can_join() {
		let traces = [trace(Method::RobustZ, 5), trace(Method::Cusum, 8)];
		let unanimous = |votes: &[Vote]| votes.iter().all(|vote| vote.anomalous);
		let alarms = panel_alarms(&traces, 0.5, 4, unanimous);
		let places: Vec<usize> = (0..20).filter(|place| alarms[*place]).collect();
		assert_eq!(places, [8]);
		assert!(!panel_alarms(&traces, 0.5, 3, unanimous).contains(&true));
	}

	#[test]
	fn votes_carry_the_confidence_of_the_highest_standing_score() {
		let votes = trace(Method::Ewma, 3).votes(0.5, 3);
		let standing: Vec<bool> = votes.iter().map(|vote| vote.anomalous).collect();
		assert_eq!(standing[..7], [false, false, false, true, true, true, false]);
		assert_eq!(votes[5].confidence, confidence(0.9, 0.5));
		assert_eq!(votes[6].confidence, confidence(0.1, 0.5));
	}

	#[test]
	fn replay_scores_do_not_depend_on_later_points() {
		let values: Vec<f64> = (0..300).map(|i| f64::from(i * 37 % 11)).collect();
		let whole = Series::new((0..300).collect(), values.clone()).unwrap();
		let part = Series::new((0..200).collect(), values[..200].to_vec()).unwrap();
		let whole = replay(&whole, Method::all(), 3);
		for (long, short) in whole.iter().zip(replay(&part, Method::all(), 3)) {
			assert_eq!(long.scores[..200], short.scores[..], "{}", short.method.name());
		}
	}
}
