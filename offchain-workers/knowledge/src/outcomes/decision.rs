//! A decision with its ballots, and how it is written as facts.

use super::names as o;
use crate::access::Caller;
use crate::document::string;
use crate::error::{Error, Result};
use crate::ingest::moment;
use crate::judge;
use crate::memory::record::{say, unsay_all, Reader};
use crate::store::state::State;
use crate::store::{Draft, Note, Store};
use crate::vocabulary as v;
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxrdfio::{RdfFormat, RdfParser};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A document that somebody's reasons rest on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
	/// SHA-256 of its bytes, in hexadecimal: what it is known by. Another version is another source.
	pub sha256: String,
	/// What it is called, for people.
	pub name: String,
}

/// What an agent said, before it saw what the others say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
	/// The agent's registration.
	pub agent: u64,
	/// The answer, in words.
	pub answer: String,
	/// How sure it was, from 0 to 1.
	pub confidence: f64,
	/// The hash of its reasons, in hexadecimal.
	pub rationale: String,
	/// Whether it says what is true or, where nobody told what is, what was decided.
	pub right: bool,
	/// What its reasons rest on, as far as they were published.
	#[serde(default)]
	pub sources: Vec<Source>,
}

/// A decision, as `althing know outcomes` takes it from a receipt, or as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
	/// The hash of the chain's first block, in hexadecimal.
	pub chain: String,
	/// The proposal's number.
	pub proposal: u64,
	/// The hash of the receipt, in hexadecimal: the chain keeps it.
	pub receipt: String,
	/// What was asked.
	pub asked: String,
	/// What was decided, in words; nothing where people were asked.
	#[serde(default)]
	pub decided: Option<String>,
	/// What turned out to be true, in words, where somebody told.
	#[serde(default)]
	pub truth: Option<String>,
	/// The lower end of the interval around the decision's support, from 0 to 1.
	#[serde(default)]
	pub support: f64,
	/// Each agent's first ballot.
	pub ballots: Vec<Ballot>,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recorded {
	/// The proposal's number.
	pub proposal: u64,
	/// The version since which it is known; nothing where it was known already, or was only tried.
	pub version: Option<u64>,
	/// How much it counts, from 0 to 1.
	pub weight: f64,
	/// Ballots that were right.
	pub right: usize,
	/// Ballots that were wrong.
	pub wrong: usize,
	/// Documents that they rest on.
	pub sources: usize,
}

/// The longest file of a decision, in bytes.
pub const LONGEST_FILE: usize = 8 << 20;

/// The most ballots: panels have 64 seats at most.
const MOST_BALLOTS: usize = 64;

/// The most documents of one ballot: a case has 64 at most.
const MOST_SOURCES: usize = 64;

/// The longest text, in bytes.
const LONGEST_TEXT: usize = 64 << 10;

impl Decision {
	/// Reads a decision in JSON. A `truth` that is told here stands instead of the one in the document; then ballots are
	/// right that say the same words.
	///
	/// # Errors
	/// When it is too long, no decision, or tells nothing; with line and column where it is no JSON.
	pub fn parse(bytes: &[u8], truth: Option<&str>) -> Result<Self> {
		if bytes.len() > LONGEST_FILE {
			return Err(Error::Input(format!(
				"a decision has {LONGEST_FILE} bytes at most"
			)));
		}
		let mut decision: Self = serde_json::from_slice(bytes).map_err(|error| Error::Syntax {
			line: error.line() as u64,
			column: error.column() as u64,
			reason: format!("this is no decision: {error}"),
		})?;
		if let Some(truth) = truth {
			decision.truth = Some(truth.to_owned());
			for ballot in &mut decision.ballots {
				ballot.right = ballot.answer == truth;
			}
		}
		decision.check()?;
		Ok(decision)
	}

