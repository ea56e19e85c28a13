#[cfg(feature = "cuda")]
mod driver;

use super::emulated::{Emulated, Memory};
use super::*;
use crate::error::Error;
use crate::kernel::Isa;
use crate::make::Plan;
use crate::model::{trial, Decoder, Family, Files, Model, Precision, Processor, Work};
use crate::pool::Pool;
use crate::quant::Format;
use half::f16;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const FAMILIES: [Family; 4] = [Family::Llama, Family::Mistral, Family::Qwen2, Family::Qwen3];

fn tiny(family: Family) -> Files {
	trial::files(&Plan::named("tiny", family, Format::F16, 5).unwrap())
}

fn card(files: &Files) -> Card<Emulated> {
	Card::load(files, Emulated, trial::PAGES as usize, &mut |_, _| {}).unwrap()
}

fn processor(files: &Files) -> Processor {
	let mut pool = Pool::new(2);
	let model = Model::load(files, &mut pool, Isa::detect(), &mut |_, _| {}).unwrap();
	Processor::new(model, Precision::Half, trial::PAGES as usize, pool).unwrap()
}

/// The mean (quadratic) and the greatest difference, as shares of how far the numbers spread.
fn difference(ours: &[Vec<f32>], theirs: &[Vec<f32>]) -> (f32, f32) {
	assert_eq!(ours.len(), theirs.len());
	let pairs = || ours.iter().flatten().zip(theirs.iter().flatten());
	let mean = |sum: f32| (sum / pairs().count() as f32).sqrt();
	let spread = mean(pairs().map(|(_, x)| x * x).sum());
	let differing = mean(pairs().map(|(x, y)| (x - y) * (x - y)).sum());
	let greatest = pairs().map(|(x, y)| (x - y).abs()).fold(0.0, f32::max);
	(differing / spread, greatest / spread)
}

/// Between products numbers have eleven bits of mantissa on a card: of logits from two layers some thousandths remain.
fn alike(ours: &[Vec<f32>], theirs: &[Vec<f32>]) {
	let (mean, greatest) = difference(ours, theirs);
	assert!(mean < 0.002 && greatest < 0.02, "{mean}, {greatest}");
}

#[test]
fn every_family_answers_on_a_card_as_on_the_processor() {
	let mut random = ChaCha8Rng::seed_from_u64(3);
	for family in FAMILIES {
		let files = tiny(family);
		let tokens = trial::tokens(&mut random, 21);
		alike(
			&trial::alone(&mut card(&files), &tokens),
			&trial::alone(&mut processor(&files), &tokens),
		);
	}
}

#[test]
fn any_number_of_queries_may_share_a_head_of_keys() {
	let mut random = ChaCha8Rng::seed_from_u64(5);
	for heads in [2, 6, 14, 32] {
		let mut plan = Plan::named("tiny", Family::Qwen2, Format::F16, 5).unwrap();
		plan.heads = heads;
		let files = trial::files(&plan);
		let tokens = trial::tokens(&mut random, 9);
		alike(
			&trial::alone(&mut card(&files), &tokens),
			&trial::alone(&mut processor(&files), &tokens),
		);
	}
}

