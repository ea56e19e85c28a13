//! Large sets: a sample of their signatures is shown, in three transactions.

use crate::support::{althing::Althing, anvil::Anvil, deploy_with, relay, relayer, settings};
use althing_chain::{BeefyKeys, BlockId, Hash, ProvenLeaf};
use althing_relay::{
	althing::Source,
	contracts::{LightClient, SamplingRules},
	evm::At,
	Address, Error, Event, Settings, Step,
};
use serde_json::json;
use std::{
	sync::atomic::{AtomicBool, Ordering},
	time::Duration,
};
use tokio::sync::mpsc;

/// Of a chain of quick blocks; with a window that a busy machine does not miss.
const RULES: SamplingRules = SamplingRules {
	base: 17,
	delay: 4,
	window: 80,
};
const LARGE: usize = 300;
/// What a sample of so many has: `RULES.base` and ⌈log₂ 300⌉ + 1.
const SAMPLE: usize = 27;

async fn chains(length: usize, rules: SamplingRules) -> (Anvil, Althing, Address) {
	let (anvil, althing) = (
		Anvil::start_with(&["--block-time", "0.25"]).await,
		Althing::new(length),
	);
	let client = deploy_with(&anvil, &althing, rules).await.client;
	(anvil, althing, client)
}

async fn latest(anvil: &Anvil, client: Address) -> u32 {
	let call = LightClient::latestBlockCall {};
	anvil.evm().view(client, &call, At::Latest).await.unwrap()
}

fn prepared(events: &[Event]) -> Vec<Step> {
	let steps = events.iter().filter_map(|event| match event {
		Event::Prepared { step, .. } => Some(*step),
		_ => None,
	});
	steps.collect()
}

fn gas(events: &[Event]) -> u64 {
	let used = events.iter().map(|event| match event {
		Event::Prepared { gas, .. } | Event::Included { gas, .. } => *gas,
		_ => 0,
	});
	used.sum()
}

