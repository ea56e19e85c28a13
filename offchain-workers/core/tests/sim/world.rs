//! The world: one chain, several workers, one seed.

use super::{
	chain::Chain,
	faults::{happens, hash, Faults},
	net::Net,
	worker::Worker,
};
use althing_cmp_rules::{Kind, Question};
use althing_core::{
	AgentView, BallotKey, Case, Config, Effect, Event, Input, JournalKey, JournalRecord, Judgement, Phase,
	ProposalView, Refusal, Seed, TxKey, TxOutcome,
};
use althing_primitives::{blake2, Department, Departments, Hash, Role};
use polkadot_sdk::sp_arithmetic::Perbill;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

pub struct World {
	pub net: Net,
	pub workers: Vec<Worker>,
	pub now: u32,
	/// Cases and who was given them; given again and again, as an impatient user would.
	cases: Vec<(usize, Case)>,
}

impl World {
	/// `fleets` workers with `agents` agents in all.
	pub fn new(seed: u64, faults: Faults, fleets: u64, agents: u64, panel: usize) -> Self {
		let rng = ChaCha8Rng::seed_from_u64(seed);
		let mut chain = Chain::new(48, panel);
		for id in 0..agents {
			let account = blake2(&[b"agent".as_slice(), &id.to_le_bytes()].concat());
			let department = Department::from_index((id % 8) as u8).unwrap();
			let role = Role::from_index((id / 8 % 8) as u8).unwrap();
			let view = AgentView {
				id,
				account,
				department,
				role,
				active: true,
				last_heartbeat: 0,
			};
			chain.agents.insert(id, (view, blake2(&(id % 16).to_le_bytes())));
		}
		let worker = |index: u64| {
			let mut config = Config::new(chain.block.hash, Seed::new(blake2(&index.to_le_bytes())));
			config.proposer = Some(blake2(&[b"proposer".as_slice(), &index.to_le_bytes()].concat()));
			config.heartbeats.period = 60;
			config.heartbeats.spread = 30;
			config.patience = 5;
			config.attempts = 40;
			Worker::new(config, index, fleets)
		};
		let workers = (0..fleets).map(worker).collect();
		Self {
			net: Net::new(rng, faults, chain),
			workers,
			now: 0,
			cases: Vec::new(),
		}
	}

	/// Hands a case to a worker. Contention is out of 256.
	pub fn submit(&mut self, worker: usize, kind: Kind, contention: u8) {
		let body: Arc<[u8]> = [&[contention], self.cases.len().to_le_bytes().as_slice()]
			.concat()
			.into();
		let (risk, impact, urgency) = (
			Perbill::from_percent(10),
			Perbill::from_percent(10),
			Perbill::zero(),
		);
		let departments = Departments::default();
		let question = Question {
			kind,
			departments,
			risk,
			impact,
			urgency,
			evidence: blake2(&body),
		};
		let case = Case { question, body };
		self.workers[worker].post(self.now, Input::CaseSubmitted(case.clone()));
		self.cases.push((worker, case));
	}

	pub fn run(&mut self, slots: u32) {
		for _ in 0..slots {
			self.slot();
		}
	}

	pub fn slot(&mut self) {
		self.now += 1;
		let (now, net) = (self.now, &mut self.net);
		let new = net.slot(now);
		for (to, input) in core::mem::take(&mut net.words) {
			let at = now + net.rng.gen_range(0..=net.faults.delay);
			self.workers[to as usize].post(at, input);
		}
		if now % 16 == 0 {
			for (worker, case) in &self.cases {
				self.workers[*worker].post(now, Input::CaseSubmitted(case.clone()));
			}
		}
		for worker in &mut self.workers {
			worker.step(now, net);
			if happens(&mut net.rng, net.faults.hostile) {
				be_hostile(worker, now, net);
			}
			let missed = happens(&mut net.rng, net.faults.missed);
			let Some(fleet) = worker.fleet.as_ref().filter(|_| new && !missed) else {
				continue;
			};
			let (index, fleets) = (worker.index, worker.fleets);
			let mut view = net.chain.view(|a| a.id % fleets == index, fleet.tracked());
			if happens(&mut net.rng, net.faults.hostile) {
				view.active.extend(impossible(&view.active));
			}
			if happens(&mut net.rng, net.faults.doubled) {
				worker.feed(Input::Finalized(Box::new(view.clone())), now, net);
			}
			worker.feed(Input::Finalized(Box::new(view)), now, net);
		}
	}

	/// Runs until nothing is open; panics when that takes too long.
	pub fn settle(&mut self, most: u32) {
		for _ in 0..most {
			self.slot();
			let opened = self.net.chain.opened.len() == self.cases.len();
			if opened && self.net.chain.active.is_empty() && self.workers.iter().all(is_idle) {
				return;
			}
		}
		let active: Vec<_> = self
			.net
			.chain
			.active
			.values()
			.map(|p| (p.view.id, p.view.phase))
			.collect();
		let counts: Vec<_> = self
			.workers
			.iter()
			.map(|w| w.fleet.as_ref().map(|f| f.counts()))
			.collect();
		panic!("not settled at {}: {active:?} {counts:?}", self.now);
	}

