use super::*;
use crate::access::{Caller, Party};
use crate::document::{self, Bounds};
use crate::store::Draft;
use oxrdf::GraphName;
use oxrdfio::RdfFormat;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

const GRAPH: &str = "urn:althing:department:legal:people:1";

fn state(turtle: &str) -> State {
	let mut draft = Draft::new(Arc::new(State::default()), Caller::keeper());
	let graph: GraphName = NamedNode::new_unchecked(GRAPH).into();
	let turtle = format!(
		"@prefix e: <http://e/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
		@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . {turtle}"
	);
	document::load(
		&mut draft,
		turtle.as_bytes(),
		RdfFormat::Turtle,
		&graph,
		None,
		&Bounds::default(),
		|_| (),
	)
	.unwrap();
	let mut state = State::default();
	let delta = draft.finish();
	state.terms = state.terms.publish(delta.terms);
	crate::store::state::apply(&mut state.graphs, &delta.shapes, delta.graphs);
	state
}

fn copy_of(turtle: &str, rules: &Rules) -> Redacted {
	let state = state(turtle);
	let names = Pseudonyms::new(b"secret", &Party::Agent("7".into()));
	let id = state.graph_id(Some(GRAPH)).unwrap();
	redact(&state, &state.graphs[&id], rules, &names).unwrap()
}

fn copy(turtle: &str, rules: &str) -> Redacted {
	copy_of(
		turtle,
		&Rules::parse(&format!("prefix e: <http://e/>\n{rules}")).unwrap(),
	)
}

fn text(copy: &Redacted) -> String {
	copy.triples
		.iter()
		.map(|triple| format!("{triple} .\n"))
		.collect()
}

const PEOPLE: &str = "
	e:anna e:name \"Anna\" ; e:salary 90210 ; e:born \"1984-03-01\"^^<http://www.w3.org/2001/XMLSchema#date> ;
		e:note \"likes tea and hides gold\" ; e:badge \"B-17\" ; e:boss e:bert ; e:secret \"falcon\" .
	e:bert e:name \"Bert\" ; e:salary \"a lot\" .";

#[test]
fn only_what_the_rules_name_stays() {
	let made = copy(PEOPLE, "names keep\nkeep e:name");
	assert_eq!(
		text(&made),
		"<http://e/anna> <http://e/name> \"Anna\" .\n<http://e/bert> <http://e/name> \"Bert\" .\n"
	);
	assert_eq!(made.counts["http://e/secret"].dropped, 1);
	assert_eq!(made.counts["http://e/name"].kept, 2);
}

#[test]
fn values_become_coarser_and_those_that_cannot_go() {
	let made = copy(
		PEOPLE,
		"names keep\nbucket 10000 e:salary\nyear e:born\ntext 9 e:note\nhash e:badge",
	);
	let text = text(&made);
	assert!(text.contains("\"[90000,100000)\""), "{text}");
	assert!(text.contains("\"1984\"^^"), "{text}");
	assert!(text.contains("\"likes tea…\""), "{text}");
	for word in ["90210", "03-01", "gold", "B-17", "a lot", "falcon"] {
		assert!(!text.contains(word), "{word}: {text}");
	}
	assert_eq!(made.counts["http://e/salary"].unfit, 1);
	assert_eq!(made.counts["http://e/salary"].changed, 1);
}

#[test]
fn things_get_pseudonyms_that_hold_together() {
	let made = copy(PEOPLE, "keep e:name e:boss");
	let text = text(&made);
	assert!(
		!text.contains("http://e/anna") && !text.contains("http://e/bert"),
		"{text}"
	);
	let boss = made
		.triples
		.iter()
		.find(|t| t.predicate.as_str() == "http://e/boss")
		.unwrap();
	let named = made
		.triples
		.iter()
		.find(|t| t.object.to_string() == "\"Bert\"")
		.unwrap();
	assert_eq!(boss.object, Term::from(named.subject.clone()));
}

