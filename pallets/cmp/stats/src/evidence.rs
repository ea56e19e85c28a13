//! How well each agent's answers are foretold: by the agent's own confusion matrix, and by each cabal.

use crate::{logs::normalise, Answer, Answers, Groups, Model, Posterior, Real, Settings};
use alloc::{vec, vec::Vec};

/// How likely each answer was, given all others on the task and that its agent is independent.
pub(crate) fn foretold(answers: &Answers, model: &Model) -> Vec<Vec<Real>> {
	let each = |(task, posterior): (&Vec<Answer>, Posterior)| {
		let one = |answer: &Answer| {
			let others = match model.groups().of(answer.who()) {
				None => without(model, &posterior, *answer),
				Some(_) => posterior.shares.clone(),
			};
			own(model, *answer, &others)
		};
		task.iter().map(one).collect()
	};
	answers.judged(model).map(each).collect()
}

/// By how many nats all others on a task foretell an answer better than how usual it is, in the mean over the answers of
/// agents outside cabals, each taken for the average agent: what they know in common of the truth. What is learnt from
/// noise foretells nothing.
pub(crate) fn common_knowledge(answers: &Answers, model: &Model) -> Real {
	let average = model.prior.average();
	let (mut sum, mut count) = (Real::ZERO, 0usize);
	for (task, posterior) in answers.judged(model) {
		for answer in task
			.iter()
			.filter(|answer| model.groups().of(answer.who()).is_none())
		{
			let others = without(model, &posterior, *answer);
			let likely = |truths: &[Real]| -> Real {
				let column = average.iter().filter_map(|row| row.get(answer.what()));
				truths
					.iter()
					.zip(column)
					.map(|(truth, share)| *truth * *share)
					.sum()
			};
			sum += likely(&others).ln() - likely(model.labels()).ln();
			count = count.saturating_add(1);
		}
	}
	sum.over(Real::from_count(count))
}

/// Every agent in the cabal that foretells its answers best, or in none where none does so by its [`entries`] nats
/// more than the agent's own confusion matrix. An agent's answer never helps to foretell itself.
pub(crate) fn better_groups(answers: &Answers, model: &Model, settings: &Settings) -> Groups {
	let mut alone = vec![Real::ZERO; answers.agents];
	let outside: Vec<_> = entries(answers, model.groups(), settings)
		.into_iter()
		.map(|entry| -entry)
		.collect();
	let mut inside = vec![outside; answers.agents];
	for (task, posterior) in answers.judged(model) {
		for answer in task {
			let (others, quiet) = silenced(model, &posterior, *answer);
			if let Some(sum) = alone.get_mut(answer.who()) {
				*sum += own(model, *answer, &others).ln();
			}
			let Some(sums) = inside.get_mut(answer.who()) else {
				continue;
			};
			for ((cabal, sum), voice) in sums.iter_mut().enumerate().zip(&posterior.sayings) {
				let logs = match &quiet {
					Some((of, logs)) if *of == cabal => logs,
					_ => &voice.logs,
				};
				*sum += repeated(model, cabal, logs, *answer, &others).ln();
			}
		}
	}
	let best = |(alone, inside): (&Real, &Vec<Real>)| {
		let mut best = (None, *alone);
		for (cabal, sum) in inside.iter().enumerate() {
			if *sum > best.1 {
				best = (Some(cabal), *sum);
			}
		}
		best.0
	};
	Groups::new(
		alone.iter().zip(&inside).map(best).collect(),
		settings.least_cabal,
	)
}

/// For each cabal, by how many nats it must foretell an agent's answers better than the agent's own confusion matrix:
/// the odds against belonging to it, by how many do. Nobody joins a cabal of few without much evidence; a cabal of
/// many is joined by those who have answered little, too.
fn entries(answers: &Answers, groups: &Groups, settings: &Settings) -> Vec<Real> {
	/// Agents outside, before any was seen.
	const OUTSIDE: usize = 19;
	let given = answers.given();
	let mut inside = vec![0usize; groups.count()];
	let mut outside = OUTSIDE;
	for (agent, _) in given.iter().enumerate().filter(|(_, given)| **given > 0) {
		match groups.of(agent).and_then(|cabal| inside.get_mut(cabal)) {
			Some(members) => *members = members.saturating_add(1),
			None => outside = outside.saturating_add(1),
		}
	}
	let outside = Real::from_count(outside).ln();
	let entry = |members: &usize| {
		let inside = Real::from_count(members.saturating_add(1)).ln();
		(outside - inside).clamp(Real::ZERO, settings.entry)
	};
	inside.iter().map(entry).collect()
}

/// How likely each label is without one answer; and, for a member, its cabal and what that says without it.
fn silenced(model: &Model, posterior: &Posterior, answer: Answer) -> (Vec<Real>, Option<(usize, Vec<Real>)>) {
	let Some(cabal) = model.groups().of(answer.who()) else {
		return (without(model, posterior, answer), None);
	};
	let Some(voice) = posterior.sayings.get(cabal) else {
		return (posterior.shares.clone(), None);
	};
	let each = voice.logs.iter().enumerate();
	let logs: Vec<_> = each
		.map(|(label, log)| *log - model.voices.repeats(cabal, label == answer.what()))
		.collect();
	let message = model.voices.message(cabal, &logs);
	let change = message.iter().zip(&voice.message).map(|(now, then)| *now - *then);
	(shifted(&posterior.shares, change), Some((cabal, logs)))
}

fn without(model: &Model, posterior: &Posterior, answer: Answer) -> Vec<Real> {
	let column = model.voices.agents.column(answer.who(), answer.what());
	shifted(&posterior.shares, column.map(|log| -log))
}

/// Shares with their logarithms changed.
fn shifted(shares: &[Real], change: impl Iterator<Item = Real>) -> Vec<Real> {
	let mut logs: Vec<_> = shares
		.iter()
		.zip(change)
		.map(|(share, change)| share.ln() + change)
		.collect();
	normalise(&mut logs);
	logs
}

fn own(model: &Model, answer: Answer, others: &[Real]) -> Real {
	let column = model.agents.column(answer.who(), answer.what());
	others.iter().zip(column).map(|(share, cell)| *share * cell).sum()
}

/// How likely an answer is from a member of the cabal, when `logs` tells what the others in it say.
fn repeated(model: &Model, cabal: usize, logs: &[Real], answer: Answer, others: &[Real]) -> Real {
	let mut sum = Real::ZERO;
	for (row, share) in model.voices.cabals.rows(cabal).zip(others) {
		let mut meant: Vec<_> = row.iter().zip(logs).map(|(log, said)| *log + *said).collect();
		normalise(&mut meant);
		for (label, meant) in meant.iter().enumerate() {
			sum += *share * *meant * model.voices.repeats(cabal, label == answer.what()).exp();
		}
	}
	sum
}
