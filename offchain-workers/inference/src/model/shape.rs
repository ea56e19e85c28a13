//! What a decoder looks like: its family and its sizes, read from a file and checked before anything is allocated.

use crate::error::{Error, Result};
use crate::gguf::Header;
use serde::Serialize;

/// Families of decoders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
	/// Llama 1 to 3.
	Llama,
	/// Mistral 7B and what is built like it: Llama, with a window.
	Mistral,
	/// Qwen 2 and 2.5: biases on queries, keys and values.
	Qwen2,
	/// Qwen 3: norms on queries and keys.
	Qwen3,
}

/// How far frequencies are stretched.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Stretch {
	/// Not at all.
	None,
	/// All alike.
	Linear(f32),
	/// As Llama 3.1: low ones fully, high ones not.
	Llama3 {
		/// Of the low ones.
		factor: f32,
		/// Below this many turns within the old context: fully.
		low: f32,
		/// Above: not.
		high: f32,
		/// The old context.
		old: f32,
	},
}

/// The shape of a decoder.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
	/// Its family.
	pub family: Family,
	/// How many layers.
	pub layers: usize,
	/// Numbers of a token between layers.
	pub hidden: usize,
	/// Heads that ask.
	pub heads: usize,
	/// Heads that answer.
	pub kv_heads: usize,
	/// Numbers of a head.
	pub head: usize,
	/// Numbers within the feed-forward part.
	pub inner: usize,
	/// Tokens that exist.
	pub vocabulary: usize,
	/// Tokens of a context at most.
	pub context: usize,
	/// Added in norms.
	pub epsilon: f32,
	/// Base of the rotations.
	pub theta: f32,
	/// Pairs that rotate are neighbours, not halves apart.
	pub neighbours: bool,
	/// Stretch of the rotations.
	pub stretch: Stretch,
	/// How far a token looks back, if not to the beginning.
	pub window: Option<usize>,
}

fn whole(name: &str, value: Option<u64>, range: std::ops::RangeInclusive<u64>) -> Result<usize> {
	let value = value.ok_or_else(|| Error::Damaged(format!("{name} is missing")))?;
	if !range.contains(&value) {
		return Err(Error::Damaged(format!("{name} is {value}, which cannot be")));
	}
	usize::try_from(value).map_err(|_| Error::Damaged(format!("{name} is {value}, which cannot be")))
}

fn positive(name: &str, value: f64) -> Result<f32> {
	let value = value as f32;
	if value.is_finite() && value > 0.0 {
		Ok(value)
	} else {
		Err(Error::Damaged(format!("{name} is {value}, which cannot be")))
	}
}

/// Sizes by name, wherever they come from.
pub(super) struct Sizes<'a> {
	pub whole: &'a dyn Fn(&str) -> Option<u64>,
	pub layers: &'a str,
	pub hidden: &'a str,
	pub heads: &'a str,
	pub kv_heads: &'a str,
	pub head: &'a str,
	pub inner: &'a str,
	pub context: &'a str,
}

impl Sizes<'_> {
	/// The shape, with what is not a size left at its usual value.
	pub fn shape(&self, family: Family, vocabulary: Option<u64>, epsilon: f64, theta: f64) -> Result<Shape> {
		let size = |name: &str, most: u64| whole(name, (self.whole)(name), 1..=most);
		let hidden = size(self.hidden, 1 << 16)?;
		let heads = size(self.heads, 1024)?;
		let kv_heads = match (self.whole)(self.kv_heads) {
			None => heads,
			given => whole(self.kv_heads, given, 1..=1024)?,
		};
		let head = match (self.whole)(self.head) {
			None => hidden / heads,
			given => whole(self.head, given, 1..=1024)?,
		};
		if !heads.is_multiple_of(kv_heads) || head == 0 {
			return Err(Error::Damaged(format!(
				"{heads} heads cannot share {kv_heads} of keys and values"
			)));
		}
		if !head.is_multiple_of(16) || head > 512 {
			return Err(Error::Unsupported(format!(
				"heads of {head} numbers; multiples of 16 up to 512 are run"
			)));
		}
		Ok(Shape {
			family,
			layers: size(self.layers, 512)?,
			hidden,
			heads,
			kv_heads,
			head,
			inner: size(self.inner, 1 << 20)?,
			vocabulary: whole("the size of the vocabulary", vocabulary, 1..=1 << 20)?,
			context: size(self.context, 1 << 24)?,
			epsilon: positive("the norms' epsilon", epsilon)?,
			theta: positive("the rotations' base", theta)?,
			neighbours: false,
			stretch: Stretch::None,
			window: None,
		})
	}
}

impl Shape {
	/// What a GGUF file says.
	///
	/// # Errors
	/// When the family is not run, or sizes are missing, absurd, or do not suit each other.
	pub fn from_gguf(header: &Header) -> Result<Self> {
		let name = header
			.text("general.architecture")
			.ok_or_else(|| Error::Damaged("general.architecture is missing".into()))?;
		let family = match name {
			"llama" => Family::Llama,
			"mistral" => Family::Mistral,
			"qwen2" => Family::Qwen2,
			"qwen3" => Family::Qwen3,
			other => {
				return Err(Error::Unsupported(format!(
					"its family is {other:?}; llama, mistral, qwen2 and qwen3 are run"
				)))
			}
		};
		let key = |rest: &str| format!("{name}.{rest}");
		if header.unsigned(&key("expert_count")).unwrap_or(0) > 0 {
			return Err(Error::Unsupported("it is a mixture of experts".into()));
		}
		let names = [
			"block_count",
			"embedding_length",
			"attention.head_count",
			"attention.head_count_kv",
			"attention.key_length",
			"feed_forward_length",
			"context_length",
		]
		.map(key);
		let [layers, hidden, heads, kv_heads, head, inner, context] = &names;
		let vocabulary = header
			.tensors
			.get("token_embd.weight")
			.map(|tensor| tensor.rows() as u64);
		let epsilon = header
			.float(&key("attention.layer_norm_rms_epsilon"))
			.unwrap_or(1e-5);
		let theta = header.float(&key("rope.freq_base")).unwrap_or(10000.0);
		let mut shape = Sizes {
			whole: &|name| header.unsigned(name),
			layers,
			hidden,
			heads,
			kv_heads,
			head,
			inner,
			context,
		}
		.shape(family, vocabulary, epsilon, theta)?;
		shape.neighbours = matches!(family, Family::Llama | Family::Mistral);
		shape.stretch = match header.text(&key("rope.scaling.type")) {
			None | Some("none") => Stretch::None,
			Some("linear") => Stretch::Linear(positive(
				"rope.scaling.factor",
				header.float(&key("rope.scaling.factor")).unwrap_or(1.0),
			)?),
			Some(other) => return Err(Error::Unsupported(format!("rotations stretched by {other:?}"))),
		};
		shape.window = header
			.unsigned(&key("attention.sliding_window"))
			.and_then(|window| usize::try_from(window).ok())
			.filter(|window| *window > 0);
		if header
			.unsigned(&key("rope.dimension_count"))
			.is_some_and(|n| n != shape.head as u64)
		{
			return Err(Error::Unsupported("only part of each head rotates".into()));
		}
		Ok(shape)
	}

	/// Queries that share a head of keys and values.
	pub fn sharing(&self) -> usize {
		self.heads / self.kv_heads
	}

	/// Columns of queries.
	pub fn queries(&self) -> usize {
		self.heads * self.head
	}

	/// Columns of keys, and of values.
	pub fn keys(&self) -> usize {
		self.kv_heads * self.head
	}
}
