//! Results with results: blank nodes by canonical names, numbers by what they are worth.

use super::manifest::{node, Manifest, RS};
use super::value::{cell, plain};
use super::Outcome;
use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::vocab::rdf;
use oxrdf::{Dataset, GraphName, NamedNode, NamedNodeRef, Quad, Term, TermRef};
use sparesults::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};

pub fn equal<T: PartialEq + std::fmt::Debug>(wanted: &T, got: &T) -> Outcome {
	if wanted == got {
		Ok(())
	} else {
		Err(format!("wanted {wanted:?}, got {got:?}"))
	}
}

/// Quads as lines, blank nodes under canonical names.
pub fn canonical(quads: Vec<Quad>) -> Vec<String> {
	let mut dataset: Dataset = quads.into_iter().collect();
	dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
	let mut lines: Vec<String> = dataset.iter().map(|quad| quad.to_string()).collect();
	lines.sort();
	lines
}

/// Rows of CSV, each cell with the name of its column: `SELECT *` promises no order.
pub fn cells(text: &str) -> Vec<Vec<(String, String)>> {
	let mut reader = csv::Reader::from_reader(text.as_bytes());
	let names = reader.headers().unwrap().clone();
	let rows = reader.records().map(|row| {
		let row = row.unwrap();
		let mut row: Vec<(String, String)> = names
			.iter()
			.zip(row.iter())
			.map(|(name, text)| {
				(
					name.to_owned(),
					if text.starts_with("_:") {
						"_:".to_owned()
					} else {
						cell(text)
					},
				)
			})
			.collect();
		row.sort();
		row
	});
	let mut rows: Vec<_> = rows.collect();
	rows.sort();
	rows
}

/// Variables, and rows with blank nodes under canonical names.
pub fn rows(body: &[u8], format: QueryResultsFormat) -> (Vec<String>, Vec<String>) {
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
					.map(|(name, term)| (name.as_str().to_owned(), plain(term.clone())))
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
pub fn result_set(graph: &Manifest) -> (Vec<String>, Vec<String>) {
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
				let term = graph.one(&binding, &format!("{RS}value")).unwrap();
				(value(name), plain(term))
			};
			bindings.into_iter().map(cell).collect()
		});
	(variables, renamed(rows.collect()))
}
