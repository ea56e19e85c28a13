//! Logits beside those of `transformers`, for every family, from safetensors (see `scripts/fixtures.py`).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use althing_inference::kernel::Isa;
use althing_inference::model::{Cache, Classes, Files, Model, Precision, Work};
use althing_inference::pool::Pool;
use serde::Deserialize;
use std::path::Path;

/// What the issue allows, in f32.
const LIMIT: f32 = 1e-3;

#[derive(Deserialize)]
struct Expected {
	tokens: Vec<u32>,
	logits: Vec<Vec<f32>>,
}

fn compare(name: &str, precision: Precision) -> f32 {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
		.join("tests/fixtures")
		.join(name);
	let expected: Expected =
		serde_json::from_slice(&std::fs::read(folder.join("logits.json")).unwrap()).unwrap();
	let files = Files::open(&folder).unwrap();
	let mut pool = Pool::new(2);
	let model = Model::load(&files, &mut pool, Isa::detect(), &mut |_, _| {}).unwrap();
	let mut cache = Cache::new(&model.shape, precision, 3).unwrap();
	let count = expected.tokens.len();
	let work = Work {
		tokens: &expected.tokens,
		start: 0,
		pages: &[2, 0, 1],
		wanted: count,
		words: true,
	};
	let pass = model.forward(&mut pool, &mut cache, &[work]).unwrap();
	assert_eq!(pass.logits.len(), count);
	let pairs = pass.logits.iter().flatten().zip(expected.logits.iter().flatten());
	let spread = expected
		.logits
		.iter()
		.flatten()
		.copied()
		.fold(0.0f32, |most, x| most.max(x.abs()));
	assert!(spread > 0.5, "logits that hardly differ prove nothing");
	pairs.fold(0.0f32, |most, (a, b)| most.max((a - b).abs()))
}

#[test]
fn every_family_agrees_with_transformers() {
	for name in ["llama", "mistral", "qwen2", "qwen3"] {
		let error = compare(name, Precision::Single);
		println!("{name}: {error:e}");
		assert!(error < LIMIT, "{name}: {error}");
	}
}

#[test]
fn classes_agree_with_transformers() {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/classes");
	let expected: Expected =
		serde_json::from_slice(&std::fs::read(folder.join("logits.json")).unwrap()).unwrap();
	let files = Files::open(&folder).unwrap();
	let classes = Classes::of(&files).unwrap().unwrap();
	assert_eq!(classes.labels(), ["harmless", "injection", "jailbreak"]);
	let mut pool = Pool::new(2);
	let model = Model::load(&files, &mut pool, Isa::detect(), &mut |_, _| {}).unwrap();
	let mut cache = Cache::new(&model.shape, Precision::Single, 3).unwrap();
	let work = Work {
		tokens: &expected.tokens,
		start: 0,
		pages: &[2, 0, 1],
		wanted: 1,
		words: false,
	};
	let pass = model.forward(&mut pool, &mut cache, &[work]).unwrap();
	let logits = classes.logits(&pass.hidden[0]);
	assert_eq!(logits.len(), 3);
	for (ours, theirs) in logits.iter().zip(&expected.logits[0]) {
		assert!(
			(ours - f64::from(*theirs)).abs() < f64::from(LIMIT),
			"{ours} is not {theirs}"
		);
	}
	let likeliest = classes.probabilities(&pass.hidden[0]);
	assert_eq!(likeliest[0].0, "injection");
	assert!((likeliest.iter().map(|(_, p)| p).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn a_cache_of_half_the_bits_stays_near() {
	for name in ["llama", "mistral", "qwen2", "qwen3"] {
		let error = compare(name, Precision::Half);
		assert!(error < 2e-2, "{name}: {error}");
	}
}