	pub fn trace(&self) -> Hash {
		blake2(&self.workers.iter().flat_map(|w| w.trace).collect::<Vec<_>>())
	}

	/// What must hold when all is over.
	pub fn check(&self) {
		assert_eq!(self.net.chain.unrevealed, 0, "a bond was lost");
		let mut questions: Vec<_> = self
			.net
			.chain
			.opened
			.iter()
			.map(|(_, _, q, _)| q.evidence)
			.collect();
		questions.sort_unstable();
		questions.dedup();
		assert_eq!(
			questions.len(),
			self.net.chain.opened.len(),
			"a case was opened twice"
		);
		for worker in &self.workers {
			let lost = |e: &&Event| matches!(e, Event::SealLost { .. } | Event::ForeignSeal { .. });
			assert_eq!(worker.events.iter().find(lost), None);
		}
	}
}

/// Whether nothing is in hand, in memory or on disk.
fn is_idle(worker: &Worker) -> bool {
	let counts = worker.fleet.as_ref().map(|f| f.counts());
	counts.is_some_and(|c| c.proposals + c.openings + c.ballots + c.judging + c.waiting == 0)
		&& !worker
			.journal
			.iter()
			.any(|r| matches!(r, JournalRecord::Ballot(_)))
}

/// Feeds what no honest shell would: forks, and words on things that never were.
fn be_hostile(worker: &mut Worker, now: u32, net: &mut Net) {
	let Some(fleet) = &mut worker.fleet else { return };
	let (block, parent) = net.fork();
	if fleet
		.head()
		.is_some_and(|head| head.number == block.number || head.number + 1 == block.number)
	{
		let mut view = net.chain.view(|_| true, fleet.tracked());
		(view.block, view.parent) = (block, parent);
		for proposal in &mut view.active {
			proposal.phase = Phase::Revealing {
				round: 0,
				deadline: u32::MAX,
			};
		}
		let effects = fleet.handle(Input::Finalized(Box::new(view.clone())));
		let refused = Event::Refused(Refusal::Forked {
			number: block.number,
			hash: block.hash,
		});
		assert_eq!(effects, [Effect::Report(refused)]);
		(view.block.number, view.parent) = (block.number + 1, block.hash);
		view.block.hash = hash(&mut net.rng);
		let effects = fleet.handle(Input::Finalized(Box::new(view)));
		assert!(
			effects
				.iter()
				.all(|e| matches!(e, Effect::Report(Event::Refused(_)))),
			"a fork had effects"
		);
	}
	let key = BallotKey {
		proposal: net.rng.gen_range(0..4),
		round: 7,
		agent: net.rng.gen(),
	};
	let (attempt, proposal) = (net.rng.gen_range(0..3), net.rng.gen_range(0..20));
	let judgement = Judgement {
		answer: althing_cmp_rules::Answer::Choice(200),
		confidence: Perbill::one(),
		rationale: "x".repeat(10_000),
	};
	for input in [
		Input::Judged { key, judgement },
		Input::Journaled(JournalKey::Ballot(key)),
		Input::CaseFetched {
			proposal,
			body: Some(b"poison"[..].into()),
		},
		Input::ReceiptFetched {
			proposal,
			receipt: None,
		},
		Input::CaseFound {
			case: hash(&mut net.rng),
			attempt,
			proposal: Some(9),
		},
		Input::TxOutcome {
			key: TxKey::Anchor(proposal),
			attempt,
			outcome: TxOutcome::Finalized { at: u32::MAX },
		},
		Input::TxOutcome {
			key: TxKey::Seal(key),
			attempt,
			outcome: TxOutcome::Expired,
		},
	] {
		worker.feed(input, now, net);
	}
}

/// Proposals that no chain would show.
fn impossible(active: &[ProposalView]) -> Vec<ProposalView> {
	let Some(model) = active.first() else {
		return Vec::new();
	};
	let mut crowded = model.clone();
	crowded.id = u64::MAX;
	crowded.seats = model
		.seats
		.iter()
		.cycle()
		.take(model.seats.len() * 2)
		.cloned()
		.collect();
	crowded.phase = Phase::Sealing {
		round: 0,
		deadline: u32::MAX,
	};
	let mut endless = model.clone();
	endless.id = u64::MAX - 1;
	endless.phase = Phase::Sealing {
		round: 200,
		deadline: u32::MAX,
	};
	let mut absurd = model.clone();
	absurd.id = u64::MAX - 2;
	absurd.question.kind = Kind::Scalar { min: 1, max: -1 };
	let crowded = (!crowded.seats.is_empty()).then_some(crowded);
	crowded.into_iter().chain([endless, absurd]).collect()
}
