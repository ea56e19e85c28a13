//! What a policy forbids is not signed, through the binary: a keystore, a policy beside it, a chain of one
//! validator.

use althing::amount::{parse, UNIT};
use althing_e2e::{althing_json, binary, eventually, refused, Testnet};
use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// The phrase that development chains know everybody of.
const PHRASE: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const CHARLIE: &str = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y";

/// A keystore with the development phrase, and the file with its passphrase.
async fn keystore(folder: &Path) -> (PathBuf, PathBuf) {
	let (phrase, passphrase) = (folder.join("phrase"), folder.join("passphrase"));
	fs::write(&phrase, PHRASE).unwrap();
	fs::write(&passphrase, "only for this test\n").unwrap();
	let keystore = folder.join("agents.key");
	let made = Command::new(binary("althing"))
		.args(["agent", "new", "--import"])
		.arg(&keystore)
		.arg("--passphrase-file")
		.arg(&passphrase)
		.stdin(File::open(&phrase).unwrap())
		.output()
		.await
		.unwrap();
	assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
	(keystore, passphrase)
}

/// Lets Alice send Bob three VWT at a time and five a day, and nothing else.
fn policy(keystore: &Path) -> PathBuf {
	let path = keystore.with_file_name("agents.key.policy.toml");
	let text = format!(
		"[[key]]\naccount = \"{ALICE}\"\ncalls = [\"Balances.transfer_keep_alive\"]\nrecipients = [\"{BOB}\"]\n\
		 max-per-transaction = {{ vwt = \"3\" }}\nmax-per-day = {{ vwt = \"5\" }}\n"
	);
	fs::write(&path, text).unwrap();
	path
}

/// What is booked for Alice, in the smallest unit of VWT.
fn booked(policy: &Path) -> u128 {
	let books = policy.with_file_name("agents.key.policy.toml.used.json");
	let books: Value = serde_json::from_slice(&fs::read(books).unwrap()).unwrap();
	let alice = &books["booked"][ALICE];
	assert_eq!(alice["cvt"], "0", "{books}");
	parse(alice["vwt"].as_str().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_policy_does_not_allow_is_refused_by_name_and_what_it_allows_is_booked() {
	let mut net = Testnet::start(1).await;
	let (keystore, passphrase) = keystore(net.folder.path()).await;
	let policy = policy(&keystore);
	let rpc = net.rpc();
	// The state before the first block has no time, so that nobody knows which day it is.
	let chain = net.chain(0).await;
	eventually("a final block", 120, || async {
		(chain.finalized().await.ok()?.number > 0).then_some(())
	})
	.await;
	let (key, secret) = (keystore.to_string_lossy(), passphrase.to_string_lossy());
	let signed = [
		"--yes",
		"--node",
		&rpc,
		"--keystore",
		&key,
		"--passphrase-file",
		&secret,
	];
	let with = |arguments: &[&'static str]| [arguments, &signed[..]].concat();

	let forbidden: [(&str, &[&'static str]); 3] = [
		("Policy.CallNotAllowed", &["tokens", "unlock"]),
		(
			"Policy.RecipientNotAllowed",
			&["tokens", "transfer", "--vwt", "1", CHARLIE],
		),
		(
			"Policy.AboveTransactionCap",
			&["tokens", "transfer", "--vwt", "4", BOB],
		),
	];
	for (name, arguments) in forbidden {
		refused(8, &[name], &with(arguments)).await;
	}

	let sent = althing_json(&with(&["tokens", "transfer", "--vwt", "2.5", BOB])).await;
	assert_eq!(sent["outcome"]["status"], "included", "{sent}");
	let left: u128 = sent["plan"]["capLeft"]["vwt"].as_str().unwrap().parse().unwrap();
	assert_eq!(booked(&policy) + left, 5 * UNIT);
	assert!(booked(&policy) > 5 * UNIT / 2, "the fee counts");

	let more = with(&["tokens", "transfer", "--vwt", "2.9", BOB]);
	refused(8, &["Policy.AboveDailyCap"], &more).await;
	net.network.stop().await;
}
