//! The vocabulary of a GGUF header.

use super::{Source, Spelling};
use crate::error::{Error, Result};
use crate::gguf::{Header, Items};
use serde_json::{json, Map, Value};
use std::collections::HashMap;

const CONTROL: i64 = 3;
const USER: i64 = 4;

/// How text is cut before pairs are merged: the expressions that the families publish.
fn cuts(name: &str) -> Result<&'static str> {
	Ok(match name {
		"llama3" | "llama-v3" | "llama-bpe" | "smaug-bpe" => {
			r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
		}
		"qwen2" | "deepseek-r1-qwen" => {
			r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
		}
		"tekken" => {
			r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
		}
		"default" | "gpt-2" | "gpt2" => {
			r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
		}
		other => {
			return Err(Error::Unsupported(format!(
				"its text is cut the way {other:?}; llama-bpe, qwen2, tekken and gpt-2 are known"
			)))
		}
	})
}

/// Reads the vocabulary.
pub fn read(header: &Header) -> Result<Source> {
	let missing = |name: &str| Error::Tokenizer(format!("tokenizer.ggml.{name} is missing"));
	let Some(Items::Texts(tokens)) = header.items("tokenizer.ggml.tokens") else {
		return Err(missing("tokens"));
	};
	let kinds: &[i64] = match header.items("tokenizer.ggml.token_type") {
		Some(Items::Integers(kinds)) => kinds,
		_ => &[],
	};
	let number = |name: &str| {
		let value = header.unsigned(&format!("tokenizer.ggml.{name}"))?;
		u32::try_from(value).ok()
	};
	let model = header
		.text("tokenizer.ggml.model")
		.ok_or_else(|| missing("model"))?;
	let vocabulary: Map<String, Value> = tokens
		.iter()
		.enumerate()
		.map(|(index, text)| (text.clone(), json!(index)))
		.collect();
	let (json, spelling, begins) = match model {
		"gpt2" => (pairs(header, vocabulary)?, Spelling::Bytes, false),
		"llama" => (pieces(header, tokens, vocabulary)?, Spelling::Pieces, true),
		other => {
			return Err(Error::Unsupported(format!(
				"its vocabulary is of kind {other:?}; gpt2 and llama are read"
			)))
		}
	};
	let special: HashMap<String, u32> = tokens
		.iter()
		.zip(kinds)
		.enumerate()
		.filter(|(_, (text, kind))| matches!(**kind, CONTROL | USER) && !text.is_empty())
		.map(|(index, (text, _))| (text.clone(), index as u32))
		.collect();
	let begin = number("bos_token_id");
	let wanted = header.flag("tokenizer.ggml.add_bos_token").unwrap_or(begins);
	Ok(Source {
		json,
		spelling,
		tokens: tokens.iter().cloned().map(Some).collect(),
		special,
		ends: ["eos_token_id", "eot_token_id", "eom_token_id"]
			.into_iter()
			.filter_map(number)
			.collect(),
		begin: begin.filter(|_| wanted),
		template: header.text("tokenizer.chat_template").map(str::to_owned),
	})
}

fn pairs(header: &Header, vocabulary: Map<String, Value>) -> Result<Value> {
	let Some(Items::Texts(merges)) = header.items("tokenizer.ggml.merges") else {
		return Err(Error::Tokenizer("tokenizer.ggml.merges is missing".into()));
	};
	let name = header.text("tokenizer.ggml.pre").unwrap_or("default");
	let merges = merges
		.iter()
		.map(|merge| {
			let (left, right) = merge
				.split_once(' ')
				.ok_or_else(|| Error::Tokenizer(format!("the merge {merge:?} is no pair")))?;
			Ok(json!([left, right]))
		})
		.collect::<Result<Vec<_>>>()?;
	Ok(tokenizer(
		Value::Null,
		json!({"type": "Sequence", "pretokenizers": [
			{"type": "Split", "pattern": {"Regex": cuts(name)?}, "behavior": "Isolated", "invert": false},
			{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false},
		]}),
		json!({
			"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
			"end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
			"ignore_merges": cuts(name)? == cuts("llama-bpe")?, "vocab": vocabulary, "merges": merges,
		}),
	))
}

/// SentencePiece's pairs: every way to make a piece of two others, the likelier pieces first.
fn pieces(header: &Header, tokens: &[String], vocabulary: Map<String, Value>) -> Result<Value> {
	let Some(Items::Floats(scores)) = header.items("tokenizer.ggml.scores") else {
		return Err(Error::Tokenizer("tokenizer.ggml.scores is missing".into()));
	};
	let mut merges: Vec<(f32, &str, &str)> = Vec::new();
	for (token, score) in tokens.iter().zip(scores) {
		// A piece longer than this is none of a language.
		if token.len() > 256 {
			continue;
		}
		let cuts = token
			.char_indices()
			.skip(1)
			.filter_map(|(at, _)| token.split_at_checked(at));
		let known =
			cuts.filter(|(left, right)| vocabulary.contains_key(*left) && vocabulary.contains_key(*right));
		merges.extend(known.map(|(left, right)| (*score, left, right)));
	}
	merges.sort_by(|a, b| b.0.total_cmp(&a.0));
	let merges: Vec<Value> = merges
		.into_iter()
		.map(|(_, left, right)| json!([left, right]))
		.collect();
	let mut steps = Vec::new();
	if header.flag("tokenizer.ggml.add_space_prefix").unwrap_or(true) {
		steps.push(json!({"type": "Prepend", "prepend": "\u{2581}"}));
	}
	steps.push(json!({"type": "Replace", "pattern": {"String": " "}, "content": "\u{2581}"}));
	let unknown = tokens.get(header.unsigned("tokenizer.ggml.unknown_token_id").unwrap_or(0) as usize);
	Ok(tokenizer(
		json!({"type": "Sequence", "normalizers": steps}),
		Value::Null,
		json!({
			"type": "BPE", "dropout": null, "unk_token": unknown, "continuing_subword_prefix": null,
			"end_of_word_suffix": null, "fuse_unk": true, "byte_fallback": true, "ignore_merges": false,
			"vocab": vocabulary, "merges": merges,
		}),
	))
}

fn tokenizer(normalizer: Value, pre: Value, model: Value) -> Value {
	json!({
		"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
		"normalizer": normalizer, "pre_tokenizer": pre, "post_processor": null, "decoder": null, "model": model,
	})
}
