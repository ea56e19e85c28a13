//! Agents on the real chain, and panels of them that answer.

use crate::{next_block, people::by};
use althing_cmp_rules::{commitment, Answer, Ballot, Binding, Kind, Outcome, Reveal};
use althing_primitives::{AgentId, Capabilities, Department, Departments, ProposalId, Role};
use althing_runtime::{constants::currency::UNIT, AccountId, Agents, Cmp, Runtime, RuntimeCall, Signature};
use codec::Encode;
use frame_support::{assert_ok, traits::Bounded};
use pallet_cmp::{BoundedCallOf, Phase, SeatBallot};
use polkadot_sdk::*;
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring;
use sp_runtime::Perbill;

/// A registered agent.
#[derive(Clone, Debug)]
pub struct Agent {
	/// Its number.
	pub id: AgentId,
	/// The account that signs for it.
	pub account: AccountId,
}

/// Registers an agent of `owner`; no two agents may have one `seed`.
pub fn register(owner: &AccountId, seed: u8, department: Department, role: Role) -> Agent {
	let pair = sr25519::Pair::from_seed(&[seed; 32]);
	let account = AccountId::from(pair.public());
	let message = Agents::registration_message(owner, &account, &pair.public().0);
	let id = pallet_agents::NextId::<Runtime>::get();
	assert_ok!(Agents::register(
		by(owner),
		account.clone(),
		department,
		role,
		Capabilities::SERIES,
		pair.public().0,
		[0; 32],
		200 * UNIT,
		Signature::from(pair.sign(&message)),
	));
	Agent { id, account }
}

/// Three agents in every department, those of each department of another owner: enough for a full panel.
pub fn fleet() {
	for (department, seed) in Department::ALL.into_iter().zip(0u8..) {
		let owner = sr25519::Pair::from_string(&format!("//fleet//{}", department.name()), None).unwrap();
		let owner = AccountId::from(owner.public());
		for (place, role) in (0u8..).zip([Role::DataScout, Role::ResearchScout, Role::Synthesizer]) {
			register(&owner, 1 + 3 * seed + place, department, role);
		}
	}
}

/// Has Eve ask a panel that hears `departments` whether `call` shall be made.
pub fn open(departments: &[Department], call: &RuntimeCall) -> ProposalId {
	put(departments, Bounded::Inline(call.encode().try_into().unwrap()))
}

/// The same of a call that need not travel with the question.
pub fn put(departments: &[Department], call: BoundedCallOf<Runtime>) -> ProposalId {
	let proposal = pallet_cmp::NextProposal::<Runtime>::get();
	assert_ok!(Cmp::open(
		by(&Sr25519Keyring::Eve.to_account_id()),
		Kind::Binary,
		Departments::of(departments.iter().copied()),
		Perbill::from_percent(10),
		Perbill::from_percent(10),
		Perbill::from_percent(10),
		b"a case".to_vec().try_into().unwrap(),
		Some(call),
	));
	proposal
}

/// Goes on until the proposal has ended; the agent in each seat says what `aye` says for the seat.
pub fn decide(proposal: ProposalId, aye: impl Fn(usize) -> bool) -> Outcome {
	for _ in 0..1_000 {
		let Some(info) = Cmp::proposal(proposal) else {
			return Cmp::decision(proposal).unwrap().outcome;
		};
		for (seat, (agent, ballot)) in Cmp::ballots(proposal).into_iter().enumerate() {
			speak(proposal, info.phase, agent, &ballot, aye(seat));
		}
		next_block();
	}
	panic!("proposal {proposal} does not end");
}

/// Has a panel say yes to `call`, and lets it be made.
pub fn approve(departments: &[Department], call: &RuntimeCall) -> ProposalId {
	let proposal = open(departments, call);
	assert_eq!(decide(proposal, |_| true), Outcome::Decided(Answer::Binary(true)));
	next_block();
	proposal
}

/// Does what a seat has to do in a phase.
fn speak(proposal: ProposalId, phase: Phase, agent: AgentId, ballot: &SeatBallot, aye: bool) {
	let signer = by(&ballot.account.into());
	let said = Ballot {
		answer: Answer::Binary(aye),
		confidence: Perbill::from_percent(80),
		rationale: [0; 32],
	};
	let salt = [7; 32];
	match phase {
		Phase::Drawing { .. } => (),
		Phase::Sealing { round, .. } => {
			let binding = Binding {
				genesis: Cmp::genesis(),
				proposal,
				round,
				agent,
				account: ballot.account,
			};
			let sealed = commitment(&binding, &said, &salt);
			assert_ok!(Cmp::seal(signer, proposal, sealed));
		}
		Phase::Revealing { .. } => {
			assert_ok!(Cmp::reveal(signer, proposal, Reveal { ballot: said, salt }));
		}
	}
}
