//! Who votes twice for finality, or signs two histories for other chains, loses stake: anybody may bring the evidence.

use althing_integration_tests::genesis;
use althing_runtime::{AccountId, Historical, Runtime, RuntimeCall, RuntimeOrigin, Session, System};
use codec::{Decode, Encode};
use frame_support::traits::KeyOwnerProofSystem;
use polkadot_sdk::*;
use sp_consensus_beefy::{
	ecdsa_crypto, known_payloads::MMR_ROOT_ID, Commitment, DoubleVotingProof, Payload, VoteMessage,
};
use sp_consensus_grandpa::{localized_payload, AuthorityId, EquivocationProof, Message, Precommit};
use sp_core::{crypto::get_public_from_string_or_panic, ecdsa, ed25519, sr25519, Pair, H256};
use sp_io::hashing::keccak_256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchResultWithInfo};

type Header = althing_runtime::Header;
type BeefyEvidence = DoubleVotingProof<u32, ecdsa_crypto::AuthorityId, ecdsa_crypto::Signature>;
type GrandpaEvidence = EquivocationProof<H256, u32>;
type Outcome = DispatchResultWithInfo<frame_support::dispatch::PostDispatchInfo>;

/// Evidence counts from the first block on, and not for the genesis.
const BLOCK: u32 = 1;

fn beefy_vote(
	secret: &str,
	root: H256,
) -> VoteMessage<u32, ecdsa_crypto::AuthorityId, ecdsa_crypto::Signature> {
	let pair = ecdsa::Pair::from_string(secret, None).unwrap();
	let commitment = Commitment {
		payload: Payload::from_single_entry(MMR_ROOT_ID, root.encode()),
		block_number: BLOCK,
		validator_set_id: 0,
	};
	let signature = pair.sign_prehashed(&keccak_256(&commitment.encode()));
	VoteMessage {
		commitment,
		id: pair.public().into(),
		signature: signature.into(),
	}
}

fn beefy_evidence(secret: &str, roots: [u8; 2]) -> BeefyEvidence {
	let [first, second] = roots.map(|byte| beefy_vote(secret, H256::repeat_byte(byte)));
	DoubleVotingProof { first, second }
}

fn report_beefy(evidence: BeefyEvidence) -> Outcome {
	let key = evidence.first.id.clone();
	let proof = Historical::prove((sp_consensus_beefy::KEY_TYPE, key)).unwrap();
	let call = pallet_beefy::Call::report_double_voting {
		equivocation_proof: Box::new(evidence),
		key_owner_proof: proof,
	};
	RuntimeCall::Beefy(call).dispatch(stranger())
}

fn grandpa_evidence(secret: &str, hashes: [u8; 2]) -> GrandpaEvidence {
	const ROUND: u64 = 3;
	/// The second kind of evidence: two precommits.
	const PRECOMMITS: u8 = 1;
	let pair = ed25519::Pair::from_string(secret, None).unwrap();
	let vote = |byte| {
		let precommit = Precommit::<Header> {
			target_hash: H256::repeat_byte(byte),
			target_number: BLOCK,
		};
		let signed = localized_payload(ROUND, 0, &Message::<Header>::Precommit(precommit.clone()));
		(precommit, pair.sign(&signed))
	};
	let votes = hashes.map(vote);
	let [first, second] = votes;
	let encoded = (0u64, PRECOMMITS, ROUND, pair.public(), first, second).encode();
	EquivocationProof::decode(&mut &encoded[..]).unwrap()
}

fn report_grandpa(evidence: GrandpaEvidence) -> Outcome {
	let key: AuthorityId = evidence.offender().clone();
	let proof = Historical::prove((sp_consensus_grandpa::KEY_TYPE, key)).unwrap();
	let call = pallet_grandpa::Call::report_equivocation {
		equivocation_proof: Box::new(evidence),
		key_owner_proof: proof,
	};
	RuntimeCall::Grandpa(call).dispatch(stranger())
}

