//! `vectors FOLDER QUERIES`: recall and speed of our index on images of clothes, one thread.
//!
//! FOLDER holds the files of Fashion-MNIST (Debian: dataset-fashion-mnist), unpacked, as `bench/vectors.py` does, which
//! also runs this in turns with other libraries. Reads lines from standard
//! input, so that the turns are the script's: `build`, `expansion N`, `exact N`; writes one line of JSON for each.
//!
//! With `threshold` instead of a number of queries: at how many vectors a graph is faster than reading all.

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

fn graph(rows: &[Vec<f32>]) -> Graph {
	let mut graph = Graph::new(SIDE, Measure::Distance, shape(), rows.len()).unwrap();
	for (key, row) in (0_u32..).zip(rows) {
		graph.put(key, row).unwrap();
	}
	graph
}

fn flat(rows: &[Vec<f32>]) -> Flat {
	let mut flat = Flat::new(SIDE, Measure::Distance);
	for (key, row) in (0_u32..).zip(rows) {
		flat.put(key, row).unwrap();
	}
	flat
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

fn threshold(base: &[Vec<f32>], queries: &[Vec<f32>]) {
	for count in [1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000] {
		let rows = &base[..count];
		let before = Instant::now();
		let graph = graph(rows);
		let built = before.elapsed().as_secs_f64();
		let ((graph, _), (flat, _)) = (ask(&graph, queries), ask(&flat(rows), queries));
		println!(
			"{count}: all {flat:.0}/s, graph {graph:.0}/s after {built:.1} s; made up for after {:.0} questions",
			built / (1.0 / flat - 1.0 / graph)
		);
	}
}

fn main() {
	let folder = std::env::args().nth(1).expect("the folder with the images");
	let count = std::env::args().nth(2).unwrap_or("1000".into());
	let base = images(&Path::new(&folder).join("train-images-idx3-ubyte"));
	let queries = images(&Path::new(&folder).join("t10k-images-idx3-ubyte"));
	let Ok(count) = count.parse::<usize>() else {
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
				let graph = index.insert(graph(&base));
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
