//! What an agent is taken to answer before it answered anything: as the average agent does, the more firmly the
//! less agents differ from each other.

use crate::{counts::Counts, model::smooth, table::Table, Groups, Real, Settings};
use alloc::{vec, vec::Vec};

/// Answers of the average agent that stand behind every agent's, for each true label and answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prior {
	behind: Table,
	strength: Vec<Real>,
}

impl Prior {
	/// From the expected counts of all agents outside cabals (empirical Bayes).
	pub(crate) fn learnt(counts: &Counts, groups: &Groups, settings: &Settings) -> Self {
		let mut behind = average(counts, groups);
		let mut strength = Vec::new();
		for (label, row) in behind.rows_mut(0).enumerate() {
			let answers = Spread::of(counts, groups, label, row).strength(settings);
			for cell in row {
				*cell = *cell * answers;
			}
			strength.push(answers);
		}
		Self { behind, strength }
	}

	/// For each true label the answers that stand behind an agent's.
	pub(crate) fn rows(&self) -> impl Iterator<Item = &[Real]> {
		self.behind.rows(0)
	}

	/// How the average agent answers, for each true label.
	pub(crate) fn average(&self) -> Vec<Vec<Real>> {
		let shares = |(row, answers): (&[Real], &Real)| row.iter().map(|cell| cell.over(*answers)).collect();
		self.behind.rows(0).zip(&self.strength).map(shares).collect()
	}

	/// For each true label, how many answers stand behind an agent's.
	pub(crate) fn strength(&self) -> &[Real] {
		&self.strength
	}
}

/// How agents' rows for one true label differ from the average row: what Kleinman ("Proportions with
/// extraneous variance: single and independent samples", 1973) estimates a beta-binomial's correlation from.
struct Spread {
	/// Σ n·|row − average|², over what one answer's is.
	apart: Real,
	/// Σ n − Σ n²/Σ n.
	answers: Real,
	/// How many agents have such answers, less one.
	degrees: Real,
}

impl Spread {
	fn of(counts: &Counts, groups: &Groups, label: usize, average: &[Real]) -> Self {
		let one: Real = average.iter().map(|share| *share * (Real::ONE - *share)).sum();
		let free = (0..groups.all().len()).filter(|agent| groups.of(*agent).is_none());
		let rows = free.filter_map(|agent| counts.agents.rows(agent).nth(label));
		let with_sum = rows.map(|row| (row, row.iter().copied().sum::<Real>()));
		// Less than half an answer says nothing of how its agent differs.
		let told: Vec<_> = with_sum.filter(|(_, answers)| *answers >= Real::HALF).collect();
		let all: Real = told.iter().map(|(_, answers)| *answers).sum();
		let mut spread = Self {
			apart: Real::ZERO,
			answers: all,
			degrees: Real::from_count(told.len().saturating_sub(1)),
		};
		for (row, answers) in told {
			let apart = row.iter().zip(average).map(|(count, share)| {
				let apart = count.over(answers) - *share;
				apart * apart
			});
			spread.apart += answers * apart.sum::<Real>().over(one);
			spread.answers -= answers * answers.over(all);
		}
		spread
	}

	/// How many answers stand behind a row: 1/ρ − 1 with ρ the correlation between an agent's answers, for
	/// which `shrink` speaks with as many answers as `trust` says.
	fn strength(&self, settings: &Settings) -> Real {
		let (least, most) = settings.strength_range;
		let usual = Real::ONE.over(settings.shrink + Real::ONE);
		let excess = (self.apart - self.degrees).max(Real::ZERO) + usual * settings.trust;
		let free = (self.answers - self.degrees).max(Real::ZERO) + settings.trust;
		let correlation = excess.over(free);
		(Real::ONE.over(correlation) - Real::ONE).clamp(least, most.max(least))
	}
}

/// How all agents outside cabals answer together, with a better than even answer behind them.
fn average(counts: &Counts, groups: &Groups) -> Table {
	let side = counts.labels.len();
	let wrong = Real::HALF.over(Real::from_count(side.saturating_sub(1)));
	let mut sums = Table::filled(1, side, wrong);
	for (label, row) in sums.rows_mut(0).enumerate() {
		if let Some(cell) = row.get_mut(label) {
			*cell = Real::ONE;
		}
	}
	for agent in (0..groups.all().len()).filter(|agent| groups.of(*agent).is_none()) {
		for (count, sum) in counts.agents.block(agent).iter().zip(sums.block_mut(0)) {
			*sum += *count;
		}
	}
	let nothing = vec![Real::ZERO; side];
	for row in sums.rows_mut(0) {
		smooth(row, &nothing);
	}
	sums
}
