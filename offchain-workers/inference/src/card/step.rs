//! A step through all layers on a card.

use super::inputs::Inputs;
use super::machine::{Argument, Kernel, Machine};
use super::room::{slices, Need, Room, Slice};
use super::weights::{Layer, Linear, Weights};
use crate::error::{Error, Result};
use crate::kernel::PAGE;
use crate::model::{Decoder, Files, Pass, Progress, Rope, Rows, Shape, Work};
use half::f16;
use Argument::{At, Nothing, Real, Whole};

/// Tokens and rows of a block of the products, as `kernels.cu` has them.
const FEW: [usize; 2] = [16, 8];
const MANY: [usize; 2] = [64, 32];
/// What the kernels ask of a shape: columns in such steps, so many queries that share a head of keys, of so many numbers.
const COLUMNS: usize = 32;
const SHARING: usize = 16;
const ASKED: usize = 4096;

/// A model on a card.
pub struct Card<C: Machine> {
	/// First, so that it is dropped before its memory.
	machine: C,
	shape: Shape,
	tokens: Rows,
	rope: Rope,
	weights: Weights<C::Memory>,
	/// Keys and values, layer by layer.
	cache: Vec<C::Memory>,
	pages: usize,
	room: Room<C::Memory>,
}

impl<C: Machine> Card<C> {
	/// Writes a model to a card, and makes a cache of so many pages.
	///
	/// # Errors
	/// When the kernels do not suit its shape, weights are missing or do not fit into sixteen bits, or memory is short.
	pub fn load(files: &Files, machine: C, pages: usize, progress: Progress) -> Result<Self> {
		let shape = files.shape.clone();
		suits(&shape)?;
		let weights = Weights::load(files, &machine, progress)?;
		let bytes = pages * shape.keys() * 2 * PAGE * size_of::<f16>();
		let mut room = Room::new(&machine)?;
		room.reserve(&machine, &shape, Need::usual(&shape, pages * PAGE))?;
		Ok(Self {
			tokens: Rows::of(files)?,
			rope: Rope::of(files)?,
			weights,
			cache: (0..shape.layers)
				.map(|_| machine.allocate(bytes))
				.collect::<Result<_>>()?,
			pages,
			room,
			machine,
			shape,
		})
	}
}

/// Whether the kernels can take a shape.
fn suits(shape: &Shape) -> Result<()> {
	let odd = [shape.hidden, shape.queries(), shape.inner]
		.into_iter()
		.find(|n| n % COLUMNS != 0);
	let shared = shape.sharing() > SHARING || shape.sharing() * shape.head > ASKED;
	let why = match odd {
		Some(odd) => format!("vectors of {odd} numbers; multiples of {COLUMNS} are run on cards"),
		None if shared => format!("{} heads of {} numbers share one of keys; up to {SHARING}, and {ASKED} numbers, are run on cards", shape.sharing(), shape.head),
		None => return Ok(()),
	};
	Err(Error::Unsupported(why))
}

fn optional<M>(memory: Option<&M>) -> Argument<'_, M> {
	memory.map_or(Nothing, |memory| At(memory, 0))
}

impl<C: Machine> Decoder for Card<C> {
	fn step(&mut self, works: &[Work]) -> Result<Pass> {
		for work in works {
			work.check(&self.shape, self.pages)?;
		}
		let inputs = Inputs::new(&self.shape, &self.tokens, &self.rope, works);
		if inputs.places.is_empty() {
			return Ok(Pass::default());
		}
		let slices = slices(&self.shape, &inputs.places);
		self.room
			.reserve(&self.machine, &self.shape, Need::of(&inputs, &slices))?;
		self.machine
			.write(&mut self.room.inputs.memory, 0, &inputs.bytes)?;
		let step = Step {
			card: self,
			inputs: &inputs,
			slices: &slices,
		};
		for (layer, cells) in self.weights.layers.iter().zip(&self.cache) {
			step.layer(layer, cells)?;
		}
		Ok(Pass {
			logits: step.logits()?,
			hidden: step.hidden()?,
		})
	}

