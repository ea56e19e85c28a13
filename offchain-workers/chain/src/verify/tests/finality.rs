#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
	hex0x,
	verify::{
		prove_finality,
		testing::{header, receipt, Net, Validators},
		Fault, Proven, Start,
	},
	Layout,
};
use std::{collections::BTreeMap, sync::atomic::Ordering};

fn layout() -> Layout {
	Layout::shipped().unwrap()
}

fn net() -> Net {
	Net::new(&layout(), &receipt())
}

async fn prove(net: &Net, start: Start<'_>) -> Result<Proven, Fault> {
	prove_finality(net, &net.genesis(), start, &layout()).await
}

#[tokio::test]
async fn the_newest_block_is_proved_through_all_hand_overs() {
	let net = net();
	let proven = prove(&net, Start::Genesis).await.unwrap();
	assert_eq!(proven.block().number, 12);
	assert_eq!(proven.header, net.headers[12]);
	assert_eq!(proven.signed_by, Validators::new(0..7).set(2));
}

#[tokio::test]
async fn a_checkpoint_spares_the_way() {
	let net = net();
	let checkpoint = prove(&net, Start::Genesis).await.unwrap().checkpoint;
	net.asked.store(0, Ordering::Relaxed);
	assert_eq!(
		prove(&net, Start::Checkpoint(checkpoint))
			.await
			.unwrap()
			.block()
			.number,
		12
	);
	assert_eq!(net.asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_checkpoint_of_another_chain_is_refused() {
	let net = net();
	let mut checkpoint = prove(&net, Start::Genesis).await.unwrap().checkpoint;
	checkpoint.genesis = [1; 32];
	assert!(matches!(
		prove(&net, Start::Checkpoint(checkpoint)).await,
		Err(Fault::Differs(_))
	));
}

#[tokio::test]
async fn answers_that_are_too_large_are_avoided() {
	let mut net = net();
	net.most_headers = 0;
	assert_eq!(prove(&net, Start::Genesis).await.unwrap().block().number, 12);
}

#[tokio::test]
async fn the_specification_does_as_well_as_the_genesis_state() {
	let net = net();
	let top: BTreeMap<_, _> = net.states[0]
		.iter()
		.map(|(key, value)| (hex0x(key), hex0x(value)))
		.collect();
	let spec = serde_json::json!({ "genesis": { "raw": { "top": top } } }).to_string();
	assert_eq!(prove(&net, Start::Spec(&spec)).await.unwrap().block().number, 12);
}

#[tokio::test]
async fn another_genesis_is_refused() {
	let net = net();
	let mut other = net.headers[0].clone();
	other.extrinsics_root = [1; 32].into();
	let mut forged = self::net();
	forged.headers[0] = other;
	// The node has no header with the hash that is believed in.
	let fault = prove_finality(&forged, &net.genesis(), Start::Genesis, &layout())
		.await
		.unwrap_err();
	assert!(matches!(fault, Fault::Node(_)), "{fault}");
}

#[tokio::test]
async fn authorities_that_nobody_handed_over_to_are_refused() {
	let mut net = net();
	net.sets[2].1 = Validators::new(20..27);
	let fault = prove(&net, Start::Genesis).await.unwrap_err();
	assert!(
		matches!(
			fault,
			Fault::NoProof {
				set_id: 2,
				after: 8,
				..
			}
		),
		"{fault}"
	);
}

#[tokio::test]
async fn a_hand_over_cannot_be_forged() {
	let mut net = net();
	// The node hands over to its own people in a header of its own making.
	let parent = net.headers[3].hash().0;
	let forger = Validators::new(20..24);
	let log = crate::verify::testing::hand_over(&forger, 0);
	let honest = net.headers[4].clone();
	net.headers[4] = header(4, parent, honest.state_root.0, vec![log]);
	net.sets[1].1 = forger;
	// Set 0 signed for the honest header only.
	net.sets[0].1 = Validators::new(20..24);
	assert!(matches!(
		prove(&net, Start::Genesis).await,
		Err(Fault::NoProof { set_id: 0, .. })
	));
}