	/// Whether it is one that can be learnt from.
	///
	/// # Errors
	/// What is wrong with it.
	pub fn check(&self) -> Result<()> {
		let wrong = |reason: String| Err(Error::Input(format!("proposal {}: {reason}", self.proposal)));
		let share = |value: f64| (0.0..=1.0).contains(&value);
		let texts = [Some(&self.asked), self.decided.as_ref(), self.truth.as_ref()];
		if texts.into_iter().flatten().any(|text| text.len() > LONGEST_TEXT) {
			return wrong(format!("a text has {LONGEST_TEXT} bytes at most"));
		}
		if !is_hash(&self.chain) || !is_hash(&self.receipt) {
			return wrong("the hashes of the chain and of the receipt have 64 hexadecimal digits".into());
		}
		if !share(self.support) || !self.ballots.iter().all(|ballot| share(ballot.confidence)) {
			return wrong("support and confidence are from 0 to 1".into());
		}
		if self.ballots.is_empty() || self.ballots.len() > MOST_BALLOTS {
			return wrong(format!(
				"a panel casts 1 to {MOST_BALLOTS} ballots, not {}",
				self.ballots.len()
			));
		}
		let agents: BTreeSet<u64> = self.ballots.iter().map(|ballot| ballot.agent).collect();
		if agents.len() != self.ballots.len() {
			return wrong("an agent casts one ballot".into());
		}
		for ballot in &self.ballots {
			let sources = ballot.sources.iter();
			let whole = sources
				.clone()
				.all(|s| is_hash(&s.sha256) && s.name.len() <= 1_024);
			if !is_hash(&ballot.rationale)
				|| !whole || sources.len() > MOST_SOURCES
				|| ballot.answer.len() > LONGEST_TEXT
			{
				return wrong(format!(
					"the ballot of agent {} has what no ballot has",
					ballot.agent
				));
			}
		}
		if self.weight() <= 0.0 {
			return wrong(
				"nothing was decided, and nobody told what is true: there is nothing to learn from it yet; tell it with \
				 --truth"
					.into(),
			);
		}
		Ok(())
	}

	/// How much it counts, from 0 to 1: in full where the truth was told; where it was only decided, as far as the panel
	/// was surer than a coin.
	pub fn weight(&self) -> f64 {
		match (&self.truth, &self.decided) {
			(Some(_), _) => 1.0,
			(None, Some(_)) => (2.0 * self.support - 1.0).clamp(0.0, 1.0),
			(None, None) => 0.0,
		}
	}

	fn node(&self) -> NamedNode {
		NamedNode::new_unchecked(format!("urn:althing:decision:{}:{}", self.chain, self.proposal))
	}

	/// Writes it as facts into `graph`, instead of what was known of the same decision before.
	///
	/// # Errors
	/// When the caller may not write there, or another receipt of the same proposal is known.
	pub fn record(
		&self,
		store: &Store,
		caller: &Caller,
		note: &Note,
		graph: &NamedNode,
		now: u64,
	) -> Result<Recorded> {
		self.check()?;
		caller.ensure_writes(Some(graph.as_str()))?;
		let (commit, ()) = store.write(caller, note, |draft| {
			let base = Arc::clone(draft.base());
			let before = Before::of(&base, graph, &self.node());
			if let Some(other) = before.receipt.as_ref().filter(|known| **known != self.receipt) {
				return Err(Error::Input(format!(
					"proposal {} is known with the receipt {other}, and this is {}: one of them is not the chain's; \
					 `althing verify` tells",
					self.proposal, self.receipt
				)));
			}
			for ballot in &before.ballots {
				unsay_all(draft, graph, ballot)?;
			}
			unsay_all(draft, graph, &self.node())?;
			self.write(draft, graph, before.at.unwrap_or_else(|| moment(now)))
		})?;
		Ok(Recorded {
			version: commit.map(|commit| commit.number),
			..self.summary()
		})
	}

	/// What recording it would say.
	pub fn summary(&self) -> Recorded {
		let right = self.ballots.iter().filter(|ballot| ballot.right).count();
		let sources: BTreeSet<&str> = self
			.ballots
			.iter()
			.flat_map(|ballot| &ballot.sources)
			.map(|source| source.sha256.as_str())
			.collect();
		Recorded {
			proposal: self.proposal,
			version: None,
			weight: self.weight(),
			right,
			wrong: self.ballots.len().saturating_sub(right),
			sources: sources.len(),
		}
	}