/// Runs a relayer until `end` says so of what it tells, and ends it at that very moment.
async fn until(
	anvil: &Anvil,
	althing: &Althing,
	client: Address,
	account: u32,
	mut end: impl FnMut(&Event) -> bool,
) -> Vec<Event> {
	let (tell, mut heard) = mpsc::unbounded_channel();
	let tell = move |event: &Event| drop(tell.send(event.clone()));
	let mut relayer = relayer(anvil, althing, client, account, settings(), tell).await;
	let mut events = Vec::new();
	let killed = async {
		while let Some(event) = heard.recv().await {
			events.push(event);
			if events.last().is_some_and(&mut end) {
				return;
			}
		}
	};
	tokio::select! {
		// What was heard is looked at whenever the relayer waits for something.
		biased;
		() = killed => (),
		ended = relayer.run(false) => panic!("{ended:?}"),
		() = tokio::time::sleep(Duration::from_secs(60)) => panic!("it never came to that"),
	}
	drop(relayer);
	events
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signatures_of_a_sample_are_enough_for_a_commitment_and_for_a_handover() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	for handover in [false, true] {
		let block = match handover {
			true => althing.rotate(),
			false => althing.grow(3),
		};
		let events = relay(&anvil, &althing, client).await;
		assert_eq!(prepared(&events), [Step::Ticket, Step::Seed]);
		let built = events.iter().rev().find_map(|event| match event {
			Event::Built {
				signers, handover, ..
			} => Some((*signers, *handover)),
			_ => None,
		});
		assert_eq!(built, Some((SAMPLE, handover)));
		assert_eq!(latest(&anvil, client).await, block);
		let root = LightClient::rootOfCall { blockNumber: block };
		let known = anvil.evm().view(client, &root, At::Latest).await.unwrap();
		assert_eq!(known, althing.root_after(block));
		// All signatures of a quorum take twice as much: docs/bench/gas.md.
		assert!(gas(&events) < 650_000, "{events:?}");
	}
	assert_eq!(anvil.sent(1).await, 6, "three transactions each");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_signatures_are_shown_where_a_sample_does_not_pay_or_is_not_taken() {
	let off = SamplingRules::default();
	for (length, rules, above) in [
		(40, RULES, 96),
		(LARGE, off, 96),
		(LARGE, RULES, LARGE),
		(40, RULES, 0),
	] {
		let (anvil, althing, client) = chains(length, rules).await;
		let block = althing.grow(2);
		let settings = Settings {
			sample_above: above,
			..settings()
		};
		let mut relayer = relayer(&anvil, &althing, client, 1, settings, |_| ()).await;
		relayer.run(true).await.unwrap();
		let sampled = above == 0;
		assert_eq!(relayer.counters().prepared, if sampled { 2 } else { 0 });
		assert_eq!(latest(&anvil, client).await, block);
		assert_eq!(anvil.sent(1).await, if sampled { 3 } else { 1 });
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_each_step_it_goes_on_with_its_ticket_and_sends_nothing_twice() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	let block = althing.rotate();
	// The first life ends after one event, the next after two, and so on.
	for life in 1..100 {
		let mut left = life;
		let _told = until(&anvil, &althing, client, 1, |event| {
			let waits = matches!(
				event,
				Event::Started { .. } | Event::Ripening { .. } | Event::Waiting { .. }
			);
			left -= usize::from(!waits);
			left == 0
		})
		.await;
		if latest(&anvil, client).await == block {
			// Each life tells of what it built, and each of three transactions of three things at least: three lives
			// are killed before they have told of so many, however fast blocks come meanwhile.
			assert!(life > 3, "it was killed at several steps");
			assert_eq!(anvil.sent(1).await, 3, "one transaction for each step");
			return;
		}
	}
	panic!("it did not arrive");
}

/// The small Althing; when it is first asked for its newest block, another process of the same account relays all there is.
struct Meanwhile<'a> {
	anvil: &'a Anvil,
	althing: &'a Althing,
	client: Address,
	done: AtomicBool,
}

impl Source for Meanwhile<'_> {
	fn genesis(&self) -> Hash {
		self.althing.genesis()
	}

	async fn newest(&self) -> Result<Option<BlockId>, althing_chain::Error> {
		if !self.done.swap(true, Ordering::SeqCst) {
			let mut other = relayer(self.anvil, self.althing, self.client, 1, settings(), |_| ()).await;
			other.run(true).await.unwrap();
		}
		self.althing.newest().await
	}

	async fn block(&self, number: u32) -> Result<Option<BlockId>, althing_chain::Error> {
		Source::block(self.althing, number).await
	}

	async fn signatures(&self, block: BlockId) -> Result<Option<Vec<u8>>, althing_chain::Error> {
		self.althing.signatures(block).await
	}

	async fn keys(&self, block: BlockId) -> Result<BeefyKeys, althing_chain::Error> {
		self.althing.keys(block).await
	}

	async fn leaf(&self, of: u32, after: u32, at: BlockId) -> Result<ProvenLeaf, althing_chain::Error> {
		self.althing.leaf(of, after, at).await
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_that_is_ended_while_it_is_looked_at_is_no_reason_to_stop() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	for handover in [false, true] {
		let sent = anvil.sent(1).await;
		let block = match handover {
			true => althing.rotate(),
			false => althing.grow(1),
		};
		let seeded = |event: &Event| matches!(event, Event::Prepared { step: Step::Seed, .. });
		until(&anvil, &althing, client, 1, seeded).await;
		let meanwhile = Meanwhile {
			anvil: &anvil,
			althing: &althing,
			client,
			done: AtomicBool::new(false),
		};
		let mut relayer = relayer(&anvil, &meanwhile, client, 1, settings(), |_| ()).await;
		relayer.run(true).await.unwrap_or_else(|error| panic!("{error}"));
		assert_eq!(relayer.counters().relayed, 0, "the other had done it");
		assert_eq!(
			(latest(&anvil, client).await, anvil.sent(1).await),
			(block, sent + 3)
		);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_relayers_one_draws_a_sample_and_the_others_stand_back() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	let mut relayers = Vec::new();
	for account in 1..=3 {
		relayers.push(relayer(&anvil, &althing, client, account, settings(), |_| ()).await);
	}
	let [first, second, third] = &mut relayers[..] else {
		panic!("three")
	};
	let rounds = 3u64;
	let drive = async {
		for _ in 0..rounds {
			let newest = althing.rotate();
			while latest(&anvil, client).await != newest {
				tokio::time::sleep(Duration::from_millis(50)).await;
			}
		}
	};
	tokio::select! {
		ended = first.run(false) => panic!("{ended:?}"),
		ended = second.run(false) => panic!("{ended:?}"),
		ended = third.run(false) => panic!("{ended:?}"),
		() = drive => (),
		() = tokio::time::sleep(Duration::from_secs(90)) => panic!("they did not arrive"),
	}
	let mut sent = 0;
	for account in 1..=3 {
		sent += anvil.sent(account).await;
	}
	// Each of the two others may have opened a ticket in the same moment.
	assert!(sent <= rounds * 5, "{sent} transactions for {rounds} commitments");
	let reverted: u64 = relayers.iter().map(|relayer| relayer.counters().reverted).sum();
	assert_eq!(reverted, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_whose_time_is_over_is_opened_again() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	althing.grow(1);
	let opened = |event: &Event| matches!(event, Event::Prepared { .. });
	until(&anvil, &althing, client, 1, opened).await;
	let away = RULES.delay + RULES.window + 1;
	anvil.ask("anvil_mine", json!([format!("{away:#x}")])).await;
	let newest = althing.grow(1);
	let events = relay(&anvil, &althing, client).await;
	assert_eq!(prepared(&events), [Step::Ticket, Step::Seed]);
	assert_eq!(latest(&anvil, client).await, newest);
	assert_eq!(anvil.sent(1).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_a_ticket_and_stops_is_waited_for_once() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	let block = althing.grow(1);
	let opened = |event: &Event| matches!(event, Event::Prepared { .. });
	until(&anvil, &althing, client, 2, opened).await;
	let stood_back = |event: &Event| matches!(event, Event::StoodBack { .. });
	until(&anvil, &althing, client, 1, stood_back).await;
	assert_eq!(anvil.sent(1).await, 0);
	let patience = format!("{:#x}", RULES.delay + 2 * RULES.window + 1);
	anvil.ask("anvil_mine", json!([patience])).await;
	let events = relay(&anvil, &althing, client).await;
	assert_eq!(prepared(&events), [Step::Ticket, Step::Seed]);
	assert_eq!(latest(&anvil, client).await, block);

	// The other does it again, twice: its first ticket of these has lapsed when it opens the second.
	althing.grow(1);
	until(&anvil, &althing, client, 2, opened).await;
	anvil.ask("anvil_mine", json!([patience])).await;
	let newest = althing.grow(1);
	until(&anvil, &althing, client, 2, opened).await;
	let events = relay(&anvil, &althing, client).await;
	assert!(!events.iter().any(stood_back), "{events:?}");
	assert_eq!(latest(&anvil, client).await, newest);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_ended_when_the_state_of_its_block_is_long_gone() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	let opened = |event: &Event| matches!(event, Event::Prepared { .. });
	// In the same session, and when the next has begun.
	for handover in [false, true] {
		althing.rotate();
		let block = althing.grow(5);
		until(&anvil, &althing, client, 1, opened).await;
		if handover {
			althing.rotate();
		}
		althing.grow(20);
		althing.prune();
		let taken = |event: &Event| matches!(event, Event::Confirmed { .. });
		let events = until(&anvil, &althing, client, 1, taken).await;
		assert!(
			matches!(events.last(), Some(Event::Confirmed { block: done, .. }) if *done == block),
			"{events:?}"
		);
		relay(&anvil, &althing, client).await;
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_that_was_begun_waits_while_gas_is_too_expensive() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	let block = althing.grow(1);
	let poor = Settings {
		max_fee: 1,
		..settings()
	};
	for step in 0..3u64 {
		if step > 0 {
			let taken = |event: &Event| matches!(event, Event::Prepared { .. });
			until(&anvil, &althing, client, 1, taken).await;
		}
		let mut capped = relayer(&anvil, &althing, client, 1, poor.clone(), |_| ()).await;
		let refused = capped.run(true).await.unwrap_err();
		assert!(matches!(refused, Error::TooExpensive { cap: 1, .. }), "{refused}");
		assert_eq!(anvil.sent(1).await, step);
	}
	relay(&anvil, &althing, client).await;
	assert_eq!((latest(&anvil, client).await, anvil.sent(1).await), (block, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_a_reorganisation_takes_back_is_opened_again() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	let before = anvil.ask("evm_snapshot", json!([])).await;
	let block = althing.grow(1);
	let opened = |event: &Event| matches!(event, Event::Prepared { .. });
	until(&anvil, &althing, client, 1, opened).await;
	assert_eq!(anvil.ask("evm_revert", json!([before])).await, true);
	assert_eq!(anvil.sent(1).await, 0);
	let events = relay(&anvil, &althing, client).await;
	assert_eq!(prepared(&events), [Step::Ticket, Step::Seed]);
	assert_eq!((latest(&anvil, client).await, anvil.sent(1).await), (block, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_opens_no_ticket() {
	let (anvil, althing, client) = chains(LARGE, RULES).await;
	althing.grow(1);
	let dry = Settings {
		dry_run: true,
		..settings()
	};
	let mut told = Vec::new();
	let tell = |event: &Event| told.push(event.clone());
	let mut rehearsing = relayer(&anvil, &althing, client, 1, dry, tell).await;
	rehearsing.run(true).await.unwrap();
	drop(rehearsing);
	assert!(
		matches!(told.last(), Some(Event::Simulated { gas, .. }) if *gas > 100_000),
		"{told:?}"
	);
	assert_eq!(anvil.sent(1).await, 0);
}
