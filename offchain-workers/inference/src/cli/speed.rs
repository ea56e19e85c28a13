//! Measuring.

use super::{say_instead, say_json, Bar, Say, Which};
use crate::bench::{measure, Course};
use crate::device::Wish;
use crate::error::Result;
use crate::kernel::Isa;
use crate::model::Files;
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
		let wish = Wish {
			isa: self.units,
			..self.which.wish()
		};
		let bar = Bar::new("loading");
		let opened = wish.open(&files, course.pages(), &mut |done, all| bar.set(done, all))?;
		drop(bar);
		say_instead(opened.instead.as_deref());
		let mut decoder = opened.decoder;
		let speed = measure(decoder.as_mut(), &course)?;
		if json {
			return say_json(
				say,
				&serde_json::json!({
					"device": decoder.device(),
					"kernel": decoder.kernel(),
					"weight_bytes": decoder.weight_bytes(),
					"prompt": speed.prompt,
					"answers": speed.answers,
				}),
			);
		}
		say(&format!(
			"{}, {} MiB of weights",
			decoder.device(),
			decoder.weight_bytes() >> 20
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
