//! What was taken out of a copy is not in it for any question, and what was revoked is gone.
//!
//! Two servers keep sources that differ only in what the rules take away; who has a copy gets the same answers from
//! both, word for word but for pseudonyms and seals, which are keyed hashes. A third server shared nothing: it answers as
//! the first does after the grant was revoked.

mod attacks;

use crate::common::{encoded, fastest, Reply, Running, KEEPER};
use althing_embed::{Embedder, Hashing};
use althing_knowledge::access::{Caller, Department, Opening, Party};
use althing_knowledge::datalog;
use althing_knowledge::http::Settings;
use althing_knowledge::retrieve::Ask;
use althing_knowledge::share::grants::{with_grants, Followed, Grant, Grants, Read, Standing};
use althing_knowledge::share::pseudonym;
use althing_knowledge::vectors::Vectors;
use attacks::{changes, queries, SECRETS};
use std::sync::Arc;
use std::time::Duration;

const SOURCE: &str = "urn:althing:department:legal:people:1";
const MINE: &str = "urn:althing:department:sales:mine:1";

/// Ways to ask for a graph by its name.
const COPY_FORMS: [&str; 6] = [
	"SELECT * FROM <GRAPH_NAME> { ?s ?p ?o }",
	"SELECT * FROM NAMED <GRAPH_NAME> { GRAPH ?g { ?s ?p ?o } }",
	"SELECT * { GRAPH <GRAPH_NAME> { ?s ?p ?o } }",
	"ASK { GRAPH <GRAPH_NAME> { } }",
	"SELECT (COUNT(*) AS ?n) FROM <GRAPH_NAME> { ?s ?p ?o }",
	"SELECT ?x { GRAPH <GRAPH_NAME> { e:anna (!e:nothing)+ ?x } }",
];

const PREFIXES: &str = "@prefix e: <http://e/> . @prefix al: <urn:althing:term:> . \
	@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . \
	@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix prov: <http://www.w3.org/ns/prov#> .";

/// What both sources say, and what stays of it.
const BOTH: &str =
	"e:anna e:name \"Anna\" ; e:badge \"B-17\" ; e:work [ e:street \"Oak\" ] . e:carl e:name \"Carl\" .
	<urn:althing:passage:01> a al:Passage ; al:title \"Board\" ;
		al:text \"The board of the plant at Bergen met and spoke of steel\" .";

const REAL: &str = "e:anna e:salary 90210 ; e:born \"1984-03-01\"^^xsd:date ; e:note \"likes tea and hides gold\" ;
		e:secret \"falcon\" ; e:knows e:mole , e:carl ; e:home [ e:street \"Elm\" ; e:work [ e:street \"Elm\" ] ] .
	e:mole e:knows e:carl ; e:secret \"falcon\" . e:secret rdfs:label \"the secret of falcon\" ; e:name \"falcon\" .
	e:fact rdf:subject e:anna ; rdf:predicate e:secret ; rdf:object \"falcon\" ; prov:wasDerivedFrom e:mole .
	<urn:althing:passage:02> a al:Passage ; al:title \"Annex\" ;
		al:text \"The annex to what the board said says falcon and gold and much more\" .";

const OTHER: &str =
	"e:anna e:salary 95555 ; e:born \"1984-11-30\"^^xsd:date ; e:note \"likes tea without sugar\" .
	<urn:althing:passage:03> a al:Passage ; al:title \"Annex\" ;
		al:text \"The annex to what the board said says nothing of that kind\" .";

const RULES: &str = "prefix e: <http://e/>\nprefix al: <urn:althing:term:>\nnames keep\n\
	keep e:name e:work e:street al:title rdf:type rdf:subject rdf:predicate rdf:object rdfs:label\n\
	bucket 10000 e:salary\nyear e:born\ntext 9 e:note\nhash e:badge\ntext 36 al:text\n";

/// A server, what it shared, and the chain that it follows.
struct Site {
	server: Running,
	chain: Arc<Followed>,
	copies: Vec<(Party, String, Opening)>,
}

fn callers() -> Vec<(&'static str, Caller)> {
	vec![
		("sales", Caller::member(Department::Sales)),
		("clerk", Caller::agent("clerk", Some(Department::Sales))),
		("seven", Caller::agent("7", None)),
		("people", Caller::member(Department::People)),
		("eight", Caller::agent("8", Some(Department::People))),
	]
}

const RECEIVERS: [&str; 3] = ["sales", "clerk", "seven"];
const OUTSIDERS: [Option<&str>; 3] = [None, Some("people"), Some("eight")];

