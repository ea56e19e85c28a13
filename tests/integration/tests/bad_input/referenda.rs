//! Referenda, and questions to panels.

use super::{bob, eve, refused, run};
use althing_cmp_rules::{Answer, Ballot, Kind, Reveal};
use althing_integration_tests::{
	next_block,
	panels::{fleet, open},
	people::{by, newcomer},
	referenda::{ask, remark, root, status, submit},
};
use althing_primitives::{Department, Departments};
use althing_runtime::{
	constants::currency::UNIT, governance::origins::Origin, Cmp, OriginCaller, Runtime, RuntimeOrigin,
};
use frame_support::{
	assert_ok,
	traits::{schedule::DispatchTime, Bounded},
};
use pallet_cmp::Phase;
use pallet_referenda::{Call, Error};
use polkadot_sdk::*;
use sp_core::H256;
use sp_runtime::{DispatchError, Perbill};

type Referendum = Call<Runtime>;
type Refusal = Error<Runtime>;
type PanelRefusal = pallet_cmp::Error<Runtime>;

fn put(origin: OriginCaller) -> Referendum {
	Referendum::submit {
		proposal_origin: Box::new(origin),
		proposal: Bounded::Inline(codec::Encode::encode(&remark()).try_into().unwrap()),
		enactment_moment: DispatchTime::After(1),
	}
}

#[test]
fn referenda_on_no_track_on_the_chains_own_and_without_a_deposit() {
	run(|| {
		let signed = OriginCaller::system(frame_system::RawOrigin::Signed(eve()));
		refused(by(&eve()), put(signed), Refusal::NoTrack);
		let approved = OriginCaller::Cmp(pallet_cmp::Origin::Approved {
			proposal: 1,
			departments: Departments::default(),
		});
		refused(by(&eve()), put(approved), DispatchError::BadOrigin);
		let escalated = OriginCaller::Cmp(pallet_cmp::Origin::Escalated {
			proposal: 1,
			departments: Departments::default(),
		});
		refused(by(&eve()), put(escalated), DispatchError::BadOrigin);
		let poor = newcomer(101, UNIT);
		type Balances = pallet_balances::Error<Runtime, pallet_balances::Instance2>;
		refused(by(&poor), put(root()), Balances::InsufficientBalance);
		refused(RuntimeOrigin::none(), put(root()), DispatchError::BadOrigin);
	});
}

#[test]
fn referenda_that_are_unknown() {
	run(|| {
		let index = 0;
		refused(
			by(&eve()),
			Referendum::place_decision_deposit { index },
			Refusal::NotOngoing,
		);
		refused(
			by(&eve()),
			Referendum::refund_decision_deposit { index },
			Refusal::BadReferendum,
		);
		refused(
			by(&eve()),
			Referendum::refund_submission_deposit { index },
			Refusal::BadReferendum,
		);
		refused(
			Origin::EmergencyStop,
			Referendum::cancel { index },
			Refusal::NotOngoing,
		);
		refused(
			RuntimeOrigin::root(),
			Referendum::kill { index },
			Refusal::NotOngoing,
		);
	});
}

#[test]
fn referenda_that_are_unfinished_or_anothers() {
	run(|| {
		let index = ask(root(), remark());
		refused(
			by(&eve()),
			Referendum::place_decision_deposit { index },
			Refusal::HasDeposit,
		);
		refused(
			by(&eve()),
			Referendum::refund_decision_deposit { index },
			Refusal::Unfinished,
		);
		refused(
			by(&eve()),
			Referendum::refund_submission_deposit { index },
			Refusal::BadStatus,
		);
		refused(by(&eve()), Referendum::cancel { index }, DispatchError::BadOrigin);
		refused(
			Origin::ParameterChange,
			Referendum::cancel { index },
			DispatchError::BadOrigin,
		);
		refused(
			Origin::EmergencyStop,
			Referendum::kill { index },
			DispatchError::BadOrigin,
		);
		let note = |hash| Referendum::set_metadata {
			index,
			maybe_hash: Some(hash),
		};
		refused(by(&eve()), note(H256::zero()), Refusal::NoPermission);
		let submitter = status(index).unwrap().submission_deposit.who;
		refused(by(&submitter), note(H256::zero()), Refusal::PreimageNotExist);
	});
}

