//! Choosing thresholds for contenders of different kinds in the same way.
//!
//! A benchmark that fixes one threshold for all favours whoever happens to suit it; one that takes each
//! contender's best threshold in hindsight reports luck. Two fair ways: the same budget of alarms for
//! everyone, for which no labels are needed, and the best threshold on the *other* series.

use crate::nab::Counts;

/// The lowest threshold of the ascending `grid` from which on at most `allowed` alarms are raised;
/// `raised` says how many are raised at a threshold, right or wrong. None when even the highest
/// threshold raises more.
pub fn threshold_within(grid: &[f64], allowed: usize, mut raised: impl FnMut(f64) -> usize) -> Option<f64> {
	let within = |threshold: &&f64| raised(**threshold) <= allowed;
	grid.iter().rev().take_while(within).last().copied()
}

/// The counts of a contender whose threshold on each series is the one with the best F1 on all the
/// other series (the lowest of several). `counts` has a row for each threshold, in ascending order, and
/// in each row the counts of every series, in the same order.
pub fn leave_one_out(counts: &[Vec<Counts>]) -> Counts {
	let series = counts.iter().map(Vec::len).min().unwrap_or(0);
	let f1_without = |row: &[Counts], left_out: usize| {
		let others = row.iter().enumerate().filter(|(place, _)| *place != left_out);
		others
			.fold(Counts::default(), |sum, (_, counts)| sum.plus(*counts))
			.f1()
	};
	(0..series).fold(Counts::default(), |sum, left_out| {
		let rows = counts.iter().rev();
		// Of equals the last is taken, which is the lowest threshold.
		let best = rows.max_by(|a, b| f1_without(a, left_out).total_cmp(&f1_without(b, left_out)));
		let own = best.and_then(|row| row.get(left_out)).copied();
		sum.plus(own.unwrap_or_default())
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_lowest_threshold_within_the_budget_is_taken() {
		let grid = [0.1, 0.2, 0.3, 0.4];
		let raised = |threshold: f64| (10.0 * (0.5 - threshold)).round() as usize;
		assert_eq!(threshold_within(&grid, 2, raised), Some(0.3));
		assert_eq!(threshold_within(&grid, 9, raised), Some(0.1));
		assert_eq!(threshold_within(&grid, 0, raised), None);
	}

	#[test]
	fn a_series_does_not_choose_its_own_threshold() {
		let counts = |true_positives, false_positives, false_negatives| Counts {
			true_positives,
			false_positives,
			false_negatives,
		};
		// The first series would like the second threshold, the others the first.
		let low = vec![counts(0, 3, 1), counts(9, 0, 0), counts(9, 0, 0)];
		let high = vec![counts(1, 0, 0), counts(2, 0, 7), counts(2, 0, 7)];
		let sum = leave_one_out(&[low, high]);
		assert_eq!(sum, counts(18, 3, 1));
		assert_eq!(leave_one_out(&[]), Counts::default());
	}
}
