//! Referenda, and the tracks that they run on.

mod curve;
#[cfg(test)]
mod tests;
mod track;

pub use curve::SupportCurve;
pub use track::Track;

use crate::{layout::one_key, AccountId, Error, Hash, Layout, Result, State};
use codec::{Decode, Encode};

const PALLET: &str = "Referenda";

/// How a referendum stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referendum {
	/// Votes count.
	Ongoing(Ongoing),
	/// It has ended.
	Ended {
		/// How.
		end: End,
		/// In which block.
		at: u32,
		/// What is still held of who submitted it.
		submission_deposit: Option<Deposit>,
		/// What is still held of who paid for the decision.
		decision_deposit: Option<Deposit>,
	},
}

/// How a referendum ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
	/// Its call is made, or was.
	Approved,
	/// Its time was over.
	Rejected,
	/// It was cancelled.
	Cancelled,
	/// Nobody paid the decision deposit in time.
	TimedOut,
	/// It was cancelled and its deposits were taken.
	Killed,
}

/// A deposit.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Deposit {
	/// Whose.
	pub who: AccountId,
	/// How much CVT, in the smallest unit.
	pub amount: u128,
}

/// A referendum in which votes count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ongoing {
	/// The number of its track.
	pub track: u16,
	/// What its call is made with, such as `Origins.RuntimeUpgrade`.
	pub origin: String,
	/// What is proposed.
	pub proposal: Proposed,
	/// When it is made after an approval, if the track allows it so soon.
	pub enactment: Enactment,
	/// The block in which it was submitted.
	pub submitted: u32,
	/// What is held of who submitted it.
	pub submission_deposit: Deposit,
	/// What is held of who pays for the decision; without it there is none.
	pub decision_deposit: Option<Deposit>,
	/// Since when it is being decided.
	pub deciding: Option<Deciding>,
	/// The votes.
	pub tally: Tally,
	/// Whether it waits for a place: its track decides no more at once.
	pub in_queue: bool,
}

/// What a referendum proposes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Proposed {
	/// The call with this BLAKE2b-256, of unknown length.
	Legacy(Hash),
	/// The encoded call, at most [`Proposed::INLINE`] bytes.
	Inline(Vec<u8>),
	/// A call that lies, or is to lie, among the preimages.
	Lookup {
		/// Its BLAKE2b-256.
		hash: Hash,
		/// Its length.
		len: u32,
	},
}

impl Proposed {
	/// The longest call that a referendum carries itself.
	pub const INLINE: usize = 128;

	/// How a referendum carries `call`: itself when it is short.
	pub fn of(call: &[u8]) -> Self {
		if call.len() <= Self::INLINE {
			return Self::Inline(call.to_vec());
		}
		Self::Lookup {
			hash: althing_primitives::blake2(call),
			len: u32::try_from(call.len()).unwrap_or(u32::MAX),
		}
	}
}

/// When an approved call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Enactment {
	/// In this block.
	At(u32),
	/// So many blocks after the approval.
	After(u32),
}

/// Since when a referendum is being decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Deciding {
	/// The block.
	pub since: u32,
	/// The block in which it is approved if it keeps what it needs until then.
	pub confirming: Option<u32>,
}

/// The votes of a referendum, in the smallest unit of CVT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Tally {
	/// Ayes, weighed by conviction.
	pub ayes: u128,
	/// Nays, weighed by conviction.
	pub nays: u128,
	/// CVT that vote aye or abstain, before conviction.
	pub support: u128,
}

/// What follows the origin in a stored referendum.
#[derive(Decode)]
struct Rest {
	proposal: Proposed,
	enactment: Enactment,
	submitted: u32,
	submission_deposit: Deposit,
	decision_deposit: Option<Deposit>,
	deciding: Option<Deciding>,
	tally: Tally,
	in_queue: bool,
	_alarm: Option<(u32, (u32, u32))>,
}

