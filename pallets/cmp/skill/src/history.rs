//! What an agent said lately, for comparison with others.

use crate::WHOLE;
use althing_cmp_stats::Real;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The most answers that are remembered.
pub const MAX_SEEN: usize = 64;

/// One answer that is remembered.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Seen {
	/// The proposal's number, as far as 32 bits hold it.
	pub number: u32,
	/// What was said, as a label.
	pub said: u8,
	/// By how much copying explains it better than chance when another says the same, in thousandths of a nat.
	pub nats: u16,
}

/// The share of proposals that a copier is taken to copy.
const COPIED: Real = Real::ratio(9, 10);

/// The most thousandths of a nat that one agreement may count.
const MOST_NATS: u16 = 3_000;

impl Seen {
	/// The most that an agreement counts on answers that turned out right, in thousandths of a nat: a history full
	/// of them makes no pair. Who are good at the same thing agree.
	pub(crate) const AGREED_RIGHT: u16 = 15;

	/// Thousandths of a nat that a disagreement counts against copying: ln(1 − 0.9).
	pub(crate) const APART: u32 = 2_303;

	/// What was said on proposal `number`, and how `likely` that was for an agent who copies nobody.
	///
	/// An agreement on what was p likely counts ln(1 − c + c/p), with c = 0.9: agreement on wrong answers,
	/// which are unlikely, says far more than agreement on right ones (Dong, Berti-Équille and Srivastava,
	/// "Integrating conflicting data: the role of source dependence", 2009).
	pub fn new(number: u32, said: u8, likely: Real) -> Self {
		let likely = likely.clamp(Real::ratio(1, 1_000_000), Real::ONE);
		let nats = (Real::ONE - COPIED + COPIED.over(likely)).ln();
		let whole = (nats * Real::from_count(WHOLE as usize)).raw() / Real::ONE.raw();
		Self {
			number,
			said,
			nats: u16::try_from(whole.max(0)).unwrap_or(u16::MAX).min(MOST_NATS),
		}
	}

	/// The same of an answer that is held to be right.
	#[must_use]
	pub fn held_right(self) -> Self {
		Self {
			nats: self.nats.min(Self::AGREED_RIGHT),
			..self
		}
	}
}

/// The latest answers, the oldest first. A ring: of constant size, and one write for an answer.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct History {
	seen: [Seen; MAX_SEEN],
	/// How many answers were ever noted, up to the end of 32 bits.
	noted: u32,
}

impl Default for History {
	fn default() -> Self {
		Self {
			seen: [Seen::default(); MAX_SEEN],
			noted: 0,
		}
	}
}

impl History {
	/// Notes an answer in place of the oldest.
	pub fn note(&mut self, seen: Seen) {
		let place = (self.noted as usize).checked_rem(MAX_SEEN).unwrap_or(0);
		if let Some(slot) = self.seen.get_mut(place) {
			*slot = seen;
		}
		// Around the end the place goes on where it was: 2³² is a multiple of the ring.
		self.noted = self.noted.checked_add(1).unwrap_or(MAX_SEEN as u32);
	}

	/// Changes what agreement on proposal `number` counts, if it is remembered.
	pub fn revise(&mut self, number: u32, nats: impl FnOnce(u16) -> u16) {
		let held = self.len();
		if let Some(seen) = self.seen.iter_mut().take(held).find(|seen| seen.number == number) {
			seen.nats = nats(seen.nats);
		}
	}

	/// The answer to proposal `number`, if it is remembered.
	pub fn find(&self, number: u32) -> Option<&Seen> {
		self.iter().find(|seen| seen.number == number)
	}

	/// What is remembered, in no order that matters.
	pub fn iter(&self) -> impl Iterator<Item = &Seen> {
		self.seen.iter().take(self.len())
	}

	/// How many answers are remembered.
	pub fn len(&self) -> usize {
		MAX_SEEN.min(self.noted as usize)
	}

	/// Whether nothing is remembered.
	pub fn is_empty(&self) -> bool {
		self.noted == 0
	}

	/// What is remembered, by proposal: for comparing.
	pub fn sorted(&self) -> [Seen; MAX_SEEN] {
		let mut seen = self.seen;
		if let Some(held) = seen.get_mut(..self.len()) {
			held.sort_unstable_by_key(|seen| seen.number);
		}
		seen
	}
}
