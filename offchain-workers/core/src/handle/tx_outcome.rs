//! What became of a transaction.

use crate::{fleet::Effects, Fleet, TxKey, TxOutcome};

/// Decides when it may be sent again.
pub fn on_tx_outcome(fleet: &mut Fleet, key: TxKey, attempt: u32, outcome: TxOutcome, fx: &mut Effects) {
	match key {
		TxKey::Open(case) => fleet.settle_opening(case, attempt, outcome, fx),
		_ => fleet.settle(key, attempt, outcome, fx),
	}
}
