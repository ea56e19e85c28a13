//! Claims about who is right, on a running network: made by the fleet, derived by the runtime's wasm, recomputed here.

use althing_chain::Chain;
use althing_cmp_rules::{Appraisal, Topic};
use althing_e2e::{althing_json, eventually, registered, repository, worker, Testnet};

/// What the chain believes of anybody.
async fn appraised(chain: &Chain) -> Option<Appraisal> {
	let state = chain.now().await.ok()?;
	for topic in Topic::ALL {
		if let Some(appraisal) = state.topic(topic).await.ok()?.and_then(|view| view.appraisal) {
			return Some(appraisal);
		}
	}
	None
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_appraises_its_agents_and_what_is_decided_then_rests_on_it() {
	let mut net = Testnet::start(1).await;
	let rpc = net.rpc();
	let _worker = worker(&rpc, &net.folder.path().join("fleet"));
	let chain = net.chain(0).await;
	registered(&chain).await;

	// 21 answers each: with the fourth there are enough.
	let count = [
		"bench",
		"decisions",
		"--node",
		&rpc,
		"--count",
		"4",
		"--open",
		"4",
	];
	althing_json(&count).await;
	let appraisal = eventually("an appraisal", 180, || appraised(&chain)).await;
	assert!(appraisal.seen >= 64, "{appraisal:?}");
	let shown = althing_json(&["appraise", "--show", "--node", &rpc]).await;
	assert_eq!(shown[0]["upto"], appraisal.upto, "{shown}");
	assert_eq!(shown[0]["agents"], appraisal.agents.len());

	let receipt = net.folder.path().join("receipt.json");
	let out = receipt.to_string_lossy().into_owned();
	let case = repository("docs/examples/quiet.toml");
	althing_json(&["decide", &case, "--node", &rpc, "--out", &out, "--timeout", "300"]).await;
	// The weights that the wasm made of it are recomputed natively, bit for bit.
	let report = althing_json(&["verify", &out, "--node", &rpc]).await;
	for step in report["steps"].as_array().unwrap() {
		assert!(
			["ok", "absent"].contains(&step["status"].as_str().unwrap()),
			"{step}"
		);
	}
	let why = althing_json(&["explain", &out]).await;
	assert!(
		why["appraisedAfter"].as_u64() >= Some(u64::from(appraisal.upto)),
		"{why}"
	);
	net.network.stop().await;
}
