//! Bad input: clear errors, inside of limits.

use althing_knowledge::access::Caller;
use althing_knowledge::datalog;
use althing_knowledge::document::{self, Bounds};
use althing_knowledge::ingest::{ingest, Format, Source};
use althing_knowledge::sparql::update::Update;
use althing_knowledge::sparql::{Answer, Cancel, Limits, Query};
use althing_knowledge::store::{Note, Store};
use althing_knowledge::{Error, Limit};
use oxrdf::{GraphName, NamedNode};
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

struct Bench {
	_folder: tempfile::TempDir,
	store: Store,
}

fn note() -> Note {
	Note::new(&Caller::keeper(), "a test").unwrap()
}

fn graph() -> GraphName {
	NamedNode::new("urn:g").unwrap().into()
}

fn empty() -> Bench {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	Bench {
		_folder: folder,
		store,
	}
}

fn load(store: &Store, text: impl Read, name: &str) -> Result<u64, Error> {
	let format = document::format_of(Path::new(name)).unwrap();
	let written = store.write(&Caller::keeper(), &note(), |draft| {
		document::load(
			draft,
			text,
			format,
			&graph(),
			Some("http://e/"),
			&Bounds::default(),
			|_| (),
		)
	});
	written.map(|(_, read)| read)
}

/// A thousand things that know each other.
fn filled() -> Bench {
	let bench = empty();
	let mut text = String::from("@prefix e: <http://e/> .\n");
	for at in 0..1_000 {
		text.push_str(&format!(
			"e:t{at} e:knows e:t{}, e:t{} ; e:name \"thing {at}\" .\n",
			(at + 1) % 1_000,
			(at * 7) % 1_000
		));
	}
	load(&bench.store, text.as_bytes(), "x.ttl").unwrap();
	bench
}

fn ask(store: &Store, text: &str, limits: Limits) -> (Result<Answer, Error>, Duration) {
	let query = Query {
		limits,
		..Query::new(text)
	};
	let before = Instant::now();
	let answer = query.run(&store.head(), &Caller::keeper(), &Cancel::default());
	(answer, before.elapsed())
}

fn tight() -> Limits {
	Limits {
		time_ms: 1_000,
		memory_mib: 64,
		..Limits::default()
	}
}

#[test]
fn malformed_documents_are_refused_with_their_line_and_leave_nothing() {
	let bench = empty();
	for (name, text, line) in [
		("x.ttl", "<a> <b> <c> .\n<a> <b> \"open .\n", 2),
		("x.ttl", "@prefix e: <http://e/> .\n\n<a> x:b <c> .", 3),
		("x.nq", "<a:a> <b:b> <c:c> <d:d> .\n<a:a> \"b\" <c:c> .", 2),
		(
			"x.nt",
			"<a:a> <b:b> <c:c> .\n<a:a> <b:b> <c:c>\n<a:a> <b:b> <c:c> .\n",
			2,
		),
		(
			"x.nt",
			"<a:a> <b:b> <c:c> .\r\n<a:a> <b:b> # no object\r\n\r\n",
			2,
		),
		("x.nt", "<a:a> <b:b> <c:c> .\n\n<a:a> <b:b> <c:c> . <a:a>", 3),
		("x.nq", "<a:a> <b:b> <c:c> <d:d>\n", 1),
		("x.trig", "<g> { <a> <b> <c> }\n<g> { <a> <b> }", 2),
		("x.jsonld", "{\n \"@id\": \"a:a\",\n \"b:b\": [\n}", 4),
	] {
		match load(&bench.store, text.as_bytes(), name) {
			Err(Error::Syntax { line: at, .. }) => assert_eq!(at, line, "{name}: {text}"),
			other => panic!("{name}: {other:?}"),
		}
	}
	assert_eq!(bench.store.head().number, 0);
	assert!(load(&bench.store, &b"<a:a> <b:b> \"\xff\" .\n"[..], "x.nt").is_err());
}

