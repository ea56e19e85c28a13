//! Models with random weights: of any shape, for tests and benchmarks. They speak, and say nothing.

mod words;

pub use words::{stand_in, TEMPLATE};

use crate::error::{Error, Result};
use crate::gguf::{Items, Value, Writer};
use crate::model::Family;
use crate::quant::{encode, Format};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::io::Write;

/// Numbers of a row that are made at a time.
const PIECE: usize = 1 << 16;

/// How far back Mistral's models look: as Mistral 7B 0.1.
const WINDOW: u64 = 4096;

/// What to make.
#[derive(Clone, Debug)]
pub struct Plan {
	/// Whose kind.
	pub family: Family,
	/// How many layers.
	pub layers: u64,
	/// Numbers of a token between layers.
	pub hidden: u64,
	/// Heads that ask.
	pub heads: u64,
	/// Heads that answer.
	pub kv_heads: u64,
	/// Numbers of a head.
	pub head: u64,
	/// Numbers within the feed-forward part.
	pub inner: u64,
	/// Tokens: at least 300.
	pub vocabulary: u64,
	/// Tokens of a context.
	pub context: u64,
	/// How matrices are written. Rows that do not fit into its blocks are written as Q8_0, or as F32.
	pub format: Format,
	/// Whether the vectors of tokens also give the logits.
	pub tied: bool,
	/// Classes that it sorts texts into, if any.
	pub classes: Vec<String>,
	/// Of the random numbers.
	pub seed: u64,
}

impl Plan {
	/// A plan by its name: `tiny`, `small`, `0.5b` or `1b`, the last two with the sizes of Qwen 2.5 0.5B and Llama 3.2
	/// 1B. Contexts are long enough for the prompts of panels, some 7,000 tokens in vocabularies as small as these.
	///
	/// # Errors
	/// When there is none of that name.
	pub fn named(name: &str, family: Family, format: Format, seed: u64) -> Result<Self> {
		let sizes = match name {
			"tiny" => [2, 64, 4, 2, 16, 160, 320, 32768],
			"small" => [4, 256, 4, 2, 64, 768, 2048, 32768],
			"0.5b" => [24, 896, 14, 2, 64, 4864, 151_936, 32768],
			"1b" => [16, 2048, 32, 8, 64, 8192, 128_256, 131_072],
			other => {
				return Err(Error::Input(format!(
					"there is no shape {other}; known are tiny, small, 0.5b, 1b"
				)))
			}
		};
		let [layers, hidden, heads, kv_heads, head, inner, vocabulary, context] = sizes;
		Ok(Self {
			family,
			layers,
			hidden,
			heads,
			kv_heads,
			head,
			inner,
			vocabulary,
			context,
			format,
			tied: true,
			classes: Vec::new(),
			seed,
		})
	}

