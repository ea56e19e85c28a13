//! Valid receipts of every kind, for tests here and in other crates.

use crate::{
	commitment, conclude, outcome, Answer, Ballot, Cabal, Calibration, Cast, Constants, Kind, Known, Matrix,
	Odds, Outcome, Pair, Part, Past, Question, Receipt, Reveal, Round, Seat, Shown, Skill, Testimony,
	MAX_PANEL, RECEIPT_VERSION,
};
use alloc::{vec, vec::Vec};
use althing_cmp_stats::Real;
use althing_primitives::{Department, Departments, Hash, Role};
use bounded_collections::BoundedVec;
use polkadot_sdk::sp_arithmetic::Perbill;

/// A receipt that [`Receipt::check`] finds nothing wrong with; the same one for the same seed.
///
/// Over some dozens of seeds there are all kinds of questions and all outcomes, panels of none to
/// [`MAX_PANEL`] seats, novices and masters, copiers, abstentions, unopened seals, owners and departments above
/// the cap and several rounds.
pub fn arbitrary_receipt(seed: u64) -> Receipt {
	let mut random = Random(seed);
	let question = random.question();
	let constants = random.constants();
	let seats = random.seats();
	let (shown, pairs) = (random.shown(seats.len()), random.pairs(seats.len()));
	let testimony = random.testimony(&question, seats.len());
	let mut receipt = Receipt {
		version: RECEIPT_VERSION,
		genesis: random.bytes(),
		proposal: random.next(),
		question,
		proposer: random.bytes(),
		constants,
		past: random.past(),
		opened_at: random.below(1_000) as u32,
		drawn_at: 1_000,
		entropy: random.bytes(),
		seats: BoundedVec::truncate_from(seats),
		shown: BoundedVec::truncate_from(shown),
		pairs: BoundedVec::truncate_from(pairs),
		testimony,
		rounds: BoundedVec::new(),
		decided_at: 1_000 + random.below(1_000) as u32,
		outcome: Outcome::Expired,
	};
	if receipt.seats.is_empty() {
		return receipt;
	}
	let habits = random.habits(&question.kind);
	for round in 0u8.. {
		let casts = BoundedVec::truncate_from(random.casts(&receipt, round, &habits));
		let tally = conclude(&receipt.hearing(), &receipt.rounds, &casts);
		let mut rounds = core::mem::take(&mut receipt.rounds).into_inner();
		rounds.push(Round { casts, tally });
		receipt.rounds = BoundedVec::truncate_from(rounds);
		if let Some(outcome) = outcome(&constants, &receipt.rounds) {
			receipt.outcome = outcome;
			break;
		}
	}
	receipt
}

/// How a panel behaves.
struct Habits {
	truth: Answer,
	/// Of a hundred seats, how many answer with the truth, seal, and open what they sealed.
	right: u64,
	sealing: u64,
	opening: u64,
}

/// SplitMix64 (Steele, Lea and Flood, 2014): enough for tests, and the same everywhere.
struct Random(u64);

impl Random {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// Below `end`, which is not zero; the bias is of no matter here.
	fn below(&mut self, end: u64) -> u64 {
		self.next().checked_rem(end).unwrap_or(0)
	}

	fn of_hundred(&mut self, percent: u64) -> bool {
		self.below(100) < percent
	}

	fn bytes(&mut self) -> Hash {
		althing_primitives::blake2(&self.next().to_le_bytes())
	}

	fn share(&mut self) -> Perbill {
		match self.below(8) {
			0 => Perbill::zero(),
			1 => Perbill::one(),
			_ => Perbill::from_parts(self.below(1_000_000_001) as u32),
		}
	}

	fn question(&mut self) -> Question {
		let kind = match self.below(4) {
			0 | 1 => Kind::Binary,
			2 => Kind::Choice {
				options: 2 + self.below(u64::from(Kind::MAX_OPTIONS) - 1) as u8,
			},
			_ => match self.below(4) {
				0 => Kind::Scalar {
					min: i64::MIN,
					max: i64::MAX,
				},
				_ => {
					let min = self.below(2_000) as i64 - 1_000;
					Kind::Scalar {
						min,
						max: min + 1 + self.below(1_000) as i64,
					}
				}
			},
		};
		Question {
			kind,
			departments: Departments(self.next() as u8),
			risk: self.share(),
			impact: self.share(),
			urgency: self.share(),
			evidence: self.bytes(),
		}
	}

	fn constants(&mut self) -> Constants {
		if self.of_hundred(50) {
			return Constants::default();
		}
		Constants {
			base: self.share(),
			risk: self.share(),
			impact: self.share(),
			urgency: self.share(),
			quorum: self.share(),
			owner_cap: self.share(),
			stakeholder: self.share(),
			z_milli: self.below(4_000) as u32,
			tolerance: self.share(),
			rounds: self.below(10) as u8,
			department_cap: self.share(),
			herding: self.share(),
			context: self.share(),
			soft: self.share(),
			..Constants::default()
		}
	}

