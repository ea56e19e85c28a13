//! Four validators, some of them killed.

use althing_chain::Chain;
use althing_e2e::{althing_json, eventually, Testnet};

async fn finalized_past(chain: &Chain, number: u32) -> Option<u32> {
	let finalized = chain.finalized().await.ok()?.number;
	(finalized > number).then_some(finalized)
}

#[tokio::test(flavor = "multi_thread")]
async fn finality_survives_one_validator_names_two_that_are_missing_and_resumes() {
	let mut net = Testnet::start(4).await;
	let chain = net.chain(0).await;
	let before = eventually("the first finalized block", 60, || finalized_past(&chain, 0)).await;

	// One of four: the other three are enough.
	net.network.validator_mut("dave").unwrap().kill().await;
	let with_three = eventually("finality with three", 60, || finalized_past(&chain, before + 5)).await;

	// Two of four: nothing can be final any more, and the two are named.
	net.network.validator_mut("charlie").unwrap().kill().await;
	let rpc = net.rpc();
	let status = eventually("a stall that is noticed", 120, || async {
		let status = althing_json(&["status", "--node", &rpc]).await;
		let names: Vec<_> = status["missing"]
			.as_array()?
			.iter()
			.filter_map(|voter| voter["name"].as_str())
			.collect();
		(status["stalled"] == true && names.contains(&"charlie") && names.contains(&"dave")).then_some(status)
	})
	.await;
	assert_eq!(
		status["missing"].as_array().unwrap().len(),
		2,
		"only those two are named: {status}"
	);
	let stalled_at = chain.finalized().await.unwrap().number;
	assert!(stalled_at >= with_three);
	let best = chain.best().await.unwrap().number;
	eventually("blocks that go on being made", 60, || async {
		(chain.best().await.ok()?.number > best).then_some(())
	})
	.await;
	assert_eq!(chain.finalized().await.unwrap().number, stalled_at);

	// Both back: it goes on from there, and what was final before is final still.
	let kept = chain.finalized_at(stalled_at).await.unwrap().unwrap();
	let bootnode = net.network.bootnode().await.unwrap();
	for name in ["charlie", "dave"] {
		net.network
			.validator_mut(name)
			.unwrap()
			.start(Some(&bootnode))
			.unwrap();
	}
	eventually("finality after both are back", 180, || {
		finalized_past(&chain, stalled_at + 3)
	})
	.await;
	assert_eq!(chain.finalized_at(stalled_at).await.unwrap().unwrap(), kept);
	net.network.stop().await;
}
