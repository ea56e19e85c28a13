//! One validator as seen so far.

use std::collections::{BTreeMap, VecDeque};

use super::{alarm::Alarm, track::Track, Metrics, Settings, Signal};

/// A clock set back by more than this many seconds begins a new history; less is waited out.
const CLOCK_SLIP: i64 = 60;
/// The block interval is that of the last so many blocks: fewer are mostly the clock's rounding.
const INTERVAL_BLOCKS: f64 = 5.0;
/// How many pairs of time and height are remembered for the interval.
const HEIGHTS: usize = 256;

/// One validator as seen so far.
pub(super) struct Target {
	pub(super) name: String,
	pub(super) tracks: BTreeMap<Signal, Track>,
	pub(super) alarms: BTreeMap<Signal, Alarm>,
	/// Times at which the height was a new one, with that height.
	heights: VecDeque<(i64, f64)>,
	cpu_before: Option<(i64, f64)>,
	last_time: Option<i64>,
	pub(super) up: bool,
	/// Samples since it came up, or went down.
	pub(super) streak: usize,
}

impl Target {
	pub(super) fn new(name: String) -> Self {
		Self {
			name,
			tracks: BTreeMap::new(),
			alarms: BTreeMap::new(),
			heights: VecDeque::new(),
			cpu_before: None,
			last_time: None,
			up: false,
			streak: 0,
		}
	}

	/// Takes a sample; says whether the target has just come or gone. A sample that is not later than the
	/// last one is left out.
	pub(super) fn sample(&mut self, now: i64, metrics: Option<Metrics>, settings: &Settings) -> bool {
		match self.last_time {
			Some(last) if now < last.saturating_sub(CLOCK_SLIP) => *self = Self::new(self.name.clone()),
			Some(last) if now <= last => return false,
			_ => {}
		}
		let first = self.last_time.is_none();
		self.last_time = Some(now);
		let up = metrics.is_some();
		let changed = up != self.up && !first;
		self.streak = if changed { 1 } else { self.streak.saturating_add(1) };
		self.up = up;
		if changed {
			// A process that starts again is another process.
			self.forget(|signal| signal != Signal::Up);
		}
		self.push(Signal::Up, now, f64::from(u8::from(up)), settings);
		let alarm = self.alarms.entry(Signal::Up).or_default();
		// Being up ends an outage at once; only long silence is an outage.
		alarm.push(now, !up, 1);
		if let Some(metrics) = metrics {
			self.measure(now, &metrics, settings);
		}
		changed
	}

	fn measure(&mut self, now: i64, metrics: &Metrics, settings: &Settings) {
		let lag = metrics
			.best
			.zip(metrics.finalized)
			.map(|(best, finalized)| (best - finalized).max(0.0));
		let values = [
			(Signal::BestHeight, metrics.best),
			(Signal::FinalizedHeight, metrics.finalized),
			(
				Signal::BlockInterval,
				metrics.best.and_then(|best| self.interval(now, best)),
			),
			(Signal::FinalityLag, lag),
			(Signal::Peers, metrics.peers),
			(Signal::Pool, metrics.ready),
			(
				Signal::Cpu,
				metrics.cpu_seconds.and_then(|seconds| self.cores(now, seconds)),
			),
			(Signal::Memory, metrics.memory),
		];
		for (signal, value) in values {
			if let Some(value) = value.filter(|value| value.is_finite()) {
				let odd = self.push(signal, now, value, settings);
				self.alarms
					.entry(signal)
					.or_default()
					.push(now, odd, settings.calm_after);
			}
		}
	}

	/// Takes a value; says whether it is odd, and enough so to matter, after the warm-up.
	fn push(&mut self, signal: Signal, now: i64, value: f64, settings: &Settings) -> bool {
		let track = self
			.tracks
			.entry(signal)
			.or_insert_with(|| Track::new(settings.window));
		let odd = track.push(now, value);
		if track.seen() <= settings.warm_up {
			return false;
		}
		// While an alarm lasts, normal is what was before it.
		let since = self
			.alarms
			.get(&signal)
			.and_then(|alarm| alarm.raised(1))
			.unwrap_or(now);
		let lasting = since < now;
		(odd || lasting)
			&& track
				.normal(since)
				.is_some_and(|normal| signal.matters(value, normal))
	}

	/// Seconds per block since the height was at least [`INTERVAL_BLOCKS`] lower; grows while no block
	/// comes.
	fn interval(&mut self, now: i64, best: f64) -> Option<f64> {
		if self.heights.back().is_none_or(|(_, height)| *height < best) {
			self.heights.push_back((now, best));
		}
		if self.heights.len() > HEIGHTS {
			self.heights.pop_front();
		}
		let (time, height) = self
			.heights
			.iter()
			.rev()
			.find(|(_, height)| best - height >= INTERVAL_BLOCKS)?;
		Some(now.saturating_sub(*time) as f64 / (best - height))
	}

	fn cores(&mut self, now: i64, seconds: f64) -> Option<f64> {
		let (before, used) = self.cpu_before.replace((now, seconds))?;
		// A counter that went back belongs to another process.
		(seconds >= used && now > before).then(|| (seconds - used) / now.saturating_sub(before) as f64)
	}

	/// Begins a new history for the signals chosen.
	pub(super) fn forget(&mut self, chosen: impl Fn(Signal) -> bool) {
		self.tracks.retain(|signal, _| !chosen(*signal));
		for (_, alarm) in self.alarms.iter_mut().filter(|(signal, _)| chosen(**signal)) {
			alarm.end();
		}
		if chosen(Signal::BlockInterval) {
			self.heights.clear();
		}
		if chosen(Signal::Cpu) {
			self.cpu_before = None;
		}
	}

	pub(super) fn latest(&self, signal: Signal) -> Option<f64> {
		self.tracks.get(&signal).and_then(Track::latest)
	}
}
