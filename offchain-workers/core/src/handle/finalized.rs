//! A block was finalized.

use crate::{
	ending::Ending,
	fleet::Effects,
	proposal::{is_well_formed, Proposal},
	BlockView, Effect, EndedView, Event, Fleet, Forget, Phase, ProposalView, Refusal,
};
use althing_primitives::ProposalId;

/// Takes in the state as it stands, then does what follows from it.
pub fn on_finalized(fleet: &mut Fleet, view: BlockView, fx: &mut Effects) {
	if !admits(fleet, &view, fx) {
		return;
	}
	let BlockView {
		block,
		agents,
		active,
		ended,
		..
	} = view;
	fleet.head = Some(block);
	if let Some(agents) = agents {
		fleet.agents = agents.into_iter().map(|agent| (agent.id, agent)).collect();
	}
	for proposal in fleet.proposals.values_mut() {
		proposal.missing = proposal.missing.saturating_add(1);
	}
	for proposal in active {
		take_active(fleet, proposal, fx);
	}
	for proposal in ended {
		take_ended(fleet, proposal, fx);
	}
	give_up_vanished(fleet, fx);
	act(fleet, fx);
}

/// Whether the view continues the chain seen so far. What came already is passed over in silence.
fn admits(fleet: &mut Fleet, view: &BlockView, fx: &mut Effects) -> bool {
	let Some(head) = fleet.head else { return true };
	let (number, hash) = (view.block.number, view.block.hash);
	if number < head.number || view.block == head {
		return false;
	}
	let forked = if number == head.number {
		true
	} else if number.checked_sub(1) == Some(head.number) {
		view.parent != head.hash
	} else {
		fleet.refused.contains(&view.parent)
	};
	if forked {
		fleet.remember_refused(hash);
		fx.push(Effect::Report(Event::Refused(Refusal::Forked { number, hash })));
	}
	!forked
}

fn take_active(fleet: &mut Fleet, view: ProposalView, fx: &mut Effects) {
	let proposal = view.id;
	if !is_well_formed(&view) {
		return fx.push(Effect::Report(Event::Refused(Refusal::Malformed { proposal })));
	}
	let known = fleet.proposals.get(&proposal);
	if known.is_some_and(|p| p.ending.is_some()) {
		return;
	}
	if known.is_none_or(|p| p.last().is_none()) {
		let followed = fleet.proposals.values().filter(|p| p.last().is_some()).count();
		if followed >= fleet.config.max_proposals {
			return fx.push(Effect::Report(Event::Refused(Refusal::TooManyProposals {
				proposal,
			})));
		}
		drop_stale(fleet, &view, fx);
	}
	let own = view.seats.iter().filter(|seat| fleet.is_own(seat)).count();
	fleet.proposals.entry(proposal).or_default().update(view, own, fx);
}

/// Drops ballots that answer another question of the same number: they are of a chain that is no more.
fn drop_stale(fleet: &mut Fleet, view: &ProposalView, fx: &mut Effects) {
	let evidence = view.question.evidence;
	let stale = fleet
		.ballots_on(view.id)
		.find(|(_, b)| b.record.evidence != evidence)
		.map(|(key, _)| *key);
	if let Some(key) = stale {
		fleet.drop_ballots(view.id);
		fx.push(Effect::Report(Event::Refused(Refusal::StaleRecord { key })));
		fx.push(Effect::Forget(Forget::Proposal(view.id)));
	}
}

fn take_ended(fleet: &mut Fleet, view: EndedView, fx: &mut Effects) {
	let (now, id) = (fleet.now(), view.proposal);
	let Some(proposal) = fleet.proposals.get_mut(&id) else {
		return;
	};
	proposal.missing = 0;
	if let Some(ending) = &mut proposal.ending {
		ending.view.anchored |= view.anchored;
		return;
	}
	proposal.ending = Some(Ending::new(view, now));
	proposal.body = None;
	fx.push(Effect::Report(Event::Ended {
		proposal: id,
		outcome: view.outcome,
	}));
	if !fleet.has_part(id) {
		fleet.drop_proposal(id);
	}
}

/// Gives up proposals that no view has shown for long.
fn give_up_vanished(fleet: &mut Fleet, fx: &mut Effects) {
	let most = fleet.config.forget_after;
	let vanished: Vec<ProposalId> = fleet
		.proposals
		.iter()
		.filter(|(_, p)| p.missing > most)
		.map(|(id, _)| *id)
		.collect();
	for proposal in vanished {
		fx.push(Effect::Report(Event::Vanished { proposal }));
		fx.push(Effect::Forget(Forget::Proposal(proposal)));
		fleet.drop_proposal(proposal);
	}
}

fn act(fleet: &mut Fleet, fx: &mut Effects) {
	fleet.prune_outbox();
	let proposals = &fleet.proposals;
	fleet.judging.retain(|key| {
		proposals
			.get(&key.proposal)
			.is_some_and(|p| p.seat(key).is_some())
	});
	fleet.judging.clear_waiting();
	for id in by_urgency(fleet) {
		fleet.work_on(id, fx);
	}
	fleet.ask_brains(fx);
	fleet.open_cases(fx);
	fleet.close_endings(fx);
	fleet.send_heartbeats(fx);
}

/// The proposals in the order in which a worker that may die at any moment had better work on them: first where a
/// bond hangs on a reveal, then by deadline (Jackson's rule: the earliest due date first keeps the largest delay
/// smallest).
fn by_urgency(fleet: &Fleet) -> Vec<ProposalId> {
	let urgency = |id: &ProposalId, proposal: &Proposal| {
		let (reveals, deadline) = match proposal.current()?.phase {
			Phase::Drawing => return None,
			Phase::Sealing { deadline, .. } => (false, deadline),
			Phase::Revealing { deadline, .. } => (true, deadline),
		};
		Some((!reveals, deadline, *id))
	};
	let mut urgent: Vec<_> = fleet
		.proposals
		.iter()
		.filter_map(|(id, p)| urgency(id, p))
		.collect();
	urgent.sort_unstable();
	urgent.into_iter().map(|(_, _, id)| id).collect()
}