#[test]
fn a_gigabyte_literal_is_refused_while_it_is_read() {
	let bench = empty();
	let endless = b"<a:a> <b:b> \"".chain(std::io::repeat(b'x').take(1 << 30));
	let before = Instant::now();
	let error = load(&bench.store, endless, "x.ttl").unwrap_err();
	assert!(
		before.elapsed() < Duration::from_secs(10),
		"{:?}",
		before.elapsed()
	);
	println!("{error}");
	let long = format!("<a:a> <b:b> \"{}\" .", "x".repeat(2 << 20));
	let error = load(&bench.store, long.as_bytes(), "x.ttl").unwrap_err();
	assert!(matches!(error, Error::Limit(Limit::Term { .. })), "{error}");
}

#[test]
fn nesting_without_end_is_refused() {
	let bench = empty();
	let deep = format!("{}1{}", "{\"a:a\":".repeat(100_000), "}".repeat(100_000));
	let error = load(&bench.store, deep.as_bytes(), "x.jsonld").unwrap_err();
	assert!(matches!(error, Error::Limit(Limit::Depth(..))), "{error}");
	// Turtle's parser does not go down with the nesting.
	let deep = format!(
		"<a:a> <b:b> {} <c:c> {} .",
		"[ <b:b> ".repeat(20_000),
		"]".repeat(20_000)
	);
	load(&bench.store, deep.as_bytes(), "x.ttl").unwrap();
}

#[test]
fn remote_contexts_and_entities_are_not_followed() {
	let bench = empty();
	let remote = br#"{"@context": "http://127.0.0.1:1/context", "@id": "a:a", "name": "x"}"#;
	assert!(load(&bench.store, &remote[..], "x.jsonld").is_err());
	assert!(document::format_of(Path::new("x.rdf")).is_err());
	let bomb = "<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]><p>&b;</p>";
	let source = Source {
		name: "x.html",
		format: Format::Html,
		bytes: bomb.as_bytes(),
		author: "x",
		time: 0,
	};
	let node = NamedNode::new("urn:g").unwrap();
	let refused = bench
		.store
		.write(&Caller::keeper(), &note(), |draft| ingest(draft, &source, &node));
	assert!(refused.err().unwrap().to_string().contains("entities"));
}

#[test]
fn query_bombs_end_at_their_limits() {
	let bench = filled();
	let cross = |count: usize| {
		(0..count)
			.map(|at| format!("?a{at} ?b{at} ?c{at} . "))
			.collect::<String>()
	};
	let values = |name: &str| format!("VALUES ?{name} {{ {} }}", "1 2 3 4 5 6 7 8 9 0 ".repeat(20));
	let bombs = [
		format!("SELECT (COUNT(*) AS ?n) {{ {} }}", cross(6)),
		format!("SELECT * {{ {} }} ORDER BY ?c5", cross(6)),
		format!("SELECT DISTINCT * {{ {} }}", cross(4)),
		format!("SELECT (COUNT(*) AS ?n) {{ {} }}", ["a", "b", "c", "d", "e", "f"].map(values).concat()),
		format!("SELECT (COUNT(*) AS ?n) {{ {} }}", "{ {} UNION {} } ".repeat(60)),
		format!("SELECT (COUNT(*) AS ?n) {{ {} }}", "{ SELECT ?none { ?s ?p ?o } } ".repeat(6)),
		format!("SELECT (COUNT(*) AS ?n) {{ {} }}", "VALUES () { () () () () () () () () () () } ".repeat(20)),
		"SELECT (COUNT(*) AS ?n) { ?x (<http://e/knows>|^<http://e/knows>)* ?y . ?y (<http://e/knows>*)* ?z }".into(),
		"SELECT (SHA512(GROUP_CONCAT(CONCAT(?a,?b,?c); separator=\"x\")) AS ?n) { ?s ?p ?a . ?t ?q ?b . ?u ?r ?c }".into(),
		format!("SELECT (STRLEN(?z) AS ?n) {{ BIND(\"aaaaaaaaaa\" AS ?x) BIND({} AS ?z) }}",
			(0..14).fold("?x".to_owned(), |inner, _| format!("REPLACE({inner}, \"a\", \"aaaaaaaaaa\")"))),
		format!("SELECT (STRLEN(?x40) AS ?n) {{ BIND(\"aaaaaaaaaa\" AS ?x0) {} }}",
			(0..40).map(|at| format!("BIND(CONCAT(?x{at},?x{at},?x{at},?x{at}) AS ?x{}) ", at + 1)).collect::<String>()),
		"SELECT * { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i OPTIONAL { ?j ?k ?l } } } }".into(),
		"SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER EXISTS { ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?d = 1 && ?l = 2) } }".into(),
		"CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }".into(),
	];
	for bomb in &bombs {
		let (answer, took) = ask(&bench.store, bomb, tight());
		let shown: String = bomb.chars().take(70).collect();
		match answer {
			Err(Error::Limit(limit)) => println!("{took:?} {limit}: {shown}"),
			other => panic!("{shown}: {:?} after {took:?}", other.map(|_| ())),
		}
	}
	println!("{} bombs", bombs.len());
}

