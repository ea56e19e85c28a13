//! Models from directories: the same vectors as the library that they come from, and named errors for what is no model.
//!
//! `tests/tiny` has random weights; `tests/tiny/make.py` says how it and its vectors were made. `ALTHING_EMBEDDER` names
//! a directory with all-MiniLM-L6-v2 (see `scripts/fetch-embedder`); `tests/minilm.json` is what sentence-transformers
//! makes of it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use althing_embed::{Embedder, Error, Model};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Wanted {
	text: String,
	vector: Vec<f32>,
}

fn tests() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The farthest that two values of the same place are from each other.
fn farthest(embedder: &dyn Embedder, wanted: &[u8]) -> f32 {
	let wanted: Vec<Wanted> = serde_json::from_slice(wanted).unwrap();
	assert!(!wanted.is_empty());
	let all = wanted.iter().flat_map(|wanted| {
		let got = embedder.embed(&wanted.text).unwrap();
		assert_eq!(got.len(), wanted.vector.len());
		got.into_iter()
			.zip(&wanted.vector)
			.map(|(a, b)| (a - b).abs())
			.collect::<Vec<f32>>()
	});
	all.fold(0.0, f32::max)
}

#[test]
fn a_tiny_model_gives_the_vectors_of_the_library_that_made_it() {
	let model = Model::open(&tests().join("tiny")).unwrap();
	assert_eq!(model.dimensions(), 16);
	let far = farthest(&model, &std::fs::read(tests().join("tiny/vectors.json")).unwrap());
	assert!(far < 1e-4, "{far}");
}

#[test]
fn a_fetched_model_gives_the_vectors_of_sentence_transformers() {
	let Some(folder) = std::env::var_os("ALTHING_EMBEDDER") else {
		return;
	};
	let model = Model::open(Path::new(&folder)).unwrap();
	let far = farthest(&model, &std::fs::read(tests().join("minilm.json")).unwrap());
	println!("{}: {far:e} at most", model.name());
	assert!(far < 1e-4, "{far}");
}

/// A copy of the tiny model that may be spoiled.
fn copy() -> tempfile::TempDir {
	let folder = tempfile::tempdir().unwrap();
	for name in ["config.json", "model.safetensors", "tokenizer.json"] {
		std::fs::copy(tests().join("tiny").join(name), folder.path().join(name)).unwrap();
	}
	folder
}

fn with_config(change: impl FnOnce(&mut Value)) -> Error {
	let folder = copy();
	let path = folder.path().join("config.json");
	let mut config: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
	change(&mut config);
	std::fs::write(&path, config.to_string()).unwrap();
	Model::open(folder.path()).err().unwrap()
}

#[test]
fn a_configuration_that_is_none_is_named() {
	for (name, value) in [
		("hidden_size", json!(u64::MAX)),
		("hidden_size", json!(0)),
		("num_hidden_layers", json!(1_000_000)),
		("num_attention_heads", json!(3)),
		("vocab_size", json!(1_u64 << 40)),
		("layer_norm_eps", json!(-1.0)),
		("hidden_act", json!("swish")),
		("model_type", json!("gpt2")),
		("position_embedding_type", json!("relative_key")),
		("hidden_size", json!("wide")),
	] {
		let error = with_config(|config| config[name] = value.clone());
		assert!(matches!(error, Error::Config { .. }), "{name} {value}: {error}");
		assert!(error.to_string().contains("config.json"), "{error}");
	}
}

#[test]
fn weights_that_do_not_fit_the_configuration_are_named() {
	for (name, value) in [
		("intermediate_size", 64),
		("num_hidden_layers", 3),
		("vocab_size", 30),
	] {
		let error = with_config(|config| config[name] = json!(value));
		assert!(matches!(error, Error::Weights { .. }), "{name} {value}: {error}");
	}
	// A header that says it is as long as memory.
	let folder = copy();
	let mut bytes = u64::MAX.to_le_bytes().to_vec();
	bytes.extend_from_slice(b"{}");
	std::fs::write(folder.path().join("model.safetensors"), bytes).unwrap();
	assert!(matches!(Model::open(folder.path()), Err(Error::Weights { .. })));
}

#[test]
fn values_that_are_no_numbers_are_named() {
	let folder = copy();
	let path = folder.path().join("model.safetensors");
	let mut bytes = std::fs::read(&path).unwrap();
	let end = bytes.len();
	bytes[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
	std::fs::write(&path, bytes).unwrap();
	assert!(matches!(Model::open(folder.path()), Err(Error::Weights { .. })));
}

#[test]
fn a_missing_file_is_named() {
	for name in ["config.json", "model.safetensors", "tokenizer.json"] {
		let folder = copy();
		std::fs::remove_file(folder.path().join(name)).unwrap();
		let error = Model::open(folder.path()).err().unwrap();
		assert!(error.to_string().contains(name), "{error}");
		assert!(matches!(error, Error::Read { .. }), "{error}");
	}
}

#[test]
fn a_tokenizer_that_knows_more_words_than_the_model_is_an_error_and_no_panic() {
	let folder = copy();
	let path = folder.path().join("tokenizer.json");
	let text = std::fs::read_to_string(&path).unwrap();
	let text = text
		.replace("\"court\":7", "\"court\":70")
		.replace("\"court\": 7,", "\"court\": 70,");
	std::fs::write(&path, text).unwrap();
	let model = Model::open(folder.path()).unwrap();
	assert!(matches!(model.embed("the court"), Err(Error::Compute(_))));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn spoiled_files_are_errors_and_no_panics(
		name in prop::sample::select(vec!["config.json", "model.safetensors", "tokenizer.json"]),
		cut in 0.0_f64..1.0,
		flips in prop::collection::vec((0.0_f64..1.0, any::<u8>()), 0..4),
	) {
		let folder = copy();
		let path = folder.path().join(name);
		let mut bytes = std::fs::read(&path).unwrap();
		let length = bytes.len() as f64;
		for (place, byte) in flips {
			bytes[(place * length) as usize] = byte;
		}
		if cut > 0.5 {
			bytes.truncate((cut * length) as usize);
		}
		std::fs::write(&path, bytes).unwrap();
		if let Ok(model) = Model::open(folder.path()) {
			let _ = model.embed("the court decides");
		}
	}

	#[test]
	fn any_text_has_a_vector(text in "\\PC{0,300}") {
		let model = Model::open(&tests().join("tiny")).unwrap();
		let vector = model.embed(&text).unwrap();
		let length: f32 = vector.iter().map(|value| value * value).sum();
		prop_assert!((length - 1.0).abs() < 1e-3);
	}
}
