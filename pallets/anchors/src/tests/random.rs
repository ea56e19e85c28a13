use crate::mock::*;
use althing_merkle as merkle;
use polkadot_sdk::sp_runtime::AccountId32;
use proptest::prelude::*;

/// A batch of one to 64 results, some of them empty or equal, and the number of one of them.
fn batch() -> impl Strategy<Value = (Vec<Vec<u8>>, u32)> {
	let result = proptest::collection::vec(any::<u8>(), 0..80);
	proptest::collection::vec(result, 1..64).prop_flat_map(|results| {
		let count = u32::try_from(results.len()).unwrap();
		(Just(results), 0..count)
	})
}

fn config(cases: u32) -> ProptestConfig {
	ProptestConfig {
		cases,
		failure_persistence: None,
		..ProptestConfig::default()
	}
}

proptest! {
	#![proptest_config(config(128))]

	#[test]
	fn every_result_of_any_batch_proves((results, _) in batch()) {
		let root = merkle::root(&results);
		let count = u32::try_from(results.len()).unwrap();
		for (index, leaf) in (0..count).zip(&results) {
			let proof = merkle::prove(&results, index).unwrap();
			prop_assert!(merkle::verify(&root, count, index, leaf, &proof));
		}
	}

	#[test]
	fn any_changed_byte_fails((results, index) in batch(), place in any::<prop::sample::Index>(), flip in 1u8..) {
		let root = merkle::root(&results);
		let count = u32::try_from(results.len()).unwrap();
		let leaf = &results[usize::try_from(index).unwrap()];
		let proof = merkle::prove(&results, index).unwrap();

		// The bytes of root, leaf and proof in one row, one of them changed.
		let mut bytes = [&root[..], leaf, proof.concat().as_slice()].concat();
		*place.get_mut(&mut bytes) ^= flip;
		let (root, rest) = bytes.split_at(32);
		let (leaf, nodes) = rest.split_at(leaf.len());
		let root: [u8; 32] = root.try_into().unwrap();
		let proof: Vec<[u8; 32]> = nodes.chunks(32).map(|node| node.try_into().unwrap()).collect();
		prop_assert!(!merkle::verify(&root, count, index, leaf, &proof));
	}

	#[test]
	fn a_result_is_not_proven_at_another_place((results, index) in batch(), other in any::<prop::sample::Index>()) {
		let count = u32::try_from(results.len()).unwrap();
		let leaf = &results[usize::try_from(index).unwrap()];
		let other = u32::try_from(other.index(results.len())).unwrap();
		prop_assume!(&results[usize::try_from(other).unwrap()] != leaf);
		let root = merkle::root(&results);
		for at in [index, other] {
			let proof = merkle::prove(&results, at).unwrap();
			prop_assert_eq!(merkle::verify(&root, count, other, leaf, &proof), false);
		}
	}
}

/// One step of a history.
#[derive(Clone, Debug)]
enum Step {
	Submit { who: AccountId32, agent: u64, key: u8 },
	Remove { who: AccountId32, id: u64 },
	Deposit { amount: u64 },
	Pass { blocks: u64 },
}

fn step() -> impl Strategy<Value = Step> {
	let accounts = [agent(0), agent(1), agent(2), person(OWNER), person(STRANGER)];
	let who = proptest::sample::select(accounts.to_vec());
	prop_oneof![
		4 => (who.clone(), 0u64..4, 0u8..4).prop_map(|(who, agent, key)| Step::Submit { who, agent, key }),
		4 => (who, 0u64..20).prop_map(|(who, id)| Step::Remove { who, id }),
		1 => (0u64..5_000).prop_map(|amount| Step::Deposit { amount }),
		2 => (1u64..20).prop_map(|blocks| Step::Pass { blocks }),
	]
}

fn take(step: &Step) {
	// As in a block: what a refused call wrote is undone.
	let _ = polkadot_sdk::frame_support::storage::with_storage_layer(|| match step.clone() {
		Step::Submit { who, agent, key } => submit(who, agent, [key; 32]),
		Step::Remove { who, id } => Anchors::remove(by(who), id),
		Step::Deposit { amount } => {
			Deposit::set(amount);
			Ok(())
		}
		Step::Pass { blocks } => {
			advance(blocks);
			Ok(())
		}
	});
}

proptest! {
	#![proptest_config(config(64))]

	#[test]
	fn any_history_conserves_the_currency_and_keeps_the_state_sound(
		steps in proptest::collection::vec(step(), 1..80),
	) {
		ExtBuilder.build().execute_with(|| {
			let issuance = Balances::total_issuance();
			for step in steps {
				take(&step);
				prop_assert_eq!(Balances::total_issuance(), issuance, "after {:?}", step);
				prop_assert_eq!(Anchors::do_try_state(), Ok(()), "after {:?}", step);
			}
			Ok(())
		})?;
	}
}
