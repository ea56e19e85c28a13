//! RDF documents in and out: Turtle, N-Triples, N-Quads, TriG, JSON-LD.
//!
//! RDF/XML is not read: its entities let a short document stand for an endless one.

use crate::error::{Error, Limit, Result};
use crate::store::Draft;
use oxrdf::{GraphName, Literal, NamedOrBlankNode, Quad, QuadRef, Term};
use oxrdfio::{RdfFormat, RdfParseError, RdfParser, RdfSerializer, RdfSyntaxError};
use std::io::{self, Read, Write};
use std::path::Path;

/// What a document may be.
#[derive(Clone, Debug)]
pub struct Bounds {
	/// Bytes of the document.
	pub bytes: u64,
	/// Bytes of one literal or IRI.
	pub term: usize,
}

impl Default for Bounds {
	fn default() -> Self {
		Self {
			bytes: 16 << 30,
			term: 1 << 20,
		}
	}
}

/// The deepest nesting of a JSON-LD document.
const JSON_DEPTH: usize = 128;

/// JSON-LD is held whole while its contexts are resolved.
const JSON_BYTES: u64 = 256 << 20;

/// The formats that are taken.
pub const FORMATS: &str = "Turtle (ttl), N-Triples (nt), N-Quads (nq), TriG (trig), JSON-LD (jsonld)";

/// By the name of a file or of a format.
///
/// # Errors
/// When it is none that is taken.
pub fn format_of(name: &Path) -> Result<RdfFormat> {
	let extension = name
		.extension()
		.or(name.file_name())
		.and_then(|name| name.to_str())
		.unwrap_or_default();
	let extension = extension.to_ascii_lowercase();
	// Others call plain text N-Triples.
	allowed(RdfFormat::from_extension(&extension).filter(|_| extension != "txt"))
		.ok_or_else(|| Error::Input(format!("{}: {FORMATS} are taken", name.display())))
}

/// By a media type.
///
/// # Errors
/// When it is none that is taken.
pub fn format_of_media_type(media_type: &str) -> Result<RdfFormat> {
	allowed(RdfFormat::from_media_type(media_type))
		.ok_or_else(|| Error::Input(format!("{media_type:?}: {FORMATS} are taken")))
}

fn allowed(format: Option<RdfFormat>) -> Option<RdfFormat> {
	format.filter(|format| !matches!(format, RdfFormat::RdfXml | RdfFormat::N3))
}

/// Reads a document into `draft`, triple by triple: the default graph of the document becomes `graph`. Blank nodes
/// get names of their own. Returns how many triples were read.
///
/// # Errors
/// Where the document is wrong, with line and column; when it is too long; when the caller may not write to a graph
/// that it names.
pub fn load(
	draft: &mut Draft,
	from: impl Read,
	format: RdfFormat,
	graph: &GraphName,
	base: Option<&str>,
	bounds: &Bounds,
	mut progress: impl FnMut(u64),
) -> Result<u64> {
	let mut read = 0_u64;
	each_quad(from, format, graph, base, bounds, |quad| {
		draft.insert_many(quad.as_ref())?;
		read = read.saturating_add(1);
		if read.is_multiple_of(4_096) {
			progress(read);
		}
		Ok(())
	})?;
	progress(read);
	Ok(read)
}

/// Reads a document quad by quad.
///
/// # Errors
/// Where the document is wrong, and those of `each`.
pub fn each_quad(
	from: impl Read,
	format: RdfFormat,
	graph: &GraphName,
	base: Option<&str>,
	bounds: &Bounds,
	mut each: impl FnMut(Quad) -> Result<()>,
) -> Result<()> {
	let mut parser = RdfParser::from_format(format)
		.with_default_graph(graph.clone())
		.rename_blank_nodes();
	if let Some(base) = base {
		parser = parser
			.with_base_iri(base)
			.map_err(|e| Error::Input(format!("{base} is no IRI: {e}")))?;
	}
	if matches!(format, RdfFormat::JsonLd { .. }) {
		let text = whole(from, JSON_BYTES.min(bounds.bytes))?;
		check_depth(&text)?;
		return consume(parser.for_reader(text.as_slice()), format, bounds, &mut each);
	}
	let counted = Counted {
		inner: io::BufReader::with_capacity(1 << 16, from),
		left: bounds.bytes,
	};
	consume(parser.for_reader(counted), format, bounds, &mut each)
}

