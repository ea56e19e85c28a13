//! Attention: keys and values into the cache, and queries over it.

use super::forward::{Place, Work};
use super::layer::Buffers;
use super::weights::{Layer, Model};
use crate::kernel::{accumulate, scores, Cell, Vectors, PAGE, TILE};
use crate::pool::Pool;
use std::cell::RefCell;

thread_local! {
	/// Queries and scores of a span: one allocation for each thread.
	static SCRATCH: RefCell<(Vec<f32>, Vec<f32>)> = const { RefCell::new((Vec::new(), Vec::new())) };
}

/// Copies `head` numbers of a token, `tile` being the first tile of them.
fn head_of(tiles: &[[f32; TILE]], count: usize, tile: usize, token: usize, out: &mut [f32]) {
	for (index, out) in out.as_chunks_mut::<TILE>().0.iter_mut().enumerate() {
		if let Some(own) = tiles.get((tile + index) * count + token) {
			*out = *own;
		}
	}
}

fn head_norm(model: &Model, weights: Option<&Vec<f32>>, head: &mut [f32]) {
	let Some(weights) = weights else { return };
	let vectors = Vectors::new(model.isa);
	let factor = vectors.inverse_rms(head, model.shape.epsilon);
	for (x, weight) in head.iter_mut().zip(weights) {
		*x = *x * factor * weight;
	}
}

/// Writes keys and values to the cache.
pub(super) fn remember<C: Cell>(
	model: &Model,
	layer: &Layer,
	pool: &mut Pool,
	buffers: &Buffers,
	cells: &mut [C],
	works: &[Work],
) {
	let shape = &model.shape;
	let count = buffers.places.len();
	let each = cells.len() / shape.kv_heads;
	let tiles = shape.head / TILE;
	let (keys, values) = (shape.queries() / TILE, (shape.queries() + shape.keys()) / TILE);
	pool.pieces(
		cells,
		shape.kv_heads,
		|_| each,
		|head, cells| {
			let mut row = vec![0.0; shape.head];
			for (token, (place, angles)) in buffers.places.iter().zip(&buffers.angles).enumerate() {
				let Some(page) = page_of(works, place) else {
					continue;
				};
				let length = 2 * PAGE * shape.head;
				let Some(page) = cells.get_mut(page * length..(page + 1) * length) else {
					continue;
				};
				let (page_keys, page_values) = page.split_at_mut(PAGE * shape.head);
				let slot = place.position % PAGE;
				head_of(&buffers.asked, count, keys + head * tiles, token, &mut row);
				head_norm(model, layer.key_norm.as_ref(), &mut row);
				model.rope.turn(&mut row, angles);
				for (cell, x) in page_keys.iter_mut().skip(slot).step_by(PAGE).zip(&row) {
					*cell = C::narrow(*x);
				}
				head_of(&buffers.asked, count, values + head * tiles, token, &mut row);
				for (strip, row) in page_values.chunks_mut(PAGE * TILE).zip(row.chunks(TILE)) {
					let own = strip.iter_mut().skip(slot * TILE);
					own.zip(row).for_each(|(cell, x)| *cell = C::narrow(*x));
				}
			}
		},
	);
}

fn page_of(works: &[Work], place: &Place) -> Option<usize> {
	let page = works.get(place.work)?.pages.get(place.position / PAGE)?;
	usize::try_from(*page).ok()
}

/// Lets every query read the cache.
pub(super) fn attend<C: Cell>(
	model: &Model,
	layer: &Layer,
	pool: &mut Pool,
	buffers: &mut Buffers,
	cells: &[C],
	works: &[Work],
) {
	let shape = &model.shape;
	let Buffers {
		places,
		angles,
		spans,
		asked,
		mixed,
		..
	} = buffers;
	let width = shape.sharing() * shape.head;
	mixed.resize(shape.kv_heads * places.len() * width, 0.0);
	let length = |piece: usize| {
		spans
			.get(piece % spans.len())
			.map_or(0, |span| span.count * width)
	};
	let pieces = shape.kv_heads * spans.len();
	let each = cells.len() / shape.kv_heads;
	pool.pieces(mixed, pieces, length, |piece, out| {
		let (head, Some(span)) = (piece / spans.len(), spans.get(piece % spans.len())) else {
			return;
		};
		let Some(cells) = cells.get(head * each..(head + 1) * each) else {
			return;
		};
		SCRATCH.with_borrow_mut(|(queries, marks)| {
			queries.resize(out.len(), 0.0);
			let tokens = queries.chunks_mut(width).enumerate();
			for (index, rows) in tokens {
				let token = span.first + index;
				for (q, row) in rows.chunks_mut(shape.head).enumerate() {
					let tile = (head * shape.sharing() + q) * shape.head / TILE;
					head_of(asked, places.len(), tile, token, row);
					head_norm(model, layer.query_norm.as_ref(), row);
					if let Some(angles) = angles.get(token) {
						model.rope.turn(row, angles);
					}
					let scale = 1.0 / (shape.head as f32).sqrt();
					row.iter_mut().for_each(|x| *x *= scale);
				}
			}
			let Some(place) = places.get(span.first) else {
				return;
			};
			let Some(work) = works.get(place.work) else { return };
			read(model, cells, work.pages, place.position, queries, marks, out);
		});
	});
}

/// Queries of tokens that stand at `first` and after it read a head's pages.
fn read<C: Cell>(
	model: &Model,
	cells: &[C],
	pages: &[u32],
	first: usize,
	queries: &[f32],
	marks: &mut Vec<f32>,
	out: &mut [f32],
) {
	let (head, sharing) = (model.shape.head, model.shape.sharing());
	let rows = queries.len() / head;
	let last = first + rows / sharing;
	let stride = last.next_multiple_of(PAGE);
	// Pages that even the first of them does not look back to are not read.
	let begin = model
		.shape
		.window
		.map_or(0, |window| (first + 1).saturating_sub(window))
		/ PAGE;
	marks.clear();
	marks.resize(rows * stride, f32::NEG_INFINITY);
	let length = 2 * PAGE * head;
	let each_page = || {
		let pages = pages.iter().take(stride / PAGE).enumerate().skip(begin);
		pages.filter_map(move |(index, page)| {
			let at = *page as usize * length;
			Some((
				index * PAGE,
				cells.get(at..at + length)?.split_at_checked(PAGE * head)?,
			))
		})
	};
	for (at, (keys, _)) in each_page() {
		if let Some(marks) = marks.get_mut(at..) {
			scores(model.isa, queries, head, keys, marks, stride);
		}
	}
	let vectors = Vectors::new(model.isa);
	let mut sums = Vec::with_capacity(rows);
	for (row, marks) in marks.chunks_mut(stride).enumerate() {
		let position = first + row / sharing;
		if let Some(later) = marks.get_mut(position + 1..) {
			later.fill(f32::NEG_INFINITY);
		}
		let unseen = model
			.shape
			.window
			.map_or(0, |window| (position + 1).saturating_sub(window));
		if let Some(unseen) = marks.get_mut(..unseen) {
			unseen.fill(f32::NEG_INFINITY);
		}
		sums.push(vectors.exponentials(marks));
	}
	out.fill(0.0);
	for (at, (_, values)) in each_page() {
		if let Some(marks) = marks.get(at..) {
			accumulate(model.isa, marks, stride, head, values, out);
		}
	}
	for (row, sum) in out.chunks_mut(head).zip(sums) {
		row.iter_mut().for_each(|x| *x *= sum);
	}
}
