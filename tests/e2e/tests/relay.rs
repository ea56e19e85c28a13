//! What four validators sign, on an EVM chain beside them.

/// Anvil, as the relayer's own tests start it.
#[allow(dead_code, reason = "those tests use more of it")]
#[path = "../../../offchain-workers/relay/tests/support/anvil.rs"]
mod anvil;

use althing_e2e::{
	althing, althing_json, binary, eventually, refused, registered, repository, worker, Testnet,
};
use althing_relay::contracts::LightClient;
use althing_relay::evm::At;
use althing_relay::Address;
use anvil::Anvil;
use serde_json::{json, Value};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// The private key of one of anvil's accounts, known to everybody.
const PAYER: &str = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
/// An account that has nothing to do with any of it.
const STRANGER: usize = 7;

/// What a command on both chains needs.
fn both<'a>(rpc: &'a str, anvil: &'a Anvil) -> [&'a str; 4] {
	["--node", rpc, "--evm", anvil.url()]
}

async fn deployed(rpc: &str, anvil: &Anvil) -> (String, String) {
	let made = eventually("a commitment to deploy from", 120, || async {
		let output = Command::new(binary("althing"))
			.args(["relay", "deploy", "--json"])
			.args(both(rpc, anvil))
			.env("ALTHING_EVM_KEY", PAYER)
			.stdin(Stdio::null())
			.output()
			.await
			.ok()?;
		serde_json::from_slice::<Value>(&output.stdout).ok()
	})
	.await;
	let address = |name| made["deployed"][name].as_str().unwrap().to_owned();
	(address("client"), address("verifier"))
}

/// A relayer as a process; killed when dropped.
fn relayer(rpc: &str, anvil: &Anvil, client: &str) -> Child {
	Command::new(binary("althing"))
		.args([
			"relay",
			"--json",
			"--client",
			client,
			"--every",
			"4",
			"--confirmations",
			"1",
		])
		.args(both(rpc, anvil))
		.env("ALTHING_EVM_KEY", PAYER)
		.stdin(Stdio::null())
		.stdout(Stdio::null())
		.kill_on_drop(true)
		.spawn()
		.unwrap()
}

async fn current_set(anvil: &Anvil, client: &str) -> u64 {
	let address: Address = client.parse().unwrap();
	let call = LightClient::currentSetCall {};
	anvil.evm().view(address, &call, At::Latest).await.unwrap().id
}

/// Relays, by relayers of which none lives longer than a few seconds, until authorities have changed twice.
async fn past_two_changes(rpc: &str, anvil: &Anvil, client: &str) {
	let first = current_set(anvil, client).await;
	let lives = [900u64, 2300, 400, 5200, 1500, 100, 3700];
	for millis in lives.iter().cycle().take(200) {
		let mut doomed = relayer(rpc, anvil, client);
		tokio::time::sleep(Duration::from_millis(*millis)).await;
		doomed.kill().await.unwrap();
		if current_set(anvil, client).await >= first + 2 {
			return;
		}
	}
	panic!("authorities have not changed twice on the light client");
}

/// Has an account that is nobody's send a transaction to the verifier; whether it came through.
async fn stranger_sends(anvil: &Anvil, verifier: &str, calldata: &str) -> bool {
	let accounts = anvil.ask("eth_accounts", json!([])).await;
	let message = json!({ "from": accounts[STRANGER], "to": verifier, "data": calldata, "gas": "0xf4240" });
	let hash = anvil.ask("eth_sendTransaction", json!([message])).await;
	let receipt = eventually("the stranger's transaction", 30, || async {
		let receipt = anvil.ask("eth_getTransactionReceipt", json!([hash])).await;
		(!receipt.is_null()).then_some(receipt)
	})
	.await;
	receipt["status"] == "0x1"
}

