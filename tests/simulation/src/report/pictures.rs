//! One picture per measure, one line per scenario.

use super::svg::{chart, Line};
use crate::{metrics::Epoch, Outcome};

/// What has a picture.
pub struct Measure {
	/// The name of the file.
	pub name: &'static str,
	/// The title.
	pub title: &'static str,
	of: fn(&Epoch) -> f64,
}

const fn measure(name: &'static str, title: &'static str, of: fn(&Epoch) -> f64) -> Measure {
	Measure { name, title, of }
}

/// The measures that have a picture.
pub const MEASURES: [Measure; 11] = [
	measure("price", "Price: VWT for a CVT", |of| of.price),
	measure("supply", "Supply of CVT", |of| of.supply),
	measure("reserve", "Reserve of the curve, VWT", |of| of.reserve),
	measure("velocity-vwt", "Velocity of VWT, a month", |of| of.vwt_velocity),
	measure("velocity-cvt", "Velocity of CVT, a month", |of| of.cvt_velocity),
	measure("gini", "Gini of what people and agents are worth", |of| of.gini),
	measure("pool", "Pool of the commons, VWT", |of| of.pool),
	measure("staked", "CVT staked in the commons", |of| of.staked),
	measure(
		"attack-capital",
		"VWT that buy the support of a root referendum",
		|of| of.attack_capital,
	),
	measure("attack-loss", "VWT of it that are lost at once", |of| {
		of.attack_loss
	}),
	measure("attack-profit", "VWT that attackers have won", |of| {
		of.attack_profit
	}),
];

/// The picture of a measure.
pub fn picture(measure: &Measure, outcomes: &[Outcome]) -> String {
	let line = |outcome: &Outcome| {
		let point = |epoch: &Epoch| (f64::from(epoch.day) / 365.0, (measure.of)(epoch));
		Line {
			name: outcome.scenario.name(),
			points: outcome.epochs.iter().map(point).collect(),
		}
	};
	let lines: Vec<_> = outcomes.iter().map(line).collect();
	chart(measure.title, "years", &lines)
}
