//! An entry, proven on the EVM chain under a relayed root.

use crate::support::{althing::Althing, anvil::Anvil, deploy, relay};
use althing_primitives::{
	AnchorEntry, DecisionEntry, Department, Departments, Ending, Entry, Grade, RegistrationEntry, WorkEntry,
	WorkVerdict,
};
use althing_relay::{
	verifier::{calldata, check},
	Error, EvmError,
};

fn entries() -> [Entry; 4] {
	let department = Department::ALL[2];
	[
		Entry::Decision(DecisionEntry {
			proposal: 42,
			department,
			departments: Departments(0b100),
			ending: Ending::Binary(true),
			evidence: [1; 32],
			receipt: [2; 32],
		}),
		Entry::Anchor(AnchorEntry {
			id: 7,
			agent: 3,
			department,
			grade: Grade::Agreed,
			schema: [3; 32],
			root: [4; 32],
			count: 64,
			key: [5; 32],
		}),
		Entry::Registration(RegistrationEntry {
			agent: 3,
			department,
			owner: [6; 32],
			evm_owner: [7; 20],
			card: [8; 32],
		}),
		Entry::Work(WorkEntry {
			agent: 3,
			proposal: 42,
			department,
			owner: [6; 32],
			payer: [9; 32],
			paid: 10u128.pow(12),
			verdict: WorkVerdict::Right,
		}),
	]
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_each_kind_are_proven_to_a_stranger_and_a_changed_one_is_refused_by_name() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let deployed = deploy(&anvil, &althing).await;
	for entry in entries() {
		let block = althing.block(vec![entry]);
		let after = althing.grow(3);
		let proof = althing.prove(block, after);
		assert_eq!(proof.verify(&althing.root_after(after).0), Ok(entry));

		let early = check(&anvil.evm(), deployed.verifier, calldata(&proof).unwrap(), None).await;
		let named = |error: &Error| match error {
			Error::Evm(EvmError::Reverted(refusal)) => refusal.to_string(),
			other => panic!("{other}"),
		};
		assert_eq!(
			named(&early.unwrap_err()),
			format!("UnknownBlock {{ blockNumber: {after} }}")
		);

		relay(&anvil, &althing, deployed.client).await;
		let believed = check(&anvil.evm(), deployed.verifier, calldata(&proof).unwrap(), None)
			.await
			.unwrap();
		assert_eq!(believed.client, deployed.client);

		let mut changed = proof.clone();
		changed.mmr_items[0].0[0] ^= 1;
		let refused = check(&anvil.evm(), deployed.verifier, calldata(&changed).unwrap(), None)
			.await
			.unwrap_err();
		assert!(named(&refused).starts_with("WrongRoot"), "{refused}");
	}
	let nobody = check(
		&anvil.evm(),
		deployed.client,
		calldata(&althing.prove(2, 5)).unwrap(),
		None,
	)
	.await;
	assert!(matches!(nobody, Err(Error::NoVerifier { .. })));
}