	fn weight_bytes(&self) -> usize {
		self.weights.bytes
	}

	fn kernel(&self) -> String {
		format!("{}, order 1, half weights, half cache", self.machine.kind())
	}

	fn device(&self) -> String {
		self.machine.name()
	}
}

/// One step's launches.
struct Step<'a, C: Machine> {
	card: &'a Card<C>,
	inputs: &'a Inputs,
	slices: &'a [Slice],
}

impl<C: Machine> Step<'_, C> {
	fn tokens(&self) -> usize {
		self.inputs.places.len()
	}

	fn input(&self, at: usize) -> Argument<'_, C::Memory> {
		At(&self.card.room.inputs.memory, at)
	}

	fn layer(&self, layer: &Layer<C::Memory>, cells: &C::Memory) -> Result<()> {
		let room = &self.card.room;
		let vectors = || self.input(self.inputs.vectors);
		self.norm(vectors(), &layer.attention_norm)?;
		self.product(
			&layer.asked,
			self.tokens(),
			Nothing,
			At(&room.asked.memory, 0),
			false,
		)?;
		self.remember(layer, cells)?;
		for slice in self.slices {
			self.attend(*slice, cells)?;
		}
		self.product(&layer.output, self.tokens(), Nothing, vectors(), true)?;
		self.norm(vectors(), &layer.inner_norm)?;
		self.product(
			&layer.gated,
			self.tokens(),
			Nothing,
			At(&room.gated.memory, 0),
			false,
		)?;
		self.gate()?;
		self.product(
			&layer.down,
			self.tokens(),
			At(&room.scales.memory, 0),
			vectors(),
			true,
		)
	}

	/// Norms all tokens for a product.
	fn norm(&self, vectors: Argument<C::Memory>, weights: &C::Memory) -> Result<()> {
		self.norm_rows(
			vectors,
			weights,
			Nothing,
			self.tokens(),
			At(&self.card.room.narrow.memory, 0),
			Nothing,
		)
	}

	fn norm_rows(
		&self,
		vectors: Argument<C::Memory>,
		weights: &C::Memory,
		rows: Argument<C::Memory>,
		count: usize,
		narrow: Argument<C::Memory>,
		wide: Argument<C::Memory>,
	) -> Result<()> {
		let shape = &self.card.shape;
		self.card.machine.launch(
			Kernel::NormRows,
			[count as u32, 1, 1],
			&[
				vectors,
				At(weights, 0),
				rows,
				narrow,
				wide,
				Whole(shape.hidden as u32),
				Real(shape.epsilon),
			],
		)
	}

	/// Multiplies a matrix with the first `count` rows of what goes into products.
	fn product(
		&self,
		linear: &Linear<C::Memory>,
		count: usize,
		scales: Argument<C::Memory>,
		out: Argument<C::Memory>,
		add: bool,
	) -> Result<()> {
		let (kernel, [tokens, rows]) = match count <= FEW[0] {
			true => (Kernel::ProductFew, FEW),
			false => (Kernel::ProductMany, MANY),
		};
		let grid = [
			linear.rows.div_ceil(rows) as u32,
			count.div_ceil(tokens) as u32,
			1,
		];
		self.card.machine.launch(
			kernel,
			grid,
			&[
				At(&self.card.room.narrow.memory, 0),
				scales,
				At(&linear.matrix, 0),
				optional(linear.bias.as_ref()),
				out,
				Whole(count as u32),
				Whole(linear.rows as u32),
				Whole(linear.columns as u32),
				Whole(u32::from(add)),
			],
		)
	}

	fn remember(&self, layer: &Layer<C::Memory>, cells: &C::Memory) -> Result<()> {
		let shape = &self.card.shape;
		let heads = shape.heads + 2 * shape.kv_heads;
		self.card.machine.launch(
			Kernel::Remember,
			[heads as u32, self.tokens() as u32, 1],
			&[
				At(&self.card.room.asked.memory, 0),
				self.input(self.inputs.angles),
				self.input(self.inputs.slots),
				optional(layer.query_norm.as_ref()),
				optional(layer.key_norm.as_ref()),
				At(cells, 0),
				Whole(shape.heads as u32),
				Whole(shape.kv_heads as u32),
				Whole(shape.head as u32),
				Whole(u32::from(shape.neighbours)),
				Real(shape.epsilon),
				Real(1.0 / (shape.head as f32).sqrt()),
			],
		)
	}

	/// Lets the tokens of a slice read the cache; what they found goes into the next product.
	fn attend(&self, slice: Slice, cells: &C::Memory) -> Result<()> {
		let (shape, room) = (&self.card.shape, &self.card.room);
		let heads = [shape.heads, shape.kv_heads, shape.head].map(|n| n as u32);
		self.card.machine.launch(
			Kernel::Attend,
			[heads[1], slice.tokens as u32, slice.chunks as u32],
			&[
				At(&room.asked.memory, 0),
				At(cells, 0),
				self.input(self.inputs.pages),
				self.input(self.inputs.first_page),
				self.input(self.inputs.positions),
				At(&room.parts.memory, 0),
				At(&room.marks.memory, 0),
				Whole(heads[0]),
				Whole(heads[1]),
				Whole(heads[2]),
				Whole(
					shape
						.window
						.map_or(0, |window| u32::try_from(window).unwrap_or(0)),
				),
				Whole(slice.first as u32),
			],
		)?;
		self.card.machine.launch(
			Kernel::Gather,
			[heads[0], slice.tokens as u32, 1],
			&[
				At(&room.parts.memory, 0),
				At(&room.marks.memory, 0),
				At(&room.narrow.memory, 0),
				Whole(heads[0]),
				Whole(heads[1]),
				Whole(heads[2]),
				Whole(slice.chunks as u32),
				Whole(slice.first as u32),
			],
		)
	}

	fn gate(&self) -> Result<()> {
		let room = &self.card.room;
		self.card.machine.launch(
			Kernel::Gate,
			[self.tokens() as u32, 1, 1],
			&[
				At(&room.gated.memory, 0),
				At(&room.narrow.memory, 0),
				At(&room.scales.memory, 0),
				Whole(self.card.shape.inner as u32),
			],
		)
	}

	fn logits(&self) -> Result<Vec<Vec<f32>>> {
		let [count, _] = self.inputs.wanted;
		if count == 0 {
			return Ok(Vec::new());
		}
		let (weights, room) = (&self.card.weights, &self.card.room);
		let rows = self.input(self.inputs.words);
		let vectors = self.input(self.inputs.vectors);
		self.norm_rows(
			vectors,
			&weights.norm,
			rows,
			count,
			At(&room.narrow.memory, 0),
			Nothing,
		)?;
		self.product(&weights.head, count, Nothing, At(&room.out.memory, 0), false)?;
		self.read(count, self.card.shape.vocabulary)
	}

	fn hidden(&self) -> Result<Vec<Vec<f32>>> {
		let [_, count] = self.inputs.wanted;
		if count == 0 {
			return Ok(Vec::new());
		}
		let rows = self.input(self.inputs.hidden);
		let vectors = self.input(self.inputs.vectors);
		let out = At(&self.card.room.out.memory, 0);
		self.norm_rows(vectors, &self.card.weights.norm, rows, count, Nothing, out)?;
		self.read(count, self.card.shape.hidden)
	}

	/// Rows of what is wanted.
	fn read(&self, count: usize, width: usize) -> Result<Vec<Vec<f32>>> {
		let mut bytes = vec![0; count * width * size_of::<f32>()];
		self.card.machine.read(&self.card.room.out.memory, &mut bytes)?;
		let numbers: Vec<f32> = bytes
			.as_chunks()
			.0
			.iter()
			.map(|bytes| f32::from_le_bytes(*bytes))
			.collect();
		Ok(numbers.chunks(width).map(<[f32]>::to_vec).collect())
	}
}
