//! `althing serve`: what it takes from the command line. The models come from the binary.

use super::{Error, Say};
use crate::remote::{self, config::environment, Config};
use crate::server::{Keys, Models, ServeError, Server, Settings};
use clap::{Args, ValueHint};
use serde_json::json;
use std::collections::BTreeSet;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Serve models over HTTP, as OpenAI's interface has it.
#[derive(Clone, Debug, Args)]
pub struct Serve {
	/// Where to listen. There is no TLS.
	#[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8117")]
	pub listen: SocketAddr,
	/// Listen there even if other machines reach it.
	#[arg(long)]
	pub expose: bool,
	/// Who may ask: one key a line, or sha256: and its hash. A file that is not there is made, with one new key that is
	/// shown once. Without a file, the key is for this run only.
	#[arg(long, env = "ALTHING_SERVER_KEYS", value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub keys: Option<PathBuf>,
	/// Serve the remote models of this file too.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub remote: Option<PathBuf>,
	/// Answers at a time at most.
	#[arg(long, value_name = "N", default_value_t = 32)]
	pub at_once: usize,
	/// Connections at a time at most.
	#[arg(long, value_name = "N", default_value_t = 128)]
	pub connections: usize,
	/// Bytes of a request at most, in KiB.
	#[arg(long, value_name = "KIB", default_value_t = 4096)]
	pub body: usize,
	/// Tokens of an answer where the client names no limit.
	#[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..))]
	pub tokens: u32,
	/// Seconds that an answer may take.
	#[arg(long, value_name = "S", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
	pub answer: u64,
}

impl Serve {
	/// The server's settings.
	pub fn settings(&self) -> Settings {
		Settings {
			at_once: self.at_once,
			connections: self.connections,
			body_bytes: self.body.saturating_mul(1024),
			tokens: self.tokens,
			answer: Duration::from_secs(self.answer),
			exposed: self.expose,
			..Settings::default()
		}
	}
}

/// Serves `models`, and the remote ones that `options` name, until `stop` ends. A local model hides a remote one of its name.
///
/// # Errors
/// When there is nothing to serve, or the keys, the file of remote models or the address are not as they should be.
pub async fn serve(
	mut models: Models,
	options: &Serve,
	json: bool,
	say: Say<'_>,
	stop: impl Future<Output = ()>,
) -> Result<(), Error> {
	if let Some(path) = &options.remote {
		let (chat, embedding) = remote::load(Config::from_path(path)?.resolve(&environment)?)?;
		let others = Models::new(chat, embedding);
		for (name, model) in others.chat {
			models.chat.entry(name).or_insert(model);
		}
		for (name, model) in others.embedding {
			models.embedding.entry(name).or_insert(model);
		}
	}
	let made = match &options.keys {
		Some(path) => Keys::from_path(path),
		None => Keys::generate().map(|(keys, key)| (keys, Some(key))),
	};
	let (keys, key) = made.map_err(ServeError::from)?;
	// A model that answers and embeds is one model.
	let names: BTreeSet<String> = models
		.chat
		.keys()
		.chain(models.embedding.keys())
		.cloned()
		.collect();
	let server = Server::bind(options.listen, models, keys, options.settings()).await?;
	let url = format!("http://{}/v1", server.address());
	match json {
		true => say(
			&json!({ "url": url, "models": names, "key": key.as_ref().map(|key| key.expose()) }).to_string(),
		),
		false => {
			say(&format!(
				"{url} serves {}",
				names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
			));
			if let Some(key) = &key {
				let kept = options.keys.as_ref().map_or("for this run".into(), |path| {
					format!("only its hash is kept, in {}", path.display())
				});
				say(&format!("key, shown this once ({kept}): {}", key.expose()));
			}
		}
	}
	drop(key);
	server.serve(stop).await;
	Ok(())
}
