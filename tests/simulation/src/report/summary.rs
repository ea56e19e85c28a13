//! A run in a few numbers.

use crate::{metrics::Epoch, Outcome};

/// A run in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Summary {
	/// VWT for a CVT: the least, the greatest, the last.
	pub price: (f64, f64, f64),
	/// The greatest fall of the price from a height before it, as a share of that.
	pub fall: f64,
	/// The mean monthly velocity of VWT.
	pub vwt_velocity: f64,
	/// The mean monthly velocity of CVT.
	pub cvt_velocity: f64,
	/// Gini's coefficient at the end.
	pub gini: f64,
	/// The pool at the first and at the last epoch.
	pub pool: (f64, f64),
	/// The least that the support of a root referendum could be bought for.
	pub attack_capital: f64,
	/// The mean share of it that is lost at once.
	pub attack_loss: f64,
	/// What attackers won in all.
	pub attack_profit: f64,
}

impl Summary {
	/// Of a run with at least one epoch; all zero without.
	pub fn of(outcome: &Outcome) -> Self {
		let epochs = &outcome.epochs;
		let every = |measure: fn(&Epoch) -> f64| epochs.iter().map(measure);
		let mean = |measure: fn(&Epoch) -> f64| every(measure).sum::<f64>() / epochs.len().max(1) as f64;
		let least = |measure: fn(&Epoch) -> f64| every(measure).reduce(f64::min).unwrap_or_default();
		let last = |measure: fn(&Epoch) -> f64| epochs.last().map_or(0.0, measure);
		Self {
			price: (
				least(|epoch| epoch.price),
				every(|epoch| epoch.price).fold(0.0, f64::max),
				last(|epoch| epoch.price),
			),
			fall: fall(every(|epoch| epoch.price)),
			vwt_velocity: mean(|epoch| epoch.vwt_velocity),
			cvt_velocity: mean(|epoch| epoch.cvt_velocity),
			gini: last(|epoch| epoch.gini),
			pool: (
				epochs.first().map_or(0.0, |epoch| epoch.pool),
				last(|epoch| epoch.pool),
			),
			attack_capital: least(|epoch| epoch.attack_capital),
			attack_loss: mean(|epoch| epoch.attack_loss / epoch.attack_capital.max(1.0)),
			attack_profit: last(|epoch| epoch.attack_profit),
		}
	}
}

fn fall(prices: impl Iterator<Item = f64>) -> f64 {
	let (mut height, mut deepest) = (0.0, 0.0);
	for price in prices {
		height = f64::max(height, price);
		deepest = f64::max(deepest, 1.0 - price / height.max(f64::MIN_POSITIVE));
	}
	deepest
}
