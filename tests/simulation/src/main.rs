//! `althing-simulate`: years of the economy in minutes.

use althing_simulation::{
	report, run,
	scenario::Scenario,
	sweep::{compare, SETS},
	Error, Outcome, Setup,
};
use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::{path::PathBuf, process::ExitCode};

/// Years of the economy on the real runtime, before it is rolled out.
///
/// Runs scenarios on the state of a preset and prints a table; with --out it writes series, pictures and a
/// page, too. `sweep` compares sets of parameters.
#[derive(Parser)]
#[command(name = "althing-simulate", version, args_conflicts_with_subcommands = true)]
struct Cli {
	#[command(subcommand)]
	command: Option<Command>,
	#[command(flatten)]
	options: Options,
	/// The world outside.
	#[arg(long, default_value = "all", value_parser = ["all", "calm", "boom", "crash", "attack"])]
	scenario: String,
}

#[derive(Subcommand)]
enum Command {
	/// Compares the preset's parameters with sets that differ in one thing, over all scenarios.
	Sweep(Options),
}

#[derive(Args)]
struct Options {
	/// The state that the chain begins with: one with accounts and an open curve.
	#[arg(long, default_value = "local_testnet", value_parser = ["development", "local_testnet"])]
	preset: String,
	/// How many years.
	#[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
	years: u32,
	/// What chance begins with: the same seed gives the same run.
	#[arg(long, default_value_t = 1)]
	seed: u64,
	/// The folder to write into.
	#[arg(long)]
	out: Option<PathBuf>,
	/// Prints JSON instead of a table.
	#[arg(long)]
	json: bool,
}

impl Options {
	fn setup(&self, scenario: Scenario) -> Setup {
		Setup {
			preset: self.preset.clone(),
			scenario,
			days: self.years.saturating_mul(365),
			seed: self.seed,
			change: |_| (),
		}
	}

	/// What to run to get the same.
	fn command(&self, what: &str) -> String {
		let Self {
			preset, years, seed, ..
		} = self;
		format!("althing-simulate {what}--preset {preset} --years {years} --seed {seed}")
	}

	/// A bar on a terminal, nothing elsewhere.
	fn progress(&self, runs: usize) -> ProgressBar {
		let days = u64::from(self.years)
			.saturating_mul(365)
			.saturating_mul(runs as u64);
		let style = ProgressStyle::with_template("{msg:>20} {bar:40} {pos}/{len} days, {eta} left");
		ProgressBar::new(days).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
	}
}

fn main() -> ExitCode {
	let cli = Cli::parse();
	let done = match &cli.command {
		Some(Command::Sweep(options)) => sweep(options),
		None => simulate(&cli.options, &cli.scenario),
	};
	match done {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("{error}");
			ExitCode::FAILURE
		}
	}
}

fn simulate(options: &Options, which: &str) -> Result<(), Error> {
	let chosen = |scenario: &Scenario| ["all", scenario.name()].contains(&which);
	let scenarios: Vec<_> = Scenario::ALL.into_iter().filter(chosen).collect();
	let bar = options.progress(scenarios.len());
	let mut outcomes: Vec<Outcome> = Vec::new();
	for scenario in scenarios {
		bar.set_message(scenario.name());
		outcomes.push(run(&options.setup(scenario), &mut || bar.inc(1))?);
	}
	bar.finish_and_clear();
	if let Some(folder) = &options.out {
		report::write(folder, &outcomes, &options.command(""))?;
	}
	match options.json {
		true => print_json(&outcomes),
		false => print!("{}", report::table(&outcomes)),
	}
	Ok(())
}

fn sweep(options: &Options) -> Result<(), Error> {
	let bar = options.progress(SETS.len().saturating_mul(Scenario::ALL.len()));
	let mut compared = Vec::new();
	for set in SETS {
		bar.set_message(set.name);
		compared.push(compare(set, &options.setup(Scenario::Calm), &mut || bar.inc(1))?);
	}
	bar.finish_and_clear();
	let page = report::verdicts(&compared, &options.command("sweep "));
	if let Some(folder) = &options.out {
		report::write_sweep(folder, &page)?;
	}
	match options.json {
		true => print_json(&compared),
		false => print!("{page}"),
	}
	Ok(())
}

/// Named numbers only: there is nothing in them that JSON has not.
fn print_json(what: &impl serde::Serialize) {
	println!("{}", serde_json::to_string(what).unwrap_or_default());
}
