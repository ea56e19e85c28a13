//! What the server counts, in Prometheus's text format (version 0.0.4).

use crate::model::Usage;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::Mutex;
use std::time::Duration;

/// Upper ends of the buckets, in seconds.
const BUCKETS: [f64; 12] = [
	0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0,
];

/// How long something took.
#[derive(Default)]
pub(super) struct Times {
	buckets: [AtomicU64; BUCKETS.len()],
	count: AtomicU64,
	micros: AtomicU64,
}

impl Times {
	pub(super) fn add(&self, time: Duration) {
		let seconds = time.as_secs_f64();
		for (bucket, end) in self.buckets.iter().zip(BUCKETS) {
			if seconds <= end {
				bucket.fetch_add(1, Relaxed);
			}
		}
		self.count.fetch_add(1, Relaxed);
		self.micros
			.fetch_add(u64::try_from(time.as_micros()).unwrap_or(u64::MAX), Relaxed);
	}

	fn write(&self, out: &mut String, name: &str, help: &str) {
		let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} histogram");
		for (bucket, end) in self.buckets.iter().zip(BUCKETS) {
			let _ = writeln!(out, "{name}_bucket{{le=\"{end}\"}} {}", bucket.load(Relaxed));
		}
		let count = self.count.load(Relaxed);
		let seconds = self.micros.load(Relaxed) as f64 / 1e6;
		let _ = writeln!(
			out,
			"{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {seconds}\n{name}_count {count}"
		);
	}
}

/// What the server counts.
#[derive(Default)]
pub(super) struct Metrics {
	/// By path and status; both are few.
	requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
	prompt: AtomicU64,
	cached: AtomicU64,
	completion: AtomicU64,
	cancelled: AtomicU64,
	/// Until the first piece of an answer.
	pub first: Times,
	/// Until the last.
	pub whole: Times,
}

impl Metrics {
	pub(super) fn request(&self, path: &'static str, status: u16) {
		// A thread that panicked while counting has left a count, no more.
		let mut requests = self.requests.lock().unwrap_or_else(|poison| poison.into_inner());
		*requests.entry((path, status)).or_default() += 1;
	}

	pub(super) fn tokens(&self, usage: &Usage) {
		self.prompt.fetch_add(u64::from(usage.prompt_tokens), Relaxed);
		self.cached.fetch_add(u64::from(usage.cached_tokens), Relaxed);
		self.completion
			.fetch_add(u64::from(usage.completion_tokens), Relaxed);
	}

	pub(super) fn cancelled(&self) {
		self.cancelled.fetch_add(1, Relaxed);
	}

	/// All of it; `busy` answers are being given.
	pub(super) fn text(&self, busy: usize) -> String {
		let mut out = String::new();
		let name = "althing_language_requests_total";
		let _ = writeln!(
			out,
			"# HELP {name} Requests by path and status.\n# TYPE {name} counter"
		);
		let requests = self.requests.lock().unwrap_or_else(|poison| poison.into_inner());
		for ((path, status), count) in requests.iter() {
			let _ = writeln!(out, "{name}{{path=\"{path}\",status=\"{status}\"}} {count}");
		}
		drop(requests);
		let name = "althing_language_tokens_total";
		let _ = writeln!(
			out,
			"# HELP {name} Tokens of answers that came to their end.\n# TYPE {name} counter"
		);
		for (kind, count) in [
			("prompt", &self.prompt),
			("cached", &self.cached),
			("completion", &self.completion),
		] {
			let _ = writeln!(out, "{name}{{kind=\"{kind}\"}} {}", count.load(Relaxed));
		}
		let name = "althing_language_cancelled_total";
		let count = self.cancelled.load(Relaxed);
		let _ = writeln!(
			out,
			"# HELP {name} Answers whose client left.\n# TYPE {name} counter\n{name} {count}"
		);
		let name = "althing_language_answers";
		let _ = writeln!(
			out,
			"# HELP {name} Answers being given.\n# TYPE {name} gauge\n{name} {busy}"
		);
		self.first.write(
			&mut out,
			"althing_language_first_token_seconds",
			"Until an answer begins.",
		);
		self.whole.write(
			&mut out,
			"althing_language_answer_seconds",
			"Until an answer has ended.",
		);
		out
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn buckets_hold_what_is_not_longer_than_they_are() {
		let metrics = Metrics::default();
		metrics.first.add(Duration::from_millis(10));
		metrics.first.add(Duration::from_secs(100));
		metrics.request("/v1/models", 200);
		let text = metrics.text(3);
		for line in [
			"althing_language_first_token_seconds_bucket{le=\"0.005\"} 0",
			"althing_language_first_token_seconds_bucket{le=\"0.01\"} 1",
			"althing_language_first_token_seconds_bucket{le=\"60\"} 1",
			"althing_language_first_token_seconds_bucket{le=\"+Inf\"} 2",
			"althing_language_first_token_seconds_sum 100.01",
			"althing_language_requests_total{path=\"/v1/models\",status=\"200\"} 1",
			"althing_language_answers 3",
		] {
			assert!(
				text.lines().any(|found| found == line),
				"{line} is not in\n{text}"
			);
		}
	}
}
