//! One run: the state of a preset, people in it, days, what came of it.

use althing_integration_tests::{fuzz::checks, genesis};
use althing_runtime::{
	constants::time::DAYS, governance::pallet_origins, Balance, Runtime, Session, Treasury,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

use crate::{
	attack::{Attackers, Attempt},
	chain::{advance, left_out, Issuance, Volume},
	commons,
	error::Error,
	governance::{self, Ended},
	metrics::{unbacked, Epoch, EPOCH},
	money::{part, whole},
	parameters::Parameters,
	people::People,
	purse::Purse,
	scenario::Scenario,
	world::World,
};

/// What share of the founders' VWT the treasury begins with.
const TREASURY: f64 = 0.01;

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Setup {
	/// The state that the chain begins with: one with accounts and an open curve.
	pub preset: String,
	/// The world outside.
	pub scenario: Scenario,
	/// How many days.
	pub days: u32,
	/// What chance begins with.
	pub seed: u64,
	/// What of the preset's parameters is to be changed.
	pub change: fn(&mut Parameters),
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Outcome {
	/// The world outside.
	pub scenario: Scenario,
	/// How many days.
	pub days: u32,
	/// What chance began with.
	pub seed: u64,
	/// The parameters in force.
	pub parameters: Parameters,
	/// What was measured, epoch by epoch.
	pub epochs: Vec<Epoch>,
	/// What attackers tried.
	pub attempts: Vec<Attempt>,
	/// How the holders' referenda ended.
	pub honest: Ended,
	/// How the attackers' referenda ended.
	pub hostile: Ended,
	/// VWT that attackers got out of the commons.
	pub drained: f64,
	/// Calls that were signed.
	pub calls: u64,
	/// Those that the chain refused, by its reason.
	pub refused: BTreeMap<&'static str, u64>,
	/// What there was of both currencies when people had settled.
	pub before: Issuance,
	/// What there was at the end.
	pub after: Issuance,
	/// CVT beyond the curve's supply at the end.
	pub unbacked: f64,
}

/// Runs `setup`; `tick` is called after each day.
///
/// # Errors
///
/// A preset that cannot be used, a refusal while people settle, a broken invariant at the end.
///
/// # Panics
///
/// When the preset is not known.
pub fn run(setup: &Setup, tick: &mut dyn FnMut()) -> Result<Outcome, Error> {
	genesis(&setup.preset).execute_with(|| {
		let mut run = Run::begin(setup)?;
		for day in 1..=setup.days {
			run.day(day);
			tick();
		}
		run.end()
	})
}

struct Run<'a> {
	setup: &'a Setup,
	parameters: Parameters,
	world: World,
	people: People,
	attackers: Option<Attackers>,
	volume: Volume,
	epochs: Vec<Epoch>,
	before: Issuance,
}

impl<'a> Run<'a> {
	fn begin(setup: &'a Setup) -> Result<Self, Error> {
		let lacks = |lacks| Error::Preset {
			preset: setup.preset.clone(),
			lacks,
		};
		// The rules of a main network: test presets only shorten governance's periods.
		pallet_origins::Pace::<Runtime>::put(1);
		let author = Session::validators()
			.first()
			.cloned()
			.ok_or_else(|| lacks("validators"))?;
		let rng = ChaCha8Rng::seed_from_u64(setup.seed);
		let mut world = World::new(rng, author, setup.scenario.market(0.0));
		let purse = Purse::gather(&mut world)?.ok_or_else(|| lacks("CVT"))?;
		let mut parameters = Parameters::in_force().ok_or_else(|| lacks("open curve"))?;
		(setup.change)(&mut parameters);
		parameters.enact(&purse.founder)?;
		let treasury: Balance = part(purse.vwt, TREASURY);
		purse.hand(&mut world, &Treasury::account_id(), treasury, 0)?;
		let people = People::settle(&mut world, &purse)?;
		let attackers = match setup.scenario {
			Scenario::Attack => Some(Attackers::settle(&mut world, &purse)?),
			_ => None,
		};
		// What was handed out does not count as business.
		Volume::default().hear();
		Ok(Self {
			setup,
			parameters,
			world,
			people,
			attackers,
			volume: Volume::default(),
			epochs: vec![],
			before: Issuance::now(),
		})
	}

	fn day(&mut self, day: u32) {
		advance(day.saturating_mul(DAYS));
		let over = f64::from(day) / f64::from(self.setup.days.max(1));
		let world = &mut self.world;
		world.wake(day, self.setup.scenario.market(over));
		governance::day(world);
		commons::day(world);
		if let Some(attackers) = &mut self.attackers {
			attackers.day(world);
		}
		self.people.day(world);
		self.volume.hear();
		if day.is_multiple_of(EPOCH) {
			let volume = std::mem::take(&mut self.volume);
			self.epochs.push(Epoch::measure(&self.world, volume));
		}
	}

	fn end(self) -> Result<Outcome, Error> {
		let broken = |broken| Error::Broken {
			day: self.setup.days,
			broken,
		};
		checks::invariants().map_err(broken)?;
		if left_out() {
			return Err(broken("something scheduled was left undone".into()));
		}
		let world = self.world;
		Ok(Outcome {
			scenario: self.setup.scenario,
			days: self.setup.days,
			seed: self.setup.seed,
			parameters: self.parameters,
			epochs: self.epochs,
			attempts: world.attempts,
			honest: world.polls.honest,
			hostile: world.polls.hostile,
			drained: whole(world.drained),
			calls: world.calls,
			refused: world.refused,
			before: self.before,
			after: Issuance::now(),
			unbacked: unbacked(),
		})
	}
}
