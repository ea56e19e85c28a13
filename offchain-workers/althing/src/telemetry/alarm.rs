//! One fault, one case: from odd points to at most one suspicion.

/// A run of odd points, and whether it was reported. One fault gives one report; the next fault gives
/// another only when the refractory period is over, so that something that flaps does not flood panels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Alarm {
	since: Option<i64>,
	odd: usize,
	calm: usize,
	reported: bool,
	last_report: Option<i64>,
}

impl Alarm {
	/// Takes the next point: odd or not. `calm_after` ordinary points in a row end the alarm.
	pub(super) fn push(&mut self, time: i64, odd: bool, calm_after: usize) {
		if odd {
			self.since.get_or_insert(time);
			self.odd = self.odd.saturating_add(1);
			self.calm = 0;
			return;
		}
		self.calm = self.calm.saturating_add(1);
		if self.calm >= calm_after {
			self.end();
		}
	}

	/// Forgets the present run, but not when the last report was.
	pub(super) fn end(&mut self) {
		*self = Self {
			last_report: self.last_report,
			..Self::default()
		};
	}

	/// Whether a run is going on, lulls included.
	pub(super) fn is_running(&self) -> bool {
		self.since.is_some()
	}

	/// When the present run began, if its latest point is odd and it has at least `least` odd points.
	pub(super) fn raised(&self, least: usize) -> Option<i64> {
		self.since.filter(|_| self.calm == 0 && self.odd >= least)
	}

	/// Like [`Alarm::raised`], but only if this run was not reported and no other was within
	/// `refractory` seconds.
	pub(super) fn due(&self, now: i64, least: usize, refractory: i64) -> Option<i64> {
		let quiet = self
			.last_report
			.is_none_or(|last| now.saturating_sub(last) >= refractory);
		self.raised(least).filter(|_| quiet && !self.reported)
	}

	pub(super) fn report(&mut self, now: i64) {
		self.reported = true;
		self.last_report = Some(now);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn one_run_is_reported_once_and_the_next_after_the_refractory_period() {
		let mut alarm = Alarm::default();
		for time in 0..3 {
			assert_eq!(alarm.due(time, 3, 100), None);
			alarm.push(time, true, 2);
		}
		assert_eq!(alarm.due(2, 3, 100), Some(0));
		alarm.report(2);
		alarm.push(3, true, 2);
		assert_eq!((alarm.due(500, 3, 100), alarm.raised(3)), (None, Some(0)));
		alarm.push(4, false, 2);
		assert_eq!(alarm.raised(3), None);
		alarm.push(5, false, 2);
		for time in 6..9 {
			alarm.push(time, true, 2);
		}
		assert_eq!(alarm.due(8, 3, 100), None);
		assert_eq!(alarm.due(102, 3, 100), Some(6));
	}

	#[test]
	fn a_short_lull_does_not_end_a_run() {
		let mut alarm = Alarm::default();
		for (time, odd) in [true, true, false, true].into_iter().enumerate() {
			alarm.push(time as i64, odd, 2);
		}
		assert_eq!(alarm.raised(3), Some(0));
	}
}
