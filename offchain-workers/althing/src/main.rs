//! `althing`: runs fleets, decides cases, verifies receipts.

use althing::cli::Cli;
use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
	let cli = Cli::parse();
	althing::commands::log_to_stderr(cli.global.verbose);
	let outcome = tokio::select! {
		outcome = althing::commands::run(cli) => outcome,
		failure = althing::stdout::failed() => Err(failure),
	};
	match outcome.and_then(|()| althing::stdout::outcome()) {
		Ok(()) => ExitCode::SUCCESS,
		Err(failure) => {
			if !failure.message.is_empty() {
				althing::complain!("althing: {}", failure.message);
			}
			ExitCode::from(failure.code)
		}
	}
}
