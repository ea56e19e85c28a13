//! The W3C's SPARQL 1.1 suites through the HTTP endpoint.
//!
//! `ALTHING_RDF_TESTS` names the folder `sparql11` of w3c/rdf-tests; without it the small suite in `tests/suite` runs,
//! which is written the same way.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use althing_knowledge::http::Settings;
use common::{encoded, Running, KEEPER};
use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::vocab::rdf;
use oxrdf::{Dataset, Graph, GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef};
use oxrdfio::{RdfFormat, RdfParser};
use sparesults::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";
const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";
const RS: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";
const BASE: &str = "http://suite.test/";

/// What the evaluator itself does not do, as its own project knows.
const KNOWN: &str = include_str!("w3c-known.txt");

/// The suites, in order.
const FOLDERS: [&str; 28] = [
	"aggregates",
	"bind",
	"bindings",
	"cast",
	"construct",
	"exists",
	"functions",
	"grouping",
	"negation",
	"project-expression",
	"property-path",
	"subquery",
	"syntax-query",
	"add",
	"basic-update",
	"clear",
	"copy",
	"delete-data",
	"delete-insert",
	"delete-where",
	"delete",
	"drop",
	"move",
	"syntax-update-1",
	"syntax-update-2",
	"update-silent",
	"csv-tsv-res",
	"json-res",
];

struct Suite {
	root: PathBuf,
	server: Running,
}

type Outcome = Result<(), String>;

#[test]
fn the_w3c_suites_pass_through_the_endpoint() {
	let given = std::env::var_os("ALTHING_RDF_TESTS").map(PathBuf::from);
	let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
	let root = given.clone().unwrap_or(own);
	let settings = Settings {
		union: false,
		..Settings::default()
	};
	let suite = Suite {
		root,
		server: Running::start(settings, &[]),
	};
	let (mut passed, mut failed) = (0, Vec::new());
	let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
	for folder in FOLDERS
		.iter()
		.filter(|folder| suite.root.join(folder).join("manifest.ttl").exists())
	{
		for (name, outcome) in suite.folder(folder) {
			let count = counts.entry((*folder).to_owned()).or_default();
			count.1 += 1;
			match outcome {
				Ok(()) => {
					count.0 += 1;
					passed += 1;
				}
				Err(reason) => failed.push((format!("{folder}#{name}"), reason)),
			}
		}
	}
	for (folder, (good, all)) in &counts {
		println!("{folder}: {good} of {all}");
	}
	let all = passed + failed.len();
	println!("{passed} of {all}");
	assert!(all > 0, "there is nothing to test");
	let known: Vec<&str> = KNOWN.lines().filter(|line| !line.starts_with('#')).collect();
	let new: Vec<_> = failed
		.iter()
		.filter(|(name, _)| !known.contains(&name.as_str()))
		.collect();
	for (name, reason) in &failed {
		println!("failed: {name}: {}", reason.chars().take(600).collect::<String>());
	}
	assert!(new.is_empty(), "{} of {all} fail that did not", new.len());
}

impl Suite {
	fn path(&self, iri: &str) -> PathBuf {
		self.root.join(iri.strip_prefix(BASE).unwrap())
	}

	fn text(&self, iri: &str) -> String {
		std::fs::read_to_string(self.path(iri)).unwrap_or_else(|e| panic!("{iri}: {e}"))
	}

	fn quads(&self, iri: &str, graph: GraphName) -> Vec<Quad> {
		let path = self.path(iri);
		let format = RdfFormat::from_extension(path.extension().unwrap().to_str().unwrap()).unwrap();
		let parser = RdfParser::from_format(format)
			.with_base_iri(iri)
			.unwrap()
			.with_default_graph(graph);
		parser
			.for_slice(&std::fs::read(&path).unwrap())
			.map(Result::unwrap)
			.collect()
	}

	fn folder(&self, folder: &str) -> Vec<(String, Outcome)> {
		let iri = format!("{BASE}{folder}/manifest.ttl");
		let manifest: Graph = self
			.quads(&iri, GraphName::DefaultGraph)
			.into_iter()
			.map(oxrdf::Triple::from)
			.collect();
		let manifest = Manifest(manifest);
		let mut outcomes = Vec::new();
		for test in manifest.entries(&iri) {
			let name = test.as_str().rsplit(['#', '/']).next().unwrap().to_owned();
			let kind = manifest
				.iri(&test.clone().into(), rdf::TYPE.as_str())
				.unwrap_or_default();
			let kind = kind.strip_prefix(MF).unwrap_or_default().to_owned();
			if let Some(outcome) = self.test(&manifest, &test.into(), &kind) {
				outcomes.push((name, outcome));
			}
		}
		outcomes
	}

