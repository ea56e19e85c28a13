//! The tracks.

use super::SupportCurve;
use crate::{Result, State};
use codec::Decode;

/// What a kind of referendum asks for, and how long it takes. Periods in blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
	/// Its number.
	pub id: u16,
	/// Its name.
	pub name: String,
	/// How many referenda are decided at once.
	pub max_deciding: u32,
	/// What the decision costs as a deposit, in the smallest unit of CVT.
	pub decision_deposit: u128,
	/// Between submission and the decision.
	pub prepare_period: u32,
	/// For the decision.
	pub decision_period: u32,
	/// For which what is needed must be there.
	pub confirm_period: u32,
	/// Between approval and enactment at least.
	pub min_enactment_period: u32,
	/// The share of ayes that is needed, after conviction.
	pub min_approval: SupportCurve,
	/// The share of all CVT that is needed, before it.
	pub min_support: SupportCurve,
}

/// As the runtime's constant has it.
#[derive(Decode)]
struct Stored {
	/// Filled up with zeros.
	name: String,
	max_deciding: u32,
	decision_deposit: u128,
	prepare_period: u32,
	decision_period: u32,
	confirm_period: u32,
	min_enactment_period: u32,
	min_approval: SupportCurve,
	min_support: SupportCurve,
}

impl From<(u16, Stored)> for Track {
	fn from((id, stored): (u16, Stored)) -> Self {
		Self {
			id,
			name: stored.name.trim_end_matches('\0').into(),
			max_deciding: stored.max_deciding,
			decision_deposit: stored.decision_deposit,
			prepare_period: stored.prepare_period,
			decision_period: stored.decision_period,
			confirm_period: stored.confirm_period,
			min_enactment_period: stored.min_enactment_period,
			min_approval: stored.min_approval,
			min_support: stored.min_support,
		}
	}
}

impl State {
	/// The tracks in the order of their numbers, at this chain's pace.
	pub fn tracks(&self) -> Result<Vec<Track>> {
		let stored: Vec<(u16, Stored)> = self.constant("Referenda", "Tracks")?;
		Ok(stored.into_iter().map(Track::from).collect())
	}
}
