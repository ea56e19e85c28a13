//! Scoring a detector against labelled windows: the published NAB score, and plain counts.
//!
//! A. Lavin and S. Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly
//! Benchmark" (ICMLA 2015, arXiv:1510.03336). With y the position relative to a window, −1 at its left
//! edge and 0 at its right one, an alarm is worth σ(y) = 2/(1 + e^(5y)) − 1. In a window the earliest alarm
//! counts, as A_tp·σ(y)/σ(−1); outside, every alarm counts A_fp·σ(y) with y the distance to the
//! preceding window's right edge in lengths of that window, and −A_fp when it is over three lengths or
//! there is none; a window without an alarm costs A_fn. The sum is normalised to
//! 100·(S − S_null)/(S_perfect − S_null), between a detector without any alarm and one that raises one
//! alarm at the left edge of each window. The first 15 % of the points, at most 750, are probation:
//! alarms there do not count, nor does a window that ends there.

use serde::Serialize;

use crate::series::Window;

/// The share of a series that is probation.
const PROBATION: f64 = 0.15;
/// The longest probation, in points: 15 % of 5000.
const LONGEST_PROBATION: usize = 750;
/// So many window lengths after a window an alarm has nothing to do with it.
const FAR: f64 = 3.0;

/// What alarms are worth to an application: NAB's three profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
	/// A_tp = 1, A_fp = 0.11, A_fn = 1.
	Standard,
	/// A_tp = 1, A_fp = 0.22, A_fn = 1.
	RewardLowFalsePositives,
	/// A_tp = 1, A_fp = 0.11, A_fn = 2.
	RewardLowFalseNegatives,
}

impl Profile {
	/// All three, in NAB's order.
	pub const ALL: [Profile; 3] = [
		Profile::Standard,
		Profile::RewardLowFalsePositives,
		Profile::RewardLowFalseNegatives,
	];

	fn false_positive(self) -> f64 {
		match self {
			Profile::RewardLowFalsePositives => 0.22,
			_ => 0.11,
		}
	}

	fn false_negative(self) -> f64 {
		match self {
			Profile::RewardLowFalseNegatives => 2.0,
			_ => 1.0,
		}
	}
}

/// A NAB score with what it takes to normalise it; those of several series add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct NabScore {
	/// The sum of all weighted alarms and misses.
	pub raw: f64,
	/// What a detector without any alarm gets.
	pub null: f64,
	/// What a perfect detector gets.
	pub perfect: f64,
}

impl NabScore {
	/// The score of both together.
	pub fn plus(self, other: Self) -> Self {
		Self {
			raw: self.raw + other.raw,
			null: self.null + other.null,
			perfect: self.perfect + other.perfect,
		}
	}

	/// 100 for the perfect detector, 0 for one without alarms, below 0 for one that is worse than
	/// none. Zero when no window was to be found.
	pub fn normalised(&self) -> f64 {
		let span = self.perfect - self.null;
		if span > 0.0 {
			100.0 * (self.raw - self.null) / span
		} else {
			0.0
		}
	}
}

/// How many points at the start of a series of this length are probation.
pub fn probation(points: usize) -> usize {
	((PROBATION * points as f64).floor() as usize).min(LONGEST_PROBATION)
}

/// σ(y): 0.987 at the left edge of a window, 0 at the right one, down to −1 far behind it.
fn scaled_sigmoid(position: f64) -> f64 {
	if position > FAR {
		return -1.0;
	}
	2.0 / (1.0 + (5.0 * position).exp()) - 1.0
}

/// Scores one series: `alarms` has one entry for each of the strictly increasing `timestamps` (unix
/// seconds), `labels` are the true windows in time order, not overlapping. Alarms beyond the shorter of
/// the two are ignored.
///
/// NAB counts every alarmed point; give it [`raised`] alarms when a standing alarm is one alarm.
pub fn score(labels: &[Window], timestamps: &[i64], alarms: &[bool], profile: Profile) -> NabScore {
	let spans = spans(labels, timestamps);
	let mut score = NabScore::default();
	for span in &spans {
		score.null -= profile.false_negative();
		score.perfect += 1.0;
		score.raw += match first_alarm(span, alarms) {
			Some(first) => {
				let position = -((span.last - first + 1) as f64) / span.length();
				scaled_sigmoid(position) / scaled_sigmoid(-1.0)
			}
			None => -profile.false_negative(),
		};
	}
	let all_spans = all_spans(labels, timestamps);
	for alarm in counted_alarms(timestamps, alarms) {
		if all_spans.iter().any(|span| span.contains(alarm)) {
			continue;
		}
		let preceding = all_spans.iter().rev().find(|span| span.last < alarm);
		let position = preceding.map_or(f64::INFINITY, |span| {
			(alarm - span.last) as f64 / (span.length() - 1.0).max(1.0)
		});
		score.raw += profile.false_positive() * scaled_sigmoid(position);
	}
	score
}

