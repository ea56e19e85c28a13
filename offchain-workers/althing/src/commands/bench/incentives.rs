//! `althing bench incentives`: what looking at a case pays, beside what one gets without.

use crate::commands::output::print_json;
use crate::exit::Outcome;
use althing_crowds::incentives::{informed, uninformed, Line, SEATS};
use serde_json::json;

pub(crate) fn run(json: bool) -> Outcome {
	let tables = [("informed", informed()), ("uninformed", uninformed())];
	if json {
		let line = |line: &Line| {
			json!({
				"yes": line.case.yes, "accuracy": line.case.accuracy, "looks": line.looks, "usual": line.usual,
				"seldom": line.seldom, "guesses": line.guesses, "breaksEven": line.breaks_even,
				"amongGuessers": line.among_guessers, "amongUsual": line.among_usual,
			})
		};
		let table = |(name, lines): &(&str, Vec<Line>)| {
			let lines: Vec<_> = lines.iter().map(line).collect();
			((*name).to_owned(), lines.into())
		};
		let tables: serde_json::Map<_, _> = tables.iter().map(table).collect();
		print_json(&json!({ "seats": SEATS, "tables": tables }));
		return Ok(());
	}
	crate::say!("In thousandths of the prize, one of {SEATS} seats:");
	for (name, lines) in tables {
		crate::say!("\n{name}\n");
		crate::say!("| yes is true | right | looks | says what is usual | what is seldom | guesses | looking may cost | while others guess | while others say what is usual |");
		crate::say!("|---|---|---|---|---|---|---|---|---|");
		for line in lines {
			let figures = [
				line.looks,
				line.usual,
				line.seldom,
				line.guesses,
				line.breaks_even,
				line.among_guessers,
				line.among_usual,
			];
			let figures = figures
				.map(|figure| format!("{:.2}", figure * 1_000.0))
				.join(" | ");
			crate::say!("| {:.2} | {:.2} | {figures} |", line.case.yes, line.case.accuracy);
		}
	}
	Ok(())
}
