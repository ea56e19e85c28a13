//! The network: what is under way, what is in blocks, and what becomes final.

use super::{
	chain::Chain,
	faults::{happens, hash, Faults},
};
use althing_cmp_rules::{Answer, Kind};
use althing_core::{BallotKey, BlockRef, Input, Judge, Judgement, Submission, TxKey, TxOutcome};
use althing_primitives::{blake2, Hash};
use polkadot_sdk::sp_arithmetic::Perbill;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A transaction in the network.
struct Travelling {
	/// Both copies of one transaction have the same nonce.
	id: u64,
	from: u64,
	arrives: u32,
	submission: Submission,
	/// Only the first copy's way is told.
	told: bool,
}

/// The network and the chain behind it.
pub struct Net {
	pub rng: ChaCha8Rng,
	pub faults: Faults,
	pub chain: Chain,
	pub sealed: BTreeMap<BallotKey, Hash>,
	pool: Vec<Travelling>,
	/// Blocks that are not final.
	best: VecDeque<Vec<Travelling>>,
	losses: BTreeMap<TxKey, u32>,
	sent: u64,
	applied: BTreeSet<u64>,
	/// Words on transactions, by worker.
	pub words: Vec<(u64, Input)>,
	pub lag: usize,
}

impl Net {
	pub fn new(rng: ChaCha8Rng, faults: Faults, chain: Chain) -> Self {
		Self {
			rng,
			faults,
			chain,
			sealed: BTreeMap::new(),
			pool: Vec::new(),
			best: VecDeque::new(),
			losses: BTreeMap::new(),
			sent: 0,
			applied: BTreeSet::new(),
			words: Vec::new(),
			lag: 2,
		}
	}

	pub fn judge(&mut self, judge: &Judge) -> Input {
		let key = judge.key;
		assert_eq!(blake2(&judge.body), judge.question.evidence);
		assert!(judge.previous.is_none() || key.round > 0);
		if happens(&mut self.rng, self.faults.dumb) {
			return Input::JudgeFailed {
				key,
				reason: "no idea".into(),
			};
		}
		// The body's first byte says how contentious the case is; each answer is drawn anew, so a brain
		// that is asked twice contradicts itself.
		let yes = self.rng.gen_range(0..256) >= u32::from(judge.body[0]);
		let answer = match judge.question.kind {
			Kind::Binary => Answer::Binary(yes),
			Kind::Choice { options } => Answer::Choice(if yes { 0 } else { self.rng.gen_range(0..options) }),
			Kind::Scalar { min, max } => {
				Answer::Scalar(if yes { min } else { self.rng.gen_range(min..=max) })
			}
		};
		let rationale = format!("because of {}", self.rng.gen::<u64>());
		let confidence = Perbill::from_percent(self.rng.gen_range(0..=100));
		Input::Judged {
			key,
			judgement: Judgement {
				answer,
				confidence,
				rationale,
			},
		}
	}

	fn tell(&mut self, to: u64, submission: &Submission, outcome: TxOutcome) {
		if !happens(&mut self.rng, self.faults.silent) {
			let input = Input::TxOutcome {
				key: submission.key,
				attempt: submission.attempt,
				outcome,
			};
			self.words.push((to, input));
		}
	}

	pub fn send(&mut self, from: u64, submission: Submission, now: u32) {
		let losses = self.losses.entry(submission.key).or_default();
		if *losses < 3 && happens(&mut self.rng, self.faults.lost) {
			*losses += 1;
			if self.rng.gen() {
				self.tell(from, &submission, TxOutcome::Dropped);
			}
			return;
		}
		*losses = 0;
		self.sent += 1;
		let copies = 1 + u32::from(happens(&mut self.rng, self.faults.doubled));
		for copy in 0..copies {
			let arrives = now + self.rng.gen_range(0..=self.faults.delay);
			let (id, submission, told) = (self.sent, submission.clone(), copy == 0);
			self.pool.push(Travelling {
				id,
				from,
				arrives,
				submission,
				told,
			});
		}
	}

	/// One slot: a block is built, perhaps some are reverted, perhaps one becomes final. True if one did.
	pub fn slot(&mut self, now: u32) -> bool {
		if happens(&mut self.rng, self.faults.reorg) {
			for _ in 0..self.rng.gen_range(1..=2) {
				let mut reverted = self.best.pop_back().unwrap_or_default();
				self.pool.append(&mut reverted);
			}
		}
		let height = self.chain.block.number + self.best.len() as u32 + 1;
		let (mut block, rest): (Vec<_>, Vec<_>) = core::mem::take(&mut self.pool)
			.into_iter()
			.partition(|t| t.arrives <= now && t.submission.until >= height);
		for t in rest {
			if t.submission.until < height && t.told {
				self.tell(t.from, &t.submission, TxOutcome::Expired);
			} else if t.submission.until >= height {
				self.pool.push(t);
			}
		}
		for i in (1..block.len()).rev() {
			block.swap(i, self.rng.gen_range(0..=i));
		}
		for t in block.iter().filter(|t| t.told) {
			self.tell(t.from, &t.submission, TxOutcome::Included);
		}
		self.best.push_back(block);
		let grows = self.best.len() > self.lag;
		if grows {
			self.finalize();
		}
		grows
	}

	fn finalize(&mut self) {
		self.chain.begin();
		let at = self.chain.block.number;
		for t in self.best.pop_front().unwrap() {
			if !self.applied.insert(t.id) {
				continue;
			}
			let outcome = match self.chain.apply(&t.submission) {
				Ok(()) => TxOutcome::Finalized { at },
				Err(reason) => TxOutcome::Invalid {
					reason: reason.into(),
				},
			};
			self.tell(t.from, &t.submission, outcome);
		}
		self.chain.end();
	}

	/// A block that never becomes final.
	pub fn fork(&mut self) -> (BlockRef, Hash) {
		let ahead = self.rng.gen_range(0..2);
		(
			BlockRef {
				number: self.chain.block.number + ahead,
				hash: hash(&mut self.rng),
			},
			hash(&mut self.rng),
		)
	}
}