impl Referendum {
	/// From its bytes in state.
	pub(crate) fn read(bytes: &[u8], layout: &Layout) -> Result<Self> {
		let mut rest = bytes;
		let referendum = Self::take(&mut rest, layout)?;
		if !rest.is_empty() {
			let reason = format!("{} bytes are left over", rest.len());
			return Err(Error::undecodable("a referendum", reason));
		}
		Ok(referendum)
	}

	fn take(rest: &mut &[u8], layout: &Layout) -> Result<Self> {
		let end = match next(rest)? {
			0u8 => return Ok(Self::Ongoing(Ongoing::take(rest, layout)?)),
			1 => End::Approved,
			2 => End::Rejected,
			3 => End::Cancelled,
			4 => End::TimedOut,
			5 => {
				return Ok(Self::Ended {
					end: End::Killed,
					at: next(rest)?,
					submission_deposit: None,
					decision_deposit: None,
				})
			}
			other => {
				let reason = format!("there is no state {other}");
				return Err(Error::undecodable("a referendum", reason));
			}
		};
		Ok(Self::Ended {
			end,
			at: next(rest)?,
			submission_deposit: next(rest)?,
			decision_deposit: next(rest)?,
		})
	}
}

impl Ongoing {
	fn take(rest: &mut &[u8], layout: &Layout) -> Result<Self> {
		let track = next(rest)?;
		let origin = layout.take_origin(rest)?;
		let rest: Rest = next(rest)?;
		Ok(Self {
			track,
			origin,
			proposal: rest.proposal,
			enactment: rest.enactment,
			submitted: rest.submitted,
			submission_deposit: rest.submission_deposit,
			decision_deposit: rest.decision_deposit,
			deciding: rest.deciding,
			tally: rest.tally,
			in_queue: rest.in_queue,
		})
	}
}

fn next<T: Decode>(rest: &mut &[u8]) -> Result<T> {
	T::decode(rest).map_err(|e| Error::undecodable("a referendum", e))
}

impl State {
	/// How many referenda there have been; the next one has this number.
	pub async fn referendum_count(&self) -> Result<u32> {
		let count = self.value(PALLET, "ReferendumCount", &[]).await?;
		Ok(count.unwrap_or_default())
	}

	/// The referendum with this number.
	pub async fn referendum(&self, number: u32) -> Result<Option<Referendum>> {
		let stored = self.raw(PALLET, "ReferendumInfoFor", &one_key(&number)).await?;
		stored
			.map(|bytes| Referendum::read(&bytes, self.layout()))
			.transpose()
	}

	/// The latest `limit` referenda, the newest first.
	pub async fn referenda(&self, limit: u32) -> Result<Vec<(u32, Referendum)>> {
		let count = self.referendum_count().await?;
		let numbers: Vec<u32> = (count.saturating_sub(limit)..count).rev().collect();
		let keys: Vec<_> = numbers.iter().map(one_key).collect();
		let stored = self.raws(PALLET, "ReferendumInfoFor", &keys).await?;
		numbers
			.into_iter()
			.zip(stored)
			.filter_map(|(number, bytes)| bytes.map(|bytes| (number, bytes)))
			.map(|(number, bytes)| Ok((number, Referendum::read(&bytes, self.layout())?)))
			.collect()
	}

	/// The hash of what describes a referendum: of the receipt, when a panel left the question open.
	pub async fn referendum_metadata(&self, number: u32) -> Result<Option<Hash>> {
		self.value(PALLET, "MetadataOf", &one_key(&number)).await
	}

	/// All CVT that can vote: the issuance without what is marked as inactive.
	pub async fn electorate(&self) -> Result<u128> {
		let total: u128 = self.value("Cvt", "TotalIssuance", &[]).await?.unwrap_or_default();
		let inactive: u128 = self
			.value("Cvt", "InactiveIssuance", &[])
			.await?
			.unwrap_or_default();
		Ok(total.saturating_sub(inactive))
	}
}
