//! What a request asks for beside words: tools, and what another needs to get the same bytes.

use super::job::CALL;
use super::local::{Local, ENGINE};
use althing_language::model::{Error as Refusal, Recipe, Request, Shape};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Names and parameters of tools.
type Tools = Vec<(String, Value)>;

impl Local {
	/// What begins a call in this model's words, and the key of its arguments.
	pub(super) fn call(&self) -> (&'static str, &'static str) {
		match self.template.as_ref() {
			Some(template) if template.mentions(CALL) => (CALL, "arguments"),
			_ => ("{", "parameters"),
		}
	}

	pub(super) fn tools(&self, request: &Request) -> Result<Option<(&'static str, Tools)>, Refusal> {
		if request.tools.is_empty() {
			return Ok(None);
		}
		if !self
			.template
			.as_ref()
			.as_ref()
			.is_some_and(|template| template.mentions("tools"))
		{
			return Err(Refusal::Request(
				"the model's chat template knows no tools".into(),
			));
		}
		if request.shape != Shape::Text {
			return Err(Refusal::Request(
				"an answer has a schema, or may call tools, not both".into(),
			));
		}
		let (_, key) = self.call();
		let tools: Vec<_> = request
			.tools
			.iter()
			.map(|tool| (tool.name.clone(), tool.parameters.clone()))
			.collect();
		self.grammars
			.call(&tools, key)
			.map_err(|error| Refusal::Request(error.to_string()))?;
		Ok(Some((key, tools)))
	}

	pub(super) fn recipe(&self, tokens: &[u32], request: &Request, seed: u64) -> Recipe {
		let mut hash = Sha256::new();
		hash.update((tokens.len() as u64).to_le_bytes());
		tokens.iter().for_each(|token| hash.update(token.to_le_bytes()));
		let sampling = &request.sampling;
		let numbers = [
			sampling.temperature,
			sampling.top_p,
			sampling.min_p,
			sampling.presence_penalty,
			sampling.frequency_penalty,
		];
		numbers.iter().for_each(|x| hash.update(x.to_le_bytes()));
		hash.update(sampling.top_k.to_le_bytes());
		hash.update(sampling.max_tokens.to_le_bytes());
		let words = serde_json::json!([
			sampling.stop,
			match &request.shape {
				Shape::Text => Value::Null,
				Shape::Json => Value::from("json"),
				Shape::Schema(schema) => schema.clone(),
			},
			request.tools
		]);
		hash.update(words.to_string());
		Recipe {
			model: self.card.hash.unwrap_or_default(),
			engine: ENGINE.into(),
			kernel: self.kernel.clone(),
			seed,
			prompt: hash.finalize().into(),
		}
	}
}
