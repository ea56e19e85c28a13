//! Runtime APIs: what nodes and workers may ask the chain.
//!
//! Views are what people and programs want to see, not how the pallets store it: storage may change
//! without them. In JSON their fields are camelCase, accounts are SS58, hashes and byte strings are hex,
//! balances are decimal strings (they outgrow a double), and a [`Perbill`] is its parts per billion.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod agent;
mod anchor;
mod cmp;
mod curve;
mod summary;

pub use agent::{AgentStatus, AgentView, Duties};
pub use anchor::AnchorView;
pub use cmp::{BallotView, DecisionView, Phase, ProposalView, RoundView, SeatView};
pub use curve::{CurveView, QuoteView};
pub use summary::Summary;

use alloc::vec::Vec;
use althing_cmp_rules::{Appraisal, Claim, Topic, TopicView};
use althing_merkle::outcomes::{Place, Placed};
use althing_primitives::{AgentId, AnchorId, EntryId, ProposalId};
use polkadot_sdk::{
	sp_api,
	sp_core::H256,
	sp_runtime::{AccountId32, DispatchError},
};

#[cfg(doc)]
use polkadot_sdk::sp_arithmetic::Perbill;

/// The most agents that one call of [`AlthingApi::agents`] gives.
pub const MAX_PAGE: u32 = 256;

sp_api::decl_runtime_apis! {
	/// What the chain knows of agents, proposals, decisions, receipts, anchors and the curve.
	pub trait AlthingApi {
		/// The registered agents whose number is `start` or above, ascending, at most `limit` and never
		/// more than [`MAX_PAGE`] of them. The next page starts above the last number; an empty page is
		/// the end.
		fn agents(start: AgentId, limit: u32) -> Vec<AgentView>;

		/// The agent with this registration number, while it is registered.
		fn agent(id: AgentId) -> Option<AgentView>;

		/// The registration number of the agent that signs with `account`.
		fn agent_of(account: AccountId32) -> Option<AgentId>;

		/// The proposals that have not ended.
		fn proposals() -> Vec<ProposalView>;

		/// The proposal with this number, while it has not ended.
		fn proposal(id: ProposalId) -> Option<ProposalView>;

		/// How the proposal with this number ended.
		fn decision(id: ProposalId) -> Option<DecisionView>;

		/// SCALE of the receipt (`althing_cmp_rules::Receipt`) of an ended proposal, while the chain
		/// keeps it. [`DecisionView::receipt`] is its BLAKE2b-256.
		fn receipt(id: ProposalId) -> Option<Vec<u8>>;

		/// What the latest panels of a topic answered, and what is believed of who sat on them: all that a claim for
		/// `Cmp::appraise` needs. Nothing where there is no such topic or nobody has answered yet.
		fn topic(topic: Topic) -> Option<TopicView>;

		/// The topics of which the chain wants a claim now: enough was answered, or a truth told, since the last one.
		fn wanted() -> Vec<Topic>;

		/// What `Cmp::appraise` would take the claim for, or why it would refuse it.
		fn appraise(topic: Topic, upto: u32, claim: Claim) -> Result<Appraisal, DispatchError>;

		/// The anchor with this number.
		fn anchor(id: AnchorId) -> Option<AnchorView>;

		/// Whether `leaf` is the leaf at `index` of the batch that anchor `id` stands for, shown by the
		/// siblings from the leaf up to the root. False when there is no such anchor.
		fn anchor_includes(id: AnchorId, index: u32, leaf: H256, proof: Vec<H256>) -> bool;

		/// Counts of everything: what a dashboard shows.
		fn summary() -> Summary;

		/// The bonding curve, once it is open.
		fn curve() -> Option<CurveView>;

		/// What buying with `vwt` would give now, were trading not paused; nothing when the curve is not open
		/// or cannot take the order.
		fn quote_buy(vwt: u128) -> Option<QuoteView>;

		/// What selling `cvt` would give now, likewise.
		fn quote_sell(cvt: u128) -> Option<QuoteView>;
	}

	/// What can be proven elsewhere. All but [`AnchorsApi::outcomes`] read the node's own offchain database: they have to be
	/// called with it (`OffchainDbExt`); a node fills it by itself.
	pub trait AnchorsApi {
		/// The last block up to this one that had outcomes, and the root over them.
		fn outcomes() -> Option<(u32, H256)>;

		/// Where this node last saw an entry about `id`, on whatever fork it executed last. Whoever proves it has to compare
		/// with the leaf that the chain has; where that names another root, [`AnchorsApi::outcome_find`] looks under that.
		fn outcome_place(id: EntryId) -> Option<Place>;

		/// Where the newest entry about `id` stands among the outcomes of `block` that have this root: those of different forks
		/// are kept side by side.
		fn outcome_find(id: EntryId, block: u32, root: H256) -> Option<Place>;

		/// The proof of the entry at `place` up to the root over its block's outcomes, which is the extra of the leaf that the
		/// next block made. Nothing when this node does not keep that block's entries.
		fn outcome_proof(place: Place) -> Option<Placed>;
	}
}

#[cfg(feature = "std")]
mod decimal {
	//! A balance in JSON: a string of decimal digits.

	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer>(value: &u128, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(value)
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
		String::deserialize(deserializer)?
			.parse()
			.map_err(D::Error::custom)
	}
}

#[cfg(test)]
mod tests;
