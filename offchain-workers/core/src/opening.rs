//! Opening cases: each once, whatever becomes of the transactions.
//!
//! The chain would open the same case twice. So an opening is journaled before it is sent, and sent again
//! only when the transaction before it can no longer be included and the finalized blocks in which it
//! could have been do not hold it.

use crate::{
	cases::{Opening, Stage, Step},
	fleet::Effects,
	retry::Retry,
	Call, Effect, Event, Fleet, Forget, JournalRecord, Submission, TxKey, TxOutcome,
};
use althing_primitives::{Hash, ProposalId};

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
		let (Some(head), Some(proposer)) = (self.head, self.config.proposer) else {
			return;
		};
		let Some(opening) = self.cases.openings.get(&case) else {
			return;
		};
		let question = opening.question;
		let views = self.proposals.values().filter_map(|p| p.last());
		let found = views
			.filter(|v| v.proposer == proposer && v.question == question)
			.map(|v| v.id)
			.next();
		if let Some(proposal) = found {
			return self.case_opened(case, proposal, fx);
		}
		let Some(opening) = self.cases.openings.get_mut(&case) else {
			return;
		};
		match opening.step(head.number, self.config.patience) {
			Step::Wait => {}
			Step::Begin => self.begin(case, fx),
			Step::Write => fx.push(Effect::Journal(opening.record(case))),
			Step::Find => {
				let Opening {
					attempt,
					since,
					until,
					..
				} = *opening;
				let (evidence, from) = (question.evidence, since.number);
				fx.push(Effect::FindCase {
					case,
					attempt,
					proposer,
					evidence,
					from,
					until,
				});
			}
		}
	}

	/// Begins the next attempt, if there may be one.
	fn begin(&mut self, case: Hash, fx: &mut Effects) {
		let Some(head) = self.head else { return };
		let Some(opening) = self.cases.openings.get_mut(&case) else {
			return;
		};
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
		let Some(signer) = self.config.proposer else {
			return;
		};
		let Some(opening) = self.cases.written(&case, attempt) else {
			return;
		};
		let Opening {
			question,
			since,
			until,
			..
		} = *opening;
		let call = Call::Open {
			case,
			question,
			body: opening.body.clone(),
		};
		let key = TxKey::Open(case);
		fx.push(Effect::Submit(Box::new(Submission {
			key,
			attempt,
			signer,
			call,
			since,
			until,
		})));
	}

	/// What became of an opening. Success shows in the views; whatever else is said, the transaction may be
	/// included until its time is over.
	pub(crate) fn settle_opening(&mut self, case: Hash, attempt: u32, outcome: TxOutcome, fx: &mut Effects) {
		let Some(opening) = self.cases.openings.get_mut(&case) else {
			return;
		};
		if opening.attempt != attempt || !matches!(opening.stage, Stage::Sent) {
			return;
		}
		match &outcome {
			TxOutcome::Included | TxOutcome::Finalized { .. } => return,
			TxOutcome::Invalid { reason } => opening.refused = Some(reason.clone()),
			TxOutcome::Dropped | TxOutcome::Expired => {}
		}
		fx.push(Effect::Report(Event::TxFailed {
			key: TxKey::Open(case),
			attempt,
			outcome,
		}));
	}

	/// A case was looked for.
	pub(crate) fn case_found(
		&mut self,
		case: Hash,
		attempt: u32,
		found: Option<ProposalId>,
		fx: &mut Effects,
	) {
		let Some(opening) = self.cases.openings.get(&case) else {
			return;
		};
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
		fx.push(Effect::Forget(Forget::Attempts(case)));
		fx.extend(forgotten.map(|case| Effect::Forget(Forget::Case(case))));
		fx.push(Effect::Report(Event::CaseOpened { case, proposal }));
	}
}
