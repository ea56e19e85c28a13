//! GGUF, the file of quantised models: a header of key and value, a table of tensors, their bytes.
//!
//! Layout: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>. Nothing in such a file is believed: counts are
//! bounded before anything is allocated for them, tensors must lie within the file, aligned and apart.

mod reader;
mod table;
mod value;
mod writer;

pub use table::{Tensor, Tensors};
pub use value::{Items, Value};

/// The key of the names of classes, behind the family's name.
pub const LABELS: &str = "classifier.output_labels";
pub use writer::Writer;

use crate::error::{Error, Result};
use reader::Reader;
use std::collections::BTreeMap;

/// Pairs of key and value at most.
const PAIRS: u64 = 4096;
/// Bytes of a key or of a tensor's name at most.
const NAME: u64 = 256;
/// Where tensors begin unless the file says otherwise.
const ALIGNMENT: u64 = 32;
const MAGIC: &[u8; 4] = b"GGUF";

/// What a GGUF file says of itself.
#[derive(Clone, Debug)]
pub struct Header {
	/// Key and value.
	pub values: BTreeMap<String, Value>,
	/// The tensors by name; offsets count from the file's beginning.
	pub tensors: Tensors,
}

impl Header {
	/// Reads the header of a file whose bytes these are.
	///
	/// # Errors
	/// [`Error::Damaged`] with what is wrong, [`Error::Unsupported`] for versions other than 2 and 3.
	pub fn read(bytes: &[u8]) -> Result<Self> {
		let mut reader = Reader::new(bytes);
		if reader.take(4)? != MAGIC {
			return Err(Error::Damaged("it does not begin with GGUF".into()));
		}
		let version = reader.u32()?;
		if !(2..=3).contains(&version) {
			return Err(Error::Unsupported(format!(
				"GGUF of version {version}; 2 and 3 are read"
			)));
		}
		let tensors = reader.u64()?;
		let pairs = reader.count(PAIRS, 12, "keys")?;
		let mut values = BTreeMap::new();
		for _ in 0..pairs {
			let key = reader.text(NAME)?.to_owned();
			let value = Value::read(&mut reader)?;
			if values.contains_key(&key) {
				return Err(Error::Damaged(format!("the key {key} comes twice")));
			}
			values.insert(key, value);
		}
		let alignment = match values.get("general.alignment") {
			None => ALIGNMENT,
			Some(value) => value
				.unsigned()
				.filter(|a| a.is_power_of_two() && (8..=65536).contains(a))
				.ok_or_else(|| {
					Error::Damaged("general.alignment is no power of two from 8 to 65536".into())
				})?,
		};
		let tensors = table::read(&mut reader, tensors, alignment)?;
		Ok(Self { values, tensors })
	}

	/// The names of the classes that a model sorts texts into, if it has any.
	pub fn labels(&self) -> Vec<String> {
		let name = self.text("general.architecture").unwrap_or_default();
		match self.items(&format!("{name}.{LABELS}")) {
			Some(Items::Texts(labels)) => labels.clone(),
			_ => Vec::new(),
		}
	}

	/// A text.
	pub fn text(&self, key: &str) -> Option<&str> {
		match self.values.get(key) {
			Some(Value::Text(text)) => Some(text),
			_ => None,
		}
	}

	/// A whole number that is not negative.
	pub fn unsigned(&self, key: &str) -> Option<u64> {
		self.values.get(key).and_then(Value::unsigned)
	}

	/// A number.
	pub fn float(&self, key: &str) -> Option<f64> {
		match self.values.get(key) {
			Some(Value::Float(value)) => Some(*value),
			_ => None,
		}
	}

	/// True or false.
	pub fn flag(&self, key: &str) -> Option<bool> {
		match self.values.get(key) {
			Some(Value::Flag(value)) => Some(*value),
			_ => None,
		}
	}

	/// Several of a kind.
	pub fn items(&self, key: &str) -> Option<&Items> {
		match self.values.get(key) {
			Some(Value::Items(items)) => Some(items),
			_ => None,
		}
	}
}

#[cfg(test)]
mod tests;
