//! Nonces: one transaction of an account at a time, each with the next number.

use crate::{rpc::Rpc, AccountId, Result};
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, PoisonError},
	time::{Duration, Instant},
};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// For how long the local count is believed over the node's, which may not have seen the last transaction
/// yet: two blocks. After that the node is right: a transaction that it dropped must not leave a gap, in which whatever
/// follows would wait until it dies. Far shorter than anybody waits before trying again, or each try would prolong the
/// belief and widen the gap.
const TRUST: Duration = Duration::from_secs(4);

/// The accounts' counts.
#[derive(Default)]
pub(crate) struct Nonces(Mutex<HashMap<AccountId, Arc<AsyncMutex<Local>>>>);

/// What was used last.
#[derive(Default)]
struct Local {
	next: u64,
	since: Option<Instant>,
}

/// The right to send the next transaction of an account.
pub(crate) struct Turn(OwnedMutexGuard<Local>);

impl Nonces {
	/// Waits until no other transaction of `account` is being sent.
	pub(crate) async fn turn(&self, account: &AccountId) -> Turn {
		let local = {
			let mut locals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
			locals.entry(*account).or_default().clone()
		};
		Turn(local.lock_owned().await)
	}
}

impl Turn {
	/// The nonce to use.
	pub(crate) async fn nonce(&self, rpc: &Rpc, account: &AccountId) -> Result<u64> {
		Ok(self.reconcile(rpc.next_nonce(account).await?))
	}

	fn reconcile(&self, chain: u64) -> u64 {
		match self.0.since {
			Some(since) if since.elapsed() < TRUST => chain.max(self.0.next),
			_ => chain,
		}
	}

	/// `nonce` is used.
	pub(crate) fn used(&mut self, nonce: u64) {
		self.0.next = nonce.saturating_add(1);
		self.0.since = Some(Instant::now());
	}

	/// The local count was wrong.
	pub(crate) fn forget(&mut self) {
		*self.0 = Local::default();
	}
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used)]
	use super::*;

	#[tokio::test]
	async fn the_local_count_is_ahead_of_a_node_that_lags() {
		let mut turn = Nonces::default().turn(&[1; 32]).await;
		assert_eq!(turn.reconcile(4), 4);
		turn.used(4);
		assert_eq!(turn.reconcile(4), 5);
		assert_eq!(turn.reconcile(9), 9);
	}

	#[tokio::test]
	async fn the_node_is_right_after_a_while_and_after_an_error() {
		let mut turn = Nonces::default().turn(&[1; 32]).await;
		turn.used(4);
		turn.0.since = Instant::now().checked_sub(TRUST);
		assert_eq!(turn.reconcile(4), 4);
		turn.used(4);
		turn.forget();
		assert_eq!(turn.reconcile(4), 4);
	}

	#[tokio::test]
	async fn whoever_tries_again_after_six_blocks_closes_the_gap_of_a_dropped_transaction() {
		const PATIENCE: Duration = Duration::from_secs(6 * 2);
		let mut turn = Nonces::default().turn(&[1; 32]).await;
		turn.used(0);
		for _ in 0..3 {
			// Blocks come a little early now and then.
			turn.0.since = Instant::now().checked_sub(PATIENCE.mul_f64(0.9));
			assert_eq!(turn.reconcile(0), 0);
			turn.used(0);
		}
	}

	#[tokio::test]
	async fn one_account_takes_turns_and_another_does_not_wait() {
		let nonces = Nonces::default();
		let held = nonces.turn(&[1; 32]).await;
		nonces.turn(&[2; 32]).await;
		let waiting = tokio::time::timeout(Duration::from_millis(20), nonces.turn(&[1; 32])).await;
		assert!(waiting.is_err());
		drop(held);
		nonces.turn(&[1; 32]).await;
	}
}
