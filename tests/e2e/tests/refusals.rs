//! Bad input and bad luck, through the binary: the exit codes are those that `althing --help` lists, and what
//! is said names the mistake and what to do.

use althing_chain::{Call, Chain, Keypair, Outcome};
use althing_e2e::{
	althing, althing_json, dead_end, eventually, refused, registered, repository, worker, Testnet,
};
use std::path::Path;
use std::process::Stdio;
use tokio::process::Command;

const CSV: &str = "timestamp,value\n2026-01-01 00:00:00,1\n2026-01-01 00:01:00,2.5\n2026-01-01 00:02:00,9\n";

/// A case about the series in `data.csv`, with its last minute as window.
const CASE: &str = "question = \"Is it slow?\"\nrisk = 0.4\nimpact = 0.4\nurgency = 0.4\n\
	[evidence]\ncsv = \"data.csv\"\n[window]\nfrom = \"2026-01-01 00:02:00\"\nto = \"2026-01-01 00:02:00\"\n";

/// What `althing decide` says of a case with this text and series; the chain is never asked.
async fn says(case: &str, csv: &[u8], words: &[&str]) {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("case.toml");
	std::fs::write(&path, case).unwrap();
	std::fs::write(folder.path().join("data.csv"), csv).unwrap();
	refused(
		2,
		words,
		&["decide", &path.to_string_lossy(), "--node", &dead_end()],
	)
	.await;
}

#[tokio::test]
async fn a_case_that_is_wrong_is_refused_before_anything_is_sent() {
	let with = |from: &str, to: &str| CASE.replace(from, to);
	let data = |from: &str, to: &str| CSV.replace(from, to).into_bytes();
	let csv = CSV.as_bytes();
	says("question = = 1", csv, &["line 1", "please mend it"]).await;
	says(&with("risk = 0.4\n", ""), csv, &["`risk`"]).await;
	says(
		&with("risk = 0.4", "risk = nan"),
		csv,
		&["`risk`", "between 0 and 1"],
	)
	.await;
	says(
		CASE,
		&data("value", "latency"),
		&["no column \"value\"", "timestamp, latency"],
	)
	.await;
	says(
		CASE,
		&data("2.5", "NaN"),
		&["\"NaN\" at line 3", "not a finite number"],
	)
	.await;
	says(CASE, &data("2.5", ""), &["line 3"]).await;
	says(CASE, b"timestamp,value\n", &["no points"]).await;
	says(
		&with("2026-01-01 00:02", "2027-01-01 00:02"),
		csv,
		&["no point", "choose a window inside it"],
	)
	.await;
	says(CASE, b"timestamp,value\n1,\xff\n", &["not UTF-8 text on line 2"]).await;
}

#[tokio::test]
async fn huge_and_missing_files_are_refused_without_being_read() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("case.toml");
	let case = path.to_string_lossy().into_owned();
	let node = dead_end();
	refused(
		2,
		&["cannot be read", "check the path"],
		&["decide", &case, "--node", &node],
	)
	.await;
	std::fs::write(&path, CASE).unwrap();
	refused(
		2,
		&["data.csv", "cannot be read"],
		&["decide", &case, "--node", &node],
	)
	.await;
	let huge = std::fs::File::create(folder.path().join("data.csv")).unwrap();
	huge.set_len(1 << 33).unwrap();
	refused(
		2,
		&["data.csv", "cut it down"],
		&["decide", &case, "--node", &node],
	)
	.await;
	std::fs::File::create(&path).unwrap().set_len(1 << 33).unwrap();
	refused(2, &["case.toml", "at most"], &["decide", &case, "--node", &node]).await;
}

#[tokio::test]
async fn a_node_that_is_not_there_is_named_whatever_is_asked_of_it() {
	let node = dead_end();
	let case = repository("docs/examples/quiet.toml");
	let data = tempfile::tempdir().unwrap();
	let data = data.path().to_string_lossy().into_owned();
	let commands: [&[&str]; 5] = [
		&["decide", &case],
		&["status"],
		&["agents"],
		&["proposals"],
		&["agent", "run", "--data", &data],
	];
	let words = ["No node answers at", node.as_str(), "Start one there"];
	for command in commands {
		refused(3, &words, &[command, &["--node", node.as_str()]].concat()).await;
	}
	refused(
		2,
		&["no address of a node"],
		&["status", "--node", "http://127.0.0.1:9944"],
	)
	.await;
}

/// Registers a fleet that then does nothing: proposals can be opened, and nobody decides them.
async fn asleep(net: &Testnet) {
	let mut fleet = worker(&net.rpc(), &net.folder.path().join("fleet"));
	registered(&net.chain(0).await).await;
	fleet.kill().await.unwrap();
}

