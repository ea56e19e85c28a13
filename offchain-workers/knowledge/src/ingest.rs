//! From documents to knowledge: passages, what they name, what they say of it, and where it comes from.
//!
//! Everything is done by rules on this machine. What rules find is less than what a reader finds; each fact names
//! the passage that it was found in.

pub mod block;
pub mod extract;
mod html;
pub mod junk;
mod table;
mod text;

use crate::document;
use crate::error::{Error, Limit, Result};
use crate::store::Draft;
use crate::vocabulary as v;
use block::{passages, Passage};
use extract::Fact;
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::path::Path;

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
	/// Paragraphs with empty lines between.
	Text,
	/// Markdown.
	Markdown,
	/// HTML.
	Html,
	/// A table with a header: each row is something, each column says something of it.
	Csv,
}

impl Format {
	/// By the name of a file.
	///
	/// # Errors
	/// When it is none that is taken.
	pub fn of(path: &Path) -> Result<Self> {
		let extension = path
			.extension()
			.and_then(|extension| extension.to_str())
			.unwrap_or_default();
		match extension.to_ascii_lowercase().as_str() {
			"txt" | "text" | "" => Ok(Self::Text),
			"md" | "markdown" => Ok(Self::Markdown),
			"html" | "htm" | "xhtml" => Ok(Self::Html),
			"csv" => Ok(Self::Csv),
			other => Err(Error::Input(format!(
				"{other}: text (txt), Markdown (md), HTML (html), CSV (csv) and RDF ({}) are taken",
				document::FORMATS
			))),
		}
	}
}

/// A document and what is known of it.
#[derive(Clone, Debug)]
pub struct Source<'a> {
	/// Its name; the same name later is a newer version of the same document.
	pub name: &'a str,
	/// What it is written in.
	pub format: Format,
	/// The document.
	pub bytes: &'a [u8],
	/// Who brought it.
	pub author: &'a str,
	/// When, in milliseconds since 1970.
	pub time: u64,
}

/// The longest document that is read as text.
pub const LONGEST: usize = 64 << 20;

/// What was taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Taken {
	/// Passages that are new.
	pub passages: usize,
	/// Passages that say what another one said already.
	pub repeated: usize,
	/// Passages that say nothing.
	pub junk: usize,
	/// Facts with provenance.
	pub facts: usize,
	/// Names that were met.
	pub entities: usize,
}

/// Reads a document into `graph`.
///
/// # Errors
/// When it is too long or not UTF-8, or the caller may not write to the graph.
pub fn ingest(draft: &mut Draft, source: &Source<'_>, graph: &NamedNode) -> Result<Taken> {
	if source.bytes.len() > LONGEST {
		return Err(Limit::Document(LONGEST as u64).into());
	}
	let text = utf8(source.bytes)?;
	let hash = hex::encode(Sha256::digest(source.bytes));
	let document = NamedNode::new_unchecked(format!("urn:althing:document:{hash}"));
	let mut writer = Writer {
		draft,
		graph: graph.clone().into(),
		taken: Taken::default(),
		seen: HashSet::new(),
		known: HashSet::new(),
	};
	writer.document(&document, source, &hash)?;
	if source.format == Format::Csv {
		table::read(&mut writer, text, &document)?;
		return Ok(writer.taken);
	}
	let blocks = match source.format {
		Format::Html => html::blocks(text)?,
		Format::Markdown => text::markdown(text),
		_ => text::plain(text),
	};
	for (position, passage) in passages(&blocks, &file_title(source.name))
		.into_iter()
		.enumerate()
	{
		writer.passage(&document, position, &passage)?;
	}
	Ok(writer.taken)
}

fn utf8(bytes: &[u8]) -> Result<&str> {
	std::str::from_utf8(bytes).map_err(|error| {
		let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
		let line = before
			.iter()
			.filter(|byte| **byte == b'\n')
			.count()
			.saturating_add(1);
		let start = before
			.iter()
			.rposition(|byte| *byte == b'\n')
			.map_or(0, |at| at.saturating_add(1));
		Error::Syntax {
			line: line as u64,
			column: before.len().saturating_sub(start).saturating_add(1) as u64,
			reason: "this is not UTF-8".into(),
		}
	})
}

fn file_title(name: &str) -> String {
	let stem = Path::new(name)
		.file_stem()
		.and_then(|stem| stem.to_str())
		.unwrap_or(name);
	stem.replace(['_', '-'], " ")
}

/// The name of an entity: the same words, whatever their case, are the same one.
pub fn entity(name: &str) -> NamedNode {
	let key = extract::key(name);
	NamedNode::new_unchecked(format!("urn:althing:entity:{}", encoded(&key)))
}

/// The name of a relation.
pub fn relation(words: &str) -> NamedNode {
	NamedNode::new_unchecked(format!("urn:althing:relation:{}", encoded(&extract::key(words))))
}

