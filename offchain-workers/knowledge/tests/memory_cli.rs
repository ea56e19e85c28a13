//! `althing know remember`, `recall`, `learn`, `session`, `forget`, `outcomes` as people type them.

use althing_knowledge::cli::{exit_code, run, Know};
use althing_knowledge::share::grants::NoChain;
use clap::Parser;
use serde_json::Value;
use std::path::Path;

#[derive(Parser)]
struct Arguments {
	#[arg(long, global = true)]
	json: bool,
	#[command(subcommand)]
	command: Know,
}

/// What it prints, or its exit code and what went wrong.
fn know(store: &Path, line: &[&str]) -> Result<String, (u8, String)> {
	let store = store.display().to_string();
	let words = [&["know"], line, &["--store", &store]].concat();
	let arguments = Arguments::try_parse_from(words).map_err(|error| (2, error.to_string()))?;
	let mut said = String::new();
	let runtime = tokio::runtime::Builder::new_current_thread()
		.enable_all()
		.build()
		.unwrap();
	let done = runtime.block_on(run(
		arguments.command,
		arguments.json,
		&mut |line| said.push_str(&format!("{line}\n")),
		&NoChain,
		async {},
	));
	match done {
		Ok(()) => Ok(said),
		Err(error) => Err((exit_code(&error), error.to_string())),
	}
}

fn json(store: &Path, line: &[&str]) -> Value {
	let said = know(store, &[&["--json"], line].concat()).unwrap();
	serde_json::from_str(&said).unwrap()
}

#[test]
fn an_agent_remembers_recalls_learns_and_forgets() {
	let folder = tempfile::tempdir().unwrap();
	let store = folder.path();
	for _ in 0..3 {
		let kept = know(
			store,
			&[
				"remember",
				"--as",
				"agent:clerk@sales",
				"It uses port 8123.",
				"--asked",
				"Which port does the till use?",
			],
		);
		assert!(kept.unwrap().contains("bytes, version"));
	}
	let found = json(
		store,
		&["recall", "--as", "agent:clerk@sales", "the till's port", "--use"],
	);
	assert_eq!(found["hits"].as_array().unwrap().len(), 3);
	assert_eq!(found["hits"][0]["text"], "It uses port 8123.");
	let fit = json(
		store,
		&[
			"recall",
			"--as",
			"agent:clerk@sales",
			"the till's port",
			"--fit",
			"250",
		],
	);
	assert_eq!(fit["hits"].as_array().unwrap().len(), 2, "{fit}");
	assert_eq!(
		json(store, &["recall", "--as", "sales"])["hits"]
			.as_array()
			.unwrap()
			.len(),
		0
	);

	let learnt = json(store, &["learn", "--as", "agent:clerk@sales"]);
	assert_eq!((&learnt["new"], &learnt["episodes"]), (&1.into(), &3.into()));
	assert!(know(
		store,
		&["ask", "Which port does the till use?", "--as", "agent:clerk"]
	)
	.unwrap()
	.contains("8123"));

	let id = found["hits"][0]["id"].as_str().unwrap();
	let settled = know(
		store,
		&[
			"remember",
			"--as",
			"agent:clerk",
			"--settle",
			id,
			"--outcome",
			"wrong",
		],
	);
	assert!(settled.unwrap().contains("was wrong"));
	let dry = know(store, &["forget", "--as", "agent:clerk", id, "--dry-run"]).unwrap();
	assert!(dry.contains("1 memories, 0 sessions would be erased"), "{dry}");
	let gone = json(store, &["forget", "--as", "agent:clerk", id]);
	assert_eq!(
		(&gone["files"], &gone["gone"][0]["because"]),
		(&1.into(), &"asked".into())
	);
	let checked = know(store, &["forget", "--check"]).unwrap();
	assert!(
		checked.contains("2 memories are whole") && checked.contains("1 erased are gone"),
		"{checked}"
	);
	std::fs::remove_dir_all(store.join("memory")).unwrap();
	let (code, error) = know(store, &["forget", "--check"]).unwrap_err();
	assert!(code == 6 && error.contains("lost: "), "{code} {error}");
}

