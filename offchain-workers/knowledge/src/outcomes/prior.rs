//! What outcomes make of the scores of passages: those of sources that were right count more.

use super::reliability::Reliability;
use crate::access::Caller;
use crate::retrieve::{Corpus, Score};
use crate::store::dictionary::Id;
use crate::store::state::State;
use crate::vocabulary as v;
use oxrdf::NamedNodeRef;
use rustc_hash::FxHashMap;

/// Factors of passages, by their numbers. Passages of sources of which nothing is known have none.
#[derive(Clone, Debug, Default)]
pub struct Prior {
	factors: FxHashMap<Id, f32>,
}

impl Prior {
	/// What the outcomes that `caller` sees and goes by make of the passages that it sees. A passage of several sources of
	/// which something is known has their mean.
	pub fn of(state: &State, caller: &Caller) -> Self {
		let reliability = Reliability::of(state, caller);
		let Some(derived) = state.terms.find(v::PROV_DERIVED.into()) else {
			return Self::default();
		};
		let mut sums: FxHashMap<Id, (f32, f32)> = FxHashMap::default();
		for (source, posterior) in &reliability.sources {
			let Some(source) = state.terms.find(NamedNodeRef::new_unchecked(source).into()) else {
				continue;
			};
			let mut passages: Vec<Id> = Vec::new();
			for (_, graph) in state.visible(caller) {
				let found = graph.index.scan(None, Some(derived), Some(source));
				passages.extend(found.map(|[passage, ..]| passage));
			}
			passages.sort_unstable();
			passages.dedup();
			for passage in passages {
				let (sum, count) = sums.entry(passage).or_default();
				*sum += posterior.factor();
				*count += 1.0;
			}
		}
		let factors = sums
			.into_iter()
			.map(|(passage, (sum, count))| (passage, sum / count));
		Self {
			factors: factors.collect(),
		}
	}

	/// Whether nothing is known of any passage.
	pub fn is_empty(&self) -> bool {
		self.factors.is_empty()
	}

	/// Multiplies the totals of passages of which something is known; the others keep every bit.
	pub fn weigh(&self, corpus: &Corpus, scores: &mut [Score]) {
		for (passage, factor) in &self.factors {
			let place = corpus.places.get(passage);
			if let Some(score) = place.and_then(|place| scores.get_mut(*place)) {
				score.total *= factor;
			}
		}
	}
}
