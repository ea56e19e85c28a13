//! Tokens and texts: a model's vocabulary, from GGUF's header or from `tokenizer.json`.
//!
//! Special tokens are found by the parts of a prompt that the template wrote, never by what somebody said: text that only
//! looks like one is spelled out (see [`Words::protect`]).

mod gguf;
mod hugging;

use crate::error::{Error, Result};
use crate::make::stand_in;
use crate::model::Files;
use std::collections::HashMap;
use tokenizers::Tokenizer;
use toktrie::{ApproximateTokEnv, TokEnv, TokRxInfo, TokTrie};

/// Marks, within what somebody said, the first character of what looks like a special token. A noncharacter: no text
/// that is meant for exchange has it.
const SPELLED: char = '\u{FDD0}';
/// Tokens that end an answer, whatever the file says of them.
const ENDS: [&str; 6] = [
	"<|im_end|>",
	"<|eot_id|>",
	"<|end_of_text|>",
	"<|endoftext|>",
	"</s>",
	"<|eom_id|>",
];

/// How tokens stand for bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelling {
	/// One character for each byte.
	Bytes,
	/// Characters, a low line for a space, `<0xNN>` for bytes that have none.
	Pieces,
}

/// What a file says of its vocabulary.
struct Source {
	/// `tokenizer.json` without special tokens.
	json: serde_json::Value,
	spelling: Spelling,
	/// Text of each token, by its number.
	tokens: Vec<Option<String>>,
	special: HashMap<String, u32>,
	ends: Vec<u32>,
	begin: Option<u32>,
	template: Option<String>,
}

/// A vocabulary.
pub struct Words {
	tokenizer: Tokenizer,
	bytes: Vec<Vec<u8>>,
	/// By first character; the longest first.
	special: HashMap<char, Vec<(String, u32)>>,
	is_special: Vec<bool>,
	ends: Vec<u32>,
	/// What a prompt begins with, unless its template says so itself.
	begin: Option<u32>,
	begin_text: String,
	end_text: String,
	template: Option<String>,
	env: TokEnv,
}

impl Words {
	/// Of a model.
	///
	/// # Errors
	/// When there is no vocabulary, or it cannot be used.
	pub fn read(files: &Files) -> Result<Self> {
		let source = match (&files.header, &files.words) {
			(Some(header), _) => gguf::read(header)?,
			(None, [Some(tokenizer), config]) => hugging::read(tokenizer, config.as_deref())?,
			(None, _) => return Err(Error::Tokenizer("tokenizer.json is missing".into())),
		};
		Self::new(source, files.shape.vocabulary)
	}

	fn new(source: Source, size: usize) -> Result<Self> {
		let json = serde_json::to_vec(&source.json).map_err(|error| Error::Tokenizer(error.to_string()))?;
		// The library panics at some files that are none.
		let read = std::panic::catch_unwind(|| Tokenizer::from_bytes(json));
		let read = read.map_err(|_| Error::Tokenizer("it cannot be read".into()))?;
		let tokenizer = read.map_err(|error| Error::Tokenizer(error.to_string()))?;
		let mut is_special = vec![false; size];
		let mut special: HashMap<char, Vec<(String, u32)>> = HashMap::new();
		for (text, token) in &source.special {
			if let (Some(slot), Some(first)) = (is_special.get_mut(*token as usize), text.chars().next()) {
				*slot = true;
				special.entry(first).or_default().push((text.clone(), *token));
			}
		}
		special
			.values_mut()
			.for_each(|all| all.sort_by_key(|(text, _)| std::cmp::Reverse(text.len())));
		let bytes: Vec<Vec<u8>> = (0..size)
			.map(|token| {
				let text = source
					.tokens
					.get(token)
					.and_then(Option::as_deref)
					.unwrap_or_default();
				if is_special.get(token) == Some(&true) {
					text.as_bytes().to_vec()
				} else {
					spell(source.spelling, text)
				}
			})
			.collect();
		let mut ends = source.ends;
		ends.extend(ENDS.iter().filter_map(|name| source.special.get(*name)));
		ends.retain(|token| (*token as usize) < size);
		ends.sort_unstable();
		ends.dedup();
		let text = |token: Option<&u32>| {
			let text = source.tokens.get(*token? as usize)?.clone();
			text
		};
		let env = env(&bytes, &is_special, ends.first().copied())?;
		Ok(Self {
			begin_text: text(source.begin.as_ref()).unwrap_or_default(),
			end_text: text(ends.first()).unwrap_or_default(),
			tokenizer,
			bytes,
			special,
			is_special,
			ends,
			begin: source.begin.filter(|token| (*token as usize) < size),
			template: source.template,
			env,
		})
	}

