//! The canonical bytes of a case.
//!
//! Compact JSON, fields in one fixed order, departments in the order of their indices:
//! ```json
//! {"case":1,"question":"…","subject":null,"form":"binary","departments":["engineering"],"risk":0.4,
//!  "impact":0.25,"urgency":0,"window":{"from":60,"to":120},"series":{"t":[60,120],"v":[1,0.5]}}
//! ```
//! A case about documents names them instead:
//! ```json
//! {"case":2,"question":"…",…,"urgency":0,"documents":[{"name":"rfc9110.txt","bytes":487013,"hash":"5e1f…"}]}
//! ```
//! Numbers are written by the rules of [`write_number`] here, so that no change in a library changes a
//! hash. Reading accepts a body only if writing what was read gives the same bytes again.

use std::fmt::Write as _;

use althing_brains::{Series, Window};
use althing_primitives::{Department, Departments};
use polkadot_sdk::sp_arithmetic::{PerThing, Perbill};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{About, Case, CaseError, Document, Evidence, Form, MAX_BODY};

/// The form of bodies with points over time.
const SERIES: u8 = 1;
/// The form of bodies with documents.
const DOCUMENTS: u8 = 2;
/// Whole numbers below this are exact in a double and are written without a point.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Case {
	/// The canonical bytes: what the chain carries, and what `evidence` is the hash of. At most
	/// [`MAX_BODY`] of them.
	pub fn body(&self) -> Vec<u8> {
		match &self.evidence {
			Evidence::Series { series, window } => {
				let mut out = series_head(&self.about, *window);
				write_list(&mut out, series.timestamps(), |out, time| {
					write_display(out, *time)
				});
				out.push_str(BETWEEN);
				write_list(&mut out, series.values(), |out, value| write_number(out, *value));
				out.push_str(TAIL);
				out.into_bytes()
			}
			Evidence::Documents(documents) => {
				let mut out = head(DOCUMENTS, &self.about);
				out.push_str(",\"documents\":[");
				write_list(&mut out, documents, write_document);
				out.push_str("]}");
				out.into_bytes()
			}
		}
	}

	/// Reads the body of a case, as found on chain. Never panics, and takes memory in proportion to the
	/// bytes given, of which it looks at no more than [`MAX_BODY`].
	///
	/// # Errors
	/// [`CaseError::BodyTooLarge`], [`CaseError::BodyMalformed`] or [`CaseError::BodyNotCanonical`].
	pub fn from_body(body: &[u8]) -> Result<Self, CaseError> {
		if body.len() > MAX_BODY {
			return Err(CaseError::BodyTooLarge {
				bytes: body.len(),
				limit: MAX_BODY,
			});
		}
		let read: Body = serde_json::from_slice(body).map_err(wrong)?;
		let case = read.case().map_err(|error| match error {
			CaseError::BodyMalformed { .. } => error,
			other => wrong(other),
		})?;
		if case.body() != body {
			return Err(CaseError::BodyNotCanonical);
		}
		Ok(case)
	}
}

fn malformed(reason: String) -> CaseError {
	CaseError::BodyMalformed { reason }
}

fn wrong(error: impl std::fmt::Display) -> CaseError {
	malformed(error.to_string())
}

const BETWEEN: &str = "],\"v\":[";
const TAIL: &str = "]}}";

/// What every case says, up to its evidence.
fn head(version: u8, about: &About) -> String {
	let mut out = format!(
		"{{\"case\":{version},\"question\":{},\"subject\":",
		quoted(&about.question)
	);
	out.push_str(&about.subject.as_deref().map_or("null".into(), quoted));
	out.push_str(",\"form\":");
	write_form(&mut out, &about.form);
	out.push_str(",\"departments\":[");
	let names: Vec<Department> = about.departments.iter().collect();
	write_list(&mut out, &names, |out, department| {
		out.push_str(&quoted(department.name()))
	});
	out.push(']');
	for (name, share) in [
		("risk", about.risk),
		("impact", about.impact),
		("urgency", about.urgency),
	] {
		out.push_str(&format!(",\"{name}\":"));
		write_share(&mut out, share);
	}
	out
}

/// Everything before the first timestamp.
fn series_head(about: &About, window: Window) -> String {
	let (from, to) = (window.from(), window.to());
	let mut out = head(SERIES, about);
	out.push_str(&format!(
		",\"window\":{{\"from\":{from},\"to\":{to}}},\"series\":{{\"t\":["
	));
	out
}

fn write_document(out: &mut String, document: &Document) {
	out.push_str(&format!(
		"{{\"name\":{},\"bytes\":{},\"hash\":\"{}\"}}",
		quoted(&document.name),
		document.bytes,
		hex::encode(document.hash)
	));
}

/// The bytes of a body beside its points.
pub(super) fn frame_len(about: &About, window: Window) -> usize {
	series_head(about, window).len() + BETWEEN.len() + TAIL.len()
}

/// The bytes that a point takes at most: both numbers, each with a comma.
pub(super) fn point_len(time: i64, value: f64) -> usize {
	let mut out = String::new();
	write_display(&mut out, time);
	write_number(&mut out, value);
	out.len() + 2
}

