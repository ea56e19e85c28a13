//! A transaction that no block has yet.

use crate::fees::Fees;
use std::time::Duration;
use tokio::time::Instant;

/// What is remembered of a transaction on its way. Forgotten by a restart, it is found again by the account's number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
	/// Which one of the account's.
	pub(super) nonce: u64,
	/// Since when it is known of.
	pub(super) since: Instant,
	/// What it offers; zero where that is not known.
	pub(super) fees: Fees,
}

impl Flight {
	pub(super) fn new(nonce: u64, fees: Fees) -> Self {
		Self {
			nonce,
			since: Instant::now(),
			fees,
		}
	}

	/// One that another process has sent.
	pub(super) fn unknown(nonce: u64) -> Self {
		Self::new(nonce, Fees::default())
	}

	/// One that offers more than `fees`, which were refused in its place: more is offered at the next turn.
	pub(super) fn outbid(nonce: u64, fees: Fees, patience: Duration) -> Self {
		let now = Instant::now();
		Self {
			nonce,
			since: now.checked_sub(patience).unwrap_or(now),
			fees,
		}
	}
}

/// Whether a node says that it has the transaction already.
pub(super) fn is_known(message: &str) -> bool {
	says(message, &["already known", "already imported", "alreadyknown"])
}

/// Whether a node says that the account's number is used up.
pub(super) fn is_used(message: &str) -> bool {
	says(message, &["nonce too low", "nonce is too low", "oldnonce"])
}

/// Whether a node says that something else has that number and offers as much.
pub(super) fn is_underpriced(message: &str) -> bool {
	says(message, &["underpriced"])
}

/// There are no codes for these: the words are those of geth, Nethermind, Erigon, Besu, reth and anvil.
fn says(message: &str, words: &[&str]) -> bool {
	let message = message.to_lowercase();
	words.iter().any(|word| message.contains(word))
}
