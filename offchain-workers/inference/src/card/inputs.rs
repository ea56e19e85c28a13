//! What a card is told of a step, all in one piece: copying small pieces costs more than their bytes.

use crate::kernel::PAGE;
use crate::model::{Rope, Rows, Shape, Work};

/// Where each thing lies, in bytes, and the bytes themselves.
#[derive(Default)]
pub(super) struct Inputs {
	pub bytes: Vec<u8>,
	/// Vectors of the tokens, which the step then works on.
	pub vectors: usize,
	/// Cosines and sines of each token's place.
	pub angles: usize,
	/// Where in the cache a token's keys and values go: page times [`PAGE`], and the place in it.
	pub slots: usize,
	/// Each token's place in its sequence.
	pub positions: usize,
	/// Where each token's pages begin within `pages`.
	pub first_page: usize,
	pub pages: usize,
	/// Tokens of which logits are wanted.
	pub words: usize,
	/// Tokens of which vectors are wanted.
	pub hidden: usize,
	/// Places of all tokens, for who plans the step.
	pub places: Vec<usize>,
	/// How many of each are wanted.
	pub wanted: [usize; 2],
}

impl Inputs {
	pub fn new(shape: &Shape, tokens: &Rows, rope: &Rope, works: &[Work]) -> Self {
		let mut inputs = Self::default();
		let (mut slots, mut first_page, mut pages) = (Vec::new(), Vec::new(), Vec::new());
		let (mut words, mut hidden) = (Vec::new(), Vec::new());
		let mut row = vec![0.0; shape.hidden];
		for work in works {
			for (index, token) in work.tokens.iter().enumerate() {
				let position = work.start + index;
				let at = inputs.places.len() as u32;
				tokens.read(*token as usize, &mut row);
				inputs.floats(row.iter().copied());
				let page = work.pages.get(position / PAGE).copied().unwrap_or_default();
				slots.push(page * PAGE as u32 + (position % PAGE) as u32);
				first_page.push(pages.len() as u32);
				if index + work.wanted >= work.tokens.len() {
					if work.words { &mut words } else { &mut hidden }.push(at);
				}
				inputs.places.push(position);
			}
			pages.extend_from_slice(work.pages);
		}
		inputs.wanted = [words.len(), hidden.len()];
		inputs.angles = inputs.bytes.len();
		for position in inputs.places.clone() {
			inputs.floats(
				rope.at(position)
					.into_iter()
					.flat_map(|(cosine, sine)| [cosine, sine]),
			);
		}
		inputs.slots = inputs.wholes(&slots);
		let positions: Vec<u32> = inputs.places.iter().map(|position| *position as u32).collect();
		inputs.positions = inputs.wholes(&positions);
		inputs.first_page = inputs.wholes(&first_page);
		inputs.pages = inputs.wholes(&pages);
		inputs.words = inputs.wholes(&words);
		inputs.hidden = inputs.wholes(&hidden);
		inputs
	}

	fn floats(&mut self, numbers: impl Iterator<Item = f32>) {
		self.bytes.extend(numbers.flat_map(f32::to_le_bytes));
	}

	/// Appends whole numbers; where they begin.
	fn wholes(&mut self, numbers: &[u32]) -> usize {
		let at = self.bytes.len();
		self.bytes.extend(numbers.iter().flat_map(|x| x.to_le_bytes()));
		at
	}
}
