//! One input, one file.

mod case;
mod fetched;
mod finalized;
mod journaled;
mod judged;
mod restored;
mod tx_outcome;

use crate::{fleet::Effects, Fleet, Input};

/// Takes one input.
pub fn handle(fleet: &mut Fleet, input: Input, fx: &mut Effects) {
	match input {
		Input::Restored(records) => restored::on_restored(fleet, records, fx),
		Input::Finalized(view) => finalized::on_finalized(fleet, *view, fx),
		Input::CaseFetched { proposal, body } => fetched::on_case_fetched(fleet, proposal, body, fx),
		Input::Judged { key, judgement } => judged::on_judged(fleet, key, judgement, fx),
		Input::JudgeFailed { key, reason } => judged::on_judge_failed(fleet, key, reason, fx),
		Input::Journaled(key) => journaled::on_journaled(fleet, key, fx),
		Input::TxOutcome {
			key,
			attempt,
			outcome,
		} => tx_outcome::on_tx_outcome(fleet, key, attempt, outcome, fx),
		Input::CaseSubmitted(case) => case::on_case_submitted(fleet, case, fx),
		Input::CaseFound {
			case,
			attempt,
			proposal,
		} => case::on_case_found(fleet, case, attempt, proposal, fx),
		Input::ReceiptFetched { proposal, receipt } => {
			fetched::on_receipt_fetched(fleet, proposal, receipt.as_deref(), fx);
		}
	}
}
