//! Which remote models there are, from a file or from the environment.

mod address;

use super::http::Patience;
use super::price::Price;
use super::retry::Policy;
use crate::secret::{read_private, Key};
use crate::wire::convert::Dialect;
use address::address;
use hyper::Uri;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The most bytes of a file with models.
const LONGEST_FILE: u64 = 1 << 20;
/// The most models of a file.
const MOST_MODELS: usize = 256;

/// What is wrong with what an operator wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
	/// The file cannot be read.
	#[error("{0}")]
	File(String),
	/// The text is not as it should be.
	#[error("the models cannot be read: {0}")]
	Syntax(String),
	/// A model is not as it should be.
	#[error("model \"{name}\": {reason}")]
	Model {
		/// Which.
		name: String,
		/// What is wrong, and what to do.
		reason: String,
	},
	/// Nothing is configured.
	#[error("no remote model is configured; give a file of models, or set ALTHING_MODEL_URL and ALTHING_MODEL_NAME")]
	Nothing,
}

/// What a model gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gives {
	/// Words.
	#[default]
	Chat,
	/// Vectors.
	Embeddings,
}

/// A remote model, ready to be asked.
#[derive(Clone, Debug)]
pub struct Remote {
	/// What it is called here.
	pub name: String,
	/// What it is called there.
	pub asks: String,
	/// Where, without a slash at the end.
	pub url: Uri,
	/// The key, where one is needed.
	pub key: Option<Key>,
	/// Words or vectors.
	pub gives: Gives,
	/// Tokens that a prompt and its answer may have together.
	pub context: u32,
	/// Whether it is asked to stream.
	pub stream: bool,
	/// Which names it knows.
	pub dialect: Dialect,
	/// How long it is waited for.
	pub patience: Patience,
	/// What is tried again.
	pub policy: Policy,
	/// What it costs.
	pub price: Option<Price>,
}

/// Remote models as an operator writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
	/// One after the other.
	#[serde(default, rename = "model")]
	pub models: Vec<Written>,
}

/// A remote model as an operator writes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
	/// What it is called here.
	pub name: String,
	/// What it is called there, if otherwise.
	#[serde(default)]
	pub asks: Option<String>,
	/// Where: `https://…/v1`.
	pub url: String,
	/// The environment's variable that holds the key.
	#[serde(default)]
	pub key_env: Option<String>,
	/// The file that holds the key, readable by its owner alone.
	#[serde(default)]
	pub key_file: Option<PathBuf>,
	/// Words or vectors.
	#[serde(default)]
	pub gives: Gives,
	/// Tokens that a prompt and its answer may have together.
	#[serde(default = "usual_context")]
	pub context: u32,
	/// Whether it is asked to stream.
	#[serde(default = "yes")]
	pub stream: bool,
	/// Whether it wants `max_completion_tokens`.
	#[serde(default)]
	pub newer_limit: bool,
	/// Whether it knows `top_k` and `min_p`.
	#[serde(default)]
	pub extended: bool,
	/// Seconds until an answer begins, or a piece follows the one before.
	#[serde(default = "usual_wait")]
	pub wait_s: u64,
	/// Seconds until it has ended.
	#[serde(default = "usual_total")]
	pub total_s: u64,
	/// How often a request that the service did not take is sent again.
	#[serde(default = "usual_retries")]
	pub retries: u32,
	/// What it costs.
	#[serde(default)]
	pub price: Option<Price>,
}

const fn usual_context() -> u32 {
	8_192
}

const fn yes() -> bool {
	true
}

const fn usual_wait() -> u64 {
	120
}

const fn usual_total() -> u64 {
	600
}

const fn usual_retries() -> u32 {
	2
}

