//! `althing explain`: why a decision came out so.

use super::connect::connect;
use super::output::print_json;
use super::verify::read;
use crate::cli::Explain;
use crate::exit::{Failure, Outcome};
use crate::explain::{svg, Explanation};
use crate::receipts::gather;
use althing_chain::verify::ReceiptFile;
use std::path::Path;

pub(super) async fn run(options: Explain, json: bool) -> Outcome {
	let file = find(&options).await?;
	let receipt = file
		.decode()
		.ok_or_else(|| Failure::input("the file's receipt cannot be read"))?;
	receipt
		.check()
		.map_err(|mismatch| Failure::verification(format!("the receipt does not hold: {mismatch}")))?;
	let explanation = Explanation::of(&receipt);
	if let Some(path) = &options.svg {
		std::fs::write(path, svg(&explanation))
			.map_err(|e| Failure::other(format!("{} cannot be written: {e}", path.display())))?;
	}
	if json {
		print_json(&explanation);
	} else {
		crate::stdout::write(format_args!("{explanation}"));
	}
	Ok(())
}

/// The receipt in a file, or of the proposal with that number.
async fn find(options: &Explain) -> Result<ReceiptFile, Failure> {
	let path = Path::new(&options.receipt);
	if path.exists() {
		return ReceiptFile::parse(&read(path)?).map_err(Failure::input);
	}
	let proposal = options.receipt.parse().map_err(|_| {
		Failure::input(format!(
			"{} is neither a receipt file nor the number of a proposal",
			options.receipt
		))
	})?;
	let chain = connect(&options.node).await?;
	gather(&chain, proposal)
		.await?
		.ok_or_else(|| Failure::other(format!("the chain keeps no receipt of proposal {proposal}")))
}
