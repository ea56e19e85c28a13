//! Charts of lines as SVG, without any font or script of their own.

use std::fmt::Write as _;

/// Size of a picture.
const SIZE: (f64, f64) = (720.0, 320.0);
/// Room for titles and numbers: left, top, right, bottom.
const ROOM: (f64, f64, f64, f64) = (76.0, 36.0, 96.0, 40.0);
/// How many marks an axis has at most.
const MARKS: u32 = 6;
/// Told apart also by who cannot tell red from green.
const COLOURS: [&str; 6] = ["#0072b2", "#e69f00", "#cc3311", "#009e73", "#aa4499", "#555555"];

/// A line of a chart.
pub struct Line<'a> {
	/// What it is called.
	pub name: &'a str,
	/// Its points, from left to right.
	pub points: Vec<(f64, f64)>,
}

/// A chart of `lines`, with a title and what the horizontal axis counts.
pub fn chart(title: &str, across: &str, lines: &[Line<'_>]) -> String {
	let frame = Frame::around(lines);
	let mut out = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" \
		 font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
		 <text x=\"{}\" y=\"22\" font-size=\"15\">{title}</text>\n",
		SIZE.0, SIZE.1, ROOM.0,
	);
	frame.axes(&mut out, across);
	for (index, (line, colour)) in lines.iter().zip(COLOURS.iter().cycle()).enumerate() {
		frame.draw(&mut out, line, colour, index);
	}
	out.push_str("</svg>\n");
	out
}

/// The ranges that are shown.
struct Frame {
	x: (f64, f64),
	y: (f64, f64),
}

impl Frame {
	fn around(lines: &[Line<'_>]) -> Self {
		let points = || lines.iter().flat_map(|line| &line.points);
		Self {
			x: range(points().map(|point| point.0)),
			y: range(points().map(|point| point.1)),
		}
	}

	fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
		let (width, height) = (SIZE.0 - ROOM.0 - ROOM.2, SIZE.1 - ROOM.1 - ROOM.3);
		let across = (x - self.x.0) / (self.x.1 - self.x.0);
		let up = (y - self.y.0) / (self.y.1 - self.y.0);
		(ROOM.0 + across * width, SIZE.1 - ROOM.3 - up * height)
	}

	// Writing to a string cannot fail.
	fn axes(&self, out: &mut String, across: &str) {
		let (right, bottom) = (SIZE.0 - ROOM.2, SIZE.1 - ROOM.3);
		for mark in marks(self.y) {
			let (_, y) = self.place((self.x.0, mark));
			let _ = writeln!(
				out,
				"<path d=\"M{} {y:.1}H{right}\" stroke=\"#dddddd\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
				ROOM.0, ROOM.0 - 6.0, y + 4.0, number(mark),
			);
		}
		for mark in marks(self.x) {
			let (x, _) = self.place((mark, self.y.0));
			let _ = writeln!(
				out,
				"<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
				bottom + 16.0,
				number(mark),
			);
		}
		let _ = writeln!(
			out,
			"<text x=\"{right}\" y=\"{:.1}\" text-anchor=\"end\">{across}</text>",
			bottom + 32.0
		);
	}

	fn draw(&self, out: &mut String, line: &Line<'_>, colour: &str, index: usize) {
		let path: Vec<_> = line
			.points
			.iter()
			.map(|point| self.place(*point))
			.map(|(x, y)| format!("{x:.1},{y:.1}"))
			.collect();
		let (x, y) = (SIZE.0 - ROOM.2 + 10.0, ROOM.1 + 16.0 * index as f64 + 8.0);
		let _ = writeln!(
			out,
			"<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>\
			 <text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{}</text>",
			path.join(" "),
			line.name,
		);
	}
}

/// The least and the greatest; widened where they are the same.
fn range(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
	let least = values.clone().fold(f64::INFINITY, f64::min);
	let greatest = values.fold(f64::NEG_INFINITY, f64::max);
	if !(least.is_finite() && greatest.is_finite()) {
		return (0.0, 1.0);
	}
	if greatest - least <= f64::EPSILON * greatest.abs() {
		return (least - 0.5, greatest + 0.5);
	}
	(least, greatest)
}

/// Round numbers within a range: steps of 1, 2 or 5 times a power of ten.
fn marks((least, greatest): (f64, f64)) -> impl Iterator<Item = f64> {
	let rough = (greatest - least) / f64::from(MARKS - 1);
	let power = 10f64.powi(rough.log10().floor() as i32);
	let step = [1.0, 2.0, 5.0, 10.0]
		.into_iter()
		.map(|times| times * power)
		.find(|step| *step >= rough)
		.unwrap_or(rough);
	let first = (least / step).ceil();
	(0..=MARKS)
		.map(move |index| (first + f64::from(index)) * step)
		.take_while(move |mark| *mark <= greatest)
}

fn number(value: f64) -> String {
	match value.abs() {
		large if large >= 1e6 => format!("{:.2} M", value / 1e6),
		middle if middle >= 1e4 => format!("{:.0} k", value / 1e3),
		some if some >= 10.0 => format!("{value:.0}"),
		0.0 => "0".into(),
		_ => format!("{value:.3}"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_chart_has_its_title_lines_and_names() {
		let lines = [
			Line {
				name: "calm",
				points: vec![(0.0, 1.0), (1.0, 2.0)],
			},
			Line {
				name: "boom",
				points: vec![(0.0, 1.0), (1.0, 3.0)],
			},
		];
		let picture = chart("Price", "years", &lines);
		assert!(picture.starts_with("<svg") && picture.ends_with("</svg>\n"));
		assert!(picture.contains(">Price</text>") && picture.contains(">boom</text>"));
		assert_eq!(picture.matches("<polyline").count(), 2);
		assert!(!picture.contains("NaN") && !picture.contains("inf"));
	}

	#[test]
	fn a_line_that_does_not_move_and_none_at_all_can_be_drawn() {
		let still = Line {
			name: "calm",
			points: vec![(0.0, 7.0), (1.0, 7.0)],
		};
		for lines in [&[still][..], &[]] {
			let picture = chart("Supply", "years", lines);
			assert!(!picture.contains("NaN") && !picture.contains("inf"));
		}
	}

	#[test]
	fn marks_are_round_and_within_the_range() {
		let marks: Vec<_> = marks((0.13, 0.87)).collect();
		assert_eq!(marks.len(), 4);
		assert!(marks.iter().all(|mark| (0.13..=0.87).contains(mark)));
	}
}