fn consume(
	quads: impl Iterator<Item = std::result::Result<Quad, RdfParseError>>,
	format: RdfFormat,
	bounds: &Bounds,
	each: &mut impl FnMut(Quad) -> Result<()>,
) -> Result<()> {
	for quad in quads {
		let quad = quad.map_err(|error| parse_error(error, format, bounds))?;
		if longest(&quad) > bounds.term {
			return Err(Limit::Term {
				line: 0,
				most: bounds.term,
			}
			.into());
		}
		each(quad)?;
	}
	Ok(())
}

fn whole(from: impl Read, most: u64) -> Result<Vec<u8>> {
	let mut text = Vec::new();
	let read = from.take(most.saturating_add(1)).read_to_end(&mut text);
	let read = read.map_err(|error| Error::io("the document", error))?;
	if read as u64 > most {
		return Err(Limit::Document(most).into());
	}
	Ok(text)
}

/// JSON nests without end; what reads it here does so by calling itself.
fn check_depth(text: &[u8]) -> Result<()> {
	let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
	for byte in text {
		match (quoted, escaped, byte) {
			(true, true, _) => escaped = false,
			(true, false, b'\\') => escaped = true,
			(_, _, b'"') => quoted = !quoted,
			(false, _, b'[' | b'{') => depth = depth.saturating_add(1),
			(false, _, b']' | b'}') => depth = depth.saturating_sub(1),
			_ => (),
		}
		if depth > JSON_DEPTH {
			return Err(Limit::Depth("the document", JSON_DEPTH).into());
		}
	}
	Ok(())
}

fn parse_error(error: RdfParseError, format: RdfFormat, bounds: &Bounds) -> Error {
	match error {
		RdfParseError::Syntax(error) => syntax_error(&error, format),
		RdfParseError::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
			Limit::Document(bounds.bytes).into()
		}
		RdfParseError::Io(error) if error.kind() == io::ErrorKind::OutOfMemory => Limit::Term {
			line: 0,
			most: bounds.term,
		}
		.into(),
		RdfParseError::Io(error) => Error::io("the document", error),
	}
}

fn syntax_error(error: &RdfSyntaxError, format: RdfFormat) -> Error {
	let text = error.to_string();
	let Some(place) = error.location() else {
		return Error::Input(text);
	};
	// Its own words begin with the place.
	let reason = text.split_once(": ").map_or(text.as_str(), |(_, reason)| reason);
	let by_line = matches!(format, RdfFormat::NTriples | RdfFormat::NQuads);
	let empty = (place.start.line, place.start.column) == (place.end.line, place.end.column);
	// Where a line ends too early, the parser stands at the beginning of the next.
	if by_line && empty && place.start.column == 0 && place.start.line > 0 {
		return Error::Syntax {
			line: place.start.line,
			column: 1,
			reason: format!("{reason} (the line ends before)"),
		};
	}
	Error::Syntax {
		line: place.start.line.saturating_add(1),
		column: place.start.column.saturating_add(1),
		reason: reason.to_owned(),
	}
}

fn longest(quad: &Quad) -> usize {
	let node = |node: &NamedOrBlankNode| match node {
		NamedOrBlankNode::NamedNode(node) => node.as_str().len(),
		NamedOrBlankNode::BlankNode(node) => node.as_str().len(),
	};
	let object = match &quad.object {
		Term::NamedNode(node) => node.as_str().len(),
		Term::BlankNode(node) => node.as_str().len(),
		Term::Literal(literal) => literal.value().len().max(literal.datatype().as_str().len()),
	};
	object.max(node(&quad.subject)).max(quad.predicate.as_str().len())
}

/// Fails behind the last byte that is allowed.
struct Counted<R> {
	inner: R,
	left: u64,
}

impl<R: Read> Read for Counted<R> {
	fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
		let read = self.inner.read(to)?;
		self.left = self
			.left
			.checked_sub(read as u64)
			.ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
		Ok(read)
	}
}

/// Writes quads as a document. A format without graphs gets the triples of all of them.
///
/// # Errors
/// When it cannot be written.
pub fn write<'a>(
	to: impl Write,
	format: RdfFormat,
	quads: impl IntoIterator<Item = QuadRef<'a>>,
) -> io::Result<()> {
	let mut serializer = RdfSerializer::from_format(format);
	for (prefix, iri) in crate::vocabulary::PREFIXES {
		let without = serializer.clone();
		serializer = serializer.with_prefix(*prefix, *iri).unwrap_or(without);
	}
	let mut writer = serializer.for_writer(to);
	for quad in quads {
		if format.supports_datasets() {
			writer.serialize_quad(quad)?;
		} else {
			writer.serialize_triple(oxrdf::TripleRef::from(quad))?;
		}
	}
	writer.finish()?.flush()
}

/// A plain string as a term.
pub fn string(text: &str) -> Term {
	Literal::new_simple_literal(text).into()
}
