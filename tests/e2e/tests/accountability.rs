//! Two nodes with the keys of one validator: the fault that operators make most.

use althing::network::Ports;
use althing_chain::{AccountId, Chain, State};
use althing_e2e::{binary, eventually, Testnet};
use std::fs::File;
use std::process::Stdio;
use tokio::process::{Child, Command};

/// How pallet-offences calls two votes in one round of GRANDPA.
const TWO_VOTES: [u8; 16] = *b"grandpa:equivoca";

/// A slash that waits until governance's time to object is over, as the staking pallet stores it.
type Slash = (AccountId, u128, Vec<(AccountId, u128)>, Vec<AccountId>, u128);
/// The key of what was reported: the kind, a hash, the moment.
type ReportKey = ([u8; 16], [u8; 8], Vec<u8>);

/// Starts a second node with the keys of bob beside the first; killed when dropped.
fn twin_of_bob(net: &Testnet, bootnode: &str) -> Child {
	let folder = net.folder.path();
	let ports = Ports::free(1).unwrap();
	let log = File::create(folder.join("twin.log")).unwrap();
	Command::new(binary("althing-node"))
		.arg("--chain")
		.arg(folder.join("local-raw.json"))
		.args(["--bob", "--validator", "--no-telemetry", "--no-mdns"])
		.args(["--unsafe-force-node-key-generation", "--allow-private-ip"])
		.arg("--base-path")
		.arg(folder.join("twin"))
		.args(["--rpc-port", &ports.rpc.to_string()])
		.args(["--prometheus-port", &ports.metrics.to_string()])
		.args(["--listen-addr", &format!("/ip4/127.0.0.1/tcp/{}", ports.p2p)])
		.args(["--bootnodes", bootnode])
		.stdin(Stdio::null())
		.stdout(log.try_clone().unwrap())
		.stderr(log)
		.kill_on_drop(true)
		.spawn()
		.unwrap()
}

async fn voted_twice(state: &State) -> bool {
	let reports: Vec<(ReportKey, Vec<[u8; 32]>)> = state
		.entries("Offences", "ConcurrentReportsIndex", 1_000)
		.await
		.unwrap();
	reports.iter().any(|((kind, ..), _)| *kind == TWO_VOTES)
}

/// Whose stake is about to be lost.
async fn slashed(state: &State) -> Vec<(AccountId, u128)> {
	let eras: Vec<(u32, Vec<Slash>)> = state.entries("Staking", "UnappliedSlashes", 100).await.unwrap();
	eras.into_iter()
		.flat_map(|(_, slashes)| slashes)
		.map(|(validator, own, ..)| (validator, own))
		.collect()
}

/// The validators that may not take part until the next era.
async fn disabled(state: &State) -> Vec<AccountId> {
	let places: Vec<(u32, u32)> = state
		.value("Session", "DisabledValidators", &[])
		.await
		.unwrap()
		.unwrap_or_default();
	let validators = state.validators().await.unwrap();
	places
		.iter()
		.map(|(place, _)| validators[*place as usize])
		.collect()
}

/// A final state in which two votes of one validator were reported.
async fn reported(chain: &Chain) -> State {
	eventually("a report of two votes", 240, || async {
		let state = chain.now().await.ok()?;
		voted_twice(&state).await.then_some(state)
	})
	.await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_validator_that_runs_twice_votes_twice_and_loses_stake_and_place() {
	let mut net = Testnet::start(4).await;
	let bootnode = net.network.bootnode().await.unwrap();
	let chain = net.chain(0).await;
	let honest = chain.now().await.unwrap();
	assert_eq!(slashed(&honest).await, []);
	let _twin = twin_of_bob(&net, &bootnode);

	let state = reported(&chain).await;
	let losers = slashed(&state).await;
	let [guilty] = disabled(&state).await[..] else {
		panic!("not one is disabled: {losers:?}")
	};
	assert!(
		losers
			.iter()
			.all(|(validator, own)| *validator == guilty && *own > 0),
		"only who voted twice loses: {losers:?}"
	);
	assert!(!losers.is_empty());

	// The three others are enough to go on.
	let then = chain.finalized().await.unwrap().number;
	eventually("finality without the guilty", 120, || async {
		(chain.finalized().await.ok()?.number > then + 5).then_some(())
	})
	.await;
	net.network.stop().await;
}
