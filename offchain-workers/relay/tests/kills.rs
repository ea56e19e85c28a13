//! Killed at each step, and several at once.

use crate::support::{althing::Althing, anvil::Anvil, deploy, relay, relayer, settings};
use althing_relay::{Address, Event};
use std::{mem::Discriminant, time::Duration};
use tokio::sync::mpsc;

/// Runs a relayer until it tells of something like `end`, and ends it at that very moment.
async fn until(anvil: &Anvil, althing: &Althing, client: Address, end: Discriminant<Event>) {
	let (tell, mut heard) = mpsc::unbounded_channel();
	let tell = move |event: &Event| tell.send(std::mem::discriminant(event)).unwrap();
	let mut relayer = relayer(anvil, althing, client, 1, settings(), tell).await;
	let killed = async { while heard.recv().await.is_some_and(|event| event != end) {} };
	tokio::select! {
		// What was heard is looked at whenever the relayer waits for something.
		biased;
		() = killed => (),
		ended = relayer.run(false) => panic!("{ended:?}"),
		() = tokio::time::sleep(Duration::from_secs(20)) => panic!("it never came to that step"),
	}
}

fn steps() -> Vec<Event> {
	let transaction = althing_relay::B256::ZERO;
	vec![
		Event::Built {
			block: 0,
			set: 0,
			handover: false,
			signers: 0,
		},
		Event::Simulated {
			block: 0,
			gas: 0,
			max_fee: 0,
		},
		Event::Signed {
			block: 0,
			transaction,
			nonce: 0,
			max_fee: 0,
		},
		Event::Sent {
			block: 0,
			transaction,
		},
		Event::Included {
			block: 0,
			transaction,
			evm_block: 0,
			gas: 0,
			cost: 0,
		},
		Event::Confirmed {
			block: 0,
			transaction,
		},
	]
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_each_step_it_goes_on_and_sends_nothing_twice() {
	let (anvil, althing) = (Anvil::start_with(&["--block-time", "1"]).await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	for (round, step) in steps().iter().enumerate() {
		match round % 2 {
			0 => althing.rotate(),
			_ => althing.grow(3),
		};
		until(&anvil, &althing, client, std::mem::discriminant(step)).await;
		let events = relay(&anvil, &althing, client).await;
		let reverted = events.iter().any(|event| matches!(event, Event::Reverted { .. }));
		assert!(!reverted, "a transaction was wasted after {step:?}: {events:?}");
		assert_eq!(
			anvil.sent(1).await,
			round as u64 + 1,
			"one transaction each: {step:?}"
		);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_through_many_sessions_it_arrives() {
	let (anvil, althing) = (Anvil::start_with(&["--block-time", "1"]).await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	for millis in [5u64, 40, 90, 150, 300, 700, 1100, 60, 20, 500] {
		althing.rotate();
		althing.grow(2);
		let mut relayer = relayer(&anvil, &althing, client, 1, settings(), |_| ()).await;
		let _killed = tokio::time::timeout(Duration::from_millis(millis), relayer.run(false)).await;
	}
	let events = relay(&anvil, &althing, client).await;
	assert!(matches!(events.last(), Some(Event::Idle { latest, newest }) if Some(*latest) == *newest));
	// A handover for each session at most, and each once.
	assert!(anvil.sent(1).await <= 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_relayers_none_wastes_more_than_one_transaction_a_commitment() {
	let (anvil, althing) = (Anvil::start_with(&["--block-time", "1"]).await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	let mut relayers = Vec::new();
	for account in 1..=3 {
		relayers.push(relayer(&anvil, &althing, client, account, settings(), |_| ()).await);
	}
	let [first, second, third] = &mut relayers[..] else {
		panic!("three")
	};
	let rounds = 4u64;
	let drive = async {
		for _ in 0..rounds {
			althing.rotate();
			let newest = althing.grow(1);
			loop {
				let call = althing_relay::contracts::LightClient::latestBlockCall {};
				let latest = anvil
					.evm()
					.view(client, &call, althing_relay::evm::At::Latest)
					.await
					.unwrap();
				if latest == newest {
					break;
				}
				tokio::time::sleep(Duration::from_millis(50)).await;
			}
		}
		// What is on its way arrives.
		tokio::time::sleep(Duration::from_secs(3)).await;
	};
	tokio::select! {
		ended = first.run(false) => panic!("{ended:?}"),
		ended = second.run(false) => panic!("{ended:?}"),
		ended = third.run(false) => panic!("{ended:?}"),
		() = drive => (),
		() = tokio::time::sleep(Duration::from_secs(60)) => panic!("they did not arrive"),
	}
	let mut relayed = 0;
	for relayer in &relayers {
		let counters = relayer.counters();
		assert!(counters.reverted <= rounds, "{counters:?}");
		relayed += counters.relayed;
	}
	// Two commitments of a session may both be relayed, the first of it and the newest.
	assert!((rounds..=2 * rounds).contains(&relayed), "{relayed}");
}
