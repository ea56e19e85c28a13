//! The scout: all targets, and which of their signals deserve a panel.

use std::collections::BTreeMap;

use super::{
	alarm::Alarm,
	suspicion::{Finding, Suspicion, NETWORK},
	target::Target,
	Metrics, Signal,
};

/// How a scout works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
	/// How many points of each signal are remembered and shown to the panel.
	pub window: usize,
	/// So many samples of a signal must have been seen before it is suspected of anything. The panel's
	/// detectors need as many to have an opinion of their own.
	pub warm_up: usize,
	/// So many samples in a row without an answer make an outage.
	pub down_after: usize,
	/// So many odd points make a suspicion of any other kind.
	pub odd_after: usize,
	/// So many more make one that names a single validator for what all of them should see alike.
	pub alone_after: usize,
	/// So many ordinary points in a row end an alarm.
	pub calm_after: usize,
	/// The least seconds between two suspicions of the same signal of the same target.
	pub refractory: i64,
}

impl Default for Settings {
	fn default() -> Self {
		Self {
			window: 512,
			warm_up: 64,
			down_after: 3,
			odd_after: 3,
			alone_after: 3,
			calm_after: 10,
			refractory: 600,
		}
	}
}

/// What a target looks like now.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
	/// Its name.
	pub name: String,
	/// Whether it answered the last time; none before the first time.
	pub up: Option<bool>,
	/// The last value of each signal since it last came up.
	pub latest: BTreeMap<Signal, f64>,
}

/// The scout: takes samples, raises suspicions. Pure; memory is bounded by the number of targets times
/// [`Settings::window`].
pub struct Observer {
	settings: Settings,
	targets: Vec<Target>,
	/// Alarms that are everybody's.
	network: BTreeMap<Signal, Alarm>,
	now: i64,
}

impl Observer {
	/// A scout that watches the targets with these names.
	pub fn new(names: impl IntoIterator<Item = String>, settings: Settings) -> Self {
		let targets = names.into_iter().map(Target::new).collect();
		Self {
			settings,
			targets,
			network: BTreeMap::new(),
			now: i64::MIN,
		}
	}

	/// Takes what `target` said at `now` (unix seconds); none when it did not answer. Samples of unknown
	/// targets and samples that are not later than the last one of their target are left out.
	pub fn sample(&mut self, target: &str, now: i64, metrics: Option<Metrics>) {
		let Some(seen) = self.targets.iter_mut().find(|seen| seen.name == target) else {
			return;
		};
		self.now = now;
		if seen.sample(now, metrics, &self.settings) {
			// One more or one less changes what is normal for all: blocks come at another pace, and
			// peers are lost or won. Nobody else is to be suspected of it.
			for other in &mut self.targets {
				other.forget(Signal::depends_on_others);
			}
			self.network.values_mut().for_each(Alarm::end);
		}
	}

	/// What each target looks like now.
	pub fn health(&self) -> Vec<Health> {
		let latest = |target: &Target| {
			Signal::ALL
				.into_iter()
				.filter_map(|signal| Some((signal, target.latest(signal)?)))
				.collect()
		};
		self.targets
			.iter()
			.map(|target| Health {
				name: target.name.clone(),
				up: (target.streak > 0).then_some(target.up),
				latest: latest(target),
			})
			.collect()
	}

	/// What deserves a panel since the last time that this was asked; to be asked after each round of
	/// samples. One fault is reported once.
	pub fn suspicions(&mut self) -> Vec<Suspicion> {
		let mut found = self.outages();
		for signal in Signal::ALL.into_iter().filter(|signal| *signal != Signal::Up) {
			match self.shared(signal) {
				Shared::Reported(suspicion) => found.push(suspicion),
				Shared::Known => {}
				Shared::No => found.extend(self.single(signal)),
			}
		}
		found
	}

	fn outages(&mut self) -> Vec<Suspicion> {
		// Where nobody answers at all, it is rather the scout that has lost its network.
		if self.targets.len() > 1 && self.targets.iter().all(|target| !target.up) {
			return Vec::new();
		}
		let Settings {
			warm_up,
			down_after,
			refractory,
			..
		} = self.settings;
		let now = self.now;
		let seen_enough = |target: &&mut Target| {
			target
				.tracks
				.get(&Signal::Up)
				.is_some_and(|track| track.seen() >= warm_up)
		};
		self.targets
			.iter_mut()
			.filter(seen_enough)
			.filter_map(|target| report(target, Signal::Up, now, down_after, refractory))
			.collect()
	}

	/// Whether most of those that are up show the same at the same time: then it is the network's fault.
	fn shared(&mut self, signal: Signal) -> Shared {
		let Settings {
			odd_after,
			refractory,
			calm_after,
			..
		} = self.settings;
		let up = self.targets.iter().filter(|target| target.up).count();
		let raised = |target: &Target| target.alarms.get(&signal)?.raised(odd_after);
		let mut raising: Vec<(i64, &Target)> = self
			.targets
			.iter()
			.filter(|target| target.up)
			.filter_map(|target| Some((raised(target)?, target)))
			.collect();
		let all_alike = signal.is_shared() && up > 1 && raising.len() * 2 > up;
		let alarm = self.network.entry(signal).or_default();
		alarm.push(self.now, all_alike, calm_after);
		if !all_alike {
			return if alarm.is_running() {
				Shared::Known
			} else {
				Shared::No
			};
		}
		raising.sort_by_key(|(since, _)| *since);
		let due = alarm.due(self.now, 1, refractory);
		let Some(((since, worst), _)) = raising.first().copied().zip(due) else {
			return Shared::Known;
		};
		let finding = Finding {
			signal,
			since,
			now: self.now,
			alone: false,
		};
		let Some(suspicion) = Suspicion::new(NETWORK, finding, worst.tracks.get(&signal)) else {
			return Shared::Known;
		};
		alarm.report(self.now);
		for target in &mut self.targets {
			target.alarms.entry(signal).or_default().report(self.now);
		}
		Shared::Reported(suspicion)
	}

	/// Whoever shows it alone.
	fn single(&mut self, signal: Signal) -> Vec<Suspicion> {
		let Settings {
			odd_after,
			alone_after,
			refractory,
			..
		} = self.settings;
		// What all should see alike is left to settle for a moment, for others may be about to see it.
		let least = if signal.is_shared() {
			odd_after.saturating_add(alone_after)
		} else {
			odd_after
		};
		let now = self.now;
		self.targets
			.iter_mut()
			.filter(|target| target.up)
			.filter_map(|target| report(target, signal, now, least, refractory))
			.collect()
	}
}

/// The suspicion that is due for this signal of this target, if any; it counts as reported from then on.
fn report(target: &mut Target, signal: Signal, now: i64, least: usize, refractory: i64) -> Option<Suspicion> {
	let alarm = target.alarms.get_mut(&signal)?;
	let since = alarm.due(now, least, refractory)?;
	let finding = Finding {
		signal,
		since,
		now,
		alone: true,
	};
	let suspicion = Suspicion::new(&target.name, finding, target.tracks.get(&signal))?;
	alarm.report(now);
	Some(suspicion)
}

enum Shared {
	/// Not everybody's.
	No,
	/// Everybody's, and reported before.
	Known,
	/// Everybody's, to be reported now.
	Reported(Suspicion),
}
