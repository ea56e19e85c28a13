//! One worker process: carries effects out, late, twice or never, and dies in the middle.

use super::{chain::genesis, faults::happens, net::Net};
use althing_cmp_rules::{commitment, Binding, Outcome};
use althing_core::{
	BallotKey, Call, Config, Counts, Effect, Event, Fleet, Forget, Input, JournalKey, JournalRecord,
	Submission,
};
use althing_primitives::{blake2, Hash};
use rand::Rng;
use std::collections::BTreeMap;

/// Something under way inside the process; lost when it dies.
enum Pending {
	Input(Box<Input>),
	Write(JournalRecord),
	Forget(Forget),
}

pub struct Worker {
	pub config: Config,
	/// Which agents it signs for: those with `id % fleets == index`.
	pub index: u64,
	pub fleets: u64,
	/// None while it is down.
	pub fleet: Option<Fleet>,
	/// What is on disk.
	pub journal: Vec<JournalRecord>,
	pending: BTreeMap<(u32, u64), Pending>,
	sequence: u64,
	up_again: u32,
	pub crashes: u32,
	pub events: Vec<Event>,
	/// Digest of every effect so far.
	pub trace: Hash,
	pub most: Counts,
}

impl Worker {
	pub fn new(config: Config, index: u64, fleets: u64) -> Self {
		let fleet = Some(Fleet::new(config.clone()));
		Self {
			config,
			index,
			fleets,
			fleet,
			journal: Vec::new(),
			pending: BTreeMap::new(),
			sequence: 0,
			up_again: 0,
			crashes: 0,
			events: Vec::new(),
			trace: Hash::default(),
			most: Counts::default(),
		}
	}

	/// Starts again when it is time, then takes in what has come.
	pub fn step(&mut self, now: u32, net: &mut Net) {
		if self.fleet.is_none() && now >= self.up_again {
			self.fleet = Some(Fleet::new(self.config.clone()));
			self.feed(Input::Restored(self.journal.clone()), now, net);
		}
		while let Some(entry) = self.pending.first_entry().filter(|e| e.key().0 <= now) {
			match entry.remove() {
				Pending::Input(input) => self.feed(*input, now, net),
				Pending::Write(record) => {
					let key = record.key();
					self.journal.push(record);
					self.feed(Input::Journaled(key), now, net);
					if happens(&mut net.rng, net.faults.doubled) {
						self.feed(Input::Journaled(key), now, net);
					}
				}
				Pending::Forget(forget) => self.forget(&forget),
			}
		}
	}

	pub fn feed(&mut self, input: Input, now: u32, net: &mut Net) {
		let Some(fleet) = &mut self.fleet else { return };
		let effects = fleet.handle(input);
		let counts = fleet.counts();
		self.most.ballots = self.most.ballots.max(counts.ballots);
		self.most.judging = self.most.judging.max(counts.judging);
		self.most.transactions = self.most.transactions.max(counts.transactions);
		for effect in effects {
			self.trace = blake2(&[&self.trace[..], format!("{effect:?}").as_bytes()].concat());
			if happens(&mut net.rng, net.faults.crash) {
				return self.crash(now, net);
			}
			self.carry_out(effect, now, net);
		}
	}

	/// Everything in hand is gone, but for what has reached the disk without being confirmed.
	pub fn crash(&mut self, now: u32, net: &mut Net) {
		self.fleet = None;
		self.crashes += 1;
		self.up_again = now + net.rng.gen_range(0..=net.faults.down);
		for pending in core::mem::take(&mut self.pending).into_values() {
			match pending {
				Pending::Write(record) if net.rng.gen() => self.journal.push(record),
				Pending::Write(_) => break,
				_ => {}
			}
		}
	}

	fn later(&mut self, at: u32, pending: Pending) {
		self.sequence += 1;
		self.pending.insert((at, self.sequence), pending);
	}

	pub fn post(&mut self, at: u32, input: Input) {
		self.later(at, Pending::Input(Box::new(input)));
	}

	/// The disk keeps the order of what it is given.
	fn commit(&mut self, now: u32, pending: Pending, net: &mut Net) {
		let disk = self
			.pending
			.iter()
			.filter(|(_, p)| !matches!(p, Pending::Input(_)))
			.map(|((at, _), _)| *at)
			.max();
		let at = (now + net.rng.gen_range(0..=net.faults.delay.min(2))).max(disk.unwrap_or(0));
		self.later(at, pending);
	}