	fn test(&self, manifest: &Manifest, test: &NamedOrBlankNode, kind: &str) -> Option<Outcome> {
		let action = manifest.one(test, &format!("{MF}action"))?;
		match kind {
			"PositiveSyntaxTest11" | "PositiveSyntaxTest" => Some(self.syntax(&action, false, true)),
			"NegativeSyntaxTest11" | "NegativeSyntaxTest" => Some(self.syntax(&action, false, false)),
			"PositiveUpdateSyntaxTest11" => Some(self.syntax(&action, true, true)),
			"NegativeUpdateSyntaxTest11" => Some(self.syntax(&action, true, false)),
			"QueryEvaluationTest" | "CSVResultFormatTest" => {
				Some(self.query(manifest, test, &node(&action)?))
			}
			"UpdateEvaluationTest" => Some(self.update(manifest, test, &node(&action)?)),
			_ => None,
		}
	}

	fn syntax(&self, action: &Term, update: bool, good: bool) -> Outcome {
		let Term::NamedNode(file) = action else {
			return Err("no file".into());
		};
		self.reset();
		let text = with_base(file.as_str(), &self.text(file.as_str()));
		let reply = if update {
			self.server.update(Some(KEEPER), &text)
		} else {
			self.server.query(Some(KEEPER), &text, "*/*")
		};
		// What the syntax allows may still ask for what is not offered.
		let parsed = reply.is_ok() || !reply.text().contains("is no SPARQL");
		if parsed == good {
			Ok(())
		} else {
			Err(format!("{}: {}", reply.status, reply.text()))
		}
	}

	fn reset(&self) {
		let reply = self.server.update(Some(KEEPER), "DROP ALL");
		assert!(reply.is_ok(), "{}", reply.text());
	}

	fn put(&self, target: &str, quads: &[Quad]) {
		let mut body = Vec::new();
		for quad in quads {
			body.extend_from_slice(
				format!("{} {} {} .\n", quad.subject, quad.predicate, quad.object).as_bytes(),
			);
		}
		let headers = [("Content-Type", "application/n-triples")];
		let reply = self
			.server
			.send(Some(KEEPER), &format!("POST /data?{target}"), &headers, &body);
		assert!(reply.is_ok(), "{}", reply.text());
	}

	fn query(&self, manifest: &Manifest, test: &NamedOrBlankNode, action: &NamedOrBlankNode) -> Outcome {
		self.reset();
		for data in manifest.iris(action, &format!("{QT}data")) {
			self.put("default", &self.quads(&data, GraphName::DefaultGraph));
		}
		for data in manifest.iris(action, &format!("{QT}graphData")) {
			self.put(
				&format!("graph={}", encoded(&data)),
				&self.quads(&data, GraphName::DefaultGraph),
			);
		}
		let query = manifest.iri(action, &format!("{QT}query")).unwrap();
		let text = with_base(&query, &self.text(&query));
		for graph in from(&text, &query) {
			if self.path(&graph).exists() {
				self.put(
					&format!("graph={}", encoded(&graph)),
					&self.quads(&graph, GraphName::DefaultGraph),
				);
			}
		}
		let expected = manifest.iri(test, &format!("{MF}result")).unwrap();
		let extension = expected.rsplit('.').next().unwrap().to_owned();
		let accept = match extension.as_str() {
			"srx" => "application/sparql-results+xml",
			"csv" => "text/csv",
			"tsv" => "text/tab-separated-values",
			"ttl" | "rdf" | "nt" => "application/sparql-results+json, application/n-triples;q=0.9",
			_ => "application/sparql-results+json",
		};
		let reply = self.server.query(Some(KEEPER), &text, accept);
		if !reply.is_ok() {
			return Err(format!("{}: {}", reply.status, reply.text()));
		}
		self.compare(&expected, &extension, &reply)
	}

	fn compare(&self, expected: &str, extension: &str, reply: &common::Reply) -> Outcome {
		if extension == "csv" {
			let lines = |text: &str| {
				let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
				lines[1..].sort();
				lines
			};
			return equal(
				&without_names(lines(&self.text(expected))),
				&without_names(lines(&reply.text())),
			);
		}
		if matches!(extension, "ttl" | "rdf" | "nt") {
			let wanted = self.quads(expected, GraphName::DefaultGraph);
			if reply.media_type.starts_with("application/n-triples") {
				let got = RdfParser::from_format(RdfFormat::NTriples)
					.for_slice(&reply.body)
					.map(Result::unwrap);
				return equal(&canonical(wanted), &canonical(got.collect()));
			}
			let graph: Graph = wanted.into_iter().map(oxrdf::Triple::from).collect();
			return equal(
				&result_set(&Manifest(graph)),
				&rows(&reply.body, QueryResultsFormat::Json),
			);
		}
		let format = QueryResultsFormat::from_extension(extension).unwrap();
		equal(
			&rows(self.text(expected).as_bytes(), format),
			&rows(&reply.body, format),
		)
	}

