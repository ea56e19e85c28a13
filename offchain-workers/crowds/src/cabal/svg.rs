//! The curves as a picture: one small plot per strategy, errors above, weights below; means over panels.

use super::{Method, Point};
use std::fmt::Write;

const WIDTH: f64 = 190.0;
const HEIGHT: f64 = 130.0;
const GAP: f64 = 46.0;
const COLOURS: [&str; Method::ALL.len()] = ["#0b6e4f", "#8a8a8a", "#c77d0a", "#3a5fcd"];

/// Draws the points.
pub fn svg(points: &[Point]) -> String {
	let mut strategies: Vec<&str> = points.iter().map(|point| point.strategy).collect();
	strategies.dedup();
	let width = GAP + strategies.len() as f64 * (WIDTH + GAP);
	let height = 2.0 * (HEIGHT + GAP) + 2.0 * GAP;
	let mut picture = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
		 font-size=\"11\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
	);
	legend(&mut picture);
	for (column, strategy) in strategies.iter().enumerate() {
		let left = GAP + column as f64 * (WIDTH + GAP);
		let here: Vec<&Point> = points
			.iter()
			.filter(|point| point.strategy == *strategy)
			.collect();
		let name = |what| format!("{strategy}: {what}");
		plot(
			&mut picture,
			(left, 1.5 * GAP),
			&name("error rate"),
			&here,
			|point| point.error,
		);
		plot(
			&mut picture,
			(left, 2.5 * GAP + HEIGHT),
			&name("cheats' weight"),
			&here,
			|point| point.weight,
		);
	}
	picture.push_str("</svg>\n");
	picture
}

fn legend(picture: &mut String) {
	for (place, (method, colour)) in Method::ALL.iter().zip(COLOURS).enumerate() {
		let left = GAP + place as f64 * 130.0;
		// Writing to a string cannot fail.
		let _ = writeln!(
			picture,
			"<line x1=\"{left}\" x2=\"{}\" y1=\"20\" y2=\"20\" stroke=\"{colour}\" stroke-width=\"3\"/>\
			 <text x=\"{}\" y=\"24\">{}</text>",
			left + 20.0,
			left + 26.0,
			method.name()
		);
	}
}

fn plot(
	picture: &mut String,
	(left, top): (f64, f64),
	name: &str,
	points: &[&Point],
	figures: impl Fn(&Point) -> [f64; Method::ALL.len()],
) {
	let bottom = top + HEIGHT;
	let _ = writeln!(
		picture,
		"<text x=\"{left}\" y=\"{}\">{name}</text><rect x=\"{left}\" y=\"{top}\" width=\"{WIDTH}\" \
		 height=\"{HEIGHT}\" fill=\"none\" stroke=\"#ccc\"/><text x=\"{left}\" y=\"{}\">0 %</text>\
		 <text x=\"{}\" y=\"{}\">50 % cheat</text><text x=\"{}\" y=\"{}\">1</text><text x=\"{}\" y=\"{bottom}\">0</text>",
		top - 6.0,
		bottom + 14.0,
		left + WIDTH - 56.0,
		bottom + 14.0,
		left - 12.0,
		top + 8.0,
		left - 12.0,
	);
	let mut shares: Vec<u8> = points.iter().map(|point| point.share).collect();
	shares.sort_unstable();
	shares.dedup();
	for (place, colour) in COLOURS.iter().enumerate() {
		let mut line = String::new();
		for share in &shares {
			let at = points.iter().filter(|point| point.share == *share);
			let here: Vec<f64> = at
				.filter_map(|point| figures(point).get(place).copied())
				.collect();
			let mean = here.iter().sum::<f64>() / here.len().max(1) as f64;
			let _ = write!(
				line,
				"{:.1},{:.1} ",
				left + WIDTH * f64::from(*share) / 50.0,
				bottom - HEIGHT * mean
			);
		}
		let _ = writeln!(
			picture,
			"<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
			line.trim_end()
		);
	}
}
