//! One layer of a step.

use super::attention::{attend, remember};
use super::forward::{Lane, Place, Work};
use super::weights::{Layer, Linear, Model};
use crate::kernel::{tile, Activations, Cell, Isa, Vectors, GROUP, TILE};
use crate::pool::Pool;

/// Tokens of one sequence that read the cache together.
const TOGETHER: usize = 4;

/// Tokens of one sequence that follow each other.
#[derive(Clone, Copy)]
pub(super) struct Span {
	pub first: usize,
	pub count: usize,
}

/// What a step needs beside its lanes, layer after layer.
pub(super) struct Buffers {
	pub places: Vec<Place>,
	pub angles: Vec<Vec<(f32, f32)>>,
	pub spans: Vec<Span>,
	/// Queries, keys, values: tile, then token.
	pub asked: Vec<[f32; TILE]>,
	/// Head of keys, token, then the queries that share it.
	pub mixed: Vec<f32>,
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
	norm(model, pool, lanes, &layer.attention_norm, count);
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
	norm(model, pool, lanes, &layer.inner_norm, count);
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

fn norm(model: &Model, pool: &mut Pool, lanes: &mut [Lane], weights: &[f32], count: usize) {
	let vectors = Vectors::new(model.isa);
	each_lane(pool, lanes, |index, lane| {
		let tokens = lane.x.chunks(model.shape.hidden).enumerate();
		for (token, x) in tokens.take(GROUP.min(count - index * GROUP)) {
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
