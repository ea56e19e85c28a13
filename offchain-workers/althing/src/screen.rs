//! The live terminal view.
//!
//! [`View`] is plain data, [`draw`] turns it into cells and looks at nothing else: no clock, no terminal.
//! [`line`] says an event in one line where there is no terminal, and [`svg`] makes a picture of cells.

mod event;
mod fleet;
mod logs;
mod proposals;
mod svg;
mod validators;
mod view;

use ratatui::{
	layout::{Constraint, Layout, Rect},
	style::{Color, Modifier, Style},
	text::{Line, Span},
	widgets::{Block, BorderType, Paragraph},
	Frame,
};

pub use event::{line, Event};
pub use svg::svg;
pub(crate) use svg::{escaped, BACKGROUND, FOREGROUND};
pub use view::{
	AgentState, Cell, Chain, Decision, Logged, Phase, Proposal, Support, Validator, View, MAX_DECISIONS,
	MAX_EVENTS, MAX_PROPOSALS,
};

/// Narrower or lower than this, only the most important line is shown.
const LEAST: (u16, u16) = (60, 16);
/// From this width on there is room for the chain's name.
const NAMED_FROM: u16 = 100;
/// The columns of validators and fleet.
const LEFT: u16 = 34;

const QUIET: Style = Style::new().fg(Color::DarkGray);
const GOOD: Style = Style::new().fg(Color::Green);
const BAD: Style = Style::new().fg(Color::Red);
const BUSY: Style = Style::new().fg(Color::Yellow);
const CALM: Style = Style::new().fg(Color::Cyan);
const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);

/// Draws `view` over the whole frame, whatever its size.
pub fn draw(frame: &mut Frame<'_>, view: &View) {
	let area = frame.area();
	if area.width < LEAST.0 || area.height < LEAST.1 {
		frame.render_widget(Paragraph::new(vec![headline(view, area.width), hint(area)]), area);
		return;
	}
	let [top, middle, bottom] =
		Layout::vertical([Constraint::Length(1), Constraint::Min(0), Constraint::Length(1)]).areas(area);
	let [left, right] = Layout::horizontal([Constraint::Length(LEFT), Constraint::Min(0)]).areas(middle);
	frame.render_widget(Paragraph::new(headline(view, top.width)), top);
	frame.render_widget(
		Paragraph::new(Line::styled(" Ctrl-C ends; the data stays", QUIET)),
		bottom,
	);
	draw_left(frame, left, view);
	draw_right(frame, right, view);
}

fn draw_left(frame: &mut Frame<'_>, area: Rect, view: &View) {
	let validators = u16::try_from(view.chain.validators.len())
		.unwrap_or(u16::MAX)
		.clamp(1, 16);
	let [upper, lower] = Layout::vertical([
		Constraint::Max(validators.saturating_add(2)),
		Constraint::Min(fleet::HEIGHT),
	])
	.areas(area);
	frame.render_widget(validators::panel(&view.chain).block(block("validators")), upper);
	frame.render_widget(
		fleet::panel(&view.fleet, lower.height).block(block("fleet")),
		lower,
	);
}

fn draw_right(frame: &mut Frame<'_>, area: Rect, view: &View) {
	let [upper, middle, lower] =
		Layout::vertical([Constraint::Fill(5), Constraint::Fill(3), Constraint::Fill(3)]).areas(area);
	frame.render_widget(
		proposals::panel(&view.proposals, inside(upper)).block(block("proposals")),
		upper,
	);
	frame.render_widget(
		logs::decisions(&view.decisions, inside(middle)).block(block("decisions")),
		middle,
	);
	frame.render_widget(
		logs::events(&view.events, inside(lower)).block(block("events")),
		lower,
	);
}

fn block(title: &'static str) -> Block<'static> {
	let title = Line::from(vec![Span::raw(" "), Span::styled(title, STRONG), Span::raw(" ")]);
	Block::bordered()
		.border_type(BorderType::Rounded)
		.border_style(QUIET)
		.title(title)
}

/// What a border leaves of an area.
fn inside(area: Rect) -> (usize, usize) {
	(
		usize::from(area.width.saturating_sub(2)),
		usize::from(area.height.saturating_sub(2)),
	)
}

fn headline(view: &View, width: u16) -> Line<'static> {
	let chain = &view.chain;
	let name = if width >= NAMED_FROM {
		format!(" {} ", chain.name)
	} else {
		String::new()
	};
	let lag = chain.best.saturating_sub(chain.finalized);
	let agents: u32 = view.fleet.iter().flatten().map(Cell::total).sum();
	Line::from(vec![
		Span::styled(" Althing ", STRONG.fg(Color::Black).bg(Color::Cyan)),
		Span::raw(format!("{name} best ")),
		Span::styled(format!("#{}", chain.best), STRONG),
		Span::raw("  finalized "),
		Span::styled(format!("#{}", chain.finalized), GOOD.add_modifier(Modifier::BOLD)),
		Span::raw("  lag "),
		Span::styled(lag.to_string(), if lag > LAG_IS_BAD { BAD } else { GOOD }),
		Span::raw(format!("  agents {agents}  decided {}", view.decided)),
	])
}

/// Finality that is further behind than this is late: healthy GRANDPA keeps two or three.
const LAG_IS_BAD: u32 = 8;

fn hint(area: Rect) -> Line<'static> {
	let (width, height) = LEAST;
	let text = format!(
		" {}x{} is too small to show more; {width}x{height} is the least",
		area.width, area.height
	);
	Line::styled(text, QUIET)
}

/// `text` in at most `width` cells, with an ellipsis where it was cut.
fn cut(text: &str, width: usize) -> String {
	use unicode_width::UnicodeWidthChar as _;
	let of = |c: char| c.width().unwrap_or(0);
	if text.chars().map(of).sum::<usize>() <= width {
		return text.to_owned();
	}
	let mut used = 1;
	let mut kept: String = text
		.chars()
		.take_while(|c| {
			used += of(*c);
			used <= width
		})
		.collect();
	if width > 0 {
		kept.push('…');
	}
	kept
}

#[cfg(test)]
mod tests;
