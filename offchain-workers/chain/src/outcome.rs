//! What became of a transaction.

use crate::{BlockId, Event, Layout};
use polkadot_sdk::sp_runtime::{DispatchError, ModuleError};

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// A finalized block holds it.
	Included(Inclusion),
	/// No block holds it, and none can any more: the finalized chain has passed its era. It can be signed
	/// again without any danger of its being executed twice.
	Expired {
		/// The finalized block that made it certain.
		at: BlockId,
	},
	/// It is not known, because the chain could not be followed any further.
	Unknown {
		/// Why.
		reason: String,
	},
}

/// A transaction in a finalized block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
	/// The block.
	pub block: BlockId,
	/// The extrinsic's position in it.
	pub index: u32,
	/// Whether the call succeeded. The fee is paid in either case.
	pub result: Result<(), DispatchFailure>,
	/// What failed inside [`crate::Call::each`].
	pub failed_items: Vec<DispatchFailure>,
	/// What the call did.
	pub events: Vec<Event>,
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {text}")]
pub struct DispatchFailure {
	/// The error's name, such as `Cmp.TooLate`.
	pub name: String,
	/// What the pallet's documentation says about it.
	pub text: String,
}

impl DispatchFailure {
	/// The failure in words.
	pub(crate) fn new(error: &DispatchError, layout: &Layout) -> Self {
		let DispatchError::Module(ModuleError {
			index,
			error: [variant, ..],
			..
		}) = error
		else {
			let text: &'static str = (*error).into();
			return Self {
				name: format!("{error:?}"),
				text: text.into(),
			};
		};
		let (name, text) = layout.error(*index, *variant).unwrap_or_else(|| {
			(
				format!("pallet {index}, error {variant}"),
				"not in the metadata".into(),
			)
		});
		Self { name, text }
	}
}
