//! The code that the runtime executes, over a crowd.

use crate::Crowd;
use althing_cmp_rules::{
	conclude, lessons, outcome, Answer, Appraisal, Ballot, Cast, Claim, Constants, Heard, Kind, Outcome,
	Past, Question, Receipt, Reveal, Round, Seat, Standing, Topic, Track, Window, MAX_HEARD, MAX_PANEL,
	RECEIPT_VERSION,
};
use althing_cmp_stats::{estimate, is_due, majority, Answer as Said, Estimate, Invalid, Settings};
use althing_primitives::{AgentId, Department, Departments, Role};
use bounded_collections::BoundedVec;
use polkadot_sdk::sp_arithmetic::Perbill;

/// Up to so many answers every claim is searched for; past them a search takes seconds, and only when three tenths have
/// come on top.
const FEW: u64 = 8_192;

/// The decision on each task by what was known when it came, as the chain would have made it: each task is put to the
/// panel of those who answered it, of whom 64 at most have a seat. `done` is told how many are decided.
///
/// # Errors
/// [`Invalid`] where the estimator does not take the crowd.
pub fn online(crowd: &Crowd, mut done: impl FnMut(usize)) -> Result<Vec<usize>, Invalid> {
	crowd.window()?;
	let mut chain = Chain::new(crowd);
	let mut decided = Vec::with_capacity(crowd.tasks.len());
	for task in &crowd.tasks {
		let panel = task.get(..MAX_PANEL as usize).unwrap_or(task);
		decided.push(chain.decide(panel));
		if let Some(claim) = chain.claim_when_due() {
			chain.take(&claim);
		}
		done(decided.len());
	}
	Ok(decided)
}

/// What the whole crowd says in the end.
///
/// # Errors
/// [`Invalid`] where the estimator does not take the crowd.
pub fn at_the_end(crowd: &Crowd, settings: &Settings) -> Result<Estimate, Invalid> {
	Ok(estimate(&crowd.window()?, settings))
}

/// What a chain keeps of one topic, and whoever makes claims for it.
#[derive(Debug)]
pub struct Chain {
	question: Question,
	constants: Constants,
	past: Past,
	asked: u64,
	tracks: Vec<Track>,
	agents: Vec<Seat>,
	heard: Vec<Heard>,
	appraisal: Option<Appraisal>,
	seen: u64,
	searched: u64,
}

impl Chain {
	/// Before the crowd's first task. Agents have an owner each and are all of one department, for a file tells
	/// neither; nobody holds more than another.
	pub fn new(crowd: &Crowd) -> Self {
		let question = Question {
			kind: kind(crowd.labels.len()),
			departments: Departments::default(),
			risk: Perbill::zero(),
			impact: Perbill::zero(),
			urgency: Perbill::zero(),
			evidence: Default::default(),
		};
		Self::of(
			question,
			constants(),
			(0..crowd.agents.len() as u64).map(seat).collect(),
		)
	}

	/// A chain that puts such questions to panels of these agents, of whom nothing is known yet.
	pub fn of(question: Question, constants: Constants, agents: Vec<Seat>) -> Self {
		Self {
			question,
			constants,
			past: Past::default(),
			asked: 0,
			tracks: vec![Track::default(); agents.len()],
			agents,
			heard: Vec::new(),
			appraisal: None,
			seen: 0,
			searched: 0,
		}
	}

	/// What was appraised last.
	pub fn appraisal(&self) -> Option<&Appraisal> {
		self.appraisal.as_ref()
	}

	/// The label that leads in the last round, by heads where nobody's word weighs; then the panel is learnt from.
	pub fn decide(&mut self, panel: &[Said]) -> usize {
		let receipt = self.ask(panel);
		let leading = receipt.rounds.last().and_then(|round| round.tally.leading);
		match leading.as_ref().and_then(Topic::label) {
			Some(label) => label.into(),
			None => majority(labels(&self.question.kind), panel),
		}
	}

	/// Puts the question to a panel whose seats say the same in every round; then it is learnt from.
	pub fn ask(&mut self, panel: &[Said]) -> Receipt {
		let receipt = self.hold(panel);
		self.asked = self.asked.saturating_add(1);
		for taught in lessons(&receipt) {
			if let Some(track) = self.track(&receipt, taught.seat) {
				track.believe(&taught.lesson, taught.seen);
			}
		}
		if let Some(heard) = Heard::of(&receipt, self.seen) {
			self.seen = heard.seen;
			self.heard.push(heard);
		}
		receipt
	}

	/// Tells what turned out to be true of what was asked.
	pub fn settle(&mut self, receipt: &Receipt, truth: Answer) {
		for taught in lessons(receipt) {
			let right = taught.was_right(receipt, &truth);
			if let Some(track) = self.track(receipt, taught.seat) {
				track.learn(&taught.lesson, right);
			}
		}
		if let Outcome::Decided(decided) = receipt.outcome {
			self.past = self.past.plus(decided != truth);
		}
		let told = self
			.heard
			.iter_mut()
			.rev()
			.find(|heard| heard.proposal == receipt.proposal);
		if let Some(heard) = told {
			heard.truth = Topic::label(&truth);
		}
	}

