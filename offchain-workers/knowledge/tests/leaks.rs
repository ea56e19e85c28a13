//! What is hidden is not there: every answer is the same, word for word, as if it had never been written.
//!
//! Two servers are asked the same things, one of which also keeps graphs that the caller may not see.

use crate::common::{encoded, fastest, Reply, Running, KEEPER};
use althing_knowledge::access::{Caller, Department};
use althing_knowledge::http::Settings;

const OPEN: &str = "\
	@prefix e: <http://e/> . e:anna e:knows e:bert ; e:age 31 . e:bert e:knows e:carl ; e:age 40 ; e:note \"plain\" .";
const SECRET: &str = "\
	@prefix e: <http://e/> . e:anna e:salary 90000 ; e:knows e:mole . e:mole e:knows e:carl , e:spy ; e:age 99 ;
	e:note \"secret words\" . e:spy e:codename \"falcon\" ; e:knows e:anna . e:carl e:knows e:mole .";

const LEGAL: &str = "urn:althing:department:legal:secret:1";
const AGENT: &str = "urn:althing:agent:mole:diary";
const SHARED: &str = "urn:althing:department:legal:board:1";
const PUBLIC: &str = "urn:althing:department:sales:open:1";

fn put(server: &Running, graph: &str, access: &str, turtle: &str) {
	let head = format!("POST /data?graph={}&access={}", encoded(graph), encoded(access));
	let reply = server.send(
		Some(KEEPER),
		&head,
		&[("Content-Type", "text/turtle")],
		turtle.as_bytes(),
	);
	assert!(reply.is_ok(), "{}", reply.text());
}

fn callers() -> Vec<(&'static str, Caller)> {
	vec![
		("sales", Caller::member(Department::Sales)),
		("clerk", Caller::agent("clerk", Some(Department::Sales))),
		("lone", Caller::agent("lone", None)),
		("legal", Caller::member(Department::Legal)),
		("mole", Caller::agent("mole", Some(Department::Legal))),
	]
}

/// One with secrets, one without.
fn pair() -> (Running, Running) {
	let with = Running::start(Settings::default(), &callers());
	let without = Running::start(Settings::default(), &callers());
	for server in [&with, &without] {
		put(server, PUBLIC, "public", OPEN);
	}
	put(&with, LEGAL, "confidential:legal", SECRET);
	put(&with, AGENT, "personal:mole", SECRET);
	put(&with, SHARED, "restricted:legal,finance", SECRET);
	put(&with, "urn:kept:apart", "unshared", SECRET);
	(with, without)
}

