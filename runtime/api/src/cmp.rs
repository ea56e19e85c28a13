//! Proposals and decisions as seen from outside.

use alloc::vec::Vec;
use althing_cmp_rules::{Answer, Ballot, Fixed, Kind, Outcome, Tally, Verdict};
use althing_primitives::{AgentId, Department, Departments, ProposalId, Role};
use codec::{Decode, Encode};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256, sp_runtime::AccountId32};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "kebab-case")
)]
pub enum Phase {
	/// Waits for randomness that was not known when it was opened.
	Drawing,
	/// The panel seals its ballots.
	Sealing,
	/// The panel opens its ballots.
	Revealing,
}

/// One agent's place on the panel, and what it did in the running round.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct SeatView {
	/// Registration number.
	pub agent: AgentId,
	/// The account that signs for it.
	pub account: AccountId32,
	/// The account that owns it.
	pub owner: AccountId32,
	/// Department.
	pub department: Department,
	/// Role.
	pub role: Role,
	/// The probability that it answers rightly, as estimated at the draw.
	pub accuracy: Perbill,
	/// The ballot that it has sealed.
	pub commitment: Option<H256>,
	/// Whether that ballot is opened.
	pub revealed: bool,
}

/// A revealed ballot, without who cast it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct BallotView {
	/// The answer.
	pub answer: Answer,
	/// How sure the agent is.
	pub confidence: Perbill,
	/// BLAKE2b-256 of the rationale's text.
	pub rationale: H256,
}

impl From<&Ballot> for BallotView {
	fn from(ballot: &Ballot) -> Self {
		Self {
			answer: ballot.answer,
			confidence: ballot.confidence,
			rationale: H256(ballot.rationale),
		}
	}
}

/// The count of a finished round, without the seats' weights.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct RoundView {
	/// The answer with the most weight behind it.
	pub leading: Option<Answer>,
	/// The share of the weight that is behind it.
	pub support: Perbill,
	/// The lower end of the interval around the support.
	pub lower: Perbill,
	/// And its upper end.
	pub upper: Perbill,
	/// The effective number of voices.
	pub effective: Fixed,
	/// What follows.
	pub verdict: Verdict,
}

impl From<&Tally> for RoundView {
	fn from(tally: &Tally) -> Self {
		Self {
			leading: tally.leading,
			support: tally.support,
			lower: tally.lower,
			upper: tally.upper,
			effective: tally.effective,
			verdict: tally.verdict,
		}
	}
}

/// A proposal that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct ProposalView {
	/// Its number.
	pub id: ProposalId,
	/// Who asked.
	pub proposer: AccountId32,
	/// The form of the answer.
	pub kind: Kind,
	/// The departments that it concerns, one bit each; zero means all.
	pub departments: Departments,
	/// How bad a wrong answer would be.
	pub risk: Perbill,
	/// How many stakeholders it touches.
	pub impact: Perbill,
	/// How much waiting costs.
	pub urgency: Perbill,
	/// BLAKE2b-256 of the case's body, which lies in the block `opened_at`.
	pub evidence: H256,
	/// The block in which it was opened.
	pub opened_at: u32,
	/// Where it stands.
	pub phase: Phase,
	/// The running round, from zero.
	pub round: u8,
	/// The block in which the phase ends at the latest.
	pub due: u32,
	/// τ: the support that the leading answer needs.
	pub threshold: Perbill,
	/// The panel; empty until it is drawn.
	pub seats: Vec<SeatView>,
	/// The finished rounds.
	pub rounds: Vec<RoundView>,
	/// The ballots revealed in the last finished round, in the order of their answers.
	pub previous: Vec<BallotView>,
}

/// How a proposal ended. Kept for ever.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct DecisionView {
	/// The proposal's number.
	pub id: ProposalId,
	/// How it ended.
	pub outcome: Outcome,
	/// The share of the weight behind the leading answer of the last round.
	pub support: Perbill,
	/// The lower end of the interval around the support.
	pub lower: Perbill,
	/// And its upper end.
	pub upper: Perbill,
	/// The block in which it ended.
	pub decided_at: u32,
	/// BLAKE2b-256 of the receipt.
	pub receipt: H256,
}
