//! The subgraph that an answer rests on, and its hash.

use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{Dataset, Quad};
use sha2::{Digest, Sha256};

/// The rationale hash: SHA-256 of the canonical N-Quads (RDFC-1.0) of the evidence, in hexadecimal. It is the same
/// whatever blank nodes are called and in whatever order the quads come.
pub fn rationale(evidence: &[Quad]) -> String {
	hex::encode(Sha256::digest(canonical(evidence)))
}

/// Canonical N-Quads of the evidence.
pub fn canonical(evidence: &[Quad]) -> String {
	let mut dataset: Dataset = evidence.iter().map(Quad::as_ref).collect();
	dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
		hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
	});
	let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
	lines.sort_unstable();
	lines.concat()
}

#[cfg(test)]
mod tests {
	use super::*;
	use oxrdf::{BlankNode, GraphName, Literal, NamedNode};

	#[test]
	fn names_of_blank_nodes_and_order_do_not_matter() {
		let quad = |node: &str, text: &str| {
			let p = NamedNode::new_unchecked("urn:p");
			Quad::new(
				BlankNode::new_unchecked(node),
				p,
				Literal::from(text),
				GraphName::DefaultGraph,
			)
		};
		let one = rationale(&[quad("a", "x"), quad("b", "y")]);
		assert_eq!(one, rationale(&[quad("z", "y"), quad("q", "x")]));
		assert_ne!(one, rationale(&[quad("a", "x"), quad("b", "z")]));
	}
}
