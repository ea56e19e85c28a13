//! Tokens and votes from the command line, on a chain of one validator.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use althing_e2e::{althing, althing_json, eventually, Testnet};
use serde_json::Value;

const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

fn units(amount: &Value) -> u128 {
	amount.as_str().unwrap().parse().unwrap()
}

/// What `althing` is asked of one node.
struct Asked(String);

impl Asked {
	async fn json(&self, arguments: &[&str]) -> Value {
		althing_json(&[arguments, &["--node", &self.0]].concat()).await
	}

	async fn free(&self, who: &str, currency: &str) -> u128 {
		units(&self.json(&["tokens", "balance", who]).await[currency]["free"])
	}

	/// A call that the dry run must refuse with `error`, before anything is signed for good.
	async fn refused(&self, error: &str, arguments: &[&str]) {
		let output = althing(&[arguments, &["--yes", "--node", &self.0]].concat()).await;
		let complaint = String::from_utf8_lossy(&output.stderr);
		assert_eq!(output.status.code(), Some(5), "{arguments:?}: {complaint}");
		assert!(complaint.contains(error), "{arguments:?}: {complaint}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_sent_bought_and_voted_with_and_what_would_fail_is_not_sent() {
	let mut net = Testnet::start(1).await;
	let ask = Asked(net.rpc());
	// A rehearsal is signed for an era of four blocks, which the chain has to have.
	let chain = net.chain(0).await;
	eventually("five final blocks", 120, || async {
		(chain.finalized().await.ok()?.number > 4).then_some(())
	})
	.await;

	let before = ask.free(BOB, "cvt").await;
	let sent = ask
		.json(&["tokens", "transfer", "--cvt", "2.5", BOB, "--yes"])
		.await;
	assert_eq!(sent["plan"]["dryRun"]["ok"], true, "{sent}");
	assert_eq!(ask.free(BOB, "cvt").await, before + 2_500_000_000_000);

	// What a purchase brings is what its plan said: nobody else trades here.
	let bought = ask.json(&["tokens", "buy", "10", "--yes"]).await;
	let cvt = &bought["plan"]["free"]["cvt"];
	assert!(units(&cvt["after"]) > units(&cvt["before"]), "{bought}");
	let balance = ask.json(&["tokens", "balance"]).await;
	assert_eq!(balance["cvt"]["free"], cvt["after"]);

	ask.json(&["gov", "propose", "--track", "root", "--remark", "hi", "--yes"])
		.await;
	ask.json(&["gov", "deposit", "0", "--yes"]).await;
	let vote = ["gov", "vote", "0", "--aye", "--amount", "10", "--conviction", "2"];
	ask.json(&[&vote[..], &["--yes"]].concat()).await;
	let referendum = ask.json(&["gov", "show", "0"]).await;
	assert_eq!(referendum["ayes"], "20000000000000", "{referendum}");
	let frozen = ask.json(&["tokens", "balance"]).await;
	assert_eq!(frozen["cvt"]["frozen"], "10000000000000", "{frozen}");

	ask.json(&["tokens", "unlock", "--yes"]).await;
	assert_eq!(ask.json(&["gov", "show", "0"]).await["ayes"], "0");
	assert_eq!(ask.json(&["tokens", "balance"]).await["cvt"]["frozen"], "0");

	ask.refused(
		"ConvictionVoting.NotOngoing",
		&["gov", "vote", "9", "--aye", "--amount", "1"],
	)
	.await;
	let delegate = ["gov", "delegate", "small_spender", BOB, "--amount", "900000"];
	ask.refused("System.CallFiltered", &delegate).await;
	ask.refused("Arithmetic", &["tokens", "transfer", "--vwt", "100000000", BOB])
		.await;
	net.network.stop().await;
}
