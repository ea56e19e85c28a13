//! `althing models`, `chat`, `serve`, `remote` and `gate`: arguments and behaviour are those of the crates that do it. And
//! the models that run here, for whoever needs one.

use crate::cli::{LocalModels, Serve};
use crate::exit::{Failure, Outcome};
use althing_inference::cli as inference;
use althing_inference::device::Wish;
use althing_inference::engine::{Local, Options};
use althing_inference::store::Store;
use althing_language::cli as language;
use althing_language::model::{EmbeddingModel, LanguageModel};
use althing_language::server::Models;
use std::path::PathBuf;
use std::sync::Arc;

pub(super) async fn run(command: inference::Models, json: bool) -> Outcome {
	// It computes and reads for long.
	let done = tokio::task::spawn_blocking(move || {
		inference::run(command, json, &mut |line| crate::say!("{line}")).map_err(Failure::from)
	});
	done.await.map_err(Failure::other)?
}

pub(super) async fn chat(chat: inference::Chat, json: bool) -> Outcome {
	Ok(chat.run(json, &mut |line| crate::say!("{line}")).await?)
}

pub(super) async fn remote(command: language::Remote, json: bool) -> Outcome {
	let say = &mut |line: &str| crate::say!("{line}");
	Ok(language::run(command, json, say, crate::signals::wait()).await?)
}

pub(super) fn gate(command: althing_gate::cli::Gate, json: bool) -> Outcome {
	let done = althing_gate::cli::run(command, json, &mut |line| crate::say!("{line}"));
	done.map_err(|error| Failure {
		code: althing_gate::cli::exit_code(&error),
		message: error.to_string(),
	})
}

pub(super) async fn serve(options: Serve, json: bool) -> Outcome {
	let mut locals = Vec::new();
	for name in &options.models {
		let path = find(&options.local, name)?.ok_or_else(|| {
			Failure::input(format!(
				"{name} is neither in the folder of models nor a path; see `althing models list`"
			))
		})?;
		locals.push(open(&options.local, name, path).await?);
	}
	let mut models = Models::new(
		locals
			.iter()
			.map(|local| local.clone() as Arc<dyn LanguageModel>)
			.collect(),
		locals
			.iter()
			.map(|local| local.clone() as Arc<dyn EmbeddingModel>)
			.collect(),
	);
	models.engine = Some(Arc::new(move || {
		locals
			.iter()
			.map(|local| local.metrics().snapshot().prometheus())
			.collect()
	}));
	let say = &mut |line: &str| crate::say!("{line}");
	Ok(language::serve(models, &options.serve, json, say, crate::signals::wait()).await?)
}

/// Where a model that runs here is, if there is one: what was added under the name comes before what lies there.
pub(super) fn find(local: &LocalModels, name: &str) -> Result<Option<PathBuf>, Failure> {
	if local.models_dir.exists() {
		let store = Store::open(&local.models_dir)?;
		if store.models().contains_key(name) {
			return Ok(Some(store.path(name)?));
		}
	}
	let path = PathBuf::from(name);
	Ok(path.exists().then_some(path))
}

/// Loads a model.
pub(super) async fn open(local: &LocalModels, name: &str, path: PathBuf) -> Result<Arc<Local>, Failure> {
	let options = Options {
		name: name.to_owned(),
		wish: Wish {
			device: local.device,
			threads: local.threads,
			..Wish::default()
		},
		..Options::default()
	};
	let opened = tokio::task::spawn_blocking(move || Local::open(&path, options, &mut |_, _| ()));
	let opened = opened.await.map_err(Failure::other)??;
	if let Some(why) = opened.instead() {
		crate::complain!("{name} runs on the processor: {why}");
	}
	Ok(Arc::new(opened))
}

impl From<althing_inference::error::Error> for Failure {
	fn from(error: althing_inference::error::Error) -> Self {
		Self {
			code: inference::exit_code(&error),
			message: error.to_string(),
		}
	}
}

impl From<language::Error> for Failure {
	fn from(error: language::Error) -> Self {
		Self {
			code: language::exit_code(&error),
			message: error.to_string(),
		}
	}
}
