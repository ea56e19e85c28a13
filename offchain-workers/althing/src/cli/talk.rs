//! Agents that think with a language model.

use super::LocalModels;
use althing_language::brain::Role;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Which agents think with a language model, and with which.
#[derive(Clone, Debug, Args)]
pub struct Talk {
	/// Some agents think with this language model: one that runs here, by its name in the folder of models or the path of
	/// a GGUF file or folder; or one of the file of models that others run. Without it, all think with what needs none.
	#[arg(long, env = "ALTHING_MODEL", value_name = "NAME")]
	pub model: Option<String>,
	/// A file of models that others run; without one, ALTHING_MODEL_URL, ALTHING_MODEL_NAME and ALTHING_MODEL_KEY or
	/// ALTHING_MODEL_KEY_FILE name a single one.
	#[arg(long, env = "ALTHING_MODELS", value_name = "FILE", value_hint = ValueHint::FilePath, requires = "model")]
	pub models: Option<PathBuf>,
	/// Where models that run here are found.
	#[command(flatten)]
	pub local: LocalModels,
	/// The roles that think with it; the others keep to their own ways.
	#[arg(
		long,
		value_name = "ROLES",
		value_delimiter = ',',
		value_parser = role,
		default_value = "strategic-advisor,growth-advisor,research-scout,synthesizer"
	)]
	pub talking: Vec<Role>,
	/// How often the model is asked about a case; the share that agrees is part of how sure the agent is.
	#[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=16))]
	pub samples: u8,
	/// Tokens that an agent's opinion of a case may take, prompts and answers together.
	#[arg(long, value_name = "N", default_value_t = 60_000)]
	pub tokens: u64,
	/// Seconds that an agent's opinion of a case may take; after that it thinks without the model.
	#[arg(long, value_name = "S", default_value_t = 30)]
	pub thinking: u64,
}

fn role(name: &str) -> Result<Role, String> {
	let spelled = name.replace('-', " ");
	let found = Role::ALL.into_iter().find(|role| role.name() == spelled);
	found.ok_or_else(|| {
		let names: Vec<String> = Role::ALL
			.iter()
			.map(|role| role.name().replace(' ', "-"))
			.collect();
		format!("there is no role {name}; there are {}", names.join(", "))
	})
}
