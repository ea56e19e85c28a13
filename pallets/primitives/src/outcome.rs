//! What the chain can prove to others: decisions, anchors, registrations, work.

use crate::{AgentId, AnchorId, Department, Departments, Grade, Hash, ProposalId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

macro_rules! kept {
	($item:item) => {
		#[derive(
			Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
		)]
		$item
	};
}

kept! {
	/// What the chain says in one leaf of its tree of outcomes. How it is written is in `althing_merkle::entry`.
	pub enum Entry {
		/// A batch of results was anchored.
		#[codec(index = 1)]
		Anchor(AnchorEntry),
		/// A proposal has ended.
		#[codec(index = 2)]
		Decision(DecisionEntry),
		/// An owner says which account it has elsewhere.
		#[codec(index = 3)]
		Registration(RegistrationEntry),
		/// An agent answered a panel's question.
		#[codec(index = 4)]
		Work(WorkEntry),
	}
}

impl Entry {
	/// In whose tree it stands.
	pub const fn department(&self) -> Department {
		match self {
			Self::Anchor(entry) => entry.department,
			Self::Decision(entry) => entry.department,
			Self::Registration(entry) => entry.department,
			Self::Work(entry) => entry.department,
		}
	}

	/// What it is about.
	pub const fn id(&self) -> EntryId {
		match self {
			Self::Anchor(entry) => EntryId::Anchor(entry.id),
			Self::Decision(entry) => EntryId::Decision(entry.proposal),
			Self::Registration(entry) => EntryId::Registration(entry.agent),
			Self::Work(entry) => EntryId::Work(entry.agent, entry.proposal),
		}
	}
}

kept! {
	/// What an entry is about. Anchors and decisions come once, registrations and work as often as somebody publishes
	/// them: the latest says how things stand.
	#[derive(Serialize, Deserialize)]
	#[serde(rename_all = "kebab-case")]
	pub enum EntryId {
		/// An anchor.
		#[codec(index = 1)]
		Anchor(AnchorId),
		/// A proposal.
		#[codec(index = 2)]
		Decision(ProposalId),
		/// An agent.
		#[codec(index = 3)]
		Registration(AgentId),
		/// An agent's work on a proposal.
		#[codec(index = 4)]
		Work(AgentId, ProposalId),
	}
}

kept! {
	/// A batch of an agent's results.
	pub struct AnchorEntry {
		/// Its number.
		pub id: AnchorId,
		/// Whose results these are.
		pub agent: AgentId,
		/// The agent's department.
		pub department: Department,
		/// How the results were verified.
		pub grade: Grade,
		/// The schema of the results, zero for none.
		pub schema: Hash,
		/// Root over the results.
		pub root: Hash,
		/// How many results.
		pub count: u32,
		/// The agent's key of this submission.
		pub key: Hash,
	}
}

kept! {
	/// How a proposal ended.
	pub struct DecisionEntry {
		/// The proposal.
		pub proposal: ProposalId,
		/// The first department that it concerns.
		pub department: Department,
		/// All of them; none stands for all eight.
		pub departments: Departments,
		/// How it ended.
		pub ending: Ending,
		/// BLAKE2b-256 of the case's body.
		pub evidence: Hash,
		/// BLAKE2b-256 of the receipt.
		pub receipt: Hash,
	}
}

kept! {
	/// How a proposal ended, with the answer when there is one.
	pub enum Ending {
		/// The panel said yes or no.
		Binary(bool),
		/// The panel chose an option.
		Choice(u8),
		/// The panel gave a number.
		Scalar(i64),
		/// People are asked.
		Escalated,
		/// Nobody answered.
		Expired,
	}
}

kept! {
	/// An agent's owner says which account it has on an EVM chain.
	pub struct RegistrationEntry {
		/// The agent.
		pub agent: AgentId,
		/// Its department.
		pub department: Department,
		/// The owner's account.
		pub owner: [u8; 32],
		/// The owner's account there. Only the owner says so.
		pub evm_owner: [u8; 20],
		/// Keccak-256 of the registration file, zero if there is none.
		pub card: Hash,
	}
}

kept! {
	/// An agent answered a panel's question.
	pub struct WorkEntry {
		/// The agent.
		pub agent: AgentId,
		/// The proposal.
		pub proposal: ProposalId,
		/// The agent's department.
		pub department: Department,
		/// Who owned it.
		pub owner: [u8; 32],
		/// Who put the question.
		pub payer: [u8; 32],
		/// What the owner was paid for it, VWT in 10⁻¹².
		pub paid: u128,
		/// How the answer turned out.
		pub verdict: WorkVerdict,
	}
}

kept! {
	/// How an agent's answer turned out.
	pub enum WorkVerdict {
		/// It was wrong.
		Wrong,
		/// It was right.
		Right,
		/// Nobody has told the truth yet.
		Untold,
	}
}
