//! What the pallets store, in the form that [`althing_runtime_api`] gives out.

use crate::{AccountId, Agents, Anchors, Balance, Cmp, Curve, Runtime};
use alloc::vec::Vec;
use althing_cmp_rules::{threshold, Appraisal, Claim, Round, Seat, Topic, TopicView};
use althing_primitives::{AgentId, AnchorId, ProposalId};
use althing_runtime_api::{
	AgentStatus, AgentView, AnchorView, BallotView, CurveView, DecisionView, Duties, Phase, ProposalView,
	QuoteView, RoundView, SeatView, Summary, MAX_PAGE,
};
use codec::Encode;
use pallet_agents::{AgentInfoOf, Status};
use pallet_curve::Quote;
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, DispatchError, Perbill, Permill},
};

fn agent_view(id: AgentId, info: AgentInfoOf<Runtime>) -> AgentView {
	let record = pallet_cmp::Records::<Runtime>::get(id);
	AgentView {
		id,
		alive: Agents::is_alive(&info),
		account: info.account,
		owner: info.owner,
		department: info.department,
		role: info.role,
		capabilities: info.capabilities,
		status: match info.status {
			Status::Active { .. } => AgentStatus::Active,
			Status::Suspended | Status::Underbonded => AgentStatus::Suspended,
			Status::Retiring { .. } => AgentStatus::Retiring,
		},
		bond: info.bond,
		last_heartbeat: info.last_heartbeat,
		reputation: <Cmp as althing_primitives::Reputation>::of(id),
		duties: Duties {
			sealed: record.sealed,
			revealed: record.revealed,
			missed: record.missed,
		},
		metadata: H256(info.metadata),
	}
}

pub(super) fn agents(start: AgentId, limit: u32) -> Vec<AgentView> {
	Agents::agents(start, limit.min(MAX_PAGE))
		.into_iter()
		.map(|(id, info)| agent_view(id, info))
		.collect()
}

pub(super) fn agent(id: AgentId) -> Option<AgentView> {
	pallet_agents::Agents::<Runtime>::get(id).map(|info| agent_view(id, info))
}

pub(super) fn agent_of(account: &AccountId) -> Option<AgentId> {
	pallet_agents::IdByAccount::<Runtime>::get(account)
}

fn seat_view(proposal: ProposalId, round: Option<u8>, seat: &Seat, accuracy: Perbill) -> SeatView {
	let ballot = pallet_cmp::Ballots::<Runtime>::get(proposal, seat.agent);
	let cast = round.and_then(|round| ballot?.cast(round));
	SeatView {
		agent: seat.agent,
		account: AccountId32::new(seat.account),
		owner: AccountId32::new(seat.owner),
		department: seat.department,
		role: seat.role,
		accuracy,
		commitment: cast.map(|cast| H256(cast.commitment)),
		revealed: cast.is_some_and(|cast| cast.reveal.is_some()),
	}
}

/// What was revealed in a round, sorted, so that the order of the seats tells nothing.
fn ballots(round: &Round) -> Vec<BallotView> {
	let mut ballots: Vec<_> = round
		.casts
		.iter()
		.filter_map(|cast| cast.reveal.as_ref())
		.map(|reveal| BallotView::from(&reveal.ballot))
		.collect();
	ballots.sort_by_key(Encode::encode);
	ballots
}

fn proposal_view(id: ProposalId, info: pallet_cmp::ProposalInfoOf<Runtime>) -> ProposalView {
	let (phase, round) = match info.phase {
		pallet_cmp::Phase::Drawing { .. } => (Phase::Drawing, None),
		pallet_cmp::Phase::Sealing { round, .. } => (Phase::Sealing, Some(round)),
		pallet_cmp::Phase::Revealing { round, .. } => (Phase::Revealing, Some(round)),
	};
	let panel = pallet_cmp::Panels::<Runtime>::get(id);
	let seat = |panel: &pallet_cmp::Panel, place: usize, seat: &Seat| {
		let hearing = panel.hearing(&info.question, &info.constants, info.past);
		seat_view(id, round, seat, hearing.accuracy(place))
	};
	let seats = panel
		.iter()
		.flat_map(|panel| {
			panel
				.seats
				.iter()
				.enumerate()
				.map(move |(place, of)| seat(panel, place, of))
		})
		.collect();
	let rounds: Vec<_> = (0..round.unwrap_or_default())
		.filter_map(|round| pallet_cmp::Rounds::<Runtime>::get(id, round))
		.collect();
	ProposalView {
		id,
		proposer: info.proposer,
		kind: info.question.kind,
		departments: info.question.departments,
		risk: info.question.risk,
		impact: info.question.impact,
		urgency: info.question.urgency,
		evidence: H256(info.question.evidence),
		opened_at: info.opened_at,
		phase,
		round: round.unwrap_or_default(),
		due: info.due,
		threshold: threshold(&info.question, &info.constants, &info.past),
		seats,
		previous: rounds.last().map(ballots).unwrap_or_default(),
		rounds: rounds.iter().map(|round| RoundView::from(&round.tally)).collect(),
	}
}

