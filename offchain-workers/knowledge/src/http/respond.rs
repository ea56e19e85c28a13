//! Answers, in the format that is asked for.

use crate::document;
use crate::error::{Error, Limit, Result};
use crate::sparql::query;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{HeaderValue, ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use oxrdf::{GraphNameRef, Quad};
use oxrdfio::RdfFormat;
use sparesults::{QueryResultsFormat, QueryResultsSerializer};
use spareval::QueryResults;
use std::io::{self, Write};

/// What is sent back.
pub type Reply = Response<Full<Bytes>>;

/// A reply with a body.
pub fn reply(status: StatusCode, media_type: &str, body: Vec<u8>) -> Reply {
	let mut response = Response::new(Full::new(Bytes::from(body)));
	*response.status_mut() = status;
	if let Ok(value) = HeaderValue::from_str(media_type) {
		response.headers_mut().insert(CONTENT_TYPE, value);
	}
	response
}

/// A reply without one.
pub fn empty(status: StatusCode) -> Reply {
	let mut response = Response::new(Full::new(Bytes::new()));
	*response.status_mut() = status;
	response
}

/// A method that a path does not have.
pub fn not_allowed(methods: &'static str) -> Reply {
	let mut response = text(
		StatusCode::METHOD_NOT_ALLOWED,
		&format!("{methods} is possible here"),
	);
	response
		.headers_mut()
		.insert(ALLOW, HeaderValue::from_static(methods));
	response
}

/// A token that nobody has.
pub fn unknown_token() -> Reply {
	let mut response = text(StatusCode::UNAUTHORIZED, "this token is not known");
	response
		.headers_mut()
		.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
	response
}

/// A document.
///
/// # Errors
/// None that is known.
pub fn json(value: &impl serde::Serialize) -> Result<Reply> {
	let body = serde_json::to_vec(value).map_err(|error| Error::Internal(error.to_string()))?;
	Ok(reply(StatusCode::OK, "application/json", body))
}

/// Words.
pub fn text(status: StatusCode, text: &str) -> Reply {
	reply(
		status,
		"text/plain; charset=utf-8",
		format!("{text}\n").into_bytes(),
	)
}

/// What went wrong.
pub fn error(error: &Error) -> Reply {
	let status = match error {
		Error::Syntax { .. } | Error::Input(_) | Error::Query(_) => StatusCode::BAD_REQUEST,
		Error::Forbidden(_) => StatusCode::FORBIDDEN,
		Error::NoVersion(..) => StatusCode::NOT_FOUND,
		Error::Grants(_) | Error::Limit(Limit::Time(_) | Limit::Cancelled | Limit::Memory(_)) => {
			StatusCode::SERVICE_UNAVAILABLE
		}
		Error::Limit(_) => StatusCode::PAYLOAD_TOO_LARGE,
		_ => StatusCode::INTERNAL_SERVER_ERROR,
	};
	if status == StatusCode::INTERNAL_SERVER_ERROR {
		// Paths and offsets are for who keeps the store.
		return text(status, "an internal fault");
	}
	text(status, &error.to_string())
}

/// Media types of an `Accept` header, the most wanted first.
fn wanted(accept: Option<&str>) -> Vec<String> {
	let mut types: Vec<(u32, String)> = Vec::new();
	for part in accept.unwrap_or("*/*").split(',') {
		let mut fields = part.split(';').map(str::trim);
		let name = fields.next().unwrap_or_default().to_ascii_lowercase();
		let quality = fields
			.find_map(|field| field.strip_prefix("q=")?.parse::<f32>().ok())
			.unwrap_or(1.0);
		if quality > 0.0 {
			types.push(((quality.clamp(0.0, 1.0) * 1_000.0) as u32, name));
		}
	}
	types.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
	types.into_iter().map(|(_, name)| name).collect()
}

fn results_format(accept: Option<&str>) -> Option<QueryResultsFormat> {
	wanted(accept).iter().find_map(|name| match name.as_str() {
		"*/*" | "application/*" | "application/json" => Some(QueryResultsFormat::Json),
		"text/*" => Some(QueryResultsFormat::Csv),
		name => QueryResultsFormat::from_media_type(name),
	})
}

/// The format of a graph that fits an `Accept` header.
pub fn graph_format(accept: Option<&str>) -> Option<RdfFormat> {
	wanted(accept).iter().find_map(|name| match name.as_str() {
		"*/*" | "text/*" => Some(RdfFormat::Turtle),
		"application/*" => Some(RdfFormat::NTriples),
		name => document::format_of_media_type(name).ok(),
	})
}

/// A body that stops growing.
pub struct Bounded {
	/// What was written.
	pub body: Vec<u8>,
	most: usize,
}

impl Bounded {
	/// At most so many bytes.
	pub fn new(most: usize) -> Self {
		Self {
			body: Vec::new(),
			most,
		}
	}

	/// What a failure to write means.
	pub fn error(most: usize) -> impl Fn(io::Error) -> Error {
		move |_| Limit::ResultBytes(most).into()
	}
}

impl Write for Bounded {
	fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
		if self.body.len().saturating_add(bytes.len()) > self.most {
			return Err(io::ErrorKind::FileTooLarge.into());
		}
		self.body.extend_from_slice(bytes);
		Ok(bytes.len())
	}

	fn flush(&mut self) -> io::Result<()> {
		Ok(())
	}
}