/// A server whose source says this, shared with sales and agent 7; with nobody where it says nothing.
fn site(says: Option<&str>) -> Site {
	let chain = Arc::new(Followed::new(Duration::from_secs(3_600)));
	let settings = Settings {
		grants: Some(Arc::<Followed>::clone(&chain)),
		..Settings::default()
	};
	let server = Running::start(settings, &callers());
	// The same secret: the same things have the same pseudonyms in both.
	std::fs::write(server.store.folder().join(pseudonym::SECRET), "a secret").unwrap();
	let mut site = Site {
		server,
		chain,
		copies: Vec::new(),
	};
	let Some(says) = says else {
		site.stand(1, &[]);
		return site;
	};
	let head = format!("POST /data?graph={}", encoded(SOURCE));
	let text = format!("{PREFIXES} {BOTH} {says}");
	let loaded = site.server.send(
		Some(KEEPER),
		&head,
		&[("Content-Type", "text/turtle")],
		text.as_bytes(),
	);
	assert!(loaded.is_ok(), "{}", loaded.text());
	for receiver in ["sales", "agent:7"] {
		let head = format!("POST /share?graph={}&with={receiver}", encoded(SOURCE));
		let made = site.server.send(Some(KEEPER), &head, &[], RULES.as_bytes());
		assert!(made.is_ok(), "{}", made.text());
		let report: serde_json::Value = serde_json::from_str(&made.text()).unwrap();
		let hash = |name: &str| {
			let mut hash = [0; 32];
			hex::decode_to_slice(report[name].as_str().unwrap(), &mut hash).unwrap();
			hash
		};
		let to: Party = receiver.parse().unwrap();
		let opening = Opening {
			graph: hash("graph"),
			rules: hash("rules"),
			from: "legal".parse().unwrap(),
			to: to.clone(),
		};
		let copy = report["copy"].as_str().unwrap().to_owned();
		site.copies.push((to, copy, opening));
	}
	let all: Vec<Opening> = site
		.copies
		.iter()
		.map(|(_, _, opening)| opening.clone())
		.collect();
	site.stand(1, &all);
	site
}

impl Site {
	/// Lets these grants stand from this block on.
	fn stand(&self, block: u64, openings: &[Opening]) {
		let grants = openings.iter().map(|opening| Grant {
			id: 1,
			opening: opening.clone(),
			at: 1,
			expires: 1_000,
			acknowledged: false,
		});
		self.chain.take(Read {
			standing: Standing {
				block: Some(block),
				grants: grants.collect(),
			},
			age: Duration::ZERO,
		});
	}

	fn copy(&self, token: &str) -> &str {
		let place = usize::from(token == "seven");
		&self.copies[place].1
	}

	fn ask(&self, token: Option<&str>, query: &str) -> Reply {
		let accept = "text/tab-separated-values, application/n-triples";
		self.server.query(token, query, accept)
	}

	/// A caller as the server sees it now.
	fn caller(&self, token: &str) -> Caller {
		let known = callers().into_iter().find(|(name, _)| *name == token);
		with_grants(known.unwrap().1, Some(&*self.chain))
	}
}

/// What an answer says, without what a keyed hash says of itself; lines in order.
fn said(text: &str) -> Vec<String> {
	let keyed = "(urn:althing:pseudonym:|urn:althing:sealed-version:|_:|\")b?[0-9a-f]{16,64}";
	let hashes = regex::Regex::new(keyed).unwrap();
	let mut lines: Vec<String> = text
		.lines()
		.map(|line| hashes.replace_all(line, "${1}HASH").into_owned())
		.collect();
	lines.sort();
	lines
}

fn same(what: &str, one: &Reply, other: &Reply) {
	assert_eq!(
		(one.status, said(&one.text())),
		(other.status, said(&other.text())),
		"{what}"
	);
	tells_nothing(what, &said(&one.text()).join("\n"));
}

fn tells_nothing(what: &str, text: &str) {
	for word in SECRETS {
		// What somebody says itself it may hear again.
		let asked = what.contains(word) || what.contains(&word.replace("http://e/", "e:"));
		assert!(!text.contains(word) || asked, "{what} tells {word}: {text}");
	}
}

#[test]
fn no_query_tells_a_receiver_of_what_was_taken_out() {
	let (real, other) = (site(Some(REAL)), site(Some(OTHER)));
	let mut asked = 0;
	for token in RECEIVERS {
		for query in queries(real.copy(token)) {
			same(
				&query,
				&real.ask(Some(token), &query),
				&other.ask(Some(token), &query),
			);
			asked += 1;
		}
	}
	println!("{asked} questions of receivers");
}

