use super::*;
use crate::kernel::{Isa, PAGE};
use crate::make::{make, Plan};
use crate::pool::Pool;
use crate::quant::Format;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const FAMILIES: [Family; 4] = [Family::Llama, Family::Mistral, Family::Qwen2, Family::Qwen3];

fn model(family: Family, format: Format, isa: Isa) -> Model {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("m.gguf");
	let plan = Plan::named("tiny", family, format, 5).unwrap();
	make(&plan, std::fs::File::create(&path).unwrap(), &mut |_, _| {}).unwrap();
	let files = Files::open(&path).unwrap();
	Model::load(&files, &mut Pool::new(1), isa, &mut |_, _| {}).unwrap()
}

fn alone(model: &Model, tokens: &[u32]) -> Vec<Vec<f32>> {
	let mut cache = Cache::new(&model.shape, Precision::Half, 32).unwrap();
	let pages: Vec<u32> = (0..32).collect();
	let work = Work {
		tokens,
		start: 0,
		pages: &pages,
		wanted: tokens.len(),
		words: true,
	};
	model
		.forward(&mut Pool::new(1), &mut cache, &[work])
		.unwrap()
		.logits
}

#[test]
fn every_family_and_format_answers_with_numbers() {
	for family in FAMILIES {
		for format in [Format::F32, Format::BF16, Format::Q8_0, Format::Q4_0] {
			let model = model(family, format, Isa::detect());
			let logits = alone(&model, &[1, 2, 3, 4, 5]);
			assert_eq!(logits.len(), 5);
			assert!(logits
				.iter()
				.all(|row| row.len() == 320 && row.iter().all(|x| x.is_finite())));
			assert_ne!(logits[0], logits[4], "{family:?} {format:?}");
		}
	}
}

#[test]
fn vector_units_do_not_change_a_bit() {
	for family in FAMILIES {
		let results: Vec<_> = Isa::available()
			.into_iter()
			.map(|isa| alone(&model(family, Format::Q8_0, isa), &[9, 8, 7, 6, 5, 4, 3]))
			.collect();
		assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "{family:?}");
	}
}

/// One sequence of a mix: its tokens, and how far it is.
struct Track {
	tokens: Vec<u32>,
	pages: Vec<u32>,
	done: usize,
	logits: Vec<Vec<f32>>,
}

#[test]
fn a_hundred_mixes_of_batch_order_cut_and_threads_give_the_same_bits() {
	let model = model(Family::Qwen2, Format::Q8_0, Isa::detect());
	let mut random = ChaCha8Rng::seed_from_u64(11);
	let prompts: Vec<Vec<u32>> = (0..6)
		.map(|i| (0..7 + 9 * i).map(|_| random.gen_range(0..320)).collect())
		.collect();
	let expected: Vec<_> = prompts.iter().map(|tokens| alone(&model, tokens)).collect();
	let mut pools: Vec<Pool> = (1..=4).map(Pool::new).collect();
	for mix in 0..100 {
		let mut cache = Cache::new(&model.shape, Precision::Half, 64).unwrap();
		let mut free: Vec<u32> = (0..64).collect();
		let mut tracks: Vec<Track> = prompts
			.iter()
			.map(|tokens| Track {
				tokens: tokens.clone(),
				pages: (0..tokens.len().div_ceil(PAGE))
					.map(|_| free.swap_remove(random.gen_range(0..free.len())))
					.collect(),
				done: 0,
				logits: Vec::new(),
			})
			.collect();
		while tracks.iter().any(|track| track.done < track.tokens.len()) {
			let mut chosen: Vec<(usize, usize)> = Vec::new();
			for (index, track) in tracks.iter().enumerate() {
				let left = track.tokens.len() - track.done;
				if left > 0 && random.gen_bool(0.7) {
					chosen.insert(
						random.gen_range(0..=chosen.len()),
						(index, random.gen_range(1..=left)),
					);
				}
			}
			let works: Vec<Work> = chosen
				.iter()
				.map(|(index, count)| {
					let track = &tracks[*index];
					Work {
						tokens: &track.tokens[track.done..track.done + count],
						start: track.done,
						pages: &track.pages,
						wanted: *count,
						words: true,
					}
				})
				.collect();
			let pass = model.forward(&mut pools[mix % 4], &mut cache, &works).unwrap();
			let mut logits = pass.logits.into_iter();
			for (index, count) in chosen {
				tracks[index].logits.extend(logits.by_ref().take(count));
				tracks[index].done += count;
			}
		}
		for (track, expected) in tracks.iter().zip(&expected) {
			assert!(track.logits == *expected, "mix {mix}");
		}
	}
}

#[test]
fn tokens_and_pages_that_do_not_exist_are_refused() {
	let model = model(Family::Llama, Format::Q8_0, Isa::detect());
	let mut cache = Cache::new(&model.shape, Precision::Half, 2).unwrap();
	let mut pool = Pool::new(1);
	let mut run = |tokens: &[u32], pages: &[u32]| {
		model.forward(
			&mut pool,
			&mut cache,
			&[Work {
				tokens,
				start: 0,
				pages,
				wanted: 1,
				words: true,
			}],
		)
	};
	assert!(run(&[320], &[0]).is_err());
	assert!(run(&[1], &[2]).is_err());
	assert!(run(&[1; 17], &[0]).is_err());
	assert!(run(&[1], &[0]).is_ok());
}
