//! Holders upgrade the runtime of a network that runs, refuse another upgrade, and cancel a third.

use althing_chain::{Call, Chain, End};
use althing_e2e::{
	althing_json, binary, eventually,
	gov::{end, holders, make, open, vote, UNIT},
	Testnet,
};
use althing_primitives::blake2;
use std::path::PathBuf;

/// What each holder votes with: most of what it has.
const STAKE: u128 = 900_000 * UNIT;
/// A little less than a tenth of 5 % of sixteen million, the most that one account may vote with on the
/// emergency track.
const CAPPED: u128 = 79_000 * UNIT;

/// The runtime of this build with the next version number; `runtime/build.rs` makes it.
fn next_runtime() -> PathBuf {
	let path = binary("althing-node")
		.with_file_name("wbuild")
		.join("althing-runtime/upgraded.rs.compact.compressed.wasm");
	assert!(
		path.exists(),
		"no {}: build without SKIP_UPGRADED_WASM_BUILD",
		path.display()
	);
	path
}

async fn until(chain: &Chain, referendum: u32, wanted: End, seconds: u64) {
	let found = eventually(
		&format!("the end of referendum {referendum}"),
		seconds,
		|| async { end(chain, referendum).await },
	)
	.await;
	assert_eq!(found, wanted, "referendum {referendum}");
}

#[tokio::test(flavor = "multi_thread")]
async fn holders_upgrade_the_runtime_and_refuse_and_cancel_other_upgrades() {
	let mut net = Testnet::start(4).await;
	let chain = net.chain(0).await;
	eventually("the first finalized block", 60, || async {
		(chain.finalized().await.ok()?.number > 0).then_some(())
	})
	.await;
	assert_eq!(chain.now().await.unwrap().spec_version(), 1);

	let wasm = next_runtime();
	let code = blake2(&std::fs::read(&wasm).unwrap());
	let holders = holders();
	let alice = &holders[0];
	let mut upgrades = Vec::new();
	for code in [code, [0xbb; 32], [0xcc; 32]] {
		upgrades.push(open(&chain, alice, "RuntimeUpgrade", &Call::authorize_upgrade(&code)).await);
	}
	let [wanted, refused, cancelled] = upgrades[..] else {
		panic!("{upgrades:?}")
	};
	let stop = open(
		&chain,
		alice,
		"EmergencyStop",
		&Call::cancel_referendum(cancelled),
	)
	.await;

	vote(&chain, &holders, stop, true, CAPPED).await;
	vote(&chain, &holders, wanted, true, STAKE).await;
	vote(&chain, &holders, refused, false, STAKE).await;
	until(&chain, wanted, End::Approved, 240).await;
	until(&chain, cancelled, End::Cancelled, 240).await;

	// Enacted means authorized: whoever has the code brings it.
	eventually("an authorized upgrade", 120, || async {
		let state = chain.now().await.ok()?;
		let authorized = state.value::<([u8; 32], bool)>("System", "AuthorizedUpgrade", &[]);
		authorized.await.ok()?.filter(|(hash, _)| *hash == code)
	})
	.await;
	let node = net.rpc();
	let enact = ["gov", "enact", wasm.to_str().unwrap(), "--as", "//Bob"];
	let enacted = althing_json(&[&enact[..], &["--yes", "--node", &node]].concat()).await;
	let at = enacted["outcome"]["block"].as_u64().unwrap();

	for index in 0..4 {
		let validator = net.chain(index).await;
		eventually("the new version, and blocks after it", 120, || async {
			let state = validator.now().await.ok()?;
			let finalized = validator.finalized().await.ok()?.number;
			(state.spec_version() == 2 && u64::from(finalized) > at + 3).then_some(())
		})
		.await;
	}
	// Transactions are signed for the new version, and governance goes on where it was.
	make(&chain, alice, Call::remark("still here")).await;
	until(&chain, refused, End::Rejected, 400).await;
	assert_eq!(end(&chain, cancelled).await, Some(End::Cancelled));
	net.network.stop().await;
}
