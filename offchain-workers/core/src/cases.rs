//! The cases of this fleet's people: what is being opened, and what was.

use crate::{retry::Retry, BlockNumber, BlockRef, Case, JournalRecord, OpeningRecord};
use althing_cmp_rules::Question;
use althing_primitives::{blake2, Hash, ProposalId};
use codec::Encode;
use std::{
	collections::{BTreeMap, VecDeque},
	sync::Arc,
};

/// The cases of this fleet's people.
#[derive(Debug, Default)]
pub struct Cases {
	/// What is being opened.
	pub openings: BTreeMap<Hash, Opening>,
	opened: BTreeMap<Hash, ProposalId>,
	/// The keys of `opened`, the oldest first.
	order: VecDeque<Hash>,
}

/// A case that is being opened.
#[derive(Debug)]
pub struct Opening {
	/// The question.
	pub question: Question,
	/// The body.
	pub body: Arc<[u8]>,
	/// Which attempt, from one; zero before the first.
	pub attempt: u32,
	/// The block that the attempt's era starts from.
	pub since: BlockRef,
	/// The last block that may include it.
	pub until: BlockNumber,
	/// Why the chain refused it, if it did: then it is not tried again.
	pub refused: Option<String>,
	/// Where the attempt stands.
	pub stage: Stage,
}

/// Where an attempt stands.
#[derive(Debug)]
pub enum Stage {
	/// Not begun: no view has come yet.
	New,
	/// The attempt is being journaled.
	Writing(Retry),
	/// It is sent, or was before a crash.
	Sent,
	/// It can no longer be included, and is looked for.
	Looking(Retry),
}

/// The idempotency key of the case with this question.
pub fn key(question: &Question) -> Hash {
	question.using_encoded(blake2)
}

impl Cases {
	/// How many are being opened.
	pub fn len(&self) -> usize {
		self.openings.len()
	}

	/// Whether `case` is being opened.
	pub fn is_opening(&self, case: &Hash) -> bool {
		self.openings.contains_key(case)
	}

	/// The proposal that `case` has become.
	pub fn opened(&self, case: &Hash) -> Option<ProposalId> {
		self.opened.get(case).copied()
	}

	/// Takes a new case.
	pub fn add(&mut self, key: Hash, case: Case) {
		let Case { question, body } = case;
		let since = BlockRef {
			number: 0,
			hash: Hash::default(),
		};
		let opening = Opening {
			question,
			body,
			attempt: 0,
			since,
			until: 0,
			refused: None,
			stage: Stage::New,
		};
		self.openings.insert(key, opening);
	}

	/// Takes an attempt from the journal: it may have been sent.
	pub fn restore(&mut self, record: OpeningRecord) {
		let known = self
			.openings
			.get(&record.case)
			.is_some_and(|o| o.attempt >= record.attempt);
		if known || self.opened.contains_key(&record.case) {
			return;
		}
		let opening = Opening {
			question: record.question,
			body: record.body.into(),
			attempt: record.attempt,
			since: BlockRef {
				number: record.from,
				hash: Hash::default(),
			},
			until: record.until,
			refused: None,
			stage: Stage::Sent,
		};
		self.openings.insert(record.case, opening);
	}

	/// `case` has become `proposal`; returns the case that is forgotten for it.
	pub fn remember(&mut self, case: Hash, proposal: ProposalId, most: usize) -> Option<Hash> {
		self.openings.remove(&case);
		if self.opened.insert(case, proposal).is_none() {
			self.order.push_back(case);
		}
		let oldest = if self.order.len() > most {
			self.order.pop_front()
		} else {
			None
		};
		oldest.inspect(|case| _ = self.opened.remove(case))
	}

	/// Whether the attempt's record was waited for; if so, it counts as sent from now on.
	pub fn written(&mut self, case: &Hash, attempt: u32) -> Option<&Opening> {
		let opening = self.openings.get_mut(case)?;
		if opening.attempt != attempt || !matches!(opening.stage, Stage::Writing(_)) {
			return None;
		}
		opening.stage = Stage::Sent;
		Some(opening)
	}
}

/// What is to be done about an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
	/// Nothing.
	Wait,
	/// The next attempt.
	Begin,
	/// The record once more.
	Write,
	/// A look at the finalized blocks.
	Find,
}

impl Opening {
	/// What is to be done at `now`.
	pub fn step(&mut self, now: BlockNumber, patience: BlockNumber) -> Step {
		let over = now >= self.until;
		match &mut self.stage {
			Stage::New => Step::Begin,
			// Without its record it was never sent.
			Stage::Writing(_) if over => Step::Begin,
			Stage::Writing(retry) if retry.is_due(now) => {
				retry.start(now, patience);
				Step::Write
			}
			Stage::Sent if over => {
				let mut retry = Retry::default();
				retry.start(now, patience);
				self.stage = Stage::Looking(retry);
				Step::Find
			}
			Stage::Looking(retry) if retry.is_due(now) => {
				retry.start(now, patience);
				Step::Find
			}
			_ => Step::Wait,
		}
	}

	/// The present attempt, as it is journaled.
	pub fn record(&self, case: Hash) -> JournalRecord {
		JournalRecord::Opening(OpeningRecord {
			case,
			attempt: self.attempt,
			from: self.since.number,
			until: self.until,
			question: self.question,
			body: self.body.to_vec(),
		})
	}
}
