//! What came of decisions moves what is found, a little; and nothing else does.

use althing_knowledge::access::{Access, Caller, Department};
use althing_knowledge::ingest::{ingest, Format, Source as Document};
use althing_knowledge::outcomes::{Ballot, Decision, Prior, Reliability, Source};
use althing_knowledge::retrieve::{score, Answer, Ask, Corpus, Hashing, Local, Weights};
use althing_knowledge::store::{Note, Store};
use oxrdf::NamedNode;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

const KEEPERS: &str = "urn:althing:outcomes";

/// Documents that say nearly the same about the question.
const DOCUMENTS: [(&str, &str); 3] = [
	(
		"north.md",
		"# Pumps\n\nThe pumps of the northern plant are checked every spring by the harbour office.\n",
	),
	(
		"south.md",
		"# Pumps\n\nThe pumps of the northern plant are checked every autumn by the harbour office.\n",
	),
	(
		"canteen.md",
		"# Canteen\n\nThe canteen serves fish on Fridays and soup on Mondays, and the pumps stand still.\n",
	),
];
const QUESTION: &str = "When are the pumps of the northern plant checked?";

fn keeper() -> (Caller, Note) {
	let keeper = Caller::keeper();
	let note = Note::new(&keeper, "a test").unwrap();
	(keeper, note)
}

fn library(folder: &std::path::Path) -> Store {
	let store = Store::open(folder).unwrap();
	let (keeper, note) = keeper();
	for (name, text) in DOCUMENTS {
		let document = Document {
			name,
			format: Format::Markdown,
			bytes: text.as_bytes(),
			author: "tester",
			time: 0,
		};
		let graph = NamedNode::new(format!("urn:althing:department:product:{name}:1")).unwrap();
		let taken = store.write(&keeper, &note, |draft| {
			draft.share_new_graphs(Some(Access::Public));
			ingest(draft, &document, &graph)
		});
		assert_eq!(taken.unwrap().1.passages, 1);
	}
	store
}

fn source(place: usize) -> Source {
	let (name, text) = DOCUMENTS[place];
	Source {
		sha256: hex::encode(Sha256::digest(text)),
		name: name.into(),
	}
}

/// A decision in which an agent that rests on `cites` was right or not.
fn decision(proposal: u64, cites: &[usize], right: bool) -> Decision {
	Decision {
		chain: "ab".repeat(32),
		proposal,
		receipt: format!("{proposal:064x}"),
		asked: "Is it so?".into(),
		decided: Some("yes".into()),
		truth: Some(if right { "yes" } else { "no" }.into()),
		support: 0.8,
		ballots: vec![Ballot {
			agent: 3,
			answer: "yes".into(),
			confidence: 0.7,
			rationale: "00".repeat(32),
			right,
			sources: cites.iter().map(|place| source(*place)).collect(),
		}],
	}
}

fn record(store: &Store, caller: &Caller, graph: &str, decision: &Decision) -> Option<u64> {
	let graph = NamedNode::new(graph).unwrap();
	let note = Note::new(caller, "outcomes").unwrap();
	decision.record(store, caller, &note, &graph, 0).unwrap().version
}

fn ask(store: &Store, caller: &Caller) -> Answer {
	Ask::new(QUESTION).run(&store.head(), caller).unwrap()
}

fn order(answer: &Answer) -> Vec<String> {
	let season = |text: &str| {
		let found = ["spring", "autumn", "canteen"]
			.into_iter()
			.find(|word| text.contains(word));
		found.unwrap().to_owned()
	};
	answer.hits.iter().map(|hit| season(&hit.text)).collect()
}

fn bits(answer: &Answer) -> Vec<(String, [u32; 5])> {
	let hits = answer.hits.iter();
	hits.map(|hit| {
		let score = hit.score;
		let parts = [score.lexical, score.dense, score.walk, score.chain, score.total];
		(hit.passage.clone(), parts.map(f32::to_bits))
	})
	.collect()
}

#[test]
fn a_source_that_was_wrong_comes_later_and_is_not_silenced() {
	let folder = tempfile::tempdir().unwrap();
	let store = library(folder.path());
	let (keeper, _) = keeper();
	let before = ask(&store, &keeper);
	let first = order(&before)[0].clone();
	let place = usize::from(first == "autumn");
	record(&store, &keeper, KEEPERS, &decision(1, &[place], false));
	let after = ask(&store, &keeper);
	assert_ne!(
		order(&after)[0],
		first,
		"one wrong outcome turns what is nearly the same"
	);
	assert!(order(&after).contains(&first));
	for n in 2..60 {
		record(&store, &keeper, KEEPERS, &decision(n, &[place], false));
	}
	let after = ask(&store, &keeper);
	let found = |answer: &Answer| {
		answer
			.hits
			.iter()
			.find(|hit| hit.text.contains(&first))
			.unwrap()
			.score
			.total
	};
	assert!(found(&after) > 0.5 * found(&before), "however often it was wrong");
	assert_ne!(after.rationale, "");
}

#[test]
fn without_outcomes_every_bit_is_as_it_was() {
	let folder = tempfile::tempdir().unwrap();
	let store = library(folder.path());
	let (keeper, _) = keeper();
	let state = store.head();
	assert!(Prior::of(&state, &keeper).is_empty());
	// What the answer's path computes, put together by hand without it.
	let (passages, related) = Corpus::gather(&state, &keeper);
	let embedder = Hashing::fitted(passages.iter().map(|passage| passage.text.as_str()));
	let corpus = Corpus::new(passages, &related);
	let dense = Local::new(&corpus, &embedder).unwrap();
	let plain = score(&corpus, &dense, QUESTION, &Weights::default()).unwrap();
	let answer = ask(&store, &keeper);
	for hit in &answer.hits {
		let place = corpus
			.passages
			.iter()
			.position(|passage| passage.iri == hit.passage)
			.unwrap();
		assert_eq!(hit.score.total.to_bits(), plain[place].total.to_bits());
	}
	// Outcomes of other sources change nothing of these either.
	let mut other = decision(1, &[], false);
	other.ballots[0].sources.push(Source {
		sha256: "99".repeat(32),
		name: "elsewhere.md".into(),
	});
	record(&store, &keeper, KEEPERS, &other);
	let after = ask(&store, &keeper);
	assert_eq!(
		(bits(&after), &after.rationale),
		(bits(&answer), &answer.rationale)
	);
}

