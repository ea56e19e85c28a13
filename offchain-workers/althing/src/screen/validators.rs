//! The validators.

use ratatui::{
	text::{Line, Span},
	widgets::Paragraph,
};

use super::{cut, Chain, Validator, BAD, GOOD, QUIET};

/// A line for each validator.
pub(super) fn panel(chain: &Chain) -> Paragraph<'static> {
	if chain.validators.is_empty() {
		return Paragraph::new(Line::styled(" none known yet", QUIET));
	}
	Paragraph::new(chain.validators.iter().map(row).collect::<Vec<_>>())
}

fn row(validator: &Validator) -> Line<'static> {
	let (mark, style) = match validator.up {
		Some(true) => ("●", GOOD),
		Some(false) => ("✗", BAD),
		None => ("○", QUIET),
	};
	let vote = match validator.votes {
		Some(true) => Span::styled("votes", GOOD),
		Some(false) => Span::styled("no vote", BAD),
		None => Span::styled("-", QUIET),
	};
	let height = match (validator.up, validator.best) {
		(Some(false), _) => "down".into(),
		(_, Some(best)) => format!("#{best}"),
		_ => String::new(),
	};
	let peers = validator
		.peers
		.map(|peers| format!("{peers}p"))
		.unwrap_or_default();
	Line::from(vec![
		Span::styled(format!(" {mark} "), style),
		Span::raw(format!("{:<8} ", cut(&validator.name, 8))),
		Span::raw(format!("{height:<8}{peers:>3} ")),
		vote,
	])
}
