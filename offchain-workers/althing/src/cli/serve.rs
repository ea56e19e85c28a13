//! Serving models to whoever has a key.

use althing_inference::device::Device;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Where models that run here are found.
#[derive(Clone, Debug, Args)]
pub struct LocalModels {
	/// The folder of models that `althing models add` keeps.
	#[arg(long, env = "ALTHING_MODELS_DIR", value_name = "DIR", default_value = "models", value_hint = ValueHint::DirPath)]
	pub models_dir: PathBuf,
	/// Threads of a model that runs here; as many as there are cores if none is said.
	#[arg(long, value_name = "N")]
	pub threads: Option<usize>,
	/// Where it runs: cpu, or cuda (cuda:1 is the second card). Without a card that can, it runs on the processor and says so.
	#[arg(long, env = "ALTHING_DEVICE", value_name = "DEVICE", default_value_t)]
	pub device: Device,
}

/// `althing serve`
#[derive(Clone, Debug, Args)]
pub struct Serve {
	/// A model that runs here: its name in the folder of models, or the path of a GGUF file or folder; several times for
	/// several.
	#[arg(long = "model", value_name = "MODEL")]
	pub models: Vec<String>,
	/// Where models that run here are found.
	#[command(flatten)]
	pub local: LocalModels,
	/// How they are served.
	#[command(flatten)]
	pub serve: althing_language::cli::Serve,
}
