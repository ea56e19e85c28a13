//! What the SDK's voters write is what is read here.

use alloy_primitives::keccak256;
use althing_relay::commitment::{CommitmentError, SignedCommitment};
use codec::Encode;
use polkadot_sdk::sp_consensus_beefy::{
	ecdsa_crypto::Signature, known_payloads::MMR_ROOT_ID, Commitment, Payload, SignedCommitment as Theirs,
	VersionedFinalityProof,
};
use proptest::prelude::*;

fn signature(byte: u8) -> Signature {
	polkadot_sdk::sp_core::ecdsa::Signature::from_raw([byte; 65]).into()
}

fn theirs(signers: &[bool]) -> (Vec<u8>, Vec<u8>) {
	let commitment = Commitment {
		payload: Payload::from_single_entry(MMR_ROOT_ID, vec![9; 32]).push_raw(*b"ch", vec![3; 32]),
		block_number: 77u32,
		validator_set_id: 5,
	};
	let bytes = commitment.encode();
	let signatures = signers
		.iter()
		.zip(0u8..)
		.map(|(signed, place)| signed.then(|| signature(place)));
	let proof = VersionedFinalityProof::V1(Theirs {
		commitment,
		signatures: signatures.collect(),
	});
	(proof.encode(), bytes)
}

proptest! {
	#[test]
	fn every_pattern_of_signers_is_read_back(signers in prop::collection::vec(any::<bool>(), 1..100)) {
		let (proof, bytes) = theirs(&signers);
		let read = SignedCommitment::decode(&proof).unwrap();
		prop_assert_eq!((read.block, read.set, read.chain.0, read.root.0), (77, 5, [3; 32], [9; 32]));
		prop_assert_eq!(read.digest(), keccak256(&bytes));
		prop_assert_eq!(read.bytes, bytes);
		let places: Vec<Option<u8>> = read.signatures.iter().map(|one| one.map(|bytes| bytes[0])).collect();
		let wanted: Vec<Option<u8>> = signers.iter().zip(0u8..).map(|(signed, place)| signed.then_some(place)).collect();
		prop_assert_eq!(places, wanted);
	}

	#[test]
	fn anything_else_is_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in 0usize..300) {
		prop_assert!(SignedCommitment::decode(&bytes).is_err());
		let (proof, _) = theirs(&[true, false, true, true]);
		let cut = cut % proof.len();
		prop_assert!(SignedCommitment::decode(&proof[..cut]).is_err());
		prop_assert!(SignedCommitment::decode(&[&proof[..], &[0]].concat()).is_err());
	}
}

#[test]
fn each_fault_has_a_name() {
	let (proof, _) = theirs(&[true, false, true, true]);
	let other = [&[2], &proof[1..]].concat();
	assert_eq!(SignedCommitment::decode(&other), Err(CommitmentError::Version(2)));

	let write = |payload: Vec<([u8; 2], Vec<u8>)>, bits: Vec<u8>, length: u32, signatures: Vec<[u8; 65]>| {
		let proof = (1u8, payload, 77u32, 5u64, bits, length, signatures).encode();
		SignedCommitment::decode(&proof)
	};
	let (chain, root) = ((*b"ch", vec![3; 32]), (*b"mh", vec![9; 32]));
	let good = || vec![chain.clone(), root.clone()];
	let signed = vec![[1; 65]];
	let one = |payload| write(payload, vec![0b0100_0000], 4, signed.clone());
	let read = one(good()).unwrap();
	assert_eq!(read.clone().of([3; 32].into()).as_ref(), Ok(&read));
	let (block, chain_of, genesis) = (77, [3; 32].into(), [4; 32].into());
	let other = CommitmentError::OtherChain {
		block,
		chain: chain_of,
		genesis,
	};
	assert_eq!(read.of(genesis), Err(other));
	assert_eq!(one(vec![chain.clone()]), Err(CommitmentError::RootMissing(77)));
	assert_eq!(one(vec![root.clone()]), Err(CommitmentError::ChainMissing(77)));
	let short = (*b"ch", vec![3; 31]);
	assert_eq!(
		one(vec![short, root.clone()]),
		Err(CommitmentError::ChainMissing(77))
	);
	let twice = one(vec![chain.clone(), root.clone(), root.clone()]);
	assert_eq!(twice, Err(CommitmentError::Payload(77)));
	for (bits, length) in [
		(vec![0b0100_0100], 4),         // a bit beyond
		(vec![0b0000_0100], 4),         // only a bit beyond
		(vec![0b0110_0000], 4),         // more bits than signatures
		(vec![0], 4),                   // fewer
		(vec![0b0100_0000, 0], 4),      // a byte too many
		(vec![0b0100_0000], 8),         // a byte too few
		(vec![0b0100_0000; 600], 4800), // too many validators
	] {
		let refused = write(good(), bits, length, signed.clone());
		assert!(
			matches!(refused, Err(CommitmentError::Bits { block: 77, .. })),
			"{refused:?}"
		);
	}
}
