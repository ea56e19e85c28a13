//! `althing remote check`

use super::{Error, Say};
use crate::model::Error as ModelError;
use crate::model::{EmbeddingModel as _, Event, LanguageModel as _, Message, Request, Sampling, Speaker};
use crate::remote::config::{environment, Gives};
use crate::remote::{Config, Remote, RemoteEmbedder, RemoteModel};
use clap::{Args, ValueHint};
use hyper::Method;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Instant;

/// The most bytes of a list of models.
const LONGEST_LIST: usize = 16 << 20;

/// Which remote models there are.
#[derive(Clone, Debug, Args)]
pub struct Models {
	/// A file of models; without one, ALTHING_MODEL_URL, ALTHING_MODEL_NAME and ALTHING_MODEL_KEY or
	/// ALTHING_MODEL_KEY_FILE name a single one.
	#[arg(long, env = "ALTHING_MODELS", value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub models: Option<PathBuf>,
}

impl Models {
	/// Reads them, with their keys.
	///
	/// # Errors
	/// What is wrong with them.
	pub fn read(&self) -> Result<Vec<Remote>, Error> {
		let config = match &self.models {
			Some(path) => Config::from_path(path)?,
			None => Config::from_environment(&environment)?,
		};
		Ok(config.resolve(&environment)?)
	}
}

/// `althing remote check`
#[derive(Clone, Debug, Args)]
pub struct Check {
	/// Which there are.
	#[command(flatten)]
	pub models: Models,
	/// Only this one.
	#[arg(long, value_name = "NAME")]
	pub only: Option<String>,
}

/// What was found of a model.
#[derive(Debug, Default, Serialize)]
struct Report {
	name: String,
	service: String,
	/// Whether the service lists it; none where it has no list.
	listed: Option<bool>,
	list_ms: Option<u64>,
	first_ms: Option<u64>,
	whole_ms: Option<u64>,
	prompt_tokens: u32,
	completion_tokens: u32,
	/// In millionths of the provider's currency.
	cost: Option<u64>,
	/// Of its vectors.
	dimensions: Option<usize>,
	error: Option<String>,
}

#[derive(Deserialize)]
struct List {
	data: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
	id: String,
}

impl Check {
	pub(super) async fn run(self, json: bool, say: Say<'_>) -> Result<(), Error> {
		let mut remotes = self.models.read()?;
		if let Some(only) = &self.only {
			remotes.retain(|remote| remote.name == *only);
			if remotes.is_empty() {
				return Err(ModelError::Request(format!("no model of the file is called \"{only}\"")).into());
			}
		}
		let (mut failed, all) = (0usize, remotes.len());
		for remote in remotes {
			let report = look(remote).await?;
			failed = failed.saturating_add(usize::from(report.error.is_some()));
			match json {
				true => say(&serde_json::to_string(&report).unwrap_or_default()),
				false => say(&report.line()),
			}
		}
		match failed {
			0 => Ok(()),
			failed => Err(Error::Unusable(failed, all)),
		}
	}
}

async fn look(remote: Remote) -> Result<Report, Error> {
	let model = RemoteModel::new(remote.clone())?;
	let mut report = Report {
		name: remote.name.clone(),
		service: model.endpoint().shown().to_owned(),
		..Report::default()
	};
	let begun = Instant::now();
	// A service without a list may serve all the same: the answer decides.
	if let Ok(names) = listed(&model).await {
		report.list_ms = Some(millis(begun));
		report.listed = Some(names.iter().any(|name| name == model.asks()));
	}
	let asked = match remote.gives {
		Gives::Chat => speak(&model, &mut report).await,
		Gives::Embeddings => embed(remote, &mut report).await,
	};
	report.error = asked.err().map(|error| error.to_string());
	Ok(report)
}

async fn listed(model: &RemoteModel) -> Result<Vec<String>, ModelError> {
	let endpoint = model.endpoint();
	let (response, deadline) = endpoint.send(Method::GET, "/models", None).await?;
	endpoint.expect(&response, "application/json")?;
	let bytes = endpoint
		.read(response.into_body(), LONGEST_LIST, deadline)
		.await?;
	let list: List = serde_json::from_slice(&bytes).map_err(|e| endpoint.malformed(&e.to_string()))?;
	Ok(list.data.into_iter().map(|listed| listed.id).collect())
}

async fn speak(model: &RemoteModel, report: &mut Report) -> Result<(), ModelError> {
	let request = Request {
		messages: vec![Message {
			role: Speaker::User,
			content: "Say ok.".into(),
			tool_calls: Vec::new(),
			tool_call_id: None,
		}],
		sampling: Sampling {
			max_tokens: 16,
			..Sampling::default()
		},
		..Request::default()
	};
	let begun = Instant::now();
	let mut events = model.answer(request).await?;
	while let Some(event) = events.recv().await {
		match event? {
			Event::Done(ending) => {
				report.whole_ms = Some(millis(begun));
				report.prompt_tokens = ending.usage.prompt_tokens;
				report.completion_tokens = ending.usage.completion_tokens;
				report.cost = ending.cost;
				return Ok(());
			}
			_ => report.first_ms = report.first_ms.or(Some(millis(begun))),
		}
	}
	Err(ModelError::Failed("the answer broke off".into()))
}

async fn embed(remote: Remote, report: &mut Report) -> Result<(), ModelError> {
	let begun = Instant::now();
	let embeddings = RemoteEmbedder::new(remote)?.embed(vec!["ok".into()]).await?;
	report.whole_ms = Some(millis(begun));
	report.prompt_tokens = embeddings.tokens;
	report.dimensions = embeddings.vectors.first().map(Vec::len);
	Ok(())
}

fn millis(since: Instant) -> u64 {
	u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

impl Report {
	fn line(&self) -> String {
		let mut parts = vec![format!("{} at {}:", self.name, self.service)];
		parts.push(match (&self.error, self.dimensions) {
			(Some(error), _) => error.clone(),
			(None, Some(dimensions)) => format!("answers, with vectors of {dimensions} numbers"),
			(None, None) => "answers".into(),
		});
		let times = [
			("list", self.list_ms),
			("first word", self.first_ms),
			("all", self.whole_ms),
		];
		let times = times
			.into_iter()
			.filter_map(|(name, ms)| Some(format!("{name} {} ms", ms?)));
		parts.push(times.collect::<Vec<_>>().join(", "));
		if self.prompt_tokens > 0 {
			parts.push(format!(
				"({} + {} tokens)",
				self.prompt_tokens, self.completion_tokens
			));
		}
		if let Some(cost) = self.cost {
			parts.push(format!("for {cost} millionths"));
		}
		match self.listed {
			Some(false) => parts.push("(the service does not list it)".into()),
			None => parts.push("(the service lists nothing)".into()),
			Some(true) => (),
		}
		parts.retain(|part| !part.is_empty());
		parts.join(" ")
	}
}
