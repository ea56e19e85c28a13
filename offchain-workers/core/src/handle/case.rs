//! Somebody here wants a case decided.

use crate::{fleet::Effects, Case, CaseRefusal, Effect, Event, Fleet};
use althing_primitives::{blake2, Hash, ProposalId};

/// Opens the case, unless it cannot be put or was opened before.
pub fn on_case_submitted(fleet: &mut Fleet, case: Case, fx: &mut Effects) {
	let key = case.key();
	if let Some(proposal) = fleet.cases.opened(&key) {
		return fx.push(Effect::Report(Event::CaseOpened { case: key, proposal }));
	}
	if let Some(why) = refusal(fleet, &key, &case) {
		return fx.push(Effect::Report(Event::CaseRefused { case: key, why }));
	}
	fleet.cases.add(key, case);
	fleet.open_case(key, fx);
}

/// Goes on with a case that was looked for in the finalized blocks.
pub fn on_case_found(
	fleet: &mut Fleet,
	case: Hash,
	attempt: u32,
	proposal: Option<ProposalId>,
	fx: &mut Effects,
) {
	fleet.case_found(case, attempt, proposal, fx);
}

fn refusal(fleet: &Fleet, key: &Hash, case: &Case) -> Option<CaseRefusal> {
	let config = &fleet.config;
	let reasons = [
		(config.proposer.is_none(), CaseRefusal::NoProposer),
		(!case.question.kind.is_valid(), CaseRefusal::InvalidQuestion),
		(case.body.is_empty(), CaseRefusal::EmptyBody),
		(case.body.len() > config.max_body, CaseRefusal::BodyTooLong),
		(fleet.cases.is_opening(key), CaseRefusal::InProgress),
		(
			fleet.cases.len() >= config.max_openings,
			CaseRefusal::TooManyCases,
		),
	];
	let first = reasons
		.into_iter()
		.find(|(applies, _)| *applies)
		.map(|(_, why)| why);
	// Last, because it reads the whole body.
	first.or_else(|| (blake2(&case.body) != case.question.evidence).then_some(CaseRefusal::WrongEvidence))
}
