//! `althing know` without the rest of `althing`: `know load notes.md --department product --store /tmp/k`.

use althing_knowledge::cli::{exit_code, run, Know};
use clap::Parser;
use std::process::ExitCode;

#[derive(Parser)]
struct Arguments {
	/// Print JSON instead of text.
	#[arg(long, global = true)]
	json: bool,
	#[command(subcommand)]
	command: Know,
}

#[tokio::main]
async fn main() -> ExitCode {
	let arguments = Arguments::parse();
	let end = async { drop(tokio::signal::ctrl_c().await) };
	match run(
		arguments.command,
		arguments.json,
		&mut |line| println!("{line}"),
		end,
	)
	.await
	{
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("know: {error}");
			ExitCode::from(exit_code(&error))
		}
	}
}