/// As the processor's cache: what is infinite or no number would spoil whatever is read together with it, even with weight 0.
#[test]
fn keys_and_values_in_the_cache_are_numbers() {
	let strange = [1e6f32, -1e6, f32::NAN, f32::INFINITY, 2.5, 0.0, 65504.0, -70000.0];
	let each = |numbers: &[f32]| -> Vec<u8> { numbers.iter().flat_map(|x| x.to_le_bytes()).collect() };
	let asked = memory(&each(&strange.repeat(6)));
	let angles = memory(&each(&[1.0, 0.0].repeat(8)));
	let (slots, cache) = (memory(&[0; 4]), memory(&vec![0; 2 * 16 * 16 * 2]));
	let norms = || Argument::Nothing;
	let sizes = [1, 1, 16, 0].map(Argument::Whole);
	let [heads, kv_heads, length, neighbours] = sizes;
	let arguments = [
		Argument::At(&asked, 0),
		Argument::At(&angles, 0),
		Argument::At(&slots, 0),
		norms(),
		norms(),
		Argument::At(&cache, 0),
		heads,
		kv_heads,
		length,
		neighbours,
		Argument::Real(1e-5),
		Argument::Real(1.0),
	];
	Emulated.launch(Kernel::Remember, [3, 1, 1], &arguments).unwrap();
	let mut bytes = vec![0; 2 * 16 * 16 * 2];
	Emulated.read(&cache, &mut bytes).unwrap();
	let halves: Vec<f32> = bytes
		.as_chunks()
		.0
		.iter()
		.map(|bytes| f16::from_le_bytes(*bytes).to_f32())
		.collect();
	let held = [65504.0, -65504.0, 0.0, 65504.0, 2.5, 0.0, 65504.0, -65504.0].repeat(2);
	assert_eq!(&halves[16 * 16..16 * 16 + 16], held, "values");
	assert!(halves.iter().all(|x| x.is_finite()), "keys");
}

#[test]
fn mixes_of_batch_order_and_cut_give_the_same_bits_on_a_card() {
	let files = tiny(Family::Qwen2);
	// From one token to more than a block of either product takes.
	trial::mixes(10, &[3, 16, 17, 40, 70], || card(&files));
}

#[test]
fn far_back_and_within_a_window_a_card_reads_what_the_processor_reads() {
	let mut random = ChaCha8Rng::seed_from_u64(4);
	let tokens = trial::tokens(&mut random, 600);
	for window in [None, Some(300), Some(40)] {
		let mut files = tiny(Family::Mistral);
		files.shape.window = window;
		alike(
			&trial::alone(&mut card(&files), &tokens),
			&trial::alone(&mut processor(&files), &tokens),
		);
	}
}

#[test]
fn vectors_of_texts_and_logits_of_words_come_from_one_step() {
	let files = tiny(Family::Llama);
	let works =
		[(true, 1, 0), (false, 7, 1), (true, 2, 2), (false, 1, 3)].map(|(words, wanted, page)| Work {
			tokens: &[5, 6, 7, 8, 9, 10, 11],
			start: 0,
			pages: [&[3u32], &[9], &[0], &[40]][page],
			wanted,
			words,
		});
	let ours = card(&files).step(&works).unwrap();
	let theirs = processor(&files).step(&works).unwrap();
	assert_eq!((ours.logits.len(), ours.hidden.len()), (3, 8));
	alike(&ours.logits, &theirs.logits);
	alike(&ours.hidden, &theirs.hidden);
	assert_eq!(card(&files).step(&[]).unwrap(), crate::model::Pass::default());
}

#[test]
fn tokens_and_pages_that_do_not_exist_are_refused_on_a_card() {
	let mut card = Card::load(&tiny(Family::Llama), Emulated, 2, &mut |_, _| {}).unwrap();
	trial::strange_works_are_refused(&mut card);
}

#[test]
fn shapes_and_weights_that_a_card_cannot_take_are_named() {
	let refused = |files: &Files, why: &str| {
		let refused = Card::load(files, Emulated, 1, &mut |_, _| {}).map(drop);
		assert!(
			matches!(&refused, Err(Error::Unsupported(said)) if said.contains(why)),
			"{refused:?}"
		);
	};
	let plan = |change: fn(&mut Plan)| {
		let mut plan = Plan::named("tiny", Family::Llama, Format::F32, 5).unwrap();
		change(&mut plan);
		trial::files(&plan)
	};
	refused(&plan(|plan| plan.inner = 150), "vectors of 150 numbers");
	refused(&plan(|plan| (plan.heads, plan.kv_heads) = (32, 1)), "32 heads");
}

