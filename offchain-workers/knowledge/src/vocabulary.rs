//! Names of what we say ourselves.

/// Everything of ours.
pub const ALTHING: &str = "urn:althing:term:";

/// Prefixes of documents that are written.
pub const PREFIXES: &[(&str, &str)] = &[
	("al", ALTHING),
	("prov", "http://www.w3.org/ns/prov#"),
	("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
	("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
	("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

macro_rules! names {
	($($(#[$doc:meta])* $name:ident = $iri:literal;)*) => {
		$($(#[$doc])* pub const $name: oxrdf::NamedNodeRef<'static> = oxrdf::NamedNodeRef::new_unchecked($iri);)*
	};
}

names! {
	/// A piece of a document, short enough to be read at once.
	PASSAGE = "urn:althing:term:Passage";
	/// What a passage or a document says.
	TEXT = "urn:althing:term:text";
	/// The heading that a passage stands under.
	TITLE = "urn:althing:term:title";
	/// Where a passage stands in its document, from 0.
	POSITION = "urn:althing:term:position";
	/// A passage names somebody or something.
	MENTIONS = "urn:althing:term:mentions";
	/// Somebody or something that a text names.
	ENTITY = "urn:althing:term:Entity";
	/// A relation that was found in a text, with where and when it holds.
	FACT = "urn:althing:term:Fact";
	/// What somebody made of documents.
	JUDGEMENT = "urn:althing:term:Judgement";
	/// What was judged.
	ASKED = "urn:althing:term:asked";
	/// How it was judged.
	ANSWER = "urn:althing:term:answer";
	/// How sure the answer is.
	CONFIDENCE = "urn:althing:term:confidence";
	/// The method of judging.
	METHOD = "urn:althing:term:method";
	/// What was found.
	BECAUSE = "urn:althing:term:because";
	/// When a fact begins to hold.
	VALID_FROM = "urn:althing:term:validFrom";
	/// When a fact ceases to hold.
	VALID_UNTIL = "urn:althing:term:validUntil";
	/// A date that a passage names.
	DATE = "urn:althing:term:date";
	/// How many bytes a document has.
	BYTES = "urn:althing:term:bytes";
	/// The SHA-256 of a document.
	SHA256 = "urn:althing:term:sha256";
	/// For whom a copy was made.
	SHARED_WITH = "urn:althing:term:sharedWith";
	/// One document.
	PROV_ENTITY = "http://www.w3.org/ns/prov#Entity";
	/// Where something comes from.
	PROV_DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom";
	/// Who did it.
	PROV_ATTRIBUTED = "http://www.w3.org/ns/prov#wasAttributedTo";
	/// What it was made by.
	PROV_GENERATED_BY = "http://www.w3.org/ns/prov#wasGeneratedBy";
	/// When it was made.
	PROV_AT = "http://www.w3.org/ns/prov#generatedAtTime";
	/// Older forms of the same.
	PROV_REVISION = "http://www.w3.org/ns/prov#wasRevisionOf";
	/// A name for people.
	LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
	/// What something is.
	TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
	/// The subject of a fact.
	SUBJECT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject";
	/// The relation of a fact.
	PREDICATE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate";
	/// The object of a fact.
	OBJECT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#object";
}
