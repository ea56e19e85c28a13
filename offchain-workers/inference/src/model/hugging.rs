//! `config.json`, and the names of tensors that go with it.

use super::shape::{Family, Shape, Sizes, Stretch};
use crate::error::{Error, Result};
use serde_json::Value;

/// What a `config.json` says.
pub fn read(config: &[u8]) -> Result<Value> {
	serde_json::from_slice(config).map_err(|error| Error::Damaged(format!("config.json: {error}")))
}

/// The shape that it describes.
pub fn shape(config: &Value) -> Result<Shape> {
	let family = match config.get("model_type").and_then(Value::as_str) {
		Some("llama") => Family::Llama,
		Some("mistral") => Family::Mistral,
		Some("qwen2") => Family::Qwen2,
		Some("qwen3") => Family::Qwen3,
		other => {
			return Err(Error::Unsupported(format!(
				"its family is {other:?}; llama, mistral, qwen2 and qwen3 are run"
			)))
		}
	};
	let number = |name: &str| config.get(name).and_then(Value::as_f64);
	// What is null is as good as not there.
	let rope = config
		.get("rope_parameters")
		.or_else(|| config.get("rope_scaling"))
		.filter(|value| value.is_object());
	let theta = number("rope_theta").or_else(|| rope?.get("rope_theta")?.as_f64());
	let mut shape = Sizes {
		whole: &|name| config.get(name).and_then(Value::as_u64),
		layers: "num_hidden_layers",
		hidden: "hidden_size",
		heads: "num_attention_heads",
		kv_heads: "num_key_value_heads",
		head: "head_dim",
		inner: "intermediate_size",
		context: "max_position_embeddings",
	}
	.shape(
		family,
		config.get("vocab_size").and_then(Value::as_u64),
		number("rms_norm_eps").unwrap_or(1e-6),
		theta.unwrap_or(10000.0),
	)?;
	shape.stretch = rope.map_or(Ok(Stretch::None), stretch)?;
	let window = config
		.get("sliding_window")
		.and_then(Value::as_u64)
		.and_then(|w| usize::try_from(w).ok());
	let used =
		family == Family::Mistral || config.get("use_sliding_window").and_then(Value::as_bool) == Some(true);
	if used && family != Family::Mistral && window.is_some() {
		return Err(Error::Unsupported("windows in some of its layers".into()));
	}
	shape.window = window.filter(|window| used && *window > 0);
	if config
		.get("hidden_act")
		.and_then(Value::as_str)
		.is_some_and(|name| name != "silu")
	{
		return Err(Error::Unsupported("its activation is not silu".into()));
	}
	Ok(shape)
}

/// The names of classes, in order, as far as a `config.json` has them without a gap.
pub fn labels(config: &Value) -> Vec<String> {
	let name = |index: usize| {
		Some(
			config
				.get("id2label")?
				.get(index.to_string())?
				.as_str()?
				.to_owned(),
		)
	};
	(0..).map_while(name).collect()
}

fn stretch(rope: &Value) -> Result<Stretch> {
	let kind = rope
		.get("rope_type")
		.or_else(|| rope.get("type"))
		.and_then(Value::as_str);
	let number = |name: &str| {
		rope.get(name)
			.and_then(Value::as_f64)
			.map(|x| x as f32)
			.filter(|x| x.is_finite() && *x > 0.0)
			.ok_or_else(|| Error::Damaged(format!("{name} of the rotations is missing or absurd")))
	};
	match kind {
		None | Some("default") => Ok(Stretch::None),
		Some("linear") => number("factor").map(Stretch::Linear),
		Some("llama3") => Ok(Stretch::Llama3 {
			factor: number("factor")?,
			low: number("low_freq_factor")?,
			high: number("high_freq_factor")?,
			old: number("original_max_position_embeddings")?,
		}),
		Some(other) => Err(Error::Unsupported(format!("rotations stretched by {other:?}"))),
	}
}

/// GGUF's name of a tensor; none for those that nobody needs.
pub fn rename(name: &str) -> Option<String> {
	match name {
		"model.embed_tokens.weight" => return Some("token_embd.weight".into()),
		"model.norm.weight" => return Some("output_norm.weight".into()),
		"lm_head.weight" => return Some("output.weight".into()),
		"score.weight" => return Some("cls.output.weight".into()),
		"score.bias" => return Some("cls.output.bias".into()),
		_ => {}
	}
	let (layer, rest) = name.strip_prefix("model.layers.")?.split_once('.')?;
	let layer: usize = layer.parse().ok()?;
	let (part, kind) = rest.rsplit_once('.')?;
	let part = match part {
		"input_layernorm" => "attn_norm",
		"post_attention_layernorm" => "ffn_norm",
		"self_attn.q_proj" => "attn_q",
		"self_attn.k_proj" => "attn_k",
		"self_attn.v_proj" => "attn_v",
		"self_attn.o_proj" => "attn_output",
		"self_attn.q_norm" => "attn_q_norm",
		"self_attn.k_norm" => "attn_k_norm",
		"mlp.gate_proj" => "ffn_gate",
		"mlp.up_proj" => "ffn_up",
		"mlp.down_proj" => "ffn_down",
		_ => return None,
	};
	Some(format!("blk.{layer}.{part}.{kind}"))
}