#[test]
fn a_weight_beyond_sixteen_bits_is_named() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("m.gguf");
	let plan = Plan::named("tiny", Family::Llama, Format::F32, 5).unwrap();
	let mut bytes = crate::make::bytes(&plan).unwrap();
	let at = bytes.len() - 40;
	bytes[at..at + 4].copy_from_slice(&1e6f32.to_le_bytes());
	std::fs::write(&path, bytes).unwrap();
	let refused = Card::load(&Files::open(&path).unwrap(), Emulated, 1, &mut |_, _| {}).map(drop);
	assert!(
		matches!(&refused, Err(Error::Unsupported(said)) if said.contains("1000000")),
		"{refused:?}"
	);
}

fn halves(random: &mut ChaCha8Rng, count: usize) -> (Memory, Vec<f64>) {
	let numbers: Vec<f16> = (0..count)
		.map(|_| f16::from_f32(random.gen_range(-1.0..1.0)))
		.collect();
	let bytes: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
	(memory(&bytes), numbers.iter().map(|x| x.to_f64()).collect())
}

fn floats(random: &mut ChaCha8Rng, count: usize) -> (Memory, Vec<f64>) {
	let numbers: Vec<f32> = (0..count).map(|_| random.gen_range(-1.0..1.0)).collect();
	let bytes: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
	(memory(&bytes), numbers.iter().map(|x| f64::from(*x)).collect())
}

fn memory(bytes: &[u8]) -> Memory {
	let mut memory = Emulated.allocate(bytes.len()).unwrap();
	Emulated.write(&mut memory, 0, bytes).unwrap();
	memory
}

fn read(memory: &Memory, count: usize) -> Vec<f32> {
	let mut bytes = vec![0; count * 4];
	Emulated.read(memory, &mut bytes).unwrap();
	bytes
		.as_chunks()
		.0
		.iter()
		.map(|bytes| f32::from_le_bytes(*bytes))
		.collect()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	/// Both products, of any size, with and without what may come along, against sums in double precision; and the same bits.
	#[test]
	fn products_are_right_and_both_kernels_agree_in_every_bit(
		seed: u64, tokens in 1usize..70, rows in 1usize..80, columns in 1usize..20, bias: bool, scaled: bool, add: bool,
	) {
		let mut random = ChaCha8Rng::seed_from_u64(seed);
		let columns = columns * 32;
		let (input, xs) = halves(&mut random, tokens * columns);
		let (matrix, weights) = halves(&mut random, rows * columns);
		let (biases, bs) = floats(&mut random, rows);
		let (scales, ss) = floats(&mut random, tokens);
		let seed: u64 = random.gen();
		let mut results = Vec::new();
		for (kernel, [width, height]) in [(Kernel::ProductFew, [16, 8]), (Kernel::ProductMany, [64, 32])] {
			let (out, before) = floats(&mut ChaCha8Rng::seed_from_u64(seed), tokens * rows);
			let optional = |with: bool, memory| if with { Argument::At(memory, 0) } else { Argument::Nothing };
			Emulated.launch(kernel, [rows.div_ceil(height) as u32, tokens.div_ceil(width) as u32, 1], &[
				Argument::At(&input, 0), optional(scaled, &scales), Argument::At(&matrix, 0), optional(bias, &biases),
				Argument::At(&out, 0), Argument::Whole(tokens as u32), Argument::Whole(rows as u32),
				Argument::Whole(columns as u32), Argument::Whole(u32::from(add)),
			]).unwrap();
			let got = read(&out, tokens * rows);
			for (index, got) in got.iter().enumerate() {
				let (token, row) = (index / rows, index % rows);
				let products = xs[token * columns..].iter().zip(&weights[row * columns..]).take(columns).map(|(x, w)| x * w);
				let sum: f64 = products.sum::<f64>() * if scaled { ss[token] } else { 1.0 };
				let right = sum + if bias { bs[row] } else { 0.0 } + if add { before[index] } else { 0.0 };
				prop_assert!((f64::from(*got) - right).abs() < 1e-5 * columns as f64, "{got} is not {right}");
			}
			results.push(got.into_iter().map(f32::to_bits).collect::<Vec<_>>());
		}
		prop_assert_eq!(&results[0], &results[1]);
	}

	/// What passes the gate may be far beyond what a half holds.
	#[test]
	fn a_gate_loses_no_number_however_great(seed: u64, length in 1usize..300, power in 0i32..30) {
		let mut random = ChaCha8Rng::seed_from_u64(seed);
		let greatest = 2f32.powi(power);
		let numbers: Vec<f32> = (0..2 * length).map(|_| random.gen_range(-greatest..greatest)).collect();
		let bytes: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
		let (input, out, scales) = (memory(&bytes), memory(&vec![0; length * 2]), memory(&[0; 4]));
		Emulated.launch(Kernel::Gate, [1, 1, 1], &[
			Argument::At(&input, 0), Argument::At(&out, 0), Argument::At(&scales, 0), Argument::Whole(length as u32),
		]).unwrap();
		let mut halves = vec![0; length * 2];
		Emulated.read(&out, &mut halves).unwrap();
		let scale = f64::from(read(&scales, 1)[0]);
		let right: Vec<f64> = numbers[..length].iter().zip(&numbers[length..])
			.map(|(gate, up)| (f64::from(*gate), f64::from(*up)))
			.map(|(gate, up)| gate / (1.0 + (-gate).exp()) * up).collect();
		let most = right.iter().fold(0.0f64, |most, x| most.max(x.abs()));
		for (bytes, right) in halves.as_chunks().0.iter().zip(right) {
			let got = f16::from_le_bytes(*bytes).to_f64() * scale;
			prop_assert!((got - right).abs() <= right.abs() / 1000.0 + most / 1e6, "{got} is not {right}");
		}
	}
}

