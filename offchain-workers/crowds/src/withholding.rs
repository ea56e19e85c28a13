//! What seats gain by not opening what they sealed, by the rules that the runtime executes; exact, nothing is drawn.
//!
//! A ballot cannot be changed once it is sealed, but whoever opens last has seen what the others opened. So many seats of
//! a panel want an answer that is wrong; the others each are right with the same chance. What the seats get out of it is
//! one when their answer is decided, minus one when the other is, nothing while nothing is.

use crate::replay::{kind, seat};
use althing_cmp_rules::{
	conclude, Answer, Ballot, Cast, Constants, Hearing, Question, Reveal, Seat, Verdict,
};
use polkadot_sdk::sp_arithmetic::Perbill;

/// Seats of the panel.
pub const SEATS: usize = 21;

/// What seats with a common wish may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
	/// Seal what they want, open all of it.
	Open,
	/// Seal what they want, open as much of it as serves them best once the others have opened.
	Withhold,
	/// Seal half of what they want and half of the contrary, open what serves them best.
	Choose,
}

impl Strategy {
	/// All of them, the honest one first.
	pub const ALL: [Self; 3] = [Self::Open, Self::Withhold, Self::Choose];

	/// How many of so many seats seal what they want.
	const fn wanted(self, seats: usize) -> usize {
		match self {
			Self::Open | Self::Withhold => seats,
			Self::Choose => seats.div_ceil(2),
		}
	}
}

/// What one strategy comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Value {
	/// What the seats get out of it, between −1 and 1.
	pub value: f64,
	/// Ballots that they seal and do not open, of each of which a share of the bond is taken.
	pub unopened: f64,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
	/// Seats with a common wish.
	pub seats: usize,
	/// How often each of the others is right.
	pub accuracy: f64,
	/// In the order of [`Strategy::ALL`].
	pub values: [Value; 3],
}

/// The table: two to ten seats, others who are right in six, seven and eight of ten cases.
pub fn table() -> Vec<Row> {
	let rules = Rules::new();
	let row = |seats: usize, accuracy: f64| Row {
		seats,
		accuracy,
		values: Strategy::ALL.map(|strategy| rules.value(strategy, seats, accuracy)),
	};
	let each = |accuracy: f64| (2..=10).step_by(2).map(move |seats| row(seats, accuracy));
	[0.6, 0.7, 0.8].into_iter().flat_map(each).collect()
}

struct Rules {
	question: Question,
	constants: Constants,
	panel: Vec<Seat>,
}

impl Rules {
	fn new() -> Self {
		Self {
			question: Question {
				kind: kind(2),
				departments: Default::default(),
				risk: Perbill::zero(),
				impact: Perbill::zero(),
				urgency: Perbill::zero(),
				evidence: Default::default(),
			},
			constants: Constants::default(),
			panel: (0..SEATS as u64).map(seat).collect(),
		}
	}

	fn value(&self, strategy: Strategy, seats: usize, accuracy: f64) -> Value {
		let others = SEATS - seats;
		let mut sum = Value::default();
		for deceived in 0..=others {
			let chance = binomial(others, deceived, 1.0 - accuracy);
			let best = self.best(strategy, seats, (deceived, others - deceived));
			sum.value += chance * best.value;
			sum.unopened += chance * best.unopened;
		}
		sum
	}

	/// The best that the seats can make of what the others opened: so many for their answer, so many against. Of equals
	/// the one with the fewest ballots left closed.
	fn best(&self, strategy: Strategy, seats: usize, (with, against): (usize, usize)) -> Value {
		let wanted = strategy.wanted(seats);
		let contrary = seats - wanted;
		let open = |yes: usize, no: usize| Value {
			value: self.outcome(with + yes, against + no),
			unopened: (seats - yes - no) as f64,
		};
		let mut best = open(wanted, contrary);
		if strategy == Strategy::Open {
			return best;
		}
		for yes in 0..=wanted {
			for no in 0..=contrary {
				let next = open(yes, no);
				let better =
					next.value > best.value || next.value == best.value && next.unopened < best.unopened;
				if better {
					best = next;
				}
			}
		}
		best
	}

	/// One when yes is decided, minus one when no is.
	fn outcome(&self, yes: usize, no: usize) -> f64 {
		let cast = |(seat, said): (u8, bool)| Cast {
			seat,
			commitment: Default::default(),
			reveal: Some(Reveal {
				ballot: Ballot {
					answer: Answer::Binary(said),
					confidence: Perbill::one(),
					rationale: Default::default(),
				},
				salt: Default::default(),
			}),
		};
		let said = core::iter::repeat_n(true, yes).chain(core::iter::repeat_n(false, no));
		let casts: Vec<_> = (0u8..).zip(said).map(cast).collect();
		let hearing = Hearing::of_strangers(&self.question, &self.constants, &self.panel);
		match conclude(&hearing, &[], &casts).verdict {
			Verdict::Decided(Answer::Binary(true)) => 1.0,
			Verdict::Decided(_) => -1.0,
			Verdict::Undecided | Verdict::NoQuorum => 0.0,
		}
	}
}

fn binomial(of: usize, hits: usize, chance: f64) -> f64 {
	let ways: f64 = (0..hits).map(|n| (of - n) as f64 / (n + 1) as f64).product();
	ways * chance.powi(hits as i32) * (1.0 - chance).powi((of - hits) as i32)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn chances_add_up_to_one() {
		let sum: f64 = (0..=17).map(|hits| binomial(17, hits, 0.3)).sum();
		assert!((sum - 1.0).abs() < 1e-12);
	}

	#[test]
	fn nobody_gains_by_keeping_closed_what_speaks_for_them() {
		for row in table() {
			let [open, withhold, _] = row.values;
			assert!(withhold.value <= open.value, "{row:?}");
			assert!(open.unopened == 0.0);
		}
	}

	#[test]
	fn nobody_gains_by_sealing_both_and_choosing_later() {
		for row in table() {
			let [open, _, choose] = row.values;
			assert!(choose.value <= open.value, "{row:?}");
		}
	}
}
