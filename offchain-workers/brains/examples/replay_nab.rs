//! Replays the NAB series through every brain and a panel, without look-ahead, and prints a table.
//!
//! `cargo run --release -p althing-brains --example replay_nab`. The data is looked for in the folder
//! that ALTHING_DATA names, else in `shared/data` beside the workspace; without it nothing is done.

#![allow(clippy::indexing_slicing)]

use std::{path::PathBuf, time::Instant};

use althing_brains::nab::{self, Counts, NabScore, Profile};
use althing_brains::replay::STANDING;
use althing_brains::selection::{leave_one_out, threshold_within};
use althing_brains::{panel_alarms, replay, Method, Series, Trace, Vote, Window, DEFAULT_THRESHOLD};

type Failure = Box<dyn std::error::Error>;

/// One series with its true windows, and what each method says of it.
struct Case {
	series: Series,
	labels: Vec<Window>,
	traces: Vec<Trace>,
}

/// What can raise alarms: one brain, or a panel of the eight roles' brains.
enum Contender {
	Brain(Method),
	Panel(&'static str, fn(&[Vote]) -> bool),
	/// Support weighted by ln(p/(1 − p)), p the accuracy on the other series.
	Weighted,
}

fn main() -> Result<(), Failure> {
	let Some(folder) = data() else {
		println!("skipped: no NAB data; set ALTHING_DATA to the folder that holds nab/windows.json");
		return Ok(());
	};
	let mut cases = read(&folder)?;
	let started = Instant::now();
	for case in &mut cases {
		case.traces = replay(&case.series, Method::all(), 1);
	}
	let points: usize = cases.iter().map(|case| case.series.len()).sum();
	println!(
		"{points} points, {} methods, {:.1?}",
		Method::all().len(),
		started.elapsed()
	);
	println!("an alarm stands {STANDING} points");

	println!("\none threshold for all: {DEFAULT_THRESHOLD}\n{}", HEADER);
	for contender in contenders() {
		println!("{}", row(&contender, &cases, DEFAULT_THRESHOLD));
	}
	for points_an_alarm in [2500, 5000] {
		println!("\none alarm in {points_an_alarm} points for all, right or wrong\n{HEADER}");
		for contender in contenders() {
			let raised = |threshold| {
				let counts = total(&contender.counts(&cases, threshold));
				counts.true_positives + counts.false_positives
			};
			let threshold = threshold_within(&grid(), points / points_an_alarm, raised);
			println!("{}", row(&contender, &cases, threshold.unwrap_or(1.0)));
		}
	}
	println!("\neach series with the threshold that is best on the others");
	for contender in contenders() {
		let thresholds = grid();
		let rows = thresholds
			.iter()
			.map(|threshold| contender.counts(&cases, *threshold));
		let counts = leave_one_out(&rows.collect::<Vec<_>>());
		println!("{:24} {}", contender.name(), describe(&counts));
	}
	Ok(())
}

const HEADER: &str =
	"                         threshold   TP   FP   FN  prec   rec    F1    NAB  lowFP  lowFN";

fn grid() -> Vec<f64> {
	(10..=80).map(|step| f64::from(step) / 100.0).collect()
}

fn contenders() -> Vec<Contender> {
	let mut all: Vec<Contender> = Method::all().iter().copied().map(Contender::Brain).collect();
	all.push(Contender::Panel("panel: any two", |votes| yes(votes) >= 2));
	all.push(Contender::Panel("panel: half", |votes| {
		2 * yes(votes) >= votes.len()
	}));
	all.push(Contender::Panel("panel: majority", |votes| {
		2 * yes(votes) > votes.len()
	}));
	all.push(Contender::Panel("panel: by confidence", by_confidence));
	all.push(Contender::Panel("panel: Wilson", wilson));
	all.push(Contender::Weighted);
	all
}

impl Contender {
	fn name(&self) -> &'static str {
		match self {
			Contender::Brain(method) => method.name(),
			Contender::Panel(name, _) => name,
			Contender::Weighted => "panel: by accuracy",
		}
	}

