//! Takes points in, however many, and keeps those that a body has room for.

use std::collections::VecDeque;

use althing_brains::{Series, SeriesError, Window};

use super::{body, moment, CaseError, Notice, Place, MAX_BODY};

/// A point takes four bytes at least (one digit and one comma in each list), so no body holds more.
const MOST_POINTS: usize = MAX_BODY / 4;

/// Takes points in, however many, and keeps those that a body has room for: the window's and the latest
/// ones before it.
pub(super) struct Collector {
	window: Window,
	skip_disorder: bool,
	kept: VecDeque<(i64, f64)>,
	first: Option<i64>,
	latest: Option<i64>,
	before: usize,
	inside: usize,
	after: usize,
	disordered: usize,
}

impl Collector {
	pub(super) fn new(window: Window, skip_disorder: bool) -> Self {
		Self {
			window,
			skip_disorder,
			kept: VecDeque::new(),
			first: None,
			latest: None,
			before: 0,
			inside: 0,
			after: 0,
			disordered: 0,
		}
	}

	/// Takes the next point.
	pub(super) fn push(&mut self, place: impl Fn() -> Place, time: i64, value: f64) -> Result<(), CaseError> {
		if !value.is_finite() {
			return Err(CaseError::NoNumber {
				place: place(),
				value: value.to_string(),
			});
		}
		if !moment::is_valid(time) {
			return Err(CaseError::NoTime {
				place: place(),
				value: time.to_string(),
			});
		}
		if let Some(before) = self.latest.filter(|before| time <= *before) {
			if self.skip_disorder {
				self.disordered += 1;
				return Ok(());
			}
			return Err(CaseError::Disorder {
				place: place(),
				time,
				before,
			});
		}
		self.first.get_or_insert(time);
		self.latest = Some(time);
		self.keep(time, value)
	}

	fn keep(&mut self, time: i64, value: f64) -> Result<(), CaseError> {
		if time > self.window.to() {
			self.after += 1;
			return Ok(());
		}
		if time >= self.window.from() {
			self.inside += 1;
		} else {
			self.before += 1;
		}
		if self.inside > MOST_POINTS {
			return Err(self.too_long());
		}
		// One zero, not two: -0.0 would be written differently.
		self.kept.push_back((time, value + 0.0));
		if self.kept.len() > MOST_POINTS {
			self.kept.pop_front();
		}
		Ok(())
	}

	fn too_long(&self) -> CaseError {
		CaseError::WindowTooLong {
			points: self.inside,
			limit: MAX_BODY,
		}
	}

	/// The newest points that `room` bytes hold, and what was left out.
	pub(super) fn finish(mut self, room: usize) -> Result<(Series, Vec<Notice>), CaseError> {
		let (Some(first), Some(last)) = (self.first, self.latest) else {
			return Err(CaseError::EmptySeries);
		};
		let (from, to) = (self.window.from(), self.window.to());
		if self.inside == 0 {
			return Err(CaseError::WindowOutside {
				from,
				to,
				first,
				last,
			});
		}
		let fitting = self.fitting(room);
		if fitting < self.inside {
			return Err(self.too_long());
		}
		self.kept.drain(..self.kept.len().saturating_sub(fitting));
		let kept = self.kept.len().saturating_sub(self.inside);
		let notices = self.notices(kept);
		let (timestamps, values) = self.kept.into_iter().unzip();
		Ok((Series::new(timestamps, values).map_err(series_error)?, notices))
	}

	/// How many of the newest points `room` bytes hold.
	fn fitting(&self, room: usize) -> usize {
		let mut used = 0usize;
		self.kept
			.iter()
			.rev()
			.take_while(|(time, value)| {
				used = used.saturating_add(body::point_len(*time, *value));
				used <= room
			})
			.count()
	}

	fn notices(&self, kept: usize) -> Vec<Notice> {
		let mut notices = Vec::new();
		if self.disordered > 0 {
			notices.push(Notice::Disorder {
				dropped: self.disordered,
			});
		}
		if self.after > 0 {
			notices.push(Notice::AfterWindow { dropped: self.after });
		}
		if self.before > kept {
			notices.push(Notice::HistoryTrimmed {
				kept,
				dropped: self.before - kept,
			});
		}
		if self.before == 0 {
			notices.push(Notice::NoHistory);
		}
		notices
	}
}

/// A collector lets nothing through that a series refuses; this only keeps the types honest.
fn series_error(error: SeriesError) -> CaseError {
	CaseError::BodyMalformed {
		reason: error.to_string(),
	}
}
