//! Versions, ingestion, answers, rules: from outside.

use althing_knowledge::access::{Access, Caller, Department};
use althing_knowledge::datalog;
use althing_knowledge::ingest::{ingest, Format, Source, Taken};
use althing_knowledge::retrieve::{picture, rationale, Ask};
use althing_knowledge::sparql::update::Update;
use althing_knowledge::sparql::{Answer, Cancel, Query};
use althing_knowledge::store::{Note, Store};
use oxrdf::NamedNode;

fn note(reason: &str) -> Note {
	Note::new(&Caller::keeper(), reason).unwrap()
}

fn update(store: &Store, caller: &Caller, text: &str) -> Option<u64> {
	let note = Note::new(caller, text).unwrap();
	let commit = Update::new(text)
		.run(store, caller, &note, &Cancel::default())
		.unwrap();
	commit.map(|commit| commit.number)
}

fn count(store: &Store, version: u64) -> usize {
	store.as_of(version).unwrap().len()
}

fn take(store: &Store, graph: &str, access: &str, name: &str, text: &str) -> Taken {
	let source = Source {
		name,
		format: Format::of(std::path::Path::new(name)).unwrap(),
		bytes: text.as_bytes(),
		author: "tester",
		time: 0,
	};
	let graph = NamedNode::new(graph).unwrap();
	let access: Access = access.parse().unwrap();
	let taken = store.write(&Caller::keeper(), &note("a document"), |draft| {
		draft.share_new_graphs(Some(access));
		ingest(draft, &source, &graph)
	});
	taken.unwrap().1
}

const NOTES: &str = "# The northern plant\n\nThe northern plant in Tromso is led by Astrid Holm since 2019. It makes \
	pumps and valves for ships.\n\n# Astrid Holm\n\nAstrid Holm studied in Uppsala and reports to Jonas Weber.\n\n\
	# Jonas Weber\n\nJonas Weber keeps the budget of all plants, and his office is in Hamburg.\n\n# Canteen\n\nThe \
	canteen serves fish on Fridays and soup on Mondays.\n";

#[test]
fn each_write_is_a_commit_and_can_be_undone() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let legal = Caller::member(Department::Legal);
	let graph = "urn:althing:department:legal:c:1";
	let insert = |n: u32| {
		format!(
			"INSERT DATA {{ GRAPH <{graph}> {{ <a:{n}> <b:b> {n}, {} }} }}",
			n + 1
		)
	};
	assert_eq!(update(&store, &legal, &insert(1)), Some(1));
	assert_eq!(
		update(&store, &legal, &insert(1)),
		None,
		"nothing new is no commit"
	);
	assert_eq!(update(&store, &legal, &insert(2)), Some(2));
	assert_eq!(update(&store, &legal, &format!("DROP GRAPH <{graph}>")), Some(3));
	assert_eq!([0, 1, 2, 3].map(|version| count(&store, version)), [0, 2, 4, 0]);
	let difference = store.difference(1, 2, &legal).unwrap();
	assert_eq!((difference.added.len(), difference.removed.len()), (2, 0));
	let back = store
		.rollback(1, None, &legal, &Note::new(&legal, "back").unwrap())
		.unwrap()
		.unwrap();
	assert_eq!((back.number, count(&store, 4)), (4, 2));
	let lines = store.history(&legal);
	assert_eq!(lines.len(), 4);
	assert!(store.history(&Caller::member(Department::Sales)).is_empty());
	let audit = store.verify(|_, _| ()).unwrap();
	assert_eq!((audit.commits, audit.triples), (4, 2));
	drop(store);
	let store = Store::open(folder.path()).unwrap();
	assert_eq!(
		[0, 1, 2, 3, 4].map(|version| count(&store, version)),
		[0, 2, 4, 0, 2]
	);
	assert_eq!(hex::encode(store.head().hash), audit.head);
}

#[test]
fn a_changed_log_is_found() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let keeper = Caller::keeper();
	for n in 1..4 {
		update(&store, &keeper, &format!("INSERT DATA {{ <a:{n}> <b:b> {n} }}"));
	}
	let log = folder.path().join("log");
	let mut bytes = std::fs::read(&log).unwrap();
	let middle = bytes.len() / 2;
	bytes[middle] ^= 1;
	std::fs::write(&log, bytes).unwrap();
	assert!(store.verify(|_, _| ()).is_err());
}

