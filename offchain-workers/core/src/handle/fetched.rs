//! What was read from the chain on request.

use crate::{fleet::Effects, Effect, Event, Fleet, Refusal};
use althing_cmp_rules::Receipt;
use althing_primitives::{blake2, ProposalId};
use std::sync::Arc;

/// Puts the case to the brains of the proposal's own seats, if it is the one that the chain names.
pub fn on_case_fetched(fleet: &mut Fleet, id: ProposalId, body: Option<Arc<[u8]>>, fx: &mut Effects) {
	let (now, longest) = (fleet.now(), fleet.config.longest_pause);
	let Some(proposal) = fleet.proposals.get_mut(&id) else {
		return;
	};
	let Some(evidence) = proposal.current().map(|view| view.question.evidence) else {
		return;
	};
	if proposal.body.is_some() || proposal.fetching.attempt == 0 {
		return;
	}
	match body {
		Some(body) if blake2(&body) == evidence => {
			proposal.body = Some(body);
			fleet.work_on(id, fx);
			fleet.ask_brains(fx);
		}
		body => {
			proposal.fetching.fail(now, longest);
			if body.is_some() {
				fx.push(Effect::Report(Event::Refused(Refusal::WrongBody {
					proposal: id,
				})));
			}
		}
	}
}

/// Recomputes the receipt, and anchors it if it holds.
pub fn on_receipt_fetched(
	fleet: &mut Fleet,
	proposal: ProposalId,
	receipt: Option<&Receipt>,
	fx: &mut Effects,
) {
	fleet.take_receipt(proposal, receipt, fx);
}
