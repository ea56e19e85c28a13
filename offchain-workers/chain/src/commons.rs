//! Continuous funding: proposals, streams, and what is staked on them.

use crate::{layout::one_key, AccountId, Hash, Result, State};
use althing_commons_math::Conviction;
use althing_primitives::{CommonsId, Department};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

const PALLET: &str = "Commons";
/// More than the runtime keeps at a time of anything here.
const MOST: usize = 4_096;

/// Where a passed proposal's money comes from, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Payout {
	/// From the pool, at once.
	Pool,
	/// From a department's account, at once.
	Department(Department),
	/// From the pool, in equal parts per block.
	Stream {
		/// Blocks until all of it is due.
		blocks: u32,
	},
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Request {
	/// How much VWT, in the smallest unit.
	pub amount: u128,
	/// For whom.
	pub beneficiary: AccountId,
	/// From where.
	pub payout: Payout,
	/// BLAKE2b-256 of the description.
	pub evidence: Hash,
}

/// Whether a proposal can pass.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Standing {
	/// It can.
	Open,
	/// Somebody says that it must not.
	Disputed {
		/// Who says so.
		by: AccountId,
		/// What is held of them, in the smallest unit of VWT.
		deposit: u128,
		/// Since when.
		since: u32,
		/// The block in which the dispute lapses without a ruling.
		until: u32,
	},
}

/// A proposal that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Funding {
	/// Who submitted it.
	pub proposer: AccountId,
	/// What is held of them, in the smallest unit of VWT.
	pub deposit: u128,
	/// What is asked for.
	pub request: Request,
	/// What is staked on it, in the smallest unit of CVT.
	pub staked: u128,
	/// Its conviction in `accrued_at`, as the chain keeps it; see [`Funding::conviction_tokens`].
	pub conviction: u128,
	/// The block up to which conviction has been counted.
	pub accrued_at: u32,
	/// The first block in which it can no longer pass.
	pub expires_at: u32,
	/// Whether it can pass.
	pub status: Standing,
}

impl Funding {
	/// Its conviction in `accrued_at`, in the smallest unit of CVT.
	pub const fn conviction_tokens(&self) -> u128 {
		Conviction::from_raw(self.conviction).tokens()
	}
}

/// What an account has staked on one proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Stake {
	/// The proposal; it may have ended.
	pub proposal: CommonsId,
	/// How much CVT, in the smallest unit.
	pub amount: u128,
}

/// A payment that is due block by block. Amounts in the smallest unit of VWT.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Stream {
	/// Who is paid.
	pub beneficiary: AccountId,
	/// All of it.
	pub total: u128,
	/// What was paid so far.
	pub paid: u128,
	/// The block in which it began.
	pub from: u32,
	/// Blocks until all of it is due.
	pub blocks: u32,
}

impl State {
	/// The proposals that have not ended, by number.
	pub async fn fundings(&self) -> Result<Vec<(CommonsId, Funding)>> {
		let mut found: Vec<(CommonsId, Funding)> = self.entries(PALLET, "Proposals", MOST).await?;
		found.sort_by_key(|(id, _)| *id);
		Ok(found)
	}

	/// The proposal with this number, while it has not ended.
	pub async fn funding(&self, id: CommonsId) -> Result<Option<Funding>> {
		self.value(PALLET, "Proposals", &one_key(&id)).await
	}

	/// The streams that have still something to pay, by number.
	pub async fn streams(&self) -> Result<Vec<(CommonsId, Stream)>> {
		let mut found: Vec<(CommonsId, Stream)> = self.entries(PALLET, "Streams", MOST).await?;
		found.sort_by_key(|(id, _)| *id);
		Ok(found)
	}

	/// What `account` has staked, also on proposals that have ended.
	pub async fn stakes(&self, account: &AccountId) -> Result<Vec<Stake>> {
		let stakes = self.value(PALLET, "Stakes", &one_key(account)).await?;
		Ok(stakes.unwrap_or_default())
	}

	/// The account of the pool.
	pub fn pool(&self) -> Result<AccountId> {
		Ok(crate::account::of_pallet(self.constant(PALLET, "PalletId")?, &[]))
	}
}