pub(super) fn proposals() -> Vec<ProposalView> {
	let mut ids: Vec<_> = pallet_cmp::Active::<Runtime>::get()
		.into_iter()
		.map(|(_, id)| id)
		.collect();
	ids.sort_unstable();
	ids.into_iter().filter_map(proposal).collect()
}

pub(super) fn proposal(id: ProposalId) -> Option<ProposalView> {
	pallet_cmp::Proposals::<Runtime>::get(id).map(|info| proposal_view(id, info))
}

pub(super) fn decision(id: ProposalId) -> Option<DecisionView> {
	pallet_cmp::Decisions::<Runtime>::get(id).map(|decision| DecisionView {
		id,
		outcome: decision.outcome,
		support: decision.support,
		lower: decision.lower,
		upper: decision.upper,
		decided_at: decision.decided_at,
		receipt: H256(decision.receipt),
	})
}

pub(super) fn receipt(id: ProposalId) -> Option<Vec<u8>> {
	pallet_cmp::Receipts::<Runtime>::get(id).map(|receipt| receipt.encode())
}

pub(super) fn topic(topic: Topic) -> Option<TopicView> {
	Cmp::topic(topic)
}

pub(super) fn wanted() -> Vec<Topic> {
	Cmp::wanted()
}

pub(super) fn appraise(topic: Topic, upto: u32, claim: &Claim) -> Result<Appraisal, DispatchError> {
	Cmp::try_appraise(topic, upto, claim).map(|tried| tried.appraisal)
}

pub(super) fn anchor(id: AnchorId) -> Option<AnchorView> {
	Anchors::anchor(id).map(|anchor| AnchorView {
		id,
		submitter: anchor.depositor,
		root: H256(anchor.root),
		count: anchor.count,
		schema: H256(anchor.schema),
		panel: anchor.proposal,
		grade: anchor.grade,
		anchored_at: anchor.at,
	})
}

pub(super) fn anchor_includes(id: AnchorId, index: u32, leaf: H256, proof: Vec<H256>) -> bool {
	let proof: Vec<_> = proof.into_iter().map(|node| node.0).collect();
	Anchors::includes(id, index, leaf.as_bytes(), &proof)
}

pub(super) fn summary() -> Summary {
	let ended = pallet_cmp::Ended::<Runtime>::get();
	Summary {
		agents_by_department: Agents::counts(),
		active_proposals: pallet_cmp::Active::<Runtime>::decode_len().unwrap_or_default() as u32,
		decided: ended.decided,
		escalated: ended.escalated,
		expired: ended.expired,
		anchors: pallet_anchors::NextId::<Runtime>::get(),
		next_deposit: Cmp::next_deposit(),
	}
}

/// Millionths as billionths.
fn share(tribute: Permill) -> Perbill {
	Perbill::from_parts(tribute.deconstruct().saturating_mul(1_000)) // a million of them at most
}

pub(super) fn curve() -> Option<CurveView> {
	Curve::view().map(|view| CurveView {
		kappa: view.state.kappa,
		supply: view.state.supply,
		reserve: view.state.reserve,
		price: view.price,
		owed: view.owed,
		unbacked: view.unbacked,
		entry: share(view.tributes.entry),
		exit: share(view.tributes.exit),
		paused: view.paused,
	})
}

fn quote_view(quote: Quote) -> QuoteView {
	QuoteView {
		given: quote.given,
		got: quote.got,
		tribute: quote.tribute,
		supply: quote.supply,
		reserve: quote.reserve,
		price: quote.price,
	}
}

pub(super) fn quote_buy(vwt: Balance) -> Option<QuoteView> {
	Curve::quote_buy(vwt).ok().map(quote_view)
}

pub(super) fn quote_sell(cvt: Balance) -> Option<QuoteView> {
	Curve::quote_sell(cvt).ok().map(quote_view)
}