/// Writes results as they are asked for: media type and body.
///
/// # Errors
/// When the evaluation fails, the result is too long or no format fits.
pub fn results(
	results: QueryResults<'static>,
	accept: Option<&str>,
	rows: usize,
	most: usize,
) -> Result<(String, Vec<u8>)> {
	let unfit = || Error::Input("no format that is accepted fits this kind of result".into());
	let mut out = Bounded::new(most);
	let failed = Bounded::error(most);
	if let QueryResults::Graph(triples) = results {
		let format = graph_format(accept).ok_or_else(unfit)?;
		let mut all = Vec::new();
		for triple in triples {
			if all.len() >= rows {
				return Err(Limit::Rows(rows).into());
			}
			all.push(triple.map_err(query::evaluation)?);
		}
		// CONSTRUCT gives a set; DESCRIBE may say a thing twice.
		let mut seen = std::collections::HashSet::new();
		all.retain(|triple| seen.insert(triple.clone()));
		let quads = all
			.iter()
			.map(|triple| triple.as_ref().in_graph(GraphNameRef::DefaultGraph));
		document::write(&mut out, format, quads).map_err(failed)?;
		return Ok((format.media_type().to_owned(), out.body));
	}
	let format = results_format(accept).ok_or_else(unfit)?;
	let serializer = QueryResultsSerializer::from_format(format);
	match results {
		QueryResults::Boolean(truth) => {
			serializer
				.serialize_boolean_to_writer(&mut out, truth)
				.map_err(failed)?;
		}
		QueryResults::Solutions(solutions) => {
			let variables = solutions.variables().to_vec();
			let mut writer = serializer
				.serialize_solutions_to_writer(&mut out, variables)
				.map_err(&failed)?;
			for (row, solution) in solutions.enumerate() {
				if row >= rows {
					return Err(Limit::Rows(rows).into());
				}
				writer
					.serialize(&solution.map_err(query::evaluation)?)
					.map_err(&failed)?;
			}
			writer.finish().map_err(failed)?;
		}
		QueryResults::Graph(_) => (),
	}
	Ok((format.media_type().to_owned(), out.body))
}

/// Quads as a document: media type and body.
///
/// # Errors
/// When it is too long or no format fits.
pub fn quads(quads: &[Quad], accept: Option<&str>, most: usize) -> Result<(String, Vec<u8>)> {
	let format = graph_format(accept);
	let format = format.ok_or_else(|| Error::Input("no format that is accepted fits a graph".into()))?;
	let mut out = Bounded::new(most);
	document::write(&mut out, format, quads.iter().map(Quad::as_ref)).map_err(Bounded::error(most))?;
	Ok((format.media_type().to_owned(), out.body))
}
