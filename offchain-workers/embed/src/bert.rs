//! The encoder itself (Devlin et al. 2019): one text at a time, so that nothing is padded.

use crate::config::{Activation, Config};
use crate::error::{Error, Result};
use crate::weights::Weights;
use candle_core::{Device, Tensor, D};

/// `x · weight + bias`.
struct Linear {
	/// `[in, out]`: turned round once, when it is read.
	weight: Tensor,
	bias: Tensor,
}

impl Linear {
	fn read(weights: &mut Weights, name: &str, from: usize, to: usize) -> Result<Self> {
		Ok(Self {
			weight: weights
				.take(&format!("{name}.weight"), &[to, from])?
				.t()?
				.contiguous()?,
			bias: weights.take(&format!("{name}.bias"), &[to])?,
		})
	}

	fn run(&self, x: &Tensor) -> Result<Tensor> {
		Ok(x.matmul(&self.weight)?.broadcast_add(&self.bias)?)
	}
}

/// Layer normalisation (Ba et al. 2016).
struct Norm {
	weight: Tensor,
	bias: Tensor,
	epsilon: f64,
}

impl Norm {
	fn read(weights: &mut Weights, name: &str, config: &Config) -> Result<Self> {
		Ok(Self {
			weight: weights.take(&format!("{name}.weight"), &[config.hidden_size])?,
			bias: weights.take(&format!("{name}.bias"), &[config.hidden_size])?,
			epsilon: config.layer_norm_eps,
		})
	}

	fn run(&self, x: &Tensor) -> Result<Tensor> {
		let centred = x.broadcast_sub(&x.mean_keepdim(D::Minus1)?)?;
		let spread = centred
			.sqr()?
			.mean_keepdim(D::Minus1)?
			.affine(1.0, self.epsilon)?
			.sqrt()?;
		let normed = centred.broadcast_div(&spread)?;
		Ok(normed.broadcast_mul(&self.weight)?.broadcast_add(&self.bias)?)
	}
}

struct Layer {
	query: Linear,
	key: Linear,
	value: Linear,
	attended: Linear,
	attended_norm: Norm,
	wide: Linear,
	narrow: Linear,
	norm: Norm,
	heads: usize,
	head: usize,
	activation: Activation,
}

impl Layer {
	fn read(weights: &mut Weights, at: usize, config: &Config) -> Result<Self> {
		let (hidden, wide) = (config.hidden_size, config.intermediate_size);
		let name = |part: &str| format!("encoder.layer.{at}.{part}");
		Ok(Self {
			query: Linear::read(weights, &name("attention.self.query"), hidden, hidden)?,
			key: Linear::read(weights, &name("attention.self.key"), hidden, hidden)?,
			value: Linear::read(weights, &name("attention.self.value"), hidden, hidden)?,
			attended: Linear::read(weights, &name("attention.output.dense"), hidden, hidden)?,
			attended_norm: Norm::read(weights, &name("attention.output.LayerNorm"), config)?,
			wide: Linear::read(weights, &name("intermediate.dense"), hidden, wide)?,
			narrow: Linear::read(weights, &name("output.dense"), wide, hidden)?,
			norm: Norm::read(weights, &name("output.LayerNorm"), config)?,
			heads: config.num_attention_heads,
			head: config.head(),
			activation: config.activation().map_err(Error::Compute)?,
		})
	}

	/// `[tokens, hidden]` to `[heads, tokens, head]`.
	fn split(&self, x: &Tensor) -> Result<Tensor> {
		let tokens = x.dim(0)?;
		Ok(x.reshape((tokens, self.heads, self.head))?
			.transpose(0, 1)?
			.contiguous()?)
	}

	fn attend(&self, x: &Tensor) -> Result<Tensor> {
		let query = self.split(&self.query.run(x)?)?;
		let key = self.split(&self.key.run(x)?)?;
		let value = self.split(&self.value.run(x)?)?;
		let scale = 1.0 / (self.head as f64).sqrt();
		let near = query
			.matmul(&key.transpose(1, 2)?.contiguous()?)?
			.affine(scale, 0.0)?;
		let weights = near.broadcast_sub(&near.max_keepdim(D::Minus1)?)?.exp()?;
		let weights = weights.broadcast_div(&weights.sum_keepdim(D::Minus1)?)?;
		let mixed = weights.matmul(&value)?.transpose(0, 1)?.contiguous()?;
		self.attended.run(&mixed.reshape(x.dims())?)
	}

	fn run(&self, x: &Tensor) -> Result<Tensor> {
		let x = self.attended_norm.run(&(self.attend(x)? + x)?)?;
		let wide = self.wide.run(&x)?;
		let wide = match self.activation {
			Activation::Gelu => wide.gelu_erf()?,
			Activation::GeluTanh => wide.gelu()?,
			Activation::Relu => wide.relu()?,
		};
		self.norm.run(&(self.narrow.run(&wide)? + &x)?)
	}
}

pub(crate) struct Bert {
	words: Tensor,
	positions: Tensor,
	/// Every token is of the first kind.
	kind: Tensor,
	norm: Norm,
	layers: Vec<Layer>,
}

impl Bert {
	pub fn read(weights: &mut Weights, config: &Config) -> Result<Self> {
		let hidden = config.hidden_size;
		let embeddings = |part: &str| format!("embeddings.{part}.weight");
		let kinds = weights.take(
			&embeddings("token_type_embeddings"),
			&[config.type_vocab_size, hidden],
		)?;
		Ok(Self {
			words: weights.take(&embeddings("word_embeddings"), &[config.vocab_size, hidden])?,
			positions: weights.take(
				&embeddings("position_embeddings"),
				&[config.max_position_embeddings, hidden],
			)?,
			kind: kinds.narrow(0, 0, 1)?,
			norm: Norm::read(weights, "embeddings.LayerNorm", config)?,
			layers: (0..config.num_hidden_layers)
				.map(|at| Layer::read(weights, at, config))
				.collect::<Result<_>>()?,
		})
	}

	/// The mean of the last layer over all tokens. `ids` are below the vocabulary's size and not more than there are
	/// positions.
	pub fn mean(&self, ids: &[u32]) -> Result<Vec<f32>> {
		let at = Tensor::from_slice(ids, ids.len(), &Device::Cpu)?;
		let words = self.words.index_select(&at, 0)?;
		let placed = (words + self.positions.narrow(0, 0, ids.len())?)?.broadcast_add(&self.kind)?;
		let mut x = self.norm.run(&placed)?;
		for layer in &self.layers {
			x = layer.run(&x)?;
		}
		Ok(x.mean_keepdim(0)?.flatten_all()?.to_vec1()?)
	}
}
