//! The curves as a table.

use super::{Method, Point};
use std::fmt::Write;

/// One row per point: errors first, then the weight that the cheats end with.
pub fn markdown(points: &[Point]) -> String {
	let mut table = String::from("| strategy | panel | cheats |");
	for what in ["error", "weight"] {
		for method in Method::ALL {
			// Writing to a string cannot fail.
			let _ = write!(table, " {what}, {} |", method.name());
		}
	}
	table.push_str("\n|---|---|---|");
	table.push_str(&"---|".repeat(2 * Method::ALL.len()));
	table.push('\n');
	for point in points {
		let _ = write!(
			table,
			"| {} | {} | {} % |",
			point.strategy, point.panel, point.share
		);
		for figure in point.error.iter().chain(&point.weight) {
			let _ = write!(table, " {figure:.3} |");
		}
		table.push('\n');
	}
	table
}
