//! What somebody asks who has a copy and wants what was taken out of it.

use super::{COPY_FORMS, SOURCE};

/// Words that only the source says.
pub const SECRETS: [&str; 9] = [
	"falcon",
	"90210",
	"03-01",
	"http://e/secret",
	"http://e/mole",
	"Elm",
	"B-17",
	"gold",
	"people:1",
];

/// Queries; `copy` is the name of the copy.
pub fn queries(copy: &str) -> Vec<String> {
	let mut all: Vec<String> = ABOUT
		.iter()
		.map(|query| format!("{PREFIXES} {}", query.replace("COPY", copy)))
		.collect();
	for graph in [SOURCE, copy, "urn:nowhere"] {
		for form in COPY_FORMS {
			all.push(format!("{PREFIXES} {}", form.replace("GRAPH_NAME", graph)));
		}
	}
	all
}

const PREFIXES: &str =
	"PREFIX e: <http://e/> PREFIX al: <urn:althing:term:> PREFIX prov: <http://www.w3.org/ns/prov#> \
	PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>";

const ABOUT: [&str; 62] = [
	// Everything, counted in many ways.
	"SELECT * { ?s ?p ?o }",
	"SELECT * { GRAPH ?g { ?s ?p ?o } }",
	"SELECT ?g { GRAPH ?g { } }",
	"SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
	"SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
	"SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
	"SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
	"SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
	"SELECT ?p { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1)",
	"SELECT (COUNT(*) AS ?n) { GRAPH <COPY> { ?s ?p ?o } }",
	// Aggregates.
	"SELECT (SUM(?v) AS ?n) (MIN(?v) AS ?m) (MAX(?v) AS ?x) (AVG(?v) AS ?a) { ?s e:salary ?v }",
	"SELECT (SUM(xsd:integer(SUBSTR(STR(?v), 2, 5))) AS ?n) { ?s e:salary ?v }",
	"SELECT (MIN(?v) AS ?m) (MAX(?v) AS ?x) { ?s e:born ?v }",
	"SELECT (GROUP_CONCAT(STR(?o)) AS ?all) { SELECT ?o { ?s ?p ?o FILTER(ISLITERAL(?o)) } ORDER BY ?o }",
	"SELECT (SAMPLE(?o) AS ?one) { ?s e:secret ?o }",
	"SELECT (AVG(STRLEN(STR(?o))) AS ?n) { ?s e:note ?o }",
	"SELECT (SUM(STRLEN(STR(?o))) AS ?n) { ?s ?p ?o FILTER(ISLITERAL(?o) && ?p != e:badge) }",
	// Paths.
	"SELECT ?x { e:anna e:knows ?x }",
	"SELECT ?x { e:anna e:knows+ ?x }",
	"SELECT ?x { e:anna e:knows* ?x }",
	"SELECT ?x { e:anna e:home/e:street ?x }",
	"SELECT ?x { e:anna (e:home|e:work)/e:street ?x }",
	"SELECT ?x { e:anna (!e:name)+ ?x }",
	"SELECT ?x { e:anna !(e:name|e:badge) ?x }",
	"SELECT ?x { ?x ^e:knows e:anna }",
	"SELECT ?x { e:mole (e:nothing)* ?x }",
	"SELECT ?x { e:secret (e:nothing)? ?x }",
	"SELECT ?x ?y { ?x (e:knows|^e:knows)+ ?y }",
	"SELECT ?a ?b { ?a (rdf:subject|rdf:object)/(!e:nothing)* ?b }",
	// Negation, and what is there or not.
	"ASK { e:anna e:secret ?x }",
	"ASK { ?x ?y 90210 }",
	"ASK { ?x ?y \"falcon\" }",
	"ASK { ?x ?y \"B-17\" }",
	"ASK { e:secret ?p ?o }",
	"ASK { ?s e:secret ?o }",
	"ASK { ?s ?p e:secret }",
	"ASK { FILTER NOT EXISTS { ?s e:secret ?o } }",
	"SELECT ?s { ?s e:name ?n FILTER NOT EXISTS { ?s e:secret ?x } }",
	"SELECT ?s { ?s e:name ?n MINUS { ?s e:knows ?x } }",
	"SELECT ?s ?x { ?s e:name ?n OPTIONAL { ?s e:secret ?x } }",
	"SELECT ?s (IF(EXISTS { ?s e:secret ?x }, 1, 0) AS ?b) { ?s e:name ?a }",
	"SELECT ?x { VALUES ?x { e:mole e:anna e:secret } ?x ?p ?o }",
	"SELECT ?p { VALUES ?p { e:secret e:knows e:home e:name } ?s ?p ?o }",
	// Error texts, and values turned into others.
	"SELECT ?s (1/(1 - IF(EXISTS { ?s e:secret ?x }, 1, 0)) AS ?b) { ?s e:name ?a }",
	"SELECT (xsd:integer(?o) AS ?x) { ?s e:secret ?o }",
	"SELECT (xsd:dateTime(?o) AS ?x) (MONTH(xsd:dateTime(?o)) AS ?m) { ?s e:born ?o }",
	"SELECT (e:unknown(?o) AS ?x) { ?s e:secret ?o }",
	"SELECT * { ?s e:secret ?x . ",
	"SELECT ?s { SERVICE <http://127.0.0.1:1/> { ?s e:secret ?o } }",
	"SELECT ?s { ?s ?p ?o FILTER(CONTAINS(STR(?o), \"falcon\")) }",
	"SELECT ?s { ?s ?p ?o FILTER(REGEX(STR(?o), \"gold|Elm|9021\")) }",
	"SELECT ?s { ?s e:salary ?v FILTER(?v > 90000) }",
	"SELECT ?s { ?s e:badge ?v FILTER(?v IN (\"B-17\", SHA256(\"B-17\"), MD5(\"B-17\"))) }",
	"SELECT ?s { ?s e:badge ?v FILTER(STRSTARTS(SHA256(\"B-17\"), ?v)) }",
	// Provenance, evidence, passages.
	"SELECT * { <COPY> ?p ?o }",
	"SELECT * { ?s prov:wasDerivedFrom ?o }",
	"SELECT * { ?s prov:wasGeneratedBy|prov:wasAttributedTo ?o }",
	"SELECT * { ?s al:text ?o }",
	"SELECT * { ?f rdf:predicate ?p ; rdf:object ?o }",
	"DESCRIBE e:anna",
	"DESCRIBE e:mole e:secret",
	"CONSTRUCT { ?s e:leak ?o } WHERE { { ?s e:secret ?o } UNION { ?s e:knows ?o } }",
];

/// Changes by which a receiver might get at the source, or get its copy to tell more; `mine` is a graph of its own.
pub fn changes(copy: &str, mine: &str) -> Vec<String> {
	let mut all = vec!["DELETE WHERE { GRAPH ?g { ?s <http://e/secret> ?o } }".to_owned()];
	for graph in [SOURCE, "urn:nowhere"] {
		all.push(format!("CREATE GRAPH <{graph}>"));
		all.push(format!("DROP SILENT GRAPH <{graph}>"));
		all.push(format!("COPY <{graph}> TO <{mine}>"));
		all.push(format!("MOVE <{graph}> TO <{mine}>"));
		all.push(format!(
			"INSERT {{ GRAPH <{mine}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
		));
		all.push(format!(
			"WITH <{graph}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
		));
	}
	// What one sees one may take along; what one does not own one may not change.
	all.push(format!(
		"INSERT DATA {{ GRAPH <{copy}> {{ <urn:a> <urn:b> <urn:c> }} }}"
	));
	all.push(format!("CLEAR GRAPH <{copy}>"));
	all.push(format!("DELETE WHERE {{ GRAPH <{copy}> {{ ?s ?p ?o }} }}"));
	all.push(format!("COPY <{copy}> TO <{mine}>"));
	all
}
