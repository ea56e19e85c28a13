//! The stake-weighted median with clipping, as in Yuma consensus, for answers with labels.

use super::method::Verdict;
use crate::Crowd;

/// The share of all stake that is paid out after each task.
const PAID: f64 = 0.01;

/// All begin with the same stake. A label that holds more than half of the panel's stake is the median vote;
/// votes for others are clipped to nothing. What is paid goes to those whose vote was not clipped, by their
/// stake. A task without a median vote goes to the label with the most stake, and nothing is paid.
pub(super) fn judge(crowd: &Crowd) -> Verdict {
	let mut stakes = vec![1.0; crowd.agents.len()];
	let mut labels = Vec::with_capacity(crowd.tasks.len());
	for task in &crowd.tasks {
		let mut held = vec![0.0; crowd.labels.len()];
		for answer in task {
			let stake = stakes.get(usize::from(answer.agent)).copied().unwrap_or_default();
			if let Some(held) = held.get_mut(usize::from(answer.label)) {
				*held += stake;
			}
		}
		let better = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
		let (label, most) = held.iter().copied().enumerate().fold((0, 0.0), better);
		labels.push(label);
		if most > held.iter().sum::<f64>() / 2.0 {
			let paid = PAID * stakes.iter().sum::<f64>() / most;
			for answer in task.iter().filter(|answer| usize::from(answer.label) == label) {
				if let Some(stake) = stakes.get_mut(usize::from(answer.agent)) {
					*stake *= 1.0 + paid;
				}
			}
		}
	}
	Verdict {
		labels,
		weights: stakes,
	}
}
