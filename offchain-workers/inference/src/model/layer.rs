//! One layer of a step.

use super::forward::{Lane, Place, Work};
use super::weights::{Layer, Linear, Model};
use crate::kernel::{accumulate, scores, tile, Activations, Cell, Isa, Vectors, GROUP, PAGE, TILE};
use crate::pool::Pool;
use std::cell::RefCell;

/// Tokens of one sequence that read the cache together.
const TOGETHER: usize = 4;

/// Tokens of one sequence that follow each other.
#[derive(Clone, Copy)]
struct Span {
	first: usize,
	count: usize,
}

/// What a step needs beside its lanes, layer after layer.
pub(super) struct Buffers {
	places: Vec<Place>,
	angles: Vec<Vec<(f32, f32)>>,
	spans: Vec<Span>,
	/// Queries, keys, values: tile, then token.
	asked: Vec<[f32; TILE]>,
	/// Head of keys, token, then the queries that share it.
	mixed: Vec<f32>,
	/// Tile, then token.
	inner: Vec<[f32; TILE]>,
	/// Tile, then token: what is to be added to the lanes.
	delta: Vec<[f32; TILE]>,
}

impl Buffers {
	pub fn new(works: &[Work], places: Vec<Place>, angles: Vec<Vec<(f32, f32)>>) -> Self {
		let mut spans = Vec::new();
		let mut first = 0;
		for work in works {
			let end = first + work.tokens.len();
			while first < end {
				let count = TOGETHER.min(end - first);
				spans.push(Span { first, count });
				first += count;
			}
		}
		Self {
			places,
			angles,
			spans,
			asked: Vec::new(),
			mixed: Vec::new(),
			inner: Vec::new(),
			delta: Vec::new(),
		}
	}
}

thread_local! {
	/// Queries and scores of a span: one allocation for each thread.
	static SCRATCH: RefCell<(Vec<f32>, Vec<f32>)> = const { RefCell::new((Vec::new(), Vec::new())) };
}

/// Takes all lanes through a layer.
pub(super) fn step<C: Cell>(
	model: &Model,
	layer: &Layer,
	pool: &mut Pool,
	lanes: &mut [Lane],
	buffers: &mut Buffers,
	cells: &mut [C],
	works: &[Work],
) {
	let count = buffers.places.len();
	norm(model, pool, lanes, &layer.attention_norm);
	let asked = [&layer.queries, &layer.keys, &layer.values];
	multiply(
		model.isa,
		pool,
		&asked,
		lanes,
		|lane| &lane.hidden,
		&mut buffers.asked,
		count,
	);
	remember(model, layer, pool, buffers, cells, works);
	attend(model, layer, pool, buffers, cells, works);
	gather_mixed(model, pool, lanes, &buffers.mixed, count);
	multiply(
		model.isa,
		pool,
		&[&layer.output],
		lanes,
		|lane| &lane.mixed,
		&mut buffers.delta,
		count,
	);
	add(model, pool, lanes, &buffers.delta, count);
	norm(model, pool, lanes, &layer.inner_norm);
	gate(model, layer, pool, lanes, &mut buffers.inner, count);
	gather_inner(pool, lanes, &buffers.inner, count);
	multiply(
		model.isa,
		pool,
		&[&layer.down],
		lanes,
		|lane| &lane.inner,
		&mut buffers.delta,
		count,
	);
	add(model, pool, lanes, &buffers.delta, count);
}

fn each_lane(pool: &mut Pool, lanes: &mut [Lane], work: impl Fn(usize, &mut Lane) + Sync) {
	let count = lanes.len();
	pool.pieces(
		lanes,
		count,
		|_| 1,
		|index, piece| piece.iter_mut().for_each(|lane| work(index, lane)),
	);
}

fn norm(model: &Model, pool: &mut Pool, lanes: &mut [Lane], weights: &[f32]) {
	let vectors = Vectors::new(model.isa);
	each_lane(pool, lanes, |_, lane| {
		for (token, x) in lane.x.chunks(model.shape.hidden).enumerate() {
			let factor = vectors.inverse_rms(x, model.shape.epsilon);
			vectors.scale(x, factor, weights, &mut lane.row);
			let row = lane.row.get(..x.len()).unwrap_or_default();
			lane.hidden.set_all(token, row);
		}
	});
}

