//! The language model of a fleet.

use super::models;
use crate::cli::Talk;
use crate::exit::Failure;
use crate::worker::{Outcomes, Talker};
use althing_language::brain::{Budget, Options};
use althing_language::cli::{Error, Models};
use althing_language::model::LanguageModel;
use althing_language::remote;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What some agents of a fleet think with, if anything. What becomes of what they say is kept in `data`.
pub(super) async fn talker(talk: &Talk, data: &Path, quiet: bool) -> Result<Option<Talker>, Failure> {
	let Some(name) = &talk.model else {
		if !quiet {
			crate::complain!("no language model: agents think with what needs none");
		}
		return Ok(None);
	};
	let model = model(talk, name).await?;
	let defaults = Options::default();
	let options = Options {
		samples: talk.samples,
		budget: Budget {
			tokens: talk.tokens,
			time: Duration::from_secs(talk.thinking),
			..defaults.budget
		},
		// What runs here can promise the same bytes again, and others can check them.
		deterministic: model.card().hash.is_some(),
		..defaults
	};
	let outcomes = Outcomes::open(data).map_err(Failure::other)?;
	let outcomes = Arc::new(outcomes);
	Ok(Some(Talker::new(model, options, talk.talking.clone(), outcomes)))
}

async fn model(talk: &Talk, name: &str) -> Result<Arc<dyn LanguageModel>, Failure> {
	if let Some(path) = models::find(&talk.local, name)? {
		return Ok(models::open(&talk.local, name, path).await?);
	}
	let models = Models {
		models: talk.models.clone(),
	};
	let (chat, _) = remote::load(models.read()?).map_err(|error| Failure::from(Error::from(error)))?;
	let known: Vec<String> = chat.iter().map(|model| model.card().name.clone()).collect();
	chat.into_iter()
		.find(|model| model.card().name == name)
		.ok_or_else(|| {
			Failure::input(format!(
				"no model here or in the file of models is called {name}; there are: {}",
				known.join(", ")
			))
		})
}
