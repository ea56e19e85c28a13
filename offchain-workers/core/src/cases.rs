//! Opening cases: each once, whatever becomes of the transactions.
//!
//! The chain would open the same case twice. So an opening is journaled before it is sent, and sent again
//! only when the transaction before it can no longer be included and the finalized blocks in which it
//! could have been do not hold it.

use crate::{
	fleet::Effects, retry::Retry, BlockNumber, BlockRef, Call, Case, Effect, Event, Fleet, Forget, JournalRecord,
	OpeningRecord, Submission, TxKey, TxOutcome,
};
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
	openings: BTreeMap<Hash, Opening>,
	opened: BTreeMap<Hash, ProposalId>,
	/// The keys of `opened`, the oldest first.
	order: VecDeque<Hash>,
}

/// A case that is being opened.
#[derive(Debug)]
struct Opening {
	question: Question,
	body: Arc<[u8]>,
	attempt: u32,
	since: BlockRef,
	until: BlockNumber,
	/// Why the chain refused it, if it did: then it is not tried again.
	refused: Option<String>,
	stage: Stage,
}

#[derive(Debug)]
enum Stage {
	/// Not begun: no view has come yet.
	New,
	/// The attempt is being journaled.
	Writing(Retry),
	/// It is sent, or was before a crash.
	Sent,
	/// It can no longer be included, and is looked for.
	Looking(Retry),
}

/// The idempotency key of a case: BLAKE2b-256 of its question, which names the body by hash.
pub fn case_key(question: &Question) -> Hash {
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
		let since = BlockRef { number: 0, hash: Hash::default() };
		let opening = Opening { question, body, attempt: 0, since, until: 0, refused: None, stage: Stage::New };
		self.openings.insert(key, opening);
	}

	/// Takes an attempt from the journal: it may have been sent.
	pub fn restore(&mut self, record: OpeningRecord) {
		let known = self.openings.get(&record.case).is_some_and(|o| o.attempt >= record.attempt);
		if known || self.opened.contains_key(&record.case) {
			return;
		}
		let opening = Opening {
			question: record.question,
			body: record.body.into(),
			attempt: record.attempt,
			since: BlockRef { number: record.from, hash: Hash::default() },
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
		let oldest = if self.order.len() > most { self.order.pop_front() } else { None };
		oldest.inspect(|case| _ = self.opened.remove(case))
	}

	/// Whether the attempt's record was waited for; if so, it counts as sent from now on.
	fn written(&mut self, case: &Hash, attempt: u32) -> Option<&Opening> {
		let opening = self.openings.get_mut(case)?;
		if opening.attempt != attempt || !matches!(opening.stage, Stage::Writing(_)) {
			return None;
		}
		opening.stage = Stage::Sent;
		Some(opening)
	}
}

impl Fleet {
	/// Takes the next step of every case that is being opened.
	pub(crate) fn open_cases(&mut self, fx: &mut Effects) {
		let cases: Vec<_> = self.cases.openings.keys().copied().collect();
		for case in cases {
			self.open_case(case, fx);
		}
	}

	/// Takes the next step of one case.
	pub(crate) fn open_case(&mut self, case: Hash, fx: &mut Effects) {
		let (Some(head), Some(proposer)) = (self.head, self.config.proposer) else { return };
		let Some(opening) = self.cases.openings.get(&case) else { return };
		let question = opening.question;
		let views = self.proposals.values().filter_map(|p| p.last());
		let found = views.filter(|v| v.proposer == proposer && v.question == question).map(|v| v.id).next();
		if let Some(proposal) = found {
			return self.case_opened(case, proposal, fx);
		}
		let patience = self.config.patience;
		let Some(opening) = self.cases.openings.get_mut(&case) else { return };
		let over = head.number >= opening.until;
		let (attempt, from, until) = (opening.attempt, opening.since.number, opening.until);
		match &mut opening.stage {
			Stage::New => self.begin(case, fx),
			Stage::Writing(_) if over => self.begin(case, fx),
			Stage::Writing(retry) => {
				if retry.is_due(head.number) {
					retry.start(head.number, patience);
					fx.push(Effect::Journal(opening.record(case)));
				}
			}
			Stage::Sent if over => {
				let mut retry = Retry::default();
				retry.start(head.number, patience);
				opening.stage = Stage::Looking(retry);
				let evidence = question.evidence;
				fx.push(Effect::FindCase { case, attempt, proposer, evidence, from, until });
			}
			Stage::Sent => {}
			Stage::Looking(retry) => {
				if retry.is_due(head.number) {
					retry.start(head.number, patience);
					let evidence = question.evidence;
					fx.push(Effect::FindCase { case, attempt, proposer, evidence, from, until });
				}
			}
		}
	}

