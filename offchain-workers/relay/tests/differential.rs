//! The verifier in Solidity and the one in Rust, asked the same: a few thousand changed proofs in each run, as many as
//! `ALTHING_MUTATIONS` says where it is set, and other ones with another `ALTHING_SEED`.

use crate::support::{anvil::Anvil, dice::Dice, history, history::History, mutation};
use alloy_primitives::U256;
use alloy_sol_types::{SolCall, SolInterface};
use althing_merkle::{
	chain::{OutcomeProof, ProofError, ResultProof},
	entry::{self, EntryError},
	path::PathError,
	tree::TreeError,
};
use althing_primitives::{Entry, Hash};
use althing_relay::{
	contracts::{
		Errors::{self, ErrorsErrors},
		Refusal, ResultProof as ResultArgument, Verifier,
	},
	evm::At,
	verifier::{argument, calldata},
	Address, Bytes, Evm, EvmError, B256,
};
use codec::Encode;
use std::{
	collections::{BTreeMap, HashSet},
	sync::Arc,
};
use tokio::task::JoinSet;

/// How many changed proofs are tried unless it is said.
const MUTATIONS: usize = 4_000;
/// How many are made before they are asked about.
const ROUND: usize = 2_000;
/// How many are asked about at once.
const LANES: usize = 8;

/// What a verifier says.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
	Accepted,
	/// A well-formed proof of something under another root, where no error is asked for.
	Elsewhere,
	Refused(ErrorsErrors),
}

/// What is asked, and what Rust says.
struct Case {
	data: Bytes,
	verdict: Verdict,
}

fn seed() -> String {
	std::env::var("ALTHING_SEED").unwrap_or_else(|_| "differential".into())
}

fn wanted() -> usize {
	let number = |text: String| text.parse().expect("ALTHING_MUTATIONS is a number");
	std::env::var("ALTHING_MUTATIONS").map_or(MUTATIONS, number)
}

fn refusal(error: &ProofError) -> ErrorsErrors {
	let long = |number: usize| U256::from(number);
	match *error {
		ProofError::Entry(EntryError::EntryLength { kind, length }) => {
			ErrorsErrors::EntryLength(Errors::EntryLength {
				kind,
				length: long(length),
			})
		}
		ProofError::Entry(EntryError::EntryField { kind, offset }) => {
			ErrorsErrors::EntryField(Errors::EntryField {
				kind,
				offset: long(offset),
			})
		}
		ProofError::Entry(EntryError::GradeReserved(grade)) => {
			ErrorsErrors::GradeReserved(Errors::GradeReserved { grade })
		}
		ProofError::WrongDepartment { named, proven } => {
			ErrorsErrors::WrongDepartment(Errors::WrongDepartment { named, proven })
		}
		ProofError::Tree(TreeError::LeafOutOfRange { index, count }) => {
			ErrorsErrors::LeafOutOfRange(Errors::LeafOutOfRange {
				index: U256::from(index),
				count: U256::from(count),
			})
		}
		ProofError::Tree(TreeError::ProofLength(length)) => {
			ErrorsErrors::ProofLength(Errors::ProofLength { length: long(length) })
		}
		ProofError::Path(PathError::PathTooLong(length)) => {
			ErrorsErrors::PathTooLong(Errors::PathTooLong { length: long(length) })
		}
		ProofError::Path(PathError::PathOrder(order)) => ErrorsErrors::PathOrder(Errors::PathOrder { order }),
		ProofError::LeafLength(length) => {
			ErrorsErrors::LeafLength(Errors::LeafLength { length: long(length) })
		}
		ProofError::LeafVersion(version) => ErrorsErrors::LeafVersion(Errors::LeafVersion {
			version: U256::from(version),
		}),
		ProofError::OutcomesNotInLeaf { computed, extra } => {
			ErrorsErrors::OutcomesNotInLeaf(Errors::OutcomesNotInLeaf {
				computed: computed.into(),
				extra: extra.into(),
			})
		}
		ProofError::WrongRoot { computed, known } => ErrorsErrors::WrongRoot(Errors::WrongRoot {
			computed: computed.into(),
			known: known.into(),
		}),
		ProofError::ResultNotAnchored { computed, anchored } => {
			ErrorsErrors::ResultNotAnchored(Errors::ResultNotAnchored {
				computed: computed.into(),
				anchored: anchored.into(),
			})
		}
	}
}

