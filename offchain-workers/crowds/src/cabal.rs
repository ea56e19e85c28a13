//! What a growing share of cheats gains against each method.
//!
//! A pool of agents of one size; of them a share cheats. Panels are drawn from the pool, task by task; a method
//! sees all answers, and then tells the label of each task and the weight of each agent. Measured are the share
//! of tasks decided wrongly and the share of all weight that the cheats end with.

mod method;
mod stake;
mod svg;
mod table;

pub use method::Method;
pub use svg::svg;
pub use table::markdown;

use crate::cheat::Cheat;
use crate::family::{Family, Skill};
use althing_cmp_stats::{Invalid, Settings};

/// What is varied, and how much is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
	/// Shares of cheats, in per cent.
	pub shares: Vec<u8>,
	/// Mean sizes of panels.
	pub panels: Vec<usize>,
	/// Agents in the pool.
	pub pool: usize,
	/// Tasks of a crowd.
	pub tasks: usize,
	/// Crowds for each point.
	pub crowds: u64,
	/// Where chance begins.
	pub seed: u64,
}

impl Default for Plan {
	fn default() -> Self {
		Self {
			shares: vec![0, 10, 20, 30, 40, 45, 49],
			panels: vec![5, 11, 21, 50],
			pool: 60,
			tasks: 120,
			crowds: 2,
			seed: 1,
		}
	}
}

/// Means over the crowds of one point of the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
	/// What the cheats do.
	pub strategy: &'static str,
	/// The mean size of a panel.
	pub panel: usize,
	/// The share of cheats, in per cent.
	pub share: u8,
	/// For each method the share of tasks decided wrongly.
	pub error: [f64; Method::ALL.len()],
	/// For each method the share of all weight that the cheats end with.
	pub weight: [f64; Method::ALL.len()],
}

impl Plan {
	/// How many points there are.
	pub fn points(&self) -> usize {
		Cheat::CURVE.len() * self.panels.len() * self.shares.len()
	}

	/// Measures them all; `done` is called after each.
	///
	/// # Errors
	/// [`Invalid`] where the estimator does not take so large a pool.
	pub fn measure(&self, settings: &Settings, mut done: impl FnMut()) -> Result<Vec<Point>, Invalid> {
		let mut points = Vec::with_capacity(self.points());
		for (strategy, cheat) in Cheat::CURVE {
			for panel in &self.panels {
				for share in &self.shares {
					points.push(self.point(strategy, cheat, *panel, *share, settings)?);
					done();
				}
			}
		}
		Ok(points)
	}

	fn point(
		&self,
		strategy: &'static str,
		cheat: Cheat,
		panel: usize,
		share: u8,
		settings: &Settings,
	) -> Result<Point, Invalid> {
		let mut point = Point {
			strategy,
			panel,
			share,
			error: Default::default(),
			weight: Default::default(),
		};
		let crowds = self.crowds.max(1);
		for crowd in 0..crowds {
			// The same honest agents and tasks whatever the strategy and the panel.
			let seed = self.seed.wrapping_mul(1000).wrapping_add(crowd);
			let cheats = (self.pool * usize::from(share.min(99)) + 50) / 100;
			let honest = self.pool - cheats;
			let family = Family {
				labels: 2,
				tasks: self.tasks,
				agents: honest,
				panel: ((panel * honest + self.pool / 2) / self.pool.max(1)).max(1),
				first: 0.5,
				skill: Skill::OneCoin(0.6, 0.9),
				hard: 0.0,
			};
			let mut crowd = family.crowd(seed);
			cheat.join(&mut crowd, cheats, seed);
			let each = Method::ALL.iter().zip(&mut point.error).zip(&mut point.weight);
			for ((method, error), weight) in each {
				let verdict = method.judge(&crowd, settings)?;
				*error += (1.0 - crowd.accuracy(&verdict.labels)) / crowds as f64;
				*weight += held(&verdict.weights, honest) / crowds as f64;
			}
		}
		Ok(point)
	}
}

/// The share of all weight that the agents from `first` on hold.
fn held(weights: &[f64], first: usize) -> f64 {
	let all: f64 = weights.iter().sum();
	if all > 0.0 {
		weights.iter().skip(first).sum::<f64>() / all
	} else {
		0.0
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn small() -> Plan {
		Plan {
			shares: vec![0, 40],
			panels: vec![11],
			pool: 30,
			tasks: 40,
			crowds: 1,
			seed: 1,
		}
	}

	#[test]
	fn the_same_seed_gives_the_same_curve() {
		let settings = Settings::default();
		let once = small().measure(&settings, || ()).unwrap();
		assert_eq!(once.len(), small().points());
		assert_eq!(once, small().measure(&settings, || ()).unwrap());
	}

	#[test]
	fn heads_hold_what_their_share_is() {
		let points = small().measure(&Settings::default(), || ()).unwrap();
		for point in points {
			assert!((point.weight[1] - f64::from(point.share) / 100.0).abs() < 1e-9);
			assert!(point
				.error
				.iter()
				.chain(&point.weight)
				.all(|share| (0.0..=1.0).contains(share)));
		}
	}

	#[test]
	fn the_picture_and_the_table_hold_every_strategy() {
		let points = small().measure(&Settings::default(), || ()).unwrap();
		let (picture, table) = (svg(&points), markdown(&points));
		assert!(picture.starts_with("<svg") && picture.ends_with("</svg>\n"));
		for (name, _) in Cheat::CURVE {
			assert!(picture.contains(name) && table.contains(name));
		}
	}
}
