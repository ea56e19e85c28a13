//! What each seat's word weighs, and why.

use crate::{
	agreement::agrees,
	blocs::cap_blocs,
	herding::came_over,
	owners::cap_owners,
	shares::{add_up, share},
	Answer, Bias, Finding, Fixed, Grounds, Hearing, Kind, Known, Reasons, Round, Testimony, Topic,
};
use alloc::vec::Vec;
use althing_cmp_skill::{independence, Weighed};
use althing_cmp_stats::{Answer as Said, Real, Voices};
use polkadot_sdk::sp_arithmetic::Perbill;

/// The weights of a round, in the order of the seats, with all that they are made of. Seats that did not answer
/// weigh nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
	/// What counts.
	pub weights: Vec<Fixed>,
	/// What it is made of.
	pub grounds: Vec<Grounds>,
	/// What was found and corrected on the way, in the order of the corrections.
	pub findings: Vec<Finding>,
}

/// Weighs what each seat answered, after the rounds `earlier`.
///
/// The log-odds of the answer by what the agent has shown, or by the estimate in force, times 1 + `stakeholder` where its department is among
/// those that the question concerns (a question that names none concerns all alike), times what its calibration,
/// its coming over to the leader and its copying of others leave of it. Then departments that are a bloc and owners
/// with too many seats are held to their caps. Between 0 and 9.2; each factor is exact to a billionth.
///
/// `voices` are those of the hearing's testimony.
pub fn weights(
	hearing: &Hearing,
	voices: Option<&Voices>,
	earlier: &[Round],
	answers: &[Option<Answer>],
) -> Weights {
	let mut scales = Scales::new(hearing, voices, answers);
	scales.calibrate();
	scales.unherd(earlier);
	scales.uncopy();
	scales.cap();
	scales.made
}

/// Weights under way.
struct Scales<'a> {
	hearing: &'a Hearing<'a>,
	answers: &'a [Option<Answer>],
	made: Weights,
}

impl<'a> Scales<'a> {
	/// What the agents' skill alone makes of the answers, with the stakeholder factor.
	fn new(hearing: &'a Hearing<'a>, voices: Option<&Voices>, answers: &'a [Option<Answer>]) -> Self {
		let concerned = |position: usize| {
			let seat = hearing.seats.get(position);
			seat.is_some_and(|seat| hearing.question.departments.contains(seat.department))
		};
		// At most ln 99 · 2: never out of range.
		let bonus = Fixed::ONE.saturating_add(Fixed::from_perbill(hearing.constants.stakeholder));
		let (mut weights, mut grounds) = (Vec::new(), Vec::new());
		for (position, answer) in answers.iter().enumerate() {
			let mut ground = ground(hearing, voices, position, answer.as_ref());
			let mut weight = ground.odds;
			if answer.is_some() && concerned(position) {
				ground.reasons = ground.reasons.with(Reasons::STAKEHOLDER);
				weight = weight.checked_mul(bonus).unwrap_or(weight);
			}
			weights.push(weight);
			grounds.push(ground);
		}
		let findings = Vec::new();
		Self {
			hearing,
			answers,
			made: Weights {
				weights,
				grounds,
				findings,
			},
		}
	}

	/// Takes from those who do not know how sure they may be.
	fn calibrate(&mut self) {
		let factors: Vec<_> = self
			.made
			.grounds
			.iter()
			.map(|ground| ground.calibration)
			.collect();
		self.apply(Reasons::MISCALIBRATED, &factors, |seats| Bias::Miscalibration {
			seats,
		});
	}

	/// Takes from those who came over to what led.
	fn unherd(&mut self, earlier: &[Round]) {
		let left = Fixed::ONE
			.saturating_sub(Fixed::from_perbill(self.hearing.constants.herding))
			.to_perbill();
		let factor = |(position, answer): (usize, &Option<Answer>)| match answer {
			Some(answer) if came_over(self.hearing, earlier, position, answer) => left,
			_ => Perbill::one(),
		};
		let factors: Vec<_> = self.answers.iter().enumerate().map(factor).collect();
		self.apply(Reasons::HERDING, &factors, |seats| Bias::Herding { seats });
	}

	/// Takes from those who say the same as others whom they copy, or who copy them.
	fn uncopy(&mut self) {
		let factors = match self.hearing.testimony {
			Some(testimony) => self.one_voice(testimony),
			None => self.independent(),
		};
		for ((ground, factor), answer) in self.made.grounds.iter_mut().zip(&factors).zip(self.answers) {
			if answer.is_some() {
				ground.independence = *factor;
			}
		}
		self.apply(Reasons::COPYING, &factors, |seats| Bias::Copying { seats });
	}