	fn forget(&mut self, forget: &Forget) {
		self.journal.retain(|record| match (forget, record) {
			(Forget::Proposal(id), JournalRecord::Ballot(ballot)) => ballot.key.proposal != *id,
			(Forget::Case(key) | Forget::Attempts(key), JournalRecord::Opening(opening)) => {
				opening.case != *key
			}
			(Forget::Case(key), JournalRecord::Opened { case, .. }) => case != key,
			_ => true,
		});
	}

	fn carry_out(&mut self, effect: Effect, now: u32, net: &mut Net) {
		let delay = net.rng.gen_range(0..=net.faults.delay);
		let corrupt = happens(&mut net.rng, net.faults.corrupt);
		match effect {
			Effect::Journal(record) => self.commit(now, Pending::Write(record), net),
			Effect::Forget(forget) => self.commit(now, Pending::Forget(forget), net),
			Effect::Judge(judge) => {
				let input = net.judge(&judge);
				if happens(&mut net.rng, net.faults.doubled) {
					self.post(now + delay + 1, input.clone());
				}
				self.post(now + delay, input);
			}
			Effect::FetchCase {
				proposal, evidence, ..
			} => {
				let body = net.chain.bodies[&proposal].clone();
				assert_eq!(blake2(&body), evidence);
				let body = if corrupt {
					net.rng.gen::<bool>().then(|| b"another case"[..].into())
				} else {
					Some(body)
				};
				self.post(now + delay, Input::CaseFetched { proposal, body });
			}
			Effect::FetchReceipt { proposal, hash } => {
				let done = &net.chain.done[&proposal];
				assert_eq!(done.hash, hash);
				let mut receipt = done.receipt.clone();
				if corrupt {
					receipt.outcome = Outcome::Expired;
				}
				self.post(
					now + delay,
					Input::ReceiptFetched {
						proposal,
						receipt: Some(Box::new(receipt)),
					},
				);
			}
			Effect::FindCase {
				case,
				attempt,
				proposer,
				evidence,
				from,
				until,
			} => {
				assert!(until <= net.chain.block.number, "only what is final is looked at");
				let found = net.chain.opened.iter().find(|(at, who, question, _)| {
					(from..=until).contains(at) && *who == proposer && question.evidence == evidence
				});
				let proposal = found.map(|(_, _, _, id)| *id);
				if !corrupt {
					self.post(
						now + delay,
						Input::CaseFound {
							case,
							attempt,
							proposal,
						},
					);
				}
			}
			Effect::Submit(submission) => {
				self.check(&submission, net);
				net.send(self.index, *submission, now);
			}
			Effect::Report(event) => self.events.push(event),
		}
	}

	/// What must hold whenever a transaction leaves the process.
	fn check(&self, submission: &Submission, net: &mut Net) {
		match &submission.call {
			Call::Seal {
				proposal,
				round,
				agent,
				commitment,
			} => {
				let key = BallotKey {
					proposal: *proposal,
					round: *round,
					agent: *agent,
				};
				let journaled = self.journal.iter().any(
					|record| matches!(record, JournalRecord::Ballot(b) if b.key == key && b.commitment == *commitment),
				);
				assert!(journaled, "sealed before it was on disk: {key}");
				let first = *net.sealed.entry(key).or_insert(*commitment);
				assert_eq!(first, *commitment, "two ballots {key}");
			}
			Call::Reveal {
				proposal,
				round,
				agent,
				reveal,
			} => {
				let key = BallotKey {
					proposal: *proposal,
					round: *round,
					agent: *agent,
				};
				let binding = Binding {
					genesis: genesis(),
					proposal: *proposal,
					round: *round,
					agent: *agent,
					account: submission.signer,
				};
				let opened = commitment(&binding, &reveal.ballot, &reveal.salt);
				assert_eq!(
					net.sealed.get(&key),
					Some(&opened),
					"revealed what was not sealed: {key}"
				);
			}
			Call::Open { case, .. } => {
				let journaled = self.journal.iter().any(|record| {
					record.key()
						== JournalKey::Opening {
							case: *case,
							attempt: submission.attempt,
						}
				});
				assert!(journaled, "opened before it was on disk");
			}
			Call::Heartbeat { .. } | Call::Anchor { .. } => {}
		}
	}
}