	fn write(&self, draft: &mut Draft, graph: &NamedNode, at: Literal) -> Result<()> {
		let node = self.node();
		let mut write = |node: &NamedNode, predicate: NamedNodeRef<'_>, object: Term| {
			say(draft, graph, node, predicate, object)
		};
		#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // from 0 to 1,000
		let weight = (self.weight() * 1_000.0).round() as u64;
		write(&node, v::TYPE, o::DECISION.into_owned().into())?;
		write(&node, o::RECEIPT, string(&self.receipt))?;
		write(&node, v::ASKED, string(&self.asked))?;
		write(&node, o::WEIGHT, Literal::from(weight).into())?;
		write(&node, v::PROV_AT, at.into())?;
		if let Some(decided) = &self.decided {
			write(&node, v::ANSWER, string(decided))?;
		}
		if let Some(truth) = &self.truth {
			write(&node, o::TRUTH, string(truth))?;
		}
		for ballot in &self.ballots {
			let cast = format!(
				"urn:althing:ballot:{}:{}:{}",
				self.chain, self.proposal, ballot.agent
			);
			let cast = NamedNode::new_unchecked(cast);
			let agent = format!("urn:althing:registration:{}:{}", self.chain, ballot.agent);
			write(&cast, v::TYPE, o::BALLOT.into_owned().into())?;
			write(&cast, o::CAST_IN, node.clone().into())?;
			write(&cast, v::PROV_ATTRIBUTED, NamedNode::new_unchecked(agent).into())?;
			write(&cast, v::ANSWER, string(&ballot.answer))?;
			write(&cast, v::CONFIDENCE, string(&format!("{:.3}", ballot.confidence)))?;
			write(&cast, o::RATIONALE, string(&ballot.rationale))?;
			write(&cast, o::RIGHT, Literal::from(ballot.right).into())?;
			for source in &ballot.sources {
				let document = NamedNode::new_unchecked(format!("urn:althing:document:{}", source.sha256));
				write(&document, v::LABEL, string(&source.name))?;
				write(&cast, o::CITES, document.into())?;
			}
		}
		Ok(())
	}
}

/// What a graph says of a decision already.
#[derive(Default)]
struct Before {
	receipt: Option<String>,
	at: Option<Literal>,
	ballots: Vec<NamedNode>,
}

impl Before {
	fn of(state: &State, graph: &NamedNode, decision: &NamedNode) -> Self {
		let found = state
			.graph_id(Some(graph.as_str()))
			.and_then(|id| state.graphs.get(&id));
		let node = state.terms.find(decision.as_ref().into());
		let cast_in = state.terms.find(o::CAST_IN.into());
		let (Some(found), Some(node), Some(cast_in)) = (found, node, cast_in) else {
			return Self::default();
		};
		let reader = Reader::new(state, &found.index);
		let at = reader
			.all(node, v::PROV_AT)
			.into_iter()
			.find_map(|term| match term {
				Term::Literal(literal) => Some(literal),
				_ => None,
			});
		let ballots = found.index.scan(None, Some(cast_in), Some(node));
		Self {
			receipt: reader.text(node, o::RECEIPT),
			at,
			ballots: ballots
				.filter_map(|[ballot, ..]| reader.iri(ballot))
				.map(NamedNode::new_unchecked)
				.collect(),
		}
	}
}

