//! What is under way.

use ratatui::{
	style::Style,
	text::{Line, Span},
	widgets::Paragraph,
};

use super::{cut, Phase, Proposal, Support, BUSY, CALM, GOOD, QUIET, STRONG};

/// Lines of one proposal.
const LINES: usize = 3;
/// Cells of a bar that counts ballots, and where there is little room.
const COUNT_BAR: (usize, usize) = (8, 4);
/// Cells that the words beside two such bars take.
const BESIDE_COUNTS: usize = 36;
/// The least and the most cells of the bar that shows the support.
const SUPPORT_BAR: (usize, usize) = (8, 60);

/// The newest proposals that fit into `size` (width and height in cells).
pub(super) fn panel(proposals: &[Proposal], (width, height): (usize, usize)) -> Paragraph<'static> {
	if proposals.is_empty() {
		return Paragraph::new(Line::styled(" none under way", QUIET));
	}
	let fitting = (height / LINES).max(1);
	let shown = proposals.iter().skip(proposals.len().saturating_sub(fitting));
	Paragraph::new(
		shown
			.flat_map(|proposal| rows(proposal, width))
			.collect::<Vec<_>>(),
	)
}

fn rows(proposal: &Proposal, width: usize) -> [Line<'static>; LINES] {
	let (phase, style) = match proposal.phase {
		Phase::Drawing => ("drawing", QUIET),
		Phase::Sealing => ("sealing", CALM),
		Phase::Revealing => ("revealing", BUSY),
	};
	let stage = format!("{phase:>9} {}/{}", proposal.round, proposal.rounds);
	let number = format!(" #{} ", proposal.id);
	let room = width.saturating_sub(number.len() + stage.len() + 2);
	let title = Line::from(vec![
		Span::styled(number, STRONG),
		Span::raw(format!("{:<room$} ", cut(&proposal.subject, room))),
		Span::styled(stage, style),
	]);
	let (wide, narrow) = COUNT_BAR;
	let cells = if width >= BESIDE_COUNTS + 2 * wide {
		wide
	} else {
		narrow
	};
	let mut counts = vec![Span::raw("   ")];
	counts.extend(count("sealed", (proposal.sealed, proposal.seats), cells, CALM));
	counts.push(Span::raw("   "));
	counts.extend(count(
		"revealed",
		(proposal.revealed, proposal.sealed),
		cells,
		BUSY,
	));
	[title, Line::from(counts), support(proposal, width)]
}

fn count(name: &str, (done, of): (u32, u32), cells: usize, style: Style) -> [Span<'static>; 3] {
	let share = f64::from(done) / f64::from(of.max(1));
	// A cast of a float saturates.
	let filled = ((share * cells as f64) as usize).min(cells);
	[
		Span::styled("▰".repeat(filled), style),
		Span::styled("▱".repeat(cells.saturating_sub(filled)), QUIET),
		Span::raw(format!(" {name} {done}/{of}")),
	]
}

/// The leading answer's support with its interval, against the threshold.
fn support(proposal: &Proposal, width: usize) -> Line<'static> {
	let threshold = format!(" τ {:.2}", proposal.threshold);
	let leading = proposal.support.as_ref().map(|leading| {
		let style = if leading.share >= proposal.threshold {
			GOOD
		} else {
			BUSY
		};
		Span::styled(
			format!(" {} {:.2}", cut(&leading.answer, 12), leading.share),
			style,
		)
	});
	let words = leading.as_ref().map_or(0, Span::width) + threshold.chars().count();
	let (least, most) = SUPPORT_BAR;
	let cells = width.saturating_sub(words + 4).clamp(least, most);
	let mut spans = vec![Span::raw("   ")];
	spans.extend(bar(proposal.support.as_ref(), proposal.threshold, cells));
	spans.extend(leading);
	spans.push(Span::styled(threshold, QUIET));
	Line::from(spans)
}

/// From 0 to 1: `━` is the interval, `●` the support, `┃` the threshold.
fn bar(support: Option<&Support>, threshold: f64, cells: usize) -> Vec<Span<'static>> {
	let last = cells.saturating_sub(1);
	let place = |value: f64| (value.clamp(0.0, 1.0) * last as f64).round() as usize;
	(0..cells)
		.map(|cell| {
			let within = support.is_some_and(|s| (place(s.lower)..=place(s.upper)).contains(&cell));
			if support.is_some_and(|s| place(s.share) == cell) {
				Span::styled("●", GOOD)
			} else if place(threshold) == cell {
				Span::styled("┃", BUSY)
			} else if within {
				Span::styled("━", GOOD)
			} else {
				Span::styled("─", QUIET)
			}
		})
		.collect()
}
