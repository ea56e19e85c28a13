//! How far finality is, and who is missing when it stands still.

use crate::{layout::one_key, AccountId, BlockId, Chain, Error, Result};
use polkadot_sdk::{sp_core::crypto::Ss58Codec, sp_runtime::AccountId32};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;
use subxt::rpcs::rpc_params;

/// The session key type of GRANDPA.
const GRANDPA: [u8; 4] = *b"gran";

/// How far finality is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finality {
	/// The newest block.
	pub best: BlockId,
	/// The newest finalized block.
	pub finalized: BlockId,
	/// The round of votes that goes on, as the node sees it. None while the node does not take part, as when
	/// it synchronises.
	pub round: Option<Round>,
}

impl Finality {
	/// How many blocks wait for finality. Two or three when all is well.
	pub const fn lag(&self) -> u32 {
		self.best.number.saturating_sub(self.finalized.number)
	}
}

/// A round of votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
	/// Which authorities vote, counted from genesis.
	pub set_id: u64,
	/// Which round of theirs.
	pub round: u64,
	/// The weight of all votes.
	pub total: u64,
	/// The weight that is needed.
	pub threshold: u64,
	/// The weight of the first votes that are in.
	pub prevotes: u64,
	/// The weight of the second votes that are in.
	pub precommits: u64,
	/// Who has not voted yet. A round lasts a second or two, so that this says something only while
	/// finality stands still.
	pub missing: Vec<MissingVoter>,
}

/// An authority whose vote is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingVoter {
	/// Its GRANDPA key.
	pub authority: [u8; 32],
	/// The validator's account, if the session knows the key.
	pub validator: Option<AccountId>,
	/// Whether its first vote is missing.
	pub prevote: bool,
	/// Whether its second vote is missing.
	pub precommit: bool,
}

/// What `grandpa_roundState` returns, as far as it is used here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoundStates {
	set_id: u64,
	best: RoundState,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoundState {
	round: u64,
	total_weight: u64,
	threshold_weight: u64,
	prevotes: Votes,
	precommits: Votes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Votes {
	current_weight: u64,
	missing: BTreeSet<Authority>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Authority([u8; 32]);

impl<'de> Deserialize<'de> for Authority {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> core::result::Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		AccountId32::from_ss58check(&text)
			.map(|key| Self(key.into()))
			.map_err(|_| serde::de::Error::custom("expected an SS58 address"))
	}
}

impl Chain {
	/// How far finality is, and whose votes are missing.
	pub async fn finality(&self) -> Result<Finality> {
		let best = self.best().await?;
		let finalized = self.finalized().await?;
		let round = match self
			.rpc()
			.call::<RoundStates>("grandpa_roundState", rpc_params![])
			.await
		{
			Ok(states) => Some(self.round(states, finalized).await?),
			Err(Error::Refused { .. }) => None,
			Err(error) => return Err(error),
		};
		Ok(Finality {
			best,
			finalized,
			round,
		})
	}

	async fn round(&self, states: RoundStates, finalized: BlockId) -> Result<Round> {
		let RoundStates { set_id, best } = states;
		let keys: Vec<Authority> = best
			.prevotes
			.missing
			.union(&best.precommits.missing)
			.copied()
			.collect();
		let state = self.at(finalized.hash).await?;
		let mut missing = Vec::with_capacity(keys.len());
		for key in keys {
			let owner = one_key(&(GRANDPA, key.0.to_vec()));
			missing.push(MissingVoter {
				authority: key.0,
				validator: state.value("Session", "KeyOwner", &owner).await?,
				prevote: best.prevotes.missing.contains(&key),
				precommit: best.precommits.missing.contains(&key),
			});
		}
		Ok(Round {
			set_id,
			round: best.round,
			total: best.total_weight,
			threshold: best.threshold_weight,
			prevotes: best.prevotes.current_weight,
			precommits: best.precommits.current_weight,
			missing,
		})
	}
}
