//! Clocks that are wrong.

use althing::network::Extra;
use althing_chain::Chain;
use althing_e2e::{althing_json, binary, eventually, registered, repository, skewed, Testnet};
use std::process::Stdio;
use tokio::process::Command;

async fn finalized_past(chain: &Chain, number: u32) -> Option<u32> {
	let finalized = chain.finalized().await.ok()?.number;
	(finalized > number).then_some(finalized)
}

/// The blocks of a validator that lives in the future are refused; it still hears what the others agree on.
#[tokio::test(flavor = "multi_thread")]
async fn a_validator_whose_clock_is_an_hour_ahead_holds_nobody_up() {
	let mut net = Testnet::start(4).await;
	let bootnode = net.network.bootnode().await.unwrap();
	let chain = net.chain(0).await;
	let dave = net.network.validator_mut("dave").unwrap();
	dave.kill().await;
	let clock = skewed("+1h");
	let ahead = Extra {
		environment: &clock,
		..Extra::default()
	};
	dave.start_with(Some(&bootnode), ahead).unwrap();
	dave.wait_until_up(std::time::Duration::from_secs(60))
		.await
		.unwrap();

	let before = chain.finalized().await.unwrap().number;
	let now = eventually("finality with a wrong clock among four", 120, || {
		finalized_past(&chain, before + 10)
	})
	.await;
	// No block of the future is among those that were agreed on.
	let id = chain.finalized_at(now).await.unwrap().unwrap();
	let stamp = chain.block(id.hash).await.unwrap().timestamp;
	let ours = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis() as u64;
	assert!(
		stamp < ours + 60_000,
		"block {now} is of {stamp}, and it is {ours}"
	);

	// Put right, it takes part again.
	let dave = net.network.validator_mut("dave").unwrap();
	dave.kill().await;
	dave.start(Some(&bootnode)).unwrap();
	let caught_up = eventually("dave with a right clock", 240, || async {
		let chain = net.chain_of("dave").await?;
		finalized_past(&chain, now).await
	})
	.await;
	assert!(caught_up > now);
	net.network.stop().await;
}

/// Time on the chain is counted in blocks: what the worker's own clock says changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_whose_clock_is_wrong_decides_all_the_same() {
	let mut net = Testnet::start(1).await;
	let rpc = net.rpc();
	let _fleet = Command::new(binary("althing"))
		.args(["agent", "run", "--json", "--node", &rpc, "--data"])
		.arg(net.folder.path().join("fleet"))
		.envs(skewed("-400d"))
		.stdin(Stdio::null())
		.stdout(Stdio::null())
		.kill_on_drop(true)
		.spawn()
		.unwrap();
	registered(&net.chain(0).await).await;
	let out = net
		.folder
		.path()
		.join("receipt.json")
		.to_string_lossy()
		.into_owned();
	let case = repository("docs/examples/quiet.toml");
	let decided = althing_json(&["decide", &case, "--node", &rpc, "--out", &out, "--timeout", "300"]).await;
	assert!(
		decided["decision"]["outcome"]["decided"]["binary"].is_boolean(),
		"{decided}"
	);
	net.network.stop().await;
}
