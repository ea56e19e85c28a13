//! `config.json` of a BERT.

use crate::error::{read, Error, Result};
use serde::Deserialize;
use std::path::Path;

/// The longest `config.json`.
const MOST_BYTES: u64 = 1 << 20;

/// The shape of an encoder, in the words of its own file.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Config {
	#[serde(default)]
	model_type: String,
	pub vocab_size: usize,
	pub hidden_size: usize,
	pub num_hidden_layers: usize,
	pub num_attention_heads: usize,
	pub intermediate_size: usize,
	pub max_position_embeddings: usize,
	#[serde(default = "two")]
	pub type_vocab_size: usize,
	#[serde(default = "epsilon")]
	pub layer_norm_eps: f64,
	#[serde(default)]
	hidden_act: String,
	#[serde(default)]
	position_embedding_type: Option<String>,
}

fn two() -> usize {
	2
}

fn epsilon() -> f64 {
	1e-12
}

/// What stands between the two layers of a feed-forward network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activation {
	/// With the error function.
	Gelu,
	/// With the hyperbolic tangent.
	GeluTanh,
	Relu,
}

impl Config {
	pub fn read(folder: &Path) -> Result<Self> {
		let path = folder.join("config.json");
		let wrong = |reason: String| Error::Config {
			path: path.clone(),
			reason,
		};
		let bytes = read(&path, MOST_BYTES)?;
		let config: Self = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
		config.check().map_err(wrong)?;
		Ok(config)
	}

	/// Sizes far beyond any encoder of this class would only ask for memory.
	fn check(&self) -> Result<(), String> {
		let bounds = [
			("vocab_size", self.vocab_size, 1 << 20),
			("hidden_size", self.hidden_size, 4_096),
			("num_hidden_layers", self.num_hidden_layers, 64),
			("num_attention_heads", self.num_attention_heads, 64),
			("intermediate_size", self.intermediate_size, 16_384),
			("max_position_embeddings", self.max_position_embeddings, 8_192),
			("type_vocab_size", self.type_vocab_size, 16),
		];
		for (name, value, most) in bounds {
			if value == 0 || value > most {
				return Err(format!("{name} is {value}; 1 to {most} is possible"));
			}
		}
		if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
			return Err("hidden_size is no multiple of num_attention_heads".into());
		}
		if !(self.layer_norm_eps > 0.0 && self.layer_norm_eps < 1.0) {
			return Err("layer_norm_eps is not between 0 and 1".into());
		}
		if !matches!(self.model_type.as_str(), "bert" | "") {
			return Err(format!("model_type is {}; bert is offered", self.model_type));
		}
		if !matches!(self.position_embedding_type.as_deref(), None | Some("absolute")) {
			return Err("position_embedding_type is not absolute".into());
		}
		self.activation().map(|_| ())
	}

	pub fn activation(&self) -> Result<Activation, String> {
		match self.hidden_act.as_str() {
			"gelu" | "" => Ok(Activation::Gelu),
			"gelu_new" | "gelu_pytorch_tanh" => Ok(Activation::GeluTanh),
			"relu" => Ok(Activation::Relu),
			other => Err(format!(
				"hidden_act is {other}; gelu, gelu_new and relu are offered"
			)),
		}
	}

	/// Values in each head.
	pub fn head(&self) -> usize {
		self.hidden_size
			.checked_div(self.num_attention_heads)
			.unwrap_or(0)
	}
}
