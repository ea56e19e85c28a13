//! The W3C's SPARQL 1.1 suites through the HTTP endpoint.
//!
//! `ALTHING_RDF_TESTS` names the folder `sparql11` of w3c/rdf-tests; without it the small suite in `tests/suite` runs,
//! which is written the same way.

mod compare;
mod manifest;
mod value;

use crate::common::{encoded, Reply, Running, KEEPER};
use althing_knowledge::http::Settings;
use compare::{canonical, cells, equal, result_set, rows};
use manifest::{node, Manifest, MF, QT, UT};
use oxrdf::vocab::rdf;
use oxrdf::{Graph, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxrdfio::{RdfFormat, RdfParser};
use sparesults::QueryResultsFormat;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const BASE: &str = "http://suite.test/";

/// What the evaluator itself does not do, as its own project knows.
const KNOWN: &str = include_str!("w3c/known.txt");

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

	fn compare(&self, expected: &str, extension: &str, reply: &Reply) -> Outcome {
		if extension == "csv" {
			return equal(&cells(&self.text(expected)), &cells(&reply.text()));
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
