//! What is on the screen, as plain data.

use std::collections::VecDeque;

use super::{line, Event};

/// The most proposals that a view keeps.
pub const MAX_PROPOSALS: usize = 64;
/// The most decisions that a view keeps.
pub const MAX_DECISIONS: usize = 256;
/// The most events that a view keeps.
pub const MAX_EVENTS: usize = 256;

/// What is on the screen. The lists are bounded as long as they grow by the methods here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
	/// The chain and who runs it.
	pub chain: Chain,
	/// The agents, by the indices of department and role.
	pub fleet: [[Cell; 8]; 8],
	/// What is under way, oldest first.
	pub proposals: Vec<Proposal>,
	/// What was decided, oldest first.
	pub decisions: VecDeque<Decision>,
	/// How much was decided since the program started.
	pub decided: u64,
	/// What happened, oldest first.
	pub events: VecDeque<Logged>,
}

impl View {
	/// Puts a proposal in the place of the one with the same number, or behind the others.
	pub fn put(&mut self, proposal: Proposal) {
		match self.proposals.iter_mut().find(|there| there.id == proposal.id) {
			Some(there) => *there = proposal,
			None => self.proposals.push(proposal),
		}
		let over = self.proposals.len().saturating_sub(MAX_PROPOSALS);
		self.proposals.drain(..over);
	}

	/// Puts a decision in the place of the one on the same proposal, or behind the others; the proposal
	/// is no longer under way.
	pub fn decide(&mut self, decision: Decision) {
		self.proposals.retain(|proposal| proposal.id != decision.id);
		match self.decisions.iter_mut().find(|there| there.id == decision.id) {
			Some(there) => *there = decision,
			None => {
				self.decided = self.decided.saturating_add(1);
				self.decisions.push_back(decision);
			}
		}
		let over = self.decisions.len().saturating_sub(MAX_DECISIONS);
		self.decisions.drain(..over);
	}

	/// Writes down what happened at `at`, in unix seconds.
	pub fn log(&mut self, at: i64, event: &Event) {
		self.events.push_back(Logged {
			at,
			text: line(event),
			grave: event.is_grave(),
		});
		let over = self.events.len().saturating_sub(MAX_EVENTS);
		self.events.drain(..over);
	}
}

/// The chain and who runs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
	/// Its name.
	pub name: String,
	/// Height of the best block.
	pub best: u32,
	/// Height of the last finalized block.
	pub finalized: u32,
	/// Its validators.
	pub validators: Vec<Validator>,
}

/// A validator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Validator {
	/// Its name.
	pub name: String,
	/// Whether it answers; none while that is unknown.
	pub up: Option<bool>,
	/// Whether its vote was counted in the latest round of finality; none while that is unknown.
	pub votes: Option<bool>,
	/// Its best block, if it told.
	pub best: Option<u32>,
	/// How many peers it has, if it told.
	pub peers: Option<u32>,
}

/// What an agent is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgentState {
	/// Not on a panel.
	Idle,
	/// Drawn, and judging.
	Thinking,
	/// Its ballot is sealed.
	Sealed,
	/// Its ballot is open.
	Revealed,
}

/// The agents of one department and role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
	/// How many are in each state, in the order of [`AgentState`].
	pub counts: [u32; 4],
}

impl Cell {
	/// How many agents there are.
	pub fn total(&self) -> u32 {
		self.counts
			.iter()
			.fold(0, |sum, count| sum.saturating_add(*count))
	}

	/// The state that is shown: that of the agents who are furthest.
	pub fn state(&self) -> Option<AgentState> {
		let [idle, thinking, sealed, revealed] = self.counts;
		[
			(revealed, AgentState::Revealed),
			(sealed, AgentState::Sealed),
			(thinking, AgentState::Thinking),
			(idle, AgentState::Idle),
		]
		.into_iter()
		.find_map(|(count, state)| (count > 0).then_some(state))
	}
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
	/// Its panel is about to be drawn.
	Drawing,
	/// Ballots are being sealed.
	Sealing,
	/// Ballots are being opened.
	Revealing,
}

/// The leading answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Support {
	/// The answer in words.
	pub answer: String,
	/// Its share of the weight, in [0,1].
	pub share: f64,
	/// The lower end of the interval.
	pub lower: f64,
	/// And the upper end.
	pub upper: f64,
}

/// A proposal under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
	/// Its number.
	pub id: u64,
	/// What it is about, in a few words.
	pub subject: String,
	/// Where it stands.
	pub phase: Phase,
	/// Which round, from one.
	pub round: u8,
	/// How many rounds there can be.
	pub rounds: u8,
	/// How many seats the panel has; zero before the draw.
	pub seats: u32,
	/// How many have sealed in this round.
	pub sealed: u32,
	/// How many have revealed in this round.
	pub revealed: u32,
	/// τ, in [0,1].
	pub threshold: f64,
	/// The leading answer of the round that was counted last, if any.
	pub support: Option<Support>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
	/// The proposal's number.
	pub id: u64,
	/// What it was about, in a few words.
	pub subject: String,
	/// How it ended, in words.
	pub outcome: String,
	/// Whether an answer was reached (and not an escalation or an expiry).
	pub reached: bool,
	/// The finalized block that holds it.
	pub block: u32,
	/// The number of its anchor, once there is one.
	pub anchor: Option<u64>,
	/// Whether its receipt was recomputed to the same result; none before that was tried.
	pub verified: Option<bool>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
	/// When, in unix seconds.
	pub at: i64,
	/// What, in one line.
	pub text: String,
	/// Whether somebody should look at it.
	pub grave: bool,
}
