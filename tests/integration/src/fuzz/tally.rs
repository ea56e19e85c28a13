//! What a history by chance consisted of.

use super::mandates::Acts;
use std::collections::BTreeMap;

/// What a history consisted of.
#[derive(Clone, Debug, Default)]
pub struct Tally {
	/// Calls made, whatever became of them.
	pub calls: u64,
	/// Calls that succeeded, by pallet and name.
	pub succeeded: BTreeMap<String, u64>,
	/// Bytes by chance that were no call or transaction.
	pub garbage: u64,
	/// Acts of agents.
	pub acts: Acts,
	/// Blocks made.
	pub blocks: u64,
}
