//! Sets of parameters side by side: the preset's own, and each that differs from it in one thing.

use crate::{parameters::Parameters, report::Summary, run, scenario::Scenario, Error, Outcome, Setup};

/// A set of parameters.
#[derive(Clone, Copy, Debug)]
pub struct Set {
	/// What it is called.
	pub name: &'static str,
	/// How it differs from the preset.
	pub change: fn(&mut Parameters),
}

/// The sets that are compared.
pub const SETS: [Set; 12] = [
	set("preset", |_| ()),
	set("κ = 1.75", |of| of.kappa = 1.75),
	set("κ = 3", |of| of.kappa = 3.0),
	set("κ = 4", |of| of.kappa = 4.0),
	set("no tributes", |of| (of.entry, of.exit) = (0.0, 0.0)),
	set("tributes 0.5 %", |of| (of.entry, of.exit) = (0.005, 0.005)),
	set("tributes 2 %, 5 %", |of| (of.entry, of.exit) = (0.02, 0.05)),
	set("tributes 5 %, 10 %", |of| (of.entry, of.exit) = (0.05, 0.1)),
	set("half-life 1 d", |of| of.half_life = 1.0),
	set("half-life 7 d", |of| of.half_life = 7.0),
	set("β = 10 %", |of| of.beta = 0.1),
	set("ρ/β² = 10 %", |of| of.share = 0.1),
];

const fn set(name: &'static str, change: fn(&mut Parameters)) -> Set {
	Set { name, change }
}

/// What a set did over all scenarios.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Compared {
	/// What it is called.
	pub name: &'static str,
	/// The parameters.
	pub parameters: Parameters,
	/// What attackers won in all, in VWT.
	pub attack_profit: f64,
	/// What of the price of root's least support is lost at once, the mean over all scenarios.
	pub attack_loss: f64,
	/// What part of the first epoch's pool is there at the end of a calm time.
	pub pool_left: f64,
	/// The deepest fall of the price in any scenario.
	pub fall: f64,
	/// The mean velocity of VWT in a calm time.
	pub vwt_velocity: f64,
	/// The mean velocity of CVT in a calm time.
	pub cvt_velocity: f64,
}

impl Compared {
	/// Whether attackers win nothing and the pool lasts: half of it is there at the end.
	pub fn is_fit(&self) -> bool {
		self.attack_profit <= 0.0 && self.pool_left >= 0.5
	}
}

/// Runs every scenario with `set`; of `setup` the scenario and the change are replaced.
///
/// # Errors
///
/// Those of the runs.
pub fn compare(set: Set, setup: &Setup, tick: &mut dyn FnMut()) -> Result<Compared, Error> {
	let mut outcomes = Vec::new();
	for scenario in Scenario::ALL {
		let setup = Setup {
			scenario,
			change: set.change,
			..setup.clone()
		};
		outcomes.push(run(&setup, tick)?);
	}
	Ok(judge(set.name, &outcomes))
}

fn judge(name: &'static str, outcomes: &[Outcome]) -> Compared {
	let all: Vec<_> = outcomes
		.iter()
		.map(|outcome| (outcome, Summary::of(outcome)))
		.collect();
	let in_calm = |measure: fn(&Summary) -> f64| {
		let calm = all.iter().find(|(outcome, _)| outcome.scenario == Scenario::Calm);
		calm.map_or(0.0, |(_, of)| measure(of))
	};
	let losses: f64 = all.iter().map(|(_, of)| of.attack_loss).sum();
	Compared {
		name,
		parameters: outcomes
			.first()
			.map(|outcome| outcome.parameters)
			.unwrap_or_default(),
		attack_profit: all.iter().map(|(_, of)| of.attack_profit).sum(),
		attack_loss: losses / all.len().max(1) as f64,
		pool_left: in_calm(|of| of.pool.1 / of.pool.0.max(1.0)),
		fall: all.iter().map(|(_, of)| of.fall).fold(0.0, f64::max),
		vwt_velocity: in_calm(|of| of.vwt_velocity),
		cvt_velocity: in_calm(|of| of.cvt_velocity),
	}
}