#[test]
fn a_receiver_does_see_what_stays() {
	let real = site(Some(REAL));
	let all = format!("SELECT * {{ GRAPH <{}> {{ ?s ?p ?o }} }}", real.copy("sales"));
	let text = real.ask(Some("sales"), &all).text();
	for word in [
		"Anna",
		"Carl",
		"[90000,100000)",
		"1984",
		"likes tea…",
		"Oak",
		"Board",
		"sharedWith",
	] {
		assert!(text.contains(word), "{word}: {text}");
	}
	assert_eq!(real.ask(Some("people"), &all).text().lines().count(), 1);
}

#[test]
fn what_was_revoked_is_as_if_it_had_never_been_shared() {
	let (real, unheard, bare) = (site(Some(REAL)), unheard(), site(None));
	let ways = ["revoked", "expired", "unheard"];
	let mut asked = 0;
	for way in ways {
		let real = match way {
			"revoked" => {
				real.stand(2, &[]);
				&real
			}
			// Another's grant stands, and one by other rules.
			"expired" => {
				let mut another = real.copies[0].2.clone();
				another.rules = [9; 32];
				let mut elsewhere = real.copies[0].2.clone();
				elsewhere.to = "finance".parse().unwrap();
				real.stand(3, &[another, elsewhere]);
				&real
			}
			_ => &unheard,
		};
		let everybody = RECEIVERS.map(Some).into_iter().chain(OUTSIDERS);
		for token in everybody {
			let copy = real.copy(token.unwrap_or_default()).to_owned();
			for query in queries(&copy) {
				same(&query, &real.ask(token, &query), &bare.ask(token, &query));
				asked += 1;
			}
			for path in ["/log", "/data", &format!("/data?graph={}", encoded(&copy))] {
				let get = |site: &Site| site.server.send(token, &format!("GET {path}"), &[], &[]);
				same(path, &get(real), &get(&bare));
				asked += 1;
			}
		}
	}
	println!("{asked} questions without a grant");
}

/// Grants that stood at a block that is too old by now.
fn unheard() -> Site {
	let site = site(Some(REAL));
	let stale = Followed::new(Duration::from_secs(1));
	stale.take(Read {
		standing: (*site.chain.standing().unwrap()).clone(),
		age: Duration::from_secs(2),
	});
	assert!(stale.standing().is_err());
	let settings = Settings {
		grants: Some(Arc::new(stale)),
		..Settings::default()
	};
	let server = Running::start(settings, &callers());
	// The same commits, by the same way.
	let text = format!("{PREFIXES} {BOTH} {REAL}");
	let head = format!("POST /data?graph={}", encoded(SOURCE));
	assert!(server
		.send(
			Some(KEEPER),
			&head,
			&[("Content-Type", "text/turtle")],
			text.as_bytes()
		)
		.is_ok());
	for receiver in ["sales", "agent:7"] {
		let head = format!("POST /share?graph={}&with={receiver}", encoded(SOURCE));
		assert!(server.send(Some(KEEPER), &head, &[], RULES.as_bytes()).is_ok());
	}
	Site { server, ..site }
}

#[test]
fn no_change_reaches_the_source_or_the_copy() {
	let (real, other) = (site(Some(REAL)), site(Some(OTHER)));
	let mut asked = 0;
	for token in RECEIVERS {
		for change in changes(real.copy(token), MINE) {
			let tried = |site: &Site| site.server.update(Some(token), &change);
			same(&change, &tried(&real), &tried(&other));
			asked += 1;
		}
		let mine = format!("SELECT * {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}");
		same(
			"what was taken along",
			&real.ask(Some(token), &mine),
			&other.ask(Some(token), &mine),
		);
		asked += 1;
	}
	println!("{asked} updates of receivers");
	let left = real.ask(
		Some(KEEPER),
		&format!("SELECT * {{ GRAPH <{SOURCE}> {{ ?s ?p ?o }} }}"),
	);
	assert!(left.text().contains("falcon"));
}

