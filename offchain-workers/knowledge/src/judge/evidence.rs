//! What a verdict rests on, as RDF.

use super::library::GRAPH;
use super::{Finding, Library, Method, Task};
use crate::document::string;
use crate::retrieve::evidence;
use crate::vocabulary as v;
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};

/// Canonical N-Quads: in [`GRAPH`] what the documents say, in the default graph what was made of it.
pub(super) fn canonical(
	library: &Library,
	task: &Task,
	method: Method,
	answer: usize,
	confidence: f64,
	finding: &Finding,
) -> String {
	let mut quads = verdict(task, method, answer, confidence, finding);
	for place in &finding.passages {
		if let Some(passage) = library.corpus.passages.get(*place) {
			let node = NamedNode::new_unchecked(&passage.iri);
			quads.push(derived(node.as_ref()));
			quads.extend(about_passage(library, node.as_ref()));
		}
	}
	for fact in &finding.facts {
		let node = NamedNode::new_unchecked(fact);
		quads.push(derived(node.as_ref()));
		quads.extend(said(library, node.as_ref(), |_| true));
	}
	evidence::canonical(&quads)
}

fn judgement() -> BlankNode {
	BlankNode::new_unchecked("judgement")
}

fn derived(from: NamedNodeRef<'_>) -> Quad {
	let graph = GraphName::DefaultGraph;
	Quad::new(judgement(), v::PROV_DERIVED, from.into_owned(), graph)
}

fn verdict(task: &Task, method: Method, answer: usize, confidence: f64, finding: &Finding) -> Vec<Quad> {
	let says = |predicate: NamedNodeRef<'static>, value: Term| {
		Quad::new(judgement(), predicate, value, GraphName::DefaultGraph)
	};
	let answers = task.answers();
	let answer = answers.get(answer).copied().unwrap_or_default();
	vec![
		says(v::TYPE, v::JUDGEMENT.into_owned().into()),
		says(v::ASKED, string(task.asked())),
		says(v::ANSWER, string(answer)),
		says(v::METHOD, Literal::from(method.name()).into()),
		says(v::CONFIDENCE, string(&format!("{confidence:.2}"))),
		says(v::BECAUSE, string(&finding.why)),
	]
}

/// What a passage says and where it stands, and its document; names and dates are left out, being found in the text.
fn about_passage(library: &Library, passage: NamedNodeRef<'_>) -> Vec<Quad> {
	let kept = [v::TYPE, v::TEXT, v::TITLE, v::POSITION, v::PROV_DERIVED];
	let mut quads = said(library, passage, |predicate| kept.contains(&predicate));
	let documents: Vec<NamedNode> = quads
		.iter()
		.filter(|quad| quad.predicate == v::PROV_DERIVED)
		.filter_map(|quad| match &quad.object {
			Term::NamedNode(node) => Some(node.clone()),
			_ => None,
		})
		.collect();
	for document in documents {
		let kept = [v::LABEL, v::SHA256, v::BYTES];
		quads.extend(said(library, document.as_ref(), |predicate| {
			kept.contains(&predicate)
		}));
	}
	quads
}

/// What the documents say of `node`.
fn said(library: &Library, node: NamedNodeRef<'_>, kept: impl Fn(NamedNodeRef<'_>) -> bool) -> Vec<Quad> {
	let state = &library.state;
	let graph = state
		.graph_id(Some(GRAPH.as_str()))
		.and_then(|id| Some((id, state.graphs.get(&id)?)));
	let (Some((id, graph)), Some(node)) = (graph, state.terms.find(node.into())) else {
		return Vec::new();
	};
	let triples = graph.index.scan(Some(node), None, None);
	triples
		.filter_map(|triple| state.quad(id, triple))
		.filter(|quad| kept(quad.predicate.as_ref()))
		.collect()
}
