//! Names of what is said of decisions.

use oxrdf::NamedNodeRef;

const fn name(iri: &'static str) -> NamedNodeRef<'static> {
	NamedNodeRef::new_unchecked(iri)
}

/// A decision of a panel.
pub const DECISION: NamedNodeRef<'static> = name("urn:althing:term:Decision");
/// A ballot of an agent.
pub const BALLOT: NamedNodeRef<'static> = name("urn:althing:term:Ballot");
/// The hash of a decision's receipt.
pub const RECEIPT: NamedNodeRef<'static> = name("urn:althing:term:receipt");
/// What turned out to be true.
pub const TRUTH: NamedNodeRef<'static> = name("urn:althing:term:truth");
/// How much a decision counts, in thousandths.
pub const WEIGHT: NamedNodeRef<'static> = name("urn:althing:term:weight");
/// The decision that a ballot was cast in.
pub const CAST_IN: NamedNodeRef<'static> = name("urn:althing:term:castIn");
/// Whether a ballot was right.
pub const RIGHT: NamedNodeRef<'static> = name("urn:althing:term:right");
/// The hash of a ballot's reasons.
pub const RATIONALE: NamedNodeRef<'static> = name("urn:althing:term:rationale");
/// A document that a ballot's reasons rest on.
pub const CITES: NamedNodeRef<'static> = name("urn:althing:term:cites");
