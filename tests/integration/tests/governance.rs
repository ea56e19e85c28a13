//! Referenda in the real runtime: what holders decide, what panels leave to them, and whom the cap stops.

use althing_cmp_rules::Outcome;
use althing_integration_tests::{
	assert_conserved, genesis, next_block,
	panels::{decide, fleet, put},
	people::{by, holders},
	referenda::{carry, end, remark, status, vote},
};
use althing_primitives::{blake2, Department, Departments};
use althing_runtime::{
	constants::currency::UNIT,
	governance::{
		escalation::submitter,
		pallet_origins,
		tracks::{CMP_ESCALATION, ROOT},
		AskHolders, StakeCap,
	},
	AccountId, Commons, Cvt, OriginCaller, Preimage, Referenda, Runtime, RuntimeCall, RuntimeEvent, System,
};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	traits::{schedule::DispatchTime, Bounded, Currency, QueryPreimage, StorePreimage},
};
use pallet_cmp::{Escalation, OnEscalated};
use pallet_commons::Payout;
use pallet_conviction_voting::Conviction;
use pallet_referenda::{MetadataOf, ReferendumInfo, ReferendumInfoFor};
use polkadot_sdk::*;
use sp_core::H256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, MultiAddress};

/// A panel that found no consensus about proposal 7, which had no call.
fn escalate() -> u32 {
	let escalation = Escalation {
		proposal: 7,
		departments: Departments::of([Department::Legal]),
		receipt: b"a receipt".to_vec(),
		call: None,
	};
	AskHolders::on_escalated(escalation).expect("people can be asked")
}

/// Whether what a referendum decided was made, and did what it was to do.
fn enacted(index: u32) -> bool {
	// As the pallet names it to the scheduler.
	let name = (*b"assembly", "enactment", index).using_encoded(blake2);
	System::events().iter().any(|record| {
		matches!(
			&record.event,
			RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched {
				id: Some(id),
				result: Ok(()),
				..
			}) if *id == name
		)
	})
}

/// `call`, and beside it a kilobyte that does nothing.
fn padded(call: RuntimeCall) -> RuntimeCall {
	let ballast = RuntimeCall::System(frame_system::Call::remark {
		remark: vec![0; 1_024],
	});
	RuntimeCall::Utility(pallet_utility::Call::batch_all {
		calls: vec![call, ballast],
	})
}

#[test]
fn what_a_panel_leaves_open_is_a_referendum_with_the_receipt_attached_and_without_deposits() {
	genesis("local_testnet").execute_with(|| {
		let index = escalate();
		let Some(ReferendumInfo::Ongoing(status)) = ReferendumInfoFor::<Runtime>::get(index) else {
			panic!("no referendum");
		};
		assert_eq!(status.track, CMP_ESCALATION);
		let origin = OriginCaller::Cmp(pallet_cmp::Origin::Escalated {
			proposal: 7,
			departments: Departments::of([Department::Legal]),
		});
		assert_eq!(status.origin, origin);
		assert_eq!(
			(status.submission_deposit.who, status.submission_deposit.amount),
			(submitter(), 0)
		);
		assert_eq!(status.decision_deposit.map(|deposit| deposit.amount), Some(0));
		let hash = H256(blake2(b"a receipt"));
		assert_eq!(MetadataOf::<Runtime>::get(index), Some(hash));
		assert_eq!(Preimage::len(&hash), Some(9));
		AskHolders::on_receipt_dropped(index, &hash.0);
		assert_eq!(MetadataOf::<Runtime>::get(index), None);
		assert_eq!(Preimage::len(&hash), None);
	});
}

#[test]
fn holders_answer_in_the_panels_place() {
	genesis("local_testnet").execute_with(|| {
		let (yes, no) = (escalate(), escalate());
		let most = StakeCap::most(CMP_ESCALATION, false).expect("the track is capped");
		for who in holders() {
			assert_ok!(vote(&who, yes, true, Conviction::Locked1x, most));
			assert_ok!(vote(&who, no, false, Conviction::Locked1x, most));
		}
		assert!(end(yes));
		assert!(!end(no));
		for _ in 0..20 {
			next_block();
		}
		assert!(enacted(yes) && !enacted(no));
		assert_conserved();
	});
}