/// A fleet file for the node at `rpc` and a chain that is not its.
fn foreign_fleet(folder: &Path, rpc: &str) -> String {
	let path = folder.join("fleet.toml");
	let text = format!("nodes = [\"{rpc}\"]\ngenesis = \"0x{}\"\n", "11".repeat(32));
	std::fs::write(&path, text).unwrap();
	path.to_string_lossy().into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_chain_is_refused_by_the_fleet_file_and_by_the_journal() {
	let mut net = Testnet::start(1).await;
	let rpc = net.rpc();
	let data = net.folder.path().join("fleet");
	let folder = data.to_string_lossy().into_owned();
	let fleet = foreign_fleet(net.folder.path(), &rpc);
	let run = ["agent", "run", "--data", &folder];
	refused(
		4,
		&["another chain", &"11".repeat(32)],
		&[&run[..], &["--fleet", &fleet]].concat(),
	)
	.await;
	assert!(!data.join("journal.redb").exists(), "nothing was begun");

	// A fleet that has worked on this chain does not take its journal to another one.
	let mut first = worker(&rpc, &data);
	registered(&net.chain(0).await).await;
	eventually("a journal", 30, || async {
		data.join("journal.redb").exists().then_some(())
	})
	.await;
	first.kill().await.unwrap();
	net.network.stop().await;
	let mut other = Testnet::start(4).await;
	refused(
		4,
		&["journal", "belongs to the chain", "--data"],
		&[&run[..], &["--node", &other.rpc()]].concat(),
	)
	.await;
	other.network.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_cannot_pay_is_told_so_and_keeps_what_it_has() {
	let mut net = Testnet::start(1).await;
	let rpc = net.rpc();
	asleep(&net).await;
	let case = repository("docs/examples/quiet.toml");
	let decide =
		|account: &'static str| ["decide", &case, "--node", &rpc, "--as", account].map(str::to_owned);
	let broke = decide("//Nobody");
	let broke: Vec<&str> = broke.iter().map(String::as_str).collect();
	refused(5, &["cannot pay the fee", "Fund the account"], &broke).await;

	// Enough for the fee and not for the deposit.
	let chain = net.chain(0).await;
	let poor = Keypair::from_secret("//Poor").unwrap().account();
	let alice = Keypair::from_secret("//Alice").unwrap();
	let gift = chain
		.submit(&alice, &Call::transfer(&poor, 500_000_000_000))
		.await
		.unwrap();
	assert!(matches!(gift.outcome().await, Outcome::Included(_)));
	let poorly = decide("//Poor");
	let poorly: Vec<&str> = poorly.iter().map(String::as_str).collect();
	refused(5, &["the chain refused the proposal"], &poorly).await;
	let left = chain.now().await.unwrap().balance(&poor).await.unwrap().free;
	assert!(left > 0, "only the fee is gone: {left}");
	assert!(chain.now().await.unwrap().proposals().await.unwrap().is_empty());
	net.network.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_dies_while_a_decision_is_waited_for_loses_nothing() {
	let mut net = Testnet::start(1).await;
	let rpc = net.rpc();
	let case = repository("docs/examples/quiet.toml");
	asleep(&net).await;
	let deciding = Command::new(althing_e2e::binary("althing"))
		.args(["decide", &case, "--node", &rpc, "--timeout", "90"])
		.stdin(Stdio::null())
		.stderr(Stdio::piped())
		.kill_on_drop(true)
		.spawn()
		.unwrap();
	let chain = net.chain(0).await;
	let opened = eventually("an opened proposal", 90, || async {
		chain.now().await.ok()?.proposals().await.ok()?.pop()
	})
	.await;
	// A few blocks later all of it is on the node's disk for certain.
	eventually("three more finalized blocks", 90, || async {
		(chain.finalized().await.ok()?.number > opened.opened_at + 3).then_some(())
	})
	.await;
	let validator = net.network.validator_mut("alice").unwrap();
	validator.kill().await;
	let output = deciding.wait_with_output().await.unwrap();
	let complaint = String::from_utf8_lossy(&output.stderr);
	assert_eq!(output.status.code(), Some(7), "{complaint}");
	assert!(complaint.contains("no decision within 90 s"), "{complaint}");

	validator.start(None).unwrap();
	validator
		.wait_until_up(std::time::Duration::from_secs(60))
		.await
		.unwrap();
	let after = Chain::connect(althing_chain::Options::new(&rpc)).await.unwrap();
	let kept = eventually("the proposal after the restart", 60, || async {
		let state = after.now().await.ok()?;
		let open = state
			.proposal(opened.id)
			.await
			.ok()?
			.map(|proposal| proposal.evidence);
		open.or(state.decision(opened.id).await.ok()?.map(|_| opened.evidence))
	})
	.await;
	assert_eq!(kept, opened.evidence);
	let listed = althing_json(&["proposals", "--node", &rpc]).await;
	assert!(listed.is_object(), "{listed}");
	let status = althing(&["status", "--node", &rpc]).await;
	assert!(status.status.success());
	net.network.stop().await;
}