fn write_form(out: &mut String, form: &Form) {
	match form {
		Form::Binary => out.push_str("\"binary\""),
		Form::Choice(options) => {
			out.push_str("{\"choice\":[");
			write_list(out, options, |out, option| out.push_str(&quoted(option)));
			out.push_str("]}");
		}
		Form::Scalar { min, max, unit } => {
			let unit = quoted(unit);
			out.push_str(&format!(
				"{{\"scalar\":{{\"min\":{min},\"max\":{max},\"unit\":{unit}}}}}"
			));
		}
	}
}

fn write_list<T>(out: &mut String, items: &[T], mut write: impl FnMut(&mut String, &T)) {
	for (index, item) in items.iter().enumerate() {
		if index > 0 {
			out.push(',');
		}
		write(out, item);
	}
}

fn write_display(out: &mut String, value: impl std::fmt::Display) {
	// Writing to a string cannot fail.
	let _ = write!(out, "{value}");
}

/// A JSON string.
fn quoted(text: &str) -> String {
	serde_json::Value::from(text).to_string()
}

/// A whole number without point or exponent where a double holds it exactly, else the fewest digits that
/// give the same double again: plain from 10⁻⁵ to 2⁵³, with an exponent beyond.
fn write_number(out: &mut String, value: f64) {
	let magnitude = value.abs();
	if magnitude < EXACT && value.fract() == 0.0 {
		write_display(out, value as i64);
	} else if (1e-5..EXACT).contains(&magnitude) {
		write_display(out, value);
	} else {
		// Writing to a string cannot fail.
		let _ = write!(out, "{value:e}");
	}
}

/// A share as a decimal of at most nine digits.
fn write_share(out: &mut String, share: Perbill) {
	let parts = share.deconstruct();
	if parts == Perbill::ACCURACY {
		out.push('1');
		return;
	}
	let digits = format!("{parts:09}");
	let digits = digits.trim_end_matches('0');
	out.push('0');
	if !digits.is_empty() {
		out.push('.');
		out.push_str(digits);
	}
}

/// The share nearest to `value`, if that lies in [0,1].
pub(super) fn share(value: f64) -> Option<Perbill> {
	// The product is at most 10⁹, so the cast is exact.
	(0.0..=1.0)
		.contains(&value)
		.then(|| Perbill::from_parts((value * f64::from(Perbill::ACCURACY)).round() as u32))
}

/// What a body may hold. Each version has its own of the last three.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'a> {
	case: u8,
	question: String,
	subject: Option<String>,
	form: FormRead,
	departments: Vec<Department>,
	risk: f64,
	impact: f64,
	urgency: f64,
	window: Option<Span>,
	#[serde(borrow)]
	series: Option<Points<'a>>,
	documents: Option<Vec<DocumentRead>>,
}

impl Body<'_> {
	fn case(self) -> Result<Case, CaseError> {
		let about = About {
			question: self.question,
			subject: self.subject,
			form: self.form.into(),
			departments: Departments::of(self.departments),
			risk: share_of("risk", self.risk)?,
			impact: share_of("impact", self.impact)?,
			urgency: share_of("urgency", self.urgency)?,
		};
		match (self.case, self.window, self.series, self.documents) {
			(SERIES, Some(window), Some(points), None) => {
				let series = Series::new(points.t, doubles(&points.v)?).map_err(wrong)?;
				let window = Window::new(window.from, window.to).map_err(wrong)?;
				Case::about_series(about, window, &series).map(|(case, _)| case)
			}
			(DOCUMENTS, None, None, Some(documents)) => {
				let documents = documents.into_iter().map(DocumentRead::document);
				Case::about_documents(about, documents.collect::<Result<_, _>>()?)
			}
			(SERIES | DOCUMENTS, ..) => Err(malformed("it is not what its version has as evidence".into())),
			(other, ..) => Err(malformed(format!(
				"its version is {other}; {SERIES} and {DOCUMENTS} are known"
			))),
		}
	}
}

fn share_of(field: &'static str, value: f64) -> Result<Perbill, CaseError> {
	share(value).ok_or(CaseError::NoShare { field, value })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
enum FormRead {
	Binary,
	Choice(Vec<String>),
	Scalar { min: i64, max: i64, unit: String },
}

impl From<FormRead> for Form {
	fn from(read: FormRead) -> Self {
		match read {
			FormRead::Binary => Self::Binary,
			FormRead::Choice(options) => Self::Choice(options),
			FormRead::Scalar { min, max, unit } => Self::Scalar { min, max, unit },
		}
	}
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentRead {
	name: String,
	bytes: u64,
	hash: String,
}

impl DocumentRead {
	fn document(self) -> Result<Document, CaseError> {
		let mut hash = [0; 32];
		hex::decode_to_slice(&self.hash, &mut hash)
			.map_err(|error| malformed(format!("the hash of {}: {error}", self.name)))?;
		Ok(Document {
			name: self.name,
			bytes: self.bytes,
			hash,
		})
	}
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
	from: i64,
	to: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Points<'a> {
	t: Vec<i64>,
	/// As written: the JSON parser's own way from digits to a double may miss the nearest one.
	#[serde(borrow)]
	v: Vec<&'a RawValue>,
}

/// The doubles nearest to what is written.
fn doubles(written: &[&RawValue]) -> Result<Vec<f64>, CaseError> {
	let read = |value: &&RawValue| {
		value
			.get()
			.parse()
			.map_err(|_| malformed(format!("{} is no number", value.get())))
	};
	written.iter().map(read).collect()
}