	fn seats(&mut self) -> Vec<Seat> {
		let count = match self.below(16) {
			0 => 0,
			1 => u64::from(MAX_PANEL),
			_ => 1 + self.below(24),
		};
		let owners = 1 + self.below(8);
		let first = self.below(1 << 40);
		let seat = |index| {
			// The lesser of two, so that some owners have many seats.
			let owner = self.below(owners).min(self.below(owners));
			Seat {
				agent: first + index,
				account: self.bytes(),
				owner: althing_primitives::blake2(&owner.to_le_bytes()),
				department: Department::from_index(self.below(8) as u8).unwrap_or(Department::Customer),
				role: Role::from_index(self.below(8) as u8).unwrap_or(Role::DataScout),
			}
		};
		(0..count).map(seat).collect()
	}

	fn past(&mut self) -> Past {
		let settled = self.below(128) as u32;
		Past {
			settled,
			wrong: self.below(u64::from(settled) + 1) as u32,
		}
	}

	/// Half of the agents are new.
	fn shown(&mut self, seats: usize) -> Vec<Shown> {
		let odds = |random: &mut Self| Odds {
			right: random.below(200_000) as u32,
			wrong: random.below(80_000) as u32,
		};
		let one = |random: &mut Self| match random.of_hundred(50) {
			true => Shown::default(),
			false => Shown {
				skill: Skill {
					yes: odds(random),
					no: odds(random),
				},
				calibration: Calibration {
					answers: random.below(200) as u32,
					error: random.below(150_000) as u32,
				},
			},
		};
		(0..seats).map(|_| one(self)).collect()
	}

	fn pairs(&mut self, seats: usize) -> Vec<Pair> {
		let seats = seats as u8; // at most 64
		let all = (0..seats).flat_map(|one| (one + 1..seats).map(move |other| (one, other)));
		all.filter(|_| self.of_hundred(5))
			.collect::<Vec<_>>()
			.into_iter()
			.map(|(one, other)| Pair {
				one,
				other,
				common: self.below(64) as u8,
				nats: 1_000 + self.below(8_000) as u16,
			})
			.collect()
	}

	/// Half of the topics have been estimated.
	fn testimony(&mut self, question: &Question, seats: usize) -> Option<Testimony> {
		let side = usize::from(question.topic()?.labels);
		if self.of_hundred(50) {
			return None;
		}
		let cabals = self.below(4);
		let part = |random: &mut Self| Part::of(Real::ratio(random.below(1_000) as i32, 1_000));
		let matrix = |random: &mut Self| {
			Matrix::of_parts((0..side.saturating_mul(side)).map(|_| part(random)).collect())
		};
		let seat = |random: &mut Self| Known {
			matrix: matrix(random),
			cabal: random
				.of_hundred(30)
				.then(|| random.below(4) as u8)
				.filter(|cabal| u64::from(*cabal) < cabals),
		};
		let cabal = |random: &mut Self| Cabal {
			matrix: matrix(random),
			noise: part(random),
		};
		Some(Testimony {
			upto: self.below(10_000) as u32,
			labels: BoundedVec::truncate_from((0..side).map(|_| part(self)).collect()),
			seats: BoundedVec::truncate_from((0..seats).map(|_| seat(self)).collect()),
			cabals: BoundedVec::truncate_from((0..cabals).map(|_| cabal(self)).collect()),
		})
	}

	fn habits(&mut self, kind: &Kind) -> Habits {
		let often = |random: &mut Self| *[0, 50, 80, 95, 100].get(random.below(5) as usize).unwrap_or(&100);
		let (right, sealing, opening) = (often(self).max(30), often(self).max(60), often(self));
		Habits {
			truth: self.answer(kind),
			right,
			sealing,
			opening,
		}
	}

	fn answer(&mut self, kind: &Kind) -> Answer {
		match kind {
			Kind::Binary => Answer::Binary(self.of_hundred(60)),
			Kind::Choice { options } => Answer::Choice(self.below((*options).into()) as u8),
			Kind::Scalar { min, max } => match max.abs_diff(*min).checked_add(1) {
				Some(values) => Answer::Scalar(min.wrapping_add_unsigned(self.below(values))),
				None => Answer::Scalar(self.next() as i64),
			},
		}
	}

	fn casts(&mut self, receipt: &Receipt, round: u8, habits: &Habits) -> Vec<Cast> {
		let mut casts = vec![];
		for (position, seat) in (0u8..).zip(&receipt.seats) {
			if !self.of_hundred(habits.sealing) {
				continue;
			}
			let guess = self.answer(&receipt.question.kind);
			let answer = if self.of_hundred(habits.right) {
				habits.truth
			} else {
				guess
			};
			let ballot = Ballot {
				answer,
				confidence: self.share(),
				rationale: self.bytes(),
			};
			let salt = self.bytes();
			let opened = self.of_hundred(habits.opening);
			casts.push(Cast {
				seat: position,
				commitment: commitment(&receipt.binding(round, seat), &ballot, &salt),
				reveal: opened.then_some(Reveal { ballot, salt }),
			});
		}
		casts
	}
}