#[test]
fn outcomes_that_a_caller_does_not_see_or_go_by_change_nothing_for_it() {
	let folder = tempfile::tempdir().unwrap();
	let store = library(folder.path());
	let (keeper, note) = keeper();
	let sales = Caller::member(Department::Sales);
	let before = bits(&ask(&store, &sales));
	// The keeper's own, which nobody else sees.
	record(&store, &keeper, KEEPERS, &decision(1, &[0, 1], false));
	assert_eq!(bits(&ask(&store, &sales)), before);
	// Made up by another agent, for all to see.
	let forger = Caller::agent("forger", Some(Department::Legal));
	let forged = "urn:althing:agent:forger:outcomes:1";
	record(&store, &forger, forged, &decision(2, &[0, 1], false));
	let public = store.write(&keeper, &note, |draft| {
		let graph = NamedNode::new(forged).unwrap();
		draft.label(oxrdf::GraphNameRef::from(graph.as_ref()), Access::Public)
	});
	public.unwrap();
	assert_eq!(bits(&ask(&store, &sales)), before);
	assert_eq!(
		Reliability::of(&store.head(), &keeper)
			.sources
			.values()
			.next()
			.unwrap()
			.decisions,
		1
	);
	// Its own department's.
	record(
		&store,
		&sales,
		"urn:althing:department:sales:outcomes:1",
		&decision(3, &[0, 1], false),
	);
	assert_ne!(bits(&ask(&store, &sales)), before);
}

#[test]
fn a_decision_is_known_once_and_its_truth_stands_instead_of_what_was_decided() {
	let folder = tempfile::tempdir().unwrap();
	let store = library(folder.path());
	let (keeper, note) = keeper();
	let mut decided = decision(1, &[0], true);
	decided.truth = None;
	assert_eq!(
		record(&store, &keeper, KEEPERS, &decided),
		Some(store.head().number)
	);
	assert_eq!(
		record(&store, &keeper, KEEPERS, &decided),
		None,
		"nothing new is no commit"
	);
	let believed = |store: &Store| {
		*Reliability::of(&store.head(), &keeper)
			.sources
			.values()
			.next()
			.unwrap()
	};
	assert!((believed(&store).alpha - 2.6).abs() < 1e-9, "2 · 0.8 − 1");
	record(&store, &keeper, KEEPERS, &decision(1, &[0], false));
	let after = believed(&store);
	assert_eq!((after.alpha, after.beta, after.decisions), (2.0, 3.0, 1));
	let mut other = decision(1, &[0], false);
	other.receipt = "ee".repeat(32);
	let graph = NamedNode::new(KEEPERS).unwrap();
	let error = other
		.record(&store, &keeper, &note, &graph, 0)
		.unwrap_err()
		.to_string();
	assert!(error.contains("althing verify"), "{error}");
	// Told by two graphs, it counts once.
	record(&store, &keeper, "urn:elsewhere", &decision(1, &[0], false));
	assert_eq!(believed(&store), after);
	let stranger = Caller::member(Department::Sales);
	let note = Note::new(&stranger, "x").unwrap();
	assert!(other.record(&store, &stranger, &note, &graph, 0).is_err());
	store.verify(|_, _| ()).unwrap();
}

#[test]
fn a_source_that_many_rest_on_is_right_or_wrong_once() {
	let folder = tempfile::tempdir().unwrap();
	let store = library(folder.path());
	let (keeper, _) = keeper();
	let mut many = decision(1, &[0], true);
	let first = many.ballots[0].clone();
	many.ballots = (0..8)
		.map(|agent| Ballot {
			agent,
			right: agent < 6,
			..first.clone()
		})
		.collect();
	record(&store, &keeper, KEEPERS, &many);
	let known = Reliability::of(&store.head(), &keeper);
	let source = known.sources.values().next().unwrap();
	assert_eq!((source.alpha, source.beta), (2.75, 2.25));
	let agents: Vec<f64> = known.agents.values().map(|agent| agent.mean()).collect();
	assert_eq!(agents, [[0.6; 6].as_slice(), &[0.4; 2]].concat());
	assert_eq!(known.labels.values().next().unwrap(), "north.md");
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

	#[test]
	fn no_outcomes_more_than_halve_or_add_half(rights in prop::collection::vec((any::<bool>(), 0_usize..3), 1..30)) {
		let folder = tempfile::tempdir().unwrap();
		let store = library(folder.path());
		let (keeper, _) = keeper();
		let before = ask(&store, &keeper);
		for (n, (right, place)) in (1..).zip(&rights) {
			record(&store, &keeper, KEEPERS, &decision(n, &[*place], *right));
		}
		let after = ask(&store, &keeper);
		prop_assert_eq!(after.hits.len(), before.hits.len(), "nothing is lost, nothing comes");
		for hit in &before.hits {
			let now = after.hits.iter().find(|other| other.passage == hit.passage).unwrap();
			let factor = now.score.total / hit.score.total;
			prop_assert!(factor > 0.499 && factor < 1.501, "{}", factor);
		}
	}
}
