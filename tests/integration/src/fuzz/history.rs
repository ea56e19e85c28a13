//! A history by chance: blocks full of calls, every promise checked on the way.

use super::{
	actors::Actors,
	checks::{covered, explained, invariants, kept_its_word, Issuance},
	dice::Dice,
	economy,
	grammar::{Grammar, DEPTH},
	machine::Machine,
	mandates::within_mandates,
	mutation::{decoded, mutated},
	plays,
	tally::Tally,
	words::{Trust, Words},
};
use althing_runtime::{
	constants::time::{DAYS, EPOCH},
	AccountId, BlockNumber, OriginCaller, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System,
	UncheckedExtrinsic,
};
use codec::{DecodeLimit, Encode};
use frame_support::traits::Hooks;
use polkadot_sdk::*;
use std::collections::VecDeque;

/// Steps that a report shows.
const SHOWN: usize = 24;

/// A history by chance.
pub struct History {
	machine: Machine,
	dice: Dice,
	actors: Actors,
	grammar: Grammar,
	words: Words,
	steps: VecDeque<String>,
	tally: Tally,
	events: usize,
	issuance: Issuance,
}

impl History {
	/// The beginning of the history that `seed` stands for: a local network with some agents. In every fourth
	/// the curve is not open yet.
	pub fn new(seed: u64) -> Self {
		let actors = Actors::new();
		let words = Words {
			accounts: actors.accounts().to_vec(),
			..Words::default()
		};
		let mut machine = Machine::new("local_testnet");
		if seed.is_multiple_of(4) {
			machine.with(economy::unopened);
		}
		let issuance = machine.with(Issuance::now);
		Self {
			machine,
			dice: Dice::new(seed),
			actors,
			grammar: Grammar::new(),
			words,
			steps: VecDeque::new(),
			tally: Tally::default(),
			events: 0,
			issuance,
		}
	}

	/// What happened so far.
	pub fn tally(&self) -> &Tally {
		&self.tally
	}

	/// The last steps, the latest at the end.
	pub fn steps(&self) -> String {
		self.steps
			.iter()
			.fold(String::new(), |text, step| text + "\n  " + step)
	}

	/// Makes blocks until `calls` calls were made.
	///
	/// # Errors
	///
	/// The first promise that was broken.
	pub fn run(&mut self, calls: u64) -> Result<(), String> {
		let mut next = 1;
		while self.tally.calls < calls {
			self.begin(next)?;
			if self.tally.blocks == 1 {
				self.populate()?;
			}
			for _ in 0..2 + self.dice.below(6) {
				self.step()?;
			}
			self.machine.with(invariants)?;
			self.note("end of block".into());
			self.machine.end();
			self.settle()?;
			next = self.pause();
		}
		Ok(())
	}

	/// Registers agents, so that panels can be drawn from the beginning.
	fn populate(&mut self) -> Result<(), String> {
		for _ in 0..24 {
			let (dice, actors) = (&mut self.dice, &self.actors);
			let (call, owner) = self.machine.with(|| plays::register(dice, actors));
			self.signed(call, owner)?;
		}
		Ok(())
	}

	/// How many slots later the next block comes: mostly the next, at times a phase, an epoch or a month.
	fn pause(&mut self) -> u32 {
		match self.dice.below(400) {
			0 => 30 * DAYS,
			1..=3 => 7 * DAYS,
			4..=12 => EPOCH,
			13..=80 => 31,
			_ => 1 + self.dice.below(3) as u32,
		}
	}

	fn begin(&mut self, later: u32) -> Result<(), String> {
		self.note(format!("block {later} slots later"));
		self.rehearse()?;
		self.machine.begin(later);
		self.tally.blocks += 1;
		self.words.now = self.machine.number();
		self.events = 0;
		self.settle()
	}

	/// What the panels do by themselves in a block reads and writes no more than they say.
	fn rehearse(&mut self) -> Result<(), String> {
		let next = self.machine.number() + 1;
		let (declared, usage) = self.machine.rehearse(|| {
			System::set_block_number(next);
			<pallet_cmp::Pallet<Runtime> as Hooks<BlockNumber>>::on_initialize(next)
		});
		covered("the hook of Cmp", declared, usage)
	}

	fn step(&mut self) -> Result<(), String> {
		match self.dice.below(10) {
			0..=3 => {
				let inner = self.grammar.call(&mut self.dice, &self.words, Trust::Root);
				let (dice, actors) = (&mut self.dice, &self.actors);
				let play = self.machine.with(|| plays::play(dice, actors, inner));
				play.into_iter()
					.try_for_each(|(call, who)| self.signed(call, who))
			}
			4..=5 => self.trade(),
			6..=7 => {
				let trust = if self.dice.once_in(4) {
					Trust::Root
				} else {
					Trust::Anyone
				};
				match self.grammar.call(&mut self.dice, &self.words, trust) {
					Some(call) => self.by_chance(call, trust),
					None => self.garbage(),
				}
			}
			8 => {
				match mutated(&self.grammar, &mut self.dice, &self.words).and_then(|bytes| decoded(&bytes)) {
					Some(call) => self.by_chance(call, Trust::Anyone),
					None => self.garbage(),
				}
			}
			_ => self.transaction(),
		}
	}