/// Queries that try to step over.
fn attacks() -> Vec<String> {
	let hidden = [LEGAL, AGENT, SHARED, "urn:kept:apart"];
	let mut all: Vec<String> = [
		"SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o",
		"SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o",
		"SELECT ?g { GRAPH ?g { } } ORDER BY ?g",
		"SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
		"SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
		"SELECT (SUM(?v) AS ?n) (MAX(?v) AS ?m) (AVG(?v) AS ?a) { ?s ?p ?v FILTER(isNumeric(?v)) }",
		"SELECT (MIN(STR(?o)) AS ?m) { ?s ?p ?o }",
		"SELECT (GROUP_CONCAT(?o) AS ?all) { SELECT ?o { ?s e:note ?o } ORDER BY ?o }",
		"SELECT (SAMPLE(?o) AS ?one) { ?s e:codename ?o }",
		"SELECT ?x { e:anna e:knows+ ?x } ORDER BY ?x",
		"SELECT ?x { e:anna e:knows* ?x } ORDER BY ?x",
		"SELECT ?x ?y { ?x (e:knows|^e:knows)+ ?y } ORDER BY ?x ?y",
		"SELECT ?x { e:anna !e:age ?x } ORDER BY ?x",
		"SELECT ?x { e:anna (e:knows/e:knows)? ?x } ORDER BY ?x",
		"SELECT ?x { e:carl (e:knows)* ?x } ORDER BY ?x",
		"SELECT ?x { e:spy (e:nothing)* ?x }",
		"SELECT ?x ?y { ?x (!(e:a|^e:b))* ?y } ORDER BY ?x ?y",
		"ASK { e:anna e:salary ?x }",
		"ASK { ?x ?y 90000 }",
		"ASK { ?x ?y \"falcon\" }",
		"ASK { FILTER EXISTS { e:mole ?p ?o } }",
		"ASK { FILTER NOT EXISTS { e:mole ?p ?o } }",
		"SELECT ?s { ?s e:knows ?o MINUS { ?s e:salary ?x } } ORDER BY ?s",
		"SELECT ?s { ?s e:knows ?o FILTER NOT EXISTS { ?s e:salary ?x } } ORDER BY ?s",
		"SELECT ?s ?x { ?s e:knows ?o OPTIONAL { ?s e:salary ?x } } ORDER BY ?s ?x",
		"SELECT ?s (IF(EXISTS { ?s e:salary ?x }, 1, 0) AS ?b) { ?s e:age ?a } ORDER BY ?s",
		"SELECT ?s (1/(1 - IF(EXISTS { ?s e:salary ?x }, 1, 0)) AS ?b) { ?s e:age ?a } ORDER BY ?s",
		"SELECT ?x { VALUES ?x { e:mole e:spy e:anna } ?x ?p ?o } ORDER BY ?x",
		"SELECT ?x { BIND(e:mole AS ?x) FILTER EXISTS { ?x ?p ?o } }",
		"SELECT ?g { VALUES ?g { <urn:kept:apart> } GRAPH ?g { } }",
		"SELECT ?s { { SELECT ?s { GRAPH ?g { ?s e:salary ?x } } } }",
		"DESCRIBE e:mole",
		"DESCRIBE e:anna",
		"DESCRIBE ?x { ?x e:knows ?y }",
		"CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
		"CONSTRUCT { ?s e:leak ?x } WHERE { ?s e:salary ?x }",
		"SELECT ?s { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
		"SELECT ?s { SERVICE SILENT <urn:kept:apart> { ?s ?p ?o } }",
		"SELECT (e:unknown(?o) AS ?x) { ?s e:salary ?o }",
		"SELECT (xsd:integer(?o) AS ?x) { ?s e:codename ?o }",
		"SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 1",
		"SELECT * { ?s ?p ?o } ORDER BY DESC(?o) ?s LIMIT 1 OFFSET 2",
		"SELECT ?s { ?s ?p ?o FILTER(CONTAINS(STR(?o), \"secret\")) }",
		"SELECT ?s { ?s ?p ?o FILTER(REGEX(STR(?o), \"falcon|secret\")) }",
		"SELECT ?o { e:anna ?p ?o FILTER(?o IN (90000, e:mole)) }",
		"SELECT ?a (COUNT(?b) AS ?n) { ?a e:knows ?b } GROUP BY ?a HAVING (COUNT(?b) > 1) ORDER BY ?a",
		"SELECT ?s { ?s e:age ?a . FILTER(?a > 50) }",
		"SELECT * { ?s e:salary ?x . ",
	]
	.iter()
	.map(|query| format!("PREFIX e: <http://e/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> {query}"))
	.collect();
	for graph in hidden {
		all.push(format!("SELECT * FROM <{graph}> {{ ?s ?p ?o }}"));
		all.push(format!(
			"SELECT * FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
		));
		all.push(format!(
			"SELECT ?g FROM NAMED <{graph}> FROM NAMED <{PUBLIC}> {{ GRAPH ?g {{ ?s ?p ?o }} }} ORDER BY ?g"
		));
		all.push(format!("SELECT * {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"));
		all.push(format!("ASK {{ GRAPH <{graph}> {{ }} }}"));
		all.push(format!("ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"));
		all.push(format!(
			"SELECT (COUNT(*) AS ?n) FROM <{graph}> FROM <{PUBLIC}> {{ ?s ?p ?o }}"
		));
	}
	all
}

