//! What was decided, and what happened.

use std::collections::VecDeque;

use ratatui::{
	text::{Line, Span},
	widgets::Paragraph,
};

use super::{cut, Decision, Logged, BAD, BUSY, GOOD, QUIET, STRONG};
use crate::case::moment;

/// Where the time of day stands in a written moment.
const CLOCK: std::ops::Range<usize> = 11..19;

/// The newest decisions that fit into `size` (width and height in cells).
pub(super) fn decisions(
	decisions: &VecDeque<Decision>,
	(width, height): (usize, usize),
) -> Paragraph<'static> {
	if decisions.is_empty() {
		return Paragraph::new(Line::styled(" none yet", QUIET));
	}
	let shown = decisions.iter().skip(decisions.len().saturating_sub(height));
	Paragraph::new(
		shown
			.map(|decision| decision_row(decision, width))
			.collect::<Vec<_>>(),
	)
}

fn decision_row(decision: &Decision, width: usize) -> Line<'static> {
	let number = format!(" #{} ", decision.id);
	let anchor = decision.anchor.map_or("-".into(), |anchor| anchor.to_string());
	let place = format!(" block {} anchor {anchor} ", decision.block);
	let (mark, style) = match decision.verified {
		Some(true) => ("✓", GOOD),
		Some(false) => ("✗", BAD),
		None => ("…", QUIET),
	};
	let outcome = cut(&decision.outcome, 16);
	let taken = number.len() + place.len() + outcome.chars().count() + 3;
	let room = width.saturating_sub(taken);
	Line::from(vec![
		Span::styled(number, STRONG),
		Span::raw(format!("{:<room$} ", cut(&decision.subject, room))),
		Span::styled(outcome, if decision.reached { GOOD } else { BUSY }),
		Span::styled(place, QUIET),
		Span::styled(mark, style),
	])
}

/// The newest events that fit into `size` (width and height in cells).
pub(super) fn events(events: &VecDeque<Logged>, (width, height): (usize, usize)) -> Paragraph<'static> {
	let shown = events.iter().skip(events.len().saturating_sub(height));
	Paragraph::new(shown.map(|event| event_row(event, width)).collect::<Vec<_>>())
}

fn event_row(event: &Logged, width: usize) -> Line<'static> {
	let moment = moment::format(event.at);
	let clock = format!(" {} ", moment.get(CLOCK).unwrap_or_default());
	let text = cut(&event.text, width.saturating_sub(clock.len()));
	Line::from(vec![
		Span::styled(clock, QUIET),
		if event.grave {
			Span::styled(text, BUSY)
		} else {
			Span::raw(text)
		},
	])
}
