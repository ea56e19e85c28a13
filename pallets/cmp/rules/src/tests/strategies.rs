//! Arbitrary input, sensible and not.

use crate::{
	Answer, Ballot, Calibration, Cast, Constants, Fixed, Kind, Odds, Pair, Past, Question, Reveal, Seat,
	Shown, Skill,
};
use althing_primitives::{Department, Departments, Role};
use polkadot_sdk::sp_arithmetic::Perbill;
use proptest::{collection::vec, prelude::*};

pub fn share() -> impl Strategy<Value = Perbill> {
	prop_oneof![
		1 => Just(Perbill::zero()),
		1 => Just(Perbill::one()),
		6 => (0u32..=1_000_000_000).prop_map(Perbill::from_parts),
	]
}

/// Weights as seats have them.
pub fn weight() -> impl Strategy<Value = Fixed> {
	(0.2..9.2f64).prop_map(|weight| Fixed::from_raw((weight * (1u64 << 48) as f64) as i128))
}

pub fn kind() -> impl Strategy<Value = Kind> {
	prop_oneof![
		Just(Kind::Binary),
		any::<u8>().prop_map(|options| Kind::Choice { options }),
		(2..=Kind::MAX_OPTIONS).prop_map(|options| Kind::Choice { options }),
		any::<(i64, i64)>().prop_map(|(min, max)| Kind::Scalar { min, max }),
		Just(Kind::Scalar {
			min: i64::MIN,
			max: i64::MAX
		}),
		(-50i64..0, 1i64..50).prop_map(|(min, max)| Kind::Scalar { min, max }),
	]
}

pub fn answer() -> impl Strategy<Value = Answer> {
	prop_oneof![
		any::<bool>().prop_map(Answer::Binary),
		(0u8..4).prop_map(Answer::Choice),
		any::<u8>().prop_map(Answer::Choice),
		(-5i64..5).prop_map(Answer::Scalar),
		any::<i64>().prop_map(Answer::Scalar),
		prop_oneof![Just(i64::MIN), Just(i64::MAX)].prop_map(Answer::Scalar),
	]
}

pub fn question() -> impl Strategy<Value = Question> {
	(kind(), any::<u8>(), share(), share(), share()).prop_map(|(kind, bits, risk, impact, urgency)| {
		Question {
			kind,
			departments: Departments(bits),
			risk,
			impact,
			urgency,
			evidence: [0; 32],
		}
	})
}

pub fn constants() -> impl Strategy<Value = Constants> {
	let shares = proptest::array::uniform14(share());
	let z = prop_oneof![Just(1_960u32), any::<u32>(), 0u32..4_000];
	(shares, z, any::<u8>()).prop_map(|(shares, z_milli, rounds)| {
		let [base, risk, impact, urgency, floor, ceiling, quorum, owner_cap, stakeholder, tolerance, ..] =
			shares;
		let [.., department_cap, herding, context, soft] = shares;
		Constants {
			base,
			risk,
			impact,
			urgency,
			floor,
			ceiling,
			quorum,
			owner_cap,
			stakeholder,
			z_milli,
			tolerance,
			rounds,
			department_cap,
			herding,
			context,
			soft,
		}
	})
}

pub fn seat() -> impl Strategy<Value = Seat> {
	(any::<u64>(), 0u8..6, 0u8..8).prop_map(|(agent, owner, department)| Seat {
		agent,
		account: [0; 32],
		owner: [owner; 32],
		department: Department::from_index(department).unwrap(),
		role: Role::DataScout,
	})
}

pub fn cast() -> impl Strategy<Value = Cast> {
	let seat = prop_oneof![0u8..70, any::<u8>()];
	(seat, proptest::option::weighted(0.9, answer())).prop_map(|(seat, answer)| cast_of(seat, answer))
}

/// A ballot whose seal does not matter.
pub fn cast_of(seat: u8, answer: Option<Answer>) -> Cast {
	let reveal = answer.map(|answer| Reveal {
		ballot: Ballot {
			answer,
			confidence: Perbill::one(),
			rationale: [0; 32],
		},
		salt: [0; 32],
	});
	Cast {
		seat,
		commitment: [0; 32],
		reveal,
	}
}

/// A panel of which everybody answered: seats of up to six owners with an answer each.
pub fn panel() -> impl Strategy<Value = Vec<(Seat, Answer)>> {
	vec((seat(), answer()), 1..24)
}

/// A yes-or-no question with nothing at stake.
pub fn plain(kind: Kind) -> Question {
	Question {
		kind,
		departments: Departments(0),
		risk: Perbill::zero(),
		impact: Perbill::zero(),
		urgency: Perbill::zero(),
		evidence: [0; 32],
	}
}

/// What an agent has shown: nothing, something, or nonsense.
pub fn shown() -> impl Strategy<Value = Shown> {
	let count = || prop_oneof![2 => Just(0u32), 4 => 0..200_000u32, 1 => any::<u32>()];
	let odds = move || (count(), count()).prop_map(|(right, wrong)| Odds { right, wrong });
	(odds(), odds(), 0..200u32, 0..200_000u32).prop_map(|(yes, no, answers, error)| Shown {
		skill: Skill { yes, no },
		calibration: Calibration { answers, error },
	})
}

pub fn pair() -> impl Strategy<Value = Pair> {
	(0u8..70, 0u8..70, 0u8..64, any::<u16>()).prop_map(|(one, other, common, nats)| Pair {
		one,
		other,
		common,
		nats,
	})
}

pub fn past() -> impl Strategy<Value = Past> {
	any::<(u32, u32)>().prop_map(|(settled, wrong)| Past { settled, wrong })
}
