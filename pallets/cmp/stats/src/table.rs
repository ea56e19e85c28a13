//! Square blocks of numbers, one per agent or cabal.

use crate::Real;
use alloc::{vec, vec::Vec};

/// Blocks of `side` × `side` numbers; a row is a true label, a column an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
	side: usize,
	cells: Vec<Real>,
}

impl Table {
	pub(crate) fn filled(blocks: usize, side: usize, value: Real) -> Self {
		let cells = vec![value; blocks.saturating_mul(side).saturating_mul(side)];
		Self { side, cells }
	}

	/// The given blocks, row by row; cells that are missing are zero.
	pub(crate) fn of(side: usize, blocks: &[Vec<Real>]) -> Self {
		let mut table = Self::filled(blocks.len(), side, Real::ZERO);
		for (at, block) in blocks.iter().enumerate() {
			for (to, from) in table.block_mut(at).iter_mut().zip(block) {
				*to = *from;
			}
		}
		table
	}

	/// How many blocks there are.
	pub(crate) fn blocks(&self) -> usize {
		let size = self.side.saturating_mul(self.side);
		self.cells.len().checked_div(size).unwrap_or(0)
	}

	/// The block's cells, row by row; nothing where there is no such block.
	pub(crate) fn block(&self, block: usize) -> &[Real] {
		let size = self.side.saturating_mul(self.side);
		let start = block.saturating_mul(size);
		self.cells.get(start..start.saturating_add(size)).unwrap_or(&[])
	}

	pub(crate) fn block_mut(&mut self, block: usize) -> &mut [Real] {
		let size = self.side.saturating_mul(self.side);
		let start = block.saturating_mul(size);
		self.cells
			.get_mut(start..start.saturating_add(size))
			.unwrap_or_default()
	}

	/// Over the true labels: the cell of one answer.
	pub(crate) fn column(&self, block: usize, answer: usize) -> impl Iterator<Item = Real> + '_ {
		self.block(block)
			.iter()
			.skip(answer)
			.step_by(self.side.max(1))
			.copied()
	}

	pub(crate) fn column_mut(&mut self, block: usize, answer: usize) -> impl Iterator<Item = &mut Real> {
		let side = self.side.max(1);
		self.block_mut(block).iter_mut().skip(answer).step_by(side)
	}

	/// Over the true labels: the cells of all answers.
	pub(crate) fn rows(&self, block: usize) -> impl Iterator<Item = &[Real]> {
		self.block(block).chunks(self.side.max(1))
	}

	pub(crate) fn rows_mut(&mut self, block: usize) -> impl Iterator<Item = &mut [Real]> {
		let side = self.side.max(1);
		self.block_mut(block).chunks_mut(side)
	}

	/// The cell of a row and a column; zero outside.
	pub(crate) fn cell(&self, block: usize, row: usize, column: usize) -> Real {
		let at = row.saturating_mul(self.side).saturating_add(column);
		self.block(block).get(at).copied().unwrap_or_default()
	}

	/// The same with the logarithm of every cell.
	pub(crate) fn ln(&self) -> Self {
		let cells = self.cells.iter().map(|cell| cell.ln()).collect();
		Self {
			side: self.side,
			cells,
		}
	}
}
