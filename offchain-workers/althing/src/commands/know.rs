//! `althing know`: what the fleet knows. Arguments and behaviour are `althing-knowledge`'s.

use crate::exit::{Failure, Outcome};
use althing_knowledge::cli::{self, Know};

pub(crate) async fn run(command: Know, json: bool) -> Outcome {
	let outcome = cli::run(
		command,
		json,
		&mut |line| crate::say!("{line}"),
		crate::signals::wait(),
	)
	.await;
	outcome.map_err(|error| Failure {
		code: cli::exit_code(&error),
		message: error.to_string(),
	})
}
