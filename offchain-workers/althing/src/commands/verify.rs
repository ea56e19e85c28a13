//! `althing verify`: recompute a receipt, and check it against a header that is proved final here.

use super::connect::{connect, pinned};
use super::output::print_json;
use crate::cli::Verify;
use crate::exit::{Failure, Outcome};
use althing_chain::verify::{verify_receipt, ReceiptFile, Report, Start, Status, MAX_FILE};
use althing_chain::Layout;
use std::path::Path;

pub(super) async fn run(options: Verify, json: bool) -> Outcome {
	let file = ReceiptFile::parse(&read(&options.receipt)?).map_err(Failure::input)?;
	let spec = options.spec.as_deref().map(read_text).transpose()?;
	let chain = connect(&options.node).await?;
	let pinned = pinned(&options.node)?;
	let genesis = pinned.unwrap_or(file.genesis);
	let start = spec.as_deref().map_or(Start::Genesis, Start::Spec);
	let report = verify_receipt(&chain, &file, &genesis, start, &Layout::shipped()?).await;

	if json {
		print_json(&report);
	} else {
		print(&report);
		if pinned.is_none() {
			crate::say!(
				"\nThe genesis hash was taken from the receipt itself. Pin the one you know with --genesis."
			);
		}
	}
	match report.failure() {
		None => Ok(()),
		Some(step) => Err(Failure::verification(format!(
			"the receipt does not hold: {}",
			step.detail
		))),
	}
}

fn print(report: &Report) {
	for step in &report.steps {
		let mark = match step.status {
			Status::Ok => "ok    ",
			Status::Failed => "FAILED",
			Status::Absent => "absent",
			Status::NotReached => "-     ",
		};
		let name = format!("{:?}", step.name).to_lowercase();
		crate::say!("{mark} {name:<11} {}", step.detail);
	}
	crate::say!(
		"{}",
		if report.is_verified() {
			"verified"
		} else {
			"NOT verified"
		}
	);
}

/// A file that is not larger than a receipt can be.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
	let unreadable = |e| Failure::input(format!("{} cannot be read: {e}", path.display()));
	let size = std::fs::metadata(path).map_err(unreadable)?.len();
	if size > MAX_FILE as u64 {
		return Err(Failure::input(format!(
			"{} has {size} bytes; a receipt has at most {MAX_FILE}",
			path.display()
		)));
	}
	std::fs::read(path).map_err(unreadable)
}

fn read_text(path: &Path) -> Result<String, Failure> {
	std::fs::read_to_string(path)
		.map_err(|e| Failure::input(format!("{} cannot be read: {e}", path.display())))
}
