//! Writes GGUF, tensor by tensor, so that a model need not fit into memory.

use super::value::kind;
use super::{table, Items, Value, ALIGNMENT, MAGIC};
use crate::error::{Error, Result};
use crate::quant::Format;
use std::io::Write;

/// A file being written: first its header, then the tensors in the order in which they were announced.
pub struct Writer<W> {
	out: W,
	expected: std::collections::VecDeque<(String, u64)>,
}

impl<W: Write> Writer<W> {
	/// Writes the header. `tensors` are name, format, and shape with the numbers of a row first.
	///
	/// # Errors
	/// When a shape does not suit its format, or writing fails.
	pub fn new(
		mut out: W,
		values: &[(String, Value)],
		tensors: &[(String, Format, Vec<u64>)],
	) -> Result<Self> {
		let mut head = Vec::new();
		head.extend_from_slice(MAGIC);
		head.extend(3u32.to_le_bytes());
		head.extend((tensors.len() as u64).to_le_bytes());
		head.extend((values.len() as u64).to_le_bytes());
		for (key, value) in values {
			text(&mut head, key);
			put(&mut head, value);
		}
		let mut expected = std::collections::VecDeque::new();
		let mut offset = 0u64;
		for (name, format, shape) in tensors {
			let (_, length) = table::extent(name, *format, shape)?;
			text(&mut head, name);
			head.extend((shape.len() as u32).to_le_bytes());
			shape.iter().for_each(|side| head.extend(side.to_le_bytes()));
			head.extend(format.ggml().to_le_bytes());
			head.extend(offset.to_le_bytes());
			offset = offset.saturating_add(length).next_multiple_of(ALIGNMENT);
			expected.push_back((name.clone(), length));
		}
		head.resize(head.len().next_multiple_of(ALIGNMENT as usize), 0);
		out.write_all(&head).map_err(Error::at("the new model"))?;
		Ok(Self { out, expected })
	}

	/// Writes the next tensor's bytes, which `pieces` gives in order.
	///
	/// # Errors
	/// When they are not as many as announced, or writing fails.
	pub fn tensor(&mut self, pieces: impl Iterator<Item = Vec<u8>>) -> Result<()> {
		let (name, length) = self
			.expected
			.pop_front()
			.ok_or_else(|| Error::Internal("more tensors than announced".into()))?;
		let mut written = 0u64;
		for piece in pieces {
			self.out.write_all(&piece).map_err(Error::at("the new model"))?;
			written += piece.len() as u64;
		}
		if written != length {
			return Err(Error::Internal(format!(
				"{name} has {written} bytes, {length} were announced"
			)));
		}
		let padding = vec![0; (length.next_multiple_of(ALIGNMENT) - length) as usize];
		self.out.write_all(&padding).map_err(Error::at("the new model"))
	}

	/// Ends the file.
	///
	/// # Errors
	/// When tensors are missing, or writing fails.
	pub fn finish(mut self) -> Result<W> {
		if let Some((name, _)) = self.expected.front() {
			return Err(Error::Internal(format!("{name} was announced and not written")));
		}
		self.out.flush().map_err(Error::at("the new model"))?;
		Ok(self.out)
	}
}

fn text(out: &mut Vec<u8>, text: &str) {
	out.extend((text.len() as u64).to_le_bytes());
	out.extend_from_slice(text.as_bytes());
}

fn put(out: &mut Vec<u8>, value: &Value) {
	let tag = |out: &mut Vec<u8>, kind: u32| out.extend(kind.to_le_bytes());
	match value {
		// Readers elsewhere expect 32 bits where the number fits.
		Value::Unsigned(value) => match u32::try_from(*value) {
			Ok(value) => {
				tag(out, kind::U32);
				out.extend(value.to_le_bytes());
			}
			Err(_) => {
				tag(out, kind::U64);
				out.extend(value.to_le_bytes());
			}
		},
		Value::Signed(value) => {
			tag(out, kind::I64);
			out.extend(value.to_le_bytes());
		}
		Value::Float(value) => {
			tag(out, kind::F32);
			out.extend((*value as f32).to_le_bytes());
		}
		Value::Flag(value) => {
			tag(out, kind::BOOL);
			out.push(u8::from(*value));
		}
		Value::Text(value) => {
			tag(out, kind::TEXT);
			text(out, value);
		}
		Value::Items(items) => {
			tag(out, kind::ITEMS);
			put_items(out, items);
		}
	}
}

fn put_items(out: &mut Vec<u8>, items: &Items) {
	let mut begin = |kind: u32, count: usize| {
		out.extend(kind.to_le_bytes());
		out.extend((count as u64).to_le_bytes());
	};
	match items {
		Items::Integers(all) => {
			begin(kind::I32, all.len());
			all.iter().for_each(|one| out.extend((*one as i32).to_le_bytes()));
		}
		Items::Floats(all) => {
			begin(kind::F32, all.len());
			all.iter().for_each(|one| out.extend(one.to_le_bytes()));
		}
		Items::Flags(all) => {
			begin(kind::BOOL, all.len());
			out.extend(all.iter().map(|one| u8::from(*one)));
		}
		Items::Texts(all) => {
			begin(kind::TEXT, all.len());
			all.iter().for_each(|one| text(out, one));
		}
	}
}
