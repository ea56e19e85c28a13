//! How fast a model is here: tokens of a prompt and of an answer per second, and of several answers at once.

use crate::error::Result;
use crate::kernel::PAGE;
use crate::model::{Decoder, Work};
use serde::Serialize;
use std::time::Instant;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Course {
	/// Tokens of the prompt.
	pub prompt: usize,
	/// Tokens of the answer.
	pub answer: usize,
	/// Times that everything is measured.
	pub runs: usize,
	/// Answers at once.
	pub batches: Vec<usize>,
	/// Tokens of the prompt that go through together.
	pub chunk: usize,
}

/// Median, least and most.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Spread {
	/// In the middle.
	pub median: f64,
	/// The slowest run.
	pub least: f64,
	/// The fastest.
	pub most: f64,
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Speed {
	/// Tokens of the prompt per second.
	pub prompt: Spread,
	/// Tokens of all answers together per second, for each batch.
	pub answers: Vec<(usize, Spread)>,
}

impl Spread {
	/// Of these numbers; zeros of none.
	pub fn of(mut numbers: Vec<f64>) -> Self {
		numbers.sort_by(f64::total_cmp);
		let at = |index: usize| numbers.get(index).copied().unwrap_or(0.0);
		Self {
			median: at(numbers.len() / 2),
			least: at(0),
			most: at(numbers.len().saturating_sub(1)),
		}
	}
}

impl Course {
	/// Answers at once at most, and pages of cache that each needs.
	fn cache(&self) -> (usize, usize) {
		let most = self.batches.iter().copied().max().unwrap_or(1).max(1);
		(most, (self.prompt + self.answer).div_ceil(PAGE))
	}

	/// Pages of cache that measuring needs.
	pub fn pages(&self) -> usize {
		let (most, each) = self.cache();
		most * each
	}
}

/// Measures a model that has [`Course::pages`].
///
/// # Errors
/// When a step fails.
pub fn measure(decoder: &mut dyn Decoder, course: &Course) -> Result<Speed> {
	let (most, each) = course.cache();
	let pages: Vec<Vec<u32>> = (0..most)
		.map(|i| (0..each).map(|page| (i * each + page) as u32).collect())
		.collect();
	let tokens: Vec<u32> = (0..course.prompt).map(|i| (i * 7 % 250) as u32).collect();
	let own = |index: usize| pages.get(index).map_or(&[][..], Vec::as_slice);
	let mut prompts = Vec::new();
	for run in 0..=course.runs {
		let begun = Instant::now();
		read(decoder, &tokens, own(0), course.chunk)?;
		// The first run fetches what is not yet in memory.
		if run > 0 {
			prompts.push(course.prompt as f64 / begun.elapsed().as_secs_f64());
		}
	}
	for index in 1..most {
		read(decoder, &tokens, own(index), course.chunk)?;
	}
	let mut answers = Vec::new();
	for batch in &course.batches {
		let mut speeds = Vec::new();
		for _ in 0..course.runs {
			let begun = Instant::now();
			for step in 0..course.answer {
				let token = [(step * 11 % 250) as u32];
				let works: Vec<Work> = (0..*batch)
					.map(|index| Work {
						tokens: &token,
						start: course.prompt + step,
						pages: own(index),
						wanted: 1,
						words: true,
					})
					.collect();
				decoder.step(&works)?;
			}
			speeds.push((course.answer * batch) as f64 / begun.elapsed().as_secs_f64());
		}
		answers.push((*batch, Spread::of(speeds)));
	}
	Ok(Speed {
		prompt: Spread::of(prompts),
		answers,
	})
}

fn read(decoder: &mut dyn Decoder, tokens: &[u32], pages: &[u32], chunk: usize) -> Result<()> {
	let chunk = chunk.max(1);
	for (index, part) in tokens.chunks(chunk).enumerate() {
		let wanted = usize::from((index + 1) * chunk >= tokens.len());
		let work = Work {
			tokens: part,
			start: index * chunk,
			pages,
			wanted,
			words: true,
		};
		decoder.step(&[work])?;
	}
	Ok(())
}
