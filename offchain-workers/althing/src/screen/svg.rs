//! A picture of a screen.

use std::fmt::Write as _;

use ratatui::{
	buffer::{Buffer, Cell},
	style::{Color, Modifier},
};

/// Size of a character cell, in the picture's units.
const CELL: (f64, f64) = (8.4, 18.0);
/// Room around the text.
const MARGIN: f64 = 12.0;
/// How far the baseline lies below a cell's upper edge.
const BASELINE: f64 = 13.5;
pub(crate) const BACKGROUND: &str = "#11151c";
pub(crate) const FOREGROUND: &str = "#d8dee9";

/// The sixteen colours, in the order of their numbers.
const PALETTE: [&str; 16] = [
	"#1c212b", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4", "#6b7485",
	"#ff7b86", "#b5e890", "#ffd68a", "#7cc4ff", "#dd92f5", "#6fd6e2", "#ffffff",
];

/// Turns drawn cells into an SVG picture: text, in colours, without any font of its own.
pub fn svg(buffer: &Buffer) -> String {
	let area = buffer.area;
	let width = f64::from(area.width) * CELL.0 + 2.0 * MARGIN;
	let height = f64::from(area.height) * CELL.1 + 2.0 * MARGIN;
	let mut out = format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" \
		 font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace\" \
		 font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
	);
	for y in area.top()..area.bottom() {
		for run in runs(buffer, y) {
			// Writing to a string cannot fail.
			let _ = run.write(&mut out, f64::from(y.saturating_sub(area.top())));
		}
	}
	out.push_str("</svg>\n");
	out
}

/// Neighbouring cells that look alike.
struct Run {
	start: u16,
	cells: u16,
	text: String,
	look: Look,
}

#[derive(Clone, PartialEq)]
struct Look {
	text: String,
	back: Option<String>,
	bold: bool,
	dim: bool,
	/// Other scripts and symbols may be of another width than the font's letters: each stands alone.
	plain: bool,
}

fn runs(buffer: &Buffer, y: u16) -> Vec<Run> {
	let mut runs: Vec<Run> = Vec::new();
	for x in buffer.area.left()..buffer.area.right() {
		let Some(cell) = buffer.cell((x, y)) else { continue };
		let look = look(cell);
		let place = x.saturating_sub(buffer.area.left());
		match runs.last_mut() {
			Some(run) if run.look == look && look.plain => {
				run.cells = run.cells.saturating_add(1);
				run.text.push_str(cell.symbol());
			}
			_ => runs.push(Run {
				start: place,
				cells: 1,
				text: cell.symbol().into(),
				look,
			}),
		}
	}
	runs
}

fn look(cell: &Cell) -> Look {
	let (mut text, mut back) = (hex(cell.fg), hex(cell.bg));
	if cell.modifier.contains(Modifier::REVERSED) {
		(text, back) = (back.or(Some(BACKGROUND.into())), text.or(Some(FOREGROUND.into())));
	}
	Look {
		text: text.unwrap_or_else(|| FOREGROUND.into()),
		back,
		bold: cell.modifier.contains(Modifier::BOLD),
		dim: cell.modifier.contains(Modifier::DIM),
		plain: cell.symbol().is_ascii(),
	}
}

impl Run {
	fn write(&self, out: &mut String, row: f64) -> std::fmt::Result {
		let (left, top) = (f64::from(self.start) * CELL.0 + MARGIN, row * CELL.1 + MARGIN);
		let width = f64::from(self.cells) * CELL.0;
		if let Some(back) = &self.look.back {
			let height = CELL.1;
			writeln!(out, "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{back}\"/>")?;
		}
		if self.text.trim().is_empty() {
			return Ok(());
		}
		let bold = if self.look.bold {
			" font-weight=\"bold\""
		} else {
			""
		};
		let dim = if self.look.dim { " opacity=\"0.6\"" } else { "" };
		writeln!(
			out,
			"<text x=\"{left:.1}\" y=\"{:.1}\" fill=\"{}\" textLength=\"{width:.1}\" \
			 lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\"{bold}{dim}>{}</text>",
			top + BASELINE,
			self.look.text,
			escaped(&self.text),
		)
	}
}

pub(crate) fn escaped(text: &str) -> String {
	let allowed = |c: &char| !c.is_control();
	text.chars().filter(allowed).fold(String::new(), |mut out, c| {
		match c {
			'&' => out.push_str("&amp;"),
			'<' => out.push_str("&lt;"),
			'>' => out.push_str("&gt;"),
			other => out.push(other),
		}
		out
	})
}

/// The colour's code; none for the terminal's own.
fn hex(color: Color) -> Option<String> {
	let number = match color {
		Color::Reset => return None,
		Color::Rgb(r, g, b) => return Some(format!("#{r:02x}{g:02x}{b:02x}")),
		Color::Indexed(number) => number,
		Color::Black => 0,
		Color::Red => 1,
		Color::Green => 2,
		Color::Yellow => 3,
		Color::Blue => 4,
		Color::Magenta => 5,
		Color::Cyan => 6,
		Color::Gray => 7,
		Color::DarkGray => 8,
		Color::LightRed => 9,
		Color::LightGreen => 10,
		Color::LightYellow => 11,
		Color::LightBlue => 12,
		Color::LightMagenta => 13,
		Color::LightCyan => 14,
		Color::White => 15,
	};
	Some(indexed(number))
}

/// One of the 256 colours of terminals: sixteen, a cube of six levels, and greys.
fn indexed(number: u8) -> String {
	if let Some(code) = PALETTE.get(usize::from(number)) {
		return (*code).into();
	}
	let [r, g, b] = match number.checked_sub(232) {
		Some(grey) => [grey.saturating_mul(10).saturating_add(8); 3],
		None => {
			let cube = number.saturating_sub(16);
			let level = |step: u8| {
				if step == 0 {
					0
				} else {
					step.saturating_mul(40).saturating_add(55)
				}
			};
			[level(cube / 36), level(cube / 6 % 6), level(cube % 6)]
		}
	};
	format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
	use ratatui::{layout::Rect, style::Style};

	use super::*;

	#[test]
	fn text_colours_and_symbols_are_in_the_picture() {
		let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 2));
		buffer.set_string(
			0,
			0,
			"a <&> b",
			Style::new().fg(Color::Red).add_modifier(Modifier::BOLD),
		);
		buffer.set_string(0, 1, "⬢⬢", Style::new().bg(Color::Indexed(21)));
		let picture = svg(&buffer);
		assert!(picture.starts_with("<svg xmlns") && picture.ends_with("</svg>\n"));
		assert!(picture.contains("fill=\"#e06c75\"") && picture.contains(">a &lt;&amp;&gt; b</text>"));
		assert!(picture.contains("font-weight=\"bold\""));
		assert_eq!(picture.matches(">⬢</text>").count(), 2);
		assert!(picture.contains("fill=\"#0000ff\""));
	}

	#[test]
	fn every_number_has_a_colour() {
		assert!((0..=255).all(|number| indexed(number).len() == 7));
		assert_eq!(
			(indexed(16).as_str(), indexed(231).as_str(), indexed(255).as_str()),
			("#000000", "#ffffff", "#eeeeee")
		);
	}
}
