//! A step: tokens of several sequences through all layers at once.
//!
//! Each token's numbers come from its own sequence alone, and every sum has one order (see [`crate::kernel`]): what a
//! sequence gets does not depend on who else is in the step, on how its prompt was cut, or on threads.

use super::cache::{Cache, Cells};
use super::layer::{self, Buffers};
use super::shape::Shape;
use super::weights::{needs, Model};
use crate::error::{Error, Result};
use crate::kernel::{tile, Activations, Vectors, GROUP, PAGE, TILE};
use crate::pool::Pool;

/// Tokens of one sequence to go through.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
	/// The tokens.
	pub tokens: &'a [u32],
	/// Where the first of them stands.
	pub start: usize,
	/// The sequence's pages, which reach to its last token.
	pub pages: &'a [u32],
	/// How many of the last tokens' results are wanted.
	pub wanted: usize,
	/// As logits, or as vectors.
	pub words: bool,
}

impl Work<'_> {
	/// Whether tokens and pages exist and suit each other.
	///
	/// # Errors
	/// When they do not.
	pub(crate) fn check(&self, shape: &Shape, pages: usize) -> Result<()> {
		let end = self.start + self.tokens.len();
		if let Some(token) = self
			.tokens
			.iter()
			.find(|token| **token as usize >= shape.vocabulary)
		{
			return Err(Error::Internal(format!("token {token} does not exist")));
		}
		let reach = self.pages.iter().all(|page| (*page as usize) < pages);
		if self.pages.len() * PAGE < end || !reach || self.wanted > self.tokens.len() {
			return Err(Error::Internal("the cache's pages do not reach".into()));
		}
		Ok(())
	}
}

/// What comes out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pass {
	/// For each wanted token of each work that wants logits, in order: one for every token of the vocabulary.
	pub logits: Vec<Vec<f32>>,
	/// For each wanted token of the other works: its last vector, normed.
	pub hidden: Vec<Vec<f32>>,
}

/// Eight tokens on their way.
pub(super) struct Lane {
	pub x: Vec<f32>,
	pub hidden: Activations,
	pub mixed: Activations,
	pub inner: Activations,
	pub row: Vec<f32>,
}

/// One token's place.
#[derive(Clone, Copy)]
pub(super) struct Place {
	pub work: usize,
	pub position: usize,
}

impl Model {
	/// Takes the works through all layers, writing their keys and values to the cache.
	///
	/// # Errors
	/// When a token does not exist, or pages do not reach far enough. The cache is then unchanged.
	pub fn forward(&self, pool: &mut Pool, cache: &mut Cache, works: &[Work]) -> Result<Pass> {
		for work in works {
			work.check(&self.shape, cache.pages())?;
		}
		let places: Vec<Place> = works
			.iter()
			.enumerate()
			.flat_map(|(index, work)| {
				(0..work.tokens.len()).map(move |t| Place {
					work: index,
					position: work.start + t,
				})
			})
			.collect();
		let mut lanes = self.lanes(works, places.len());
		let angles = places.iter().map(|place| self.rope.at(place.position)).collect();
		let mut buffers = Buffers::new(works, places, angles);
		for (index, layer) in self.layers.iter().enumerate() {
			match &mut cache.cells {
				Cells::Half(cells) => {
					let cells = cells.get_mut(index).map(Vec::as_mut_slice).unwrap_or_default();
					layer::step(self, layer, pool, &mut lanes, &mut buffers, cells, works);
				}
				Cells::Single(cells) => {
					let cells = cells.get_mut(index).map(Vec::as_mut_slice).unwrap_or_default();
					layer::step(self, layer, pool, &mut lanes, &mut buffers, cells, works);
				}
			}
		}
		Ok(self.finish(pool, &lanes, works))
	}

	fn lanes(&self, works: &[Work], count: usize) -> Vec<Lane> {
		let shape = &self.shape;
		let Some(layer) = self.layers.first() else {
			return Vec::new();
		};
		// Layers of one model may be written in different formats.
		let of = |pick: fn(&super::weights::Layer) -> Vec<&super::weights::Linear>| {
			needs(&self.layers.iter().flat_map(pick).collect::<Vec<_>>())
		};
		let hidden = of(|l| vec![&l.queries, &l.keys, &l.values, &l.gate, &l.up]);
		let (mixed, inner) = (of(|l| vec![&l.output]), of(|l| vec![&l.down]));
		let widest = shape.queries().max(shape.hidden).max(layer.down.matrix.columns());
		let mut lanes: Vec<Lane> = (0..count.div_ceil(GROUP))
			.map(|_| Lane {
				x: vec![0.0; GROUP * shape.hidden],
				hidden: Activations::new(shape.hidden, hidden),
				mixed: Activations::new(shape.queries(), mixed),
				inner: Activations::new(shape.inner, inner),
				row: vec![0.0; widest],
			})
			.collect();
		let tokens = works.iter().flat_map(|work| work.tokens);
		let rows = lanes.iter_mut().flat_map(|lane| lane.x.chunks_mut(shape.hidden));
		for (row, token) in rows.zip(tokens) {
			self.tokens.read(*token as usize, row);
		}
		lanes
	}

	fn finish(&self, pool: &mut Pool, lanes: &[Lane], works: &[Work]) -> Pass {
		let width = self.shape.hidden;
		let vectors = Vectors::new(self.isa);
		let wanted = works.iter().flat_map(|work| {
			let first = work.tokens.len() - work.wanted;
			(0..work.tokens.len()).map(move |t| (t >= first).then_some(work.words))
		});
		let (mut words, mut hidden) = (Vec::new(), Vec::new());
		for (row, wanted) in lanes.iter().flat_map(|lane| lane.x.chunks(width)).zip(wanted) {
			let Some(as_words) = wanted else { continue };
			let mut out = vec![0.0; width];
			vectors.scale(
				row,
				vectors.inverse_rms(row, self.shape.epsilon),
				&self.norm,
				&mut out,
			);
			if as_words { &mut words } else { &mut hidden }.push(out);
		}
		Pass {
			logits: self.logits(pool, &words),
			hidden,
		}
	}

	fn logits(&self, pool: &mut Pool, vectors: &[Vec<f32>]) -> Vec<Vec<f32>> {
		let needs = needs(&[&self.head]);
		let groups: Vec<Activations> = vectors
			.chunks(GROUP)
			.map(|group| {
				let mut acts = Activations::new(self.shape.hidden, needs);
				group.iter().enumerate().for_each(|(t, row)| acts.set_all(t, row));
				acts
			})
			.collect();
		let count = vectors.len();
		let matrix = &self.head.matrix;
		let mut tiles = vec![[0.0; TILE]; matrix.tiles() * count];
		pool.pieces(
			&mut tiles,
			matrix.tiles(),
			|_| count,
			|index, out| {
				for (group, out) in groups.iter().zip(out.chunks_mut(GROUP)) {
					tile(self.isa, matrix, index, group, out);
				}
			},
		);
		(0..count)
			.map(|t| {
				let mut own = Vec::with_capacity(matrix.tiles() * TILE);
				let mine = tiles.iter().skip(t).step_by(count);
				mine.for_each(|tile| own.extend_from_slice(tile));
				own.truncate(self.shape.vocabulary);
				own
			})
			.collect()
	}
}