fn stranger() -> RuntimeOrigin {
	RuntimeOrigin::signed(Sr25519Keyring::Ferdie.to_account_id())
}

fn bob() -> AccountId {
	get_public_from_string_or_panic::<sr25519::Public>("Bob//stash").into()
}

/// What Bob is about to lose, once governance's time to object is over.
fn at_stake() -> u128 {
	pallet_staking::UnappliedSlashes::<Runtime>::iter_values()
		.flatten()
		.filter(|slash| slash.validator == bob())
		.map(|slash| slash.own)
		.sum()
}

/// Of four validators one is guilty: (3 · 1 / 4)² of its stake.
fn share_of_one_in_four() -> u128 {
	let stake = pallet_staking::Ledger::<Runtime>::iter_values()
		.find(|ledger| ledger.stash == bob())
		.unwrap()
		.active;
	stake * 9 / 16
}

fn on_chain(test: impl FnOnce()) {
	genesis("local_testnet").execute_with(test);
}

fn refused_as(outcome: Outcome, name: &str) {
	let error: &'static str = outcome.unwrap_err().error.into();
	assert_eq!(error, name);
}

fn bob_lost_his_place_and_stake(outcome: Outcome) {
	let info = outcome.unwrap();
	assert_eq!(
		info.pays_fee,
		frame_support::dispatch::Pays::No,
		"evidence is free"
	);
	assert_eq!(at_stake(), share_of_one_in_four());
	let place = Session::validators()
		.iter()
		.position(|validator| *validator == bob());
	assert_eq!(Session::disabled_validators(), [place.unwrap() as u32]);
}

#[test]
fn who_signs_two_histories_for_other_chains_loses_stake() {
	on_chain(|| bob_lost_his_place_and_stake(report_beefy(beefy_evidence("//Bob", [1, 2]))));
}

#[test]
fn who_votes_twice_for_finality_loses_stake() {
	on_chain(|| bob_lost_his_place_and_stake(report_grandpa(grandpa_evidence("//Bob", [1, 2]))));
}

#[test]
fn one_offence_is_punished_once() {
	on_chain(|| {
		report_beefy(beefy_evidence("//Bob", [1, 2])).unwrap();
		refused_as(
			report_beefy(beefy_evidence("//Bob", [1, 2])),
			"DuplicateOffenceReport",
		);
		report_grandpa(grandpa_evidence("//Bob", [1, 2])).unwrap();
		refused_as(
			report_grandpa(grandpa_evidence("//Bob", [1, 2])),
			"DuplicateOffenceReport",
		);
		assert_eq!(System::block_number(), BLOCK);
	});
}

#[test]
fn the_same_vote_twice_is_no_offence() {
	on_chain(|| {
		refused_as(
			report_beefy(beefy_evidence("//Bob", [1, 1])),
			"InvalidDoubleVotingProof",
		);
		refused_as(
			report_grandpa(grandpa_evidence("//Bob", [1, 1])),
			"InvalidEquivocationProof",
		);
		assert_eq!(at_stake(), 0);
	});
}

#[test]
fn nobody_is_punished_for_what_another_signed() {
	on_chain(|| {
		let mut forged = beefy_evidence("//Bob", [1, 2]);
		forged.second.signature = beefy_vote("//Alice", H256::repeat_byte(2)).signature;
		refused_as(report_beefy(forged), "InvalidDoubleVotingProof");
		assert_eq!(at_stake(), 0);
	});
}

#[test]
fn a_key_that_is_no_validators_owes_nothing() {
	on_chain(|| {
		let evidence = beefy_evidence("//Eve", [1, 2]);
		let bobs = beefy_vote("//Bob", H256::zero()).id;
		let call = pallet_beefy::Call::report_double_voting {
			equivocation_proof: Box::new(evidence),
			key_owner_proof: Historical::prove((sp_consensus_beefy::KEY_TYPE, bobs)).unwrap(),
		};
		let outcome = RuntimeCall::Beefy(call).dispatch(stranger());
		refused_as(outcome, "InvalidKeyOwnershipProof");
	});
}