	fn track(&mut self, receipt: &Receipt, seat: u8) -> Option<&mut Track> {
		let agent = receipt.seats.get(usize::from(seat))?.agent;
		self.tracks.get_mut(usize::try_from(agent).ok()?)
	}

	/// The claim that somebody makes now, if the chain wants one: what a search finds, or, between searches, what follows
	/// from what is believed.
	pub fn claim_when_due(&mut self) -> Option<Claim> {
		let last = self.appraisal.as_ref().map_or(0, |appraisal| appraisal.seen);
		let window = self.window().filter(|_| is_due(self.seen, last))?;
		let grown = if self.seen <= FEW {
			0
		} else {
			self.searched.saturating_mul(3) / 10
		};
		let search_due = self.searched.saturating_add(grown);
		match &self.appraisal {
			Some(before) if self.seen < search_due => Some(window.warm(before)),
			_ => {
				self.searched = self.seen;
				Some(window.search())
			}
		}
	}

	/// Judges by `claim` from now on, if the chain takes it; tells whether it does.
	pub fn take(&mut self, claim: &Claim) -> bool {
		let appraised = self.window().and_then(|window| window.appraise(claim));
		let taken = appraised.is_some();
		self.appraisal = appraised.or_else(|| self.appraisal.take());
		taken
	}

	fn window(&self) -> Option<Window> {
		let topic = self.question.topic()?;
		let first = self.heard.len().saturating_sub(MAX_HEARD as usize);
		Window::read(topic, self.heard.len() as u32, self.heard.get(first..)?)
	}

	/// As many rounds as it takes, in each of which everybody on the panel opens the same answer.
	fn hold(&self, panel: &[Said]) -> Receipt {
		let known = |answer: &Said| {
			let agent = usize::from(answer.agent);
			Some((*self.agents.get(agent)?, *self.tracks.get(agent)?))
		};
		let (seats, tracks): (Vec<_>, Vec<_>) = panel.iter().filter_map(known).unzip();
		let agents = seats.iter().map(|seat| seat.agent);
		let testimony = self
			.appraisal
			.as_ref()
			.map(|appraisal| appraisal.testimony(agents));
		let standing = Standing::of(self.question.class(), &tracks, testimony);
		let casts = (0u8..).zip(panel).map(|(seat, answer)| self.cast(seat, answer));
		let casts: BoundedVec<_, _> = BoundedVec::truncate_from(casts.collect());
		let mut receipt = Receipt {
			version: RECEIPT_VERSION,
			genesis: Default::default(),
			proposal: self.asked,
			question: self.question,
			proposer: Default::default(),
			constants: self.constants,
			past: self.past,
			opened_at: 0,
			drawn_at: 0,
			entropy: Default::default(),
			seats: BoundedVec::truncate_from(seats),
			shown: BoundedVec::truncate_from(standing.shown),
			pairs: BoundedVec::truncate_from(standing.pairs),
			testimony: standing.testimony,
			rounds: Default::default(),
			decided_at: 0,
			outcome: Outcome::Escalated,
		};
		for _ in 0..self.constants.rounds {
			let tally = conclude(&receipt.hearing(), &receipt.rounds, &casts);
			let mut rounds = receipt.rounds.to_vec();
			rounds.push(Round {
				casts: casts.clone(),
				tally,
			});
			receipt.rounds = BoundedVec::truncate_from(rounds);
			if let Some(outcome) = outcome(&self.constants, &receipt.rounds) {
				receipt.outcome = outcome;
				break;
			}
		}
		receipt
	}

	fn cast(&self, seat: u8, answer: &Said) -> Cast {
		let ballot = Ballot {
			answer: spoken(&self.question.kind, answer.label),
			confidence: Perbill::one(),
			rationale: Default::default(),
		};
		Cast {
			seat,
			commitment: Default::default(),
			reveal: Some(Reveal {
				ballot,
				salt: Default::default(),
			}),
		}
	}
}

/// The kind of question that has so many answers.
pub fn kind(labels: usize) -> Kind {
	match labels {
		2 => Kind::Binary,
		more => Kind::Choice { options: more as u8 }, // at most 16
	}
}

/// A label as an answer.
pub fn spoken(kind: &Kind, label: u8) -> Answer {
	match kind {
		Kind::Binary => Answer::Binary(label == 1),
		_ => Answer::Choice(label),
	}
}

/// Those in force but for the cap that a file has nothing for: each agent has its own owner, and with three seats a cap
/// of one third would make all alike. One round is held.
pub fn constants() -> Constants {
	Constants {
		owner_cap: Perbill::one(),
		rounds: 1,
		..Constants::default()
	}
}

fn labels(kind: &Kind) -> usize {
	match kind {
		Kind::Choice { options } => (*options).into(),
		Kind::Binary | Kind::Scalar { .. } => 2,
	}
}

/// A seat of an agent that belongs to nobody else.
pub fn seat(agent: AgentId) -> Seat {
	let owner = althing_primitives::blake2(&agent.to_le_bytes());
	Seat {
		agent,
		account: owner,
		owner,
		department: Department::Customer,
		role: Role::DataScout,
	}
}