	/// Begins the next attempt, if there may be one.
	fn begin(&mut self, case: Hash, fx: &mut Effects) {
		let Some(head) = self.head else { return };
		let Some(opening) = self.cases.openings.get_mut(&case) else { return };
		let spent = (opening.attempt >= self.config.attempts)
			.then(|| format!("it was sent {} times and never included", opening.attempt));
		if let Some(reason) = opening.refused.take().or(spent) {
			self.cases.openings.remove(&case);
			fx.push(Effect::Forget(Forget::Case(case)));
			fx.push(Effect::Report(Event::CaseFailed { case, reason }));
			return;
		}
		let mut retry = Retry::default();
		retry.start(head.number, self.config.patience);
		opening.attempt = opening.attempt.saturating_add(1);
		opening.since = head;
		opening.until = head.number.saturating_add(self.config.mortality);
		opening.stage = Stage::Writing(retry);
		fx.push(Effect::Journal(opening.record(case)));
	}

	/// The attempt's record is on disk: now it may be sent.
	pub(crate) fn opening_written(&mut self, case: Hash, attempt: u32, fx: &mut Effects) {
		let Some(signer) = self.config.proposer else { return };
		let Some(opening) = self.cases.written(&case, attempt) else { return };
		let Opening { question, since, until, .. } = *opening;
		let call = Call::Open { case, question, body: opening.body.clone() };
		let key = TxKey::Open(case);
		fx.push(Effect::Submit(Box::new(Submission { key, attempt, signer, call, since, until })));
	}

	/// What became of an opening. Success shows in the views; whatever else is said, the transaction may be
	/// included until its time is over.
	pub(crate) fn settle_opening(&mut self, case: Hash, attempt: u32, outcome: TxOutcome, fx: &mut Effects) {
		let Some(opening) = self.cases.openings.get_mut(&case) else { return };
		if opening.attempt != attempt || !matches!(opening.stage, Stage::Sent) {
			return;
		}
		match &outcome {
			TxOutcome::Included | TxOutcome::Finalized { .. } => return,
			TxOutcome::Invalid { reason } => opening.refused = Some(reason.clone()),
			TxOutcome::Dropped | TxOutcome::Expired => {}
		}
		fx.push(Effect::Report(Event::TxFailed { key: TxKey::Open(case), attempt, outcome }));
	}

	/// A case was looked for.
	pub(crate) fn case_found(&mut self, case: Hash, attempt: u32, found: Option<ProposalId>, fx: &mut Effects) {
		let Some(opening) = self.cases.openings.get(&case) else { return };
		if opening.attempt != attempt || !matches!(opening.stage, Stage::Looking(_)) {
			return;
		}
		match found {
			Some(proposal) => self.case_opened(case, proposal, fx),
			None => self.begin(case, fx),
		}
	}

	fn case_opened(&mut self, case: Hash, proposal: ProposalId, fx: &mut Effects) {
		let forgotten = self.cases.remember(case, proposal, self.config.max_opened);
		fx.push(Effect::Journal(JournalRecord::Opened { case, proposal }));
		fx.extend(forgotten.map(|case| Effect::Forget(Forget::Case(case))));
		fx.push(Effect::Report(Event::CaseOpened { case, proposal }));
	}
}

impl Opening {
	fn record(&self, case: Hash) -> JournalRecord {
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