	fn architecture(&self) -> &'static str {
		match self.family {
			// As others write Mistral's models.
			Family::Llama | Family::Mistral => "llama",
			Family::Qwen2 => "qwen2",
			Family::Qwen3 => "qwen3",
		}
	}

	/// The format of a matrix whose rows are so long.
	fn fitting(&self, columns: u64) -> Format {
		[self.format, Format::Q8_0, Format::F32]
			.into_iter()
			.find(|format| columns.is_multiple_of(format.block() as u64))
			.unwrap_or(Format::F32)
	}

	fn values(&self) -> Vec<(String, Value)> {
		let name = self.architecture();
		let whole = [
			("block_count", self.layers),
			("context_length", self.context),
			("embedding_length", self.hidden),
			("feed_forward_length", self.inner),
			("attention.head_count", self.heads),
			("attention.head_count_kv", self.kv_heads),
			("attention.key_length", self.head),
			("attention.value_length", self.head),
			("rope.dimension_count", self.head),
			("vocab_size", self.vocabulary),
		];
		let mut values = vec![
			("general.architecture".to_owned(), Value::Text(name.into())),
			(
				"general.name".to_owned(),
				Value::Text(format!("random {name} of seed {}", self.seed)),
			),
		];
		values.extend(whole.map(|(key, value)| (format!("{name}.{key}"), Value::Unsigned(value))));
		values.push((
			format!("{name}.attention.layer_norm_rms_epsilon"),
			Value::Float(1e-5),
		));
		values.push((format!("{name}.rope.freq_base"), Value::Float(10000.0)));
		if self.family == Family::Mistral {
			values.push((
				format!("{name}.attention.sliding_window"),
				Value::Unsigned(WINDOW.min(self.context / 2)),
			));
		}
		if !self.classes.is_empty() {
			let key = format!("{name}.{}", crate::gguf::LABELS);
			values.push((key, Value::Items(Items::Texts(self.classes.clone()))));
		}
		values.extend(words::values(
			self.vocabulary,
			matches!(self.family, Family::Qwen2 | Family::Qwen3),
		));
		values
	}

	/// Tensors: name, columns, rows (none for vectors).
	fn tensors(&self) -> Vec<(String, u64, Option<u64>)> {
		let (queries, keys) = (self.heads * self.head, self.kv_heads * self.head);
		let mut all = vec![
			("token_embd.weight".to_owned(), self.hidden, Some(self.vocabulary)),
			("output_norm.weight".to_owned(), self.hidden, None),
		];
		if !self.tied {
			all.push(("output.weight".to_owned(), self.hidden, Some(self.vocabulary)));
		}
		if !self.classes.is_empty() {
			all.push((
				"cls.output.weight".to_owned(),
				self.hidden,
				Some(self.classes.len() as u64),
			));
		}
		for layer in 0..self.layers {
			let mut add =
				|name: &str, columns, rows| all.push((format!("blk.{layer}.{name}"), columns, rows));
			add("attn_norm.weight", self.hidden, None);
			add("attn_q.weight", self.hidden, Some(queries));
			add("attn_k.weight", self.hidden, Some(keys));
			add("attn_v.weight", self.hidden, Some(keys));
			if self.family == Family::Qwen2 {
				add("attn_q.bias", queries, None);
				add("attn_k.bias", keys, None);
				add("attn_v.bias", keys, None);
			}
			if self.family == Family::Qwen3 {
				add("attn_q_norm.weight", self.head, None);
				add("attn_k_norm.weight", self.head, None);
			}
			add("attn_output.weight", queries, Some(self.hidden));
			add("ffn_norm.weight", self.hidden, None);
			add("ffn_gate.weight", self.hidden, Some(self.inner));
			add("ffn_up.weight", self.hidden, Some(self.inner));
			add("ffn_down.weight", self.inner, Some(self.hidden));
		}
		all
	}
}

/// Writes a model as GGUF. What does not depend on the plan's size stays in memory, a row of weights at a time.
///
/// # Errors
/// When sizes do not suit each other, or writing fails.
pub fn make(plan: &Plan, out: impl Write, progress: &mut dyn FnMut(usize, usize)) -> Result<()> {
	if plan.vocabulary < words::LEAST {
		return Err(Error::Input(format!(
			"a vocabulary has at least {} tokens",
			words::LEAST
		)));
	}
	let tensors = plan.tensors();
	let announced: Vec<_> = tensors
		.iter()
		.map(|(name, columns, rows)| match rows {
			Some(rows) => (name.clone(), plan.fitting(*columns), vec![*columns, *rows]),
			None => (name.clone(), Format::F32, vec![*columns]),
		})
		.collect();
	let mut writer = Writer::new(out, &plan.values(), &announced)?;
	for (index, ((name, columns, rows), (_, format, _))) in tensors.iter().zip(&announced).enumerate() {
		progress(index, tensors.len());
		let mut random = ChaCha8Rng::seed_from_u64(plan.seed);
		random.set_stream(index as u64);
		// Matrices keep the size of what they multiply, vectors of tokens are of size one, norms are near one.
		let (middle, reach) = match (rows, name.ends_with("norm.weight")) {
			(None, true) => (1.0, 0.25),
			(None, false) => (0.0, 0.25),
			(Some(_), _) if name == "token_embd.weight" && !plan.tied => (0.0, 1.0),
			(Some(_), _) => (0.0, (3.0 / *columns as f32).sqrt()),
		};
		let total =
			usize::try_from(columns * rows.unwrap_or(1)).map_err(|_| Error::Input("too large".into()))?;
		let pieces = (0..total.div_ceil(PIECE)).map(|piece| {
			let count = PIECE.min(total - piece * PIECE);
			let numbers: Vec<f32> = (0..count)
				.map(|_| middle + reach * random.gen_range(-1.0f32..1.0))
				.collect();
			let mut bytes = Vec::new();
			encode(*format, &numbers, &mut bytes);
			bytes
		});
		writer.tensor(pieces)?;
	}
	progress(tensors.len(), tensors.len());
	writer.finish().map(drop)
}

/// A model in memory.
///
/// # Errors
/// As [`make`].
pub fn bytes(plan: &Plan) -> Result<Vec<u8>> {
	let mut out = Vec::new();
	make(plan, &mut out, &mut |_, _| {})?;
	Ok(out)
}
