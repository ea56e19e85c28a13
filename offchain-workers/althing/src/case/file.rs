//! The case file: what people write.

use std::{
	fmt,
	fs::File,
	io::Read as _,
	path::{Path, PathBuf},
};

use althing_brains::Window;
use althing_primitives::{Department, Departments};
use polkadot_sdk::sp_arithmetic::Perbill;
use serde::{
	de::{Error as _, MapAccess, Visitor},
	Deserialize, Deserializer,
};

use super::{
	body,
	collect::Collector,
	documents, moment,
	table::{self, Columns},
	About, Case, CaseError, Form, Notice, Place, MAX_CASE_FILE,
};

impl Case {
	/// Reads a case file, `.toml` or `.json`, and the evidence that it names. The notices say what was
	/// left out because the chain has no room for it or because nobody may judge by it.
	///
	/// # Errors
	/// One for each way in which a file can be wrong; all are sentences that say what to do.
	pub fn from_path(path: &Path) -> Result<(Self, Vec<Notice>), CaseError> {
		let parse: fn(&str) -> Result<CaseFile, String> = match path.extension().and_then(|e| e.to_str()) {
			Some("toml") => |text| toml::from_str(text).map_err(|error| error.to_string()),
			Some("json") => |text| serde_json::from_str(text).map_err(|error| error.to_string()),
			// What it is matters more than how it is named.
			_ if path.is_dir() => return Err(CaseError::NotAFile { path: path.into() }),
			_ => return Err(CaseError::UnknownFormat { path: path.into() }),
		};
		let (file, size) = open(path, MAX_CASE_FILE)?;
		let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
		let unreadable = |source| CaseError::Unreadable {
			path: path.into(),
			source,
		};
		file.take(MAX_CASE_FILE)
			.read_to_end(&mut bytes)
			.map_err(unreadable)?;
		let text = String::from_utf8(bytes).map_err(|_| CaseError::NotUtf8 {
			path: path.into(),
			line: None,
		})?;
		let file = parse(text.trim_start_matches('\u{feff}')).map_err(|reason| CaseError::Malformed {
			path: path.into(),
			reason: reason.trim_end().to_owned(),
		})?;
		file.case(path.parent().unwrap_or(Path::new("")))
	}
}