#[test]
fn documents_become_passages_names_and_facts_once() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let graph = "urn:althing:department:product:notes:1";
	let taken = take(&store, graph, "public", "notes.md", NOTES);
	assert_eq!(
		(taken.passages, taken.repeated, taken.junk),
		(4, 0, 0),
		"{taken:?}"
	);
	assert!(taken.facts >= 2, "{taken:?}");
	let again = take(&store, graph, "public", "notes.md", NOTES);
	assert_eq!((again.passages, again.repeated), (0, 4), "{again:?}");
	let table = take(
		&store,
		graph,
		"public",
		"plants.csv",
		"plant,staff,city\nNorth,120,Tromso\nSouth,80,Graz\n",
	);
	assert_eq!(table.facts, 4);
	let query = Query::new(
		"PREFIX al: <urn:althing:term:> PREFIX prov: <http://www.w3.org/ns/prov#>
		SELECT ?s ?o ?since ?document { ?fact a al:Fact ; al:validFrom ?since ; prov:wasDerivedFrom ?passage .
		?passage prov:wasDerivedFrom ?d . ?d <http://www.w3.org/2000/01/rdf-schema#label> ?document .
		?fact <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> ?s ;
		<http://www.w3.org/1999/02/22-rdf-syntax-ns#object> ?o }",
	);
	let Answer::Table(table) = query
		.run(&store.head(), &Caller::keeper(), &Cancel::default())
		.unwrap()
	else {
		panic!()
	};
	let texts: Vec<String> = table.rows.iter().map(|row| format!("{row:?}")).collect();
	assert!(
		texts
			.iter()
			.any(|row| row.contains("astrid+holm") && row.contains("2019") && row.contains("notes.md")),
		"{texts:?}"
	);
}

#[test]
fn answers_go_over_several_hops_and_carry_their_evidence() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	take(
		&store,
		"urn:althing:department:product:notes:1",
		"public",
		"notes.md",
		NOTES,
	);
	let question =
		"In which city is the office of the person whom the leader of the northern plant reports to?";
	let ask = Ask {
		passages: 3,
		..Ask::new(question)
	};
	let answer = ask.run(&store.head(), &Caller::anybody()).unwrap();
	let titles: Vec<&str> = answer.hits.iter().map(|hit| hit.title.as_str()).collect();
	for title in ["The northern plant", "Astrid Holm", "Jonas Weber"] {
		assert!(titles.contains(&title), "{titles:?}");
	}
	assert_eq!(answer.rationale, rationale(&answer.evidence));
	assert_eq!(
		answer.rationale,
		ask.run(&store.head(), &Caller::anybody()).unwrap().rationale
	);
	assert!(answer.embedder.starts_with("hashing/"));
	let svg = picture(&answer);
	assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>") && svg.contains("Jonas Weber"));
}

#[test]
fn answers_hold_nothing_that_the_caller_may_not_see() {
	let (with, without) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
	let (with, without) = (
		Store::open(with.path()).unwrap(),
		Store::open(without.path()).unwrap(),
	);
	for store in [&with, &without] {
		take(
			store,
			"urn:althing:department:product:notes:1",
			"public",
			"notes.md",
			NOTES,
		);
	}
	let secret =
		"# Jonas Weber\n\nJonas Weber sold the northern plant and its leader to Hamburg in secret.\n";
	take(
		&with,
		"urn:althing:department:legal:case:1",
		"confidential:legal",
		"secret.md",
		secret,
	);
	for question in [
		"Who sold the northern plant in secret?",
		"leader northern plant Hamburg",
		"Jonas Weber",
	] {
		let of = |store: &Store, caller: &Caller| Ask::new(question).run(&store.head(), caller).unwrap();
		let (one, other) = (of(&with, &Caller::anybody()), of(&without, &Caller::anybody()));
		assert_eq!(one.rationale, other.rationale, "{question}");
		let scores = |answer: &althing_knowledge::retrieve::Answer| {
			answer
				.hits
				.iter()
				.map(|hit| (hit.passage.clone(), hit.score))
				.collect::<Vec<_>>()
		};
		assert_eq!(scores(&one), scores(&other), "{question}");
	}
	let member = Ask::new("Who sold the northern plant in secret?")
		.run(&with.head(), &Caller::member(Department::Legal))
		.unwrap();
	assert!(member.hits[0].text.contains("in secret"));
}

#[test]
fn rules_derive_and_prove() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	update(
		&store,
		&Caller::keeper(),
		"PREFIX e: <http://e/> INSERT DATA { GRAPH <urn:g> {
		e:a e:leads e:b . e:b e:leads e:c . e:c e:leads e:d . e:x e:member e:t } }",
	);
	let rules = "# who is above whom
		prefix e: <http://e/>
		?x e:above ?y <- ?x e:leads ?y.
		?x e:above ?z <- ?x e:leads ?y, ?y e:above ?z.
		?x e:top true <- ?x e:above ?y, not ?z e:above ?x.";
	let derived = datalog::derive(
		rules,
		&store.head(),
		&Caller::keeper(),
		&datalog::Bounds::default(),
	)
	.unwrap();
	let facts: Vec<String> = derived.iter().map(|fact| fact.to_string()).collect();
	assert_eq!(facts.len(), 7, "{facts:?}");
	assert_eq!(
		facts.iter().filter(|fact| fact.contains("top")).count(),
		1,
		"{facts:?}"
	);
	let far = derived
		.iter()
		.find(|fact| fact.subject.to_string() == "<http://e/a>" && fact.object.to_string() == "<http://e/d>");
	let proof = derived.proof(&far.unwrap()).unwrap();
	assert_eq!(proof.rule, Some(4));
	assert_eq!(proof.premises.len(), 2);
	assert!(proof.premises[0].rule.is_none(), "what is known needs no rule");
	assert_eq!(proof.premises[1].premises[1].premises.len(), 1);
	let hidden = datalog::derive(
		rules,
		&store.head(),
		&Caller::anybody(),
		&datalog::Bounds::default(),
	)
	.unwrap();
	assert!(hidden.is_empty());
}
