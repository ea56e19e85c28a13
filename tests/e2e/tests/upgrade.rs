//! Holders upgrade the runtime of a network that runs, refuse another upgrade, and cancel a third.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use althing_chain::{Call, Chain};
use althing_e2e::{
	binary, eventually,
	gov::{holders, make, open, stage, vote, Inline, Origin, Stage, UNIT},
	Testnet,
};
use althing_primitives::blake2;

/// What each holder votes with: most of what it has.
const STAKE: u128 = 900_000 * UNIT;
/// A little less than a tenth of 5 % of sixteen million, the most that one account may vote with on the
/// emergency track.
const CAPPED: u128 = 79_000 * UNIT;

/// The runtime of this build with the next version number; `runtime/build.rs` makes it.
fn next_runtime() -> Vec<u8> {
	let node = binary("althing-node");
	let path = node
		.with_file_name("wbuild")
		.join("althing-runtime/upgraded.rs.compact.compressed.wasm");
	std::fs::read(&path).unwrap_or_else(|error| {
		panic!(
			"{}: {error}; build without SKIP_UPGRADED_WASM_BUILD",
			path.display()
		)
	})
}

async fn until(chain: &Chain, referendum: u32, wanted: Stage, seconds: u64) {
	eventually(
		&format!("referendum {referendum} {wanted:?}"),
		seconds,
		|| async { (stage(chain, referendum).await? == wanted).then_some(()) },
	)
	.await;
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

	let code = next_runtime();
	let holders = holders();
	let alice = &holders[0];
	let upgrade = |code| {
		open(
			&chain,
			alice,
			Origin::RuntimeUpgrade,
			Inline::authorize_upgrade(code),
		)
	};
	let wanted = upgrade(blake2(&code)).await;
	let refused = upgrade([0xbb; 32]).await;
	let cancelled = upgrade([0xcc; 32]).await;
	let stop = open(&chain, alice, Origin::EmergencyStop, Inline::cancel(cancelled)).await;

	vote(&chain, &holders, stop, true, CAPPED).await;
	vote(&chain, &holders, wanted, true, STAKE).await;
	vote(&chain, &holders, refused, false, STAKE).await;
	until(&chain, wanted, Stage::Approved, 240).await;
	until(&chain, cancelled, Stage::Cancelled, 240).await;

	// Enacted means authorized: whoever has the code brings it.
	eventually("an authorized upgrade", 120, || async {
		let state = chain.now().await.ok()?;
		let authorized = state.value::<([u8; 32], bool)>("System", "AuthorizedUpgrade", &[]);
		authorized.await.ok()?.filter(|(hash, _)| *hash == blake2(&code))
	})
	.await;
	let apply = Call::new("System", "apply_authorized_upgrade").with("code", code);
	let at = make(&chain, &holders[1], apply).await.block.number;

	for index in 0..4 {
		let validator = net.chain(index).await;
		eventually("the new version, and blocks after it", 120, || async {
			let state = validator.now().await.ok()?;
			let finalized = validator.finalized().await.ok()?.number;
			(state.spec_version() == 2 && finalized > at + 3).then_some(())
		})
		.await;
	}
	// Transactions are signed for the new version, and governance goes on where it was.
	let remark = Call::new("System", "remark").with("remark", b"still here".to_vec());
	make(&chain, alice, remark).await;
	until(&chain, refused, Stage::Rejected, 400).await;
	assert_eq!(stage(&chain, cancelled).await, Some(Stage::Cancelled));
	net.network.stop().await;
}
