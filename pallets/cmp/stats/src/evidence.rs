//! How well each agent's answers are foretold: by the agent's own confusion matrix, and by each cabal.

use crate::{logs::normalise, Answer, Answers, Groups, Model, Posterior, Real, Settings};
use alloc::{vec, vec::Vec};

/// How likely each answer was, given all others on the task and that its agent is independent.
pub(crate) fn foretold(answers: &Answers, model: &Model) -> Vec<Vec<Real>> {
	let each = |task: &Vec<Answer>| {
		let posterior = model.posterior(task);
		let one = |answer: &Answer| {
			let others = match model.groups.of(answer.who()) {
				None => without(model, &posterior, *answer),
				Some(_) => posterior.shares.clone(),
			};
			own(model, *answer, &others)
		};
		task.iter().map(one).collect()
	};
	answers.tasks.iter().map(each).collect()
}

/// Every agent in the cabal that foretells its answers best, or in none where none does so by `entry` nats
/// more than the agent's own confusion matrix. An agent's answer never helps to foretell itself.
pub(crate) fn better_groups(answers: &Answers, model: &Model, settings: &Settings) -> Groups {
	let cabals = model.groups.count();
	let mut alone = vec![settings.entry; answers.agents];
	let mut inside = vec![vec![Real::ZERO; cabals]; answers.agents];
	for task in &answers.tasks {
		let posterior = model.posterior(task);
		for answer in task {
			let (others, quiet) = silenced(model, &posterior, *answer);
			if let Some(sum) = alone.get_mut(answer.who()) {
				*sum += own(model, *answer, &others).ln();
			}
			let Some(sums) = inside.get_mut(answer.who()) else {
				continue;
			};
			for ((cabal, sum), voice) in sums.iter_mut().enumerate().zip(&posterior.voices) {
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

/// How likely each label is without one answer; and, for a member, its cabal and what that says without it.
fn silenced(model: &Model, posterior: &Posterior, answer: Answer) -> (Vec<Real>, Option<(usize, Vec<Real>)>) {
	let Some(cabal) = model.groups.of(answer.who()) else {
		return (without(model, posterior, answer), None);
	};
	let Some(voice) = posterior.voices.get(cabal) else {
		return (posterior.shares.clone(), None);
	};
	let each = voice.logs.iter().enumerate();
	let logs: Vec<_> = each
		.map(|(label, log)| *log - model.repeat(cabal, label == answer.what()))
		.collect();
	let message = model.message(cabal, &logs);
	let change = message.iter().zip(&voice.message).map(|(now, then)| *now - *then);
	(shifted(&posterior.shares, change), Some((cabal, logs)))
}

fn without(model: &Model, posterior: &Posterior, answer: Answer) -> Vec<Real> {
	let column = model.log_agents.column(answer.who(), answer.what());
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
	for (row, share) in model.log_cabals.rows(cabal).zip(others) {
		let mut meant: Vec<_> = row.iter().zip(logs).map(|(log, said)| *log + *said).collect();
		normalise(&mut meant);
		for (label, meant) in meant.iter().enumerate() {
			sum += *share * *meant * model.repeat(cabal, label == answer.what()).exp();
		}
	}
	sum
}
