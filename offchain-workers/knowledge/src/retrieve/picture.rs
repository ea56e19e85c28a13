//! An answer's subgraph as a picture: names between the passages that they link.

use super::Answer;
use crate::vocabulary as v;
use oxrdf::{Quad, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const WIDTH: usize = 960;
const ROW: usize = 64;
const TOP: usize = 72;
/// Names that are drawn at most: those that link most come first.
const NAMES: usize = 14;

/// Draws an answer as SVG: the passages on the left, best first, the names that link them and the facts that were
/// found in them on the right.
pub fn picture(answer: &Answer) -> String {
	let labels = values(&answer.evidence, v::TITLE.as_str());
	let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
	let place = |iri: &str| answer.hits.iter().position(|hit| hit.passage == iri);
	for quad in &answer.evidence {
		if quad.predicate == v::MENTIONS {
			if let Some(passage) = place(subject(quad).as_str()) {
				names.entry(short(&quad.object)).or_default().insert(passage);
			}
		}
	}
	let mut names: Vec<(String, BTreeSet<usize>)> = names.into_iter().collect();
	names.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
	names.truncate(NAMES);
	let rows = answer
		.hits
		.len()
		.max(names.len().saturating_mul(ROW / 2).div_ceil(ROW))
		.max(1);
	let height = TOP.saturating_add(rows.saturating_mul(ROW)).saturating_add(48);
	let mut svg = String::new();
	head(&mut svg, height, &answer.question);
	for (at, (name, passages)) in names.iter().enumerate() {
		let y = TOP + at * ROW / 2 + 16;
		for passage in passages {
			let from = TOP + passage * ROW + 22;
			let _ = writeln!(
				svg,
				"<path d=\"M 500 {from} C 600 {from}, 600 {y}, 690 {y}\" class=\"{}\"/>",
				if passages.len() > 1 { "bridge" } else { "line" }
			);
		}
		let _ = writeln!(svg, "<circle cx=\"696\" cy=\"{y}\" r=\"5\" class=\"name\"/>");
		let _ = writeln!(
			svg,
			"<text x=\"708\" y=\"{}\">{}</text>",
			y + 4,
			escaped(&cut(name, 32))
		);
	}
	for (at, hit) in answer.hits.iter().enumerate() {
		let y = TOP + at * ROW;
		let title = labels
			.get(&hit.passage)
			.map_or(hit.title.as_str(), String::as_str);
		let _ = writeln!(
			svg,
			"<rect x=\"24\" y=\"{y}\" width=\"476\" height=\"48\" rx=\"6\" class=\"passage\"/>"
		);
		let _ = writeln!(
			svg,
			"<text x=\"36\" y=\"{}\" class=\"title\">{} · {:.2}</text>",
			y + 19,
			escaped(&cut(title, 48)),
			hit.score.total
		);
		let _ = writeln!(
			svg,
			"<text x=\"36\" y=\"{}\">{}</text>",
			y + 38,
			escaped(&cut(&hit.sentence, 66))
		);
	}
	let _ = writeln!(
		svg,
		"<text x=\"24\" y=\"{}\" class=\"foot\">rationale {} · version {} · {}</text>\n</svg>",
		height.saturating_sub(20),
		answer.rationale,
		answer.version,
		escaped(&answer.embedder)
	);
	svg
}

fn head(svg: &mut String, height: usize, question: &str) {
	let _ = write!(
		svg,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
		 height=\"{height}\" role=\"img\">\n<style>\n\
		 text {{ font: 13px system-ui, sans-serif; fill: #1c2733 }}\n\
		 .title {{ font-weight: 600 }}\n.foot {{ font-size: 11px; fill: #5b6773 }}\n.ask {{ font-size: 17px; font-weight: 600 }}\n\
		 .passage {{ fill: #eef3f8; stroke: #8aa0b5 }}\n.name {{ fill: #c4622d }}\n\
		 .line {{ fill: none; stroke: #c9d3dd }}\n.bridge {{ fill: none; stroke: #c4622d; stroke-width: 1.6 }}\n\
		 </style>\n<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>\n\
		 <text x=\"24\" y=\"40\" class=\"ask\">{}</text>\n",
		escaped(&cut(question, 100))
	);
}

fn subject(quad: &Quad) -> String {
	match &quad.subject {
		oxrdf::NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
		oxrdf::NamedOrBlankNode::BlankNode(node) => node.to_string(),
	}
}

fn values(evidence: &[Quad], predicate: &str) -> BTreeMap<String, String> {
	let wanted = evidence
		.iter()
		.filter(|quad| quad.predicate.as_str() == predicate);
	wanted
		.filter_map(|quad| match &quad.object {
			Term::Literal(literal) => Some((subject(quad), literal.value().to_owned())),
			_ => None,
		})
		.collect()
}

/// The last part of a name.
fn short(term: &Term) -> String {
	match term {
		Term::NamedNode(node) => {
			let last = node.as_str().rsplit([':', '/', '#']).next().unwrap_or_default();
			form_urlencoded::parse(last.as_bytes())
				.map(|(key, _)| key.into_owned())
				.next()
				.unwrap_or_default()
		}
		other => other.to_string(),
	}
}

fn cut(text: &str, most: usize) -> String {
	if text.chars().count() <= most {
		return text.to_owned();
	}
	let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
	out.push('…');
	out
}

fn escaped(text: &str) -> String {
	let plain = |c: char| if c.is_control() { ' ' } else { c };
	let text: String = text.chars().map(plain).collect();
	text.replace('&', "&amp;")
		.replace('<', "&lt;")
		.replace('>', "&gt;")
		.replace('"', "&quot;")
}