fn is_hash(text: &str) -> bool {
	text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The documents that the evidence of a verdict rests on (see [`judge::Verdict`]), by their hashes; nothing where it is
/// plain text.
///
/// # Errors
/// When it is longer than evidence is.
pub fn cited(evidence: &str) -> Result<Vec<Source>> {
	if evidence.len() > judge::LONGEST {
		return Err(Error::Input(format!(
			"evidence has {} bytes at most",
			judge::LONGEST
		)));
	}
	let parsed = RdfParser::from_format(RdfFormat::NQuads).for_reader(evidence.as_bytes());
	let Ok(quads) = parsed.collect::<std::result::Result<Vec<Quad>, _>>() else {
		return Ok(Vec::new());
	};
	let mut documents: BTreeMap<String, Source> = BTreeMap::new();
	for quad in &quads {
		let (NamedOrBlankNode::NamedNode(node), Term::Literal(value)) = (&quad.subject, &quad.object) else {
			continue;
		};
		let Some(hash) = node
			.as_str()
			.strip_prefix("urn:althing:document:")
			.filter(|hash| is_hash(hash))
		else {
			continue;
		};
		let source = documents.entry(hash.to_owned()).or_insert_with(|| Source {
			sha256: hash.to_owned(),
			name: String::new(),
		});
		if quad.predicate == v::LABEL {
			source.name = value.value().chars().take(256).collect();
		}
	}
	Ok(documents.into_values().take(MOST_SOURCES).collect())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn json(change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
		let mut value = serde_json::json!({
			"chain": "ab".repeat(32), "proposal": 7, "receipt": "cd".repeat(32), "asked": "Is it so?",
			"decided": "yes", "support": 0.75,
			"ballots": [
				{"agent": 1, "answer": "yes", "confidence": 0.8, "rationale": "00".repeat(32), "right": true,
				 "sources": [{"sha256": "11".repeat(32), "name": "a.md"}]},
				{"agent": 2, "answer": "no", "confidence": 0.6, "rationale": "01".repeat(32), "right": false},
			],
		});
		change(&mut value);
		serde_json::to_vec(&value).unwrap()
	}

	#[test]
	fn what_was_only_decided_counts_as_far_as_the_panel_was_sure() {
		let decision = Decision::parse(&json(|_| ()), None).unwrap();
		assert!((decision.weight() - 0.5).abs() < 1e-9);
		let told = Decision::parse(&json(|_| ()), Some("no")).unwrap();
		assert_eq!(
			(told.weight(), told.ballots[0].right, told.ballots[1].right),
			(1.0, false, true)
		);
	}

	#[test]
	fn what_is_no_decision_is_refused_with_its_reason() {
		type Change = fn(&mut serde_json::Value);
		let cases: [(Change, &str); 8] = [
			(|v| v["chain"] = "xy".into(), "64 hexadecimal"),
			(|v| v["support"] = 1.5.into(), "from 0 to 1"),
			(|v| v["ballots"] = serde_json::json!([]), "1 to 64 ballots"),
			(|v| v["ballots"][1]["agent"] = 1.into(), "one ballot"),
			(|v| v["ballots"][0]["rationale"] = "1".into(), "agent 1"),
			(|v| v["decided"] = serde_json::Value::Null, "--truth"),
			(|v| v["support"] = 0.5.into(), "--truth"),
			(|v| v["votes"] = 1.into(), "unknown field"),
		];
		for (change, part) in cases {
			let error = Decision::parse(&json(change), None).unwrap_err().to_string();
			assert!(error.contains(part), "{part}: {error}");
		}
		assert!(Decision::parse(b"{\n\"chain\": 3}", None)
			.unwrap_err()
			.to_string()
			.contains("line 2"));
		assert!(Decision::parse(&vec![b' '; LONGEST_FILE + 1], None).is_err());
	}

	#[test]
	fn evidence_names_its_documents() {
		let library = judge::Library::of([judge::Document {
			name: "guide.md",
			bytes: b"# Keys\n\nA key of a validator is kept in a file that only its owner reads, and never in a log.\n",
		}])
		.unwrap();
		let task = judge::Task::Claim("A key is kept in a file that only its owner reads.".into());
		let verdict = library.judge(&task, judge::Method::Sentence);
		let sources = cited(&verdict.evidence).unwrap();
		assert_eq!(sources.len(), 1);
		assert_eq!(sources[0].name, "guide.md");
		assert_eq!(cited("plain words, no quads").unwrap(), []);
		assert!(cited(&"x".repeat(judge::LONGEST + 1)).is_err());
	}
}
