//! `althing bench rounds`: how panels converge on labelled series, round by round.
//!
//! Whenever some brain raises an alarm, the panel of the chain is asked whether the last points are anomalous; nothing
//! looks ahead. Brains do not change their minds between rounds, so that a second round decides only what the rules let
//! it. Once with agents of whom nothing is known, whatever they do; once with the truth told after each case.

use super::nab::{load, question, seats, Labelled, SEED};
use crate::commands::output::print_json;
use crate::exit::Outcome;
use althing_brains::nab::probation;
use althing_brains::replay::STANDING;
use althing_brains::{replay, Method, Vote, DEFAULT_THRESHOLD};
use althing_cmp_rules::{Answer, Constants, Outcome as Ended, Receipt, Seat};
use althing_crowds::replay::Chain;
use althing_crowds::Answer as Said;
use indicatif::ProgressBar;
use polkadot_sdk::sp_arithmetic::Perbill;
use serde::Serialize;
use std::path::Path;

/// What became of the cases of one stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
	stream: String,
	/// Whether truths are told.
	learning: bool,
	/// How often the panel was asked.
	cases: usize,
	/// Of those with an anomaly.
	anomalous: usize,
	/// Decided in the first round, the second and so on.
	decided: Vec<usize>,
	/// Decided rightly.
	right: usize,
	/// Approved though there was no anomaly.
	false_alarms: usize,
	/// Left to people.
	escalated: usize,
	/// The threshold of the first case and of the last.
	threshold: (f64, f64),
}

impl Row {
	fn add(&mut self, receipt: &Receipt, truth: bool) {
		self.cases += 1;
		self.anomalous += usize::from(truth);
		let Some(last) = receipt.rounds.last() else {
			return;
		};
		let threshold = f64::from(last.tally.threshold.deconstruct()) / 1e9;
		self.threshold = match self.cases {
			1 => (threshold, threshold),
			_ => (self.threshold.0, threshold),
		};
		match receipt.outcome {
			Ended::Decided(answer) => {
				self.decided
					.resize(self.decided.len().max(receipt.rounds.len()), 0);
				if let Some(count) = self.decided.get_mut(receipt.rounds.len() - 1) {
					*count += 1;
				}
				self.right += usize::from(answer == Answer::Binary(truth));
				self.false_alarms += usize::from(answer == Answer::Binary(true) && !truth);
			}
			Ended::Escalated | Ended::Expired => self.escalated += 1,
		}
	}

	fn plus(&self, other: &Self) -> Self {
		let rounds = self.decided.len().max(other.decided.len());
		let at = |row: &Self, round: usize| row.decided.get(round).copied().unwrap_or(0);
		Self {
			stream: "all".into(),
			learning: other.learning,
			cases: self.cases + other.cases,
			anomalous: self.anomalous + other.anomalous,
			decided: (0..rounds)
				.map(|round| at(self, round) + at(other, round))
				.collect(),
			right: self.right + other.right,
			false_alarms: self.false_alarms + other.false_alarms,
			escalated: self.escalated + other.escalated,
			threshold: match self.cases {
				0 => other.threshold,
				_ => (self.threshold.0, other.threshold.1),
			},
		}
	}
}

pub(crate) fn run(data: &Path, json: bool) -> Outcome {
	let all = load(data)?;
	let bar = ProgressBar::new(all.len() as u64);
	let cases: Vec<_> = all
		.iter()
		.map(|labelled| {
			let cases = cases(labelled);
			bar.inc(1);
			cases
		})
		.collect();
	bar.finish_and_clear();
	let mut rows = Vec::new();
	for learning in [false, true] {
		let mut chain = Chain::of(question(), Constants::default(), seats());
		let mut sum = Row::default();
		for (labelled, cases) in all.iter().zip(&cases) {
			let row = stream(&mut chain, labelled, cases, learning);
			sum = sum.plus(&row);
			rows.push(row);
		}
		rows.push(sum);
	}
	if json {
		print_json(&rows);
	} else {
		print(&rows);
	}
	Ok(())
}

/// When the panel is asked, what each method says then, and what is true.
fn cases(labelled: &Labelled) -> Vec<(Vec<bool>, bool)> {
	let series = &labelled.series;
	let times = series.timestamps();
	let votes: Vec<Vec<Vote>> = replay(series, &Method::of_roles(), SEED)
		.iter()
		.map(|trace| trace.votes(DEFAULT_THRESHOLD, STANDING))
		.collect();
	let said = |point: usize| -> Vec<bool> {
		let at = |votes: &Vec<Vote>| votes.get(point).is_some_and(|vote| vote.anomalous);
		votes.iter().map(at).collect()
	};
	let (mut cases, mut before, mut asked) = (Vec::new(), Vec::new(), None);
	for point in probation(times.len())..times.len() {
		let now = said(point);
		let alarm = now
			.iter()
			.enumerate()
			.any(|(method, yes)| *yes && !before.get(method).copied().unwrap_or(false));
		before.clone_from(&now);
		if alarm && asked.is_none_or(|asked| point >= asked + STANDING) {
			asked = Some(point);
			let lately = times
				.get(point.saturating_sub(STANDING)..=point)
				.unwrap_or_default();
			let truth = lately
				.iter()
				.any(|time| labelled.windows.iter().any(|window| window.contains(*time)));
			cases.push((now, truth));
		}
	}
	cases
}

fn stream(chain: &mut Chain, labelled: &Labelled, cases: &[(Vec<bool>, bool)], learning: bool) -> Row {
	let mut row = Row {
		stream: labelled.name.clone(),
		learning,
		..Row::default()
	};
	for (said, truth) in cases {
		let answer = |(seat, agent): (u16, &Seat)| {
			let yes = said
				.get(usize::from(agent.role.index()))
				.copied()
				.unwrap_or(false);
			Said {
				agent: seat,
				label: yes.into(),
			}
		};
		let panel: Vec<_> = (0..).zip(&seats()).map(answer).collect();
		if !learning {
			let mut strangers = Chain::of(question(), Constants::default(), seats());
			row.add(&strangers.ask(&panel), *truth);
			continue;
		}
		let receipt = chain.ask(&panel);
		row.add(&receipt, *truth);
		chain.settle(&receipt, Answer::Binary(*truth));
		if let Some(claim) = chain.claim_when_due() {
			chain.take(&claim);
		}
	}
	row
}

fn print(rows: &[Row]) {
	crate::say!("| stream | truths | cases | with an anomaly | decided by round | right of decided | false alarms | escalated | threshold |");
	crate::say!("|---|---|---|---|---|---|---|---|---|");
	for row in rows {
		let rounds: Vec<_> = row.decided.iter().map(usize::to_string).collect();
		let decided: usize = row.decided.iter().sum();
		let share = |part: usize, of: usize| Perbill::from_rational(part as u32, (of as u32).max(1));
		crate::say!(
			"| {} | {} | {} | {} | {} | {} | {} | {} | {:.3} to {:.3} |",
			row.stream,
			if row.learning { "told" } else { "not told" },
			row.cases,
			row.anomalous,
			if rounds.is_empty() {
				"none".into()
			} else {
				rounds.join(", ")
			},
			if decided == 0 {
				"none".into()
			} else {
				format!("{:?}", share(row.right, decided))
			},
			row.false_alarms,
			crate::commands::output::percent(share(row.escalated, row.cases)),
			row.threshold.0,
			row.threshold.1,
		);
	}
}