/// What Rust says of a proof under the roots that the light client knows.
fn judge(known: &BTreeMap<u32, B256>, proof: &OutcomeProof) -> Result<Entry, ErrorsErrors> {
	// A proof that is not well formed is refused before anybody looks for its root.
	proof.mmr_root().map_err(|error| refusal(&error))?;
	let block = proof.commitment_block;
	let unknown = Errors::UnknownBlock { blockNumber: block };
	let root = known.get(&block).ok_or(ErrorsErrors::UnknownBlock(unknown))?;
	proof.verify(&root.0).map_err(|error| refusal(&error))
}

fn verdict<T>(judged: Result<T, ErrorsErrors>) -> Verdict {
	judged.map_or_else(Verdict::Refused, |_| Verdict::Accepted)
}

/// The view for entries of the kind of `good`, asked about `proof`.
fn view(good: &OutcomeProof, proof: &OutcomeProof) -> Bytes {
	let selector = calldata(good).unwrap();
	// All of them take just the proof.
	let call = Verifier::anchorOfCall {
		proof: argument(proof),
	};
	[&selector[..4], &call.abi_encode()[4..]].concat().into()
}

fn entry_case(dice: &mut Dice, history: &History, honest: &HashSet<Vec<u8>>) -> Option<Case> {
	let [good, other] = [(); 2].map(|()| &history.proofs[dice.below(history.proofs.len())]);
	let changed = mutation::of_entry(dice, good, other);
	// Parts of two good proofs may be a third one, which is no forgery.
	(!honest.contains(&changed.encode())).then(|| Case {
		data: view(good, &changed),
		verdict: verdict(judge(&history.known, &changed)),
	})
}

fn tall_case(dice: &mut Dice) -> Option<Case> {
	let (root, good) = history::tall(dice);
	let (_, other) = history::tall(dice);
	let mut changed = mutation::of_entry(dice, &good, &other);
	// Which block's root it is, is not asked here.
	changed.commitment_block = good.commitment_block;
	(changed != good).then(|| Case {
		data: Verifier::verifyEntryCall {
			root: root.into(),
			proof: argument(&changed),
		}
		.abi_encode()
		.into(),
		verdict: match changed.mmr_root() {
			Ok((_, computed)) if computed == root => Verdict::Accepted,
			Ok(_) => Verdict::Elsewhere,
			Err(error) => Verdict::Refused(refusal(&error)),
		},
	})
}

fn result_case(dice: &mut Dice, history: &History, honest: &HashSet<Vec<u8>>) -> Option<Case> {
	let (good, results) = &history.batches[dice.below(history.batches.len())];
	let [result, other] = [(); 2].map(|()| &results[dice.below(results.len())]);
	let foreign = &history.proofs[dice.below(history.proofs.len())];
	let (proof, result) = match dice.below(4) {
		0 => (mutation::of_entry(dice, good, foreign), result.clone()),
		_ => (good.clone(), mutation::of_result(dice, result, other)),
	};
	let fair = honest.contains(&proof.encode()) && results.contains(&result);
	let judged = judge(&history.known, &proof).and_then(|entry| match entry {
		Entry::Anchor(anchor) => result.verify(&anchor).map_err(|error| refusal(&error)),
		_ => Err(ErrorsErrors::WrongKind(Errors::WrongKind {
			kind: proof.entry[0],
			expected: 1,
		})),
	});
	(!fair).then(|| Case {
		data: with_result(&proof, &result),
		verdict: verdict(judged),
	})
}

