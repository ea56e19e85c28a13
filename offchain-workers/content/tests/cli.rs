//! `althing content` and `althing fetch`, as they are typed.

use crate::common::{payload, within, GENESIS};
use althing_content::cli::{self, Command, Fetch};
use althing_content::{Error, Result};
use clap::Parser;
use serde_json::Value;
use std::path::Path;
use tokio::sync::{mpsc, oneshot};

#[derive(Parser)]
enum Althing {
	#[command(subcommand)]
	Content(Command),
	Fetch(Fetch),
}

/// Runs a command line; the lines that it says.
async fn run(line: &str, json: bool) -> Result<Vec<String>> {
	let mut said = Vec::new();
	let mut say = |text: &str| said.push(text.to_owned());
	let command =
		Althing::try_parse_from(format!("althing {line}").split(' ')).unwrap_or_else(|e| panic!("{e}"));
	match command {
		Althing::Content(command) => cli::run(command, json, &mut say, std::future::pending()).await?,
		Althing::Fetch(fetch) => cli::fetch(fetch, json, &mut say, std::future::pending()).await?,
	}
	Ok(said)
}

async fn json(line: &str) -> Value {
	let said = run(line, true).await.unwrap();
	serde_json::from_str(&said.join("\n")).unwrap()
}

/// Serves a store until the sender goes; where.
async fn serve(store: &Path) -> (String, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
	let line = format!(
		"althing content serve --listen /ip4/127.0.0.1/tcp/0 --genesis {} --store {}",
		hex::encode(GENESIS),
		store.display()
	);
	let Althing::Content(command) = Althing::try_parse_from(line.split(' ')).unwrap() else {
		panic!()
	};
	let (end, ended) = oneshot::channel::<()>();
	let (said, mut lines) = mpsc::unbounded_channel();
	let task = tokio::spawn(async move {
		let mut say = |text: &str| said.send(text.to_owned()).unwrap();
		let end = async {
			let _ = ended.await;
		};
		cli::run(command, true, &mut say, end).await.unwrap();
	});
	let first: Value = serde_json::from_str(&lines.recv().await.unwrap()).unwrap();
	(first["listening"][0].as_str().unwrap().to_owned(), end, task)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_added_served_fetched_and_written() {
	within(async {
		let folder = tempfile::tempdir().unwrap();
		let at = |name: &str| folder.path().join(name);
		let bytes = payload(1, 700_000);
		std::fs::write(at("file"), &bytes).unwrap();
		let (here, there) = (at("here"), at("there"));
		let added = json(&format!(
			"content add {} --store {} --pin",
			at("file").display(),
			here.display()
		))
		.await;
		let address = added["kept"]["address"].as_str().unwrap().to_owned();
		assert!(added["kept"]["pinned"].as_bool().unwrap());
		let (peer, end, task) = serve(&here).await;
		let error = run(&format!("content list --store {}", here.display()), false)
			.await
			.unwrap_err();
		assert!(matches!(error, Error::Locked(_)), "{error}");
		let genesis = hex::encode(GENESIS);
		let fetch = format!(
			"fetch {address} --genesis {genesis} --peer {peer} --store {} --out {}",
			there.display(),
			at("out").display()
		);
		let fetched = json(&fetch).await;
		assert_eq!(fetched["length"], 700_000);
		assert_eq!(fetched["suppliers"].as_array().unwrap().len(), 1);
		assert_eq!(std::fs::read(at("out")).unwrap(), bytes);
		drop(end);
		task.await.unwrap();
		let again = run(&fetch, false).await.unwrap();
		assert!(again[0].contains("was here already"), "{again:?}");
	})
	.await;
}

#[tokio::test]
async fn payloads_are_listed_pinned_checked_and_removed() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("card");
	std::fs::write(&file, b"{}").unwrap();
	let store = folder.path().join("store").display().to_string();
	let added = json(&format!(
		"content add {} --keccak --store {store}",
		file.display()
	))
	.await;
	let address = added["kept"]["address"].as_str().unwrap().to_owned();
	assert!(address.starts_with("keccak:0x"));
	run(&format!("content pin {address} --store {store}"), false)
		.await
		.unwrap();
	let listed = json(&format!("content list --store {store}")).await;
	assert_eq!(listed["payloads"][0]["pinned"], true);
	assert_eq!(listed["usage"]["payloads"], 1);
	let text = run(&format!("content list --store {store}"), false)
		.await
		.unwrap();
	assert!(text[0].contains("pinned"), "{text:?}");
	run(&format!("content unpin {address} --store {store}"), false)
		.await
		.unwrap();
	let checked = json(&format!("content check --store {store}")).await;
	assert_eq!(checked["checked"], 1);
	run(&format!("content remove {address} --store {store}"), false)
		.await
		.unwrap();
	let error = run(&format!("content remove {address} --store {store}"), false)
		.await
		.unwrap_err();
	assert!(error.to_string().contains("althing fetch"), "{error}");
}

