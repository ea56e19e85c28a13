//! Tables: each row is something, each column says something of it.

use super::{entity, relation, Writer};
use crate::error::{Error, Result};
use crate::vocabulary as v;
use oxrdf::{Literal, NamedNode, Term};

/// Reads a table with a header. The first column names the row.
pub(super) fn read(writer: &mut Writer<'_>, text: &str, document: &NamedNode) -> Result<()> {
	let mut reader = csv::ReaderBuilder::new()
		.trim(csv::Trim::All)
		.from_reader(text.as_bytes());
	let columns: Vec<NamedNode> = reader.headers().map_err(fault)?.iter().map(relation).collect();
	for record in reader.records() {
		let record = record.map_err(fault)?;
		let mut cells = record.iter().zip(&columns);
		let Some((name, _)) = cells.next().filter(|(name, _)| !name.is_empty()) else {
			writer.taken.junk = writer.taken.junk.saturating_add(1);
			continue;
		};
		writer.entity(name)?;
		let row = entity(name);
		writer.say(&row, v::PROV_DERIVED, document.clone())?;
		for (cell, column) in cells.filter(|(cell, _)| !cell.is_empty()) {
			writer.say(&row, column.as_ref(), value(cell))?;
			writer.taken.facts = writer.taken.facts.saturating_add(1);
		}
	}
	Ok(())
}

/// A number where it reads as one, a string otherwise.
fn value(cell: &str) -> Term {
	if let Ok(number) = cell.parse::<i64>() {
		return Literal::from(number).into();
	}
	let decimal = cell.contains('.')
		&& cell
			.bytes()
			.all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
	if decimal && cell.parse::<f64>().is_ok() {
		return Literal::new_typed_literal(cell, oxrdf::vocab::xsd::DECIMAL).into();
	}
	Literal::new_simple_literal(cell).into()
}

fn fault(error: csv::Error) -> Error {
	Error::Syntax {
		line: error.position().map_or(1, csv::Position::line),
		column: 1,
		reason: error.to_string(),
	}
}
