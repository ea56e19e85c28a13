//! Evidence from a CSV file, line by line, so that a large file takes no more memory than a small one.

use std::{
	fs::File,
	io::{BufReader, Read as _},
	path::Path,
};

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};

use super::{file::open, moment, CaseError, Place, MAX_EVIDENCE_FILE};

/// Which columns to read.
pub(super) struct Columns {
	pub time: String,
	pub value: String,
}

type Table = Reader<std::io::Take<BufReader<File>>>;

impl Default for Columns {
	fn default() -> Self {
		Self {
			time: "timestamp".into(),
			value: "value".into(),
		}
	}
}

/// The columns `timestamp` and `value` of a CSV file, as they stand there: unix seconds in whatever order
/// and finite numbers.
///
/// # Errors
/// As for the evidence of a case: a missing column, or a cell that is no time or no finite number, with
/// its line.
pub fn read_points(path: &Path) -> Result<(Vec<i64>, Vec<f64>), CaseError> {
	let (mut times, mut values) = (Vec::new(), Vec::new());
	read(path, &Columns::default(), |_, time, value| {
		times.push(time);
		values.push(value);
		Ok(())
	})?;
	Ok((times, values))
}

/// Hands every line of the file at `path` to `take`: where it stands, its time and its value.
pub(super) fn read(
	path: &Path,
	columns: &Columns,
	mut take: impl FnMut(&dyn Fn() -> Place, i64, f64) -> Result<(), CaseError>,
) -> Result<(), CaseError> {
	let (file, _) = open(path, MAX_EVIDENCE_FILE)?;
	// One byte more than may be there, so that a file that grows meanwhile is noticed.
	let input = BufReader::new(file).take(MAX_EVIDENCE_FILE + 1);
	let mut table: Table = ReaderBuilder::new().from_reader(input);
	let header = table.headers().map_err(|error| csv_error(path, &error))?.clone();
	let time_at = column(path, &header, &columns.time, "time")?;
	let value_at = column(path, &header, &columns.value, "value")?;
	let mut record = StringRecord::new();
	while table
		.read_record(&mut record)
		.map_err(|error| csv_error(path, &error))?
	{
		let line = record.position().map_or(0, |position| position.line());
		let place = || Place::Line {
			path: path.to_path_buf(),
			line,
		};
		let time = cell(&record, time_at);
		let time = moment::parse(time).ok_or_else(|| CaseError::NoTime {
			place: place(),
			value: shortened(time),
		})?;
		let value = number(cell(&record, value_at), &place)?;
		take(&place, time, value)?;
	}
	let bytes = table.position().byte();
	if bytes > MAX_EVIDENCE_FILE {
		return Err(CaseError::TooLarge {
			path: path.to_path_buf(),
			bytes,
			limit: MAX_EVIDENCE_FILE,
		});
	}
	Ok(())
}

fn cell(record: &StringRecord, at: usize) -> &str {
	record.get(at).unwrap_or_default().trim()
}

fn number(text: &str, place: &impl Fn() -> Place) -> Result<f64, CaseError> {
	if text.is_empty() {
		return Err(CaseError::EmptyCell { place: place() });
	}
	let value: Option<f64> = text.parse().ok();
	value
		.filter(|value| value.is_finite())
		.ok_or_else(|| CaseError::NoNumber {
			place: place(),
			value: shortened(text),
		})
}

fn column(path: &Path, header: &StringRecord, name: &str, field: &'static str) -> Result<usize, CaseError> {
	header
		.iter()
		.position(|there| there.trim() == name)
		.ok_or_else(|| CaseError::MissingColumn {
			path: path.to_path_buf(),
			column: name.into(),
			there: shortened(&header.iter().collect::<Vec<_>>().join(", ")),
			field,
		})
}

fn csv_error(path: &Path, error: &csv::Error) -> CaseError {
	let path = path.to_path_buf();
	let line = error.position().map(|position| position.line());
	match error.kind() {
		ErrorKind::Utf8 { .. } => CaseError::NotUtf8 { path, line },
		ErrorKind::Io(source) => CaseError::Unreadable {
			path,
			source: std::io::Error::new(source.kind(), source.to_string()),
		},
		ErrorKind::UnequalLengths {
			expected_len, len, ..
		} => CaseError::BadRecord {
			place: Place::Line {
				path,
				line: line.unwrap_or_default(),
			},
			reason: format!("it has {len} cells and the header {expected_len}"),
		},
		_ => CaseError::BadRecord {
			place: Place::Line {
				path,
				line: line.unwrap_or_default(),
			},
			reason: error.to_string(),
		},
	}
}

/// What is worth showing of a cell: a cell may be as long as the file, and holds what it likes.
fn shortened(text: &str) -> String {
	const SHOWN: usize = 200;
	let mut shown: String = text
		.chars()
		.take(SHOWN)
		.map(|c| if c.is_control() { '?' } else { c })
		.collect();
	if text.chars().nth(SHOWN).is_some() {
		shown.push('…');
	}
	shown
}