/// Names and threads stand in three places: here, in the source, and in what is loaded.
#[test]
fn what_is_launched_is_what_was_compiled() {
	let ptx = include_str!("kernels.ptx");
	for kernel in Kernel::ALL {
		let (_, entry) = ptx
			.split_once(&format!(".visible .entry {}(", kernel.name()))
			.unwrap();
		let (_, threads) = entry.split_once(".maxntid ").unwrap();
		assert!(
			threads.starts_with(&format!("{}, 1, 1\n", kernel.threads())),
			"{kernel:?}"
		);
	}
	assert_eq!(ptx.matches(".visible .entry").count(), Kernel::ALL.len());
}

/// On a machine with a card of NVIDIA: that it does what the emulator does. Elsewhere: that the reason is said.
#[cfg(feature = "cuda")]
#[test]
fn a_card_that_is_there_answers_and_one_that_is_not_is_named() {
	let files = tiny(Family::Qwen3);
	match cuda::Cuda::open(0) {
		Ok(machine) => {
			let tokens = trial::tokens(&mut ChaCha8Rng::seed_from_u64(6), 90);
			let mut real = Card::load(&files, machine, trial::PAGES as usize, &mut |_, _| {}).unwrap();
			let (ours, theirs) = (
				trial::alone(&mut real, &tokens),
				trial::alone(&mut card(&files), &tokens),
			);
			assert!(difference(&ours, &theirs).0 < 0.002);
			let open = || {
				Card::load(
					&files,
					cuda::Cuda::open(0).unwrap(),
					trial::PAGES as usize,
					&mut |_, _| {},
				)
				.unwrap()
			};
			trial::mixes(20, &[3, 16, 17, 40, 70], open);
		}
		Err(Error::Unsupported(why)) => assert!(why.contains("driver") || why.contains("card"), "{why}"),
		Err(other) => panic!("{other}"),
	}
	let wish = crate::device::Wish {
		device: crate::device::Device::Cuda(4096),
		..Default::default()
	};
	let mut opened = wish.open(&files, trial::PAGES as usize, &mut |_, _| {}).unwrap();
	assert!(opened.instead.is_some() && opened.decoder.device().starts_with("cpu"));
	let tokens = [1, 2, 3];
	assert_eq!(
		trial::alone(opened.decoder.as_mut(), &tokens),
		trial::alone(&mut processor(&files), &tokens)
	);
}
