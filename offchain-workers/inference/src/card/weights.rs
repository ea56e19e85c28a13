//! A decoder's weights in a card's memory, as halves.

use super::machine::Machine;
use crate::error::{Error, Result};
use crate::model::{Files, Progress, Shape, View};
use crate::quant::decode;
use half::f16;
use half::slice::HalfFloatSliceExt;

/// Bytes that are written to the card at a time.
const PIECE: usize = 16 << 20;

/// A matrix, and what is added to its products.
pub(super) struct Linear<M> {
	pub matrix: M,
	pub bias: Option<M>,
	pub rows: usize,
	pub columns: usize,
}

/// One layer.
pub(super) struct Layer<M> {
	pub attention_norm: M,
	/// Queries, keys, values.
	pub asked: Linear<M>,
	pub query_norm: Option<M>,
	pub key_norm: Option<M>,
	pub output: Linear<M>,
	pub inner_norm: M,
	/// What the gate says, and what passes it.
	pub gated: Linear<M>,
	pub down: Linear<M>,
}

/// All of them.
pub(super) struct Weights<M> {
	pub layers: Vec<Layer<M>>,
	pub norm: M,
	pub head: Linear<M>,
	pub bytes: usize,
}

struct Loader<'a, C> {
	files: &'a Files,
	machine: &'a C,
	bytes: usize,
}

impl<C: Machine> Loader<'_, C> {
	fn allocate(&mut self, bytes: usize) -> Result<C::Memory> {
		self.bytes += bytes;
		self.machine.allocate(bytes)
	}

	/// Matrices of so many rows each, one below the other.
	fn linear(&mut self, parts: &[(String, usize)], columns: usize) -> Result<Linear<C::Memory>> {
		let rows = parts.iter().map(|(_, rows)| rows).sum::<usize>();
		let mut matrix = self.allocate(rows * columns * size_of::<f16>())?;
		let mut at = 0;
		for (name, rows) in parts {
			let name = format!("{name}.weight");
			let view = self.files.matrix(&name, *rows, columns)?;
			at = self.halves(&name, view, &mut matrix, at)?;
		}
		let biases: Vec<_> = parts
			.iter()
			.map(|(name, rows)| (format!("{name}.bias"), *rows))
			.collect();
		let bias = if biases.iter().any(|(name, _)| self.files.find(name).is_some()) {
			let mut all = Vec::with_capacity(rows);
			for (name, rows) in &biases {
				all.extend(
					self.files
						.vector(name, *rows)?
						.unwrap_or_else(|| vec![0.0; *rows]),
				);
			}
			Some(self.upload(&all)?)
		} else {
			None
		};
		Ok(Linear {
			matrix,
			bias,
			rows,
			columns,
		})
	}

	/// Writes a matrix from byte `at` on; where it ends.
	fn halves(&self, name: &str, view: View, to: &mut C::Memory, mut at: usize) -> Result<usize> {
		let width = view.format.row_bytes(view.columns);
		let each = (PIECE / (view.columns * size_of::<f16>())).max(1);
		let mut row = vec![0.0; view.columns];
		let mut narrow = vec![f16::ZERO; view.columns];
		let mut piece = Vec::with_capacity(each * view.columns * size_of::<f16>());
		for rows in view.bytes.chunks(each * width) {
			piece.clear();
			for bytes in rows.chunks_exact(width) {
				decode(view.format, bytes, &mut row);
				narrow.convert_from_f32_slice(&row);
				if let Some((x, _)) = row.iter().zip(&narrow).find(|(_, half)| !half.is_finite()) {
					return Err(Error::Unsupported(format!(
						"{name} has a weight of {x}, more than a card's sixteen bits hold"
					)));
				}
				piece.extend(narrow.iter().flat_map(|half| half.to_le_bytes()));
			}
			self.machine.write(to, at, &piece)?;
			at += piece.len();
		}
		Ok(at)
	}

	fn upload(&mut self, floats: &[f32]) -> Result<C::Memory> {
		let bytes: Vec<u8> = floats.iter().flat_map(|x| x.to_le_bytes()).collect();
		let mut memory = self.allocate(bytes.len())?;
		self.machine.write(&mut memory, 0, &bytes)?;
		Ok(memory)
	}

	fn optional(&mut self, name: &str, length: usize) -> Result<Option<C::Memory>> {
		let floats = self.files.vector(name, length)?;
		floats.map(|floats| self.upload(&floats)).transpose()
	}

	fn vector(&mut self, name: &str, length: usize) -> Result<C::Memory> {
		self.upload(&self.files.needed(name, length)?)
	}

	fn layer(&mut self, index: usize, shape: &Shape) -> Result<Layer<C::Memory>> {
		let name = |part: &str| format!("blk.{index}.{part}");
		let Shape {
			hidden, inner, head, ..
		} = *shape;
		let asked = [
			("attn_q", shape.queries()),
			("attn_k", shape.keys()),
			("attn_v", shape.keys()),
		];
		let gated = [("ffn_gate", inner), ("ffn_up", inner)];
		Ok(Layer {
			attention_norm: self.vector(&name("attn_norm.weight"), hidden)?,
			asked: self.linear(&asked.map(|(part, rows)| (name(part), rows)), hidden)?,
			query_norm: self.optional(&name("attn_q_norm.weight"), head)?,
			key_norm: self.optional(&name("attn_k_norm.weight"), head)?,
			output: self.linear(&[(name("attn_output"), hidden)], shape.queries())?,
			inner_norm: self.vector(&name("ffn_norm.weight"), hidden)?,
			gated: self.linear(&gated.map(|(part, rows)| (name(part), rows)), hidden)?,
			down: self.linear(&[(name("ffn_down"), hidden)], inner)?,
		})
	}
}

impl<M> Weights<M> {
	/// Writes the weights to the card. `progress` is told what was done, of all.
	pub fn load<C: Machine<Memory = M>>(files: &Files, machine: &C, progress: Progress) -> Result<Self> {
		let shape = &files.shape;
		let mut loader = Loader {
			files,
			machine,
			bytes: 0,
		};
		let steps = shape.layers + 1;
		let mut layers = Vec::new();
		for index in 0..shape.layers {
			progress(index, steps);
			layers.push(loader.layer(index, shape)?);
		}
		progress(shape.layers, steps);
		let head = loader.linear(&[(files.head().to_owned(), shape.vocabulary)], shape.hidden)?;
		let norm = loader.vector("output_norm.weight", shape.hidden)?;
		progress(steps, steps);
		Ok(Self {
			layers,
			norm,
			head,
			bytes: loader.bytes,
		})
	}
}