	/// Members of a cabal who say the same share what its one voice weighs.
	fn one_voice(&self, testimony: &Testimony) -> Vec<Perbill> {
		let place = |(known, answer): (&Known, &Option<Answer>)| Some((known.cabal?, (*answer)?));
		let places: Vec<_> = testimony.seats.iter().zip(self.answers).map(place).collect();
		let share = |place: &Option<(u8, Answer)>| match place {
			None => Perbill::one(),
			Some(_) => {
				let alike = places.iter().filter(|other| *other == place).count();
				Perbill::from_rational(1u32, alike as u32) // 1 to 64
			}
		};
		places.iter().map(share).collect()
	}

	/// What the pairs that agree more than chance explains leave of each seat's weight.
	fn independent(&self) -> Vec<Perbill> {
		let (kind, tolerance) = (&self.hearing.question.kind, self.hearing.constants.tolerance);
		let mut copied: Vec<_> = self.answers.iter().map(|_| Real::ZERO).collect();
		for pair in self.hearing.pairs {
			let places = [usize::from(pair.one), usize::from(pair.other)];
			let [one, other] = places.map(|place| self.answers.get(place).and_then(Option::as_ref));
			let same = one
				.zip(other)
				.is_some_and(|(one, other)| agrees(kind, tolerance, one, other));
			for place in places.into_iter().filter(|_| same) {
				if let Some(sum) = copied.get_mut(place) {
					*sum += pair.copies();
				}
			}
		}
		copied
			.into_iter()
			.map(|sum| Fixed::from_real(independence(core::iter::once(sum))).to_perbill())
			.collect()
	}

	/// Holds blocs and owners to their caps.
	fn cap(&mut self) {
		let before = self.made.weights.clone();
		let blocs = cap_blocs(self.hearing, &mut self.made.weights, self.answers);
		self.mark(Reasons::BLOC, &before);
		self.made.findings.extend(blocs);

		let before = self.made.weights.clone();
		let owners: Vec<_> = self.hearing.seats.iter().map(|seat| seat.owner).collect();
		let cap = self.hearing.constants.owner_cap;
		let capped = cap_owners(&mut self.made.weights, &owners, cap);
		self.mark(Reasons::OWNER, &before);
		self.made.findings.extend(capped);
	}

	/// Multiplies the weights, and notes what that changed where it changed anything.
	fn apply(&mut self, reason: Reasons, factors: &[Perbill], bias: impl FnOnce(u8) -> Bias) {
		let before = self.made.weights.clone();
		for (weight, factor) in self.made.weights.iter_mut().zip(factors) {
			if *factor < Perbill::one() {
				*weight = weight
					.checked_mul(Fixed::from_perbill(*factor))
					.unwrap_or(Fixed::ZERO);
			}
		}
		let touched = self.mark(reason, &before);
		if touched.is_empty() {
			return;
		}
		let part = |weights: &[Fixed]| {
			let held = touched.iter().filter_map(|position| weights.get(*position));
			share(add_up(held), add_up(weights.iter()))
		};
		let finding = Finding {
			bias: bias(touched.len() as u8), // at most 64
			before: part(&before),
			after: part(&self.made.weights),
		};
		self.made.findings.push(finding);
	}

	/// Gives `reason` for every weight that is not what it was `before`; returns their positions.
	fn mark(&mut self, reason: Reasons, before: &[Fixed]) -> Vec<usize> {
		let mut touched = Vec::new();
		let weights = self.made.weights.iter().zip(before).enumerate();
		for ((position, (now, before)), ground) in weights.zip(&mut self.made.grounds) {
			if now != before {
				ground.reasons = ground.reasons.with(reason);
				touched.push(position);
			}
		}
		touched
	}
}

/// What the seat at `position` has shown, as far as its answer goes.
fn ground(hearing: &Hearing, voices: Option<&Voices>, position: usize, answer: Option<&Answer>) -> Grounds {
	let Some(answer) = answer else {
		return Grounds::default();
	};
	let shown = hearing.shown(position);
	let odds = match voices {
		Some(voices) => spoken(voices, position, answer),
		None => shown.skill.weight(weighed(&hearing.question.kind, answer)),
	};
	Grounds {
		odds: Fixed::from_real(odds),
		calibration: Fixed::from_real(shown.calibration.factor()).to_perbill(),
		independence: Perbill::one(),
		reasons: Reasons::default(),
	}
}

/// What the estimate says of an answer; nothing for one that speaks against itself.
fn spoken(voices: &Voices, position: usize, answer: &Answer) -> Real {
	let (Ok(agent), Some(label)) = (u16::try_from(position), Topic::label(answer)) else {
		return Real::ZERO;
	};
	voices.speaks(Said { agent, label }).max(Real::ZERO)
}

fn weighed(kind: &Kind, answer: &Answer) -> Weighed {
	match (kind, answer) {
		(Kind::Choice { options }, _) => Weighed::Choice(*options),
		(_, Answer::Binary(yes)) => Weighed::Binary(*yes),
		_ => Weighed::Scalar,
	}
}