	/// The alarms on each case.
	fn alarms(&self, cases: &[Case], threshold: f64) -> Vec<Vec<bool>> {
		let decided = |case: &Case, decide: &dyn Fn(&[Vote]) -> bool| {
			panel_alarms(&seated(case), threshold, STANDING, decide)
		};
		match self {
			Contender::Brain(method) => {
				let own = |case: &Case| {
					case.traces
						.iter()
						.find(|trace| trace.method == *method)
						.map(|trace| trace.alarms(threshold))
				};
				cases.iter().filter_map(own).collect()
			}
			Contender::Panel(_, decide) => cases.iter().map(|case| decided(case, decide)).collect(),
			Contender::Weighted => {
				let learned = |place: usize| {
					let weights = weights(cases, place, threshold);
					decided(&cases[place], &|votes| support(votes, &weights) > 0.5)
				};
				(0..cases.len()).map(learned).collect()
			}
		}
	}

	fn counts(&self, cases: &[Case], threshold: f64) -> Vec<Counts> {
		let alarms = self.alarms(cases, threshold);
		let of = |(case, alarms): (&Case, &Vec<bool>)| {
			nab::count(&case.labels, case.series.timestamps(), alarms, STANDING)
		};
		cases.iter().zip(&alarms).map(of).collect()
	}
}

/// The traces of the eight roles' brains.
fn seated(case: &Case) -> Vec<Trace> {
	let roles = Method::of_roles();
	let seat = |trace: &&Trace| roles.contains(&trace.method);
	case.traces.iter().filter(seat).cloned().collect()
}

/// For each seated brain ln(p/(1 − p)) of its balanced accuracy on consecutive windows of all other
/// series, with one right and one wrong answer of each kind added.
fn weights(cases: &[Case], left_out: usize, threshold: f64) -> Vec<f64> {
	let mut tallies = [[[1.0f64; 2]; 2]; 8];
	for case in cases
		.iter()
		.enumerate()
		.filter(|(place, _)| *place != left_out)
		.map(|(_, case)| case)
	{
		let from = nab::probation(case.series.len());
		for (tally, trace) in tallies.iter_mut().zip(seated(case)) {
			let votes = trace.votes(threshold, STANDING);
			let blocks = case
				.series
				.timestamps()
				.chunks(STANDING)
				.zip(votes.chunks(STANDING));
			for (moments, votes) in blocks.skip(from.div_ceil(STANDING)) {
				let truth = moments
					.iter()
					.any(|at| case.labels.iter().any(|label| label.contains(*at)));
				let vote = votes.last().is_some_and(|vote| vote.anomalous);
				tally[usize::from(truth)][usize::from(vote)] += 1.0;
			}
		}
	}
	let weight = |tally: &[[f64; 2]; 2]| {
		let right = |truth: usize| tally[truth][truth] / (tally[truth][0] + tally[truth][1]);
		let accuracy = (right(0) + right(1)) / 2.0;
		(accuracy / (1.0 - accuracy)).ln().max(0.0)
	};
	tallies.iter().map(weight).collect()
}

fn support(votes: &[Vote], weights: &[f64]) -> f64 {
	let total: f64 = weights.iter().sum();
	let yes = votes.iter().zip(weights).filter(|(vote, _)| vote.anomalous);
	yes.map(|(_, weight)| weight).sum::<f64>() / total.max(1e-9)
}

fn yes(votes: &[Vote]) -> usize {
	votes.iter().filter(|vote| vote.anomalous).count()
}

fn by_confidence(votes: &[Vote]) -> bool {
	support(votes, &confidence_weights(votes)) > 0.5
}

fn confidence_weights(votes: &[Vote]) -> Vec<f64> {
	let odds = |vote: &Vote| vote.confidence / (1.0 - vote.confidence).max(1e-3);
	votes.iter().map(|vote| odds(vote).ln()).collect()
}

/// Support by confidence of at least 0.6, and its Wilson lower bound at 95 % above one half.
fn wilson(votes: &[Vote]) -> bool {
	let weights: Vec<f64> = confidence_weights(votes)
		.iter()
		.map(|weight| weight.min(3.0))
		.collect();
	let total: f64 = weights.iter().sum();
	let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
	let support = support(votes, &weights);
	let (n, z) = ((total * total / squares.max(1e-9)).max(1e-9), 1.96f64);
	let centre = support + z * z / (2.0 * n);
	let spread = z * (support * (1.0 - support) / n + z * z / (4.0 * n * n)).sqrt();
	support >= 0.6 && (centre - spread) / (1.0 + z * z / n) > 0.5
}

