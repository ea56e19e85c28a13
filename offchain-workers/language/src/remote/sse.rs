//! Server-sent events out of bytes, however they are cut.
//!
//! WHATWG HTML, 9.2.6 "Interpreting an event stream". Only `data` is kept: nothing else is used by those who serve
//! models. What is not UTF-8 is an error instead of being mended, for an answer that was changed is none.

/// Why a stream of events cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SseError {
	/// An event that does not end.
	#[error("an event has more than {0} bytes")]
	TooLong(usize),
	/// Bytes that are no text.
	#[error("an event is not UTF-8")]
	NotUtf8,
}

/// Reads events. Keeps at most the bytes of one event.
#[derive(Debug)]
pub struct Parser {
	/// What came of the present line.
	line: Vec<u8>,
	/// What came of the present event, each line with its end.
	data: Vec<u8>,
	/// Whether the event has data, were it an empty line.
	filled: bool,
	/// Whether a line feed belongs to the line before.
	after_return: bool,
	/// Whether nothing was read yet: then there may be a byte order mark.
	fresh: bool,
	most: usize,
}

impl Parser {
	/// A parser that takes events of at most `most` bytes.
	pub const fn new(most: usize) -> Self {
		Self {
			line: Vec::new(),
			data: Vec::new(),
			filled: false,
			after_return: false,
			fresh: true,
			most,
		}
	}

