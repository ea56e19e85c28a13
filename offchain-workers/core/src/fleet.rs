//! The fleet's state.

use crate::{
	cases::Cases, judging::Judging, outbox::Outbox, proposal::Proposal, retry::Retry, Account, AgentView,
	BallotKey, BallotRecord, BlockNumber, BlockRef, Config, Effect, Input, SeatView,
};
use althing_primitives::{AgentId, Hash, ProposalId};
use std::collections::{BTreeMap, VecDeque};

/// Effects, in order.
pub(crate) type Effects = Vec<Effect>;

/// How many refused blocks are remembered, to know their descendants.
const REFUSED: usize = 64;

/// All agents that one process serves.
#[derive(Debug)]
pub struct Fleet {
	pub(crate) config: Config,
	/// The last finalized block.
	pub(crate) head: Option<BlockRef>,
	/// Hashes of views that were refused, the latest last.
	pub(crate) refused: VecDeque<Hash>,
	pub(crate) agents: BTreeMap<AgentId, AgentView>,
	pub(crate) proposals: BTreeMap<ProposalId, Proposal>,
	pub(crate) ballots: BTreeMap<BallotKey, Ballot>,
	pub(crate) judging: Judging,
	pub(crate) outbox: Outbox,
	pub(crate) cases: Cases,
}

/// A ballot of an own agent.
#[derive(Debug)]
pub(crate) struct Ballot {
	/// The record, without its text once it is durable.
	pub record: BallotRecord,
	/// Whether the record is on disk; nothing is sealed before.
	pub durable: bool,
	/// Writing it.
	pub writing: Retry,
}

/// How much the fleet has in hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
	/// Own agents that are registered.
	pub agents: usize,
	/// Proposals that are followed.
	pub proposals: usize,
	/// Ballots that are kept.
	pub ballots: usize,
	/// Questions that brains have in hand.
	pub judging: usize,
	/// Questions that wait for a brain.
	pub waiting: usize,
	/// Transactions on their way.
	pub transactions: usize,
	/// Cases that are being opened.
	pub openings: usize,
}

impl Fleet {
	/// A fleet that has seen nothing.
	pub fn new(config: Config) -> Self {
		Self {
			config,
			head: None,
			refused: VecDeque::new(),
			agents: BTreeMap::new(),
			proposals: BTreeMap::new(),
			ballots: BTreeMap::new(),
			judging: Judging::default(),
			outbox: Outbox::default(),
			cases: Cases::default(),
		}
	}

	/// Takes one input; returns the effects that follow, in order: transactions first, because a shell may die at
	/// each effect, bonds hang on these, and what they rest on is on disk already.
	pub fn handle(&mut self, input: Input) -> Vec<Effect> {
		let mut fx = Effects::new();
		crate::handle::handle(self, input, &mut fx);
		fx.sort_by_key(|effect| !matches!(effect, Effect::Submit(_)));
		fx
	}

	/// The proposals whose end the fleet waits for: a view shows each as active or as ended.
	pub fn tracked(&self) -> impl Iterator<Item = ProposalId> + '_ {
		self.proposals.keys().copied()
	}

	/// The last finalized block that was taken in.
	pub const fn head(&self) -> Option<BlockRef> {
		self.head
	}

	/// How much the fleet has in hand.
	pub fn counts(&self) -> Counts {
		Counts {
			agents: self.agents.len(),
			proposals: self.proposals.len(),
			ballots: self.ballots.len(),
			judging: self.judging.in_flight(),
			waiting: self.judging.waiting(),
			transactions: self.outbox.len(),
			openings: self.cases.len(),
		}
	}

	/// The number of the last finalized block; zero before the first.
	pub(crate) fn now(&self) -> BlockNumber {
		self.head.map_or(0, |head| head.number)
	}

	/// Whether the fleet signs for this seat.
	pub(crate) fn owns(&self, agent: AgentId, account: &Account) -> bool {
		self.agents.get(&agent).is_some_and(|a| a.account == *account)
	}

	/// Whether the fleet signs for this seat.
	pub(crate) fn is_own(&self, seat: &SeatView) -> bool {
		self.owns(seat.seat.agent, &seat.seat.account)
	}

	/// Remembers a refused view, so that its descendants are refused too.
	pub(crate) fn remember_refused(&mut self, hash: Hash) {
		if self.refused.len() >= REFUSED {
			self.refused.pop_front();
		}
		self.refused.push_back(hash);
	}

	/// Drops everything about a proposal.
	pub(crate) fn drop_proposal(&mut self, proposal: ProposalId) {
		self.proposals.remove(&proposal);
		self.drop_ballots(proposal);
		self.judging.drop_proposal(proposal);
		self.outbox.drop_proposal(proposal);
	}

	/// Drops the ballots on a proposal.
	pub(crate) fn drop_ballots(&mut self, proposal: ProposalId) {
		let keys: Vec<_> = self.ballots_on(proposal).map(|(key, _)| *key).collect();
		for key in keys {
			self.ballots.remove(&key);
		}
	}

	/// The ballots on a proposal.
	pub(crate) fn ballots_on(&self, proposal: ProposalId) -> impl Iterator<Item = (&BallotKey, &Ballot)> {
		let first = BallotKey {
			proposal,
			round: 0,
			agent: 0,
		};
		self.ballots
			.range(first..)
			.take_while(move |(key, _)| key.proposal == proposal)
	}
}
