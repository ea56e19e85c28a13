//! A lesson as RDF.

use super::super::names as n;
use super::super::record::{say, unsay, Outcome, Reader};
use super::embed;
use crate::document::string;
use crate::error::Result;
use crate::ingest::extract::{extract, key};
use crate::ingest::{entity, moment};
use crate::store::commit::Hash;
use crate::store::state::State;
use crate::store::Draft;
use crate::vocabulary as v;
use althing_embed::Embedder;
use oxrdf::{NamedNode, NamedNodeRef, Term};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Episodes that ask alike and answer the same.
pub(super) struct Lesson {
	pub node: NamedNode,
	asked: String,
	answer: String,
	/// The answer without what makes no difference.
	pub answer_key: String,
	/// Of the question.
	pub vector: Vec<f32>,
	/// Who it was learnt by, so far.
	agents: BTreeSet<String>,
	/// Whether an episode of who learns now is of it.
	heard: bool,
	derived: BTreeSet<Hash>,
	opposed: BTreeSet<Hash>,
}

impl Lesson {
	pub fn new(graph: &NamedNode, asked: &str, answer: &str, vector: Vec<f32>) -> Self {
		let name = format!("{}\n{}\n{}", graph.as_str(), key(asked), key(answer));
		let node = format!("urn:althing:lesson:{}", hex::encode(Sha256::digest(name)));
		Self {
			node: NamedNode::new_unchecked(node),
			asked: asked.to_owned(),
			answer: answer.to_owned(),
			answer_key: key(answer),
			vector,
			agents: BTreeSet::new(),
			heard: false,
			derived: BTreeSet::new(),
			opposed: BTreeSet::new(),
		}
	}

	/// Whether an episode is of it.
	pub fn has(&self, hash: &Hash) -> bool {
		self.derived.contains(hash) || self.opposed.contains(hash)
	}

	/// An episode says what its outcome says now, whatever was said of it before.
	pub fn hear(&mut self, hash: Hash, outcome: Outcome) {
		let (to, from) = match outcome {
			Outcome::Wrong => (&mut self.opposed, &mut self.derived),
			Outcome::Open | Outcome::Right => (&mut self.derived, &mut self.opposed),
		};
		from.remove(&hash);
		to.insert(hash);
		self.heard = true;
	}

	/// Whether so many more say so than were wrong about it.
	pub fn stands(&self, repeats: usize) -> bool {
		self.derived.len() >= self.opposed.len().saturating_add(repeats)
	}

	/// Makes the graph say of it what is so now. When it was first made stays as it was.
	pub fn write(
		&self,
		draft: &mut Draft,
		graph: &NamedNode,
		agent: &str,
		stands: bool,
		against: &[NamedNode],
		now: u64,
	) -> Result<()> {
		let base = Arc::clone(draft.base());
		let (question, answer) = (self.question(), string(&self.answer));
		if stands {
			say(draft, graph, &question, v::ANSWER, answer)?;
		} else {
			unsay(draft, graph, &question, v::ANSWER, answer)?;
		}
		let said = self.said(agent, stands, against);
		let before = written(&base, graph, &self.node);
		for (predicate, object) in &before {
			let stays =
				*predicate == v::PROV_AT || said.iter().any(|(p, o)| *p == predicate.as_ref() && o == object);
			if !stays {
				unsay(draft, graph, &self.node, predicate.as_ref(), object.clone())?;
			}
		}
		if before.iter().all(|(predicate, _)| *predicate != v::PROV_AT) {
			say(draft, graph, &self.node, v::PROV_AT, moment(now))?;
		}
		said.into_iter()
			.try_for_each(|(predicate, object)| say(draft, graph, &self.node, predicate, object))
	}

	fn said(&self, agent: &str, stands: bool, against: &[NamedNode]) -> Vec<(NamedNodeRef<'static>, Term)> {
		let mut all: Vec<(NamedNodeRef<'static>, Term)> = vec![
			(v::TYPE, n::LESSON.into_owned().into()),
			(v::TYPE, v::FACT.into_owned().into()),
			(v::ASKED, string(&self.asked)),
			(v::SUBJECT, self.question().into()),
			(v::PREDICATE, v::ANSWER.into_owned().into()),
			(v::OBJECT, string(&self.answer)),
		];
		if stands {
			let text = format!("{} {}", self.asked, self.answer);
			let names = extract(&self.asked, &text).names;
			all.push((v::TYPE, v::PASSAGE.into_owned().into()));
			all.push((v::TITLE, string(&self.asked)));
			all.push((v::TEXT, string(&text)));
			all.extend(names.iter().map(|name| (v::MENTIONS, entity(name).into())));
		}
		let own = self.heard.then(|| format!("urn:althing:author:{agent}"));
		let agents = self.agents.iter().cloned().chain(own);
		all.extend(agents.map(|agent| (v::PROV_ATTRIBUTED, NamedNode::new_unchecked(agent).into())));
		all.extend(
			self.derived
				.iter()
				.map(|hash| (v::PROV_DERIVED, n::node(hash).into())),
		);
		all.extend(self.opposed.iter().map(|hash| (n::OPPOSED, n::node(hash).into())));
		all.extend(against.iter().map(|node| (n::CONTRADICTS, node.clone().into())));
		all
	}

	/// What was asked, as a thing.
	fn question(&self) -> NamedNode {
		let hash = hex::encode(Sha256::digest(key(&self.asked)));
		NamedNode::new_unchecked(format!("urn:althing:question:{hash}"))
	}
}

/// What a graph says of a node.
fn written(state: &State, graph: &NamedNode, node: &NamedNode) -> Vec<(NamedNode, Term)> {
	let id = state.graph_id(Some(graph.as_str()));
	let found = id.and_then(|id| Some((id, state.graphs.get(&id)?)));
	let (Some((_, found)), Some(subject)) = (found, state.terms.find(node.as_ref().into())) else {
		return Vec::new();
	};
	let triples = found.index.scan(Some(subject), None, None);
	triples
		.filter_map(|triple| state.resolve(triple))
		.map(|triple| (triple.predicate, triple.object))
		.collect()
}

/// The lessons that a graph has, by their names.
pub(super) fn known(state: &State, graph: &NamedNode, embedder: &dyn Embedder) -> Result<Vec<Lesson>> {
	let id = state.graph_id(Some(graph.as_str()));
	let found = id.and_then(|id| state.graphs.get(&id));
	let Some(found) = found.filter(|found| found.shape.alive) else {
		return Ok(Vec::new());
	};
	let reader = Reader::new(state, &found.index);
	let mut lessons = Vec::new();
	for node in reader.of_class(n::LESSON) {
		let (Some(asked), Some(answer)) = (reader.text(node, v::ASKED), reader.text(node, v::OBJECT)) else {
			continue;
		};
		let hashes = |predicate| {
			let named = reader.named(node, predicate).into_iter();
			named.filter_map(|iri| n::hash_in(&iri)).collect()
		};
		let mut lesson = Lesson::new(graph, &asked, &answer, embed(embedder, &asked)?);
		lesson.derived = hashes(v::PROV_DERIVED);
		lesson.opposed = hashes(n::OPPOSED);
		lesson.agents = reader.named(node, v::PROV_ATTRIBUTED).into_iter().collect();
		lessons.push(lesson);
	}
	lessons.sort_by(|a, b| a.node.as_str().cmp(b.node.as_str()));
	Ok(lessons)
}
