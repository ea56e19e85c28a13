//! What readers may ask: runtime APIs, tests, other crates. Nothing here writes.

use alloc::vec::Vec;
use althing_primitives::CommonsId;
use polkadot_sdk::{frame_support::traits::Get, sp_runtime::traits::SaturatedConversion};

use crate::{
	BalanceOf, Config, Pallet, Progress, ProposalOf, Proposals, Stake, Stakes, StreamOf, Streams, Terms,
	VotesOf,
};

/// The most proposals that one page holds.
pub const MAX_PAGE: u32 = 512;

impl<T: Config> Pallet<T> {
	/// The proposal with this number, while it has not ended.
	pub fn proposal(id: CommonsId) -> Option<ProposalOf<T>> {
		Proposals::<T>::get(id)
	}

	/// Up to `limit` proposals (never more than [`MAX_PAGE`]) in the order of their numbers, from `start` on.
	/// The next page starts one above the last number returned; an empty page is the end.
	pub fn proposals(start: CommonsId, limit: u32) -> Vec<(CommonsId, ProposalOf<T>)> {
		// There are `MaxProposals` at most; the numbers of those that have ended are not walked.
		let mut open: Vec<_> = Proposals::<T>::iter().filter(|(id, _)| *id >= start).collect();
		open.sort_by_key(|(id, _)| *id);
		open.truncate(usize::try_from(limit.min(MAX_PAGE)).unwrap_or_default());
		open
	}

	/// How far a proposal is, in the current block.
	pub fn progress(id: CommonsId) -> Option<Progress> {
		let info = Proposals::<T>::get(id)?;
		let conviction = Self::conviction(&info);
		let needed = Self::needed(&info);
		let half_life = Self::terms().half_life.into();
		Some(Progress {
			conviction: conviction.tokens(),
			needed: needed.map(|needed| needed.tokens()),
			blocks: needed
				.and_then(|needed| conviction.blocks_until(needed, info.staked.saturated_into(), half_life)),
		})
	}

	/// What `who` has staked, also on proposals that have ended.
	pub fn stakes(who: &T::AccountId) -> Vec<Stake<VotesOf<T>>> {
		Stakes::<T>::get(who).into_inner()
	}

	/// The stream with this number, while it has something to pay.
	pub fn stream(id: CommonsId) -> Option<StreamOf<T>> {
		Streams::<T>::get(id)
	}

	/// What could be claimed of a stream now.
	pub fn due(id: CommonsId) -> Option<BalanceOf<T>> {
		Streams::<T>::get(id).map(|stream| Self::due_of(&stream))
	}

	/// The numbers in force.
	pub fn terms() -> Terms {
		Terms {
			half_life: T::HalfLife::get(),
			beta: T::Beta::get(),
			rho: T::Rho::get(),
			floor: T::Floor::get(),
		}
		.clamped()
	}
}
