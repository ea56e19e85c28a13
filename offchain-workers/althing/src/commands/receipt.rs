//! `althing receipt`: the receipt of a decided proposal as a file.

use super::connect::connect;
use super::content::Passing;
use super::output::print_json;
use crate::cli::Receipt;
use crate::exit::{Failure, Outcome};
use crate::receipts::{add_rationales, gather};
use althing_chain::verify::ReceiptFile;
use serde_json::json;
use std::path::{Path, PathBuf};

pub(super) async fn run(options: Receipt, json: bool) -> Outcome {
	let chain = connect(&options.node).await?;
	let none = || {
		Failure::other(format!(
			"the chain keeps no receipt of proposal {}: it has not ended, or ended so long ago that only the receipt's hash is kept",
			options.proposal
		))
	};
	let mut file = gather(&chain, options.proposal).await?.ok_or_else(none)?;
	if !options.peers.peers.is_empty() {
		let passing = Passing::start(chain.genesis(), &[], &options.peers.peers).await?;
		let missing = add_rationales(&mut file, &passing.content).await;
		passing.content.stop().await;
		if missing > 0 {
			crate::complain!("note: nobody who was asked has {missing} of the reasons");
		}
	}
	let path = write(&file, options.out.as_deref())?;
	if json {
		print_json(
			&json!({ "proposal": file.proposal, "file": path, "anchored": file.anchor.is_some(), "rationales": file.rationales.len() }),
		);
	} else {
		crate::say!("{}", path.display());
	}
	Ok(())
}

/// Writes a receipt to `out`, or to a file named after the proposal.
pub(super) fn write(file: &ReceiptFile, out: Option<&Path>) -> Result<PathBuf, Failure> {
	let path = out.map_or_else(
		|| PathBuf::from(format!("receipt-{}.json", file.proposal)),
		Path::to_owned,
	);
	std::fs::write(&path, file.to_json()).map_err(|e| {
		Failure::other(format!(
			"{} cannot be written: {e}. Choose another place with --out.",
			path.display()
		))
	})?;
	Ok(path)
}
