//! The vocabulary of a `tokenizer.json`.

use super::{Source, Spelling};
use crate::error::{Error, Result};
use serde_json::Value;
use std::collections::HashMap;

/// Tokens at most.
const TOKENS: u64 = 1 << 20;

/// Reads it; `config` is `tokenizer_config.json`, which names what begins and ends, and the template.
pub fn read(tokenizer: &[u8], config: Option<&[u8]>) -> Result<Source> {
	let parse = |bytes: &[u8]| -> Result<Value> {
		serde_json::from_slice(bytes).map_err(|error| Error::Tokenizer(error.to_string()))
	};
	let mut json = parse(tokenizer)?;
	let config = config.map_or(Ok(Value::Null), parse)?;
	let mut tokens: Vec<Option<String>> = Vec::new();
	let mut put = |text: &str, index: u64| -> Result<u32> {
		if index >= TOKENS {
			return Err(Error::Tokenizer(format!(
				"token {index} is beyond any vocabulary"
			)));
		}
		let at = index as usize;
		if tokens.len() <= at {
			tokens.resize(at + 1, None);
		}
		if let Some(slot) = tokens.get_mut(at) {
			*slot = Some(text.to_owned());
		}
		Ok(index as u32)
	};
	let vocabulary = json.pointer("/model/vocab").and_then(Value::as_object);
	let vocabulary =
		vocabulary.ok_or_else(|| Error::Tokenizer("its model has no vocabulary of pairs".into()))?;
	for (text, index) in vocabulary {
		put(text, index.as_u64().unwrap_or(TOKENS))?;
	}
	let mut special = HashMap::new();
	for added in json
		.get("added_tokens")
		.and_then(Value::as_array)
		.into_iter()
		.flatten()
	{
		let (Some(text), Some(index)) = (
			added.get("content").and_then(Value::as_str),
			added.get("id").and_then(Value::as_u64),
		) else {
			return Err(Error::Tokenizer("an added token has no text or no number".into()));
		};
		special.insert(text.to_owned(), put(text, index)?);
	}
	let spelling = if json.to_string().contains("\"ByteLevel\"") {
		Spelling::Bytes
	} else {
		Spelling::Pieces
	};
	if let Some(object) = json.as_object_mut() {
		object.insert("added_tokens".into(), Value::Array(Vec::new()));
		object.insert("post_processor".into(), Value::Null);
		object.insert("truncation".into(), Value::Null);
		object.insert("padding".into(), Value::Null);
	}
	let named = |name: &str| -> Option<u32> {
		let value = config.get(name)?;
		let text = value.as_str().or_else(|| value.get("content")?.as_str())?;
		special.get(text).copied()
	};
	let begins = config
		.get("add_bos_token")
		.and_then(Value::as_bool)
		.unwrap_or(false);
	Ok(Source {
		spelling,
		ends: named("eos_token").into_iter().collect(),
		begin: named("bos_token").filter(|_| begins),
		template: config
			.get("chat_template")
			.and_then(Value::as_str)
			.map(str::to_owned),
		json,
		tokens,
		special,
	})
}