/// Products of several matrices with the same vectors, one matrix's tiles after the other's.
fn multiply(
	isa: Isa,
	pool: &mut Pool,
	matrices: &[&Linear],
	lanes: &[Lane],
	pick: fn(&Lane) -> &Activations,
	out: &mut Vec<[f32; TILE]>,
	count: usize,
) {
	let tiles = matrices.iter().map(|linear| linear.matrix.tiles()).sum::<usize>();
	out.resize(tiles * count, [0.0; TILE]);
	pool.pieces(
		out,
		tiles,
		|_| count,
		|index, out| {
			let mut index = index;
			for linear in matrices {
				if index < linear.matrix.tiles() {
					for (lane, out) in lanes.iter().zip(out.chunks_mut(GROUP)) {
						tile(isa, &linear.matrix, index, pick(lane), out);
					}
					if let Some(bias) = linear.bias.get(index) {
						let all = out.iter_mut().flat_map(|out| out.iter_mut().zip(bias));
						all.for_each(|(out, bias)| *out += bias);
					}
					return;
				}
				index -= linear.matrix.tiles();
			}
		},
	);
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
fn remember<C: Cell>(
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
fn attend<C: Cell>(
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

fn gather_mixed(model: &Model, pool: &mut Pool, lanes: &mut [Lane], mixed: &[f32], count: usize) {
	let width = model.shape.sharing() * model.shape.head;
	each_lane(pool, lanes, |index, lane| {
		for token in 0..GROUP.min(count - index * GROUP) {
			let at = index * GROUP + token;
			for (head, row) in lane.row.chunks_mut(width).enumerate().take(model.shape.kv_heads) {
				if let Some(own) = mixed.get((head * count + at) * width..(head * count + at + 1) * width) {
					row.copy_from_slice(own);
				}
			}
			let row = lane.row.get(..model.shape.queries()).unwrap_or_default();
			lane.mixed.set_all(token, row);
		}
	});
}

fn gather_inner(pool: &mut Pool, lanes: &mut [Lane], inner: &[[f32; TILE]], count: usize) {
	each_lane(pool, lanes, |index, lane| {
		for token in 0..GROUP.min(count - index * GROUP) {
			let own = inner.iter().skip(index * GROUP + token).step_by(count);
			let mut length = 0;
			for (out, own) in lane.row.chunks_mut(TILE).zip(own) {
				let width = out.len();
				out.copy_from_slice(own.get(..width).unwrap_or_default());
				length += width;
			}
			lane.inner
				.set_all(token, lane.row.get(..length).unwrap_or_default());
		}
	});
}

fn add(model: &Model, pool: &mut Pool, lanes: &mut [Lane], delta: &[[f32; TILE]], count: usize) {
	each_lane(pool, lanes, |index, lane| {
		let tokens = lane.x.chunks_mut(model.shape.hidden).enumerate();
		for (token, x) in tokens.take(GROUP.min(count - index * GROUP)) {
			let own = delta.iter().skip(index * GROUP + token).step_by(count);
			for (x, own) in x.chunks_mut(TILE).zip(own) {
				x.iter_mut().zip(own).for_each(|(x, d)| *x += d);
			}
		}
	});
}

fn gate(
	model: &Model,
	layer: &Layer,
	pool: &mut Pool,
	lanes: &[Lane],
	inner: &mut Vec<[f32; TILE]>,
	count: usize,
) {
	let tiles = layer.gate.matrix.tiles();
	let vectors = Vectors::new(model.isa);
	inner.resize(tiles * count, [0.0; TILE]);
	pool.pieces(
		inner,
		tiles,
		|_| count,
		|index, out| {
			for (lane, out) in lanes.iter().zip(out.chunks_mut(GROUP)) {
				let mut up = [[0.0; TILE]; GROUP];
				let up = up.get_mut(..out.len()).unwrap_or_default();
				tile(model.isa, &layer.gate.matrix, index, &lane.hidden, out);
				tile(model.isa, &layer.up.matrix, index, &lane.hidden, up);
				for (gate, up) in out.iter_mut().zip(up) {
					vectors.gate(gate, up);
				}
			}
		},
	);
}
