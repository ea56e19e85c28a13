//! What the shell read from finalized state.

use althing_cmp_rules::{Ballot, Outcome, Question, Seat};
use althing_primitives::{AgentId, Department, Hash, ProposalId, Role};

/// A block's number.
pub type BlockNumber = u32;

/// A public key that signs for an agent or a proposer.
pub type Account = [u8; 32];

/// A block, named by number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockRef {
	/// Number.
	pub number: BlockNumber,
	/// Hash.
	pub hash: Hash,
}

/// Finalized state as of one block. Complete each time: whatever happened in blocks that were never shown
/// is in the next view.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockView {
	/// The finalized block.
	pub block: BlockRef,
	/// Its parent's hash.
	pub parent: Hash,
	/// Every registered agent whose key the fleet holds, or nothing when that was not read again.
	pub agents: Option<Vec<AgentView>>,
	/// Every proposal that has not ended.
	pub active: Vec<ProposalView>,
	/// Every proposal of [`Fleet::tracked`](crate::Fleet::tracked) that has ended.
	pub ended: Vec<EndedView>,
}

/// One of the fleet's own agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgentView {
	/// Registration number.
	pub id: AgentId,
	/// The account that signs for it.
	pub account: Account,
	/// Department.
	pub department: Department,
	/// Role.
	pub role: Role,
	/// Whether it is neither suspended nor leaving; only then does it send heartbeats.
	pub active: bool,
	/// The block of its last heartbeat, or of its registration.
	pub last_heartbeat: BlockNumber,
}

/// A proposal that has not ended.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposalView {
	/// Its number.
	pub id: ProposalId,
	/// What is asked.
	pub question: Question,
	/// Who asks.
	pub proposer: Account,
	/// The block that opened it, whose body holds the case.
	pub opened_at: BlockNumber,
	/// Where it stands.
	pub phase: Phase,
	/// The panel, in the order of the seats; empty before the draw.
	pub seats: Vec<SeatView>,
	/// The ballots revealed in the round before this one, in any order; empty in the first.
	pub previous: Vec<Ballot>,
}

/// Where a proposal stands. A transaction counts in blocks below `deadline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
	/// The panel is not drawn yet.
	Drawing,
	/// The panel seals ballots.
	Sealing {
		/// The round, from zero.
		round: u8,
		/// The block at whose start the phase ends.
		deadline: BlockNumber,
	},
	/// The panel reveals them.
	Revealing {
		/// The round, from zero.
		round: u8,
		/// The block at whose start the phase ends.
		deadline: BlockNumber,
	},
}

impl Phase {
	/// The round, from zero; none while the panel is being drawn.
	pub const fn round(&self) -> Option<u8> {
		match self {
			Self::Drawing => None,
			Self::Sealing { round, .. } | Self::Revealing { round, .. } => Some(*round),
		}
	}
}

/// A seat, and what it did in the present round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatView {
	/// The seat as it was drawn.
	pub seat: Seat,
	/// What it sealed.
	pub commitment: Option<Hash>,
	/// Whether it revealed.
	pub revealed: bool,
}

/// A proposal that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndedView {
	/// Its number.
	pub proposal: ProposalId,
	/// How it ended.
	pub outcome: Outcome,
	/// The hash of its receipt, where it has one.
	pub receipt: Option<Hash>,
	/// Whether an anchor of that receipt is in finalized state.
	pub anchored: bool,
}
