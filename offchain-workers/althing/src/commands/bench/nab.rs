//! `althing bench nab`: labelled series replayed as streams, each brain alone and the panel.
//!
//! The panel is that of the chain: 21 seats drawn from the honeycomb, counted by the very rules that the
//! runtime executes. Nothing looks ahead. A brain alone and the panel's members raise alarms at the same
//! default threshold.

use crate::commands::output::print_json;
use crate::exit::{Failure, Outcome};
use althing_brains::nab::{count, raised, score, Counts, NabScore, Profile};
use althing_brains::replay::STANDING;
use althing_brains::{panel_alarms, replay, Method, Series, Trace, Vote, Window, DEFAULT_THRESHOLD};
use althing_cmp_rules::{
	conclude, Answer, Ballot, Cast, Constants, Hearing, Kind, Question, Reveal, Seat, Verdict,
};
use althing_primitives::{Department, Departments, Role};
use indicatif::ProgressBar;
use polkadot_sdk::sp_arithmetic::Perbill;
use serde_json::{json, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// Seats of the panel, as on chain.
const SEATS: u64 = 21;
/// What chance the isolation forest uses.
pub(super) const SEED: u64 = 1;

/// One series with its labels.
pub(super) struct Labelled {
	pub(super) name: String,
	pub(super) series: Series,
	pub(super) windows: Vec<Window>,
}

/// What one contestant did over all series.
#[derive(Default)]
struct Contestant {
	counts: Counts,
	nab: Option<NabScore>,
}

impl Contestant {
	fn add(&mut self, labelled: &Labelled, alarms: &[bool]) {
		let raised = raised(alarms, STANDING);
		let times = labelled.series.timestamps();
		self.counts = self
			.counts
			.plus(count(&labelled.windows, times, alarms, STANDING));
		let nab = score(&labelled.windows, times, &raised, Profile::Standard);
		self.nab = Some(match self.nab.take() {
			Some(sum) => sum.plus(nab),
			None => nab,
		});
	}

	fn json(&self) -> Value {
		json!({
			"precision": self.counts.precision(),
			"recall": self.counts.recall(),
			"f1": self.counts.f1(),
			"truePositives": self.counts.true_positives,
			"falsePositives": self.counts.false_positives,
			"falseNegatives": self.counts.false_negatives,
			"nabStandard": self.nab.as_ref().map(NabScore::normalised),
		})
	}
}

pub(crate) fn run(data: &Path, json: bool) -> Outcome {
	let all = load(data)?;
	let bar = if json {
		ProgressBar::hidden()
	} else {
		ProgressBar::new(all.len() as u64)
	};
	let methods = Method::of_roles();
	let mut brains: Vec<_> = methods.iter().map(|_| Contestant::default()).collect();
	let mut panel = Contestant::default();
	for labelled in &all {
		let traces = replay(&labelled.series, &methods, SEED);
		for (result, trace) in brains.iter_mut().zip(&traces) {
			result.add(labelled, &trace.alarms(DEFAULT_THRESHOLD));
		}
		panel.add(labelled, &decisions(&traces));
		bar.inc(1);
	}
	bar.finish_and_clear();
	print(&all, &methods, &brains, &panel, json);
	Ok(())
}

/// Where the panel of the chain decides that there is an anomaly.
fn decisions(traces: &[Trace]) -> Vec<bool> {
	let panel = Panel::new();
	// Votes change rarely: every pattern of yes and no is counted once.
	let mut known = BTreeMap::<Vec<bool>, bool>::new();
	panel_alarms(traces, DEFAULT_THRESHOLD, STANDING, |votes: &[Vote]| {
		let pattern: Vec<_> = votes.iter().map(|vote| vote.anomalous).collect();
		*known
			.entry(pattern.clone())
			.or_insert_with(|| panel.decides(&pattern))
	})
}

/// The panel of the chain with the question that the observers of the network ask.
struct Panel {
	question: Question,
	constants: Constants,
	seats: Vec<Seat>,
}

/// The panel of the chain: departments and roles in turn, so that each role has two or three seats.
pub(super) fn seats() -> Vec<Seat> {
	let seat = |index: u64| {
		let department = Department::from_index((index % 8) as u8).unwrap_or(Department::Engineering);
		let role = Role::from_index(((index / 8 + index) % 8) as u8).unwrap_or(Role::DataScout);
		Seat {
			agent: index,
			account: [index as u8; 32],
			owner: [department.index(); 32],
			department,
			role,
		}
	};
	(0..SEATS).map(seat).collect()
}

/// The question that the observers of the network ask.
pub(super) fn question() -> Question {
	Question {
		kind: Kind::Binary,
		departments: Departments::default(),
		risk: Perbill::from_percent(30),
		impact: Perbill::from_percent(30),
		urgency: Perbill::from_percent(50),
		evidence: [0; 32],
	}
}

impl Panel {
	fn new() -> Self {
		Self {
			question: question(),
			constants: Constants::default(),
			seats: seats(),
		}
	}

	/// Whether the panel says yes when the brain of each role votes as in `votes`.
	fn decides(&self, votes: &[bool]) -> bool {
		let cast = |(index, seat): (usize, &Seat)| {
			let yes = votes
				.get(usize::from(seat.role.index()))
				.copied()
				.unwrap_or_default();
			let ballot = Ballot {
				answer: Answer::Binary(yes),
				confidence: Perbill::one(),
				rationale: [0; 32],
			};
			Cast {
				seat: index as u8,
				commitment: [0; 32],
				reveal: Some(Reveal {
					ballot,
					salt: [0; 32],
				}),
			}
		};
		let casts: Vec<_> = self.seats.iter().enumerate().map(cast).collect();
		let hearing = Hearing::of_strangers(&self.question, &self.constants, &self.seats);
		let tally = conclude(&hearing, &[], &casts);
		tally.verdict == Verdict::Decided(Answer::Binary(true))
	}
}

fn print(all: &[Labelled], methods: &[Method], brains: &[Contestant], panel: &Contestant, json: bool) {
	let best = methods
		.iter()
		.zip(brains)
		.max_by(|a, b| a.1.counts.f1().total_cmp(&b.1.counts.f1()));
	if json {
		let each: BTreeMap<_, _> = methods
			.iter()
			.zip(brains)
			.map(|(m, result)| (m.name(), result.json()))
			.collect();
		let mut single = best.map_or(Value::Null, |(_, result)| result.json());
		if let (Some(object), Some((method, _))) = (single.as_object_mut(), best) {
			object.insert("brain".into(), method.name().into());
		}
		print_json(&json!({
			"series": all.iter().map(|labelled| &labelled.name).collect::<Vec<_>>(),
			"points": all.iter().map(|labelled| labelled.series.len()).sum::<usize>(),
			"windows": all.iter().map(|labelled| labelled.windows.len()).sum::<usize>(),
			"threshold": DEFAULT_THRESHOLD,
			"brains": each,
			"best_single": single,
			"panel": panel.json(),
		}));
		return;
	}
	crate::say!(
		"{:<24} {:>9} {:>7} {:>6} {:>10}",
		"",
		"precision",
		"recall",
		"f1",
		"NAB (std.)"
	);
	let rows = methods
		.iter()
		.map(Method::name)
		.zip(brains)
		.chain([("the panel of the chain", panel)]);
	for (name, result) in rows {
		crate::say!(
			"{name:<24} {:>9.3} {:>7.3} {:>6.3} {:>10.1}",
			result.counts.precision(),
			result.counts.recall(),
			result.counts.f1(),
			result.nab.as_ref().map_or(0.0, NabScore::normalised),
		);
	}
	if let Some((method, single)) = best {
		let verdict = if panel.counts.f1() >= single.counts.f1() {
			"not worse than"
		} else {
			"worse than"
		};
		crate::say!(
			"The panel is {verdict} the best single brain, {}, by F1.",
			method.name()
		);
	}
}

pub(super) fn load(folder: &Path) -> Result<Vec<Labelled>, Failure> {
	let path = folder.join("windows.json");
	let text = std::fs::read_to_string(&path).map_err(|e| {
		Failure::input(format!(
			"{} cannot be read: {e}. --data names the folder with the series and windows.json.",
			path.display()
		))
	})?;
	let labels: BTreeMap<String, Vec<(String, String)>> = serde_json::from_str(&text)
		.map_err(|e| Failure::input(format!("{} is not what is expected: {e}", path.display())))?;
	labels
		.into_iter()
		.map(|(name, windows)| labelled(folder, name, &windows))
		.collect()
}

fn labelled(folder: &Path, name: String, windows: &[(String, String)]) -> Result<Labelled, Failure> {
	let file = Path::new(&name)
		.file_name()
		.map(|file| folder.join(file))
		.unwrap_or_default();
	let (times, values) = crate::case::read_points(&file).map_err(Failure::input)?;
	// Clocks were set back in some recordings; those points are left out.
	let (series, _) = Series::skipping_disorder(&times, &values).map_err(Failure::input)?;
	let window = |(from, to): &(String, String)| {
		let moment = |text: &str| {
			crate::case::moment::parse(text).ok_or_else(|| Failure::input(format!("{text} is no time")))
		};
		Window::new(moment(from)?, moment(to)?).map_err(Failure::input)
	};
	Ok(Labelled {
		name,
		series,
		windows: windows.iter().map(window).collect::<Result<_, _>>()?,
	})
}