#[test]
fn what_a_blank_node_says_goes_with_the_way_to_it() {
	let turtle = "
		e:anna e:home [ e:street \"Elm\" ; e:at [ e:floor 3 ] ] ; e:work [ e:street \"Oak\" ] .
		[] e:street \"Ash\" .
		_:a e:at _:b . _:b e:at _:a ; e:street \"Loop\" .";
	let made = copy(turtle, "names keep\nkeep e:work e:street e:at e:floor");
	let text = text(&made);
	assert!(text.contains("Oak") && text.contains("Ash"), "{text}");
	assert!(
		!text.contains("Elm") && !text.contains("Loop") && !text.contains("floor"),
		"{text}"
	);
	assert_eq!(made.counts["http://e/street"].orphaned, 2);
	let all = copy(turtle, "names keep\nkeep e:home e:work e:street e:at e:floor");
	assert!(all.triples.iter().any(|t| t.object.to_string().contains("Elm")));
}

#[test]
fn a_long_chain_of_blank_nodes_is_followed_to_its_end() {
	let mut turtle = "e:anna e:next _:b0 .".to_owned();
	for link in 0..50_000 {
		turtle.push_str(&format!("_:b{link} e:next _:b{} .\n", link + 1));
	}
	assert_eq!(copy(&turtle, "keep e:next").triples.len(), 50_001);
}

#[test]
fn a_predicate_that_goes_is_named_nowhere() {
	let turtle = "
		e:anna e:salary 90210 ; e:uses e:salary ; e:name \"Anna\" .
		e:salary rdfs:label \"what one earns\" .
		e:fact rdf:subject e:anna ; rdf:predicate e:salary ; rdf:object 90210 ; e:name \"a fact\" .
		e:planned rdf:subject e:anna ; rdf:predicate e:raise ; rdf:object 99999 .";
	let rules = "names keep\nkeep e:name e:uses rdfs:label rdf:subject rdf:predicate rdf:object";
	let made = copy(turtle, rules);
	let text = text(&made);
	for word in ["salary", "90210", "earns", "raise", "99999"] {
		assert!(!text.contains(word), "{word}: {text}");
	}
	assert!(text.contains("a fact"), "{text}");
	assert_eq!(
		made.counts["http://www.w3.org/1999/02/22-rdf-syntax-ns#object"].naming,
		2
	);
}

#[test]
fn the_object_of_a_described_statement_follows_the_rule_of_its_predicate() {
	let turtle = "
		e:fact rdf:predicate e:salary ; rdf:object 90210 .
		e:both rdf:predicate e:salary , e:name ; rdf:object 77777 .";
	let rules = "names keep\nbucket 10000 e:salary\nkeep e:name rdf:predicate rdf:object";
	let text = text(&copy(turtle, rules));
	assert!(text.contains("[90000,100000)"), "{text}");
	assert!(!text.contains("90210") && !text.contains("77777"), "{text}");
}

#[test]
fn names_that_are_hashes_of_what_is_said_become_pseudonyms() {
	let turtle = "<urn:althing:passage:00ff> <urn:althing:term:title> \"T\" ;
		<http://www.w3.org/ns/prov#wasDerivedFrom> <urn:althing:document:11ee> .
		<urn:althing:fact:22dd> <urn:althing:term:title> \"U\" .";
	let made = copy(turtle, "names keep\nkeep al:title prov:wasDerivedFrom");
	let made = text(&made);
	for word in ["00ff", "11ee", "22dd"] {
		assert!(!made.contains(word), "{made}");
	}
	assert!(text(&copy_of(turtle, &Rules::whole())).contains("00ff"));
}

#[test]
fn without_rules_all_stays_but_names_of_blank_nodes() {
	let made = copy_of(
		"e:anna e:home [ e:street \"Elm\" ] ; e:salary 9 .",
		&Rules::whole(),
	);
	assert_eq!(made.triples.len(), 3);
	assert!(made
		.counts
		.values()
		.all(|count| count.goes() == 0 && count.changed == 0));
}

#[derive(Clone, Debug)]
enum Node {
	Named(u8),
	Blank(u8),
}

fn node() -> impl Strategy<Value = Node> {
	prop_oneof![(0_u8..6).prop_map(Node::Named), (0_u8..4).prop_map(Node::Blank)]
}

fn written(node: &Node) -> String {
	match node {
		Node::Named(n) => format!("e:n{n}"),
		Node::Blank(n) => format!("_:b{n}"),
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]
	#[test]
	fn whatever_the_graph_no_dropped_value_is_in_the_copy_and_counts_add_up(
		links in prop::collection::vec((node(), 0_u8..5, node()), 0..30),
		values in prop::collection::vec((node(), 0_u8..5, any::<u16>()), 0..30),
		kept in prop::collection::btree_set(0_u8..5, 1..4),
	) {
		let mut turtle = String::new();
		for (s, p, o) in &links {
			turtle.push_str(&format!("{} e:p{p} {} .\n", written(s), written(o)));
		}
		for (place, (s, p, value)) in values.iter().enumerate() {
			turtle.push_str(&format!("{} e:p{p} \"v{place}-{value}\" .\n", written(s)));
		}
		turtle.push_str("e:n0 e:p9 e:n0 .");
		let rules: String = kept.iter().map(|p| format!("keep e:p{p}\n")).collect();
		let made = copy(&turtle, &rules);
		let text = text(&made);
		for (place, (_, p, value)) in values.iter().enumerate() {
			if !kept.contains(p) {
				let value = format!("\"v{}-{}\"", place, value);
				prop_assert!(!text.contains(&value), "{} in {}", value, text);
			}
		}
		for p in (0..5).filter(|p| !kept.contains(p)) {
			let name = format!("http://e/p{p}");
			prop_assert!(!text.contains(&name));
		}
		let whole: BTreeSet<String> = links.iter().map(|(s, p, o)| format!("{} {p} {}", written(s), written(o)))
			.chain(values.iter().enumerate().map(|(at, (s, p, v))| format!("{} {p} v{at}-{v}", written(s))))
			.collect();
		let counted: u64 = made.counts.values().map(|count| count.stays() + count.goes()).sum();
		prop_assert_eq!(counted, whole.len() as u64 + 1);
		let stays: u64 = made.counts.values().map(Count::stays).sum();
		prop_assert_eq!(stays, made.triples.len() as u64);
	}
}
