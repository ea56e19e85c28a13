//! Why a simulation did not come to its end.

use polkadot_sdk::sp_runtime::DispatchError;
use std::{io, path::PathBuf};

/// Why a simulation did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The state that the chain begins with lacks something.
	#[error("the preset {preset} has no {lacks}: take one with accounts and an open curve")]
	Preset {
		/// Its name.
		preset: String,
		/// What it lacks.
		lacks: &'static str,
	},
	/// The chain refused what the simulation cannot do without.
	#[error("{what} was refused by the chain: {why}")]
	Refused {
		/// What was tried.
		what: &'static str,
		/// The chain's error.
		why: &'static str,
	},
	/// An invariant of the chain does not hold.
	#[error("after day {day} a promise of the chain is broken: {broken}")]
	Broken {
		/// The last day.
		day: u32,
		/// Which, and how.
		broken: String,
	},
	/// A file of the report could not be written.
	#[error("{} cannot be written: {source}", path.display())]
	File {
		/// The file.
		path: PathBuf,
		/// Why.
		source: io::Error,
	},
}

/// Makes a refusal of what the simulation cannot do without an error of its own.
pub(crate) fn must(what: &'static str, done: Result<(), DispatchError>) -> Result<(), Error> {
	done.map_err(|error| Error::Refused {
		what,
		why: error.into(),
	})
}
