//! Why a case was refused, and what was left out of one.

use std::{fmt, io, path::PathBuf};

use thiserror::Error;

use super::moment;

/// Where in the evidence something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
	/// A line of a file, counted from one.
	Line {
		/// The file.
		path: PathBuf,
		/// The line.
		line: u64,
	},
	/// A point that stands in the case itself, counted from one.
	Point(usize),
}

impl fmt::Display for Place {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Line { path, line } => write!(f, "line {line} of {}", path.display()),
			Self::Point(number) => write!(f, "point {number} of the evidence"),
		}
	}
}

/// Why a case was refused.
#[derive(Debug, Error)]
pub enum CaseError {
	/// The file system says no.
	#[error("{} cannot be read ({source}); check the path and that you may read it", path.display())]
	Unreadable {
		/// The file.
		path: PathBuf,
		/// What the file system says.
		source: io::Error,
	},
	/// A directory, a pipe or a device.
	#[error("{} is not a regular file; give the path of a file", path.display())]
	NotAFile {
		/// What was given.
		path: PathBuf,
	},
	/// The file was not read because of its size.
	#[error("{} has {bytes} bytes and at most {limit} are read; cut it down to the time around the window", path.display())]
	TooLarge {
		/// The file.
		path: PathBuf,
		/// Its size.
		bytes: u64,
		/// The most that is read.
		limit: u64,
	},
	/// Neither TOML nor JSON by its name.
	#[error("{} is no case file by its name; name it .toml or .json, after what it holds", path.display())]
	UnknownFormat {
		/// The file.
		path: PathBuf,
	},
	/// Bytes that are not text.
	#[error("{} is not UTF-8 text{}; save it as UTF-8", path.display(), line.map(|line| format!(" on line {line}")).unwrap_or_default())]
	NotUtf8 {
		/// The file.
		path: PathBuf,
		/// The line, where it is known.
		line: Option<u64>,
	},
	/// The file's syntax or fields are wrong.
	#[error("{} is no valid case, please mend it: {reason}", path.display())]
	Malformed {
		/// The file.
		path: PathBuf,
		/// What is wrong, with line and column.
		reason: String,
	},
	/// A text without a letter.
	#[error("`{field}` is empty; write what is meant or leave the field out if it is optional")]
	EmptyText {
		/// The field.
		field: &'static str,
	},
	/// A text that is too long.
	#[error("`{field}` has {bytes} bytes and may have at most {limit}; shorten it")]
	LongText {
		/// The field.
		field: &'static str,
		/// Its length.
		bytes: usize,
		/// The most it may have.
		limit: usize,
	},
	/// A text that could fool whoever reads it on a terminal.
	#[error("`{field}` holds the control character U+{:04X}; remove it", u32::from(*character))]
	UnsafeText {
		/// The field.
		field: &'static str,
		/// The first character at fault.
		character: char,
	},
	/// A field that does not belong to the kind of question, or one that it lacks.
	#[error("a {kind} question {problem} `{field}`; write {remedy}")]
	FormField {
		/// The kind.
		kind: &'static str,
		/// What is wrong.
		problem: &'static str,
		/// The field.
		field: &'static str,
		/// An example that is right.
		remedy: &'static str,
	},
	/// Too few or too many options.
	#[error("a choice has 2 to 16 options and this one has {count}; add or remove some")]
	OptionCount {
		/// How many there are.
		count: usize,
	},
	/// An option given twice.
	#[error("the option \"{option}\" is there twice; options must differ")]
	OptionTwice {
		/// The option.
		option: String,
	},
	/// No number lies in the scalar's range.
	#[error("a scalar's `min` must be below its `max`, and {min} is not below {max}; change one of them")]
	EmptyRange {
		/// The least answer.
		min: i64,
		/// The greatest answer.
		max: i64,
	},
	/// Not a share.
	#[error("`{field}` is {value} and must lie between 0 and 1; 0 means none, 1 the most there can be")]
	NoShare {
		/// The field.
		field: &'static str,
		/// What was given.
		value: f64,
	},
	/// Evidence given twice or not at all.
	#[error("[evidence] needs `csv`, a file's path, or `points`, a list of [time, value] pairs, or `documents`, a list of paths; give exactly one")]
	EvidenceForm,
	/// A window where there is no time, or none where there is.
	#[error("a case about points over time needs a [window] with `from` and `to`, one about documents has none; add it or remove it")]
	WindowForm,
	/// Too few or too many documents.
	#[error(
		"a case about documents names 1 to {limit} of them and this one names {count}; add or remove some"
	)]
	DocumentCount {
		/// How many there are.
		count: usize,
		/// The most there may be.
		limit: usize,
	},
	/// A document given twice.
	#[error("the document \"{name}\" is there twice, by its name or by what it says; name it once")]
	DocumentTwice {
		/// The second one's name.
		name: String,
	},
	/// Nothing is in it.
	#[error("the document \"{name}\" is empty; leave it out or fill it in")]
	EmptyDocument {
		/// Its name.
		name: String,
	},
	/// A name that leads elsewhere.
	#[error("the document \"{name}\" is no plain path beside the case; put it into the case's folder and write the path from there, with / between folders")]
	DocumentName {
		/// The name.
		name: String,
	},
	/// A column that the file does not have.
	#[error("{} has no column \"{column}\"; its columns are: {there}; name the right one as `{field}` under [evidence]", path.display())]
	MissingColumn {
		/// The file.
		path: PathBuf,
		/// What was looked for.
		column: String,
		/// The columns that it has.
		there: String,
		/// The field of the case file that names the column.
		field: &'static str,
	},
	/// A line that is no record.
	#[error("{place} is no CSV record: {reason}; every line needs as many cells as the header")]
	BadRecord {
		/// Where.
		place: Place,
		/// What is wrong.
		reason: String,
	},
	/// A value that is no finite number.
	#[error(
		"the value \"{value}\" at {place} is not a finite number; remove the line or fill in the number"
	)]
	NoNumber {
		/// Where.
		place: Place,
		/// What is there.
		value: String,
	},
	/// A cell without a value.
	#[error("the value at {place} is empty; remove the line or fill in the number")]
	EmptyCell {
		/// Where.
		place: Place,
	},
	/// A time that cannot be read.
	#[error("the time \"{value}\" at {place} cannot be read; write it as 2026-01-31T12:00:00Z, as 2026-01-31 12:00:00 (UTC) or as unix seconds, not milliseconds")]
	NoTime {
		/// Where.
		place: Place,
		/// What is there.
		value: String,
	},
	/// Time does not go forward.
	#[error("the time {} at {place} does not come after {}, the one before it; sort the series and remove doubles, or write disorder = \"skip\" under [evidence] to leave such points out", moment::format(*time), moment::format(*before))]
	Disorder {
		/// Where.
		place: Place,
		/// The time there, in unix seconds.
		time: i64,
		/// The latest time before it, in unix seconds.
		before: i64,
	},
	/// Not a single point.
	#[error("the evidence has no points; give at least one, better a few hundred from before the window")]
	EmptySeries,
	/// The window ends before it begins.
	#[error("the window ends at {}, before it begins at {}; swap `from` and `to`", moment::format(*to), moment::format(*from))]
	WindowReversed {
		/// First second.
		from: i64,
		/// Last second.
		to: i64,
	},
	/// No point lies in the window.
	#[error("no point of the evidence lies in the window from {} to {}; the evidence goes from {} to {}, so choose a window inside it", moment::format(*from), moment::format(*to), moment::format(*first), moment::format(*last))]
	WindowOutside {
		/// First second of the window.
		from: i64,
		/// Last second of the window.
		to: i64,
		/// First second of the evidence.
		first: i64,
		/// Last second of the evidence.
		last: i64,
	},
	/// The window's own points are too many for the chain.
	#[error("the window holds {points} points or more, which does not fit into the {limit} bytes that a case may have on chain; choose a shorter window or coarser data")]
	WindowTooLong {
		/// How many points were counted.
		points: usize,
		/// The most bytes of a body.
		limit: usize,
	},
	/// Bytes from the chain that are too many.
	#[error("the body has {bytes} bytes and a case has at most {limit}; it is not the body of a case")]
	BodyTooLarge {
		/// How many there are.
		bytes: usize,
		/// The most there may be.
		limit: usize,
	},
	/// Bytes from the chain that are no case.
	#[error("the body is not that of a case: {reason}")]
	BodyMalformed {
		/// What is wrong.
		reason: String,
	},
	/// A case that is written otherwise than canonically.
	#[error("the body says what a case says but in other bytes than the canonical ones; build it with this program")]
	BodyNotCanonical,
}

/// What was left out of a case, for the one who opens it to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
	/// Not all of the history fits on chain.
	HistoryTrimmed {
		/// Points kept before the window.
		kept: usize,
		/// Older points that were left out.
		dropped: usize,
	},
	/// The evidence goes on after the window.
	AfterWindow {
		/// Points left out.
		dropped: usize,
	},
	/// Points whose time does not come after all earlier ones were left out.
	Disorder {
		/// Points left out.
		dropped: usize,
	},
	/// Nothing comes before the window.
	NoHistory,
}

impl fmt::Display for Notice {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::HistoryTrimmed { kept, dropped } => write!(
				f,
				"The case keeps the window and the {kept} points before it; {dropped} older points do not fit on chain."
			),
			Self::AfterWindow { dropped } => {
				write!(
					f,
					"{dropped} points after the window are left out: nobody may judge by what came later."
				)
			}
			Self::Disorder { dropped } => {
				write!(
					f,
					"{dropped} points whose time does not come after all earlier ones are left out."
				)
			}
			Self::NoHistory => f.write_str(
				"The evidence begins with the window, so agents have no history to compare it with.",
			),
		}
	}
}