fn with_result(proof: &OutcomeProof, result: &ResultProof) -> Bytes {
	let result = ResultArgument {
		result: result.result.clone().into(),
		index: result.index,
		items: result.items.iter().map(|item| B256::from(item.0)).collect(),
	};
	let proof = argument(proof);
	Verifier::resultOfCall { proof, result }.abi_encode().into()
}

/// What the contract says.
async fn answer(evm: &Evm, verifier: Address, data: &Bytes) -> Verdict {
	match evm.call(None, verifier, data.clone(), At::Latest).await {
		Ok(bytes) if data[..4] == Verifier::verifyEntryCall::SELECTOR => {
			match Verifier::verifyEntryCall::abi_decode_returns(&bytes) {
				Ok(true) => Verdict::Accepted,
				Ok(false) => Verdict::Elsewhere,
				Err(error) => panic!("{error}"),
			}
		}
		Ok(_) => Verdict::Accepted,
		Err(EvmError::Reverted(Refusal(bytes))) => Verdict::Refused(
			ErrorsErrors::abi_decode(&bytes).unwrap_or_else(|error| panic!("{error}: {bytes} for {data}")),
		),
		Err(error) => panic!("{error}"),
	}
}

/// Asks the contract about all of `cases`; counts what both say.
async fn compare(evm: &Evm, verifier: Address, cases: Vec<Case>) -> BTreeMap<String, usize> {
	let cases = Arc::new(cases);
	let mut lanes = JoinSet::new();
	for lane in 0..LANES {
		let (evm, cases) = (evm.clone(), Arc::clone(&cases));
		lanes.spawn(async move {
			for case in cases.iter().skip(lane).step_by(LANES) {
				let theirs = answer(&evm, verifier, &case.data).await;
				assert_eq!(theirs, case.verdict, "Solidity and Rust, of {}", case.data);
			}
		});
	}
	while let Some(done) = lanes.join_next().await {
		done.unwrap();
	}
	let mut counts = BTreeMap::new();
	for case in cases.iter() {
		let name = match &case.verdict {
			Verdict::Refused(error) => {
				let name = ErrorsErrors::name_by_selector(error.selector());
				name.unwrap_or_default().to_owned()
			}
			other => format!("{other:?}"),
		};
		*counts.entry(name).or_insert(0) += 1;
	}
	counts
}

#[tokio::test(flavor = "multi_thread")]
async fn both_verifiers_say_the_same_of_every_changed_proof_and_take_none() {
	let anvil = Anvil::start().await;
	let mut dice = Dice::new(&seed());
	let history = History::new(&anvil, &mut dice).await;
	let honest: HashSet<_> = history.proofs.iter().map(Encode::encode).collect();
	let mut counts = BTreeMap::new();
	let (wanted, mut tried) = (wanted(), 0);
	while tried < wanted {
		let round = ROUND.min(wanted - tried);
		let mut cases = Vec::new();
		while cases.len() < round {
			cases.extend(match dice.below(5) {
				0 => tall_case(&mut dice),
				1 => result_case(&mut dice, &history, &honest),
				_ => entry_case(&mut dice, &history, &honest),
			});
		}
		for (name, count) in compare(&anvil.evm(), history.deployed.verifier, cases).await {
			*counts.entry(name).or_insert(0) += count;
		}
		tried += round;
	}
	println!("{tried} changed proofs, judged alike: {counts:#?}");
	assert_eq!(
		counts.get("Accepted"),
		None,
		"a changed proof is taken by both: {counts:#?}"
	);
	// Each error that a proof can bring has been seen, so that none is compared in words only.
	let names = [
		"EntryField",
		"EntryLength",
		"GradeReserved",
		"LeafLength",
		"LeafOutOfRange",
		"LeafVersion",
		"OutcomesNotInLeaf",
		"PathOrder",
		"PathTooLong",
		"ProofLength",
		"ResultNotAnchored",
		"UnknownBlock",
		"WrongDepartment",
		"WrongRoot",
	];
	for name in names {
		assert!(
			tried < MUTATIONS || counts.contains_key(name),
			"{name}: {counts:#?}"
		);
	}
}

