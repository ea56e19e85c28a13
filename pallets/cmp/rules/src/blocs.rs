//! Departments that speak with one voice against the others.

use crate::{
	agreement::agrees,
	shares::{add_up, share},
	tally::lead,
	Answer, Bias, Finding, Fixed, Hearing, Seat,
};
use alloc::vec::Vec;
use althing_primitives::Department;
use polkadot_sdk::sp_arithmetic::Rounding;

/// With fewer departments on the panel a bloc is no more than a majority.
const LEAST_DEPARTMENTS: usize = 3;

/// A department that is too heavy.
struct Bloc {
	department: Department,
	held: Fixed,
	allowed: Fixed,
}

/// Scales down the departments of which all seats say the same, while the rest of the panel leads otherwise, to
/// `department_cap` of what they and the rest then weigh; and tells which.
///
/// `weights` and `answers` are in the order of the seats. Every bloc is measured against the weights as they come,
/// so that the order of departments changes nothing.
pub(crate) fn cap_blocs(
	hearing: &Hearing,
	weights: &mut [Fixed],
	answers: &[Option<Answer>],
) -> Vec<Finding> {
	let present = |department: &Department| inside(hearing.seats, weights, *department).next().is_some();
	if Department::ALL
		.into_iter()
		.filter(|department| present(department))
		.count()
		< LEAST_DEPARTMENTS
	{
		return Vec::new();
	}
	let blocs: Vec<_> = Department::ALL
		.into_iter()
		.filter_map(|department| bloc(hearing, weights, answers, department))
		.collect();
	let total = add_up(weights.iter());
	for (weight, seat) in weights.iter_mut().zip(hearing.seats) {
		if let Some(bloc) = blocs.iter().find(|bloc| bloc.department == seat.department) {
			// Down, so that a bloc never exceeds what it is allowed.
			*weight = weight
				.checked_mul_div(bloc.allowed, bloc.held, Rounding::Down)
				.unwrap_or(Fixed::ZERO);
		}
	}
	let left = add_up(weights.iter());
	let finding = |bloc: &Bloc| Finding {
		bias: Bias::DepartmentBloc {
			department: bloc.department,
		},
		before: share(bloc.held, total),
		after: share(weight_inside(hearing.seats, weights, bloc.department), left),
	};
	blocs.iter().map(finding).collect()
}

/// The seats of `department` that weigh something, by position.
fn inside<'a>(
	seats: &'a [Seat],
	weights: &'a [Fixed],
	department: Department,
) -> impl Iterator<Item = (usize, &'a Fixed)> {
	let all = seats.iter().zip(weights).enumerate();
	all.filter(move |(_, (seat, weight))| seat.department == department && **weight > Fixed::ZERO)
		.map(|(position, (_, weight))| (position, weight))
}

fn weight_inside(seats: &[Seat], weights: &[Fixed], department: Department) -> Fixed {
	add_up(inside(seats, weights, department).map(|(_, weight)| weight))
}

/// `department`, if it is a bloc that weighs more than it may.
fn bloc(
	hearing: &Hearing,
	weights: &[Fixed],
	answers: &[Option<Answer>],
	department: Department,
) -> Option<Bloc> {
	let (kind, tolerance) = (&hearing.question.kind, hearing.constants.tolerance);
	let answer = |position: usize| answers.get(position).copied().flatten();
	let mut same = inside(hearing.seats, weights, department).filter_map(|(position, _)| answer(position));
	let said = same.next()?;
	if !same.all(|other| other == said) {
		return None;
	}
	let rest: Vec<_> = hearing
		.seats
		.iter()
		.zip(weights)
		.zip(answers)
		.filter(|((seat, _), _)| seat.department != department)
		.filter_map(|((_, weight), answer)| Some(((*answer)?, *weight)))
		.collect();
	let leads = lead(kind, tolerance, None, rest.iter().copied())?.answer;
	if agrees(kind, tolerance, &leads, &said) {
		return None;
	}
	let held = weight_inside(hearing.seats, weights, department);
	let others = add_up(rest.iter().map(|(_, weight)| weight));
	let cap = Fixed::from_perbill(hearing.constants.department_cap);
	let allowed = others.checked_mul_div(cap, Fixed::ONE.saturating_sub(cap), Rounding::Down)?;
	(held > allowed).then_some(Bloc {
		department,
		held,
		allowed,
	})
}
