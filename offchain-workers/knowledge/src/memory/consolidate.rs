//! Facts made of episodes that repeat.
//!
//! Episodes that ask alike and answer the same are one lesson. Where enough more say so than were wrong about it, the
//! lesson becomes a fact and a passage that questions in words find, derived (PROV-O) from these episodes. What was made
//! before is read back first, so that doing it again changes nothing, and a lesson that turns out wrong is found no more.

mod lesson;

use super::names as n;
use super::record::{of_graph, Outcome};
use super::Memory;
use crate::access::{agent_name, Caller};
use crate::error::{Error, Result};
use crate::ingest::extract::key;
use crate::store::commit::Hash;
use crate::store::state::State;
use crate::store::Note;
use althing_embed::Embedder;
use lesson::Lesson;
use oxrdf::NamedNode;
use serde::Serialize;
use std::sync::Arc;

/// What was learnt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Learnt {
	/// The version since which it is known; nothing where nothing changed.
	pub version: Option<u64>,
	/// Episodes that were looked at.
	pub episodes: usize,
	/// Facts that are new.
	pub new: usize,
	/// Facts that are found, new ones among them.
	pub standing: usize,
	/// Facts that were made before and that too many episodes oppose now: they are kept, and not found.
	pub doubted: usize,
}

/// An episode that a lesson may be made of.
struct Episode {
	hash: Hash,
	outcome: Outcome,
	asked: String,
	answer: String,
	vector: Vec<f32>,
}

impl Memory<'_> {
	/// Makes facts of an agent's episodes that repeat, in `into` or, where nothing is said, in a graph of the agent's own.
	/// Episodes of kinds that are not learnt from ([`super::settings::Rule::learn`]) have no part in it: a fact stays in
	/// the log for good.
	///
	/// # Errors
	/// When the caller may not write to the agent's graphs and to `into`, or the disk or the embedder refuses.
	pub fn consolidate(
		&self,
		caller: &Caller,
		note: &Note,
		agent: &str,
		into: Option<&NamedNode>,
		embedder: &dyn Embedder,
		now: u64,
	) -> Result<Learnt> {
		let agent = agent_name(agent)?;
		let from = n::episodes(&agent);
		let into = into.cloned().unwrap_or_else(|| n::lessons(&agent));
		caller.ensure_writes(Some(from.as_str()))?;
		caller.ensure_writes(Some(into.as_str()))?;
		let (commit, mut learnt) = self.store().write(caller, note, |draft| {
			let base = Arc::clone(draft.base());
			let episodes = self.episodes(&base, &from, embedder)?;
			let mut learnt = Learnt {
				episodes: episodes.len(),
				..Learnt::default()
			};
			let known = lesson::known(&base, &into, embedder)?;
			let before = known.len();
			let lessons = self.settle_down(known, episodes, &into);
			learnt.new = lessons.len().saturating_sub(before);
			let repeats = self.settings().repeats;
			for lesson in &lessons {
				let stands = lesson.stands(repeats);
				let against = against(lesson, &lessons, self.settings().alike, repeats);
				lesson.write(draft, &into, &agent, stands, &against, now)?;
				let count = if stands {
					&mut learnt.standing
				} else {
					&mut learnt.doubted
				};
				*count = count.saturating_add(1);
			}
			Ok(learnt)
		})?;
		learnt.version = commit.map(|commit| commit.number);
		Ok(learnt)
	}

	/// The episodes that lessons may be made of, oldest first.
	fn episodes(&self, state: &State, graph: &NamedNode, embedder: &dyn Embedder) -> Result<Vec<Episode>> {
		let id = state.graph_id(Some(graph.as_str()));
		let mut records = id.map(|id| of_graph(state, id)).unwrap_or_default();
		records.retain(|record| self.settings().rule(&record.kind).learn);
		records.sort_by(|a, b| a.at().cmp(&b.at()).then(a.hash.cmp(&b.hash)));
		let mut episodes = Vec::with_capacity(records.len());
		for record in records {
			// What has no words, or is of another graph, says nothing.
			let Ok(Some((content, _))) = self.vault().get(&record.hash) else {
				continue;
			};
			let vector = embed(embedder, &content.asked)?;
			if content.graph == graph.as_str() && vector.iter().any(|value| *value != 0.0) {
				episodes.push(Episode {
					hash: record.hash,
					outcome: record.outcome,
					asked: content.asked,
					answer: content.text,
					vector,
				});
			}
		}
		Ok(episodes)
	}

	/// Assigns every episode to the lesson that it is of, and makes lessons of those that are of none. It goes on until
	/// nothing moves, so that doing it again from what it made moves nothing either.
	fn settle_down(
		&self,
		mut lessons: Vec<Lesson>,
		mut episodes: Vec<Episode>,
		into: &NamedNode,
	) -> Vec<Lesson> {
		let (alike, repeats) = (self.settings().alike, self.settings().repeats);
		loop {
			episodes.retain(|episode| {
				let own = lessons.iter().position(|lesson| lesson.has(&episode.hash));
				let place = own.or_else(|| nearest(&lessons, episode, alike));
				let Some(lesson) = place.and_then(|place| lessons.get_mut(place)) else {
					return true;
				};
				lesson.hear(episode.hash, episode.outcome);
				false
			});
			let mut made: Vec<Lesson> = Vec::new();
			for episode in &episodes {
				let place = nearest(&made, episode, alike);
				let Some(lesson) = place.and_then(|place| made.get_mut(place)) else {
					let mut lesson =
						Lesson::new(into, &episode.asked, &episode.answer, episode.vector.clone());
					lesson.hear(episode.hash, episode.outcome);
					made.push(lesson);
					continue;
				};
				lesson.hear(episode.hash, episode.outcome);
			}
			made.retain(|lesson| lesson.stands(repeats));
			if made.is_empty() {
				return lessons;
			}
			lessons.extend(made);
		}
	}
}

fn embed(embedder: &dyn Embedder, text: &str) -> Result<Vec<f32>> {
	embedder
		.embed(text)
		.map_err(|error| Error::Internal(error.to_string()))
}

/// The place of the lesson with the same answer whose question is nearest, of equals the first; nothing where none is
/// as near as `alike`.
fn nearest(lessons: &[Lesson], episode: &Episode, alike: f32) -> Option<usize> {
	let answer = key(&episode.answer);
	let mut best: Option<(usize, f32)> = None;
	for (place, lesson) in lessons.iter().enumerate() {
		if lesson.answer_key != answer {
			continue;
		}
		let near = cosine(&lesson.vector, &episode.vector);
		if near >= alike && best.is_none_or(|(_, most)| near > most) {
			best = Some((place, near));
		}
	}
	best.map(|(place, _)| place)
}

fn cosine(one: &[f32], other: &[f32]) -> f32 {
	one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// The lessons that answer the same question otherwise, where both are found.
fn against(lesson: &Lesson, lessons: &[Lesson], alike: f32, repeats: usize) -> Vec<NamedNode> {
	if !lesson.stands(repeats) {
		return Vec::new();
	}
	let others = lessons.iter().filter(|other| {
		other.answer_key != lesson.answer_key
			&& other.stands(repeats)
			&& cosine(&other.vector, &lesson.vector) >= alike
	});
	others.map(|other| other.node.clone()).collect()
}
