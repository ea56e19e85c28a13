//! What a relayer carries over, and what it does not.

use crate::support::{althing::Althing, anvil::Anvil, deploy, relay, relayer, settings};
use althing_relay::althing::Source as _;
use althing_relay::{client::LightClientAt, contracts::LightClient, evm::At, Address, Event, Settings, B256};

async fn latest(anvil: &Anvil, althing: &Althing, client: Address) -> (u32, u64) {
	let genesis = B256::from(althing.genesis());
	let (client, _) = LightClientAt::open(anvil.evm(), client, genesis, None)
		.await
		.unwrap();
	let state = client.state().await.unwrap();
	(state.latest, state.current.id)
}

fn relayed(events: &[Event]) -> Vec<(u32, bool)> {
	let built = events.iter().filter_map(|event| match event {
		Event::Built { block, handover, .. } => Some((*block, *handover)),
		_ => None,
	});
	built.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_commitment_is_taken_with_its_root() {
	for length in [1, 2, 4, 8, 40] {
		let (anvil, althing) = (Anvil::start().await, Althing::new(length));
		let client = deploy(&anvil, &althing).await.client;
		althing.grow(3);
		let block = althing.grow(5);
		let events = relay(&anvil, &althing, client).await;
		assert_eq!(
			relayed(&events),
			[(block, false)],
			"one transaction for {length} validators"
		);
		let root = LightClient::rootOfCall { blockNumber: block };
		let known = anvil.evm().view(client, &root, At::Latest).await.unwrap();
		assert_eq!(known, althing.root_after(block));
		assert_eq!(latest(&anvil, &althing, client).await, (block, 0));
	}
}

/// A node that makes a block answers some questions from before it and some from after it, and anvil does so even where all of
/// them name the block before.
#[tokio::test(flavor = "multi_thread")]
async fn where_the_client_stands_is_of_one_moment_while_blocks_are_made() {
	let (anvil, althing) = (Anvil::start_with(&["--block-time", "0.1"]).await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	let (genesis, handovers) = (B256::from(althing.genesis()), 30);
	let (asked, _) = LightClientAt::open(anvil.evm(), client, genesis, None)
		.await
		.unwrap();
	let drive = async {
		for _ in 0..handovers {
			althing.rotate();
			relay(&anvil, &althing, client).await;
		}
	};
	let watch = async {
		loop {
			let state = asked.state().await.unwrap();
			// A set a block: the first signs block 1.
			let told = (state.latest, state.next.id);
			assert_eq!(told, (state.current.id as u32 + 1, state.current.id + 1));
		}
	};
	tokio::select! {
		() = drive => (),
		() = watch => (),
	}
	assert_eq!(asked.state().await.unwrap().current.id, handovers);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_set_takes_over_with_the_newest_commitment_of_its_session() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	althing.rotate();
	let newest = althing.grow(7);
	let events = relay(&anvil, &althing, client).await;
	assert_eq!(relayed(&events), [(newest, true)]);
	assert_eq!(latest(&anvil, &althing, client).await, (newest, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn missed_sessions_are_made_up_for_one_by_one() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	let mut wanted = Vec::new();
	for _ in 0..4 {
		wanted.push((althing.rotate(), true));
		althing.grow(11);
	}
	// The set that signs now takes over with its newest commitment.
	wanted.last_mut().unwrap().0 = althing.grow(1);
	let events = relay(&anvil, &althing, client).await;
	assert_eq!(relayed(&events), wanted);
	assert_eq!(latest(&anvil, &althing, client).await, (wanted[3].0, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commitment_that_is_hardly_newer_is_not_worth_a_transaction_but_a_handover_is() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	let lazy = Settings {
		every: 10,
		..settings()
	};
	let mut relayer = relayer(&anvil, &althing, client, 1, lazy, |_| ()).await;
	althing.grow(9);
	relayer.run(true).await.unwrap();
	assert_eq!(relayer.counters().relayed, 0);
	althing.grow(1);
	relayer.run(true).await.unwrap();
	assert_eq!(relayer.counters().relayed, 1);
	althing.rotate();
	relayer.run(true).await.unwrap();
	let counters = relayer.counters();
	assert_eq!((counters.relayed, counters.handovers), (2, 1));
	assert!(counters.spent > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_tells_the_gas_and_sends_nothing() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	althing.grow(3);
	let mut events = Vec::new();
	let dry = Settings {
		dry_run: true,
		..settings()
	};
	let mut dry = relayer(&anvil, &althing, client, 1, dry, |event: &Event| {
		events.push(event.clone())
	})
	.await;
	dry.run(true).await.unwrap();
	drop(dry);
	assert!(
		matches!(events.last(), Some(Event::Simulated { gas, .. }) if *gas > 60_000),
		"{events:?}"
	);
	assert_eq!(anvil.sent(1).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_all_signatures_a_quorum_is_shown_and_a_wrong_one_is_left_out() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(7));
	let client = deploy(&anvil, &althing).await.client;
	althing.block(vec![]);
	althing.sign_without(&[]);
	let events = relay(&anvil, &althing, client).await;
	assert!(
		events
			.iter()
			.any(|event| matches!(event, Event::Built { signers: 5, .. })),
		"{events:?}"
	);
}
