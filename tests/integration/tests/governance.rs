//! Referenda in the real runtime: what holders decide, what panels leave to them, and whom the cap stops.

use althing_integration_tests::{
	assert_conserved, genesis, next_block,
	people::{by, holders},
	referenda::{end, remark, vote},
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
	AccountId, Cvt, OriginCaller, Preimage, Referenda, Runtime, RuntimeCall, RuntimeEvent, System,
};
use frame_support::{
	assert_noop, assert_ok,
	traits::{schedule::DispatchTime, Currency, QueryPreimage, StorePreimage},
};
use pallet_cmp::{Escalation, OnEscalated};
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
		let made = |record: frame_system::EventRecord<RuntimeEvent, H256>| {
			matches!(
				record.event,
				RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched {
					id: Some(_),
					result: Ok(()),
					..
				})
			)
		};
		assert_eq!(
			System::events()
				.into_iter()
				.filter(|record| made(record.clone()))
				.count(),
			1
		);
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
