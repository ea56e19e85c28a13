//! `althing bench cabal`: what a growing share of cheats gains against CMP and its peers.

use crate::cli::BenchCabal;
use crate::commands::output::print_json;
use crate::exit::{Failure, Outcome};
use althing_crowds::cabal::{markdown, svg, Method, Plan, Point};
use althing_crowds::Settings;
use indicatif::ProgressBar;
use serde_json::{json, Map, Value};

pub(crate) fn run(options: &BenchCabal, json: bool) -> Outcome {
	let plan = Plan {
		crowds: options.crowds,
		seed: options.seed,
		..Plan::default()
	};
	// On standard error, and not at all where that is no terminal.
	let bar = ProgressBar::new(plan.points() as u64);
	let points = plan
		.measure(&Settings::default(), || bar.inc(1))
		.map_err(|_| Failure::other("the estimator does not take so large a pool"))?;
	bar.finish_and_clear();
	if let Some(path) = &options.svg {
		std::fs::write(path, svg(&points))
			.map_err(|e| Failure::input(format!("{} cannot be written: {e}", path.display())))?;
	}
	if json {
		print_json(&json!({
			"pool": plan.pool, "tasks": plan.tasks, "crowds": plan.crowds, "seed": plan.seed,
			"points": points.iter().map(document).collect::<Vec<_>>(),
		}));
	} else {
		crate::stdout::write(format_args!("{}", markdown(&points)));
	}
	Ok(())
}

fn document(point: &Point) -> Value {
	let by_method = |figures: &[f64]| -> Map<String, Value> {
		let names = Method::ALL.iter().map(|method| method.name().to_owned());
		names.zip(figures.iter().map(|figure| json!(figure))).collect()
	};
	json!({
		"strategy": point.strategy,
		"panel": point.panel,
		"share": f64::from(point.share) / 100.0,
		"error": by_method(&point.error),
		"weight": by_method(&point.weight),
	})
}