/// Opens a regular file of at most `limit` bytes; gives its size too.
pub(super) fn open(path: &Path, limit: u64) -> Result<(File, u64), CaseError> {
	let unreadable = |source| CaseError::Unreadable {
		path: path.into(),
		source,
	};
	// Asked before opening: to open a pipe is to wait for its writer.
	let about = std::fs::metadata(path).map_err(unreadable)?;
	if !about.is_file() {
		return Err(CaseError::NotAFile { path: path.into() });
	}
	if about.len() > limit {
		return Err(CaseError::TooLarge {
			path: path.into(),
			bytes: about.len(),
			limit,
		});
	}
	Ok((File::open(path).map_err(unreadable)?, about.len()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
	question: String,
	subject: Option<String>,
	#[serde(default)]
	kind: KindName,
	options: Option<Vec<String>>,
	min: Option<i64>,
	max: Option<i64>,
	unit: Option<String>,
	#[serde(default)]
	departments: Vec<Department>,
	risk: f64,
	impact: f64,
	urgency: f64,
	evidence: EvidenceFile,
	window: Option<Span>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KindName {
	#[default]
	Binary,
	Choice,
	Scalar,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceFile {
	csv: Option<PathBuf>,
	time: Option<String>,
	value: Option<String>,
	#[serde(default)]
	disorder: Disorder,
	points: Option<Vec<(Moment, f64)>>,
	documents: Option<Vec<String>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Disorder {
	#[default]
	Refuse,
	Skip,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
	from: Moment,
	to: Moment,
}

impl CaseFile {
	fn case(self, folder: &Path) -> Result<(Case, Vec<Notice>), CaseError> {
		let about = About {
			question: self.question.clone(),
			subject: self.subject.clone(),
			form: self.form()?,
			departments: Departments::of(self.departments.iter().copied()),
			risk: share("risk", self.risk)?,
			impact: share("impact", self.impact)?,
			urgency: share("urgency", self.urgency)?,
		};
		let mut evidence = self.evidence;
		match (evidence.documents.take(), self.window) {
			(None, Some(Span { from, to })) => evidence.series_case(folder, about, from.0, to.0),
			(Some(names), None) => evidence.documents_case(folder, about, names),
			_ => Err(CaseError::WindowForm),
		}
	}

	fn form(&self) -> Result<Form, CaseError> {
		let given = [
			("options", self.options.is_some()),
			("min", self.min.is_some()),
			("max", self.max.is_some()),
			("unit", self.unit.is_some()),
		];
		let (kind, own, remedy): (_, &[&str], _) = match self.kind {
			KindName::Binary => (
				"binary",
				&[],
				"only `kind = \"binary\"`, or the kind that you mean",
			),
			KindName::Choice => (
				"choice",
				&["options"],
				"for instance `options = [\"stay\", \"leave\"]`",
			),
			KindName::Scalar => (
				"scalar",
				&["min", "max", "unit"],
				"for instance `min = 0` and `max = 100`",
			),
		};
		if let Some((field, _)) = given.iter().find(|(field, there)| *there && !own.contains(field)) {
			return Err(CaseError::FormField {
				kind,
				problem: "has no",
				field,
				remedy,
			});
		}
		let lacks = |field| CaseError::FormField {
			kind,
			problem: "lacks",
			field,
			remedy,
		};
		Ok(match self.kind {
			KindName::Binary => Form::Binary,
			KindName::Choice => Form::Choice(self.options.clone().ok_or_else(|| lacks("options"))?),
			KindName::Scalar => Form::Scalar {
				min: self.min.ok_or_else(|| lacks("min"))?,
				max: self.max.ok_or_else(|| lacks("max"))?,
				unit: self.unit.clone().unwrap_or_default(),
			},
		})
	}
}

impl EvidenceFile {
	fn series_case(
		self,
		folder: &Path,
		about: About,
		from: i64,
		to: i64,
	) -> Result<(Case, Vec<Notice>), CaseError> {
		let window = Window::new(from, to).map_err(|_| CaseError::WindowReversed { from, to })?;
		let mut collector = Collector::new(window, self.disorder == Disorder::Skip);
		self.collect(folder, &mut collector)?;
		Case::assemble(about, window, collector)
	}

	fn documents_case(
		self,
		folder: &Path,
		about: About,
		names: Vec<String>,
	) -> Result<(Case, Vec<Notice>), CaseError> {
		let other =
			self.csv.is_some() || self.points.is_some() || self.time.is_some() || self.value.is_some();
		if other || self.disorder != Disorder::Refuse {
			return Err(CaseError::EvidenceForm);
		}
		let case = Case::about_documents(about, documents::read(folder, names)?)?;
		Ok((case, Vec::new()))
	}

	fn collect(self, folder: &Path, collector: &mut Collector) -> Result<(), CaseError> {
		match (self.csv, self.points) {
			(Some(csv), None) => {
				let Columns { time, value } = Columns::default();
				let columns = Columns {
					time: self.time.unwrap_or(time),
					value: self.value.unwrap_or(value),
				};
				table::read(&folder.join(csv), &columns, |place, time, value| {
					collector.push(place, time, value)
				})
			}
			(None, Some(points)) if self.time.is_none() && self.value.is_none() => {
				for (index, (time, value)) in points.into_iter().enumerate() {
					collector.push(|| Place::Point(index + 1), time.0, value)?;
				}
				Ok(())
			}
			_ => Err(CaseError::EvidenceForm),
		}
	}
}

fn share(field: &'static str, value: f64) -> Result<Perbill, CaseError> {
	body::share(value).ok_or(CaseError::NoShare { field, value })
}

/// Unix seconds, read from any of the spellings of [`moment::parse`] or from TOML's own date-times.
struct Moment(i64);

impl<'de> Deserialize<'de> for Moment {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		deserializer.deserialize_any(MomentVisitor)
	}
}

struct MomentVisitor;

impl<'de> Visitor<'de> for MomentVisitor {
	type Value = Moment;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("a time: 2026-01-31T12:00:00Z, \"2026-01-31 12:00:00\" (UTC) or unix seconds")
	}

	fn visit_i64<E: serde::de::Error>(self, seconds: i64) -> Result<Moment, E> {
		self.visit_str(&seconds.to_string())
	}

	fn visit_u64<E: serde::de::Error>(self, seconds: u64) -> Result<Moment, E> {
		self.visit_str(&seconds.to_string())
	}

	fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Moment, E> {
		moment::parse(text)
			.map(Moment)
			.ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
	}

	/// How parsers hand over what serde has no type for: TOML a date-time, JSON a number of any size.
	/// Either is a map of one text, under a key of the parser's own.
	fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Moment, A::Error> {
		let no_moment = || A::Error::invalid_type(serde::de::Unexpected::Map, &self);
		let entry: Option<(String, String)> = map.next_entry().map_err(|_| no_moment())?;
		let (_, text) = entry
			.filter(|(key, _)| key.starts_with('$'))
			.ok_or_else(no_moment)?;
		self.visit_str(&text)
	}
}
