//! What `up` shows: a screen on a terminal, lines elsewhere, JSON when asked for.

use super::observe::now;
use crate::commands::output::print_json_line;
use crate::screen::{draw, line, svg, Event, View};
use ratatui::backend::TestBackend;
use ratatui::{DefaultTerminal, Terminal};
use serde_json::json;
use std::io::IsTerminal;
use std::path::Path;

/// Where events and the view go.
pub(super) struct Show {
	pub(super) view: View,
	terminal: Option<DefaultTerminal>,
	json: bool,
}

impl Show {
	/// The screen, unless the output is no terminal or something else was asked for.
	pub(super) fn new(json: bool, plain: bool) -> Self {
		let screen = !json && !plain && std::io::stdout().is_terminal();
		Self {
			view: View::default(),
			terminal: screen.then(ratatui::init),
			json,
		}
	}

	/// Says that something happened.
	pub(super) fn event(&mut self, event: &Event) {
		self.view.log(now(), event);
		if self.json {
			print_json_line(&json!({ "at": now(), "text": line(event), "grave": event.is_grave() }));
		} else if self.terminal.is_none() {
			crate::say!("{}", line(event));
		}
	}

	/// Draws the view where there is a screen.
	pub(super) fn draw(&mut self) {
		if let Some(terminal) = &mut self.terminal {
			// A terminal that is gone shows nothing; the work goes on.
			let _ = terminal.draw(|frame| draw(frame, &self.view));
		}
	}

	/// Gives the terminal back; writes the last view as a picture if one is wanted.
	pub(super) fn close(&mut self, picture: Option<&Path>) {
		if self.terminal.take().is_some() {
			ratatui::restore();
		}
		let Some(path) = picture else { return };
		let Ok(mut canvas) = Terminal::new(TestBackend::new(140, 40)) else {
			return;
		};
		let drawn = canvas.draw(|frame| draw(frame, &self.view)).is_ok();
		let written = drawn.then(|| std::fs::write(path, svg(canvas.backend().buffer())));
		if !matches!(written, Some(Ok(()))) {
			crate::complain!("althing: the picture {} could not be written", path.display());
		}
	}
}
