//! What is asked of whatever takes tokens through a model, by its tests.

use super::{Decoder, Files, Work};
use crate::kernel::PAGE;
use crate::make::{make, Plan};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Pages that everything here needs at most.
pub const PAGES: u32 = 64;

/// A model's files.
pub fn files(plan: &Plan) -> Files {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("m.gguf");
	make(plan, std::fs::File::create(&path).unwrap(), &mut |_, _| {}).unwrap();
	Files::open(&path).unwrap()
}

/// Tokens that a model knows.
pub fn tokens(random: &mut ChaCha8Rng, count: usize) -> Vec<u32> {
	(0..count).map(|_| random.gen_range(0..300)).collect()
}

/// Logits after each token, all read at once by nobody else.
pub fn alone(decoder: &mut dyn Decoder, tokens: &[u32]) -> Vec<Vec<f32>> {
	let pages: Vec<u32> = (0..PAGES).collect();
	let work = Work {
		tokens,
		start: 0,
		pages: &pages,
		wanted: tokens.len(),
		words: true,
	};
	decoder.step(&[work]).unwrap().logits
}

/// One sequence of a mix: its tokens, and how far it is.
struct Track {
	tokens: Vec<u32>,
	pages: Vec<u32>,
	done: usize,
	logits: Vec<Vec<f32>>,
}

impl Track {
	/// The next tokens, so many.
	fn work(&self, count: usize) -> Work<'_> {
		Work {
			tokens: &self.tokens[self.done..self.done + count],
			start: self.done,
			pages: &self.pages,
			wanted: count,
			words: true,
		}
	}
}

/// Prompts of these lengths go through in many mixes of who is together, in which order, cut how, on which pages: the bits are
/// those that each gets alone.
pub fn mixes<D: Decoder>(times: usize, lengths: &[usize], mut decoder: impl FnMut() -> D) {
	let mut random = ChaCha8Rng::seed_from_u64(11);
	let prompts: Vec<Vec<u32>> = lengths
		.iter()
		.map(|length| tokens(&mut random, *length))
		.collect();
	let expected: Vec<_> = prompts
		.iter()
		.map(|tokens| alone(&mut decoder(), tokens))
		.collect();
	for mix in 0..times {
		let mut decoder = decoder();
		let mut free: Vec<u32> = (0..PAGES).collect();
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
					let place = random.gen_range(0..=chosen.len());
					chosen.insert(place, (index, random.gen_range(1..=left)));
				}
			}
			let works: Vec<Work> = chosen
				.iter()
				.map(|(index, count)| tracks[*index].work(*count))
				.collect();
			let mut logits = decoder.step(&works).unwrap().logits.into_iter();
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

/// Tokens and pages that do not exist, asked of a model with two pages.
pub fn strange_works_are_refused(decoder: &mut dyn Decoder) {
	let mut run = |tokens: &[u32], pages: &[u32]| {
		decoder.step(&[Work {
			tokens,
			start: 0,
			pages,
			wanted: 1,
			words: true,
		}])
	};
	assert!(run(&[320], &[0]).is_err());
	assert!(run(&[1], &[2]).is_err());
	assert!(run(&[1; 17], &[0]).is_err());
	assert!(run(&[1], &[0]).is_ok());
}
