//! `althing models` and `althing chat`: what the command line says, and what it does.
//!
//! The binary only hands over. What is printed goes to a [`Say`], progress to standard error.

mod chat;
mod classify;
mod manage;
mod speed;

use crate::device::{Device, Wish};
use crate::engine::{Local, Options};
use crate::error::{Error, Result};
use crate::store::Store;
use clap::{Args, Subcommand, ValueHint};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;

pub use chat::Chat;

/// Takes a line of output.
pub type Say<'a> = &'a mut (dyn FnMut(&str) + Send);

/// Keep language models, and measure them.
#[derive(Debug, Subcommand)]
pub enum Models {
	/// List the models that were added.
	List(manage::List),
	/// Copy a model into the folder: a GGUF file, or a folder with config.json, tokenizer.json and safetensors.
	Add(manage::Add),
	/// Read a model's files again and check every hash.
	Check(manage::Check),
	/// Measure tokens per second.
	Bench(speed::Bench),
	/// Sort texts into a model's classes.
	Classify(classify::Classify),
	/// Make a model with random weights, for tests and benchmarks.
	Make(manage::Make),
}

/// Which folder.
#[derive(Clone, Debug, Args)]
pub struct Place {
	/// The models' folder.
	#[arg(long, env = "ALTHING_MODELS_DIR", value_name = "DIR", default_value = "models", value_hint = ValueHint::DirPath)]
	pub models: PathBuf,
}

/// Which model, and how to run it.
#[derive(Clone, Debug, Args)]
pub struct Which {
	#[command(flatten)]
	place: Place,
	/// The name under which it was added, or the path of a GGUF file or a folder.
	#[arg(value_name = "MODEL")]
	model: String,
	/// Threads; as many as there are cores if none is said.
	#[arg(long, value_name = "N")]
	threads: Option<usize>,
	/// Where it runs: cpu, or cuda (cuda:1 is the second card). Without a card that can, it runs on the processor and says so.
	#[arg(long, env = "ALTHING_DEVICE", value_name = "DEVICE", default_value_t)]
	device: Device,
	/// Tokens of prompt and answer at most; as many as the model has and the cache holds, 32768 at most, if none is said.
	#[arg(long, value_name = "TOKENS")]
	context: Option<usize>,
	/// Mebibytes of cache at most.
	#[arg(long, value_name = "MIB", default_value_t = 1024)]
	cache: usize,
}

impl Which {
	/// Where the model is. What was added under that name comes before what lies there.
	fn path(&self) -> Result<PathBuf> {
		let store = Store::open(&self.place.models)?;
		if store.models().contains_key(&self.model) {
			return store.path(&self.model);
		}
		let path = PathBuf::from(&self.model);
		if path.exists() {
			return Ok(path);
		}
		store.path(&self.model)
	}

	/// Loads it, with a progress bar.
	///
	/// # Errors
	/// As [`Local::open`].
	pub fn open(&self) -> Result<Local> {
		let options = Options {
			name: self.model.clone(),
			wish: self.wish(),
			context: self.context,
			cache: self.cache.saturating_mul(1 << 20),
			..Options::default()
		};
		let bar = Bar::new("loading");
		let local = Local::open(&self.path()?, options, &mut |done, all| bar.set(done, all))?;
		drop(bar);
		say_instead(local.instead());
		Ok(local)
	}

	fn wish(&self) -> Wish {
		Wish {
			device: self.device,
			threads: self.threads,
			..Wish::default()
		}
	}
}

/// Says on standard error why a model runs on the processor.
fn say_instead(instead: Option<&str>) {
	if let Some(why) = instead {
		eprintln!("it runs on the processor: {why}");
	}
}

/// A progress bar on standard error, gone when it is dropped.
struct Bar(ProgressBar);

impl Bar {
	fn new(what: &'static str) -> Self {
		let bar = ProgressBar::new(0).with_message(what);
		if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len}") {
			bar.set_style(style);
		}
		Self(bar)
	}

	fn set(&self, done: usize, all: usize) {
		self.0.set_length(all as u64);
		self.0.set_position(done as u64);
	}
}

impl Drop for Bar {
	fn drop(&mut self) {
		self.0.finish_and_clear();
	}
}

/// Carries a command out.
///
/// # Errors
/// What went wrong.
pub fn run(command: Models, json: bool, say: Say<'_>) -> Result<()> {
	match command {
		Models::List(list) => list.run(json, say),
		Models::Add(add) => add.run(json, say),
		Models::Check(check) => check.run(json, say),
		Models::Bench(bench) => bench.run(json, say),
		Models::Classify(classify) => classify.run(json, say),
		Models::Make(make) => make.run(json, say),
	}
}

fn say_json(say: Say<'_>, value: &impl serde::Serialize) -> Result<()> {
	let text = serde_json::to_string_pretty(value).map_err(|error| Error::Internal(error.to_string()))?;
	say(&text);
	Ok(())
}

/// The exit code of a failure, as the rest of `althing` counts them.
pub fn exit_code(error: &Error) -> u8 {
	match error {
		Error::Input(_) | Error::Schema(_) => 2,
		Error::Damaged(_) | Error::Changed { .. } => 6,
		Error::Memory(_) => 7,
		_ => 1,
	}
}
