//! Keys and values of what was read, in pages of sixteen tokens.

use super::shape::Shape;
use crate::error::{Error, Result};
use crate::kernel::{Cell, PAGE};
use half::f16;

/// What keys and values are rounded to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
	/// Sixteen bits.
	#[default]
	Half,
	/// Thirty-two.
	Single,
}

impl Precision {
	fn bytes(self) -> usize {
		match self {
			Self::Half => 2,
			Self::Single => 4,
		}
	}
}

/// Pages, layer by layer, of each layer head by head: what one thread writes lies together.
pub(super) enum Cells {
	Half(Vec<Vec<f16>>),
	Single(Vec<Vec<f32>>),
}

/// The cache.
pub struct Cache {
	pub(super) cells: Cells,
	pages: usize,
}

impl Cache {
	/// Bytes of one page, of all layers.
	pub fn page_bytes(shape: &Shape, precision: Precision) -> usize {
		shape.layers * shape.keys() * 2 * PAGE * precision.bytes()
	}

	/// A cache of as many pages. Memory is taken by the system as pages are first used.
	///
	/// # Errors
	/// When it cannot be had.
	pub fn new(shape: &Shape, precision: Precision, pages: usize) -> Result<Self> {
		let cells = match precision {
			Precision::Half => Cells::Half(layers(shape, pages)?),
			Precision::Single => Cells::Single(layers(shape, pages)?),
		};
		Ok(Self { cells, pages })
	}

	/// How many pages.
	pub fn pages(&self) -> usize {
		self.pages
	}
}

fn layers<C: Cell>(shape: &Shape, pages: usize) -> Result<Vec<Vec<C>>> {
	let length = shape
		.keys()
		.checked_mul(2 * PAGE)
		.and_then(|one| one.checked_mul(pages))
		.ok_or_else(|| Error::Memory(format!("{pages} pages of cache")))?;
	(0..shape.layers)
		.map(|_| {
			// Asked for first, because zeros that cannot be had are no error but the end.
			Vec::<C>::new().try_reserve_exact(length).map_err(|_| {
				Error::Memory(format!("{pages} pages of cache; lower the context or the cache"))
			})?;
			Ok(C::zeros(length))
		})
		.collect()
}
