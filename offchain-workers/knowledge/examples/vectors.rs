//! `vectors FOLDER QUERIES`: recall and speed of our index on images of clothes, one thread.
//!
//! FOLDER holds the files of Fashion-MNIST (Debian: dataset-fashion-mnist), unpacked, as `bench/vectors.py` does, which
//! also runs this in turns with other libraries. Reads lines from standard
//! input, so that the turns are the script's: `build`, `expansion N`, `exact N`; writes one line of JSON for each.
//!
//! With `threshold` instead of a number of queries: at how many vectors a graph is faster than reading all, in the shape
//! that stores use, for images as they are and for their rows with pairs of pixels put together (as long as a small
//! model's vectors are).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use althing_knowledge::vectors::{Flat, Graph, Index, Measure, Shape};
use serde_json::json;
use std::io::BufRead;
use std::path::Path;
use std::time::Instant;

const SIDE: usize = 28 * 28;

/// Images as rows of numbers.
fn images(path: &Path) -> Vec<Vec<f32>> {
	let bytes = std::fs::read(path).unwrap();
	assert_eq!(
		bytes[..4],
		[0, 0, 8, 3],
		"{} is no file of images",
		path.display()
	);
	bytes[16..]
		.chunks_exact(SIDE)
		.map(|image| image.iter().map(|value| f32::from(*value)).collect())
		.collect()
}

fn shape() -> Shape {
	Shape {
		connectivity: 16,
		expansion_add: 200,
		expansion_search: 64,
	}
}

fn graph(rows: &[Vec<f32>], shape: Shape) -> Graph {
	let mut graph = Graph::new(width(rows), Measure::Distance, shape, rows.len()).unwrap();
	for (key, row) in (0_u32..).zip(rows) {
		graph.put(key, row).unwrap();
	}
	graph
}

fn flat(rows: &[Vec<f32>]) -> Flat {
	let mut flat = Flat::new(width(rows), Measure::Distance);
	for (key, row) in (0_u32..).zip(rows) {
		flat.put(key, row).unwrap();
	}
	flat
}

fn width(rows: &[Vec<f32>]) -> usize {
	rows.first().map_or(SIDE, Vec::len)
}

fn ask(index: &dyn Index, queries: &[Vec<f32>]) -> (f64, Vec<Vec<u32>>) {
	let before = Instant::now();
	let found: Vec<Vec<u32>> = queries
		.iter()
		.map(|query| {
			let near = index.search(query, 10).unwrap();
			near.iter().map(|near| near.key).collect()
		})
		.collect();
	(queries.len() as f64 / before.elapsed().as_secs_f64(), found)
}

/// Of how many of the nearest the graph knew.
fn recall(found: &[Vec<u32>], exact: &[Vec<u32>]) -> f64 {
	let pairs = found.iter().zip(exact);
	let hits: usize = pairs
		.map(|(found, exact)| exact.iter().filter(|key| found.contains(key)).count())
		.sum();
	hits as f64 / exact.iter().map(Vec::len).sum::<usize>() as f64
}

fn threshold(base: &[Vec<f32>], queries: &[Vec<f32>]) {
	for count in [500, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000] {
		let rows = &base[..count];
		let before = Instant::now();
		let graph = graph(rows, Shape::default());
		let built = before.elapsed().as_secs_f64();
		let all = flat(rows);
		// In turns, and the best of three: others use this machine too.
		let (mut by_graph, mut by_all, mut near) = (0.0_f64, 0.0_f64, 0.0);
		for _ in 0..3 {
			let ((graph_speed, found), (all_speed, exact)) = (ask(&graph, queries), ask(&all, queries));
			by_graph = by_graph.max(graph_speed);
			by_all = by_all.max(all_speed);
			near = recall(&found, &exact);
		}
		println!(
			"{} numbers, {count}: all {by_all:.0}/s, graph {by_graph:.0}/s with {:.1} % after {built:.1} s; made up \
			 for after {:.0} questions",
			width(base),
			near * 100.0,
			built / (1.0 / by_all - 1.0 / by_graph)
		);
	}
}

/// Pairs of neighbours put together.
fn halved(rows: &[Vec<f32>]) -> Vec<Vec<f32>> {
	let half = |row: &Vec<f32>| row.chunks(2).map(|pair| pair.iter().sum::<f32>() / 2.0).collect();
	rows.iter().map(half).collect()
}

fn main() {
	let folder = std::env::args().nth(1).expect("the folder with the images");
	let count = std::env::args().nth(2).unwrap_or("1000".into());
	let base = images(&Path::new(&folder).join("train-images-idx3-ubyte"));
	let queries = images(&Path::new(&folder).join("t10k-images-idx3-ubyte"));
	let Ok(count) = count.parse::<usize>() else {
		threshold(&halved(&base), &halved(&queries[..200]));
		return threshold(&base, &queries[..200]);
	};
	let queries = &queries[..count];
	let mut index: Option<Graph> = None;
	let exact = flat(&base);
	for line in std::io::stdin().lock().lines() {
		let line = line.unwrap();
		let (word, number) = line.split_once(' ').unwrap_or((&line, "0"));
		let number: usize = number.parse().unwrap();
		let answer = match word {
			"build" => {
				let before = Instant::now();
				let graph = index.insert(graph(&base, shape()));
				json!({ "seconds": before.elapsed().as_secs_f64(), "mib": graph.bytes() >> 20 })
			}
			"expansion" => {
				let graph = index.as_mut().expect("build comes first");
				graph.set_expansion(number);
				let (speed, found) = ask(graph, queries);
				json!({ "speed": speed, "found": found })
			}
			"exact" => {
				let (speed, found) = ask(&exact, &queries[..number]);
				json!({ "speed": speed, "found": found })
			}
			other => panic!("{other} is no word of this"),
		};
		println!("{answer}");
	}
}