/// Asks the environment for a variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The environment of this process.
pub fn environment(name: &str) -> Option<String> {
	std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Config {
	/// Reads a TOML file.
	///
	/// # Errors
	/// When it cannot be read, is too long or is not as it should be.
	pub fn from_path(path: &Path) -> Result<Self, ConfigError> {
		let shown = path.display();
		let unreadable = |e: std::io::Error| ConfigError::File(format!("{shown} cannot be read ({e})"));
		let about = std::fs::metadata(path).map_err(unreadable)?;
		if !about.is_file() || about.len() > LONGEST_FILE {
			return Err(ConfigError::File(format!(
				"{shown} is no regular file of at most {LONGEST_FILE} bytes"
			)));
		}
		let text = std::fs::read_to_string(path).map_err(unreadable)?;
		Self::from_text(&text).map_err(|error| match error {
			ConfigError::Syntax(reason) => ConfigError::Syntax(format!("{shown}, {reason}")),
			other => other,
		})
	}

	/// Reads TOML.
	///
	/// # Errors
	/// [`ConfigError::Syntax`], with the line and without what stands there: it may be a key that does not belong there.
	pub fn from_text(text: &str) -> Result<Self, ConfigError> {
		toml::from_str(text).map_err(|e| {
			let before = e
				.span()
				.and_then(|span| text.get(..span.start))
				.unwrap_or_default();
			let line = before.matches('\n').count().saturating_add(1);
			ConfigError::Syntax(format!("line {line}: {}", e.message()))
		})
	}

	/// One model from `ALTHING_MODEL_URL`, `ALTHING_MODEL_NAME` and `ALTHING_MODEL_KEY` or `ALTHING_MODEL_KEY_FILE`.
	///
	/// # Errors
	/// [`ConfigError::Nothing`] when there is no URL or no name.
	pub fn from_environment(environment: Environment<'_>) -> Result<Self, ConfigError> {
		let url = environment("ALTHING_MODEL_URL").ok_or(ConfigError::Nothing)?;
		let name = environment("ALTHING_MODEL_NAME").ok_or(ConfigError::Nothing)?;
		let key_file = environment("ALTHING_MODEL_KEY_FILE").map(PathBuf::from);
		let has_key = key_file.is_none() && environment("ALTHING_MODEL_KEY").is_some();
		Ok(Self {
			models: vec![Written {
				key_env: has_key.then(|| "ALTHING_MODEL_KEY".to_owned()),
				key_file,
				..Written::new(&name, &url)
			}],
		})
	}

	/// The models, with their keys.
	///
	/// # Errors
	/// The first that is not as it should be.
	pub fn resolve(self, environment: Environment<'_>) -> Result<Vec<Remote>, ConfigError> {
		if self.models.is_empty() {
			return Err(ConfigError::Nothing);
		}
		if self.models.len() > MOST_MODELS {
			return Err(ConfigError::Syntax(format!(
				"there are more than {MOST_MODELS} models"
			)));
		}
		let mut names = std::collections::BTreeSet::new();
		for model in &self.models {
			if !names.insert(&model.name) {
				return Err(model.wrong(
					"there are two of this name; rename one, and say with `asks` what it is called there",
				));
			}
		}
		self.models
			.iter()
			.map(|model| model.resolve(environment))
			.collect()
	}
}

impl Written {
	/// A model with everything else as usual.
	pub fn new(name: &str, url: &str) -> Self {
		Self {
			name: name.to_owned(),
			asks: None,
			url: url.to_owned(),
			key_env: None,
			key_file: None,
			gives: Gives::Chat,
			context: usual_context(),
			stream: true,
			newer_limit: false,
			extended: false,
			wait_s: usual_wait(),
			total_s: usual_total(),
			retries: usual_retries(),
			price: None,
		}
	}

	fn wrong(&self, reason: impl Into<String>) -> ConfigError {
		ConfigError::Model {
			name: self.name.clone(),
			reason: reason.into(),
		}
	}

	fn resolve(&self, environment: Environment<'_>) -> Result<Remote, ConfigError> {
		if self.name.trim().is_empty() || self.name.len() > 256 {
			return Err(self.wrong("its name must have 1 to 256 bytes"));
		}
		for (field, value, most) in [
			("wait_s", self.wait_s, 3_600),
			("total_s", self.total_s, 86_400),
			("context", u64::from(self.context), u64::from(u32::MAX)),
			("retries", u64::from(self.retries).saturating_add(1), 11),
		] {
			if value == 0 || value > most {
				return Err(self.wrong(format!("`{field}` is out of range")));
			}
		}
		let url = address(&self.url).map_err(|reason| self.wrong(reason))?;
		Ok(Remote {
			name: self.name.clone(),
			asks: self.asks.clone().unwrap_or_else(|| self.name.clone()),
			url,
			key: self.key(environment)?,
			gives: self.gives,
			context: self.context,
			stream: self.stream,
			dialect: Dialect {
				newer_limit: self.newer_limit,
				extended: self.extended,
			},
			patience: Patience {
				wait: Duration::from_secs(self.wait_s),
				total: Duration::from_secs(self.total_s),
				..Patience::default()
			},
			policy: Policy {
				times: self.retries,
				..Policy::default()
			},
			price: self.price.clone(),
		})
	}

	fn key(&self, environment: Environment<'_>) -> Result<Option<Key>, ConfigError> {
		let (place, text) = match (&self.key_env, &self.key_file) {
			(None, None) => return Ok(None),
			(Some(_), Some(_)) => return Err(self.wrong("give `key_env` or `key_file`, not both")),
			(Some(variable), None) => {
				let value = environment(variable).ok_or_else(|| {
					self.wrong(format!("the environment has no {variable}; set it to the key"))
				})?;
				(variable.clone(), zeroize::Zeroizing::new(value))
			}
			(None, Some(path)) => (
				path.display().to_string(),
				read_private(path).map_err(|reason| self.wrong(reason))?,
			),
		};
		let key = Key::new(&text);
		key.map(Some)
			.map_err(|problem| self.wrong(format!("the key in {place} {problem}")))
	}
}

#[cfg(test)]
mod tests;
