//! What is known of one proposal.

use crate::{
	ending::Ending, retry::Retry, BallotKey, Distribution, Effect, Event, Phase, ProposalView, SeatView,
};
use althing_cmp_rules::{MAX_PANEL, MAX_ROUNDS};
use std::{collections::BTreeSet, sync::Arc};

/// What is known of one proposal.
#[derive(Debug, Default)]
pub struct Proposal {
	/// As it was last seen; none for one that is known from the journal alone.
	view: Option<ProposalView>,
	/// What the panel said in the round before.
	pub previous: Option<Arc<Distribution>>,
	/// The case's body, once fetched and checked.
	pub body: Option<Arc<[u8]>>,
	/// Fetching it.
	pub fetching: Retry,
	/// How many views in a row have not shown it, neither active nor ended.
	pub missing: u32,
	/// What follows its end.
	pub ending: Option<Ending>,
	/// The foreign seals that were reported.
	pub foreign: BTreeSet<BallotKey>,
}

impl Proposal {
	/// As it stands, unless it has ended.
	pub fn current(&self) -> Option<&ProposalView> {
		self.view.as_ref().filter(|_| self.ending.is_none())
	}

	/// As it stood when it was last seen, ended or not.
	pub fn last(&self) -> Option<&ProposalView> {
		self.view.as_ref()
	}

	/// The seat of the ballot `key`, while its round goes on.
	pub fn seat(&self, key: &BallotKey) -> Option<(&ProposalView, &SeatView)> {
		let view = self
			.current()
			.filter(|view| view.phase.round() == Some(key.round))?;
		view.seats
			.iter()
			.find(|s| s.seat.agent == key.agent)
			.map(|seat| (view, seat))
	}

	/// Takes in how it stands now; tells what has changed. `own` counts the fleet's seats.
	pub fn update(&mut self, mut view: ProposalView, own: usize, fx: &mut Vec<Effect>) {
		let before = self.view.take();
		for event in changes(before.as_ref(), &view, own) {
			fx.push(Effect::Report(event));
		}
		let previous = core::mem::take(&mut view.previous);
		self.previous = (!previous.is_empty()).then(|| Arc::new(Distribution::of(&previous)));
		self.foreign.retain(|key| view.phase.round() == Some(key.round));
		self.missing = 0;
		self.view = Some(view);
	}
}

/// Whether the chain's rules allow such a proposal at all.
pub fn is_well_formed(view: &ProposalView) -> bool {
	let round = view.phase.round().unwrap_or(0);
	let agents: BTreeSet<_> = view.seats.iter().map(|s| s.seat.agent).collect();
	view.question.kind.is_valid()
		&& view.seats.len() <= MAX_PANEL as usize
		&& view.previous.len() <= MAX_PANEL as usize
		&& u32::from(round) < MAX_ROUNDS
		&& agents.len() == view.seats.len()
}

fn changes(before: Option<&ProposalView>, after: &ProposalView, own: usize) -> Vec<Event> {
	let proposal = after.id;
	let mut events = Vec::new();
	if before.is_none() {
		events.push(Event::ProposalOpened { proposal });
	}
	let seats = after.seats.len();
	if seats > 0 && before.is_none_or(|b| b.seats.is_empty()) {
		events.push(Event::PanelDrawn { proposal, seats, own });
	}
	let same_round = before.filter(|b| b.phase.round() == after.phase.round());
	let (sealed_before, revealed_before) = same_round.map_or((0, 0), counts);
	let (sealed, revealed) = counts(after);
	if let Some(round) = after.phase.round() {
		if sealed > sealed_before {
			events.push(Event::Sealed {
				proposal,
				round,
				sealed,
				seats,
			});
		}
		if revealed > revealed_before && matches!(after.phase, Phase::Revealing { .. }) {
			events.push(Event::Revealed {
				proposal,
				round,
				revealed,
				sealed,
			});
		}
	}
	events
}

fn counts(view: &ProposalView) -> (usize, usize) {
	let sealed = view.seats.iter().filter(|s| s.commitment.is_some()).count();
	let revealed = view.seats.iter().filter(|s| s.revealed).count();
	(sealed, revealed)
}