#[tokio::test]
async fn damage_is_told_with_an_exit_code() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("file");
	std::fs::write(&file, b"whole").unwrap();
	let store = folder.path().join("store");
	let add = format!("content add {} --store {}", file.display(), store.display());
	let added = json(&add).await;
	let hash = added["kept"]["address"]
		.as_str()
		.unwrap()
		.trim_start_matches("0x")
		.to_owned();
	let object = store.join("objects").join(&hash[..2]).join(&hash);
	let mut bytes = std::fs::read(&object).unwrap();
	bytes[0] ^= 1;
	std::fs::write(&object, bytes).unwrap();
	let error = run(&format!("content check --store {}", store.display()), false)
		.await
		.unwrap_err();
	assert_eq!(
		(
			cli::exit_code(&error),
			error.to_string().contains("fetch it again")
		),
		(6, true)
	);
}

#[tokio::test]
async fn wrong_words_get_a_next_step() {
	let folder = tempfile::tempdir().unwrap();
	let store = folder.path().join("none").display().to_string();
	let error = run(&format!("content list --store {store}"), false)
		.await
		.unwrap_err();
	assert!(error.to_string().contains("content add"), "{error}");
	let (hash, genesis) = ("11".repeat(32), "22".repeat(32));
	let error = run(
		&format!("fetch {hash} --genesis {genesis} --store {store}"),
		false,
	)
	.await
	.unwrap_err();
	assert!(error.to_string().contains("--peer"), "{error}");
	assert_eq!(cli::exit_code(&error), 3);
	let fetch = |line: &str| {
		Althing::try_parse_from(line.split(' '))
			.err()
			.unwrap()
			.to_string()
	};
	let said = fetch(&format!("althing fetch 0x12 --genesis {genesis}"));
	assert!(said.contains("64 hex digits"), "{said}");
	let said = fetch(&format!("althing fetch {hash} --genesis {genesis} --quota much"));
	assert!(said.contains("no size"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_over_the_limit_is_not_fetched_and_the_way_to_raise_it_is_named() {
	within(async {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("file");
		std::fs::write(&file, payload(2, 300_000)).unwrap();
		let (here, there) = (folder.path().join("here"), folder.path().join("there"));
		let added = json(&format!(
			"content add {} --store {}",
			file.display(),
			here.display()
		))
		.await;
		let address = added["kept"]["address"].as_str().unwrap().to_owned();
		let (peer, _end, _task) = serve(&here).await;
		let genesis = hex::encode(GENESIS);
		let line = format!(
			"fetch {address} --genesis {genesis} --peer {peer} --payload 100KiB --store {}",
			there.display()
		);
		let error = run(&line, false).await.unwrap_err();
		assert!(error.to_string().contains("300000 bytes or more"), "{error}");
		assert_eq!(cli::exit_code(&error), 8);
	})
	.await;
}
