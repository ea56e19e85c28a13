//! Listing, adding, checking and making models.

use super::{say_json, Bar, Place, Say};
use crate::error::{Error, Result};
use crate::make::{make, Plan};
use crate::model::Family;
use crate::quant::Format;
use crate::store::Store;
use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;

/// List the models.
#[derive(Debug, Args)]
pub struct List {
	#[command(flatten)]
	place: Place,
}

impl List {
	pub(super) fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		let store = Store::open(&self.place.models)?;
		if json {
			return say_json(say, store.models());
		}
		if store.models().is_empty() {
			say(&format!(
				"no models in {}; `models add` adds one",
				self.place.models.display()
			));
		}
		for (name, entry) in store.models() {
			let formats = entry.formats.join(" ");
			say(&format!(
				"{name}\t{}\t{} MiB\t{formats}",
				entry.family,
				entry.bytes >> 20
			));
		}
		Ok(())
	}
}

/// Add a model.
#[derive(Debug, Args)]
pub struct Add {
	#[command(flatten)]
	place: Place,
	/// The name under which to keep it.
	name: String,
	/// A GGUF file, or a folder with config.json, tokenizer.json and safetensors.
	#[arg(value_hint = ValueHint::AnyPath)]
	path: PathBuf,
}

impl Add {
	pub(super) fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		std::fs::create_dir_all(&self.place.models).map_err(Error::at(&self.place.models))?;
		let mut store = Store::open(&self.place.models)?;
		let bar = Bar::new("copying");
		let entry = store.add(&self.name, &self.path, &mut |done, all| bar.set(done, all))?;
		drop(bar);
		if json {
			return say_json(say, entry);
		}
		say(&format!(
			"{} added: {}, {} files",
			self.name,
			entry.family,
			entry.files.len()
		));
		Ok(())
	}
}

/// Check a model, or all.
#[derive(Debug, Args)]
pub struct Check {
	#[command(flatten)]
	place: Place,
	/// Which; all if none is said.
	name: Option<String>,
}

impl Check {
	pub(super) fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		let store = Store::open(&self.place.models)?;
		let names: Vec<String> = match self.name {
			Some(name) => vec![name],
			None => store.models().keys().cloned().collect(),
		};
		for name in &names {
			store.check(name)?;
			if !json {
				say(&format!("{name}: as it was added"));
			}
		}
		if json {
			say_json(say, &names)?;
		}
		Ok(())
	}
}

/// Families on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
	Llama,
	Mistral,
	Qwen2,
	Qwen3,
}

/// Make a model with random weights.
#[derive(Debug, Args)]
pub struct Make {
	/// The GGUF file to write.
	#[arg(value_hint = ValueHint::FilePath)]
	path: PathBuf,
	/// Whose kind.
	#[arg(long, value_enum, default_value = "llama")]
	family: Kind,
	/// Its sizes: tiny, small, 0.5b or 1b.
	#[arg(long, default_value = "tiny")]
	shape: String,
	/// How matrices are written: F32, F16, BF16, Q8_0, Q4_0, Q5_0, Q4_K, Q5_K or Q6_K.
	#[arg(long, default_value = "Q8_0")]
	format: String,
	/// Classes that it sorts texts into, if any: their names.
	#[arg(long, value_name = "NAMES", value_delimiter = ',')]
	classes: Vec<String>,
	/// Of the random numbers.
	#[arg(long, default_value_t = 0)]
	seed: u64,
}

impl Make {
	pub(super) fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		let family = match self.family {
			Kind::Llama => Family::Llama,
			Kind::Mistral => Family::Mistral,
			Kind::Qwen2 => Family::Qwen2,
			Kind::Qwen3 => Family::Qwen3,
		};
		let plan = Plan {
			classes: self.classes,
			..Plan::named(&self.shape, family, Format::named(&self.format)?, self.seed)?
		};
		if self.path.exists() {
			return Err(Error::Input(format!(
				"{} is there already; it is not written over",
				self.path.display()
			)));
		}
		let fresh = self.path.with_extension("part");
		let file = std::fs::File::create(&fresh).map_err(Error::at(&fresh))?;
		let bar = Bar::new("making");
		make(&plan, std::io::BufWriter::new(file), &mut |done, all| {
			bar.set(done, all)
		})?;
		drop(bar);
		std::fs::rename(&fresh, &self.path).map_err(Error::at(&self.path))?;
		if json {
			return say_json(say, &self.path);
		}
		say(&format!("{} written", self.path.display()));
		Ok(())
	}
}
