//! Entries of every kind.

use althing_primitives::{
	AnchorEntry, DecisionEntry, Department, Departments, Ending, Entry, Grade, RegistrationEntry, WorkEntry,
	WorkVerdict,
};
use proptest::prelude::*;

fn department() -> impl Strategy<Value = Department> {
	prop::sample::select(Department::ALL.to_vec())
}

fn ending() -> impl Strategy<Value = Ending> {
	prop_oneof![
		any::<bool>().prop_map(Ending::Binary),
		any::<u8>().prop_map(Ending::Choice),
		any::<i64>().prop_map(Ending::Scalar),
		Just(Ending::Escalated),
		Just(Ending::Expired),
	]
}

fn anchor() -> impl Strategy<Value = Entry> {
	let grade = prop::sample::select(vec![Grade::Signed, Grade::Agreed]);
	let hashes = any::<[[u8; 32]; 3]>();
	(any::<[u64; 2]>(), department(), grade, hashes, any::<u32>()).prop_map(
		|([id, agent], department, grade, [schema, root, key], count)| {
			Entry::Anchor(AnchorEntry {
				id,
				agent,
				department,
				grade,
				schema,
				root,
				count,
				key,
			})
		},
	)
}

fn decision() -> impl Strategy<Value = Entry> {
	(
		any::<u64>(),
		department(),
		any::<u8>(),
		ending(),
		any::<[[u8; 32]; 2]>(),
	)
		.prop_map(
			|(proposal, department, departments, ending, [evidence, receipt])| {
				Entry::Decision(DecisionEntry {
					proposal,
					department,
					departments: Departments(departments),
					ending,
					evidence,
					receipt,
				})
			},
		)
}

fn registration() -> impl Strategy<Value = Entry> {
	(
		any::<u64>(),
		department(),
		any::<[[u8; 32]; 2]>(),
		any::<[u8; 20]>(),
	)
		.prop_map(|(agent, department, [owner, card], evm_owner)| {
			Entry::Registration(RegistrationEntry {
				agent,
				department,
				owner,
				evm_owner,
				card,
			})
		})
}

fn work() -> impl Strategy<Value = Entry> {
	let verdict = prop::sample::select(vec![WorkVerdict::Wrong, WorkVerdict::Right, WorkVerdict::Untold]);
	(
		any::<[u64; 2]>(),
		department(),
		any::<[[u8; 32]; 2]>(),
		any::<u128>(),
		verdict,
	)
		.prop_map(|([agent, proposal], department, [owner, payer], paid, verdict)| {
			Entry::Work(WorkEntry {
				agent,
				proposal,
				department,
				owner,
				payer,
				paid,
				verdict,
			})
		})
}

/// Any entry.
pub fn entries() -> impl Strategy<Value = Entry> {
	prop_oneof![anchor(), decision(), registration(), work()]
}