/// Eve asks those who keep the law and the money to uphold a dispute, in a call too long to travel with the
/// question. As soon as it is put she takes her note of the call back.
#[test]
fn a_long_call_outlives_its_proposers_note_until_holders_decide() {
	genesis("local_testnet").execute_with(|| {
		fleet();
		let [eve, bob] = [Sr25519Keyring::Eve, Sr25519Keyring::Bob].map(|key| key.to_account_id());
		assert_ok!(Commons::submit(
			by(&bob),
			UNIT,
			bob.clone(),
			Payout::Pool,
			[0; 32]
		));
		assert_ok!(Commons::dispute(by(&eve), 0, [0; 32]));
		let rule = RuntimeCall::Commons(pallet_commons::Call::resolve {
			proposal: 0,
			upheld: true,
		});
		let bytes = padded(rule).encode();
		let (hash, len) = (H256(blake2(&bytes)), bytes.len() as u32);
		assert_ok!(Preimage::note_preimage(by(&eve), bytes));
		let heard = [Department::Finance, Department::Legal];
		let proposal = put(&heard, Bounded::Lookup { hash, len });
		assert_ok!(Preimage::unnote_preimage(by(&eve), hash));
		// One half against the other, in every round.
		assert_eq!(decide(proposal, |seat| seat % 2 == 0), Outcome::Escalated);

		let referendum = pallet_cmp::Referred::<Runtime>::get(proposal).expect("holders are asked");
		// Of referenda only this and root rule on disputes.
		let origin = OriginCaller::Cmp(pallet_cmp::Origin::Escalated {
			proposal,
			departments: Departments::of(heard),
		});
		assert_eq!(status(referendum).map(|status| status.origin), Some(origin));
		assert_eq!(Preimage::len(&hash), Some(len));
		carry(referendum);
		assert!(enacted(referendum));
		assert!(!pallet_commons::Proposals::<Runtime>::contains_key(0));
		assert_conserved();
	});
}

#[test]
fn a_whale_alone_carries_nothing_on_a_capped_track() {
	genesis("local_testnet").execute_with(|| {
		let index = escalate();
		let whale = Sr25519Keyring::Alice.to_account_id();
		let most = StakeCap::most(CMP_ESCALATION, false).expect("the track is capped");
		assert_noop!(
			vote(&whale, index, true, Conviction::Locked1x, most + 1),
			pallet_origins::Error::<Runtime>::StakeAboveCap
		);
		assert_ok!(vote(&whale, index, true, Conviction::Locked1x, most));
		assert!(!end(index));
	});
}

#[test]
fn who_delegates_is_held_to_the_cap_too() {
	genesis("local_testnet").execute_with(|| {
		let most = StakeCap::most(CMP_ESCALATION, false).expect("the track is capped");
		let delegate = |class, balance| {
			let to = MultiAddress::Id(Sr25519Keyring::Bob.to_account_id());
			let conviction = Conviction::None;
			let call = pallet_conviction_voting::Call::delegate {
				class,
				to,
				conviction,
				balance,
			};
			let alice = by(&Sr25519Keyring::Alice.to_account_id());
			RuntimeCall::ConvictionVoting(call)
				.dispatch(alice)
				.map_err(|refused| refused.error)
		};
		let filtered = frame_system::Error::<Runtime>::CallFiltered.into();
		assert_eq!(delegate(CMP_ESCALATION, most + 1).err(), Some(filtered));
		assert_ok!(delegate(CMP_ESCALATION, most));
		assert_ok!(delegate(ROOT, 500_000 * UNIT));
	});
}

#[test]
fn nobody_but_the_chain_puts_questions_on_the_escalation_track() {
	genesis("local_testnet").execute_with(|| {
		let origin = OriginCaller::Cmp(pallet_cmp::Origin::Escalated {
			proposal: 7,
			departments: Departments::default(),
		});
		let call = Preimage::bound(remark()).expect("it is short");
		let alice = by(&Sr25519Keyring::Alice.to_account_id());
		assert_noop!(
			Referenda::submit(alice, Box::new(origin), call, DispatchTime::After(1)),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn the_chains_own_submitter_holds_nothing() {
	genesis("local_testnet").execute_with(|| {
		escalate();
		assert_eq!(<Cvt as Currency<AccountId>>::total_balance(&submitter()), 0);
	});
}