#[test]
fn patterns_and_operators_without_end_are_refused_before_they_are_planned() {
	let bench = empty();
	for text in [
		format!("ASK {{ ?a {} ?b }}", ["<a:a>"; 5_000].join("/")),
		format!("ASK {{ {} }}", "?a <a:a> ?b . ".repeat(2_000)),
		format!("ASK {{ ?a ?b ?c {} }}", "OPTIONAL { ?a <a:a> ?b } ".repeat(400)),
		format!("ASK {{ {{}} {} }}", "UNION {} ".repeat(3_500)),
		format!("ASK {{ FILTER({}) }}", ["1"; 14_000].join("+")),
	] {
		let before = Instant::now();
		let query = Query::new(&text);
		let error = query.run(&bench.store.head(), &Caller::keeper(), &Cancel::default());
		println!("{} bytes: {:.1?}", text.len(), before.elapsed());
		assert!(
			matches!(error, Err(Error::Limit(Limit::Operators(..)))),
			"{error:?}"
		);
	}
}

#[test]
fn deep_and_long_texts_end_without_a_crash() {
	let bench = filled();
	let nested = |depth: usize| format!("ASK {{ FILTER({}1{}) }}", "(".repeat(depth), ")".repeat(depth));
	assert!(ask(&bench.store, &nested(40), Limits::default()).0.is_ok());
	for text in [
		nested(100_000),
		format!("ASK {}{}", "{".repeat(50_000), "}".repeat(50_000)),
		format!("ASK {{ ?s {}<a:a>{} ?o }}", "(".repeat(5_000), ")*".repeat(5_000)),
		format!("ASK {{ FILTER(1 = {}1) }}", "1 + ".repeat(1 << 20)),
	] {
		let (answer, _) = ask(&bench.store, &text, Limits::default());
		assert!(
			matches!(answer, Err(Error::Limit(_) | Error::Query(_))),
			"{:?}",
			&text[..40]
		);
	}
	for text in [
		format!("ASK {{ FILTER({}true) }}", "!".repeat(30_000)),
		format!("ASK {{ FILTER(1 = {}1) }}", "1 + ".repeat(25_000)),
		format!("ASK {{ FILTER({}true) }}", "true || ".repeat(12_000)),
		format!(
			"ASK {{ {} }}",
			"{ ?s ?p ?o } UNION ".repeat(6_000) + "{ ?s ?p ?o }"
		),
		format!("ASK {{ ?s {} ?o }}", vec!["<a:a>"; 18_000].join("/")),
		format!("ASK {{ ?s {}<a:a> ?o }}", "^".repeat(30_000)),
		format!("ASK {{ {} }}", "OPTIONAL { ?s ?p ?o } ".repeat(5_000)),
	] {
		// An answer or an error: what counts is that the process lives.
		let (_, took) = ask(&bench.store, &text, tight());
		println!("{took:?}: {}", &text[..40]);
	}
}

