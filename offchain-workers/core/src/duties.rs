//! What the own seats of a panel owe, read from the chain and the journal as they stand.

use crate::{
	fleet::Effects, BallotKey, BlockNumber, Call, Effect, Event, Fleet, JournalRecord, Phase, ProposalView,
	SeatView, TxKey,
};
use althing_primitives::ProposalId;

/// What one seat owes now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Duty {
	/// A judgement, before `deadline`. When `sealed`, to find again what was sealed.
	Judge {
		key: BallotKey,
		deadline: BlockNumber,
		sealed: bool,
	},
	/// The ballot's record on disk.
	Write(BallotKey),
	/// The seal.
	Seal(BallotKey),
	/// The reveal.
	Reveal(BallotKey),
	/// Nothing that it could do: what is sealed is not what the journal holds.
	Foreign(BallotKey),
}

impl Fleet {
	/// Does what the own seats of `proposal` owe. Judgements are put in the queue.
	pub(crate) fn work_on(&mut self, proposal: ProposalId, fx: &mut Effects) {
		let Some(view) = self.proposals.get(&proposal).and_then(|p| p.current()) else {
			return;
		};
		let own = view.seats.iter().filter(|seat| self.is_own(seat));
		let duties: Vec<_> = own.filter_map(|seat| self.duty(view, seat)).collect();
		for duty in duties {
			self.perform(duty, fx);
		}
	}

	/// Does what one seat owes.
	pub(crate) fn work_on_seat(&mut self, key: &BallotKey, fx: &mut Effects) {
		let Some((view, seat)) = self.proposals.get(&key.proposal).and_then(|p| p.seat(key)) else {
			return;
		};
		let duty = self.duty(view, seat).filter(|_| self.is_own(seat));
		if let Some(duty) = duty {
			self.perform(duty, fx);
		}
	}

	/// The one rule of the panel: a ballot is judged once, written, sealed, and revealed when it is the one
	/// that was sealed.
	fn duty(&self, view: &ProposalView, seat: &SeatView) -> Option<Duty> {
		let (round, deadline, sealing) = match view.phase {
			Phase::Drawing => return None,
			Phase::Sealing { round, deadline } => (round, deadline, true),
			Phase::Revealing { round, deadline } => (round, deadline, false),
		};
		if seat.revealed || self.now().saturating_add(self.config.margin) >= deadline {
			return None;
		}
		let key = BallotKey {
			proposal: view.id,
			round,
			agent: seat.seat.agent,
		};
		match (self.ballots.get(&key), seat.commitment) {
			(Some(ballot), Some(sealed)) if ballot.record.commitment != sealed => Some(Duty::Foreign(key)),
			(Some(ballot), None) if sealing && !ballot.durable => Some(Duty::Write(key)),
			(Some(_), None) if sealing => Some(Duty::Seal(key)),
			(Some(ballot), Some(_)) if !ballot.durable => Some(Duty::Write(key)),
			(Some(_), Some(_)) if !sealing => Some(Duty::Reveal(key)),
			(None, Some(_)) => Some(Duty::Judge {
				key,
				deadline,
				sealed: true,
			}),
			(None, None) if sealing => Some(Duty::Judge {
				key,
				deadline,
				sealed: false,
			}),
			_ => None,
		}
	}

	fn perform(&mut self, duty: Duty, fx: &mut Effects) {
		match duty {
			Duty::Judge {
				key,
				deadline,
				sealed,
			} => {
				if sealed {
					self.report_foreign(key, fx);
				}
				if self.has_body(key.proposal, fx) {
					self.judging.wait(deadline, key);
				}
			}
			Duty::Write(key) => self.write_again(&key, fx),
			Duty::Seal(key) => self.seal(key, fx),
			Duty::Reveal(key) => self.reveal(key, fx),
			Duty::Foreign(key) => self.report_foreign(key, fx),
		}
	}

	fn seal(&mut self, key: BallotKey, fx: &mut Effects) {
		let Some(record) = self.ballots.get(&key).map(|b| &b.record) else {
			return;
		};
		let BallotKey {
			proposal,
			round,
			agent,
		} = key;
		let call = Call::Seal {
			proposal,
			round,
			agent,
			commitment: record.commitment,
		};
		self.submit(TxKey::Seal(key), record.account, call, fx);
	}

	fn reveal(&mut self, key: BallotKey, fx: &mut Effects) {
		let Some(record) = self.ballots.get(&key).map(|b| &b.record) else {
			return;
		};
		let BallotKey {
			proposal,
			round,
			agent,
		} = key;
		let call = Call::Reveal {
			proposal,
			round,
			agent,
			reveal: record.reveal,
		};
		self.submit(TxKey::Reveal(key), record.account, call, fx);
	}

	/// Asks again for a record to be written when its confirmation does not come.
	fn write_again(&mut self, key: &BallotKey, fx: &mut Effects) {
		let (now, patience) = (self.now(), self.config.patience);
		let Some(ballot) = self.ballots.get_mut(key).filter(|b| b.writing.is_due(now)) else {
			return;
		};
		ballot.writing.start(now, patience);
		fx.push(Effect::Journal(JournalRecord::Ballot(ballot.record.clone())));
	}

	fn report_foreign(&mut self, key: BallotKey, fx: &mut Effects) {
		let new = self
			.proposals
			.get_mut(&key.proposal)
			.is_some_and(|p| p.foreign.insert(key));
		if new {
			fx.push(Effect::Report(Event::ForeignSeal { key }));
		}
	}

	/// Whether the case's body is here; asks for it when not.
	fn has_body(&mut self, id: ProposalId, fx: &mut Effects) -> bool {
		let (now, patience) = (self.now(), self.config.patience);
		let Some(proposal) = self.proposals.get_mut(&id) else {
			return false;
		};
		if proposal.body.is_some() {
			return true;
		}
		if proposal.fetching.is_due(now) {
			if let Some((opened_at, evidence)) =
				proposal.current().map(|v| (v.opened_at, v.question.evidence))
			{
				proposal.fetching.start(now, patience);
				fx.push(Effect::FetchCase {
					proposal: id,
					opened_at,
					evidence,
				});
			}
		}
		false
	}
}
