//! What the estimator is told beforehand.

use crate::Real;

/// Constants of the estimator, the same for all data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
	/// How many answers of the average agent are expected to stand behind each row of an agent's confusion
	/// matrix.
	pub shrink: Real,
	/// How many answers speak for that expectation, against what the differences between agents say.
	pub trust: Real,
	/// The least and the most answers of the average agent that stand behind a row.
	pub strength_range: (Real, Real),
	/// How many uniform answers stand behind each row of a cabal's.
	pub cabal_shrink: Real,
	/// How often a cabal's member is first expected to answer differently.
	pub noise: Real,
	/// The least and the most that such noise is taken to be.
	pub noise_range: (Real, Real),
	/// By how many nats the others in a group must speak for a new member, and the most by which a cabal must foretell
	/// an agent's answers better than the agent's own confusion matrix does.
	pub entry: Real,
	/// What agents outside cabals must know in common of the truth, in nats per answer, for cabals to be believed in.
	pub least_known: Real,
	/// What each member costs a fit's score, in nats.
	pub member_price: Real,
	/// Iterations of expectation–maximisation at most, in each of the search's last steps.
	pub iterations: u32,
	/// The smallest group that counts as a cabal.
	pub least_cabal: usize,
}

impl Default for Settings {
	fn default() -> Self {
		Self {
			shrink: Real::from_count(8),
			trust: Real::from_count(20),
			strength_range: (Real::HALF, Real::from_count(64)),
			cabal_shrink: Real::from_count(2),
			noise: Real::ratio(3, 100),
			noise_range: (Real::ratio(2, 1000), Real::ratio(15, 100)),
			entry: Real::from_count(3),
			least_known: Real::ratio(1, 50),
			member_price: Real::ONE,
			iterations: 40,
			least_cabal: 3,
		}
	}
}
