#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
	verify::{
		testing::{receipt, Net, BODY, REASONS},
		verify_receipt, AnchorProof, Rationale, ReceiptFile, Report, Start, Status, StepName,
	},
	Layout,
};
use althing_merkle as merkle;

fn layout() -> Layout {
	Layout::shipped().unwrap()
}

fn net() -> Net {
	Net::new(&layout(), &receipt())
}

fn file(net: &Net) -> ReceiptFile {
	let receipt = receipt();
	let mut file = ReceiptFile::new(net.genesis(), &receipt);
	file.body = Some(BODY.into());
	file.rationales = (0..9)
		.map(|seat| Rationale {
			round: 0,
			seat,
			text: REASONS.into(),
		})
		.collect();
	let proof = merkle::prove(&Net::batch(&receipt), 3).unwrap();
	file.anchor = Some(AnchorProof {
		id: 2,
		index: 3,
		leaf: receipt.hash().to_vec(),
		proof,
	});
	file
}

async fn verify(net: &Net, file: &ReceiptFile) -> Report {
	verify_receipt(net, file, &net.genesis(), Start::Genesis, &layout()).await
}

async fn failing_step(change: impl FnOnce(&mut ReceiptFile)) -> StepName {
	let net = net();
	let mut file = file(&net);
	change(&mut file);
	let report = verify(&net, &file).await;
	assert!(!report.is_verified());
	report.failure().unwrap().name
}

#[tokio::test]
async fn a_true_receipt_is_verified_in_every_step() {
	let net = net();
	let report = verify(&net, &file(&net)).await;
	assert!(report.is_verified(), "{report:#?}");
	assert!(
		report.steps.iter().all(|step| step.status == Status::Ok),
		"{report:#?}"
	);
	assert_eq!(report.steps.len(), 8);
	assert_eq!(report.block.unwrap().number, 12);
}

#[tokio::test]
async fn what_the_file_does_not_have_is_said_to_be_absent() {
	let net = net();
	let report = verify(&net, &ReceiptFile::new(net.genesis(), &receipt())).await;
	assert!(report.is_verified());
	assert_eq!(
		report
			.steps
			.iter()
			.filter(|step| step.status == Status::Absent)
			.count(),
		3
	);
}

#[tokio::test]
async fn any_changed_byte_of_the_receipt_makes_it_fail() {
	let net = net();
	let file = file(&net);
	// The way to the block is the same each time: go on from where it ended.
	let checkpoint = verify(&net, &file).await.checkpoint.unwrap();
	let layout = layout();
	for place in 0..file.receipt.len() {
		let mut changed = file.clone();
		changed.receipt[place] ^= 1 << (place % 8);
		let start = Start::Checkpoint(checkpoint.clone());
		let report = verify_receipt(&net, &changed, &net.genesis(), start, &layout).await;
		assert!(!report.is_verified(), "byte {place}");
		assert!(!report.failure().unwrap().detail.is_empty());
	}
}

#[tokio::test]
async fn bytes_after_the_receipt_make_it_fail() {
	assert_eq!(failing_step(|file| file.receipt.push(0)).await, StepName::Receipt);
}

#[tokio::test]
async fn another_proposal_makes_it_fail() {
	assert_eq!(failing_step(|file| file.proposal = 12).await, StepName::Receipt);
}

#[tokio::test]
async fn another_body_makes_it_fail() {
	assert_eq!(
		failing_step(|file| file.body = Some(format!("{BODY} "))).await,
		StepName::Body
	);
}

#[tokio::test]
async fn other_reasons_make_it_fail() {
	assert_eq!(
		failing_step(|file| file.rationales[4].text.push('!')).await,
		StepName::Rationales
	);
	assert_eq!(
		failing_step(|file| file.rationales[4].seat = 9).await,
		StepName::Rationales
	);
	assert_eq!(
		failing_step(|file| file.rationales[4].round = 1).await,
		StepName::Rationales
	);
}

#[tokio::test]
async fn another_chain_makes_it_fail_before_any_question() {
	let net = net();
	let mut file = file(&net);
	file.genesis[0] ^= 1;
	let report = verify(&net, &file).await;
	assert_eq!(report.failure().unwrap().name, StepName::Genesis);
	assert_eq!(net.asked.into_inner(), 0);
}

#[tokio::test]
async fn anything_else_about_the_anchor_makes_it_fail() {
	let with = |change: fn(&mut AnchorProof)| {
		failing_step(move |file: &mut ReceiptFile| change(file.anchor.as_mut().unwrap()))
	};
	assert_eq!(with(|anchor| anchor.id = 3).await, StepName::Anchor);
	assert_eq!(with(|anchor| anchor.index = 2).await, StepName::Anchor);
	assert_eq!(with(|anchor| anchor.leaf[0] ^= 1).await, StepName::Anchor);
	assert_eq!(with(|anchor| anchor.proof[1][31] ^= 1).await, StepName::Anchor);
	assert_eq!(with(|anchor| anchor.proof.truncate(1)).await, StepName::Anchor);
}

#[tokio::test]
async fn a_decision_that_the_rules_do_not_give_makes_it_fail() {
	let mut receipt = receipt();
	receipt.constants.base = polkadot_sdk::sp_runtime::Perbill::from_percent(61);
	// Even the chain says so: the rules do not.
	let net = Net::new(&layout(), &receipt);
	let report = verify(&net, &ReceiptFile::new(net.genesis(), &receipt)).await;
	assert_eq!(report.failure().unwrap().name, StepName::Decision);
	assert!(report
		.steps
		.iter()
		.any(|step| step.name == StepName::State && step.status == Status::Ok));
}

#[tokio::test]
async fn a_decision_that_the_chain_does_not_have_makes_it_fail() {
	let mut other = receipt();
	other.proposer = [1; 32];
	let net = net();
	let report = verify(&net, &ReceiptFile::new(net.genesis(), &other)).await;
	assert_eq!(report.failure().unwrap().name, StepName::State);
}

#[test]
fn a_file_reads_back_as_it_was_written() {
	let file = file(&net());
	assert_eq!(ReceiptFile::parse(file.to_json().as_bytes()).unwrap(), file);
}

#[test]
fn a_file_that_is_not_what_is_known_is_refused() {
	let text = file(&net()).to_json();
	let parse = |text: String| ReceiptFile::parse(text.as_bytes()).unwrap_err().to_string();
	assert!(parse(text.replacen("\"version\": 1", "\"version\": 2", 1)).contains("version 2"));
	assert!(parse(text.replacen('{', "{\"extra\": 1,", 1)).contains("extra"));
	assert!(parse(text.replacen("0x", "0xg", 1)).contains("hex"));
	assert!(parse(String::new()).contains("no receipt file"));
	assert!(parse(" ".repeat(crate::verify::MAX_FILE + 1)).contains("at most"));
}