fn total(counts: &[Counts]) -> Counts {
	counts
		.iter()
		.fold(Counts::default(), |sum, counts| sum.plus(*counts))
}

fn describe(counts: &Counts) -> String {
	format!(
		"{:4} {:4} {:4}  {:.3} {:.3} {:.3}",
		counts.true_positives,
		counts.false_positives,
		counts.false_negatives,
		counts.precision(),
		counts.recall(),
		counts.f1(),
	)
}

fn row(contender: &Contender, cases: &[Case], threshold: f64) -> String {
	let alarms = contender.alarms(cases, threshold);
	let normalised = |profile| {
		let of = |(case, alarms): (&Case, &Vec<bool>)| {
			let raised = nab::raised(alarms, STANDING);
			nab::score(&case.labels, case.series.timestamps(), &raised, profile)
		};
		let scores = cases.iter().zip(&alarms).map(of);
		scores.fold(NabScore::default(), NabScore::plus).normalised()
	};
	let [standard, low_positives, low_negatives] = Profile::ALL.map(normalised);
	let counts = describe(&total(&contender.counts(cases, threshold)));
	let name = contender.name();
	format!("{name:24} {threshold:9.2} {counts} {standard:6.1} {low_positives:6.1} {low_negatives:6.1}")
}

fn data() -> Option<PathBuf> {
	let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
	let root = std::env::var_os("ALTHING_DATA").map_or(beside, PathBuf::from);
	let folder = root.join("nab");
	folder.join("windows.json").is_file().then_some(folder)
}

/// Reads windows.json, an object from file name to pairs of timestamps, by its quoted strings alone.
fn read(folder: &std::path::Path) -> Result<Vec<Case>, Failure> {
	let text = std::fs::read_to_string(folder.join("windows.json"))?;
	let mut cases: Vec<Case> = Vec::new();
	let mut opened = None;
	for quoted in text.split('"').skip(1).step_by(2) {
		if quoted.ends_with(".csv") {
			cases.push(series(folder, quoted)?);
			continue;
		}
		let moment = seconds(quoted).ok_or("a label is not a timestamp")?;
		opened = match opened {
			None => Some(moment),
			Some(from) => {
				let case = cases.last_mut().ok_or("a label comes before any file name")?;
				case.labels.push(Window::new(from, moment)?);
				None
			}
		};
	}
	Ok(cases)
}

fn series(folder: &std::path::Path, name: &str) -> Result<Case, Failure> {
	let text = std::fs::read_to_string(folder.join(name))?;
	let (mut timestamps, mut values) = (Vec::new(), Vec::new());
	for line in text.lines().skip(1) {
		let (moment, value) = line.split_once(',').ok_or("a line has no comma")?;
		timestamps.push(seconds(moment).ok_or("a line has no timestamp")?);
		values.push(value.trim().parse()?);
	}
	let (series, left_out) = Series::skipping_disorder(&timestamps, &values)?;
	if left_out > 0 {
		println!("{name}: {left_out} points out of order left out");
	}
	Ok(Case {
		series,
		labels: Vec::new(),
		traces: Vec::new(),
	})
}

/// Unix seconds of "YYYY-MM-DD HH:MM:SS[.ffffff]" (days from the civil date, March-based years).
fn seconds(text: &str) -> Option<i64> {
	let mut fields = text
		.split(['-', ' ', ':', '.'])
		.map(|field| field.parse::<i64>().ok());
	let mut next = || fields.next().flatten();
	let (year, month, day) = (next()?, next()?, next()?);
	let (hour, minute, second) = (next()?, next()?, next()?);
	let shifted = if month <= 2 { year - 1 } else { year };
	let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	let day_of_era = 365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100)
		+ shifted.div_euclid(400)
		+ day_of_year;
	Some((day_of_era - 719_468) * 86_400 + hour * 3600 + minute * 60 + second)
}
