//! The fleet as a honeycomb: departments down, roles across.

use althing_primitives::Department;
use ratatui::{
	style::Style,
	text::{Line, Span},
	widgets::Paragraph,
};

use super::{AgentState, Cell, BUSY, CALM, GOOD, QUIET};

/// Rows and border; the legend comes where there is room for it.
pub(super) const HEIGHT: u16 = 10;

const STATES: [AgentState; 4] = [
	AgentState::Idle,
	AgentState::Thinking,
	AgentState::Sealed,
	AgentState::Revealed,
];

/// A symbol of its own for each state, so that colours are not needed.
fn look(state: AgentState) -> (&'static str, Style, &'static str) {
	match state {
		AgentState::Idle => ("⬡", QUIET, "idle"),
		AgentState::Thinking => ("◌", BUSY, "thinking"),
		AgentState::Sealed => ("◆", CALM, "sealed"),
		AgentState::Revealed => ("⬢", GOOD, "revealed"),
	}
}

/// A row for each department, every second one half a cell to the right.
pub(super) fn panel(cells: &[[Cell; 8]; 8], height: u16) -> Paragraph<'static> {
	let mut lines: Vec<Line> = Department::ALL
		.into_iter()
		.zip(cells)
		.map(|(department, row)| line(department, row))
		.collect();
	let room = height.saturating_sub(HEIGHT);
	if room > 0 {
		lines.push(legend(STATES.iter().take(2)));
		lines.push(legend(STATES.iter().skip(2)));
	}
	Paragraph::new(lines)
}

fn line(department: Department, row: &[Cell; 8]) -> Line<'static> {
	let indent = if department.index().is_multiple_of(2) {
		""
	} else {
		" "
	};
	let mut spans = vec![Span::raw(format!(" {:<11} {indent}", department.name()))];
	for cell in row {
		let (symbol, style) = cell.state().map_or(("·", QUIET), |state| {
			let (symbol, style, _) = look(state);
			(symbol, style)
		});
		spans.push(Span::styled(symbol, style));
		spans.push(Span::raw(" "));
	}
	Line::from(spans)
}

fn legend<'a>(states: impl Iterator<Item = &'a AgentState>) -> Line<'static> {
	let mut spans = vec![Span::raw(" ")];
	for state in states {
		let (symbol, style, name) = look(*state);
		spans.push(Span::styled(symbol, style));
		spans.push(Span::styled(format!(" {name:<12}"), QUIET));
	}
	Line::from(spans)
}
