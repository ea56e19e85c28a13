//! Claims about what panels said: who copies, who is right.

use althing_chain::{Call, Error, State};
use althing_cmp_rules::{Appraisal, Claim, Topic, TopicView, Window};
use serde::Serialize;

/// A claim, and what it comes to.
#[derive(Clone, Debug)]
pub struct Found {
	/// About which questions.
	pub topic: Topic,
	/// About how many panels, since the first.
	pub upto: u32,
	/// What the chain would be told.
	pub claim: Claim,
	/// What would follow.
	pub appraisal: Appraisal,
}

/// A [`Found`] in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
	/// About which questions.
	pub topic: Topic,
	/// About how many panels, since the first.
	pub upto: u32,
	/// Agents that are appraised.
	pub agents: usize,
	/// Cabals among them.
	pub cabals: usize,
	/// What the estimate is worth, in nats · 2⁴⁰.
	pub score: i64,
}

impl Found {
	/// Searches for the best claim about what `view` holds: from what is believed now, and from nothing. Some seconds
	/// of work for windows of ten thousands of answers. Nothing where too little was answered to tell anything.
	pub fn best(topic: Topic, view: &TopicView) -> Option<Self> {
		let window = Window::read(topic, view.upto, &view.heard)?;
		let followed = view.appraisal.as_ref().map(|before| window.warm(before));
		let claims = [Some(window.search()), followed];
		let appraised = claims.into_iter().flatten().filter_map(|claim| {
			let appraisal = window.appraise(&claim)?;
			Some(Self {
				topic,
				upto: view.upto,
				claim,
				appraisal,
			})
		});
		appraised.reduce(|best, next| {
			if next.appraisal.score > best.appraisal.score {
				next
			} else {
				best
			}
		})
	}

	/// The call that makes the claim.
	pub fn call(&self) -> Call {
		Call::appraise(self.topic, self.upto, &self.claim)
	}

	/// In figures.
	pub fn figures(&self) -> Figures {
		Figures::of(self.topic, &self.appraisal)
	}
}

impl Figures {
	/// Of an appraisal.
	pub fn of(topic: Topic, appraisal: &Appraisal) -> Self {
		Self {
			topic,
			upto: appraisal.upto,
			agents: appraisal.agents.len(),
			cabals: appraisal.cabals.len(),
			score: appraisal.score,
		}
	}
}

/// The topics of which the chain wants a claim now, with what it would be about.
///
/// # Errors
/// When the chain cannot be read.
pub async fn wanted(state: &State) -> Result<Vec<(Topic, TopicView)>, Error> {
	let mut wanted = Vec::new();
	for topic in state.wanted().await? {
		if let Some(view) = state.topic(topic).await? {
			wanted.push((topic, view));
		}
	}
	Ok(wanted)
}
