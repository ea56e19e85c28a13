//! How much is answered to whom.

use libp2p::PeerId;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How much is answered to whom.
#[derive(Clone, Copy, Debug)]
pub struct Serving {
	/// Questions of a peer a second, over time.
	pub requests_per_second: u32,
	/// Questions of a peer at once, after a rest.
	pub burst: u32,
	/// Answers to a peer that are under way at once.
	pub at_once_per_peer: usize,
	/// Answers to all that are under way at once; each takes half a MiB of memory at most.
	pub at_once: usize,
}

impl Default for Serving {
	fn default() -> Self {
		Self {
			requests_per_second: 512,
			burst: 1_024,
			at_once_per_peer: 16,
			at_once: 64,
		}
	}
}

/// Peers that are remembered though they do not ask now.
const REMEMBERED: usize = 1_024;

#[derive(Debug)]
struct Meter {
	/// Questions that may be asked now.
	allowance: f64,
	at: Instant,
	under_way: usize,
}

/// Counts what is asked and what is under way.
#[derive(Debug)]
pub(super) struct Meters {
	limits: Serving,
	meters: HashMap<PeerId, Meter>,
	under_way: usize,
}

impl Meters {
	pub(super) fn new(limits: Serving) -> Self {
		Self {
			limits,
			meters: HashMap::new(),
			under_way: 0,
		}
	}

	/// Whether a question is answered now; otherwise when to ask again. What is answered ends with [`Self::end`].
	pub(super) fn begin(&mut self, peer: PeerId, now: Instant) -> Result<(), Duration> {
		if self.meters.len() >= REMEMBERED && !self.meters.contains_key(&peer) {
			self.forget(now);
		}
		let rate = f64::from(self.limits.requests_per_second.max(1));
		let burst = f64::from(self.limits.burst.max(1));
		let meter = self.meters.entry(peer).or_insert(Meter {
			allowance: burst,
			at: now,
			under_way: 0,
		});
		let rested = now.saturating_duration_since(meter.at).as_secs_f64();
		meter.allowance = (meter.allowance + rested * rate).min(burst);
		meter.at = now;
		if meter.allowance < 1.0 {
			return Err(Duration::from_secs_f64((1.0 - meter.allowance) / rate));
		}
		if meter.under_way >= self.limits.at_once_per_peer || self.under_way >= self.limits.at_once {
			return Err(Duration::from_millis(50));
		}
		meter.allowance -= 1.0;
		meter.under_way += 1;
		self.under_way += 1;
		Ok(())
	}

	pub(super) fn end(&mut self, peer: &PeerId) {
		if let Some(meter) = self.meters.get_mut(peer) {
			meter.under_way = meter.under_way.saturating_sub(1);
		}
		self.under_way = self.under_way.saturating_sub(1);
	}

	/// Forgets who has rested enough to be as good as new. Who has not stays: leaving and coming back changes nothing.
	fn forget(&mut self, now: Instant) {
		let (rate, burst) = (
			f64::from(self.limits.requests_per_second.max(1)),
			f64::from(self.limits.burst.max(1)),
		);
		self.meters.retain(|_, meter| {
			let rested = now.saturating_duration_since(meter.at).as_secs_f64();
			meter.under_way > 0 || meter.allowance + rested * rate < burst
		});
		while self.meters.len() >= REMEMBERED {
			let idle = self.meters.iter().filter(|(_, meter)| meter.under_way == 0);
			let Some(oldest) = idle.min_by_key(|(_, meter)| meter.at).map(|(peer, _)| *peer) else {
				break;
			};
			self.meters.remove(&oldest);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const LIMITS: Serving = Serving {
		requests_per_second: 10,
		burst: 3,
		at_once_per_peer: 2,
		at_once: 3,
	};

	#[test]
	fn a_peer_gets_its_rate_and_is_told_when_to_come_back() {
		let mut meters = Meters::new(LIMITS);
		let (peer, now) = (PeerId::random(), Instant::now());
		for _ in 0..3 {
			meters.begin(peer, now).unwrap();
			meters.end(&peer);
		}
		let wait = meters.begin(peer, now).unwrap_err();
		assert_eq!(wait, Duration::from_millis(100));
		assert!(meters.begin(peer, now + wait / 2).is_err());
		assert!(meters.begin(peer, now + wait).is_ok());
	}

	#[test]
	fn answers_under_way_are_bounded_for_each_and_for_all() {
		let mut meters = Meters::new(LIMITS);
		let (first, second, now) = (PeerId::random(), PeerId::random(), Instant::now());
		meters.begin(first, now).unwrap();
		meters.begin(first, now).unwrap();
		assert!(meters.begin(first, now).is_err());
		meters.begin(second, now).unwrap();
		assert!(meters.begin(second, now).is_err());
		meters.end(&first);
		assert!(meters.begin(second, now).is_ok());
	}

	#[test]
	fn those_who_ask_are_remembered_up_to_a_bound() {
		let mut meters = Meters::new(LIMITS);
		let now = Instant::now();
		for _ in 0..3 * REMEMBERED {
			let peer = PeerId::random();
			meters.begin(peer, now).unwrap();
			meters.end(&peer);
		}
		assert!(meters.meters.len() <= REMEMBERED);
	}
}
