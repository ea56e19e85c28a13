//! `althing`: runs fleets, decides cases, verifies receipts.

use althing::cli::Cli;
use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
	let cli = Cli::parse();
	althing::commands::log_to_stderr(cli.global.verbose);
	match althing::commands::run(cli).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(failure) => {
			eprintln!("althing: {}", failure.message);
			ExitCode::from(failure.code)
		}
	}
}
