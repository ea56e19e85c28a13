//! What became of a transaction, told by the same exit codes in every command.

use crate::exit::Failure;
use althing_chain::{Inclusion, Outcome};

/// The final block that holds a transaction, whose call may have failed.
///
/// # Errors
/// 7 when no block holds it and none ever will, 1 when that is not known.
pub(crate) fn included(outcome: Outcome) -> Result<Inclusion, Failure> {
	match outcome {
		Outcome::Included(inclusion) => Ok(inclusion),
		Outcome::Expired { .. } => Err(Failure::timeout(
			"the transaction was not included in time and never will be: it can be sent again",
		)),
		Outcome::Unknown { reason } => Err(Failure::other(format!(
			"it is not known whether the transaction was included: {reason}"
		))),
	}
}

/// The same block when the call succeeded.
///
/// # Errors
/// 5 when it failed.
pub(crate) fn succeeded(inclusion: Inclusion) -> Result<Inclusion, Failure> {
	if let Err(failure) = &inclusion.result {
		return Err(Failure::refused(format!(
			"the call failed in final block {}, and its fee is paid: {failure}",
			inclusion.block.number
		)));
	}
	Ok(inclusion)
}

#[cfg(test)]
mod tests {
	use super::*;
	use althing_chain::{BlockId, DispatchFailure};

	const BLOCK: BlockId = BlockId {
		number: 9,
		hash: [1; 32],
	};

	#[test]
	fn each_end_has_its_exit_code() {
		let code = |outcome| {
			included(outcome)
				.and_then(succeeded)
				.map_err(|failure| failure.code)
		};
		let reason = "gone".to_owned();
		let failed = DispatchFailure {
			name: "Agents.TooSoon".into(),
			text: "too soon".into(),
		};
		let holds = |result| Inclusion {
			block: BLOCK,
			index: 1,
			result,
			failed_items: vec![],
			events: vec![],
		};
		assert!(code(Outcome::Included(holds(Ok(())))).is_ok());
		assert_eq!(code(Outcome::Included(holds(Err(failed)))).unwrap_err(), 5);
		assert_eq!(code(Outcome::Expired { at: BLOCK }).unwrap_err(), 7);
		assert_eq!(code(Outcome::Unknown { reason }).unwrap_err(), 1);
	}
}