/// The same proof with one byte of the entry another.
fn changed(proof: &Path) -> String {
	let mut file: Value = serde_json::from_slice(&std::fs::read(proof).unwrap()).unwrap();
	let mut entry = file["entry"].as_str().unwrap().to_owned();
	// The last byte of the receipt's hash, which any value may have.
	let last = entry.pop().unwrap();
	entry.push(if last == '0' { '1' } else { '0' });
	file["entry"] = entry.into();
	let path = proof.with_extension("changed.json");
	std::fs::write(&path, file.to_string()).unwrap();
	path.to_string_lossy().into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decided_case_is_relayed_past_two_changes_of_authorities_and_a_stranger_verifies_it() {
	let mut net = Testnet::start(4).await;
	let anvil = Anvil::start_with(&["--block-time", "1"]).await;
	let rpc = net.rpc();
	let _worker = worker(&rpc, &net.folder.path().join("fleet"));
	let (client, verifier) = deployed(&rpc, &anvil).await;
	registered(&net.chain(0).await).await;

	let case = repository("docs/examples/latency-spike.toml");
	let receipt = net
		.folder
		.path()
		.join("receipt.json")
		.to_string_lossy()
		.into_owned();
	let arguments = [
		"decide",
		&case,
		"--node",
		&rpc,
		"--out",
		&receipt,
		"--timeout",
		"300",
	];
	let (decided, ()) = tokio::join!(althing_json(&arguments), past_two_changes(&rpc, &anvil, &client));
	let id = decided["proposal"].to_string();

	let _relayer = relayer(&rpc, &anvil, &client);
	let path = net.folder.path().join("proof.json");
	let out = path.to_string_lossy().into_owned();
	eventually("a root that covers the decision", 120, || async {
		let question = [
			&[
				"anchors", "prove", "decision", &id, "--client", &client, "--out", &out,
			],
			&both(&rpc, &anvil)[..],
		];
		althing(&question.concat()).await.status.success().then_some(())
	})
	.await;
	let proven = althing_json(&[
		"anchors",
		"verify",
		&out,
		"--verifier",
		&verifier,
		"--evm",
		anvil.url(),
	])
	.await;
	assert_eq!(proven["entry"]["kind"], "decision", "{proven}");
	assert_eq!(proven["entry"]["proposal"], decided["proposal"]);
	assert_eq!(proven["entry"]["ending"], "yes");

	let calldata = proven["calldata"].as_str().unwrap();
	assert!(
		stranger_sends(&anvil, &verifier, calldata).await,
		"the verifier refused the proof"
	);
	let damaged = format!(
		"{}{}",
		&calldata[..calldata.len() - 1],
		if calldata.ends_with('0') { '1' } else { '0' }
	);
	assert!(
		!stranger_sends(&anvil, &verifier, &damaged).await,
		"the verifier took a damaged proof"
	);

	let root = proven["root"].as_str().unwrap();
	althing_json(&["anchors", "verify", &out, "--root", root]).await;
	let other = changed(&path);
	refused(
		6,
		&["does not hold"],
		&["anchors", "verify", &other, "--root", root],
	)
	.await;
	let elsewhere = format!("0x{}", "11".repeat(32));
	refused(
		6,
		&["another root"],
		&["anchors", "verify", &out, "--root", &elsewhere],
	)
	.await;
	net.network.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_relayer_cannot_use_is_named() {
	let net = Testnet::start(1).await;
	let anvil = Anvil::start().await;
	let rpc = net.rpc();
	let relay = |more: &[&'static str]| {
		let mut command = Command::new(binary("althing"));
		command
			.args(["relay", "--once"])
			.args(both(&rpc, &anvil))
			.args(more);
		command.env("ALTHING_EVM_KEY", PAYER).stdin(Stdio::null());
		command
	};
	let nobody = "0x0707070707070707070707070707070707070707";
	for (more, code, word) in [
		(vec![], 2, "--client"),
		(vec!["--client", nobody], 2, "no light client"),
		(
			vec!["--client", nobody, "--evm-chain", "1"],
			4,
			"serves chain 31337",
		),
		(vec!["--client", "0x07"], 2, "invalid value"),
		(vec!["--client", nobody, "--max-fee", "cheap"], 2, "gwei"),
	] {
		let output = relay(&more).output().await.unwrap();
		let complaint = String::from_utf8_lossy(&output.stderr);
		assert_eq!(output.status.code(), Some(code), "{more:?}: {complaint}");
		assert!(complaint.contains(word), "{more:?}: {complaint}");
	}
	let output = relay(&["--client", nobody])
		.env("ALTHING_EVM_KEY", "secret")
		.output()
		.await
		.unwrap();
	let complaint = String::from_utf8_lossy(&output.stderr);
	assert_eq!(output.status.code(), Some(2), "{complaint}");
	assert!(
		!complaint.contains("secret\""),
		"the key is repeated: {complaint}"
	);
}