/// The words that a view gives of an entry: its fields as they are in its bytes.
fn fields(bytes: &[u8]) -> Vec<u8> {
	let widths: &[usize] = match bytes[0] {
		1 => &[8, 8, 1, 1, 32, 32, 4, 32],
		2 => &[8, 1, 1, 1, 1, 8, 32, 32],
		3 => &[8, 1, 32, 20, 32],
		_ => &[8, 8, 1, 32, 32, 16, 1],
	};
	let mut rest = &bytes[1..];
	let mut words = Vec::new();
	for (place, width) in widths.iter().enumerate() {
		let (field, behind) = rest.split_at(*width);
		// Only the answer of a decision can be below zero.
		let negative = bytes[0] == 2 && place == 5 && field[0] >= 0x80;
		words.extend(std::iter::repeat_n(if negative { 0xff } else { 0 }, 32 - width));
		words.extend(field);
		rest = behind;
	}
	words
}

#[tokio::test(flavor = "multi_thread")]
async fn both_verifiers_take_every_proof_of_the_chain_and_read_the_same_in_it() {
	let anvil = Anvil::start().await;
	let mut dice = Dice::new(&seed());
	let history = History::new(&anvil, &mut dice).await;
	let (evm, verifier) = (anvil.evm(), history.deployed.verifier);
	for proof in &history.proofs {
		assert!(judge(&history.known, proof).is_ok_and(|read| entry::encode(&read) == proof.entry));
		let given = evm
			.call(None, verifier, view(proof, proof), At::Latest)
			.await
			.unwrap();
		assert_eq!(given.to_vec(), fields(&proof.entry), "{proof:?}");
	}
	for (proof, results) in &history.batches {
		for result in results {
			let Ok(Entry::Anchor(anchor)) = judge(&history.known, proof) else {
				panic!("an anchor")
			};
			assert_eq!(result.verify(&anchor), Ok(()));
			let theirs = answer(&evm, verifier, &with_result(proof, result)).await;
			assert_eq!(theirs, Verdict::Accepted, "{result:?}");
		}
	}
	for _ in 0..50 {
		let (root, proof): (Hash, _) = history::tall(&mut dice);
		let call = Verifier::verifyEntryCall {
			root: root.into(),
			proof: argument(&proof),
		};
		let theirs = answer(&evm, verifier, &call.abi_encode().into()).await;
		assert_eq!(theirs, Verdict::Accepted, "{proof:?}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_of_a_call_that_are_changed_are_refused_or_mean_the_very_same_proof() {
	let anvil = Anvil::start().await;
	let mut dice = Dice::new(&seed());
	let history = History::new(&anvil, &mut dice).await;
	let (evm, verifier) = (anvil.evm(), history.deployed.verifier);
	let (mut refused, mut same) = (0, 0);
	for _ in 0..wanted() / 4 {
		let proof = &history.proofs[dice.below(history.proofs.len())];
		let good = view(proof, proof).to_vec();
		let mut changed = good.clone();
		// Behind the selector, which says what is asked.
		let at = 4 + dice.below(good.len() - 4);
		match dice.below(4) {
			0 => changed[at..].rotate_left(1),
			1 => changed.truncate(at),
			2 => changed.extend(dice.hash()),
			_ => changed[at] ^= 1 << dice.below(8),
		}
		if changed == good {
			continue;
		}
		match evm.call(None, verifier, changed.clone().into(), At::Latest).await {
			Err(EvmError::Reverted(_)) => refused += 1,
			Err(error) => panic!("{error}"),
			Ok(given) => {
				// Padding, and what is behind the last argument, belong to no value.
				let body = [&Verifier::anchorOfCall::SELECTOR[..], &changed[4..]].concat();
				let read = Verifier::anchorOfCall::abi_decode(&body).unwrap();
				assert_eq!(read.proof, argument(proof));
				assert_eq!(given.to_vec(), fields(&proof.entry));
				same += 1;
			}
		}
	}
	println!("{refused} changed calls are refused, {same} mean the same");
	assert!(refused > same && same > 0, "{refused}, {same}");
}
