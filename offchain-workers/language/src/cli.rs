//! The command line of models that speak: what it says, and what it does.
//!
//! The binary only hands over. It also makes the local models ready, which are not known here, and gives them to
//! [`serve`].

mod check;
mod serve;

pub use check::{Check, Models};
pub use serve::{serve, Serve};

use crate::model;
use crate::remote::ConfigError;
use crate::server::ServeError;
use clap::Subcommand;
use std::future::Future;

/// Takes a line of output.
pub type Say<'a> = &'a mut (dyn FnMut(&str) + Send);

/// Models that others run.
#[derive(Debug, Subcommand)]
pub enum Remote {
	/// Ask each service what it has and for one short answer, and report how long that takes.
	Check(Check),
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// What an operator wrote.
	#[error(transparent)]
	Config(#[from] ConfigError),
	/// A model.
	#[error(transparent)]
	Model(#[from] model::Error),
	/// The server.
	#[error(transparent)]
	Serve(#[from] ServeError),
	/// Some of the services do not answer as they should; which was said.
	#[error("{0} of {1} models cannot be used")]
	Unusable(usize, usize),
}

/// Carries a command out, unless `stop` ends before it does.
///
/// # Errors
/// What went wrong.
pub async fn run(
	command: Remote,
	json: bool,
	say: Say<'_>,
	stop: impl Future<Output = ()>,
) -> Result<(), Error> {
	let doing = async {
		match command {
			Remote::Check(check) => check.run(json, say).await,
		}
	};
	tokio::select! {
		done = doing => done,
		() = stop => Ok(()),
	}
}

/// The exit code of a failure, as the rest of `althing` counts them.
pub fn exit_code(error: &Error) -> u8 {
	match error {
		Error::Config(_)
		| Error::Serve(ServeError::Exposed(_) | ServeError::Keys(_) | ServeError::NoModel) => 2,
		Error::Model(model::Error::Request(_) | model::Error::TooLong { .. }) => 2,
		Error::Model(model::Error::Refused(_)) => 5,
		Error::Model(model::Error::Unreachable(_)) => 7,
		_ => 1,
	}
}
