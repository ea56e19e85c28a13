//! What the pallet keeps in state.

use althing_primitives::{CommonsId, Department, Hash};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::traits::fungible,
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::Perbill,
};
use scale_info::TypeInfo;

use crate::Config;

/// An amount of the currency that is paid out: VWT.
pub type BalanceOf<T> =
	<<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// An amount of the currency that is staked: CVT.
pub type VotesOf<T> =
	<<T as Config>::Votes as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// [`Proposal`] with the types of a runtime.
pub type ProposalOf<T> =
	Proposal<<T as frame_system::Config>::AccountId, BalanceOf<T>, VotesOf<T>, BlockNumberFor<T>>;

/// [`Request`] with the types of a runtime.
pub type RequestOf<T> = Request<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// [`Stream`] with the types of a runtime.
pub type StreamOf<T> = Stream<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// The least and the greatest half-life, in blocks. Shorter than this and conviction is a vote; longer and no
/// proposal lives to see it.
pub const HALF_LIFE: (u32, u32) = (10, 20_000_000);
/// The least and the greatest β: no single request takes half of a pool.
pub const BETA: (Perbill, Perbill) = (Perbill::from_percent(1), Perbill::from_percent(50));
/// The least and the greatest share of the supply that a vanishing request needs: what ρ/β² may be. At the
/// upper end only everybody together could ever pass anything.
pub const LEAST_SHARE: (Perbill, Perbill) = (Perbill::from_percent(1), Perbill::from_percent(90));
/// The least floor of S: with none, the last who stakes would decide alone.
pub const LEAST_FLOOR: Perbill = Perbill::from_percent(1);

/// Blocks in which conviction goes half the way to its stake, within the hard bounds.
pub(crate) fn bounded_half_life(blocks: u32) -> u32 {
	blocks.clamp(HALF_LIFE.0, HALF_LIFE.1)
}

/// The floor of S, within the hard bounds.
pub(crate) fn bounded_floor(floor: Perbill) -> Perbill {
	floor.max(LEAST_FLOOR)
}

/// The numbers that governance sets, used within hard bounds.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Terms {
	/// Blocks in which conviction goes half the way to its stake.
	pub half_life: u32,
	/// β: the share of the pool that no single request may reach.
	pub beta: Perbill,
	/// ρ: the weight of the supply.
	pub rho: Perbill,
	/// The least share of the issuance that S is taken to be.
	pub floor: Perbill,
}

impl Terms {
	/// The nearest terms within the hard bounds: governance may set any number.
	pub fn clamped(self) -> Self {
		let beta = self.beta.clamp(BETA.0, BETA.1);
		let square = beta.square();
		Self {
			half_life: bounded_half_life(self.half_life),
			beta,
			rho: self.rho.clamp(LEAST_SHARE.0 * square, LEAST_SHARE.1 * square),
			floor: bounded_floor(self.floor),
		}
	}
}

/// Where a passed proposal's money comes from, and when.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Payout<BlockNumber> {
	/// From the pool, at once.
	#[codec(index = 0)]
	Pool,
	/// From a department's account, at once. The request is measured against what that account has.
	#[codec(index = 1)]
	Department(Department),
	/// From the pool, in equal parts per block; what is not yet due is held on the pool.
	#[codec(index = 2)]
	Stream {
		/// Blocks until all of it is due.
		blocks: BlockNumber,
	},
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Request<AccountId, Balance, BlockNumber> {
	/// How much.
	pub amount: Balance,
	/// For whom.
	pub beneficiary: AccountId,
	/// From where.
	pub payout: Payout<BlockNumber>,
	/// BLAKE2b-256 of the description.
	pub evidence: Hash,
}

/// Whether a proposal can pass.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Status<AccountId, Balance, BlockNumber> {
	/// It can.
	#[codec(index = 0)]
	Open,
	/// Somebody says that it must not; accrues, and waits for a ruling.
	#[codec(index = 1)]
	Disputed {
		/// Who says so.
		by: AccountId,
		/// What is held of them.
		deposit: Balance,
		/// Since when.
		since: BlockNumber,
		/// The block in which the dispute lapses without a ruling.
		until: BlockNumber,
	},
}

/// A proposal from its submission to its end.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Proposal<AccountId, Balance, Votes, BlockNumber> {
	/// Who submitted it.
	pub proposer: AccountId,
	/// What is held of them.
	pub deposit: Balance,
	/// What is asked for.
	pub request: Request<AccountId, Balance, BlockNumber>,
	/// What is staked on it now.
	pub staked: Votes,
	/// Its conviction in `accrued_at`: `althing_commons_math::Conviction` as a raw number.
	pub conviction: u128,
	/// The block up to which conviction has been counted.
	pub accrued_at: BlockNumber,
	/// The first block in which it can no longer pass.
	pub expires_at: BlockNumber,
	/// Whether it can pass.
	pub status: Status<AccountId, Balance, BlockNumber>,
}

/// What an account has staked on one proposal.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Stake<Votes> {
	/// The proposal; it may have ended.
	pub proposal: CommonsId,
	/// How much. Not zero.
	pub amount: Votes,
}

/// A payment that is due block by block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Stream<AccountId, Balance, BlockNumber> {
	/// Who is paid.
	pub beneficiary: AccountId,
	/// All of it.
	pub total: Balance,
	/// What was paid so far.
	pub paid: Balance,
	/// The block in which it began.
	pub from: BlockNumber,
	/// Blocks until all of it is due. Not zero.
	pub blocks: BlockNumber,
}

/// How far a proposal is, for readers. Amounts of CVT.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Progress {
	/// Its conviction now.
	pub conviction: u128,
	/// What it needs; none while it asks for too much of what there is.
	pub needed: Option<u128>,
	/// Blocks until it has that if nothing changes; none if it never does.
	pub blocks: Option<u64>,
}