/// Alarms raised and windows found or missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
	/// Windows in which at least one alarm was raised.
	pub true_positives: usize,
	/// Alarms raised outside all windows.
	pub false_positives: usize,
	/// Windows in which no alarm was raised.
	pub false_negatives: usize,
}

impl Counts {
	/// The counts of both together.
	pub fn plus(self, other: Self) -> Self {
		Self {
			true_positives: self.true_positives + other.true_positives,
			false_positives: self.false_positives + other.false_positives,
			false_negatives: self.false_negatives + other.false_negatives,
		}
	}

	/// Found windows over found windows and false alarms; zero when there are neither.
	pub fn precision(&self) -> f64 {
		share(self.true_positives, self.false_positives)
	}

	/// Found windows over all windows; zero when there are none.
	pub fn recall(&self) -> f64 {
		share(self.true_positives, self.false_negatives)
	}

	/// The harmonic mean of precision and recall: 2TP/(2TP + FP + FN).
	pub fn f1(&self) -> f64 {
		share(
			2 * self.true_positives,
			self.false_positives + self.false_negatives,
		)
	}
}

fn share(part: usize, rest: usize) -> f64 {
	part as f64 / (part + rest).max(1) as f64
}

/// The moments at which an alarm is *raised*: the first alarmed point, and then the first alarmed point
/// at least `refractory` points after the last raised one. What is alarmed in between belongs to the
/// raised alarm. So a short run is one alarm, and one that stands forever is raised again and again.
pub fn raised(alarms: &[bool], refractory: usize) -> Vec<bool> {
	let mut quiet_until = 0;
	let step = |(place, alarm): (usize, &bool)| {
		let raises = *alarm && place >= quiet_until;
		if raises {
			quiet_until = place + refractory.max(1);
		}
		raises
	};
	alarms.iter().enumerate().map(step).collect()
}

/// Counts over one series. A window is found when an alarm is [`raised`] within it, however often; each
/// alarm raised outside all windows is a false one. Alarms during probation are not counted, though
/// their refractory time runs; windows that end during probation are not counted either.
pub fn count(labels: &[Window], timestamps: &[i64], alarms: &[bool], refractory: usize) -> Counts {
	let raised = raised(alarms, refractory);
	let spans = spans(labels, timestamps);
	let found = spans
		.iter()
		.filter(|span| first_alarm(span, &raised).is_some())
		.count();
	let all_spans = all_spans(labels, timestamps);
	let outside = |alarm: &usize| !all_spans.iter().any(|span| span.contains(*alarm));
	Counts {
		true_positives: found,
		false_positives: counted_alarms(timestamps, &raised).filter(outside).count(),
		false_negatives: spans.len() - found,
	}
}

/// A window as indices into the series, both included.
struct Span {
	first: usize,
	last: usize,
	/// Where counting starts: alarms before are probation.
	counted_from: usize,
}

impl Span {
	fn contains(&self, place: usize) -> bool {
		self.first <= place && place <= self.last
	}

	fn length(&self) -> f64 {
		(self.last - self.first + 1) as f64
	}
}

fn all_spans(labels: &[Window], timestamps: &[i64]) -> Vec<Span> {
	let counted_from = probation(timestamps.len());
	let span = |label: &Window| {
		let first = timestamps.partition_point(|t| *t < label.from());
		let behind = timestamps.partition_point(|t| *t <= label.to());
		(behind > first).then(|| Span {
			first,
			last: behind - 1,
			counted_from,
		})
	};
	labels.iter().filter_map(span).collect()
}

fn spans(labels: &[Window], timestamps: &[i64]) -> Vec<Span> {
	let mut spans = all_spans(labels, timestamps);
	spans.retain(|span| span.last >= span.counted_from);
	spans
}

fn first_alarm(span: &Span, alarms: &[bool]) -> Option<usize> {
	let from = span.first.max(span.counted_from);
	let candidates = alarms.iter().enumerate().take(span.last + 1).skip(from);
	candidates
		.filter(|(_, alarm)| **alarm)
		.map(|(place, _)| place)
		.next()
}

fn counted_alarms<'a>(timestamps: &[i64], alarms: &'a [bool]) -> impl Iterator<Item = usize> + 'a {
	let counted = alarms.iter().enumerate().take(timestamps.len());
	counted
		.skip(probation(timestamps.len()))
		.filter(|(_, alarm)| **alarm)
		.map(|(place, _)| place)
}

#[cfg(test)]
mod tests;
