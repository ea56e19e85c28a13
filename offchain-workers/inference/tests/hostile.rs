//! Files that lie: an error or an answer, never a panic, never memory that the file does not pay for.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use althing_inference::kernel::Isa;
use althing_inference::make::{bytes, Plan};
use althing_inference::model::{Cache, Family, Files, Model, Precision, Work};
use althing_inference::pool::Pool;
use althing_inference::quant::Format;
use althing_inference::words::Words;
use proptest::prelude::*;
use std::path::Path;

fn tiny() -> &'static [u8] {
	static TINY: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
	TINY.get_or_init(|| bytes(&Plan::named("tiny", Family::Qwen2, Format::Q4_0, 1).unwrap()).unwrap())
}

/// Loads what these bytes are, and lets it say something.
fn run(bytes: &[u8]) -> Result<(), althing_inference::error::Error> {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("m.gguf");
	std::fs::write(&path, bytes).unwrap();
	run_path(&path)
}

fn run_path(path: &Path) -> Result<(), althing_inference::error::Error> {
	let files = Files::open(path)?;
	if let Ok(words) = Words::read(&files) {
		let _ = words.encode("some words <|im_end|> and more", true);
	}
	let mut pool = Pool::new(1);
	let model = Model::load(&files, &mut pool, Isa::detect(), &mut |_, _| {})?;
	let mut cache = Cache::new(&model.shape, Precision::Half, 1)?;
	let work = Work {
		tokens: &[1, 2, 3],
		start: 0,
		pages: &[0],
		wanted: 1,
		words: true,
	};
	model.forward(&mut pool, &mut cache, &[work]).map(drop)
}

#[test]
fn the_model_itself_runs() {
	run(tiny()).unwrap();
}

#[test]
fn a_file_cut_short_is_an_error_wherever_it_is_cut() {
	let all = tiny();
	for cut in (0..all.len()).step_by(61).chain(all.len() - 40..all.len()) {
		if cut < all.len() {
			assert!(run(&all[..cut]).is_err(), "{cut}");
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn flipped_bits_of_the_header_never_panic(flips in prop::collection::vec((0usize..9000, 0u8..8), 1..6)) {
		let mut bytes = tiny().to_vec();
		let length = bytes.len();
		flips.into_iter().for_each(|(at, bit)| bytes[at % length] ^= 1 << bit);
		let _ = run(&bytes);
	}

	#[test]
	fn flipped_bits_anywhere_never_panic(flips in prop::collection::vec((any::<usize>(), 0u8..8), 1..64)) {
		let mut bytes = tiny().to_vec();
		let length = bytes.len();
		flips.into_iter().for_each(|(at, bit)| bytes[at % length] ^= 1 << bit);
		let _ = run(&bytes);
	}

	#[test]
	fn flipped_bits_of_safetensors_and_their_description_never_panic(
		flips in prop::collection::vec((any::<usize>(), 0u8..8), 1..8),
		description in any::<bool>(),
	) {
		let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/qwen2");
		let folder = tempfile::tempdir().unwrap();
		for (name, flipped) in [("config.json", description), ("model.safetensors", !description)] {
			let mut bytes = std::fs::read(source.join(name)).unwrap();
			// The header is where lies matter; of the numbers any will do.
			let reach = bytes.len().min(4000);
			if flipped {
				flips.iter().for_each(|(at, bit)| bytes[at % reach] ^= 1 << bit);
			}
			std::fs::write(folder.path().join(name), bytes).unwrap();
		}
		let _ = run_path(folder.path());
	}
}
