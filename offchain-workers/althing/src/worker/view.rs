//! Finalized state in the form that the core wants.

use super::{anchor, Roster};
use althing_chain::{views, Block, Chain, Hash, State};
use althing_cmp_rules::{Ballot, Question, Seat};
use althing_core::{AgentView, BlockRef, BlockView, EndedView, Phase, ProposalView, SeatView};
use althing_primitives::{AgentId, ProposalId};
use std::collections::{btree_map::Entry, BTreeMap};

/// How often, in blocks, the registry is read again when nothing says that it changed. No rarer than the
/// core's patience, so that a heartbeat is not sent twice.
const REGISTRY_EVERY: u32 = 6;

/// Builds views, and remembers of earlier ones what a later one needs.
pub struct Views {
	roster: Roster,
	/// The block at which the registry was read last.
	registry_at: Option<u32>,
	/// Who sits on the panels of the proposals that are being followed.
	seats: BTreeMap<ProposalId, Vec<AgentId>>,
}

impl Views {
	/// For the agents of `roster`.
	pub fn new(roster: Roster) -> Self {
		Self {
			roster,
			registry_at: None,
			seats: BTreeMap::new(),
		}
	}

	/// The state after `block`, as far as the fleet is concerned; `tracked` are the proposals it follows.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn at(
		&mut self,
		chain: &Chain,
		block: &Block,
		tracked: Vec<ProposalId>,
	) -> althing_chain::Result<BlockView> {
		let state = chain.at(block.id.hash).await?;
		let active: Vec<_> = state.proposals().await?.into_iter().map(proposal).collect();
		for proposal in active.iter().filter(|proposal| !proposal.seats.is_empty()) {
			let seats = || proposal.seats.iter().map(|seat| seat.seat.agent).collect();
			self.seats.entry(proposal.id).or_insert_with(seats);
		}
		let mut ended = Vec::new();
		for id in &tracked {
			if active.iter().all(|proposal| proposal.id != *id) {
				ended.extend(self.ended(&state, *id).await?);
			}
		}
		self.seats
			.retain(|id, _| tracked.contains(id) || active.iter().any(|proposal| proposal.id == *id));
		Ok(BlockView {
			block: BlockRef {
				number: block.id.number,
				hash: block.id.hash,
			},
			parent: block.header.parent_hash.0,
			agents: self.agents(&state, block).await?,
			active,
			ended,
		})
	}

	async fn ended(&mut self, state: &State, id: ProposalId) -> althing_chain::Result<Option<EndedView>> {
		let Some(decision) = state.decision(id).await? else {
			return Ok(None);
		};
		let receipt: Hash = decision.receipt.0;
		if let Entry::Vacant(unknown) = self.seats.entry(id) {
			// The panel was drawn before this process began.
			let seats = state
				.receipt(id)
				.await?
				.map(|receipt| receipt.seats.iter().map(|seat| seat.agent).collect());
			unknown.insert(seats.unwrap_or_default());
		}
		let mut anchored = false;
		let key = anchor::key(id, &receipt);
		for agent in self.seats.get(&id).into_iter().flatten() {
			anchored = anchored || state.anchor_by_key(*agent, &key).await?.is_some();
		}
		Ok(Some(EndedView {
			proposal: id,
			outcome: decision.outcome,
			receipt: Some(receipt),
			anchored,
		}))
	}

	/// The fleet's registered agents, when it is time to look or something happened to any agent.
	async fn agents(
		&mut self,
		state: &State,
		block: &Block,
	) -> althing_chain::Result<Option<Vec<AgentView>>> {
		let changed = block
			.events
			.iter()
			.any(|record| matches!(record.event, althing_chain::Event::Agents(_)));
		let due = self
			.registry_at
			.is_none_or(|at| block.id.number.saturating_sub(at) >= REGISTRY_EVERY);
		if !changed && !due {
			return Ok(None);
		}
		self.registry_at = Some(block.id.number);
		let all = state.agents().await?;
		Ok(Some(
			all.into_iter().filter_map(|agent| self.own(agent)).collect(),
		))
	}

	fn own(&self, agent: views::AgentView) -> Option<AgentView> {
		let account: [u8; 32] = agent.account.into();
		self.roster.agent(&account).map(|_| AgentView {
			id: agent.id,
			account,
			department: agent.department,
			role: agent.role,
			active: agent.status == views::AgentStatus::Active,
			last_heartbeat: agent.last_heartbeat,
		})
	}
}

fn proposal(view: views::ProposalView) -> ProposalView {
	let phase = match view.phase {
		views::Phase::Drawing => Phase::Drawing,
		views::Phase::Sealing => Phase::Sealing {
			round: view.round,
			deadline: view.due,
		},
		views::Phase::Revealing => Phase::Revealing {
			round: view.round,
			deadline: view.due,
		},
	};
	let ballot = |ballot: &views::BallotView| Ballot {
		answer: ballot.answer,
		confidence: ballot.confidence,
		rationale: ballot.rationale.0,
	};
	ProposalView {
		id: view.id,
		question: Question {
			kind: view.kind,
			departments: view.departments,
			risk: view.risk,
			impact: view.impact,
			urgency: view.urgency,
			evidence: view.evidence.0,
		},
		proposer: view.proposer.into(),
		opened_at: view.opened_at,
		phase,
		seats: view.seats.into_iter().map(seat).collect(),
		previous: view.previous.iter().map(ballot).collect(),
	}
}

fn seat(view: views::SeatView) -> SeatView {
	SeatView {
		seat: Seat {
			agent: view.agent,
			account: view.account.into(),
			owner: view.owner.into(),
			department: view.department,
			role: view.role,
		},
		commitment: view.commitment.map(|hash| hash.0),
		revealed: view.revealed,
	}
}