#[test]
fn a_session_is_opened_said_in_listed_and_ended() {
	let folder = tempfile::tempdir().unwrap();
	let store = folder.path();
	let open = [
		"session",
		"open",
		"fair",
		"--as",
		"agent:clerk@sales",
		"--ttl",
		"1h",
		"--access",
		"restricted:legal",
	];
	assert!(know(store, &open)
		.unwrap()
		.contains("urn:althing:department:sales:session:fair"));
	let text = store.join("note.txt");
	std::fs::write(&text, "the stand is in hall four").unwrap();
	let from = format!("@{}", text.display());
	know(
		store,
		&["session", "say", "fair", &from, "--as", "agent:clerk@sales"],
	)
	.unwrap();
	let legal = json(store, &["session", "list", "--as", "legal"]);
	assert_eq!(
		(&legal[0]["entries"], &legal[0]["access"]),
		(&1.into(), &"restricted:legal".into())
	);
	let found = json(
		store,
		&[
			"recall",
			"hall",
			"--session",
			"fair",
			"--of",
			"sales",
			"--as",
			"legal",
		],
	);
	assert_eq!(found["hits"][0]["text"], "the stand is in hall four");
	let (code, error) = know(
		store,
		&["session", "end", "fair", "--of", "sales", "--as", "legal"],
	)
	.unwrap_err();
	assert!(code == 8 && error.contains("may not write"), "{error}");
	assert!(
		know(store, &["session", "end", "fair", "--as", "sales", "--dry-run"])
			.unwrap()
			.contains("would be")
	);
	know(store, &["session", "end", "fair", "--as", "sales"]).unwrap();
	assert_eq!(json(store, &["session", "list"]), serde_json::json!([]));
}

#[test]
fn outcomes_are_recorded_and_shown() {
	let folder = tempfile::tempdir().unwrap();
	let store = folder.path();
	let decision = serde_json::json!({
		"chain": "ab".repeat(32), "proposal": 7, "receipt": "cd".repeat(32), "asked": "Is it so?", "decided": "yes",
		"support": 0.75, "ballots": [{
			"agent": 1, "answer": "yes", "confidence": 0.8, "rationale": "00".repeat(32), "right": true,
			"sources": [{"sha256": "11".repeat(32), "name": "a.md"}],
		}],
	});
	let file = store.join("decision.json");
	std::fs::write(&file, decision.to_string()).unwrap();
	let file = file.display().to_string();
	let dry = know(store, &["outcomes", &file, "--dry-run"]).unwrap();
	assert!(
		dry.contains("nothing was recorded") && !store.join("log").exists(),
		"{dry}"
	);
	assert_eq!(json(store, &["outcomes", &file, "--truth", "no"])[0]["wrong"], 1);
	assert!(know(store, &["outcomes", &file, "--truth", "no"])
		.unwrap()
		.contains("known already"));
	let shown = json(store, &["outcomes"]);
	assert_eq!(
		(&shown["sources"][0]["name"], &shown["sources"][0]["mean"]),
		(&"a.md".into(), &0.4.into())
	);
	assert!(know(store, &["outcomes", "--as", "sales"])
		.unwrap()
		.contains("no outcomes are known"));
}

#[test]
fn what_is_typed_wrong_is_refused_with_what_to_do() {
	let folder = tempfile::tempdir().unwrap();
	let store = folder.path();
	know(store, &["remember", "--as", "agent:clerk", "something"]).unwrap();
	let broken = store.join("broken.json");
	std::fs::write(&broken, "{\n1").unwrap();
	let broken = broken.display().to_string();
	let cases: [(&[&str], &str); 9] = [
		(&["remember", "something"], "--as agent:NAME"),
		(&["remember"], "TEXT"),
		(
			&["recall", "--as", "agent:clerk", "--since", "yesterday"],
			"3d (ago)",
		),
		(&["forget", "--as", "agent:clerk"], "--dry-run shows"),
		(&["forget", "--as", "agent:clerk", "abc"], "64 hexadecimal digits"),
		(
			&["session", "open", "s", "--ttl", "long", "--as", "legal"],
			"no span of time",
		),
		(&["session", "open", "s"], "--of DEPARTMENT"),
		(&["session", "say", "s", "text", "--as", "legal"], "session open"),
		(&["outcomes", &broken], "line 2"),
	];
	for (line, part) in cases {
		let (code, error) = know(store, line).unwrap_err();
		assert!(code == 2 && error.contains(part), "{line:?}: {code} {error}");
	}
	std::fs::write(store.join("memory.json"), "{\"episodes\": 0}").unwrap();
	let (code, error) = know(store, &["recall", "--as", "agent:clerk"]).unwrap_err();
	assert!(code == 2 && error.contains("episodes is from 1"), "{error}");
}
