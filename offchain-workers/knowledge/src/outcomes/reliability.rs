//! How far agents and sources are believed: a Beta distribution each, which begins as [`Posterior::PRIOR`] and takes in
//! what came of decisions (Gelman et al., Bayesian Data Analysis, 3rd edition, 2.4).
//!
//! A decision is one observation of each agent that cast a ballot, and one of each source, however many ballots rest on
//! it: they were cast about the same question, and a source that half of them found wrong is half wrong once.

use super::names as o;
use crate::access::{Caller, Label, Owner};
use crate::memory::record::Reader;
use crate::store::state::State;
use crate::vocabulary as v;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is believed of one agent or source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Posterior {
	/// What it was right in, weighted, and the prior's.
	pub alpha: f64,
	/// What it was wrong in, weighted, and the prior's.
	pub beta: f64,
	/// How many decisions there were.
	pub decisions: usize,
}

impl Default for Posterior {
	fn default() -> Self {
		let (alpha, beta) = Self::PRIOR;
		Self {
			alpha,
			beta,
			decisions: 0,
		}
	}
}

impl Posterior {
	/// Beta(2, 2): as likely right as wrong, as sure of it as four decisions would make.
	pub const PRIOR: (f64, f64) = (2.0, 2.0);

	/// One more decision, in which `share` (0 to 1) was right, and which counts `weight` (0 to 1).
	pub fn learn(&mut self, share: f64, weight: f64) {
		let (share, weight) = (share.clamp(0.0, 1.0), weight.clamp(0.0, 1.0));
		self.alpha += weight * share;
		self.beta += weight * (1.0 - share);
		self.decisions = self.decisions.saturating_add(1);
	}

	/// The expected share of right answers, in (0, 1).
	pub fn mean(&self) -> f64 {
		self.alpha / (self.alpha + self.beta)
	}

	/// What the score of a passage of such a source is multiplied by: ½ + mean, always between ½ and 1½, and exactly 1
	/// where nothing is known. One decision moves it by a tenth at most, since it moves the mean of Beta(2, 2) from ½ to ⅖
	/// or ⅗, and less where more is known.
	#[allow(clippy::cast_possible_truncation)] // single precision is what scores have
	pub fn factor(&self) -> f32 {
		(0.5 + self.mean()) as f32
	}
}

/// What is believed of all agents and sources, by their names.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reliability {
	/// By the names of registrations, `urn:althing:registration:CHAIN:NUMBER`.
	pub agents: BTreeMap<String, Posterior>,
	/// By the names of documents, `urn:althing:document:SHA256`.
	pub sources: BTreeMap<String, Posterior>,
	/// What documents are called.
	pub labels: BTreeMap<String, String>,
}

/// One ballot, as it was read.
struct Cast {
	agent: String,
	right: bool,
	cites: Vec<String>,
}

/// One decision, as it was read.
struct Seen {
	weight: f64,
	casts: Vec<Cast>,
}

/// Whether `caller` goes by what a graph says of outcomes: what who keeps the store says, and what its own department or
/// it itself says. Others could else bury a source by making up that it was wrong.
pub fn trusts(caller: &Caller, label: &Label) -> bool {
	caller.sees(label) && (label.owner == Owner::Keeper || (!caller.keeper && caller.writes(&label.owner)))
}

impl Reliability {
	/// What follows from the outcomes in `state` that `caller` sees and goes by (see [`trusts`]). A decision that several
	/// graphs tell of counts once, as where it counts most.
	pub fn of(state: &State, caller: &Caller) -> Self {
		let mut all = Self::default();
		if state.terms.find(o::CAST_IN.into()).is_none() {
			return all;
		}
		let mut decisions: BTreeMap<String, Seen> = BTreeMap::new();
		for (_, graph) in state.visible(caller) {
			if !trusts(caller, &graph.shape.label) {
				continue;
			}
			let reader = Reader::new(state, &graph.index);
			for (decision, seen) in read(&reader, &mut all.labels) {
				let better = decisions
					.get(&decision)
					.is_none_or(|known| seen.weight > known.weight);
				if better {
					decisions.insert(decision, seen);
				}
			}
		}
		decisions.values().for_each(|seen| all.learn(seen));
		all
	}

