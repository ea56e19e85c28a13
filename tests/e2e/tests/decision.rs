//! A case from its file to a receipt that a stranger verifies.

use althing_e2e::{althing, althing_json, eventually, repository, worker, Testnet};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_decided_anchored_and_verified_and_a_changed_byte_is_found() {
	let mut net = Testnet::start(1).await;
	let rpc = net.rpc();
	let _worker = worker(&rpc, &net.folder.path().join("fleet"));
	let chain = net.chain(0).await;
	eventually("a registered fleet", 120, || async {
		let agents = chain.now().await.ok()?.agents().await.ok()?;
		(agents.len() == 64).then_some(())
	})
	.await;

	let receipt = net.folder.path().join("receipt.json");
	let out = receipt.to_string_lossy().into_owned();
	let case = repository("docs/examples/latency-spike.toml");
	let decided = althing_json(&["decide", &case, "--node", &rpc, "--out", &out, "--timeout", "300"]).await;
	assert_eq!(
		decided["decision"]["outcome"]["decided"]["binary"], true,
		"{decided}"
	);
	assert!(decided["anchored"].is_u64(), "{decided}");

	let genesis = format!(
		"0x{}",
		chain
			.genesis()
			.iter()
			.map(|b| format!("{b:02x}"))
			.collect::<String>()
	);
	let report = althing_json(&["verify", &out, "--node", &rpc, "--genesis", &genesis]).await;
	for step in report["steps"].as_array().unwrap() {
		assert!(
			["ok", "absent"].contains(&step["status"].as_str().unwrap()),
			"{step}"
		);
	}

	// A receipt in which one ballot says something else.
	let mut file: Value = serde_json::from_slice(&std::fs::read(&receipt).unwrap()).unwrap();
	let mut hex = file["receipt"].as_str().unwrap().to_owned();
	let middle = hex.len() / 2;
	let other = if &hex[middle..=middle] == "0" { "1" } else { "0" };
	hex.replace_range(middle..=middle, other);
	file["receipt"] = Value::String(hex);
	std::fs::write(&receipt, file.to_string()).unwrap();
	let output = althing(&["verify", &out, "--node", &rpc, "--genesis", &genesis]).await;
	assert_eq!(
		output.status.code(),
		Some(6),
		"{}",
		String::from_utf8_lossy(&output.stderr)
	);

	// Another chain.
	let foreign = format!("0x{}", "11".repeat(32));
	let output = althing(&["status", "--node", &rpc, "--genesis", &foreign]).await;
	assert_eq!(output.status.code(), Some(4));
	net.network.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_after_sealing_reveals_what_it_sealed_and_loses_no_bond() {
	let mut net = Testnet::start(1).await;
	let rpc = net.rpc();
	let data = net.folder.path().join("fleet");
	let mut first = worker(&rpc, &data);
	let chain = net.chain(0).await;
	let bonds = eventually("a registered fleet", 120, || async {
		let agents = chain.now().await.ok()?.agents().await.ok()?;
		(agents.len() == 64).then(|| agents.iter().map(|agent| agent.bond).sum::<u128>())
	})
	.await;

	let case = repository("docs/examples/quiet.toml");
	let out = net
		.folder
		.path()
		.join("receipt.json")
		.to_string_lossy()
		.into_owned();
	let arguments: Vec<String> = [
		"decide",
		&case,
		"--node",
		&rpc,
		"--out",
		&out,
		"--timeout",
		"400",
		"--json",
	]
	.map(Into::into)
	.to_vec();
	let deciding = tokio::spawn(async move {
		let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
		althing(&arguments).await
	});
	// Dies as soon as any ballot is sealed on chain and before it can know that.
	eventually("a sealed ballot", 120, || async {
		let best = chain.best().await.ok()?;
		let proposals = chain.at(best.hash).await.ok()?.proposals().await.ok()?;
		proposals
			.iter()
			.flat_map(|proposal| &proposal.seats)
			.any(|seat| seat.commitment.is_some())
			.then_some(())
	})
	.await;
	first.kill().await.unwrap();
	let _second = worker(&rpc, &data);

	let output = deciding.await.unwrap();
	assert!(
		output.status.success(),
		"{}",
		String::from_utf8_lossy(&output.stderr)
	);
	let agents = chain.now().await.unwrap().agents().await.unwrap();
	for agent in &agents {
		assert_eq!(
			agent.duties.sealed, agent.duties.revealed,
			"agent {} left a seal unopened",
			agent.id
		);
	}
	assert_eq!(agents.iter().map(|agent| agent.bond).sum::<u128>(), bonds);
	net.network.stop().await;
}
