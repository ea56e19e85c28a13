//! Everything that a voter has locked, freed by one call.
//!
//! `Commons::unlock` takes back what is staked in the commons, and then what is here: votes on every track,
//! delegations, and the locks of those that are over. A vote that won with conviction stays locked as long as
//! it promised; the call frees it when that time has come.
//!
//! A block bounds what one call does: a vote weighs more than half a millisecond, so that some 250 are taken
//! back at once. Who has more makes the call again.

use super::Tracks;
use crate::{
	configs::system::RuntimeBlockWeights, AccountId, Balance, BlockNumber, ConvictionVoting, Runtime,
	RuntimeOrigin,
};
use alloc::vec::Vec;
use althing_primitives::Unlock;
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use pallet_conviction_voting::{Voting, VotingFor, WeightInfo as _};
use pallet_referenda::TracksInfo;
use polkadot_sdk::*;
use sp_runtime::{MultiAddress, Perbill};

type Weights = <Runtime as pallet_conviction_voting::Config>::WeightInfo;
type Database = <Runtime as frame_system::Config>::DbWeight;

/// How many classes there are at most: the tracks.
fn classes() -> u64 {
	<Tracks as TracksInfo<Balance, BlockNumber>>::track_ids().count() as u64
}

/// Frees what is locked by votes and delegations.
pub struct Referendary;

impl Referendary {
	/// What looking through `classes` of them and freeing their locks weighs: the iteration, the chain's pace.
	fn freeing(classes: u64) -> Weight {
		Weights::unlock()
			.saturating_mul(classes)
			.saturating_add(Database::get().reads(classes.saturating_add(2)))
	}

	/// Takes back a vote, or leaves all as it was.
	fn take_back(who: &AccountId, class: u16, referendum: u32) {
		// What cannot be taken back stays.
		let _ = with_storage_layer(|| {
			ConvictionVoting::remove_vote(RuntimeOrigin::signed(who.clone()), Some(class), referendum)
		});
	}

	/// Ends a delegation; returns what that weighed.
	fn undelegate(who: &AccountId, class: u16) -> Weight {
		let ended = with_storage_layer(|| {
			ConvictionVoting::undelegate(RuntimeOrigin::signed(who.clone()), class)
				.map_err(|refused| refused.error)
		});
		let weight = ended.ok().and_then(|post| post.actual_weight);
		weight.unwrap_or_else(Self::undelegating)
	}

	/// The most that ending a delegation can weigh.
	fn undelegating() -> Weight {
		Weights::undelegate(<Runtime as pallet_conviction_voting::Config>::MaxVotes::get())
	}
}

impl Unlock<AccountId> for Referendary {
	fn unlock(who: &AccountId) -> Weight {
		// Collected first: taking votes back changes what is iterated. No more than there are tracks.
		let found: Vec<_> = VotingFor::<Runtime>::iter_prefix(who).collect();
		let mut weight = Self::freeing(found.len() as u64);
		let dearest = Self::dearest();
		let fits = |weight: Weight, step: Weight| weight.saturating_add(step).all_lte(dearest);
		for (class, voting) in found {
			match voting {
				Voting::Casting(casting) => {
					for (referendum, _) in casting.votes {
						if fits(weight, Weights::remove_vote()) {
							Self::take_back(who, class, referendum);
							weight.saturating_accrue(Weights::remove_vote());
						}
					}
				}
				Voting::Delegating(_) => {
					if fits(weight, Self::undelegating()) {
						weight.saturating_accrue(Self::undelegate(who, class));
					}
				}
			}
			let target = MultiAddress::Id(who.clone());
			let _ = ConvictionVoting::unlock(RuntimeOrigin::signed(who.clone()), class, target);
		}
		weight
	}

	/// Three tenths of a block, and never less than freeing all locks and ending one delegation.
	fn dearest() -> Weight {
		let share = Perbill::from_percent(30) * RuntimeBlockWeights::get().max_block;
		share.max(Self::freeing(classes()).saturating_add(Self::undelegating()))
	}
}