	fn learn(&mut self, seen: &Seen) {
		let mut cited: BTreeMap<&String, (f64, f64)> = BTreeMap::new();
		for cast in &seen.casts {
			let right = f64::from(u8::from(cast.right));
			self.agents
				.entry(cast.agent.clone())
				.or_default()
				.learn(right, seen.weight);
			for source in &cast.cites {
				let (sum, count) = cited.entry(source).or_default();
				*sum += right;
				*count += 1.0;
			}
		}
		for (source, (sum, count)) in cited {
			self.sources
				.entry(source.clone())
				.or_default()
				.learn(sum / count, seen.weight);
		}
	}
}

/// The decisions that one graph tells of.
fn read(reader: &Reader<'_>, labels: &mut BTreeMap<String, String>) -> BTreeMap<String, Seen> {
	let mut decisions: BTreeMap<String, Seen> = BTreeMap::new();
	for node in reader.of_class(o::DECISION) {
		if let (Some(iri), Some(weight)) = (reader.iri(node), reader.whole(node, o::WEIGHT)) {
			let weight = weight.min(1_000) as f64 / 1_000.0;
			let casts = Vec::new();
			decisions.insert(iri, Seen { weight, casts });
		}
	}
	for node in reader.of_class(o::BALLOT) {
		let decision = reader.named(node, o::CAST_IN).into_iter().next();
		let seen = decision.and_then(|decision| decisions.get_mut(&decision));
		let agent = reader.named(node, v::PROV_ATTRIBUTED).into_iter().next();
		let right = reader.text(node, o::RIGHT).map(|right| right == "true");
		let (Some(seen), Some(agent), Some(right)) = (seen, agent, right) else {
			continue;
		};
		let cites = reader.named(node, o::CITES);
		for document in &cites {
			if !labels.contains_key(document) {
				let label = reader.label(document).unwrap_or_default();
				labels.insert(document.clone(), label);
			}
		}
		seen.casts.push(Cast { agent, right, cites });
	}
	// The order of numbers is that of writing; sums of fractions shall not depend on it.
	for seen in decisions.values_mut() {
		seen.casts.sort_by(|a, b| a.agent.cmp(&b.agent));
	}
	decisions
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn no_decision_silences_and_none_moves_much(
			learnt in prop::collection::vec((0.0..=1.0, 0.0..=1.0), 0..200), share in 0.0..=1.0, weight in 0.0..=1.0,
		) {
			let mut posterior = Posterior::default();
			learnt.iter().for_each(|(share, weight)| posterior.learn(*share, *weight));
			let before = posterior.factor();
			posterior.learn(share, weight);
			let after = posterior.factor();
			prop_assert!((after - before).abs() <= 0.1 + 1e-6);
			prop_assert!(after > 0.5 && after < 1.5);
		}

		#[test]
		fn right_raises_and_wrong_lowers(learnt in prop::collection::vec((0.0..=1.0, 0.0..=1.0), 0..50), weight in 0.01..=1.0) {
			let mut posterior = Posterior::default();
			learnt.iter().for_each(|(share, weight)| posterior.learn(*share, *weight));
			let (mut right, mut wrong) = (posterior, posterior);
			right.learn(1.0, weight);
			wrong.learn(0.0, weight);
			prop_assert!(wrong.mean() < posterior.mean() && posterior.mean() < right.mean());
		}
	}

	#[test]
	fn without_decisions_nothing_changes() {
		assert_eq!(Posterior::default().factor(), 1.0);
		assert_eq!(
			Reliability::of(&State::default(), &Caller::keeper()),
			Reliability::default()
		);
	}

	#[test]
	fn one_decision_from_the_prior_moves_by_a_tenth() {
		let mut wrong = Posterior::default();
		wrong.learn(0.0, 1.0);
		assert!((wrong.factor() - 0.9).abs() < 1e-6);
	}
}
