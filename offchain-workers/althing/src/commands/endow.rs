//! `althing endow`: adds to the prize of a proposal.

use super::output::vwt;
use super::signing::Session;
use crate::cli::Endow;
use crate::exit::{Failure, Outcome};
use crate::plan::Draft;
use althing_chain::Call;

pub(super) async fn run(options: Endow, json: bool) -> Outcome {
	let session = Session::open(options.signing, json, &["Cmp"]).await?;
	let proposal = options.proposal;
	if session.state.proposal(proposal).await?.is_none() {
		return Err(Failure::refused(format!(
			"proposal {proposal} is not active: `althing proposals` lists those that are"
		)));
	}
	let intent = format!("add {} to the prize of proposal {proposal}", vwt(options.amount));
	let draft = Draft::new(intent, Call::endow(proposal, options.amount)).warning(
		"it does not come back: what nobody earns stays in the pot that prizes of other proposals are paid from",
	);
	session.carry_out(draft).await
}
