//! What goes to and comes from `/embeddings`.

use super::Refusal;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;

/// The body of a request for vectors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmbeddingRequest {
	/// Which model.
	pub model: String,
	/// A text or several.
	pub input: Value,
	/// `float` or `base64`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub encoding_format: Option<String>,
	/// The vectors' length.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub dimensions: Option<usize>,
}

/// What is sent back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmbeddingReply {
	/// `list`.
	#[serde(default)]
	pub object: String,
	/// One for each text.
	pub data: Vec<Placed>,
	/// Who answers.
	#[serde(default)]
	pub model: String,
	/// Tokens.
	#[serde(default)]
	pub usage: Option<super::reply::Usage>,
}

/// One vector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
	/// `embedding`.
	#[serde(default)]
	pub object: String,
	/// Which text.
	pub index: usize,
	/// Its vector.
	pub embedding: Vector,
}

/// A vector, as numbers or as base64 of little-endian `f32`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Vector {
	/// As numbers.
	Numbers(Vec<f32>),
	/// As base64.
	Base64(String),
}

/// By hand: serde's own way for untagged forms loses numbers where any crate of the build asks serde_json for numbers of
/// any length.
impl<'de> Deserialize<'de> for Vector {
	fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
		from.deserialize_any(VectorVisitor)
	}
}

struct VectorVisitor;

impl<'de> Visitor<'de> for VectorVisitor {
	type Value = Vector;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("a list of numbers, or base64")
	}

	fn visit_str<E>(self, text: &str) -> Result<Vector, E> {
		Ok(Vector::Base64(text.to_owned()))
	}

	fn visit_string<E>(self, text: String) -> Result<Vector, E> {
		Ok(Vector::Base64(text))
	}

	fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vector, A::Error> {
		let mut numbers = Vec::new();
		while let Some(number) = items.next_element()? {
			numbers.push(number);
		}
		Ok(Vector::Numbers(numbers))
	}
}

impl Vector {
	/// As base64.
	pub fn base64(vector: &[f32]) -> Self {
		let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
		Self::Base64(base64(&bytes))
	}
}

impl EmbeddingRequest {
	/// The texts.
	///
	/// # Errors
	/// When there is none, more than `most`, an empty one or something that is no text.
	pub fn texts(&self, most: usize) -> Result<Vec<String>, Refusal> {
		let wrong = |message: &str| Refusal::new("input", message);
		let texts = match &self.input {
			Value::String(text) => vec![text.clone()],
			Value::Array(many) if many.len() > most => {
				return Err(wrong(&format!("input has more than {most} texts")));
			}
			Value::Array(many) => {
				let texts: Option<Vec<String>> = many.iter().map(|v| v.as_str().map(str::to_owned)).collect();
				texts.ok_or_else(|| {
					wrong("input must be a text or a list of texts; numbers of tokens are not taken")
				})?
			}
			_ => return Err(wrong("input must be a text or a list of texts")),
		};
		match texts.is_empty() || texts.iter().any(String::is_empty) {
			true => Err(wrong("input holds no text, or an empty one")),
			false => Ok(texts),
		}
	}

	/// Whether base64 is wanted.
	///
	/// # Errors
	/// When it is neither that nor numbers.
	pub fn is_base64(&self) -> Result<bool, Refusal> {
		match self.encoding_format.as_deref() {
			None | Some("float") => Ok(false),
			Some("base64") => Ok(true),
			Some(_) => Err(Refusal::new(
				"encoding_format",
				"encoding_format must be float or base64",
			)),
		}
	}
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
	const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
	for group in bytes.chunks(3) {
		let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
		let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
		for at in 0..4usize {
			let letter = (bits >> (18 - 6 * at)) & 63;
			match at <= group.len() {
				true => out.push(LETTERS.get(letter as usize).map_or('=', |l| char::from(*l))),
				false => out.push('='),
			}
		}
	}
	out
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn base64_is_that_of_the_standard() {
		// RFC 4648, section 10.
		for (plain, encoded) in [
			("", ""),
			("f", "Zg=="),
			("fo", "Zm8="),
			("foo", "Zm9v"),
			("foob", "Zm9vYg=="),
			("fooba", "Zm9vYmE="),
			("foobar", "Zm9vYmFy"),
		] {
			assert_eq!(base64(plain.as_bytes()), encoded);
		}
	}

	#[test]
	fn only_texts_are_taken() {
		let request = |input: Value| EmbeddingRequest {
			model: "m".into(),
			input,
			encoding_format: None,
			dimensions: None,
		};
		assert_eq!(request(json!("a")).texts(2).unwrap(), ["a"]);
		assert_eq!(request(json!(["a", "b"])).texts(2).unwrap(), ["a", "b"]);
		for wrong in [
			json!([]),
			json!([""]),
			json!(""),
			json!([1, 2]),
			json!({}),
			json!(["a", "b", "c"]),
		] {
			assert_eq!(request(wrong).texts(2).unwrap_err().param, Some("input"));
		}
	}
}