	/// Reads on; gives `sink` the data of every event that is complete. An event at the end that no empty line follows
	/// is none.
	///
	/// # Errors
	/// [`SseError`], or what `sink` returns. Nothing can be read after one.
	pub fn feed<E: From<SseError>>(
		&mut self,
		mut bytes: &[u8],
		mut sink: impl FnMut(&str) -> Result<(), E>,
	) -> Result<(), E> {
		loop {
			if self.after_return {
				match bytes.split_first() {
					None => return Ok(()),
					Some((b'\n', rest)) => bytes = rest,
					Some(_) => (),
				}
				self.after_return = false;
			}
			let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
				return Ok(self.keep(bytes)?);
			};
			let (head, rest) = bytes.split_at(end);
			let (ending, rest) = rest.split_first().unwrap_or((&b'\n', rest));
			bytes = rest;
			self.after_return = *ending == b'\r';
			// Most lines come whole, and need no copy.
			if self.line.is_empty() {
				self.take(head, &mut sink)?;
			} else {
				self.keep(head)?;
				let line = core::mem::take(&mut self.line);
				self.take(&line, &mut sink)?;
				self.line = line;
				self.line.clear();
			}
		}
	}

	fn keep(&mut self, part: &[u8]) -> Result<(), SseError> {
		self.line.extend_from_slice(part);
		self.bounded()
	}

	const fn bounded(&self) -> Result<(), SseError> {
		match self.line.len().saturating_add(self.data.len()) > self.most {
			true => Err(SseError::TooLong(self.most)),
			false => Ok(()),
		}
	}

	/// A whole line, without its end.
	fn take<E: From<SseError>>(
		&mut self,
		line: &[u8],
		sink: &mut impl FnMut(&str) -> Result<(), E>,
	) -> Result<(), E> {
		let line = match core::mem::replace(&mut self.fresh, false) {
			true => line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line),
			false => line,
		};
		if line.is_empty() {
			return self.end(sink);
		}
		let Some(value) = line.strip_prefix(b"data") else {
			return Ok(());
		};
		let value = match value.split_first() {
			None => value,
			Some((b':', value)) => value.strip_prefix(b" ").unwrap_or(value),
			// A field whose name only begins so.
			Some(_) => return Ok(()),
		};
		self.filled = true;
		self.data.extend_from_slice(value);
		self.data.push(b'\n');
		Ok(self.bounded()?)
	}

	fn end<E: From<SseError>>(&mut self, sink: &mut impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
		if !core::mem::replace(&mut self.filled, false) {
			return Ok(());
		}
		let data = self.data.strip_suffix(b"\n").unwrap_or(&self.data);
		let told = match core::str::from_utf8(data) {
			Ok(text) => sink(text),
			Err(_) => Err(SseError::NotUtf8.into()),
		};
		self.data.clear();
		told
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn read(pieces: &[&[u8]], most: usize) -> Result<Vec<String>, SseError> {
		let mut parser = Parser::new(most);
		let mut events = Vec::new();
		for piece in pieces {
			parser.feed(piece, |data| {
				events.push(data.to_owned());
				Ok::<(), SseError>(())
			})?;
		}
		Ok(events)
	}

	#[test]
	fn lines_end_in_three_ways() {
		for text in [
			"data: a\n\ndata:b\n\n",
			"data: a\r\n\r\ndata:b\r\n\r\n",
			"data: a\r\rdata:b\r\r",
		] {
			assert_eq!(read(&[text.as_bytes()], 64).unwrap(), ["a", "b"], "{text:?}");
		}
	}

	#[test]
	fn lines_of_an_event_are_joined() {
		let text =
			"\u{feff}: hello\nevent: x\ndata: a\nid: 7\ndata\ndata:  b\ndatum: c\nretry: 5\n\n\n\ndata: cut";
		assert_eq!(read(&[text.as_bytes()], 256).unwrap(), ["a\n\n b"]);
	}

	#[test]
	fn an_event_without_end_is_refused() {
		let line = [b'x'; 100];
		assert_eq!(read(&[b"data: ", &line, &line], 150), Err(SseError::TooLong(150)));
		let many = "data: 1234567890\n".repeat(20);
		assert_eq!(read(&[many.as_bytes()], 150), Err(SseError::TooLong(150)));
		assert_eq!(read(&[&line[..]; 2], 150), Err(SseError::TooLong(150)));
	}

	#[test]
	fn what_is_no_text_is_refused() {
		assert_eq!(read(&[b"data: \xff\xfe\n\n"], 64), Err(SseError::NotUtf8));
		assert_eq!(
			read(&["data: ä".as_bytes().split_at(7).0, b"\n\n"], 64),
			Err(SseError::NotUtf8)
		);
	}

	/// The standard's algorithm, on the whole text at once.
	fn reference(text: &str) -> Vec<String> {
		let text = text.strip_prefix('\u{feff}').unwrap_or(text);
		let text = text.replace("\r\n", "\n").replace('\r', "\n");
		let mut events = Vec::new();
		let mut data: Vec<String> = Vec::new();
		let Some((whole, _)) = text.rsplit_once('\n') else {
			return events;
		};
		for line in whole.split('\n') {
			if line.is_empty() {
				if !data.is_empty() {
					events.push(data.join("\n"));
				}
				data.clear();
				continue;
			}
			let (name, value) = line.split_once(':').unwrap_or((line, ""));
			if name == "data" {
				data.push(value.strip_prefix(' ').unwrap_or(value).to_owned());
			}
		}
		events
	}

	fn text() -> impl Strategy<Value = String> {
		let piece = prop_oneof![
			Just("data".to_owned()),
			Just("data: ".to_owned()),
			Just(":".to_owned()),
			Just("event: x".to_owned()),
			Just("\n".to_owned()),
			Just("\r\n".to_owned()),
			Just("\r".to_owned()),
			Just("\n\n".to_owned()),
			Just("\u{feff}".to_owned()),
			"[a-zäß漢 :{}]{0,6}",
		];
		proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
	}

	proptest! {
		#[test]
		fn however_it_is_cut_the_events_are_those_of_the_standard(
			text in text(),
			cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..20),
		) {
			let bytes = text.as_bytes();
			let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
			places.extend([0, bytes.len()]);
			places.sort_unstable();
			let pieces: Vec<&[u8]> = places.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
			prop_assert_eq!(read(&pieces, 1 << 16).unwrap(), reference(&text));
			let single: Vec<&[u8]> = bytes.chunks(1).collect();
			prop_assert_eq!(read(&single, 1 << 16).unwrap(), reference(&text));
		}

		#[test]
		fn no_bytes_make_it_keep_more_than_it_may(bytes in proptest::collection::vec(any::<u8>(), 0..300), most in 1..64usize) {
			let mut parser = Parser::new(most);
			for byte in &bytes {
				let fed = parser.feed(&[*byte], |data| {
					assert!(data.len() <= most);
					Ok::<(), SseError>(())
				});
				if fed.is_err() {
					break;
				}
				prop_assert!(parser.line.len() + parser.data.len() <= most);
			}
		}
	}
}
