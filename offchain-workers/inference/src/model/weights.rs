//! A decoder's weights, packed for the kernels.

use super::files::Files;
use super::rope::Rope;
use super::shape::Shape;
use crate::error::Result;
use crate::kernel::{Isa, Needs, Packed, TILE};
use crate::pool::Pool;
use crate::quant::{decode, Format};

/// A matrix, and what is added to its products.
pub(super) struct Linear {
	pub matrix: Packed,
	/// For each tile, if there is any.
	pub bias: Vec<[f32; TILE]>,
}

/// One layer.
pub(super) struct Layer {
	pub attention_norm: Vec<f32>,
	pub queries: Linear,
	pub keys: Linear,
	pub values: Linear,
	pub query_norm: Option<Vec<f32>>,
	pub key_norm: Option<Vec<f32>>,
	pub output: Linear,
	pub inner_norm: Vec<f32>,
	pub gate: Linear,
	pub up: Linear,
	pub down: Linear,
}

/// Rows that are read one at a time: the vectors of tokens.
pub(crate) struct Rows {
	format: Format,
	columns: usize,
	bytes: Vec<u8>,
}

impl Rows {
	/// The vectors of a model's tokens.
	///
	/// # Errors
	/// When they are missing or of another size than the shape says.
	pub fn of(files: &Files) -> Result<Self> {
		let view = files.matrix("token_embd.weight", files.shape.vocabulary, files.shape.hidden)?;
		Ok(Self {
			format: view.format,
			columns: view.columns,
			bytes: view.bytes.to_vec(),
		})
	}

	/// Reads a row; zeros where there is none.
	pub fn read(&self, row: usize, out: &mut [f32]) {
		let width = self.format.row_bytes(self.columns);
		match self.bytes.get(row * width..(row + 1) * width) {
			Some(bytes) => decode(self.format, bytes, out),
			None => out.fill(0.0),
		}
	}
}

/// A decoder in memory.
pub struct Model {
	/// Its shape.
	pub shape: Shape,
	pub(super) isa: Isa,
	pub(super) rope: Rope,
	pub(super) tokens: Rows,
	pub(super) layers: Vec<Layer>,
	pub(super) norm: Vec<f32>,
	pub(super) head: Linear,
}

/// Says how far loading has come: done, of all.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

struct Loader<'a> {
	files: &'a Files,
	pool: &'a mut Pool,
}

impl Loader<'_> {
	fn linear(&mut self, name: &str, rows: usize, columns: usize) -> Result<Linear> {
		let view = self.files.matrix(&format!("{name}.weight"), rows, columns)?;
		let matrix = Packed::new(self.pool, view.format, rows, columns, view.bytes);
		let bias = match self.files.vector(&format!("{name}.bias"), rows)? {
			None => Vec::new(),
			Some(mut bias) => {
				bias.resize(rows.next_multiple_of(TILE), 0.0);
				bias.as_chunks().0.to_vec()
			}
		};
		Ok(Linear { matrix, bias })
	}

	fn layer(&mut self, index: usize, shape: &Shape) -> Result<Layer> {
		let name = |part: &str| format!("blk.{index}.{part}");
		let Shape { hidden, inner, .. } = *shape;
		Ok(Layer {
			attention_norm: self.files.needed(&name("attn_norm.weight"), hidden)?,
			queries: self.linear(&name("attn_q"), shape.queries(), hidden)?,
			keys: self.linear(&name("attn_k"), shape.keys(), hidden)?,
			values: self.linear(&name("attn_v"), shape.keys(), hidden)?,
			query_norm: self.files.vector(&name("attn_q_norm.weight"), shape.head)?,
			key_norm: self.files.vector(&name("attn_k_norm.weight"), shape.head)?,
			output: self.linear(&name("attn_output"), hidden, shape.queries())?,
			inner_norm: self.files.needed(&name("ffn_norm.weight"), hidden)?,
			gate: self.linear(&name("ffn_gate"), inner, hidden)?,
			up: self.linear(&name("ffn_up"), inner, hidden)?,
			down: self.linear(&name("ffn_down"), hidden, inner)?,
		})
	}
}

impl Model {
	/// Packs the weights for the vector units of `isa`, which must be there.
	///
	/// # Errors
	/// When a tensor is missing or has another size than the shape says.
	pub fn load(files: &Files, pool: &mut Pool, isa: Isa, progress: Progress) -> Result<Self> {
		let shape = files.shape.clone();
		let mut loader = Loader { files, pool };
		let steps = shape.layers + 1;
		let mut layers = Vec::new();
		for index in 0..shape.layers {
			progress(index, steps);
			layers.push(loader.layer(index, &shape)?);
		}
		progress(shape.layers, steps);
		let head = loader.linear(files.head(), shape.vocabulary, shape.hidden)?;
		let model = Self {
			rope: Rope::of(files)?,
			isa: isa.min(Isa::detect()),
			tokens: Rows::of(files)?,
			norm: files.needed("output_norm.weight", shape.hidden)?,
			layers,
			head,
			shape,
		};
		progress(steps, steps);
		Ok(model)
	}

	/// Bytes of the weights in memory.
	pub fn bytes(&self) -> usize {
		let layers = self.layers.iter().flat_map(Layer::matrices);
		layers
			.chain([&self.head])
			.map(|linear| linear.matrix.bytes())
			.sum::<usize>()
			+ self.tokens.bytes.len()
	}

	/// The vector units in use.
	pub fn isa(&self) -> Isa {
		self.isa
	}
}

impl Layer {
	fn matrices(&self) -> [&Linear; 7] {
		[
			&self.queries,
			&self.keys,
			&self.values,
			&self.output,
			&self.gate,
			&self.up,
			&self.down,
		]
	}
}

/// What the readers of one vector need of it.
pub(super) fn needs(readers: &[&Linear]) -> Needs {
	let bytes = readers.iter().any(|linear| linear.matrix.layout().integer());
	let floats = readers.iter().any(|linear| !linear.matrix.layout().integer());
	Needs { bytes, floats }
}
