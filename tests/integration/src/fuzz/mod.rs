//! Histories by chance over the real runtime.
//!
//! | module | holds |
//! |---|---|
//! | [`dice`] | chance from a seed |
//! | [`actors`] | who calls |
//! | [`words`], [`grammar`] | calls of every pallet, written from the runtime's type information |
//! | [`mutation`] | bytes that are almost a call |
//! | [`plays`], [`economy`] | calls that must fit together to get anywhere |
//! | [`counting`] | state that counts reads and writes |
//! | [`machine`] | blocks through the executive |
//! | [`checks`], [`books`], [`mandates`] | what must hold |
//! | [`history`], [`tally`] | a history that is held to it, and what it consisted of |

pub mod actors;
pub mod books;
pub mod checks;
pub mod counting;
pub mod dice;
pub mod economy;
pub mod grammar;
pub mod history;
pub mod machine;
pub mod mandates;
pub mod mutation;
pub mod plays;
pub mod tally;
pub mod words;

use history::History;
use std::panic::{catch_unwind, AssertUnwindSafe};
use tally::Tally;

/// Makes the history that `seed` stands for, of `calls` calls.
///
/// # Errors
///
/// What was broken, the seed and the last steps: a promise of the runtime, or a panic of it.
pub fn make(seed: u64, calls: u64) -> Result<Tally, String> {
	let mut history = History::new(seed);
	let run = catch_unwind(AssertUnwindSafe(|| history.run(calls)));
	let broken = match run {
		Ok(Ok(())) => return Ok(history.tally().clone()),
		Ok(Err(broken)) => broken,
		Err(panic) => format!("panic: {}", said(&*panic)),
	};
	Err(format!(
		"{broken}\nafter {} calls of seed {seed}; the last steps:{}\n\nAgain: \
		 ALTHING_FUZZ_SEED={seed} ALTHING_FUZZ_CALLS={calls} scripts/fuzz once",
		history.tally().calls,
		history.steps(),
	))
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
	let text = panic.downcast_ref::<String>().map(String::as_str);
	text.or_else(|| panic.downcast_ref::<&str>().copied())
		.unwrap_or("without words")
		.to_owned()
}
