//! `althing remote` and `althing serve` without the rest of `althing`, and so without local models:
//! `language remote check --models models.toml`, `language serve --remote models.toml`.

use althing_language::cli::{exit_code, run, serve, Remote, Serve};
use althing_language::server::Models;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
struct Arguments {
	/// Print JSON instead of text.
	#[arg(long, global = true)]
	json: bool,
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Models that others run.
	#[command(subcommand)]
	Remote(Remote),
	/// Serve them over HTTP.
	Serve(Serve),
}

#[tokio::main]
async fn main() -> ExitCode {
	let arguments = Arguments::parse();
	let stop = async { drop(tokio::signal::ctrl_c().await) };
	let mut say = |line: &str| println!("{line}");
	let done = match arguments.command {
		Command::Remote(command) => run(command, arguments.json, &mut say, stop).await,
		Command::Serve(options) => serve(Models::default(), &options, arguments.json, &mut say, stop).await,
	};
	match done {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("language: {error}");
			ExitCode::from(exit_code(&error))
		}
	}
}
