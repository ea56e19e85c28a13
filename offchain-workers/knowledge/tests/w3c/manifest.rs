//! What a suite's manifest says.

use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef};

pub const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
pub const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";
pub const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";
pub const RS: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";

pub fn node(term: &Term) -> Option<NamedOrBlankNode> {
	term.clone().try_into().ok()
}

pub struct Manifest(pub Graph);

impl Manifest {
	pub fn all(&self, subject: &NamedOrBlankNode, predicate: &str) -> Vec<Term> {
		let predicate = NamedNodeRef::new(predicate).unwrap();
		self.0
			.objects_for_subject_predicate(subject, predicate)
			.map(TermRef::into_owned)
			.collect()
	}

	pub fn one(&self, subject: &NamedOrBlankNode, predicate: &str) -> Option<Term> {
		self.all(subject, predicate).into_iter().next()
	}

	pub fn iris(&self, subject: &NamedOrBlankNode, predicate: &str) -> Vec<String> {
		let iri = |term| match term {
			Term::NamedNode(node) => Some(node.into_string()),
			_ => None,
		};
		self.all(subject, predicate).into_iter().filter_map(iri).collect()
	}

	pub fn iri(&self, subject: &NamedOrBlankNode, predicate: &str) -> Option<String> {
		self.iris(subject, predicate).into_iter().next()
	}

	pub fn entries(&self, manifest: &str) -> Vec<NamedNode> {
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
