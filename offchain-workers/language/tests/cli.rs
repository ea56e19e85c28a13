//! The command line: a server of ours, and `remote check` asking it.

use crate::common::replay::{Replay, KEY};
use crate::common::scripted::{Letters, Scripted};
use althing_language::cli::{exit_code, run, serve, Error, Remote, Serve};
use althing_language::model::{EmbeddingModel, LanguageModel};
use althing_language::server::Models;
use clap::Parser;
use serde_json::Value;
use std::future::pending;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

#[derive(Parser)]
struct RemoteLine {
	#[command(subcommand)]
	command: Remote,
}

#[derive(Parser)]
struct ServeLine {
	#[command(flatten)]
	options: Serve,
}

fn private(path: &Path, text: &str) {
	std::fs::write(path, text).unwrap();
	std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

async fn check(models: &Path, arguments: &[&str]) -> (Result<(), Error>, Vec<String>) {
	let line = ["remote", "check", "--models", models.to_str().unwrap()];
	let line = RemoteLine::parse_from(line.iter().chain(arguments));
	let mut lines = Vec::new();
	let done = run(
		line.command,
		true,
		&mut |line| lines.push(line.to_owned()),
		pending(),
	)
	.await;
	assert!(!lines.concat().contains(KEY));
	(done, lines)
}

#[tokio::test]
async fn a_service_is_checked_as_recorded() {
	let replay = Replay::start("check").await;
	let folder = tempfile::tempdir().unwrap();
	private(&folder.path().join("key"), KEY);
	let models = folder.path().join("models.toml");
	let key = folder.path().join("key");
	let text = format!(
		"[[model]]\nname = \"gpt-4o-mini\"\nurl = \"{}\"\nkey_file = {key:?}\n\
		 [model.price]\nprompt = \"0.15\"\ncompletion = \"0.60\"\n",
		replay.url()
	);
	std::fs::write(&models, text).unwrap();
	let (done, lines) = check(&models, &[]).await;
	done.unwrap();
	replay.check();
	let report: Value = serde_json::from_str(&lines[0]).unwrap();
	assert_eq!(
		(&report["listed"], &report["completion_tokens"], &report["cost"]),
		(&true.into(), &1.into(), &3.into())
	);
}

#[tokio::test]
async fn what_is_served_can_be_checked() {
	let chat: Vec<Arc<dyn LanguageModel>> = vec![Arc::new(Scripted::new("rules"))];
	let embedding: Vec<Arc<dyn EmbeddingModel>> = vec![Arc::new(Letters::new("letters"))];
	let folder = tempfile::tempdir().unwrap();
	let keys = folder.path().join("keys");
	let options = ServeLine::parse_from([
		"serve",
		"--listen",
		"127.0.0.1:0",
		"--keys",
		keys.to_str().unwrap(),
	])
	.options;
	let (tell, told) = tokio::sync::oneshot::channel();
	let (end, ended) = tokio::sync::oneshot::channel::<()>();
	let serving = tokio::spawn(async move {
		let mut tell = Some(tell);
		let mut say = |line: &str| drop(tell.take().map(|tell| tell.send(line.to_owned())));
		serve(Models::new(chat, embedding), &options, true, &mut say, async {
			drop(ended.await)
		})
		.await
	});
	let said: Value = serde_json::from_str(&told.await.unwrap()).unwrap();
	let key = folder.path().join("key");
	private(&key, said["key"].as_str().unwrap());
	let models = folder.path().join("models.toml");
	let model = |name: &str, gives: &str| {
		format!(
			"[[model]]\nname = \"{name}\"\nurl = {}\nkey_file = {key:?}\ngives = \"{gives}\"\n",
			said["url"]
		)
	};
	let text = [
		model("rules", "chat"),
		model("letters", "embeddings"),
		model("nobody", "chat"),
	]
	.concat();
	std::fs::write(&models, text).unwrap();
	let (done, lines) = check(&models, &[]).await;
	let reports: Vec<Value> = lines
		.iter()
		.map(|line| serde_json::from_str(line).unwrap())
		.collect();
	assert!(matches!(done, Err(Error::Unusable(1, 3))), "{lines:?}");
	assert_eq!(
		(&reports[0]["error"], &reports[0]["listed"]),
		(&Value::Null, &true.into())
	);
	assert_eq!(reports[1]["dimensions"], 8);
	assert!(reports[2]["error"].as_str().unwrap().contains("no model"));
	assert_eq!(reports[2]["listed"], false);
	let (done, lines) = check(&models, &["--only", "letters"]).await;
	assert!(done.is_ok() && lines.len() == 1);
	end.send(()).unwrap();
	serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_an_operator_wrote_wrongly_is_said() {
	let folder = tempfile::tempdir().unwrap();
	let models = folder.path().join("models.toml");
	let (done, _) = check(&models, &[]).await;
	assert_eq!(exit_code(&done.unwrap_err()), 2);
	std::fs::write(
		&models,
		"[[model]]\nname = \"m\"\nurl = \"http://example.com/v1\"\n",
	)
	.unwrap();
	let error = check(&models, &[]).await.0.unwrap_err();
	assert!(error.to_string().contains("use https"), "{error}");
	std::fs::write(
		&models,
		"[[model]]\nname = \"m\"\nurl = \"http://127.0.0.1:9/v1\"\n",
	)
	.unwrap();
	let (done, lines) = check(&models, &[]).await;
	assert!(
		matches!(done, Err(Error::Unusable(1, 1))) && lines[0].contains("did not answer"),
		"{lines:?}"
	);
	let line = ServeLine::parse_from(["serve", "--listen", "0.0.0.0:0"]);
	let models = Models::new(vec![Arc::new(Scripted::new("rules"))], Vec::new());
	let error = serve(models, &line.options, false, &mut |_| (), pending())
		.await
		.unwrap_err();
	assert!(error.to_string().contains("--expose"), "{error}");
}