	/// A move in the economy.
	fn trade(&mut self) -> Result<(), String> {
		let (dice, actors) = (&mut self.dice, &self.actors);
		match self.machine.with(|| economy::play(dice, actors)) {
			Some((call, Some(who))) => self.signed(call, who),
			Some((call, None)) => self.make(call, RuntimeOrigin::root(), None),
			None => Ok(()),
		}
	}

	fn garbage(&mut self) -> Result<(), String> {
		self.tally.garbage += 1;
		Ok(())
	}

	/// A signed transaction of which some bytes may be changed, through all that a node checks.
	fn transaction(&mut self) -> Result<(), String> {
		let Some(call) = self.grammar.call(&mut self.dice, &self.words, Trust::Anyone) else {
			return self.garbage();
		};
		let signer = self.actors.anybody(&mut self.dice);
		let mut bytes = self.machine.sign(call, &signer, &self.actors).encode();
		if self.dice.once_in(3) {
			let at = self.dice.below(bytes.len());
			bytes[at] ^= 1 << self.dice.below(8);
		}
		let Ok(extrinsic) = UncheckedExtrinsic::decode_all_with_depth_limit(DEPTH, &mut &*bytes) else {
			return self.garbage();
		};
		// An author makes the timestamp itself, once.
		if matches!(extrinsic.function, RuntimeCall::Timestamp(_)) {
			return self.garbage();
		}
		self.note(format!("transaction {:?}", extrinsic.function));
		self.tally.calls += 1;
		let applied = self
			.machine
			.with(|| althing_runtime::Executive::apply_extrinsic(extrinsic));
		self.note(format!("  {applied:?}"));
		self.settle()
	}

	/// A call with an origin that suits it, or not.
	fn by_chance(&mut self, call: RuntimeCall, trust: Trust) -> Result<(), String> {
		if trust == Trust::Root {
			return self.make(call, RuntimeOrigin::root(), None);
		}
		if self.dice.once_in(12) && !matches!(call, RuntimeCall::Timestamp(_)) {
			return self.make(call, RuntimeOrigin::none(), None);
		}
		if self.dice.once_in(12) {
			let approved = pallet_cmp::Origin::Approved {
				proposal: self.dice.below(8) as u64,
				departments: Default::default(),
			};
			return self.make(call, approved.into(), None);
		}
		let who = self.actors.anybody(&mut self.dice);
		self.signed(call, who)
	}

	fn signed(&mut self, call: RuntimeCall, who: AccountId) -> Result<(), String> {
		let origin = RuntimeOrigin::signed(who.clone());
		self.make(call, origin, Some(who))
	}

	/// Makes a call and holds it to what it said before.
	fn make(
		&mut self,
		call: RuntimeCall,
		origin: RuntimeOrigin,
		signer: Option<AccountId>,
	) -> Result<(), String> {
		let caller: &OriginCaller = frame_support::traits::OriginTrait::caller(&origin);
		self.note(format!("{caller:?} calls {call:?}"));
		let hash = althing_primitives::blake2(&call.encode());
		if self.words.hashes.len() < 64 {
			self.words.hashes.push(hash);
		}
		let name = name_of(&call);
		self.tally.calls += 1;
		let done = self.machine.dispatch(call, origin, signer.as_ref());
		self.note(format!(
			"  {:?}",
			done.result.as_ref().map_err(|error| error.error)
		));
		if done.result.is_ok() {
			*self.tally.succeeded.entry(name.clone()).or_default() += 1;
		}
		kept_its_word(&name, &done)?;
		self.settle()
	}

	/// Money moved only as the events since the last look say, and no agent went beyond its mandate.
	fn settle(&mut self) -> Result<(), String> {
		let (now, events) = self.machine.with(|| (Issuance::now(), System::events()));
		let fresh: Vec<&RuntimeEvent> = events
			.iter()
			.skip(self.events)
			.map(|record| &record.event)
			.collect();
		explained(self.issuance, now, fresh.iter().copied())?;
		let acts = self.machine.with(|| within_mandates(&fresh))?;
		self.tally.acts.held += acts.held;
		self.tally.acts.skipped += acts.skipped;
		self.events = events.len();
		self.issuance = now;
		Ok(())
	}

	fn note(&mut self, step: String) {
		if self.steps.len() == SHOWN {
			self.steps.pop_front();
		}
		self.steps.push_back(step.chars().take(600).collect());
	}
}

fn name_of(call: &RuntimeCall) -> String {
	use frame_support::traits::{CallMetadata, GetCallMetadata};
	let CallMetadata {
		function_name,
		pallet_name,
	} = call.get_call_metadata();
	format!("{pallet_name}.{function_name}")
}