	fn update(&self, manifest: &Manifest, test: &NamedOrBlankNode, action: &NamedOrBlankNode) -> Outcome {
		self.reset();
		for quads in self.dataset(manifest, action) {
			match &quads.0 {
				GraphName::NamedNode(graph) => {
					self.put(&format!("graph={}", encoded(graph.as_str())), &quads.1)
				}
				_ => self.put("default", &quads.1),
			}
		}
		let request = manifest.iri(action, &format!("{UT}request")).unwrap();
		let reply = self
			.server
			.update(Some(KEEPER), &with_base(&request, &self.text(&request)));
		if !reply.is_ok() {
			return Err(format!("{}: {}", reply.status, reply.text()));
		}
		let result = node(&manifest.one(test, &format!("{MF}result")).unwrap()).unwrap();
		let wanted = self
			.dataset(manifest, &result)
			.into_iter()
			.flat_map(|(_, quads)| quads)
			.collect();
		let all = self.server.send(
			Some(KEEPER),
			"GET /data",
			&[("Accept", "application/n-quads")],
			&[],
		);
		let got = RdfParser::from_format(RdfFormat::NQuads)
			.for_slice(&all.body)
			.map(Result::unwrap)
			.collect();
		equal(&canonical(wanted), &canonical(got))
	}

	fn dataset(&self, manifest: &Manifest, of: &NamedOrBlankNode) -> Vec<(GraphName, Vec<Quad>)> {
		let mut all = Vec::new();
		for data in manifest.iris(of, &format!("{UT}data")) {
			all.push((
				GraphName::DefaultGraph,
				self.quads(&data, GraphName::DefaultGraph),
			));
		}
		for graph in manifest.all(of, &format!("{UT}graphData")) {
			let graph = node(&graph).unwrap();
			let file = manifest.iri(&graph, &format!("{UT}graph"));
			let file = file
				.or_else(|| manifest.iri(&graph, &format!("{UT}data")))
				.unwrap();
			let label = manifest
				.one(&graph, "http://www.w3.org/2000/01/rdf-schema#label")
				.unwrap();
			let Term::Literal(label) = label else {
				panic!("{label}")
			};
			let name: GraphName = NamedNode::new(label.value()).unwrap().into();
			all.push((name.clone(), self.quads(&file, name)));
		}
		all
	}
}

fn with_base(iri: &str, text: &str) -> String {
	format!("BASE <{iri}>\n{text}")
}

/// Files that a query names with FROM.
fn from(text: &str, base: &str) -> Vec<String> {
	let folder = base.rsplit_once('/').unwrap().0;
	let words: Vec<&str> = text.split_whitespace().collect();
	let mut all = Vec::new();
	for (at, word) in words.iter().enumerate() {
		if word.eq_ignore_ascii_case("from") {
			let next = words
				.get(at + 1)
				.filter(|next| !next.eq_ignore_ascii_case("named"));
			let file = next.or_else(|| words.get(at + 2)).unwrap_or(&"");
			if let Some(file) = file.strip_prefix('<').and_then(|file| file.strip_suffix('>')) {
				all.push(format!("{folder}/{file}"));
			}
		}
	}
	all.retain(|file| file.matches("://").count() == 1);
	all
}

fn node(term: &Term) -> Option<NamedOrBlankNode> {
	term.clone().try_into().ok()
}

fn equal<T: PartialEq + std::fmt::Debug>(wanted: &T, got: &T) -> Outcome {
	if wanted == got {
		Ok(())
	} else {
		Err(format!("wanted {wanted:?}, got {got:?}"))
	}
}

fn canonical(quads: Vec<Quad>) -> Vec<String> {
	let mut dataset: Dataset = quads.into_iter().collect();
	dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
	let mut lines: Vec<String> = dataset.iter().map(|quad| quad.to_string()).collect();
	lines.sort();
	lines
}

fn without_names(lines: Vec<String>) -> Vec<String> {
	let cells = |line: String| {
		let cells = line
			.split(',')
			.map(|cell| if cell.starts_with("_:") { "_:" } else { cell });
		cells.collect::<Vec<_>>().join(",")
	};
	lines.into_iter().map(cells).collect()
}

