//! A worker on a node that follows a fork which does not last.

use althing::{case::Case, network::Extra};
use althing_chain::{Call, Chain, Keypair, Outcome};
use althing_e2e::{althing_json, eventually, registered, repository, worker, Testnet};
use althing_primitives::{blake2, Hash};
use std::{path::Path, time::Duration};

/// Alone: nobody is dialled, nobody is let in, and blocks are made without anybody to send them to.
const ALONE: &[&str] = &["--reserved-only", "--force-authoring"];

/// How long a validator may take until it answers.
const START: Duration = Duration::from_secs(60);

/// The call that opens the case in `file`, and the hash of its evidence.
fn opening(file: &str) -> (Call, Hash) {
	let (case, _) = Case::from_path(Path::new(&repository(file))).unwrap();
	let body = case.body();
	let evidence = blake2(&body);
	(Call::open(&case.question(evidence), body), evidence)
}

/// The height of a fork on which the panel of the case with `evidence` has been able to seal for two blocks.
/// Fails as soon as any seat has sealed.
async fn unsealed_for_two_blocks(chain: &Chain, evidence: Hash) -> Option<u32> {
	let best = chain.best().await.ok()?;
	let proposals = chain.at(best.hash).await.ok()?.proposals().await.ok()?;
	let proposal = proposals
		.iter()
		.find(|proposal| proposal.evidence.0 == evidence)?;
	let sealed = proposal.seats.iter().any(|seat| seat.commitment.is_some());
	assert!(
		!sealed,
		"an agent acts on a block that is not final: {proposal:?}"
	);
	// The panel is drawn two blocks after the opening; two more, and a worker that looked at the best block
	// would have sealed.
	let enough = !proposal.seats.is_empty() && best.number >= proposal.opened_at + 5;
	enough.then_some(best.number)
}

/// Cuts alice off; the three others are enough for finality. Gives the connections to her and to them.
async fn part(net: &mut Testnet, bootnode: &str) -> (Chain, Chain) {
	for name in ["charlie", "dave"] {
		let validator = net.network.validator_mut(name).unwrap();
		validator.kill().await;
		validator.start(Some(bootnode)).unwrap();
	}
	let others = net.chain(1).await;
	let parted = others.finalized().await.unwrap().number;
	eventually("finality without alice", 120, || async {
		(others.finalized().await.ok()?.number > parted + 2).then_some(())
	})
	.await;
	let alice = net.network.validator_mut("alice").unwrap();
	let alone = Extra {
		arguments: ALONE,
		..Extra::default()
	};
	alice.start_with(None, alone).unwrap();
	alice.wait_until_up(START).await.unwrap();
	(net.chain(0).await, others)
}

/// Opens a case on the fork, by a transaction that can never come along to the others: there, another one of the
/// same account has taken its nonce.
async fn open_on(fork: &Chain, others: &Chain, call: &Call) {
	let eve = Keypair::from_secret("//Eve").unwrap();
	let opened = fork.submit(&eve, call).await.unwrap();
	let transfer = Call::transfer(&[2; 32], 1_000_000_000_000);
	let paid = others.submit(&eve, &transfer).await.unwrap();
	assert_eq!(opened.nonce, paid.nonce, "the two exclude each other");
	let paid = paid.outcome().await;
	assert!(matches!(paid, Outcome::Included(_)), "{paid:?}");
}

/// Lets alice meet the others; gives a connection to her once what they agreed on is higher than her fork was.
async fn meet(net: &mut Testnet, bootnode: &str, height: u32) -> Chain {
	let alice = net.network.validator_mut("alice").unwrap();
	alice.kill().await;
	alice.start(Some(bootnode)).unwrap();
	let net = &*net;
	eventually("alice with the others", 180, || async {
		let chain = net.chain_of("alice").await?;
		(chain.finalized().await.ok()?.number > height).then_some(chain)
	})
	.await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_only_on_a_fork_that_is_reverted_is_never_acted_on() {
	let mut net = Testnet::start(4).await;
	let rpc = net.rpc();
	let mut fleet = worker(&rpc, &net.folder.path().join("fleet"));
	let bonds = registered(&net.chain(0).await).await;

	// The worker depends on alice. On her fork a panel is drawn and waits for ballots.
	net.network.validator_mut("alice").unwrap().kill().await;
	let bootnode = net.network.bootnode().await.unwrap();
	let (fork, others) = part(&mut net, &bootnode).await;
	let stuck = fork.finalized().await.unwrap().number;
	let (call, evidence) = opening("docs/examples/quiet.toml");
	open_on(&fork, &others, &call).await;
	eventually("a panel on the fork that could seal", 240, || {
		unsealed_for_two_blocks(&fork, evidence)
	})
	.await;
	let reverted = fork.best().await.unwrap();
	assert_eq!(
		fork.finalized().await.unwrap().number,
		stuck,
		"none of it is final"
	);

	// The forks meet, and hers is given up.
	let chain = meet(&mut net, &bootnode, reverted.number).await;
	let kept = chain.finalized_at(reverted.number).await.unwrap().unwrap();
	assert_ne!(kept.hash, reverted.hash, "her fork is gone");
	let state = chain.now().await.unwrap();
	assert!(state.proposals().await.unwrap().is_empty());
	assert!(state.decision(0).await.unwrap().is_none());
	for agent in state.agents().await.unwrap() {
		assert_eq!(
			agent.duties.sealed, 0,
			"agent {} sealed what was never asked",
			agent.id
		);
	}

	// The worker goes on with what is asked for good, under the very number that the fork had used.
	assert!(fleet.try_wait().unwrap().is_none(), "the worker runs");
	let out = net
		.folder
		.path()
		.join("receipt.json")
		.to_string_lossy()
		.into_owned();
	let case = repository("docs/examples/latency-spike.toml");
	let decided = althing_json(&["decide", &case, "--node", &rpc, "--out", &out, "--timeout", "300"]).await;
	assert_eq!(decided["proposal"], 0, "{decided}");
	assert_eq!(
		decided["decision"]["outcome"]["decided"]["binary"], true,
		"{decided}"
	);
	let agents = chain.now().await.unwrap().agents().await.unwrap();
	for agent in &agents {
		assert_eq!(agent.duties.sealed, agent.duties.revealed, "agent {}", agent.id);
	}
	assert_eq!(agents.iter().map(|agent| agent.bond).sum::<u128>(), bonds);
	net.network.stop().await;
}
