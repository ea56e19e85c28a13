//! What happened in a block, as far as this program understands it.

mod economy;

pub use economy::{EconomyEvent, Order};

use crate::{layout::decode, AccountId, Error, Hash, Result};
use althing_cmp_rules::{Answer, Topic, Verdict};
use althing_primitives::{AgentId, AnchorId, Department, EntryId, ProposalId};
use codec::{Decode, Encode};
use polkadot_sdk::sp_runtime::{DispatchError, Perbill};
use scale_info::TypeInfo;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
	/// To an agent.
	Agents(AgentsEvent),
	/// To an anchor.
	Anchors(AnchorsEvent),
	/// To a proposal.
	Cmp(CmpEvent),
	/// To the economy or its government.
	Economy(EconomyEvent),
}

impl Event {
	/// The event `name` of pallet `pallet` from its variant's index and its fields; nothing for what this
	/// program does not look at.
	pub(crate) fn from_parts(pallet: &str, name: &str, variant: u8, fields: &[u8]) -> Result<Option<Self>> {
		let bytes = [&[variant], fields].concat();
		Ok(Some(match pallet {
			"Agents" => Self::Agents(decode("an event of Agents", &bytes)?),
			"Anchors" => Self::Anchors(decode("an event of Anchors", &bytes)?),
			"Cmp" => Self::Cmp(decode("an event of Cmp", &bytes)?),
			_ => return Ok(Self::economy(pallet, name, fields)),
		}))
	}

	/// No duty of an agent depends on the economy: an event of it that cannot be read is passed over, so that
	/// it stops nobody who only follows the chain.
	fn economy(pallet: &str, name: &str, fields: &[u8]) -> Option<Self> {
		match EconomyEvent::from_parts(pallet, name, fields) {
			Ok(event) => event.map(Self::Economy),
			Err(error) => {
				tracing::warn!(%error, "the event {pallet}.{name} is passed over");
				None
			}
		}
	}

	/// The error inside an event's fields that begin with one.
	pub(crate) fn leading_error(fields: &[u8]) -> Result<DispatchError> {
		DispatchError::decode(&mut &*fields).map_err(|e| Error::undecodable("a dispatch error", e))
	}
}

/// What happened to an agent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[allow(
	missing_docs,
	reason = "the fields are those of the pallet's events, documented there"
)]
pub enum AgentsEvent {
	/// It was registered.
	Registered {
		id: AgentId,
		account: AccountId,
		owner: AccountId,
		department: Department,
		bond: u128,
	},
	/// Its description was changed by its owner.
	Updated { id: AgentId },
	/// Its bond was raised.
	BondAdded { id: AgentId, amount: u128, bond: u128 },
	/// It showed that it is alive.
	HeartbeatReceived { id: AgentId },
	/// It began to leave.
	Retired { id: AgentId, until: u32 },
	/// Its registration ended and its bond was released.
	Withdrawn { id: AgentId, bond: u128 },
	/// It was taken out of the index by governance.
	Suspended { id: AgentId, reason: Hash },
	/// Its suspension was lifted.
	Reinstated { id: AgentId },
	/// A part of its bond was taken.
	Slashed { id: AgentId, amount: u128, bond: u128 },
	/// It cannot be drawn until its owner has added bond.
	BondLacking { id: AgentId, missing: u128 },
	/// Its bond lacked and it can be drawn again.
	BondRestored { id: AgentId },
}

/// What happened to an anchor.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[allow(
	missing_docs,
	reason = "the fields are those of the pallet's events, documented there"
)]
pub enum AnchorsEvent {
	/// A batch of results was anchored.
	Anchored {
		id: AnchorId,
		agent: AgentId,
		proposal: Option<ProposalId>,
		root: Hash,
		key: Hash,
	},
	/// An anchor was removed and its deposit released.
	Removed { id: AnchorId, deposit: u128 },
	/// Independent executions agree upon an anchored batch.
	Agreed {
		id: AnchorId,
		agents: Vec<AgentId>,
		asked: u8,
	},
	/// It is said what results can look like.
	SchemaRegistered { id: Hash, context: Hash },
	/// A schema was removed and its deposit released.
	SchemaRemoved { id: Hash, deposit: u128 },
	/// An entry can be proven elsewhere from this block on.
	Published {
		id: EntryId,
		department: Department,
		index: u32,
	},
	/// An entry found no room.
	NotPublished { id: EntryId },
}

/// What happened to a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[allow(
	missing_docs,
	reason = "the fields are those of the pallet's events, documented there"
)]
pub enum CmpEvent {
	/// It was opened.
	Opened {
		proposal: ProposalId,
		proposer: AccountId,
		evidence: Hash,
	},
	/// Its panel was drawn.
	PanelDrawn { proposal: ProposalId, seats: u32 },
	/// A round has begun; ballots can be sealed before block `until`.
	SealingStarted {
		proposal: ProposalId,
		round: u8,
		until: u32,
	},
	/// A ballot was sealed.
	Sealed {
		proposal: ProposalId,
		round: u8,
		agent: AgentId,
	},
	/// Ballots can be opened before block `until`.
	RevealingStarted {
		proposal: ProposalId,
		round: u8,
		until: u32,
	},
	/// A ballot was opened.
	Revealed {
		proposal: ProposalId,
		round: u8,
		agent: AgentId,
	},
	/// A sealed ballot was never opened; its agent lost `slashed`.
	RevealMissed {
		proposal: ProposalId,
		round: u8,
		agent: AgentId,
		slashed: u128,
	},
	/// A round was counted.
	RoundConcluded {
		proposal: ProposalId,
		round: u8,
		support: Perbill,
		verdict: Verdict,
	},
	/// The panel has decided.
	Decided {
		proposal: ProposalId,
		answer: Answer,
		receipt: Hash,
	},
	/// The rounds are used up without consensus: people are asked.
	Escalated { proposal: ProposalId, receipt: Hash },
	/// No panel came together, or none that answered.
	Expired { proposal: ProposalId, receipt: Hash },
	/// It was cancelled; nothing of it stays.
	Cancelled { proposal: ProposalId },
	/// It was approved, and its call could not be scheduled and will not be made.
	CallNotScheduled {
		proposal: ProposalId,
		error: DispatchError,
	},
	/// It was escalated, and people are asked by `referendum`.
	Referred { proposal: ProposalId, referendum: u32 },
	/// It was escalated, and no referendum could be opened.
	NotReferred {
		proposal: ProposalId,
		error: DispatchError,
	},
	/// What turned out to be true of it was told; so many seats had been `right`, so many `wrong`.
	Settled {
		proposal: ProposalId,
		truth: Answer,
		right: u32,
		wrong: u32,
	},
	/// Everybody who had answered a topic's panels before `upto` was appraised anew: so many `agents`, so many `cabals`
	/// among them. The `score` is in nats · 2⁴⁰.
	Appraised {
		topic: Topic,
		upto: u32,
		agents: u32,
		cabals: u32,
		score: i64,
	},
	/// Somebody added to its prize.
	Endowed {
		proposal: ProposalId,
		who: AccountId,
		amount: u128,
	},
	/// The owners of `paid` agents got `each` for having been right.
	Rewarded {
		proposal: ProposalId,
		each: u128,
		paid: u32,
	},
	/// An agent lost part of its bond for speaking with one voice with others.
	Punished {
		topic: Topic,
		agent: AgentId,
		slashed: u128,
	},
}
