//! Measuring.

use super::{say_json, Bar, Say, Which};
use crate::bench::{measure, Course};
use crate::error::Result;
use crate::kernel::Isa;
use crate::model::{Files, Model};
use crate::pool::Pool;
use clap::Args;

/// Measure tokens per second.
#[derive(Debug, Args)]
pub struct Bench {
	#[command(flatten)]
	which: Which,
	/// Tokens of the prompt.
	#[arg(long, default_value_t = 256)]
	prompt: usize,
	/// Tokens of the answer.
	#[arg(long, default_value_t = 32)]
	answer: usize,
	/// Times that everything is measured.
	#[arg(long, default_value_t = 3)]
	runs: usize,
	/// Answers at once.
	#[arg(long, value_delimiter = ',', default_value = "1,4,16")]
	batches: Vec<usize>,
	/// Vector units: scalar, avx2 or avx512-vnni; the widest there are if none is said.
	#[arg(long)]
	units: Option<Isa>,
}

impl Bench {
	pub(super) fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		let files = Files::open(&self.which.path()?)?;
		let threads = self
			.which
			.threads
			.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
		let mut pool = Pool::new(threads);
		let isa = self.units.unwrap_or_else(Isa::detect);
		let bar = Bar::new("loading");
		let model = Model::load(&files, &mut pool, isa, &mut |done, all| bar.set(done, all))?;
		drop(bar);
		let course = Course {
			prompt: self.prompt.clamp(1, 1 << 16),
			answer: self.answer.clamp(1, 1 << 16),
			runs: self.runs.clamp(1, 1000),
			batches: self
				.batches
				.into_iter()
				.filter(|batch| (1..=256).contains(batch))
				.take(16)
				.collect(),
			chunk: 256,
		};
		let speed = measure(&model, &mut pool, &course)?;
		if json {
			return say_json(say, &speed);
		}
		say(&format!(
			"{threads} threads, {}, {} MiB of weights",
			isa.name(),
			model.bytes() >> 20
		));
		let line = |what: String, s: crate::bench::Spread| {
			format!(
				"{what}: {:.1} tokens/s (from {:.1} to {:.1})",
				s.median, s.least, s.most
			)
		};
		say(&line(format!("prompt of {}", course.prompt), speed.prompt));
		for (batch, spread) in speed.answers {
			say(&line(format!("{batch} answers at once"), spread));
		}
		Ok(())
	}
}
