//! `althing gate` without the rest of `althing`: `gate check offchain-workers/gate/bench/policies/banking.toml`.

use althing_gate::cli::{exit_code, run, Gate};
use clap::Parser;
use std::process::ExitCode;

#[derive(Parser)]
struct Arguments {
	/// Print JSON instead of text.
	#[arg(long, global = true)]
	json: bool,
	#[command(subcommand)]
	command: Gate,
}

fn main() -> ExitCode {
	let arguments = Arguments::parse();
	match run(arguments.command, arguments.json, &mut |line| println!("{line}")) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("gate: {error}");
			ExitCode::from(exit_code(&error))
		}
	}
}
