//! Recomputes a receipt.

use crate::{
	commitment, conclude, outcome, Cast, Mismatch, Outcome, Receipt, Reveal, Round, Seat, RECEIPT_VERSION,
};
use alloc::boxed::Box;
use codec::{Decode, Encode};

impl Receipt {
	/// Recomputes everything that the receipt claims: that each revealed ballot is the one that was
	/// sealed, that each weight follows from what its agent had shown and each round's count from its
	/// ballots, bit for bit, and the outcome from the counts.
	///
	/// That the receipt is the one that the chain decided by is shown by [`Receipt::hash`] alone.
	///
	/// # Errors
	///
	/// The first mismatch found, with the place, what was expected and what was found.
	pub fn check(&self) -> Result<(), Mismatch> {
		self.check_form()?;
		self.check_seats()?;
		self.check_shown()?;
		for (number, round) in (0u8..).zip(&self.rounds) {
			self.check_casts(number, round)?;
			self.check_tally(number, round)?;
		}
		self.check_outcome()
	}

	/// That the chain can hold it at all (text can spell shares above one), that the question could be put,
	/// and that the blocks are in order.
	fn check_form(&self) -> Result<(), Mismatch> {
		if Self::decode(&mut self.encode().as_slice()).as_ref() != Ok(self) {
			return Err(Mismatch::Form);
		}
		if self.version != RECEIPT_VERSION {
			return Err(Mismatch::Version { found: self.version });
		}
		if !self.question.kind.is_valid() {
			return Err(Mismatch::Kind {
				kind: self.question.kind,
			});
		}
		if self.opened_at > self.drawn_at || self.drawn_at > self.decided_at {
			return Err(Mismatch::Blocks {
				opened_at: self.opened_at,
				drawn_at: self.drawn_at,
				decided_at: self.decided_at,
			});
		}
		Ok(())
	}

	fn check_seats(&self) -> Result<(), Mismatch> {
		for (position, seat) in (0u8..).zip(&self.seats) {
			let before = (0..position)
				.zip(&self.seats)
				.find(|(_, other)| other.agent == seat.agent);
			if let Some((first, _)) = before {
				return Err(Mismatch::SeatTwice {
					agent: seat.agent,
					first,
					second: position,
				});
			}
		}
		Ok(())
	}

	/// That something is known of each seat, and that pairs are of two seats each and told once.
	fn check_shown(&self) -> Result<(), Mismatch> {
		let seats = self.seats.len();
		if self.shown.len() != seats {
			return Err(Mismatch::Shown {
				seats: seats as u8,
				found: self.shown.len() as u8,
			});
		}
		let mut last = None;
		for pair in &self.pairs {
			let place = (pair.one, pair.other);
			let known = pair.one < pair.other && usize::from(pair.other) < seats;
			if !known || last.is_some_and(|last| last >= place) {
				return Err(Mismatch::Pair {
					one: pair.one,
					other: pair.other,
				});
			}
			last = Some(place);
		}
		let Some(testimony) = &self.testimony else {
			return Ok(());
		};
		match self.question.topic() {
			Some(topic) if testimony.fits(seats, topic.labels) => Ok(()),
			_ => Err(Mismatch::Testimony),
		}
	}

	fn check_casts(&self, round: u8, found: &Round) -> Result<(), Mismatch> {
		let mut last = None;
		for cast in &found.casts {
			if let Some(previous) = last.filter(|previous| *previous >= cast.seat) {
				return Err(Mismatch::CastOrder {
					round,
					previous,
					seat: cast.seat,
				});
			}
			last = Some(cast.seat);
			let Some(seat) = self.seats.get(usize::from(cast.seat)) else {
				return Err(Mismatch::CastSeat {
					round,
					seat: cast.seat,
					seats: self.seats.len() as u8,
				});
			};
			if let Some(reveal) = &cast.reveal {
				self.check_reveal(round, seat, cast, reveal)?;
			}
		}
		Ok(())
	}

	fn check_reveal(&self, round: u8, seat: &Seat, cast: &Cast, reveal: &Reveal) -> Result<(), Mismatch> {
		let kind = self.question.kind;
		let binding = self.binding(round, seat);
		if reveal.opens(&cast.commitment, &kind, &binding) {
			return Ok(());
		}
		let Reveal { ballot, salt } = reveal;
		if !kind.accepts(&ballot.answer) {
			return Err(Mismatch::Answer {
				round,
				seat: cast.seat,
				kind,
				found: ballot.answer,
			});
		}
		Err(Mismatch::Seal {
			round,
			seat: cast.seat,
			expected: commitment(&binding, ballot, salt),
			found: cast.commitment,
		})
	}

	fn check_tally(&self, round: u8, found: &Round) -> Result<(), Mismatch> {
		let earlier = self.rounds.get(..usize::from(round)).unwrap_or_default();
		let expected = conclude(&self.hearing(), earlier, &found.casts);
		if expected == found.tally {
			return Ok(());
		}
		Err(Mismatch::Tally {
			round,
			expected: Box::new(expected),
			found: Box::new(found.tally.clone()),
		})
	}

	fn check_outcome(&self) -> Result<(), Mismatch> {
		let rounds = self.rounds.as_slice();
		let so_far = |count: usize| outcome(&self.constants, rounds.get(..count).unwrap_or(rounds));
		for (number, count) in (0u8..).zip(1..rounds.len()) {
			if let Some(outcome) = so_far(count) {
				return Err(Mismatch::EndedEarlier {
					round: number,
					rounds: rounds.len() as u8,
					outcome,
				});
			}
		}
		// Without a round there was no panel.
		let expected = if rounds.is_empty() {
			Some(Outcome::Expired)
		} else {
			so_far(rounds.len())
		};
		match expected {
			None => Err(Mismatch::Unfinished {
				rounds: rounds.len() as u8,
				found: self.outcome,
			}),
			Some(expected) if expected != self.outcome => Err(Mismatch::Outcome {
				expected,
				found: self.outcome,
			}),
			Some(_) => Ok(()),
		}
	}
}
