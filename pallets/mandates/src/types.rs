//! What the pallet keeps in state.

use althing_primitives::{AgentId, Department, Hash, Role};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{
		traits::{fungible, ConstU32},
		BoundedVec,
	},
	frame_system::{self, pallet_prelude::BlockNumberFor},
};
use scale_info::TypeInfo;

use crate::Config;

/// An amount of the currency that departments pay in: VWT.
pub type BalanceOf<T> =
	<<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// [`Mandate`] with the types of a runtime.
pub type MandateOf<T> = Mandate<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// [`Deed`] with the types of a runtime.
pub type DeedOf<T> = Deed<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// [`PendingAct`] with the types of a runtime.
pub type PendingActOf<T> = PendingAct<BlockNumberFor<T>>;

/// A pending act's number. Never reused.
pub type ActId = u64;

/// The most payees that a mandate lists.
pub const MAX_PAYEES: u32 = 16;

/// What kind of thing a call does, as far as mandates tell kinds apart.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Power {
	/// Say something in the department's name.
	#[codec(index = 0)]
	Publish,
	/// Put a question to a panel.
	#[codec(index = 1)]
	Ask,
	/// Pay somebody.
	#[codec(index = 2)]
	Pay,
	/// Ask the commons for funds.
	#[codec(index = 3)]
	Fund,
	/// Have a task done on the market.
	#[codec(index = 4)]
	Commission,
}

/// A set of powers, one bit each.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Powers(pub u8);

impl Powers {
	/// The set of the powers given.
	pub fn of(powers: impl IntoIterator<Item = Power>) -> Self {
		Self(powers.into_iter().fold(0, |bits, power| bits | 1 << power as u8))
	}

	/// Whether `power` is in the set.
	pub const fn contains(self, power: Power) -> bool {
		self.0 & (1 << power as u8) != 0
	}
}

/// What a call does, where the runtime knows it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Deed<AccountId, Balance> {
	/// Its kind.
	pub power: Power,
	/// The most that it takes from the caller's free balance. The runtime's word; checked after the deed.
	pub amount: Balance,
	/// Who gets that; nobody for a deposit.
	pub to: Option<AccountId>,
}

/// Tells what a call does. The runtime's part: no pallet knows the calls of others.
pub trait Classify<Call, AccountId, Balance> {
	/// What `call` does when `AccountId` makes it; `None` for whatever mandates do not tell apart, which only
	/// a referendum lets a department do. A call that contains calls is `None`.
	fn deed(call: &Call) -> Option<Deed<AccountId, Balance>>;
}

/// Whom a mandate lets pay.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Payees<AccountId> {
	/// Anybody.
	#[codec(index = 0)]
	Any,
	/// These only.
	#[codec(index = 1)]
	Listed(BoundedVec<AccountId, ConstU32<MAX_PAYEES>>),
}

impl<AccountId: PartialEq> Payees<AccountId> {
	/// Whether a deed for `to` is allowed.
	pub fn allow(&self, to: Option<&AccountId>) -> bool {
		match (self, to) {
			(Self::Any, _) | (_, None) => true,
			(Self::Listed(listed), Some(to)) => listed.contains(to),
		}
	}
}

/// What the agents of a role may do alone for a department.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Mandate<AccountId, Balance> {
	/// What kinds of things.
	pub powers: Powers,
	/// The most that one act may take.
	pub per_act: Balance,
	/// The most that all agents of the role together may take in a period.
	pub per_period: Balance,
	/// For whom.
	pub payees: Payees<AccountId>,
}

/// What a department may spend.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Budget<Balance> {
	/// The most that its agents may spend alone in a period, all roles together.
	pub per_period: Balance,
	/// The most that it may spend in a period without a referendum.
	pub ceiling: Balance,
}

/// What a department, or a role in it, has spent in a period.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Spending<Balance> {
	/// Which period; what is kept of an earlier one counts no more.
	pub period: u32,
	/// What agents spent alone.
	pub alone: Balance,
	/// And what they spent in all.
	pub total: Balance,
}

/// That an agent acts for its department.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Appointment {
	/// Its number. Never reused, so that nothing outlives a revocation.
	pub number: u64,
	/// For which department.
	pub department: Department,
	/// In which role. An owner can change an agent's role, and must not gain by it.
	pub role: Role,
}

/// Whose word an act needs.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Level {
	/// Nobody's beside the agent's.
	#[codec(index = 0)]
	Alone,
	/// That of a panel that heard the department.
	#[codec(index = 1)]
	Panel,
	/// That of a referendum.
	#[codec(index = 2)]
	Referendum,
}

/// An act that waits for somebody's word.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct PendingAct<BlockNumber> {
	/// The agent that wants it done.
	pub agent: AgentId,
	/// The appointment under which it asked.
	pub appointment: Appointment,
	/// BLAKE2b-256 of the encoded call.
	pub call: Hash,
	/// The first block in which it can no longer be done.
	pub expires_at: BlockNumber,
}

/// What an agent did under its mandates, since its first appointment.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Record<Balance> {
	/// How many acts it did alone.
	pub alone: u32,
	/// How many were approved by a panel or a referendum.
	pub approved: u32,
	/// What all of them took.
	pub spent: Balance,
}

/// How many places of a department are taken.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Counts {
	/// Agents appointed.
	pub appointed: u32,
	/// Acts pending.
	pub pending: u32,
}
