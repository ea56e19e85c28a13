//! Memory that steps work in. It grows to the largest step, and stays.

use super::inputs::Inputs;
use super::machine::Machine;
use crate::error::Result;
use crate::model::Shape;
use half::f16;

/// Positions that a block of `attend` reads, as `kernels.cu` has them.
const CHUNK: usize = 256;
/// Numbers that chunks of attention take at most before they are put together: 64 MiB.
const PARTS: usize = 16 << 20;

/// Memory is asked for in such pieces: 1 MiB.
const GRAIN: usize = 1 << 20;
/// What is reserved at once, so that memory that is short is found while loading: a step of so many tokens, that wants so
/// many logits.
const USUAL: [usize; 2] = [512, 64];

const FLOAT: usize = size_of::<f32>();

/// One piece.
pub(super) struct Buffer<M> {
	pub memory: M,
	bytes: usize,
}

impl<M> Buffer<M> {
	fn new<C: Machine<Memory = M>>(machine: &C) -> Result<Self> {
		let bytes = 1 << 12;
		Ok(Self {
			memory: machine.allocate(bytes)?,
			bytes,
		})
	}

	fn reserve<C: Machine<Memory = M>>(&mut self, machine: &C, bytes: usize) -> Result<()> {
		if bytes > self.bytes {
			let bytes = bytes.next_multiple_of(GRAIN);
			self.memory = machine.allocate(bytes)?;
			self.bytes = bytes;
		}
		Ok(())
	}
}

/// All pieces.
pub(super) struct Room<M> {
	pub inputs: Buffer<M>,
	/// Queries, keys and values.
	pub asked: Buffer<M>,
	/// What goes into products, as halves.
	pub narrow: Buffer<M>,
	/// What the gate says, and what passes it.
	pub gated: Buffer<M>,
	/// By which rows of `narrow` were divided.
	pub scales: Buffer<M>,
	/// Chunks of attention, and what each counts.
	pub parts: Buffer<M>,
	pub marks: Buffer<M>,
	/// What is wanted.
	pub out: Buffer<M>,
}

impl<M> Room<M> {
	pub fn new<C: Machine<Memory = M>>(machine: &C) -> Result<Self> {
		Ok(Self {
			inputs: Buffer::new(machine)?,
			asked: Buffer::new(machine)?,
			narrow: Buffer::new(machine)?,
			gated: Buffer::new(machine)?,
			scales: Buffer::new(machine)?,
			parts: Buffer::new(machine)?,
			marks: Buffer::new(machine)?,
			out: Buffer::new(machine)?,
		})
	}

	/// Makes room for a step.
	pub fn reserve<C: Machine<Memory = M>>(&mut self, machine: &C, shape: &Shape, need: Need) -> Result<()> {
		let Need {
			inputs,
			tokens,
			wanted: [words, hidden],
			parts,
		} = need;
		let widest = shape.hidden.max(shape.queries()).max(shape.inner);
		self.inputs.reserve(machine, inputs)?;
		self.asked
			.reserve(machine, tokens * (shape.queries() + 2 * shape.keys()) * FLOAT)?;
		self.narrow.reserve(machine, tokens * widest * size_of::<f16>())?;
		self.gated.reserve(machine, tokens * 2 * shape.inner * FLOAT)?;
		self.scales.reserve(machine, tokens * FLOAT)?;
		self.parts.reserve(machine, parts * shape.queries() * FLOAT)?;
		self.marks.reserve(machine, parts * shape.heads * 2 * FLOAT)?;
		self.out.reserve(
			machine,
			(words * shape.vocabulary).max(hidden * shape.hidden) * FLOAT,
		)
	}
}

/// What a step takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
	/// Bytes of what it is told.
	inputs: usize,
	tokens: usize,
	/// Logits, and vectors.
	wanted: [usize; 2],
	/// Chunks of attention of all tokens that go together.
	parts: usize,
}

impl Need {
	/// Of a step whose attention goes in these slices.
	pub fn of(inputs: &Inputs, slices: &[Slice]) -> Self {
		Self {
			inputs: inputs.bytes.len(),
			tokens: inputs.places.len(),
			wanted: inputs.wanted,
			parts: parts(slices),
		}
	}

	/// Of most steps with a cache of so many tokens.
	pub fn usual(shape: &Shape, cached: usize) -> Self {
		let [tokens, words] = USUAL;
		let furthest = cached.min(shape.context).saturating_sub(1);
		Self {
			inputs: tokens * (shape.hidden + shape.head) * FLOAT,
			tokens,
			wanted: [words, 0],
			parts: parts(&slices(shape, &vec![furthest; tokens])),
		}
	}
}

fn parts(slices: &[Slice]) -> usize {
	slices
		.iter()
		.map(|slice| slice.tokens * slice.chunks)
		.max()
		.unwrap_or(0)
}

/// Tokens whose attention goes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
	pub first: usize,
	pub tokens: usize,
	/// Chunks of the one that looks back furthest.
	pub chunks: usize,
}

/// Cuts tokens into slices that do not take too much memory.
pub(super) fn slices(shape: &Shape, places: &[usize]) -> Vec<Slice> {
	let chunks = |places: &[usize]| places.iter().max().map_or(0, |place| place / CHUNK + 1);
	let each = (PARTS / (shape.queries() * chunks(places).max(1))).max(1);
	let tokens = places.chunks(each).enumerate();
	tokens
		.map(|(index, places)| Slice {
			first: index * each,
			tokens: places.len(),
			chunks: chunks(places),
		})
		.collect()
}