#[test]
fn a_decision_without_the_deposit_that_it_takes() {
	run(|| {
		let poor = newcomer(101, UNIT);
		let index = submit(&eve(), root(), remark());
		type Balances = pallet_balances::Error<Runtime, pallet_balances::Instance2>;
		let call = Referendum::place_decision_deposit { index };
		refused(by(&poor), call, Balances::InsufficientBalance);
	});
}

fn question(kind: Kind, call: Option<Bounded<althing_runtime::RuntimeCall, Hashing>>) -> Ask {
	pallet_cmp::Call::open {
		kind,
		departments: Departments::default(),
		risk: Perbill::zero(),
		impact: Perbill::zero(),
		urgency: Perbill::zero(),
		body: Default::default(),
		call,
	}
}

type Ask = pallet_cmp::Call<Runtime>;
type Hashing = <Runtime as frame_system::Config>::Hashing;

#[test]
fn questions_that_cannot_be_put() {
	run(|| {
		refused(by(&eve()), question(Kind::Binary, None), PanelRefusal::NoAgents);
		fleet();
		for kind in [
			Kind::Choice { options: 1 },
			Kind::Choice { options: 17 },
			Kind::Scalar { min: 1, max: 1 },
		] {
			refused(by(&eve()), question(kind, None), PanelRefusal::BadKind);
		}
		let inline = Bounded::Inline(codec::Encode::encode(&remark()).try_into().unwrap());
		let choice = Kind::Choice { options: 2 };
		refused(
			by(&eve()),
			question(choice, Some(inline)),
			PanelRefusal::CallNeedsBinary,
		);
		let absent = Bounded::Lookup {
			hash: H256::zero(),
			len: 5,
		};
		refused(
			by(&eve()),
			question(Kind::Binary, Some(absent)),
			PanelRefusal::NoPreimage,
		);
		let cancel = || Ask::cancel { proposal: 9 };
		refused(by(&eve()), cancel(), DispatchError::BadOrigin);
		refused(Origin::EmergencyStop, cancel(), PanelRefusal::UnknownProposal);
	});
}

#[test]
fn ballots_of_nobody_twice_or_in_another_phase() {
	run(|| {
		fleet();
		let proposal = open(&[Department::Legal], &remark());
		let seal = |proposal| Ask::seal {
			proposal,
			commitment: [1; 32],
		};
		refused(by(&eve()), seal(9), PanelRefusal::UnknownProposal);
		refused(by(&eve()), seal(proposal), PanelRefusal::NotSealing);
		while !matches!(Cmp::proposal(proposal).unwrap().phase, Phase::Sealing { .. }) {
			next_block();
		}
		refused(by(&bob()), seal(proposal), PanelRefusal::NotAnAgent);
		let seats = Cmp::ballots(proposal);
		let account = seats[0].1.account.into();
		assert_ok!(Cmp::seal(by(&account), proposal, [1; 32]));
		refused(by(&account), seal(proposal), PanelRefusal::AlreadySealed);

		let ballot = Ballot {
			answer: Answer::Binary(true),
			confidence: Perbill::one(),
			rationale: [0; 32],
		};
		let reveal = || Ask::reveal {
			proposal,
			reveal: Reveal {
				ballot,
				salt: [0; 32],
			},
		};
		refused(by(&account), reveal(), PanelRefusal::NotRevealing);
		while matches!(Cmp::proposal(proposal).unwrap().phase, Phase::Sealing { .. }) {
			next_block();
		}
		refused(by(&account), reveal(), PanelRefusal::DoesNotOpen);
		let silent = seats[1].1.account.into();
		refused(by(&silent), reveal(), PanelRefusal::NothingSealed);
	});
}