/// Changes that try to reach what is hidden, or to learn of it.
fn changes() -> Vec<String> {
	let mut all = vec![
		"DELETE WHERE { GRAPH ?g { ?s ?p ?o } }".to_owned(),
		"DROP ALL".into(),
		"CLEAR NAMED".into(),
		"INSERT DATA { <a> <b> <c> }".into(),
	];
	for graph in [LEGAL, AGENT, SHARED, "urn:kept:apart", "urn:nowhere"] {
		let mine = "urn:althing:department:sales:copy:1";
		all.push(format!("CREATE GRAPH <{graph}>"));
		all.push(format!("DROP GRAPH <{graph}>"));
		all.push(format!("DROP SILENT GRAPH <{graph}>"));
		all.push(format!("CLEAR GRAPH <{graph}>"));
		all.push(format!("COPY <{graph}> TO <{mine}>"));
		all.push(format!("ADD SILENT <{graph}> TO <{mine}>"));
		all.push(format!("MOVE <{graph}> TO <{mine}>"));
		all.push(format!(
			"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> <urn:c> }} }}"
		));
		all.push(format!(
			"DELETE DATA {{ GRAPH <{graph}> {{ <http://e/anna> <http://e/salary> 90000 }} }}"
		));
		all.push(format!(
			"INSERT {{ GRAPH <{mine}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
		));
		all.push(format!(
			"INSERT {{ GRAPH <{mine}> {{ ?s ?p ?o }} }} USING <{graph}> WHERE {{ ?s ?p ?o }}"
		));
		all.push(format!(
			"WITH <{graph}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
		));
		all.push(format!("LOAD <{graph}> INTO GRAPH <{mine}>"));
	}
	all
}

fn same(what: &str, one: &Reply, other: &Reply) {
	let lines = |reply: &Reply| {
		let text = reply.text();
		let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
		lines.sort();
		lines
	};
	assert_eq!((one.status, lines(one)), (other.status, lines(other)), "{what}");
	let text = one.text();
	for word in ["falcon", "secret words", "90000"] {
		assert!(
			!text.contains(word) || what.contains(word),
			"{what} tells {word}: {text}"
		);
	}
}

const OUTSIDERS: [Option<&str>; 4] = [None, Some("sales"), Some("clerk"), Some("lone")];

#[test]
fn no_query_tells_of_what_is_hidden() {
	let (with, without) = pair();
	let mut asked = 0;
	for attack in attacks() {
		for token in OUTSIDERS {
			let ask = |server: &Running| {
				server.query(
					token,
					&attack,
					"application/sparql-results+json, application/n-triples",
				)
			};
			same(&attack, &ask(&with), &ask(&without));
			asked += 1;
		}
	}
	println!("{asked} questions");
}

#[test]
fn no_update_reaches_or_tells_of_what_is_hidden() {
	let (with, without) = pair();
	let mut asked = 0;
	for change in changes() {
		for token in OUTSIDERS {
			same(
				&change,
				&with.update(token, &change),
				&without.update(token, &change),
			);
			asked += 1;
		}
	}
	println!("{asked} updates");
	let all = "SELECT * { GRAPH ?g { ?s ?p ?o } }";
	for token in OUTSIDERS {
		same(
			"afterwards",
			&with.query(token, all, "text/csv"),
			&without.query(token, all, "text/csv"),
		);
	}
	for (graph, owner) in [(LEGAL, "legal"), (AGENT, "mole"), (SHARED, "legal")] {
		let left = with.query(
			Some(owner),
			&format!("SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"),
			"text/csv",
		);
		assert!(left.text().contains("\n9"), "{graph}: {}", left.text());
	}
}

