//! Who copies whom.

use crate::Seen;
use althing_cmp_stats::Real;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::cmp::Ordering;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The fewest thousandths of a nat that a pair is recorded with: less says nothing.
pub const LEAST_NATS: u16 = 1_000;

/// As many more, and one copies the other for sure.
const SURE: u16 = 4_000;

/// Two seats that agree more than chance explains. `one` is the lower position.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Pair {
	/// One seat's position.
	pub one: u8,
	/// The other's.
	pub other: u8,
	/// The proposals on which both sat lately.
	pub common: u8,
	/// By how much copying explains their answers there better than chance, in thousandths of a nat.
	pub nats: u16,
}

impl Pair {
	/// Compares what two seats said, each sorted by proposal and without repetition; see [`Seen::new`] for what
	/// an agreement counts. Nothing where fewer than [`LEAST_NATS`] speak for copying.
	pub fn compare((one, its): (u8, &[Seen]), (other, theirs): (u8, &[Seen])) -> Option<Self> {
		let (mut its, mut theirs) = (its.iter().peekable(), theirs.iter().peekable());
		let (mut alike, mut apart, mut common) = (0u32, 0u32, 0u8);
		while let (Some(a), Some(b)) = (its.peek(), theirs.peek()) {
			match a.number.cmp(&b.number) {
				Ordering::Less => drop(its.next()),
				Ordering::Greater => drop(theirs.next()),
				Ordering::Equal => {
					if a.said == b.said {
						alike = alike.saturating_add(a.nats.min(b.nats).into());
					} else {
						apart = apart.saturating_add(Seen::APART);
					}
					common = common.saturating_add(1);
					its.next();
					theirs.next();
				}
			}
		}
		// Beyond the end nothing changes any more: it is certain.
		let nats = u16::try_from(alike.saturating_sub(apart)).unwrap_or(u16::MAX);
		(nats >= LEAST_NATS).then_some(Self {
			one: one.min(other),
			other: one.max(other),
			common,
			nats,
		})
	}

	/// How surely one copies the other: nothing at one nat, one half at three, which is what a prior of one
	/// copier in twenty asks for, one from five on.
	pub fn copies(&self) -> Real {
		let above = self.nats.saturating_sub(LEAST_NATS).min(SURE);
		Real::from_count(above.into()).over(Real::from_count(SURE.into()))
	}

	/// The position of the seat beside `seat`, if `seat` is one of the two.
	pub const fn beside(&self, seat: u8) -> Option<u8> {
		if self.one == seat {
			Some(self.other)
		} else if self.other == seat {
			Some(self.one)
		} else {
			None
		}
	}
}

/// What a seat's weight is multiplied with when it says the same as others that it copies this surely:
/// 1 / (1 + Σρ), so that n who copy each other weigh as much as one.
pub fn independence(copies: impl Iterator<Item = Real>) -> Real {
	Real::ONE.over(Real::ONE + copies.sum())
}
