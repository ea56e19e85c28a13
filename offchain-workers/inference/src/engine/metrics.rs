//! What the engine counts.

use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the waiting times that are counted, in seconds.
const BOUNDS: [f64; 8] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];

/// Numbers at one moment. Those that count only grow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
	/// Tokens of prompts that went through the model.
	pub prompt_tokens: u64,
	/// Tokens of prompts that were found in the cache.
	pub cached_tokens: u64,
	/// Tokens that were said.
	pub said_tokens: u64,
	/// Steps through the model.
	pub steps: u64,
	/// Sequences of all steps together: divided by the steps, the mean batch.
	pub occupancy: u64,
	/// Seconds within steps: the share of all time is how busy the engine is.
	pub busy_seconds: f64,
	/// Answers that ended.
	pub ended: u64,
	/// Answers whose asker went away.
	pub cancelled: u64,
	/// Times that a sequence was put aside for want of memory.
	pub preemptions: u64,
	/// Answers by the time to their first token, each bound's and one more for all.
	pub first_token: [u64; BOUNDS.len() + 1],
	/// Sum of the times to the first token, in seconds.
	pub first_token_seconds: f64,
	/// Sequences that hold memory.
	pub running: usize,
	/// Sequences that wait.
	pub waiting: usize,
	/// Pages that could be had.
	pub pages_available: usize,
	/// Pages in all.
	pub pages: usize,
	/// Bytes of the weights.
	pub weight_bytes: usize,
	/// Bytes of the cache.
	pub cache_bytes: usize,
}

/// Shared numbers.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Mutex<Snapshot>>);

impl Metrics {
	/// The numbers now.
	pub fn snapshot(&self) -> Snapshot {
		self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
	}

	pub(super) fn change(&self, change: impl FnOnce(&mut Snapshot)) {
		change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
	}
}

impl Snapshot {
	pub(super) fn first(&mut self, wait: Duration) {
		let seconds = wait.as_secs_f64();
		self.first_token_seconds += seconds;
		let bounds = BOUNDS.iter().copied().chain([f64::INFINITY]);
		for (count, bound) in self.first_token.iter_mut().zip(bounds) {
			*count += u64::from(seconds <= bound);
		}
	}

	/// As Prometheus reads it (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
	pub fn prometheus(&self) -> String {
		let mut out = String::new();
		let mut one = |name: &str, kind: &str, help: &str, value: f64| {
			let _ = write!(
				out,
				"# HELP althing_{name} {help}\n# TYPE althing_{name} {kind}\nalthing_{name} {value}\n"
			);
		};
		let all: [(&str, &str, u64); 8] = [
			(
				"prompt_tokens_total",
				"Prompt tokens computed.",
				self.prompt_tokens,
			),
			(
				"cached_tokens_total",
				"Prompt tokens found in the cache.",
				self.cached_tokens,
			),
			("said_tokens_total", "Tokens generated.", self.said_tokens),
			("steps_total", "Steps through the model.", self.steps),
			("batch_sequences_total", "Sequences of all steps.", self.occupancy),
			("answers_total", "Answers that ended.", self.ended),
			("cancelled_total", "Answers cancelled.", self.cancelled),
			("preemptions_total", "Sequences put aside.", self.preemptions),
		];
		for (name, help, value) in all {
			one(name, "counter", help, value as f64);
		}
		one(
			"busy_seconds_total",
			"counter",
			"Seconds within steps.",
			self.busy_seconds,
		);
		let gauges: [(&str, &str, usize); 6] = [
			("running", "Sequences with memory.", self.running),
			("waiting", "Sequences that wait.", self.waiting),
			("pages_available", "Cache pages available.", self.pages_available),
			("pages", "Cache pages.", self.pages),
			("weight_bytes", "Bytes of weights.", self.weight_bytes),
			("cache_bytes", "Bytes of cache.", self.cache_bytes),
		];
		for (name, help, value) in gauges {
			one(name, "gauge", help, value as f64);
		}
		let name = "althing_first_token_seconds";
		let _ = writeln!(
			out,
			"# HELP {name} Time to the first token.\n# TYPE {name} histogram"
		);
		let labels = BOUNDS.iter().map(f64::to_string).chain(["+Inf".into()]);
		for (count, label) in self.first_token.iter().zip(labels) {
			let _ = writeln!(out, "{name}_bucket{{le=\"{label}\"}} {count}");
		}
		let count = self.first_token.last().copied().unwrap_or(0);
		let _ = writeln!(
			out,
			"{name}_sum {}\n{name}_count {count}",
			self.first_token_seconds
		);
		out
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn times_are_counted_below_their_bounds() {
		let mut snapshot = Snapshot::default();
		snapshot.first(Duration::from_millis(70));
		snapshot.first(Duration::from_secs(100));
		let text = snapshot.prometheus();
		assert!(text.contains("althing_first_token_seconds_bucket{le=\"0.05\"} 0\n"));
		assert!(text.contains("althing_first_token_seconds_bucket{le=\"0.1\"} 1\n"));
		assert!(text.contains("althing_first_token_seconds_bucket{le=\"+Inf\"} 2\n"));
		assert!(text.contains("althing_first_token_seconds_count 2\n"));
	}
}
