//! `althing bench withholding`: what seats gain by not opening what they sealed.

use crate::commands::output::print_json;
use crate::exit::Outcome;
use althing_crowds::withholding::{table, Row, Value, SEATS};
use serde_json::json;

pub(crate) fn run(json: bool) -> Outcome {
	let rows = table();
	if json {
		let value = |value: &Value| json!({ "value": value.value, "unopened": value.unopened });
		let row = |row: &Row| {
			let [open, withhold, choose] = &row.values;
			json!({
				"seats": row.seats, "of": SEATS, "accuracy": row.accuracy,
				"open": value(open), "withhold": value(withhold), "choose": value(choose),
			})
		};
		print_json(&rows.iter().map(row).collect::<Vec<_>>());
		return Ok(());
	}
	crate::say!("| seats of {SEATS} | others right | open all | withhold | gain | unopened | seal both, choose | gain | unopened |");
	crate::say!("|---|---|---|---|---|---|---|---|---|");
	for row in rows {
		let [open, withhold, choose] = row.values;
		crate::say!(
			"| {} | {:.1} | {:.4} | {:.4} | {:.4} | {:.3} | {:.4} | {:.4} | {:.3} |",
			row.seats,
			row.accuracy,
			open.value,
			withhold.value,
			withhold.value - open.value,
			withhold.unopened,
			choose.value,
			choose.value - open.value,
			choose.unopened,
		);
	}
	Ok(())
}
