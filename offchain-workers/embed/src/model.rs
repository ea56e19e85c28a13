//! An encoder from a directory: `config.json`, `model.safetensors`, `tokenizer.json`, as they are published.

use crate::bert::Bert;
use crate::config::Config;
use crate::error::{read, Error, Result};
use crate::weights::Weights;
use crate::{normalize, Embedder};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::Path;
use tokenizers::{Tokenizer, TruncationParams};

/// The longest `tokenizer.json`.
const TOKENIZER_BYTES: u64 = 64 << 20;

/// What is looked at of a text; more has more tokens than any model here reads.
const TEXT_BYTES: usize = 64 << 10;

/// An encoder of the BERT class: the mean of its last layer, made 1 long.
///
/// What it costs: about `2 · parameters without the table of words` operations a token; all weights are held in
/// memory as 32-bit numbers.
pub struct Model {
	bert: Bert,
	tokenizer: Tokenizer,
	vocabulary: usize,
	dimensions: usize,
	name: String,
}

/// What sentence-transformers writes beside a model.
#[derive(Deserialize)]
struct SentenceBert {
	max_seq_length: usize,
}

/// Reads a tokenizer. The library panics at some files that are none.
fn tokenizer(bytes: &[u8]) -> std::result::Result<Tokenizer, String> {
	match std::panic::catch_unwind(|| Tokenizer::from_bytes(bytes)) {
		Ok(read) => read.map_err(|error| error.to_string()),
		Err(_) => Err("it cannot be read".into()),
	}
}

impl Model {
	/// Reads a directory.
	///
	/// # Errors
	/// When a file is missing, too long, or not what the others say.
	pub fn open(folder: &Path) -> Result<Self> {
		let config = Config::read(folder)?;
		let path = folder.join("tokenizer.json");
		let wrong = |reason: String| Error::Tokenizer {
			path: path.clone(),
			reason,
		};
		let bytes = read(&path, TOKENIZER_BYTES)?;
		let mut tokenizer = tokenizer(&bytes).map_err(wrong)?;
		let longest = longest(folder, config.max_position_embeddings)?;
		if longest <= tokenizer_extras(&tokenizer) {
			return Err(wrong(format!("{longest} tokens leave no room for a text")));
		}
		let truncation = TruncationParams {
			max_length: longest,
			..TruncationParams::default()
		};
		tokenizer
			.with_truncation(Some(truncation))
			.map_err(|error| wrong(error.to_string()))?
			.with_padding(None);
		let mut weights = Weights::read(folder)?;
		let bert = Bert::read(&mut weights, &config)?;
		let mut hash = Sha256::new();
		hash.update(weights.hash);
		hash.update(Sha256::digest(&bytes));
		hash.update((longest as u64).to_le_bytes());
		let id: String = hash
			.finalize()
			.iter()
			.take(6)
			.map(|byte| format!("{byte:02x}"))
			.collect();
		Ok(Self {
			bert,
			tokenizer,
			vocabulary: config.vocab_size,
			dimensions: config.hidden_size,
			name: format!("bert/{}/{id}", config.hidden_size),
		})
	}
}

fn tokenizer_extras(tokenizer: &Tokenizer) -> usize {
	use tokenizers::PostProcessor;
	tokenizer
		.get_post_processor()
		.map_or(0, |added| added.added_tokens(false))
}

/// The most tokens of a text: what the model was trained with, where its directory says so.
fn longest(folder: &Path, positions: usize) -> Result<usize> {
	let path = folder.join("sentence_bert_config.json");
	if !path.exists() {
		return Ok(positions);
	}
	let bytes = read(&path, 1 << 20)?;
	let beside: SentenceBert = serde_json::from_slice(&bytes).map_err(|error| Error::Config {
		path,
		reason: error.to_string(),
	})?;
	Ok(beside.max_seq_length.min(positions))
}

impl Embedder for Model {
	fn name(&self) -> String {
		self.name.clone()
	}

	fn dimensions(&self) -> usize {
		self.dimensions
	}

	fn embed(&self, text: &str) -> Result<Vec<f32>> {
		let text = text.get(..text.floor_char_boundary(TEXT_BYTES)).unwrap_or(text);
		let encoded = self.tokenizer.encode_fast(text, true);
		let encoded = encoded.map_err(|error| Error::Compute(error.to_string()))?;
		let ids = encoded.get_ids();
		if ids.is_empty() {
			return Ok(vec![0.0; self.dimensions]);
		}
		if let Some(id) = ids.iter().find(|id| **id as usize >= self.vocabulary) {
			return Err(Error::Compute(format!(
				"the tokenizer gives token {id}, the model knows {}",
				self.vocabulary
			)));
		}
		let mut vector = self.bert.mean(ids)?;
		normalize(&mut vector);
		Ok(vector)
	}
}
