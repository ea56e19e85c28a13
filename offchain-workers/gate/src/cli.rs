//! `althing gate`: what the command line says, and what it does.

mod check;
mod judge;
mod scan;

use crate::error::{Error, Result};
use clap::Subcommand;
use std::io::Read;
use std::path::Path;

/// Takes a line of output.
pub type Say<'a> = &'a mut (dyn FnMut(&str) + Send);

/// Judge calls of tools against a mandate, and look through texts.
#[derive(Debug, Subcommand)]
pub enum Gate {
	/// Read a mandate and say what it allows; with a request, what that names.
	Check(check::Check),
	/// Judge calls, one JSON object a line; fails unless all are allowed.
	Judge(judge::Judge),
	/// Look through a text for what hides in it; fails when something does.
	Scan(scan::Scan),
}

/// Carries a command out.
///
/// # Errors
/// What went wrong; [`Error::Denied`] and [`Error::Found`] after everything was printed.
pub fn run(command: Gate, json: bool, say: Say<'_>) -> Result<()> {
	match command {
		Gate::Check(check) => check.run(json, say),
		Gate::Judge(judge) => judge.run(json, say),
		Gate::Scan(scan) => scan.run(json, say),
	}
}

/// The exit code of a failure, as the rest of `althing` counts them; 8 is "not allowed".
pub fn exit_code(error: &Error) -> u8 {
	match error {
		Error::Mandate(_) | Error::Input(_) | Error::Weights(_) => 2,
		Error::Denied { .. } | Error::Found(_) => 8,
		Error::Io { .. } => 1,
	}
}

/// Reads a text file, or standard input for `-`, of `most` bytes at most.
fn read(path: &Path, most: usize) -> Result<String> {
	let mut text = String::new();
	let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
	let read = if path == Path::new("-") {
		std::io::stdin().lock().take(limit).read_to_string(&mut text)
	} else {
		std::fs::File::open(path).and_then(|file| file.take(limit).read_to_string(&mut text))
	};
	read.map_err(|e| Error::io(path, e))?;
	if text.len() > most {
		let reason = format!("{}: more than {most} bytes; split it", path.display());
		return Err(Error::Input(reason));
	}
	Ok(text)
}

fn say_json(say: Say<'_>, value: &impl serde::Serialize) -> Result<()> {
	let text = serde_json::to_string(value).map_err(|e| Error::Input(e.to_string()))?;
	say(&text);
	Ok(())
}
