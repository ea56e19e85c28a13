//! What is written of runs: series, pictures, a table.
//!
//! Into a folder: `economy.md`, and in `economy/` a CSV per scenario and an SVG per measure. Everything else is in
//! the JSON that the command prints.

mod pictures;
mod summary;
mod svg;
mod tables;

use pictures::{picture, MEASURES};
pub use summary::Summary;
pub use tables::{table, verdicts};

use std::{
	fs,
	path::{Path, PathBuf},
};

use crate::{Error, Outcome};

/// The folder beside the table.
const FOLDER: &str = "economy";

/// Writes everything of `outcomes` into `folder`; `command` is what made them.
///
/// # Errors
///
/// The file that cannot be written.
pub fn write(folder: &Path, outcomes: &[Outcome], command: &str) -> Result<(), Error> {
	let parts = folder.join(FOLDER);
	fs::create_dir_all(&parts).map_err(|source| Error::File {
		path: parts.clone(),
		source,
	})?;
	for outcome in outcomes {
		let path = parts.join(format!("{}.csv", outcome.scenario.name()));
		save(path, series(outcome))?;
	}
	for measure in MEASURES {
		let path = parts.join(format!("{}.svg", measure.name));
		save(path, picture(&measure, outcomes).into_bytes())?;
	}
	let page = tables::page(outcomes, FOLDER, command);
	save(folder.join("economy.md"), page.into_bytes())
}

/// Writes the comparison of a sweep into `folder`.
///
/// # Errors
///
/// The file that cannot be written.
pub fn write_sweep(folder: &Path, page: &str) -> Result<(), Error> {
	fs::create_dir_all(folder).map_err(|source| Error::File {
		path: folder.to_owned(),
		source,
	})?;
	save(folder.join("economy-sweep.md"), page.as_bytes().to_vec())
}

fn save(path: PathBuf, bytes: Vec<u8>) -> Result<(), Error> {
	fs::write(&path, bytes).map_err(|source| Error::File { path, source })
}

/// The epochs as CSV, one line each.
fn series(outcome: &Outcome) -> Vec<u8> {
	let mut out = csv::Writer::from_writer(Vec::new());
	for epoch in &outcome.epochs {
		// Numbers into memory: neither can fail.
		let _ = out.serialize(epoch);
	}
	out.into_inner().unwrap_or_default()
}
