//! The panels that an estimate is made from, and what is claimed of them.

use crate::{appraisal::MAX_KNOWN, lessons, Appraisal, Receipt, Taught, Topic, MAX_PANEL};
use alloc::{collections::BTreeSet, vec::Vec};
use althing_cmp_stats::{self as stats, Answer, Answers, Settings, MAX_AGENTS};
use althing_primitives::{AgentId, ProposalId};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most panels that an estimate is made from.
pub const MAX_HEARD: u32 = 4_096;

/// The most answers that an estimate is made from.
pub const MAX_ANSWERS: u32 = 1 << 14;

/// By how many panels an estimate may lag behind what was heard since it was made.
pub const MAX_LAG: u32 = 256;

const _: () = assert!(
	MAX_KNOWN as usize == MAX_AGENTS,
	"every window that can be read can be appraised"
);

/// What a panel answered.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Heard {
	/// The proposal.
	pub proposal: ProposalId,
	/// How many answers the topic's panels had given, with this one's.
	pub seen: u64,
	/// The first ballot that each seat opened, before it saw what the others say.
	pub answers: BoundedVec<(AgentId, u8), ConstU32<MAX_PANEL>>,
	/// What turned out to be true.
	pub truth: Option<u8>,
}

impl Heard {
	/// What a receipt tells of its panel, when the topic's panels had given `before` answers; nothing where nobody
	/// answered, or where the question is of no topic.
	pub fn of(receipt: &Receipt, before: u64) -> Option<Self> {
		receipt.question.topic()?;
		let answer = |taught: &Taught| {
			let seat = receipt.seats.get(usize::from(taught.seat))?;
			Some((seat.agent, Topic::label(&taught.ballot.answer)?))
		};
		let answers: Vec<_> = lessons(receipt).iter().filter_map(answer).collect();
		(!answers.is_empty()).then_some(Self {
			proposal: receipt.proposal,
			seen: before.saturating_add(answers.len() as u64),
			answers: BoundedVec::truncate_from(answers),
			truth: None,
		})
	}
}

/// What somebody found out about a window: the cabal of each agent in it, in ascending order of the agents; and how
/// likely each label but the last is, panel by panel, in 255ths.
#[derive(
	Clone,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Claim {
	/// The cabal of each agent, if any.
	pub cabals: BoundedVec<Option<u8>, ConstU32<MAX_KNOWN>>,
	/// How likely each label but the last is.
	pub shares: BoundedVec<u8, ConstU32<{ MAX_HEARD * 3 }>>,
}

/// What a claim about a topic would be about now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct TopicView {
	/// The number of panels heard so far: what the claim names.
	pub upto: u32,
	/// The panels that an estimate is made from, the earliest first.
	pub heard: Vec<Heard>,
	/// What is believed now.
	pub appraisal: Option<Appraisal>,
}

/// The panels of a topic that an estimate is made from, as the estimator reads them.
#[derive(Clone, Debug)]
pub struct Window {
	agents: Vec<AgentId>,
	answers: Answers,
	upto: u32,
	seen: u64,
}

impl Window {
	/// The latest of `heard`, the last of which is the panel before `upto`: as many as have [`MAX_HEARD`] panels,
	/// [`MAX_ANSWERS`] answers and [`MAX_KNOWN`] agents at most. Nothing where nobody answered or an answer is not one of
	/// the topic's.
	pub fn read(topic: Topic, upto: u32, heard: &[Heard]) -> Option<Self> {
		let seen = heard.last()?.seen;
		let (heard, agents) = latest(heard);
		let answer = |(agent, label): &(AgentId, u8)| {
			let place = agents.binary_search(agent).ok()?;
			Some(Answer {
				agent: u16::try_from(place).ok()?,
				label: *label,
			})
		};
		let tasks: Option<Vec<Vec<_>>> = heard
			.iter()
			.map(|heard| heard.answers.iter().map(answer).collect())
			.collect();
		let truths = heard.iter().map(|heard| heard.truth).collect();
		let answers = Answers::new(topic.labels.into(), agents.len(), tasks?).ok()?;
		let answers = answers.told(truths).ok()?;
		Some(Self {
			agents,
			answers,
			upto,
			seen,
		})
	}

	/// What follows from a claim; nothing where it does not fit the window.
	pub fn appraise(&self, claim: &Claim) -> Option<Appraisal> {
		let claim = stats::Claim {
			cabals: claim.cabals.to_vec(),
			shares: claim.shares.to_vec(),
		};
		let found = stats::check(&self.answers, &Settings::default(), &claim)?;
		let made = (self.upto, self.seen);
		Appraisal::of(&found.model, &self.agents, made, found.score)
	}

	/// Searches for the best claim: seconds of work, for whoever wants to make one.
	pub fn search(&self) -> Claim {
		claim(&stats::estimate(&self.answers, &Settings::default()))
	}

	/// The claim that follows from an earlier appraisal: the same cabals, everything else estimated anew. Some
	/// milliseconds.
	pub fn warm(&self, before: &Appraisal) -> Claim {
		let voices = before.voices(&self.agents);
		claim(&stats::warm(&self.answers, &Settings::default(), &voices))
	}
}

/// The last panels, as many as have [`MAX_HEARD`] panels, [`MAX_ANSWERS`] answers and [`MAX_KNOWN`] agents at most; and
/// those agents, in ascending order.
fn latest(heard: &[Heard]) -> (&[Heard], Vec<AgentId>) {
	let mut agents = BTreeSet::new();
	let mut left = MAX_ANSWERS as usize;
	let mut first = heard.len();
	for (place, panel) in heard.iter().enumerate().rev().take(MAX_HEARD as usize) {
		let new = panel.answers.iter().filter(|(agent, _)| !agents.contains(agent));
		let known = agents.len().saturating_add(new.count());
		let Some(rest) = left
			.checked_sub(panel.answers.len())
			.filter(|_| known <= MAX_KNOWN as usize)
		else {
			break;
		};
		left = rest;
		first = place;
		agents.extend(panel.answers.iter().map(|(agent, _)| *agent));
	}
	(heard.get(first..).unwrap_or(heard), agents.into_iter().collect())
}

fn claim(estimate: &stats::Estimate) -> Claim {
	let claim = stats::Claim::of(estimate);
	Claim {
		cabals: BoundedVec::truncate_from(claim.cabals),
		shares: BoundedVec::truncate_from(claim.shares),
	}
}
