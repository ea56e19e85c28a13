//! What goes wrong, each thing by its name.

use crate::support::{althing::Althing, anvil::Anvil, deploy, relayer, settings, GWEI};
use althing_relay::{submission::SubmissionError, Address, Error, Event, Evm, EvmError, Relayer, Settings};
use serde_json::json;
use std::time::Duration;

async fn refusal(anvil: &Anvil, althing: &Althing, client: Address, chain_id: Option<u64>) -> Error {
	let opened = Relayer::open(
		althing,
		anvil.evm(),
		client,
		chain_id,
		anvil.key(1),
		settings(),
		|_| (),
	)
	.await;
	match opened {
		Err(error) => error,
		Ok(mut relayer) => relayer.run(true).await.unwrap_err(),
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_right_client_is_told_apart() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let deployed = deploy(&anvil, &althing).await;
	let client = deployed.client;

	let wrong = refusal(&anvil, &althing, client, Some(1)).await;
	assert!(
		matches!(
			wrong,
			Error::WrongEvmChain {
				wanted: 1,
				found: 31337,
				..
			}
		),
		"{wrong}"
	);
	let nobody = refusal(&anvil, &althing, Address::repeat_byte(7), None).await;
	assert!(matches!(nobody, Error::NoClient { .. }), "{nobody}");
	let other = refusal(&anvil, &althing, deployed.verifier, None).await;
	assert!(matches!(other, Error::NoClient { .. }), "{other}");

	althing.grow(1);
	althing.lie();
	let keys = refusal(&anvil, &althing, client, None).await;
	assert!(matches!(keys, Error::OtherKeys { set: 0, .. }), "{keys}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_signatures_and_lost_ones_are_named_before_anything_is_sent() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	althing.block(vec![]);
	althing.sign_without(&[0, 1]);
	let few = refusal(&anvil, &althing, client, None).await;
	let named = matches!(
		few,
		Error::Submission(SubmissionError::NotEnoughSigners {
			good: 2,
			needed: 3,
			..
		})
	);
	assert!(named, "{few}");

	let lost = althing.rotate();
	althing.rotate();
	althing.forget(lost);
	let lost_one = refusal(&anvil, &althing, client, None).await;
	assert!(
		matches!(lost_one, Error::NotKept { block, set: 1 } if block == lost),
		"{lost_one}"
	);
	assert_eq!(anvil.sent(1).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_is_paid_than_was_allowed() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	althing.grow(1);
	anvil
		.ask("anvil_setNextBlockBaseFeePerGas", json!(["0x1bf08eb000"]))
		.await; // 120 gwei
	anvil.mine().await;
	let mut relayer = relayer(&anvil, &althing, client, 1, settings(), |_| ()).await;
	let error = relayer.run(true).await.unwrap_err();
	assert!(
		matches!(error, Error::TooExpensive { cap, .. } if cap == 100 * GWEI),
		"{error}"
	);
	assert!(
		error.is_transient() && error.to_string().contains("--max-fee"),
		"{error}"
	);

	// Without `once` it waits until gas is cheaper.
	let cheaper = async {
		tokio::time::sleep(Duration::from_millis(500)).await;
		anvil
			.ask("anvil_setNextBlockBaseFeePerGas", json!(["0x3b9aca00"]))
			.await;
		anvil.mine().await;
		while anvil.sent(1).await == 0 {
			tokio::time::sleep(Duration::from_millis(50)).await;
		}
	};
	tokio::select! {
		ended = relayer.run(false) => panic!("{ended:?}"),
		() = cheaper => (),
	}
	assert!(relayer.counters().too_expensive >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_cannot_pay_is_named() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	althing.grow(1);
	let account = anvil.key(1).address();
	anvil
		.ask("anvil_setBalance", json!([account.to_string(), "0x10"]))
		.await;
	let error = refusal(&anvil, &althing, client, None).await;
	let named = matches!(error, Error::Funds { balance: 16, .. }) || error.to_string().contains("funds");
	assert!(named, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_away_is_waited_for() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	let secret = Evm::new(&format!("{}/v3/secret-of-the-provider", anvil.url())).unwrap();
	assert_eq!(secret.url(), anvil.url(), "what errors show has no path");
	let dead = Evm::new("http://127.0.0.1:9").unwrap();
	let opened = Relayer::open(&althing, dead, client, None, anvil.key(1), settings(), |_| ()).await;
	let error = opened.map(drop).unwrap_err();
	assert!(
		error.is_transient() && error.to_string().contains("127.0.0.1:9"),
		"{error}"
	);
	for url in ["ws://127.0.0.1:1", "127.0.0.1:8545", "", "http://"] {
		assert!(
			matches!(Evm::new(url).map(drop), Err(EvmError::BadUrl(_))),
			"{url}"
		);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stuck_transaction_is_replaced_by_a_dearer_one_and_never_doubled() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	anvil.ask("evm_setAutomine", json!([false])).await;
	althing.grow(1);
	let impatient = Settings {
		patience: Duration::from_millis(300),
		..settings()
	};
	let mut fees = Vec::new();
	// Three relayers of one account, one after the other: what the first two knew is lost with them.
	for _ in 0..3 {
		let (tell, mut heard) = tokio::sync::mpsc::unbounded_channel();
		let tell = move |event: &Event| drop(tell.send(event.clone()));
		let mut relayer = relayer(&anvil, &althing, client, 1, impatient.clone(), tell).await;
		let sent = async {
			while let Some(event) = heard.recv().await {
				match event {
					Event::Signed { max_fee, nonce, .. } => fees.push((nonce, max_fee)),
					Event::Sent { .. } => return,
					_ => (),
				}
			}
		};
		tokio::select! {
			ended = relayer.run(false) => panic!("{ended:?}"),
			() = sent => (),
			() = tokio::time::sleep(Duration::from_secs(20)) => panic!("nothing was sent: {fees:?}"),
		}
	}
	assert!(
		fees.iter().all(|(nonce, fee)| *nonce == 0 && *fee <= 100 * GWEI),
		"{fees:?}"
	);
	anvil.mine().await;
	assert_eq!(anvil.sent(1).await, 1, "one transaction came through");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reorganisation_takes_back_is_relayed_again() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	let before = anvil.ask("evm_snapshot", json!([])).await;
	althing.rotate();
	let block = althing.grow(2);

	// Taken back while it waits for more blocks on it.
	let deep = Settings {
		confirmations: 3,
		..settings()
	};
	let (tell, mut heard) = tokio::sync::mpsc::unbounded_channel();
	let tell = move |event: &Event| drop(tell.send(event.clone()));
	let mut relayer = relayer(&anvil, &althing, client, 1, deep, tell).await;
	let watch = async {
		let mut included = 0;
		while let Some(event) = heard.recv().await {
			match event {
				Event::Included { .. } if included == 0 => {
					included += 1;
					anvil.ask("evm_revert", json!([before])).await;
				}
				Event::Included { .. } => {
					included += 1;
					anvil.ask("anvil_mine", json!(["0x3"])).await;
				}
				Event::Confirmed { block: done, .. } => return (included, done),
				_ => (),
			}
		}
		panic!("it ended")
	};
	let (included, done) = tokio::select! {
		ended = relayer.run(false) => panic!("{ended:?}"),
		seen = watch => seen,
		() = tokio::time::sleep(Duration::from_secs(20)) => panic!("not relayed again"),
	};
	assert_eq!((included, done), (2, block));
	assert_eq!(relayer.counters().dropped, 1);
}
