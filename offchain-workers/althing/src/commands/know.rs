//! `althing know`: what the fleet knows. What is done on this machine is `althing-knowledge`'s; what the chain is told
//! of it is here, where there are keys.

mod anchor;
mod ledger;
mod outcomes;
mod share;

use crate::cli::Know;
use crate::exit::{Failure, Outcome};
use althing_knowledge::cli;

pub(crate) async fn run(command: Know, json: bool) -> Outcome {
	match command {
		Know::Here(command) => here(command, json).await,
		Know::Anchor(options) => anchor::run(options, json).await,
		Know::Share(options) => share::share(options, json).await,
		Know::Unshare(options) => share::unshare(options, json).await,
		Know::Acknowledge(options) => share::acknowledge(options, json).await,
		Know::Grants(options) => share::list(options, json).await,
	}
}

async fn here(command: cli::Know, json: bool) -> Outcome {
	let mut say = |line: &str| crate::say!("{line}");
	let outcome = match command {
		// Receipts are in the chain's types, which are not known there.
		cli::Know::Outcomes(command) => command.run(json, &mut say, &outcomes::decision),
		command => {
			let ledger = ledger::Ledger::default();
			cli::run(command, json, &mut say, &ledger, crate::signals::wait()).await
		}
	};
	outcome.map_err(|error| failure(&error))
}

fn failure(error: &althing_knowledge::Error) -> Failure {
	Failure {
		code: cli::exit_code(error),
		message: error.to_string(),
	}
}
