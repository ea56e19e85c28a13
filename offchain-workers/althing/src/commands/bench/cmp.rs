//! `althing bench cmp`: a truth-inference file replayed through CMP's estimator.
//!
//! Tasks come in the order of the file. Online, each is decided by what was known when it came; at the end,
//! all are decided by what the whole file says.

use crate::cli::BenchCmp;
use crate::commands::output::print_json;
use crate::exit::{Failure, Outcome};
use althing_crowds::reference::{by_majority, dawid_skene, one_pass, Coins};
use althing_crowds::{colluders, file, replay, Crowd, Settings};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{json, Map, Value};
use std::fs::File;
use std::path::Path;

/// What each contestant is called in JSON and in the table, and its accuracy.
type Row = (&'static str, &'static str, f64);

pub(crate) fn run(options: &BenchCmp, json: bool) -> Outcome {
	let (mut crowd, repeated) = read(&options.answers, &options.truth)?;
	if repeated > 0 {
		crate::complain!(
			"althing: {repeated} answers left out: their workers had answered the same question before"
		);
	}
	let honest = crowd.agents.len();
	colluders::add(&mut crowd, options.colluders, options.seed).map_err(Failure::input)?;
	if let Some(path) = &options.write {
		File::create(path)
			.map_err(csv::Error::from)
			.and_then(|answers| file::write(&crowd, answers))
			.map_err(|e| Failure::input(format!("{} cannot be written: {e}", path.display())))?;
	}
	let (rows, cabals) = contest(&crowd)?;
	if json {
		print_json(&document(&crowd, honest, options, &rows, cabals));
		return Ok(());
	}
	crate::say!(
		"{} tasks ({} with a known truth), {} workers ({} colluders), {} answers, {} labels",
		crowd.tasks.len(),
		crowd.known(),
		crowd.agents.len(),
		crowd.agents.len() - honest,
		crowd.given(),
		crowd.labels.len(),
	);
	for (_, name, accuracy) in rows {
		crate::say!("{name:<28} {accuracy:.4}");
	}
	crate::say!("{cabals} cabals found at the end");
	Ok(())
}

fn read(answers: &Path, truth: &Path) -> Result<(Crowd, usize), Failure> {
	let open = |path: &Path| {
		File::open(path).map_err(|e| Failure::input(format!("{} cannot be read: {e}", path.display())))
	};
	let refused =
		|path: &Path, e: file::FileError| Failure::input(format!("{} cannot be taken: {e}", path.display()));
	let draft = file::read_answers(open(answers)?).map_err(|e| refused(answers, e))?;
	let repeated = draft.repeated;
	let crowd = draft.with_truth(open(truth)?).map_err(|e| refused(truth, e))?;
	Ok((crowd, repeated))
}

/// All contestants on one crowd, and how many cabals the estimator found in the end.
fn contest(crowd: &Crowd) -> Result<(Vec<Row>, usize), Failure> {
	let settings = Settings::default();
	// On standard error, and not at all where that is no terminal.
	let bar = ProgressBar::new(crowd.tasks.len() as u64).with_style(
		ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}").map_err(Failure::other)?,
	);
	bar.set_message("online");
	let refused = |_| Failure::input("the estimator takes 2 to 16 labels and at most 4096 workers");
	let online = replay::online(crowd, |done| bar.set_position(done as u64)).map_err(refused)?;
	bar.set_message("at the end");
	let last = replay::at_the_end(crowd, &settings).map_err(refused)?;
	bar.finish_and_clear();
	let rows = [
		("cmp_online", "CMP online", online),
		("cmp_final", "CMP at the end", last.labels()),
		("majority", "majority", by_majority(crowd)),
		(
			"one_coin_one_pass",
			"one coin, one pass",
			one_pass(crowd, Coins::One),
		),
		(
			"dawid_skene_one_pass",
			"Dawid–Skene, one pass",
			one_pass(crowd, Coins::Full),
		),
		("one_coin", "one-coin Dawid–Skene", dawid_skene(crowd, Coins::One)),
		("dawid_skene", "Dawid–Skene", dawid_skene(crowd, Coins::Full)),
	];
	let scored = rows.map(|(key, name, decided)| (key, name, crowd.accuracy(&decided)));
	Ok((scored.to_vec(), last.model.groups().count()))
}

fn document(crowd: &Crowd, honest: usize, options: &BenchCmp, rows: &[Row], cabals: usize) -> Value {
	let mut document: Map<String, Value> = rows
		.iter()
		.map(|(key, _, accuracy)| ((*key).to_owned(), json!(accuracy)))
		.collect();
	document.extend([
		("tasks".to_owned(), json!(crowd.tasks.len())),
		("known".to_owned(), json!(crowd.known())),
		("workers".to_owned(), json!(crowd.agents.len())),
		(
			"colluders".to_owned(),
			json!(crowd.agents.len().saturating_sub(honest)),
		),
		("answers".to_owned(), json!(crowd.given())),
		("labels".to_owned(), json!(crowd.labels.len())),
		("seed".to_owned(), json!(options.seed)),
		("cabals".to_owned(), json!(cabals)),
	]);
	Value::Object(document)
}
