//! Counts of everything.

use althing_primitives::Department;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};

/// Counts of everything: what a dashboard shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct Summary {
	/// Active agents, in the order of [`Department::ALL`].
	pub agents_by_department: [u32; 8],
	/// Proposals that have not ended.
	pub active_proposals: u32,
	/// Proposals that ended with an answer, since genesis.
	pub decided: u64,
	/// Proposals that ended without consensus, since genesis.
	pub escalated: u64,
	/// Proposals for which no panel could be drawn or nobody revealed, since genesis.
	pub expired: u64,
	/// Anchors, since genesis.
	pub anchors: u64,
	/// What opening the next proposal holds of the proposer until it ends, VWT in 10⁻¹².
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub next_deposit: u128,
}

impl Summary {
	/// Each department with its active agents.
	pub fn agents(&self) -> impl Iterator<Item = (Department, u32)> {
		Department::ALL.into_iter().zip(self.agents_by_department)
	}
}
