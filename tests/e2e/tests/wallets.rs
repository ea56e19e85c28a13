//! The libraries that wallets are made with, against a node. The journey itself is `tests/wallets`.

use althing_e2e::{repository, Testnet};
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn the_libraries_of_wallets_read_send_vote_delegate_and_unlock() {
	let folder = repository("tests/wallets");
	assert!(
		std::path::Path::new(&folder).join("node_modules").is_dir(),
		"the packages are not installed; run `npm ci --ignore-scripts` in tests/wallets"
	);
	let mut net = Testnet::start(1).await;
	let output = Command::new("node")
		.args(["src/main.js", "--node", &net.rpc()])
		.current_dir(&folder)
		.kill_on_drop(true)
		.output()
		.await
		.unwrap();
	let (report, complaint) = (
		String::from_utf8_lossy(&output.stdout),
		String::from_utf8_lossy(&output.stderr),
	);
	assert!(output.status.success(), "{complaint}\n{report}");
	net.network.stop().await;
}