	/// Marks what looks like a special token in what somebody said, so that [`Words::encode`] spells it out.
	pub fn protect(&self, said: &str) -> String {
		let mut out = String::with_capacity(said.len());
		for (at, character) in said.char_indices() {
			if character == SPELLED {
				continue;
			}
			out.push(character);
			if self.special_at(said.get(at..).unwrap_or_default()).is_some() {
				out.push(SPELLED);
			}
		}
		out
	}

	fn special_at(&self, text: &str) -> Option<(usize, u32)> {
		let candidates = self.special.get(&text.chars().next()?)?;
		let (found, token) = candidates
			.iter()
			.find(|(special, _)| text.starts_with(special.as_str()))?;
		Some((found.len(), *token))
	}

	/// Tokens of a prompt. With `begin` it begins as the model expects it, unless it does so already.
	///
	/// # Errors
	/// When the text cannot be taken apart.
	pub fn encode(&self, text: &str, begin: bool) -> Result<Vec<u32>> {
		let mut tokens = Vec::new();
		let (mut plain, mut at) = (0, 0);
		while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
			let rest = text.get(at..).unwrap_or_default();
			match self.special_at(rest) {
				Some((length, token)) => {
					self.spell_out(text.get(plain..at).unwrap_or_default(), &mut tokens)?;
					tokens.push(token);
					at += length;
					plain = at;
				}
				None => at += character.len_utf8(),
			}
		}
		self.spell_out(text.get(plain..).unwrap_or_default(), &mut tokens)?;
		if let (true, Some(first)) = (begin, self.begin) {
			if tokens.first() != Some(&first) {
				tokens.insert(0, first);
			}
		}
		Ok(tokens)
	}

	fn spell_out(&self, text: &str, tokens: &mut Vec<u32>) -> Result<()> {
		if text.is_empty() {
			return Ok(());
		}
		let text = text.replace(SPELLED, "");
		let encoding = self
			.tokenizer
			.encode_fast(text, false)
			.map_err(|error| Error::Tokenizer(error.to_string()))?;
		tokens.extend_from_slice(encoding.get_ids());
		Ok(())
	}

	/// What a token says.
	pub fn bytes(&self, token: u32) -> &[u8] {
		self.bytes.get(token as usize).map_or(&[], Vec::as_slice)
	}

	/// Whether a token says nothing but directs.
	pub fn is_special(&self, token: u32) -> bool {
		self.is_special.get(token as usize).copied().unwrap_or(false)
	}

	/// Whether a token ends the answer.
	pub fn is_end(&self, token: u32) -> bool {
		self.ends.binary_search(&token).is_ok()
	}

	/// Tokens that end an answer.
	pub fn ends(&self) -> &[u32] {
		&self.ends
	}

	/// The chat template, and the texts of the first token of a prompt and of the last of an answer.
	pub fn template(&self) -> (Option<&str>, &str, &str) {
		(self.template.as_deref(), &self.begin_text, &self.end_text)
	}

	/// For grammars.
	pub(crate) fn env(&self) -> &TokEnv {
		&self.env
	}

	/// How many tokens.
	pub fn count(&self) -> usize {
		self.bytes.len()
	}
}

fn spell(spelling: Spelling, text: &str) -> Vec<u8> {
	match spelling {
		Spelling::Bytes => {
			let back = back();
			let mut out = Vec::with_capacity(text.len());
			for character in text.chars() {
				match back.get(&character) {
					Some(byte) => out.push(*byte),
					None => out.extend(character.to_string().as_bytes()),
				}
			}
			out
		}
		Spelling::Pieces => {
			let byte = text
				.strip_prefix("<0x")
				.and_then(|rest| rest.strip_suffix('>'))
				.and_then(|hex| u8::from_str_radix(hex, 16).ok());
			match byte {
				Some(byte) => vec![byte],
				None => text.replace('\u{2581}', " ").into_bytes(),
			}
		}
	}
}

fn back() -> &'static HashMap<char, u8> {
	static BACK: std::sync::OnceLock<HashMap<char, u8>> = std::sync::OnceLock::new();
	BACK.get_or_init(|| (0..=255).map(|byte| (stand_in(byte), byte)).collect())
}

fn env(bytes: &[Vec<u8>], special: &[bool], end: Option<u32>) -> Result<TokEnv> {
	let size = u32::try_from(bytes.len()).map_err(|_| Error::Tokenizer("too many tokens".into()))?;
	let words: Vec<Vec<u8>> = bytes
		.iter()
		.zip(special)
		.map(|(bytes, special)| {
			if *special {
				let mut marked = vec![TokTrie::SPECIAL_TOKEN_MARKER];
				marked.extend(bytes);
				marked
			} else {
				bytes.clone()
			}
		})
		.collect();
	let info = TokRxInfo::new(size, end.unwrap_or(size.saturating_sub(1)));
	Ok(std::sync::Arc::new(ApproximateTokEnv::new(TokTrie::from(
		&info, &words,
	))))
}

#[cfg(test)]
mod tests;
