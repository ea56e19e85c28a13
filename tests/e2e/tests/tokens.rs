//! Tokens and votes from the command line, on a chain of one validator.

use althing_e2e::{althing, althing_json, eventually, Testnet};
use serde_json::Value;

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
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

	/// What the account that signs has, unless another is asked about.
	async fn own(&self, currency: &str) -> u128 {
		units(&self.json(&["tokens", "balance"]).await[currency]["free"])
	}

	/// A call that must be made; gives what came of it.
	async fn done(&self, arguments: &[&str]) -> Value {
		let done = self.json(&[arguments, &["--yes"]].concat()).await;
		assert_eq!(done["plan"]["dryRun"]["ok"], true, "{done}");
		assert_eq!(done["outcome"]["status"], "included", "{done}");
		assert!(done["outcome"]["error"].is_null(), "{done}");
		done["outcome"].clone()
	}

	/// A call that the dry run must refuse with `error`, before anything is signed for good: not even a fee is
	/// paid.
	async fn refused(&self, error: &str, arguments: &[&str]) {
		let before = self.own("vwt").await;
		let output = althing(&[arguments, &["--yes", "--node", &self.0]].concat()).await;
		let complaint = String::from_utf8_lossy(&output.stderr);
		assert_eq!(output.status.code(), Some(5), "{arguments:?}: {complaint}");
		assert!(complaint.contains(error), "{arguments:?}: {complaint}");
		assert!(
			complaint.contains("Nothing was sent"),
			"{arguments:?}: {complaint}"
		);
		assert_eq!(self.own("vwt").await, before, "{arguments:?}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_sent_bought_and_voted_with_and_what_would_fail_is_not_sent() {
	let mut net = Testnet::start(1).await;
	let ask = Asked(net.rpc());

	let before = ask.free(BOB, "cvt").await;
	ask.done(&["tokens", "transfer", "--cvt", "2.5", BOB]).await;
	assert_eq!(ask.free(BOB, "cvt").await, before + 2_500_000_000_000);

	// What a purchase brings is what its plan said: nobody else trades here.
	let bought = ask.json(&["tokens", "buy", "10", "--yes"]).await;
	let cvt = &bought["plan"]["free"]["cvt"];
	assert!(units(&cvt["after"]) > units(&cvt["before"]), "{bought}");
	assert_eq!(ask.own("cvt").await, units(&cvt["after"]));
	let quoted = ask.json(&["tokens", "quote", "sell", "5"]).await;
	let sold = ask.done(&["tokens", "sell", "5"]).await;
	assert_eq!(sold["events"][0]["sold"], "5000000000000", "{sold}");
	assert_eq!(sold["events"][0]["got"], quoted["got"], "{sold}");

	ask.done(&["gov", "propose", "--track", "root", "--remark", "hi"])
		.await;
	ask.done(&["gov", "deposit", "0"]).await;
	ask.done(&["gov", "vote", "0", "--aye", "--amount", "10", "--conviction", "2"])
		.await;
	let referendum = ask.json(&["gov", "show", "0"]).await;
	assert_eq!(referendum["ayes"], "20000000000000", "{referendum}");
	assert_eq!(referendum["call"]["name"], "System.remark", "{referendum}");
	let frozen = ask.json(&["tokens", "balance"]).await;
	assert_eq!(frozen["cvt"]["frozen"], "10000000000000", "{frozen}");

	ask.done(&["tokens", "unlock"]).await;
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

/// How the referendum with this number stands.
async fn stage(ask: &Asked, number: &str) -> Option<String> {
	let shown = ask.json(&["gov", "show", number]).await;
	shown["stage"].as_str().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn delegations_proposals_deposits_and_the_commons_go_from_their_beginning_to_their_end() {
	let mut net = Testnet::start(1).await;
	let ask = Asked(net.rpc());

	// Far below the cap, and without conviction: free as soon as it ends.
	let delegate = [
		"gov",
		"delegate",
		"small_spender",
		BOB,
		"--amount",
		"100",
		"--conviction",
		"0",
	];
	ask.done(&delegate).await;
	ask.done(&["gov", "undelegate", "small_spender"]).await;
	ask.done(&["tokens", "unlock"]).await;
	assert_eq!(ask.json(&["tokens", "balance"]).await["cvt"]["frozen"], "0");

	let spend = [
		"gov",
		"propose",
		"--track",
		"small_spender",
		"--spend",
		"5",
		"--to",
		BOB,
	];
	let spending = ask.done(&spend).await["events"][0]["referendum"].to_string();
	assert_eq!(
		ask.json(&["gov", "show", &spending]).await["call"]["name"],
		"Treasury.spend"
	);

	// Nobody votes on the cancellation: it is rejected, and its deposit comes back.
	let cancelling = ask.done(&["gov", "cancel", &spending]).await["events"][0]["referendum"].to_string();
	ask.done(&["gov", "deposit", &cancelling]).await;
	eventually("a rejected cancellation", 120, || async {
		(stage(&ask, &cancelling).await? == "rejected").then_some(())
	})
	.await;
	let before = ask.own("cvt").await;
	ask.done(&["gov", "refund", &cancelling]).await;
	assert_eq!(ask.own("cvt").await, before + 1_000_000_000_000_000);

	commons(&ask, &net).await;
	net.network.stop().await;
}

/// Submits to the commons, stakes and takes off, cancels, and takes back what was left staked.
async fn commons(ask: &Asked, net: &Testnet) {
	let why = net.folder.path().join("why.md");
	std::fs::write(&why, "Because.").unwrap();
	let why = why.to_string_lossy();
	let submitted = ask.done(&["gov", "commons", "submit", "5", BOB, &why]).await;
	let funding = submitted["events"][0]["proposal"].to_string();
	ask.done(&["gov", "commons", "stake", &funding, "5"]).await;
	ask.done(&["gov", "commons", "unstake", &funding, "2"]).await;
	let listed = ask.json(&["gov", "commons", "list", ALICE]).await;
	assert_eq!(listed["stakes"][0]["amount"], "3000000000000", "{listed}");
	ask.refused(
		"Commons.NotEnoughConviction",
		&["gov", "commons", "execute", &funding],
	)
	.await;
	ask.done(&["gov", "commons", "cancel", &funding]).await;
	ask.done(&["gov", "commons", "withdraw"]).await;
	let listed = ask.json(&["gov", "commons", "list", ALICE]).await;
	assert_eq!(listed["stakes"].as_array().map(Vec::len), Some(0), "{listed}");
	assert_eq!(ask.json(&["tokens", "balance"]).await["cvt"]["frozen"], "0");
}