fn encoded(key: &str) -> String {
	form_urlencoded::byte_serialize(key.as_bytes()).collect()
}

/// Writes what is found.
pub(crate) struct Writer<'a> {
	draft: &'a mut Draft,
	graph: GraphName,
	/// What was written.
	pub taken: Taken,
	/// Hashes of passages of this document.
	seen: HashSet<[u8; 32]>,
	known: HashSet<NamedNode>,
}

impl Writer<'_> {
	/// Writes a triple.
	pub fn say(&mut self, s: &NamedNode, p: NamedNodeRef<'_>, o: impl Into<Term>) -> Result<()> {
		let quad = Quad::new(s.clone(), p.into_owned(), o, self.graph.clone());
		self.draft.insert(quad.as_ref())
	}

	fn document(&mut self, document: &NamedNode, source: &Source<'_>, hash: &str) -> Result<()> {
		let who = format!("urn:althing:author:{}", encoded(source.author));
		self.say(document, v::TYPE, v::PROV_ENTITY.into_owned())?;
		self.say(document, v::LABEL, document::string(source.name))?;
		self.say(document, v::SHA256, document::string(hash))?;
		self.say(document, v::BYTES, Literal::from(source.bytes.len() as u64))?;
		self.say(document, v::PROV_ATTRIBUTED, NamedNode::new_unchecked(who))?;
		self.say(document, v::PROV_AT, moment(source.time))
	}

	fn passage(&mut self, document: &NamedNode, position: usize, passage: &Passage) -> Result<()> {
		if junk::is_junk(&passage.text) {
			self.taken.junk = self.taken.junk.saturating_add(1);
			return Ok(());
		}
		let hash: [u8; 32] = Sha256::digest(passage.text.as_bytes()).into();
		let known = NamedNode::new_unchecked(format!("urn:althing:passage:{}", hex::encode(hash)));
		let there = self.draft.holds(&self.graph, &known, v::TYPE, v::PASSAGE.into());
		if !self.seen.insert(hash) || there {
			self.taken.repeated = self.taken.repeated.saturating_add(1);
			return self.say(&known, v::PROV_DERIVED, document.clone());
		}
		self.taken.passages = self.taken.passages.saturating_add(1);
		self.say(&known, v::TYPE, v::PASSAGE.into_owned())?;
		self.say(&known, v::TEXT, document::string(&passage.text))?;
		self.say(&known, v::TITLE, document::string(&passage.title))?;
		self.say(&known, v::POSITION, Literal::from(position as u64))?;
		self.say(&known, v::PROV_DERIVED, document.clone())?;
		let found = extract::extract(&passage.title, &passage.text);
		for name in &found.names {
			let entity = self.entity(name)?;
			self.say(&known, v::MENTIONS, entity)?;
		}
		for date in &found.dates {
			self.say(&known, v::DATE, date.literal())?;
		}
		found.facts.iter().try_for_each(|fact| self.fact(&known, fact))
	}

	/// Writes an entity, once.
	pub fn entity(&mut self, name: &str) -> Result<NamedNode> {
		let node = entity(name);
		if self.known.insert(node.clone()) {
			self.taken.entities = self.taken.entities.saturating_add(1);
			self.say(&node, v::TYPE, v::ENTITY.into_owned())?;
			self.say(&node, v::LABEL, document::string(name))?;
		}
		Ok(node)
	}

	/// Writes a fact as a triple, and as a node that says where it comes from and when it holds.
	pub fn fact(&mut self, from: &NamedNode, fact: &Fact) -> Result<()> {
		let subject = self.entity(&fact.subject)?;
		let object = self.entity(&fact.object)?;
		let predicate = relation(&fact.relation);
		self.say(&subject, predicate.as_ref(), object.clone())?;
		let key = format!("{subject}\n{predicate}\n{object}\n{from}");
		let node = format!("urn:althing:fact:{}", hex::encode(Sha256::digest(key)));
		let node = NamedNode::new_unchecked(node);
		self.taken.facts = self.taken.facts.saturating_add(1);
		self.say(&node, v::TYPE, v::FACT.into_owned())?;
		self.say(&node, v::SUBJECT, subject)?;
		self.say(&node, v::PREDICATE, predicate)?;
		self.say(&node, v::OBJECT, object)?;
		if let Some(from) = &fact.from {
			self.say(&node, v::VALID_FROM, from.literal())?;
		}
		if let Some(until) = &fact.until {
			self.say(&node, v::VALID_UNTIL, until.literal())?;
		}
		self.say(&node, v::PROV_DERIVED, from.clone())
	}
}

/// A moment as `xsd:dateTime`.
pub fn moment(milliseconds: u64) -> Literal {
	let seconds = i64::try_from(milliseconds / 1_000).unwrap_or(0);
	let time = time::OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
	let text = time
		.format(&time::format_description::well_known::Rfc3339)
		.unwrap_or_default();
	Literal::new_typed_literal(text, oxrdf::vocab::xsd::DATE_TIME)
}