#[test]
fn neither_documents_nor_log_nor_older_versions_tell_a_receiver_more() {
	let (real, other) = (site(Some(REAL)), site(Some(OTHER)));
	let mut asked = 0;
	for token in RECEIVERS {
		let mut heads: Vec<(String, &str)> = ["GET /log", "GET /data", "GET /inbox"]
			.map(|head| (head.to_owned(), ""))
			.to_vec();
		for graph in [SOURCE, real.copy(token), "urn:nowhere"] {
			let encoded = encoded(graph);
			heads.push((format!("GET /data?graph={encoded}"), graph));
			heads.push((format!("DELETE /data?graph={encoded}"), graph));
			heads.push((format!("POST /share?graph={encoded}&with=people"), graph));
			heads.push((format!("POST /share?graph={encoded}&with=people&preview"), graph));
		}
		let copy = real.copy(token).to_owned();
		for version in 0..=3 {
			heads.push((format!("GET /data?version={version}"), ""));
			let query = encoded(&format!("SELECT * {{ GRAPH <{copy}> {{ ?s ?p ?o }} }}"));
			heads.push((format!("GET /sparql?version={version}&query={query}"), &copy));
		}
		for (head, graph) in heads {
			let accept = [("Accept", "application/n-quads, text/tab-separated-values")];
			let send = |site: &Site| site.server.send(Some(token), &head, &accept, RULES.as_bytes());
			same(&format!("{head} {graph}"), &send(&real), &send(&other));
			asked += 1;
		}
		let log = real.server.send(Some(token), "GET /log", &[], &[]).text();
		assert!(!log.contains("copy") && !log.contains("shared with"), "{log}");
	}
	println!("{asked} requests of receivers");
}

#[test]
fn history_and_differences_show_a_receiver_no_commit() {
	let real = site(Some(REAL));
	let (store, mut asked) = (&real.server.store, 0);
	for token in RECEIVERS {
		let caller = real.caller(token);
		assert!(store.history(&caller).is_empty());
		let head = store.head().number;
		for from in 0..=head {
			for to in 0..=head {
				let found = store.difference(from, to, &caller).unwrap();
				assert!(found.added.is_empty() && found.removed.is_empty(), "{from} {to}");
				asked += 1;
			}
		}
	}
	println!("{asked} differences");
}

#[test]
fn vectors_answers_and_rules_know_only_the_copy() {
	let (real, other) = (site(Some(REAL)), site(Some(OTHER)));
	let asked = [
		"falcon and gold",
		"What does the annex say?",
		"board Bergen steel",
		"secret mole",
	];
	let embedder = Hashing::plain();
	let mut count = 0;
	for token in RECEIVERS {
		let found = |site: &Site| {
			let (state, caller) = (site.server.store.head(), site.caller(token));
			let mut vectors = Vectors::new(&embedder);
			vectors.follow(&state, &embedder, |_| ()).unwrap();
			let mut all = Vec::new();
			for question in asked {
				let asked = embedder.embed(question).unwrap();
				let near = vectors.search(&caller, &asked, 100).unwrap();
				all.extend(near.iter().map(|near| format!("{:.6}", near.score)));
				let answer = Ask::new(question).run(&state, &caller).unwrap();
				all.push(format!("{:?}", answer.hits));
				all.extend(answer.evidence.iter().map(|quad| format!("{quad}")));
			}
			let rules =
				"?x <urn:found> ?o <- ?x <http://e/secret> ?o. ?x <urn:seen> ?o <- ?x <http://e/name> ?o.";
			let derived = datalog::derive(rules, &state, &caller, &datalog::Bounds::default()).unwrap();
			all.extend(derived.iter().map(|fact| fact.to_string()));
			said(&all.join("\n"))
		};
		let (real, other) = (found(&real), found(&other));
		assert_eq!(real, other);
		tells_nothing("vectors", &real.join("\n"));
		assert!(real
			.iter()
			.any(|line| line.contains("The board of the plant at Bergen")));
		count += asked.len() * 2 + 1;
	}
	println!("{count} questions in words, to vectors and to rules");
}

#[test]
fn two_receivers_cannot_lay_their_copies_side_by_side() {
	let real = site(Some(REAL));
	let badge = |token: &str| {
		let query = format!(
			"SELECT ?b {{ GRAPH <{}> {{ ?s <http://e/badge> ?b }} }}",
			real.copy(token)
		);
		real.ask(Some(token), &query).text()
	};
	assert_ne!(badge("sales"), badge("seven"));
	assert_eq!(badge("sales"), badge("clerk"));
}

#[test]
fn time_does_not_tell_whether_something_was_taken_out() {
	let real = site(Some(REAL));
	let (state, sales) = (real.server.store.head(), real.caller("sales"));
	let question = |thing: &str| format!("ASK {{ GRAPH ?g {{ ?s <http://e/{thing}> ?o . ?o ?q ?s }} }}");
	let [hidden, nothing] = fastest(&state, &sales, ["secret", "sacred"].map(question));
	let ratio = hidden.as_secs_f64() / nothing.as_secs_f64();
	println!("fastest of 400: taken out {hidden:?}, never there {nothing:?}");
	assert!((0.5..2.0).contains(&ratio), "{ratio}");
}