#[test]
fn results_are_bounded() {
	let bench = filled();
	let few = Limits {
		rows: 10,
		..Limits::default()
	};
	let (answer, _) = ask(&bench.store, "SELECT * { ?s ?p ?o }", few.clone());
	assert!(matches!(answer, Err(Error::Limit(Limit::Rows(10)))));
	assert!(ask(&bench.store, "SELECT * { ?s ?p ?o } LIMIT 10", few).0.is_ok());
}

#[test]
fn who_leaves_ends_the_query() {
	let bench = filled();
	let cancel = Cancel::default();
	let later = cancel.clone();
	let waiting = std::thread::spawn(move || {
		std::thread::sleep(Duration::from_millis(200));
		later.cancel();
	});
	let query = Query::new("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }");
	let before = Instant::now();
	let answer = query.run(&bench.store.head(), &Caller::keeper(), &cancel);
	assert!(matches!(answer, Err(Error::Limit(Limit::Cancelled))));
	assert!(before.elapsed() < Duration::from_secs(2));
	waiting.join().unwrap();
}

#[test]
fn an_update_that_fails_changes_nothing() {
	let bench = filled();
	let before = bench.store.head();
	for update in [
		"INSERT DATA { <a:a> <b:b> 1 } ; LOAD <http://127.0.0.1:1/>",
		"INSERT DATA { <a:a> <b:b> 1 } ; DROP GRAPH <urn:nowhere>",
		"INSERT { ?a ?b ?f } WHERE { GRAPH ?x { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }",
		"DELETE { ?a ?b ?c } WHERE { ?a ?b ?c . ",
	] {
		let update = Update {
			limits: tight(),
			..Update::new(update)
		};
		assert!(update
			.run(&bench.store, &Caller::keeper(), &note(), &Cancel::default())
			.is_err());
	}
	assert_eq!(bench.store.head().hash, before.hash);
}

#[test]
fn rules_end_and_are_refused_with_their_line() {
	let bench = filled();
	let derive = |rules: &str, facts: usize| {
		let bounds = datalog::Bounds {
			facts,
			..datalog::Bounds::default()
		};
		datalog::derive(rules, &bench.store.head(), &Caller::keeper(), &bounds)
	};
	let circle =
		"prefix e: <http://e/>\n?x e:reaches ?y <- ?x e:reaches ?y.\n?x e:reaches ?y <- ?y e:reaches ?x.\n\
	              ?x e:reaches ?x <- ?x e:name ?n.";
	assert_eq!(derive(circle, 10_000).unwrap().len(), 1_000);
	let endless = "prefix e: <http://e/>\n?x e:r ?y <- ?x e:knows ?y.\n?x e:r ?z <- ?x e:r ?y, ?y e:r ?z.";
	assert!(matches!(
		derive(endless, 10_000).err(),
		Some(Error::Limit(Limit::Facts(10_000)))
	));
	for (rules, line, word) in [
		("prefix e: <http://e/>\n?x e:a ?y <- ?x e:b ?z.", 2, "bound by nothing"),
		("prefix e: <http://e/>\n?x e:a true <- ?x e:name ?n, not ?x e:b true.\n?x e:b true <- ?x e:name ?n, not ?x e:a true.", 3, "circle"),
		("?x e:a ?y <- ?x e:b ?y.", 1, "no term"),
		("?x <a:a> ?y <- ?x <a:a ?y.", 1, "does not end"),
		("?x <a:a> ?y <- ?x <a:a> ?y", 1, "end in the middle"),
	] {
		let error = derive(rules, 1_000).err().unwrap();
		assert!(error.to_string().contains(word), "{error}");
		if let Error::Syntax { line: at, .. } = error {
			assert!(at == line || word == "circle", "{rules}: {at}");
		}
	}
}
