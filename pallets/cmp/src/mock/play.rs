//! Questions, and panels that answer them.

use super::{
	AllPalletsWithSystem, Balance, Balances, Cmp, RuntimeEvent, RuntimeOrigin, Schedule, Seat, System, Test,
};
use crate::*;
use althing_cmp_rules::{commitment, Ballot, Binding, Receipt};
use polkadot_sdk::{
	frame_support::{assert_ok, traits::fungible::InspectHold},
	sp_runtime::{AccountId32, DispatchResult},
};

/// A person: opens proposals, owns agents.
pub fn person(number: u8) -> AccountId32 {
	AccountId32::new([number; 32])
}

/// The account of the agent with this number.
pub fn agent(number: u32) -> AccountId32 {
	AccountId32::new((b"agent", number).using_encoded(althing_primitives::blake2))
}

pub fn signed(by: AccountId32) -> RuntimeOrigin {
	RuntimeOrigin::signed(by)
}

/// A question as [`open`] puts it.
pub fn open_as(
	proposer: u8,
	kind: Kind,
	departments: Departments,
	call: Option<BoundedCallOf<Test>>,
) -> DispatchResult {
	let (risk, impact, urgency) = (Perbill::zero(), Perbill::zero(), Perbill::zero());
	let body = b"a case".to_vec().try_into().unwrap();
	Cmp::open(
		signed(person(proposer)),
		kind,
		departments,
		risk,
		impact,
		urgency,
		body,
		call,
	)
}

/// Person 1 asks yes or no; returns the proposal.
pub fn open() -> ProposalId {
	assert_ok!(open_as(1, Kind::Binary, Departments::default(), None));
	NextProposal::<Test>::get() - 1
}

/// Opens a proposal and goes to the block in which its panel is drawn.
pub fn open_and_draw() -> ProposalId {
	let proposal = open();
	run_to(System::block_number() + Schedule::get().draw_delay);
	proposal
}

pub fn info(proposal: ProposalId) -> ProposalInfoOf<Test> {
	Cmp::proposal(proposal).unwrap()
}

pub fn seats(proposal: ProposalId) -> Vec<Seat> {
	Cmp::panel(proposal).unwrap().seats.into_inner()
}

/// What a seat answers, with the salt that it keeps.
pub fn reveal(answer: Answer) -> Reveal {
	let ballot = Ballot {
		answer,
		confidence: Perbill::from_percent(80),
		rationale: [7; 32],
	};
	Reveal {
		ballot,
		salt: [9; 32],
	}
}

/// The commitment by which `seat` seals `reveal`.
pub fn sealed(proposal: ProposalId, round: u8, seat: &Seat, reveal: &Reveal) -> Hash {
	let binding = Binding {
		genesis: Cmp::genesis(),
		proposal,
		round,
		agent: seat.agent,
		account: seat.account,
	};
	commitment(&binding, &reveal.ballot, &reveal.salt)
}

/// The round that is under way.
pub fn round(proposal: ProposalId) -> u8 {
	match info(proposal).phase {
		Phase::Drawing { .. } => panic!("there is no round before the draw"),
		Phase::Sealing { round, .. } | Phase::Revealing { round, .. } => round,
	}
}

pub fn try_seal(proposal: ProposalId, seat: &Seat, answer: Answer) -> DispatchResult {
	let commitment = sealed(proposal, round(proposal), seat, &reveal(answer));
	Cmp::seal(signed(seat.account.into()), proposal, commitment)
}

pub fn try_reveal(proposal: ProposalId, seat: &Seat, answer: Answer) -> DispatchResult {
	Cmp::reveal(signed(seat.account.into()), proposal, reveal(answer))
}

/// The seats given seal yes.
pub fn seal_by(proposal: ProposalId, seats: &[Seat]) {
	for seat in seats {
		assert_ok!(try_seal(proposal, seat, YES));
	}
}

/// The seats given reveal yes.
pub fn reveal_by(proposal: ProposalId, seats: &[Seat]) {
	for seat in seats {
		assert_ok!(try_reveal(proposal, seat, YES));
	}
}

/// All seats seal; each position answers as `answer` says.
pub fn seal_all(proposal: ProposalId, answer: impl Fn(usize) -> Answer) {
	for (position, seat) in seats(proposal).iter().enumerate() {
		assert_ok!(try_seal(proposal, seat, answer(position)));
	}
}

/// All seats reveal what [`seal_all`] sealed.
pub fn reveal_all(proposal: ProposalId, answer: impl Fn(usize) -> Answer) {
	for (position, seat) in seats(proposal).iter().enumerate() {
		assert_ok!(try_reveal(proposal, seat, answer(position)));
	}
}

/// A whole round, from the first seal to the count.
pub fn hold_round(proposal: ProposalId, answer: impl Fn(usize) -> Answer) {
	seal_all(proposal, &answer);
	next_block();
	reveal_all(proposal, &answer);
	next_block();
}

pub const YES: Answer = Answer::Binary(true);
pub const NO: Answer = Answer::Binary(false);

pub fn yes(_: usize) -> Answer {
	YES
}

/// Half the seats say yes, half no.
pub fn split(position: usize) -> Answer {
	Answer::Binary(position.is_multiple_of(2))
}

pub fn run_to(block: u32) {
	System::run_to_block::<AllPalletsWithSystem>(block);
}

pub fn next_block() {
	run_to(System::block_number() + 1);
}

/// The receipt in state; it must hold, and be the one that was decided by.
pub fn receipt(proposal: ProposalId) -> Receipt {
	let receipt = Cmp::receipt(proposal).unwrap();
	receipt.check().unwrap();
	assert_eq!(receipt.hash(), Cmp::decision(proposal).unwrap().receipt);
	receipt
}

pub fn held(number: u8) -> Balance {
	Balances::balance_on_hold(&HoldReason::ProposalDeposit.into(), &person(number))
}

/// This pallet's events so far.
pub fn events() -> Vec<Event<Test>> {
	let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Cmp(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().filter_map(ours).collect()
}
