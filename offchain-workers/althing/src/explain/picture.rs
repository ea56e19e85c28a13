//! An explanation as a picture: one bar for each round.

use super::{Explanation, RoundExplained};
use crate::{
	commands::output::{answer, outcome, percent},
	screen::{escaped, BACKGROUND, FOREGROUND},
};
use polkadot_sdk::sp_arithmetic::Perbill;
use std::fmt::{self, Write as _};

/// Where bars begin, how long a full one is, and how far rounds are apart, in the picture's units.
const LEFT: f64 = 90.0;
const LENGTH: f64 = 640.0;
const STEP: f64 = 72.0;
const TOP: f64 = 56.0;
const HEIGHT: f64 = 24.0;

const WITH: &str = "#98c379";
const AGAINST: &str = "#e06c75";
const MARK: &str = "#e5c07b";

/// Draws the rounds: each seat's share of the weight, those with the leader first, the threshold as a line and
/// the interval as a whisker.
pub fn svg(explanation: &Explanation) -> String {
	let height = TOP + STEP * explanation.rounds.len() as f64 + 16.0;
	let width = LEFT + LENGTH + 40.0;
	let mut out = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
		 font-family=\"ui-sans-serif,system-ui,'DejaVu Sans',sans-serif\" font-size=\"13\">\n\
		 <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
	);
	let title = format!(
		"Proposal {}: {}",
		explanation.proposal,
		outcome(&explanation.outcome)
	);
	// Writing to a string cannot fail.
	let _ = text(&mut out, 16.0, 30.0, &title);
	for (number, round) in explanation.rounds.iter().enumerate() {
		let _ = bar(&mut out, number, round);
	}
	out.push_str("</svg>\n");
	out
}

fn bar(out: &mut String, number: usize, round: &RoundExplained) -> fmt::Result {
	let top = TOP + STEP * number as f64;
	text(
		out,
		16.0,
		top + 17.0,
		&format!("round {}", number.saturating_add(1)),
	)?;
	let mut left = LEFT;
	let sides = [(false, WITH), (true, AGAINST)];
	for (dissents, colour) in sides {
		for seat in round.seats.iter().filter(|seat| seat.dissents == dissents) {
			let width = length(seat.share);
			let words = format!(
				"agent {}: {}, {}",
				seat.agent,
				answer(&seat.answer),
				percent(seat.share)
			);
			writeln!(
				out,
				"<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{HEIGHT}\" fill=\"{colour}\" \
				 stroke=\"{BACKGROUND}\"><title>{}</title></rect>",
				escaped(&words)
			)?;
			left += width;
		}
	}
	let (low, high) = (LEFT + length(round.lower), LEFT + length(round.upper));
	let middle = top + HEIGHT + 6.0;
	writeln!(
		out,
		"<path d=\"M{low:.1} {middle:.1}H{high:.1}\" stroke=\"{FOREGROUND}\" stroke-width=\"2\"/>"
	)?;
	let needed = LEFT + length(round.threshold);
	let (above, below) = (top - 4.0, middle + 4.0);
	writeln!(
		out,
		"<path d=\"M{needed:.1} {above:.1}V{below:.1}\" stroke=\"{MARK}\" stroke-width=\"2\"/>"
	)?;
	let led = round.leading.as_ref().map_or_else(|| "no answer".into(), answer);
	let words = format!(
		"{led}: {} of the weight, {} needed, {} voices",
		percent(round.support),
		percent(round.threshold),
		round.voices
	);
	text(out, LEFT, top + HEIGHT + 24.0, &words)
}

fn text(out: &mut String, x: f64, y: f64, words: &str) -> fmt::Result {
	writeln!(
		out,
		"<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{FOREGROUND}\">{}</text>",
		escaped(words)
	)
}

fn length(share: Perbill) -> f64 {
	LENGTH * f64::from(share.deconstruct()) / 1e9
}
