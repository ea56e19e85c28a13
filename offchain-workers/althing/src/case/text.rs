//! Texts of strangers end up on screens: nothing in them may move a cursor or turn the writing around.

use super::CaseError;

/// How many lines a text may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
	One,
	Many,
}

/// Whether a terminal would do something else with `c` than show it.
fn is_unsafe(c: char, lines: Lines) -> bool {
	let turns_writing_around =
		matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
	let breaks_line = c == '\n' && lines == Lines::Many;
	(c.is_control() && !breaks_line) || turns_writing_around
}

/// The text on one line, as it may be shown on a terminal.
pub fn shown(text: &str) -> String {
	text.chars()
		.map(|c| if is_unsafe(c, Lines::One) { ' ' } else { c })
		.collect()
}

/// Refuses a text that is blank, longer than `limit` bytes or not safe to show.
pub(super) fn check(field: &'static str, text: &str, limit: usize, lines: Lines) -> Result<(), CaseError> {
	if text.trim().is_empty() {
		return Err(CaseError::EmptyText { field });
	}
	if text.len() > limit {
		return Err(CaseError::LongText {
			field,
			bytes: text.len(),
			limit,
		});
	}
	match text.chars().find(|c| is_unsafe(*c, lines)) {
		Some(character) => Err(CaseError::UnsafeText { field, character }),
		None => Ok(()),
	}
}
