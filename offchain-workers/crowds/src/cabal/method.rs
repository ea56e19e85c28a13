//! The methods that are compared.

use super::stake;
use crate::reference::{by_majority, dawid_skene, dawid_skene_weights, Coins};
use crate::{replay, Crowd};
use althing_cmp_stats::{Invalid, Settings};

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
	/// CMP's estimator, at the end of the run.
	Cmp,
	/// Heads.
	Majority,
	/// Stake, with votes beyond the stake-weighted median clipped; see [`stake::judge`].
	Stake,
	/// Dawid–Skene.
	DawidSkene,
}

/// What a method says of a crowd.
pub(super) struct Verdict {
	pub(super) labels: Vec<usize>,
	pub(super) weights: Vec<f64>,
}

impl Method {
	/// All of them, in the order of a point's figures.
	pub const ALL: [Self; 4] = [Self::Cmp, Self::Majority, Self::Stake, Self::DawidSkene];

	/// What it is called.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Cmp => "CMP",
			Self::Majority => "majority",
			Self::Stake => "stake median",
			Self::DawidSkene => "Dawid–Skene",
		}
	}

	pub(super) fn judge(self, crowd: &Crowd, settings: &Settings) -> Result<Verdict, Invalid> {
		let agents = crowd.agents.len();
		Ok(match self {
			Self::Cmp => {
				let end = replay::at_the_end(crowd, settings)?;
				let weight = |agent| end.model.weight(agent).raw() as f64;
				Verdict {
					labels: end.labels(),
					weights: (0..agents).map(weight).collect(),
				}
			}
			Self::Majority => Verdict {
				labels: by_majority(crowd),
				weights: vec![1.0; agents],
			},
			Self::Stake => stake::judge(crowd),
			Self::DawidSkene => Verdict {
				labels: dawid_skene(crowd, Coins::Full),
				weights: dawid_skene_weights(crowd, Coins::Full),
			},
		})
	}
}