#[test]
fn neither_documents_nor_the_log_tell_of_what_is_hidden() {
	let (with, without) = pair();
	let mut asked = 0;
	for token in OUTSIDERS {
		for graph in [LEGAL, AGENT, SHARED, "urn:kept:apart", "urn:nowhere", PUBLIC] {
			for (method, body) in [
				("GET", ""),
				("PUT", "<a:a> <b:b> <c:c> ."),
				("POST", "<a:a> <b:b> <c:c> ."),
				("DELETE", ""),
			] {
				if graph == PUBLIC && method != "GET" {
					continue;
				}
				let head = format!("{method} /data?graph={}", encoded(graph));
				let headers = [
					("Content-Type", "text/turtle"),
					("Accept", "application/n-triples"),
				];
				let send = |server: &Running| server.send(token, &head, &headers, body.as_bytes());
				same(&head, &send(&with), &send(&without));
				asked += 1;
			}
		}
		let all =
			|server: &Running| server.send(token, "GET /data", &[("Accept", "application/n-quads")], &[]);
		same("all", &all(&with), &all(&without));
		let log = |server: &Running| {
			let text = server.send(token, "GET /log", &[], &[]).text();
			let lines: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
			lines
				.iter()
				.map(|line| (line["added"].clone(), line["graphs"].clone()))
				.collect::<Vec<_>>()
		};
		assert_eq!(log(&with), log(&without));
		for version in 1..=2 {
			let head = format!("GET /data?version={version}");
			let old = |server: &Running| server.send(token, &head, &[("Accept", "application/n-quads")], &[]);
			if version == 1 {
				same(&head, &old(&with), &old(&without));
			}
		}
		asked += 3;
	}
	println!("{asked} requests");
}

#[test]
fn members_see_what_is_theirs() {
	let (with, _) = pair();
	let sees = |token: &str| {
		let reply = with.query(
			Some(token),
			"SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
			"text/csv",
		);
		let mut graphs: Vec<String> = reply
			.text()
			.lines()
			.skip(1)
			.map(|line| line.trim().to_owned())
			.collect();
		graphs.sort();
		graphs
	};
	assert_eq!(sees("legal"), [SHARED, LEGAL, PUBLIC]);
	assert_eq!(sees("mole"), [AGENT, SHARED, LEGAL, PUBLIC]);
	assert_eq!(sees("clerk"), [PUBLIC]);
	assert_eq!(sees(KEEPER).len(), 5);
	assert_eq!(with.query(Some("nobody's"), "ASK {}", "*/*").status, 401);
}

#[test]
fn what_was_closed_stays_closed_for_who_looks_back() {
	let (with, _) = pair();
	let count = |token: &str, version: u64| {
		let query = format!("SELECT (COUNT(*) AS ?n) {{ GRAPH <{LEGAL}> {{ ?s ?p ?o }} }}");
		let head = format!("GET /sparql?version={version}&query={}", encoded(&query));
		with.send(Some(token), &head, &[("Accept", "text/csv")], &[])
			.text()
			.lines()
			.nth(1)
			.unwrap_or("")
			.to_owned()
	};
	let version = with.store.head().number;
	assert_eq!(
		(count("legal", version), count("sales", version)),
		("9".into(), "0".into())
	);
	// Opened later: the present is open, the past is not.
	let note = althing_knowledge::store::Note::new(&Caller::keeper(), "opened").unwrap();
	let graph = oxrdf::NamedNode::new(LEGAL).unwrap();
	with.store
		.write(&Caller::keeper(), &note, |draft| {
			draft.label(graph.as_ref().into(), althing_knowledge::access::Access::Public)
		})
		.unwrap();
	assert_eq!(
		(count("sales", version + 1), count("sales", version)),
		("9".into(), "0".into())
	);
	let seen = with
		.store
		.difference(0, version, &Caller::member(Department::Sales))
		.unwrap();
	assert!(
		seen.added
			.iter()
			.all(|quad| quad.graph_name.to_string().contains(PUBLIC)),
		"{:?}",
		seen.added
	);
}

#[test]
fn time_does_not_tell_whether_a_hidden_thing_exists() {
	let (with, _) = pair();
	let state = with.store.head();
	let sales = Caller::member(Department::Sales);
	let question =
		|thing: &str| format!("ASK {{ GRAPH ?g {{ <http://e/{thing}> ?p ?o . ?o ?q <http://e/{thing}> }} }}");
	let [hidden, nothing] = fastest(&state, &sales, ["mole", "mile"].map(question));
	let ratio = hidden.as_secs_f64() / nothing.as_secs_f64();
	println!("fastest of 400: hidden {hidden:?}, not there {nothing:?}");
	assert!((0.5..2.0).contains(&ratio), "{ratio}");
}