/// Variables, and rows with blank nodes under canonical names.
fn rows(body: &[u8], format: QueryResultsFormat) -> (Vec<String>, Vec<String>) {
	match QueryResultsParser::from_format(format)
		.for_slice(body)
		.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(body)))
	{
		SliceQueryResultsParserOutput::Boolean(truth) => (vec![], vec![truth.to_string()]),
		SliceQueryResultsParserOutput::Solutions(solutions) => {
			let mut variables: Vec<String> = solutions
				.variables()
				.iter()
				.map(|v| v.as_str().to_owned())
				.collect();
			variables.sort();
			let rows = solutions.map(|solution| {
				let solution = solution.unwrap();
				solution
					.iter()
					.map(|(name, term)| (name.as_str().to_owned(), term.clone()))
					.collect()
			});
			(variables, renamed(rows.collect()))
		}
	}
}

fn renamed(rows: Vec<Vec<(String, Term)>>) -> Vec<String> {
	let mut dataset = Dataset::new();
	for row in &rows {
		let id = oxrdf::BlankNode::default();
		for (name, term) in row {
			let predicate = NamedNode::new(format!("urn:variable:{name}")).unwrap();
			dataset.insert(&Quad::new(
				id.clone(),
				predicate,
				term.clone(),
				GraphName::DefaultGraph,
			));
		}
	}
	let named = rows.iter().flatten().any(|(_, term)| term.is_blank_node());
	let names = if named {
		dataset.canonicalize_blank_nodes(CanonicalizationAlgorithm::Unstable)
	} else {
		Default::default()
	};
	let mut lines: Vec<String> = rows
		.iter()
		.map(|row| {
			let mut cells: Vec<String> = row
				.iter()
				.map(|(name, term)| match term.as_ref() {
					TermRef::BlankNode(node) => format!("{name}={}", names[&node]),
					term => format!("{name}={term}"),
				})
				.collect();
			cells.sort();
			cells.join(" ")
		})
		.collect();
	lines.sort();
	lines
}

/// Results that are written as RDF.
fn result_set(graph: &Manifest) -> (Vec<String>, Vec<String>) {
	let set = graph
		.0
		.subject_for_predicate_object(rdf::TYPE, NamedNodeRef::new(&format!("{RS}ResultSet")).unwrap());
	let set = set.unwrap().into_owned();
	if let Some(Term::Literal(truth)) = graph.one(&set, &format!("{RS}boolean")) {
		return (vec![], vec![truth.value().to_owned()]);
	}
	let value = |term: Term| match term {
		Term::Literal(literal) => literal.value().to_owned(),
		other => other.to_string(),
	};
	let mut variables: Vec<String> = graph
		.all(&set, &format!("{RS}resultVariable"))
		.into_iter()
		.map(value)
		.collect();
	variables.sort();
	let rows = graph
		.all(&set, &format!("{RS}solution"))
		.into_iter()
		.map(|solution| {
			let bindings = graph.all(&node(&solution).unwrap(), &format!("{RS}binding"));
			let cell = |binding: Term| {
				let binding = node(&binding).unwrap();
				let name = graph.one(&binding, &format!("{RS}variable")).unwrap();
				(value(name), graph.one(&binding, &format!("{RS}value")).unwrap())
			};
			bindings.into_iter().map(cell).collect()
		});
	(variables, renamed(rows.collect()))
}

struct Manifest(Graph);

impl Manifest {
	fn all(&self, subject: &NamedOrBlankNode, predicate: &str) -> Vec<Term> {
		let predicate = NamedNodeRef::new(predicate).unwrap();
		self.0
			.objects_for_subject_predicate(subject, predicate)
			.map(TermRef::into_owned)
			.collect()
	}

	fn one(&self, subject: &NamedOrBlankNode, predicate: &str) -> Option<Term> {
		self.all(subject, predicate).into_iter().next()
	}

	fn iris(&self, subject: &NamedOrBlankNode, predicate: &str) -> Vec<String> {
		let iri = |term| match term {
			Term::NamedNode(node) => Some(node.into_string()),
			_ => None,
		};
		self.all(subject, predicate).into_iter().filter_map(iri).collect()
	}

	fn iri(&self, subject: &NamedOrBlankNode, predicate: &str) -> Option<String> {
		self.iris(subject, predicate).into_iter().next()
	}

	fn entries(&self, manifest: &str) -> Vec<NamedNode> {
		let start = NamedOrBlankNode::from(NamedNode::new(manifest).unwrap());
		let mut all = Vec::new();
		let mut list = self.one(&start, &format!("{MF}entries"));
		while let Some(Term::BlankNode(cell)) = list {
			let cell = cell.into();
			if let Some(Term::NamedNode(test)) = self.one(&cell, rdf::FIRST.as_str()) {
				all.push(test);
			}
			list = self.one(&cell, rdf::REST.as_str());
		}
		all
	}
}
