//! How much one query may use, and the thread that it uses it on.

use super::meter::{self, Cancel};
use crate::error::{Error, Limit, Result};
use serde::{Deserialize, Serialize};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// What a query may use.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Limits {
	/// Wall-clock time in milliseconds.
	pub time_ms: u64,
	/// Working memory in MiB: rows that are held, and terms that the query makes.
	pub memory_mib: usize,
	/// Rows or triples in a result.
	pub rows: usize,
	/// Bytes of a result.
	pub result_bytes: usize,
	/// Bytes of a query or an update.
	pub query_bytes: usize,
}

impl Default for Limits {
	fn default() -> Self {
		Self {
			time_ms: 10_000,
			memory_mib: 256,
			rows: 1_000_000,
			result_bytes: 64 << 20,
			query_bytes: 4 << 20,
		}
	}
}

impl Limits {
	/// For who keeps the store and waits at the terminal.
	pub fn wide() -> Self {
		Self {
			time_ms: 600_000,
			memory_mib: 4_096,
			rows: 100_000_000,
			result_bytes: 4 << 30,
			query_bytes: 64 << 20,
		}
	}
}

/// Room for the deepest query that [`super::guard`] lets through; it is reserved, not used.
const STACK: usize = 512 << 20;

/// Runs `work` on a thread of its own with these limits.
///
/// # Errors
/// Those of `work`, and the limit that was reached.
pub fn within<T: Send>(
	limits: &Limits,
	cancel: &Cancel,
	work: impl FnOnce() -> Result<T> + Send,
) -> Result<T> {
	std::thread::scope(|scope| {
		let thread = std::thread::Builder::new().name("query".into()).stack_size(STACK);
		let running = thread.spawn_scoped(scope, || {
			meter::begin(limits, cancel);
			catch_unwind(AssertUnwindSafe(work))
		});
		let running =
			running.map_err(|error| Error::Internal(format!("no thread for the query: {error}")))?;
		let ended = running.join().and_then(|ended| ended);
		ended.unwrap_or_else(|thrown| Err(reason(thrown)))
	})
}

fn reason(thrown: Box<dyn std::any::Any + Send>) -> Error {
	match thrown.downcast::<Limit>() {
		Ok(limit) => Error::Limit(*limit),
		Err(thrown) => {
			let text = thrown.downcast_ref::<String>().map(String::as_str);
			let text = text
				.or_else(|| thrown.downcast_ref::<&str>().copied())
				.unwrap_or("a panic");
			Error::Internal(text.to_owned())
		}
	}
}
