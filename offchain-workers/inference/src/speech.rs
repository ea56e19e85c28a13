//! Bytes of tokens into text that may be shown: whole characters, nothing of a stop text, calls of tools apart.

use althing_language::model::Likelihood;

/// A token with its likeliest rivals.
pub type Told = (Likelihood, Vec<Likelihood>);

/// What was said and not yet shown.
pub struct Speech {
	stops: Vec<String>,
	/// What begins a call, if calls are expected.
	call: Option<&'static str>,
	held: Vec<u8>,
	told: Vec<Told>,
	/// Whether anything was shown.
	begun: bool,
}

/// What may be done now.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
	/// Show this, and go on. It may be empty.
	Show(String, Vec<Told>),
	/// Show this; a stop text came.
	Stop(String, Vec<Told>),
	/// Show this; a call begins, with what was said of it already.
	Call(String, Vec<Told>, String),
}

impl Speech {
	/// With these texts to stop at, and what begins a call.
	pub fn new(stops: Vec<String>, call: Option<&'static str>) -> Self {
		Self {
			stops,
			call,
			held: Vec::new(),
			told: Vec::new(),
			begun: false,
		}
	}

	/// Takes a token's bytes.
	pub fn hear(&mut self, bytes: &[u8], told: Option<Told>) -> Step {
		self.held.extend_from_slice(bytes);
		self.told.extend(told);
		let text = self.characters();
		if let Some(at) = self
			.stops
			.iter()
			.filter_map(|stop| text.find(stop.as_str()))
			.min()
		{
			return Step::Stop(self.show(at), std::mem::take(&mut self.told));
		}
		if let Some(call) = self.call {
			let bare = call == "{" && !self.begun && text.trim_start().starts_with('{');
			match text.find(call) {
				Some(at) if call != "{" || bare => {
					let after = if call == "{" { at } else { at + call.len() };
					let rest = text.get(after..).unwrap_or_default().to_owned();
					let before = text.get(..at).unwrap_or_default().to_owned();
					self.held.clear();
					return Step::Call(before, std::mem::take(&mut self.told), rest);
				}
				_ => {}
			}
		}
		let keep = self
			.stops
			.iter()
			.map(String::as_str)
			.chain(self.call)
			.map(|end| overlap(&text, end))
			.max();
		let text = self.show(text.len() - keep.unwrap_or(0));
		let told = if text.is_empty() {
			Vec::new()
		} else {
			std::mem::take(&mut self.told)
		};
		Step::Show(text, told)
	}

	/// What is left at the end; bytes that are no characters are shown as such.
	pub fn end(&mut self) -> (String, Vec<Told>) {
		let text = String::from_utf8_lossy(&std::mem::take(&mut self.held)).into_owned();
		(text, std::mem::take(&mut self.told))
	}

	/// The whole characters that are held. What can never become one is replaced.
	fn characters(&mut self) -> String {
		let mut text = String::new();
		let mut tail = Vec::new();
		let mut chunks = self.held.utf8_chunks().peekable();
		while let Some(chunk) = chunks.next() {
			text.push_str(chunk.valid());
			let unfinished = chunks.peek().is_none() && may_grow(chunk.invalid());
			if unfinished {
				tail = chunk.invalid().to_vec();
			} else if !chunk.invalid().is_empty() {
				text.push(char::REPLACEMENT_CHARACTER);
			}
		}
		self.held = text.clone().into_bytes();
		self.held.extend(tail);
		text
	}

	fn show(&mut self, length: usize) -> String {
		let rest = self.held.split_off(length.min(self.held.len()));
		let shown = std::mem::replace(&mut self.held, rest);
		let shown = String::from_utf8_lossy(&shown).into_owned();
		self.begun = self.begun || !shown.trim().is_empty();
		shown
	}
}

/// Whether more bytes could make a character of these.
fn may_grow(bytes: &[u8]) -> bool {
	let length = match bytes.first() {
		Some(0xc2..=0xdf) => 2,
		Some(0xe0..=0xef) => 3,
		Some(0xf0..=0xf4) => 4,
		_ => return false,
	};
	bytes.len() < length && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// How many of the last bytes of `text` begin `end`.
fn overlap(text: &str, end: &str) -> usize {
	(1..end.len())
		.rev()
		.filter(|length| end.is_char_boundary(*length))
		.find(|length| end.get(..*length).is_some_and(|begin| text.ends_with(begin)))
		.unwrap_or(0)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn all(speech: &mut Speech, pieces: &[&[u8]]) -> (String, bool) {
		let mut text = String::new();
		for piece in pieces {
			match speech.hear(piece, None) {
				Step::Show(more, _) => text += &more,
				Step::Stop(more, _) => return (text + &more, true),
				Step::Call(more, _, _) => return (text + &more, false),
			}
		}
		(text + &speech.end().0, false)
	}

	#[test]
	fn characters_come_whole() {
		let mut speech = Speech::new(Vec::new(), None);
		assert_eq!(
			speech.hear(&[b'a', 0xe2, 0x82], None),
			Step::Show("a".into(), vec![])
		);
		assert_eq!(speech.hear(&[0xac], None), Step::Show("\u{20ac}".into(), vec![]));
		assert_eq!(
			speech.hear(&[0xff, b'b'], None),
			Step::Show("\u{fffd}b".into(), vec![])
		);
	}

	#[test]
	fn nothing_of_a_stop_text_is_shown() {
		let mut speech = Speech::new(vec!["END".into()], None);
		assert_eq!(
			all(&mut speech, &[b"aE", b"N", b"xE", b"ND", b"never"]),
			("aENx".into(), true)
		);
	}

	#[test]
	fn calls_are_told_from_text() {
		let mut speech = Speech::new(Vec::new(), Some("<tool_call>"));
		assert_eq!(
			speech.hear(b"Well <tool", None),
			Step::Show("Well ".into(), vec![])
		);
		assert_eq!(
			speech.hear(b"_call>\n{", None),
			Step::Call("".into(), vec![], "\n{".into())
		);
		let mut speech = Speech::new(Vec::new(), Some("{"));
		assert_eq!(
			speech.hear(b" {\"", None),
			Step::Call(" ".into(), vec![], "{\"".into())
		);
		let mut speech = Speech::new(Vec::new(), Some("{"));
		assert_eq!(speech.hear(b"a {", None), Step::Show("a {".into(), vec![]));
	}

	proptest! {
		#[test]
		fn text_comes_out_as_it_went_in_however_it_is_cut(text in "\\PC{0,40}", cuts in prop::collection::vec(1usize..5, 1..40)) {
			let mut speech = Speech::new(vec!["\u{1}\u{2}".into()], None);
			let mut left = text.as_bytes();
			let mut pieces = Vec::new();
			for cut in cuts.iter().cycle() {
				if left.is_empty() { break; }
				let (now, later) = left.split_at((*cut).min(left.len()));
				pieces.push(now);
				left = later;
			}
			prop_assert_eq!(all(&mut speech, &pieces), (text.clone(), false));
		}
	}
}
