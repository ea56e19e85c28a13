#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
	verify::{
		justification::check,
		testing::{header, id, Validators},
		Fault,
	},
	BlockId, Header,
};
use codec::Decode;

const SET: u64 = 5;
const ROUND: u64 = 9;

/// Blocks 10 to 13, each after the other.
fn line() -> Vec<Header> {
	let mut line = vec![header(10, [1; 32], [2; 32], vec![])];
	for number in 11..14 {
		let parent = line.last().unwrap().hash().0;
		line.push(header(number, parent, [2; 32], vec![]));
	}
	line
}

fn four() -> Validators {
	Validators::new(0..4)
}

fn votes(who: &[usize], block: BlockId) -> Vec<(usize, BlockId)> {
	who.iter().map(|who| (*who, block)).collect()
}

#[test]
fn three_of_four_suffice() {
	let target = id(&line()[0]);
	let proof = four().justify(SET, ROUND, target, &votes(&[0, 1, 3], target), &[]);
	assert_eq!(check(&proof, &four().set(SET)).unwrap(), target);
}

#[test]
fn two_of_four_are_too_few() {
	let target = id(&line()[0]);
	let proof = four().justify(SET, ROUND, target, &votes(&[0, 1], target), &[]);
	let fault = check(&proof, &four().set(SET)).unwrap_err();
	assert!(
		matches!(
			fault,
			Fault::TooFewSignatures {
				weight: 2,
				threshold: 3,
				..
			}
		),
		"{fault}"
	);
}

#[test]
fn one_who_signs_twice_counts_once() {
	let target = id(&line()[0]);
	let proof = four().justify(SET, ROUND, target, &votes(&[0, 1, 1, 1], target), &[]);
	let fault = check(&proof, &four().set(SET)).unwrap_err();
	assert!(
		matches!(fault, Fault::TooFewSignatures { weight: 2, .. }),
		"{fault}"
	);
}

#[test]
fn nobody_is_too_few() {
	let target = id(&line()[0]);
	let proof = four().justify(SET, ROUND, target, &[], &[]);
	assert!(matches!(
		check(&proof, &four().set(SET)),
		Err(Fault::TooFewSignatures { weight: 0, .. })
	));
}

#[test]
fn another_set_did_not_sign_this() {
	let target = id(&line()[0]);
	let proof = four().justify(SET, ROUND, target, &votes(&[0, 1, 2, 3], target), &[]);
	assert!(matches!(
		check(&proof, &four().set(SET + 1)),
		Err(Fault::Signature { .. })
	));
	assert!(matches!(
		check(&proof, &Validators::new(1..5).set(SET)),
		Err(Fault::Signature { .. })
	));
}

#[test]
fn a_signature_of_another_round_is_refused() {
	let target = id(&line()[0]);
	let mut proof = four().justify(SET, ROUND, target, &votes(&[0, 1, 2, 3], target), &[]);
	proof[0] ^= 1;
	assert!(matches!(
		check(&proof, &four().set(SET)),
		Err(Fault::Signature { round: 8, .. })
	));
}

#[test]
fn votes_for_descendants_count_when_the_headers_show_it() {
	let line = line();
	let target = id(&line[0]);
	let mut ballots = votes(&[0, 1], id(&line[2]));
	ballots.push((2, id(&line[1])));
	let proof = four().justify(SET, ROUND, target, &ballots, &line[1..3]);
	assert_eq!(check(&proof, &four().set(SET)).unwrap(), target);
}

#[test]
fn votes_for_descendants_without_the_headers_are_refused() {
	let line = line();
	let target = id(&line[0]);
	let proof = four().justify(SET, ROUND, target, &votes(&[0, 1, 2], id(&line[2])), &line[2..3]);
	assert!(matches!(
		check(&proof, &four().set(SET)),
		Err(Fault::Unrelated(_))
	));
}

#[test]
fn votes_for_another_branch_are_refused() {
	let line = line();
	let target = id(&line[0]);
	let other = header(11, [7; 32], [2; 32], vec![]);
	let proof = four().justify(SET, ROUND, target, &votes(&[0, 1, 2], id(&other)), &[other]);
	assert!(matches!(
		check(&proof, &four().set(SET)),
		Err(Fault::Unrelated(_))
	));
}

#[test]
fn a_forged_header_does_not_lead_to_the_target() {
	let line = line();
	let target = id(&line[0]);
	// Says that it comes after the target, but has another hash than the block that was voted for.
	let mut forged = line[2].clone();
	forged.parent_hash = line[0].hash();
	let proof = four().justify(SET, ROUND, target, &votes(&[0, 1, 2], id(&line[2])), &[forged]);
	assert!(matches!(
		check(&proof, &four().set(SET)),
		Err(Fault::Unrelated(_))
	));
}

#[test]
fn votes_for_an_ancestor_do_not_count_for_the_target() {
	let line = line();
	let proof = four().justify(
		SET,
		ROUND,
		id(&line[1]),
		&votes(&[0, 1, 2], id(&line[0])),
		&line[..2],
	);
	assert!(matches!(
		check(&proof, &four().set(SET)),
		Err(Fault::Unrelated(_))
	));
}

#[test]
fn a_vote_for_the_hash_under_another_number_is_another_vote() {
	let target = id(&line()[0]);
	let wrong = BlockId {
		number: target.number + 1,
		hash: target.hash,
	};
	let proof = four().justify(SET, ROUND, wrong, &votes(&[0, 1, 2], target), &[]);
	// The signatures are for number 10; that the header has number 11 is checked where it is fetched.
	assert_eq!(check(&proof, &four().set(SET)).unwrap(), wrong);
}

#[test]
fn no_changed_byte_proves_another_block() {
	let target = id(&line()[0]);
	let proof = four().justify(SET, ROUND, target, &votes(&[0, 1, 2], target), &[]);
	for place in 0..proof.len() {
		let mut changed = proof.clone();
		changed[place] ^= 0x40;
		if let Ok(block) = check(&changed, &four().set(SET)) {
			// Only the number that is said beside the hash is nowhere signed.
			assert_eq!(block.hash, target.hash, "byte {place}");
			assert!((40..44).contains(&place), "byte {place}");
		}
	}
}

#[test]
fn bytes_after_the_end_are_refused() {
	let target = id(&line()[0]);
	let mut proof = four().unanimous(SET, target);
	proof.push(0);
	assert!(matches!(
		check(&proof, &four().set(SET)),
		Err(Fault::Unreadable(_))
	));
}

#[test]
fn the_sdk_reads_the_same_justification() {
	use polkadot_sdk::sp_consensus_grandpa::GrandpaJustification;
	let target = id(&line()[0]);
	let proof = four().unanimous(SET, target);
	let decoded = GrandpaJustification::<Header>::decode(&mut &proof[..]).unwrap();
	assert_eq!(decoded.commit.target_hash.0, target.hash);
	assert_eq!(decoded.commit.precommits.len(), 4);
}
