//! What must not change by accident: tracks, caps, what a mandate sees in a call, the numbers that governance
//! begins with. Here and not in the runtime's crate, which would be compiled a second time for it.

use althing_cmp_rules::Constants;
use althing_integration_tests::genesis;
use althing_runtime::{
	constants::{
		currency::UNIT,
		time::{DAYS, HOURS, MINUTES},
	},
	governance::{
		cap::StakeCap,
		escalation::submitter,
		origins::{Origin, Spender},
		pace, pallet_origins,
		tracks::*,
		EnsureMaySubmit, Paced, SubmissionDeposit, Tracks,
	},
	AccountId, AllPalletsWithSystem, Babe, Beefy, ConvictionVoting, Cvt, Grandpa, OriginCaller, Origins,
	Preimage, Referenda, Runtime, RuntimeCall, RuntimeOrigin, SafeMode, System, Timestamp,
};
use frame_support::{
	assert_ok,
	traits::{
		fungible::Mutate, Contains, EnsureOrigin, EnsureOriginWithArg, Get, GetCallMetadata, IntegrityTest,
		PalletInfoAccess,
	},
};
use pallet_mandates::{Classify, Deed, Power};
use pallet_referenda::TracksInfo;
use polkadot_sdk::*;
use sp_io::TestExternalities;
use sp_runtime::{MultiAddress, Perbill};
use std::collections::BTreeSet;

type ReceiptRetention = <Runtime as pallet_cmp::Config>::ReceiptRetention;
type Deeds = <Runtime as pallet_mandates::Config>::Classify;

const ALICE: AccountId = AccountId::new([1; 32]);

fn name(id: TrackId) -> String {
	let info = Tracks::info(id).unwrap();
	String::from_utf8_lossy(&info.name)
		.trim_end_matches('\0')
		.to_owned()
}

fn escalated() -> OriginCaller {
	OriginCaller::Cmp(pallet_cmp::Origin::Escalated {
		proposal: 3,
		departments: Default::default(),
	})
}

#[test]
fn tracks_keep_their_numbers_and_names() {
	TestExternalities::default().execute_with(|| {
		let tracks: Vec<_> = Tracks::track_ids().map(|id| (id, name(id))).collect();
		let expected = [
			(0, "root"),
			(1, "runtime_upgrade"),
			(10, "small_spender"),
			(11, "medium_spender"),
			(12, "big_spender"),
			(20, "department_budget"),
			(21, "agent_suspension"),
			(22, "parameter_change"),
			(30, "emergency_stop"),
			(40, "cmp_escalation"),
		];
		assert_eq!(tracks, expected.map(|(id, name)| (id, name.to_owned())));
		assert_ok!(Tracks::check_integrity());
	});
}

#[test]
fn every_origin_leads_to_its_track_and_no_two_to_the_same() {
	let origins = [
		(OriginCaller::system(frame_system::RawOrigin::Root), ROOT),
		(Origin::RuntimeUpgrade.into(), RUNTIME_UPGRADE),
		(Origin::SmallSpender.into(), SMALL_SPENDER),
		(Origin::MediumSpender.into(), MEDIUM_SPENDER),
		(Origin::BigSpender.into(), BIG_SPENDER),
		(Origin::DepartmentBudget.into(), DEPARTMENT_BUDGET),
		(Origin::AgentSuspension.into(), AGENT_SUSPENSION),
		(Origin::ParameterChange.into(), PARAMETER_CHANGE),
		(Origin::EmergencyStop.into(), EMERGENCY_STOP),
		(escalated(), CMP_ESCALATION),
	];
	for (origin, track) in &origins {
		assert_eq!(Tracks::track_for(origin), Ok(*track));
	}
	assert!(Tracks::track_ids().eq(origins.iter().map(|(_, track)| *track)));
}

#[test]
fn what_a_panel_approved_is_on_no_track() {
	let approved = OriginCaller::Cmp(pallet_cmp::Origin::Approved {
		proposal: 3,
		departments: Default::default(),
	});
	assert_eq!(Tracks::track_for(&approved), Err(()));
	let signed = OriginCaller::system(frame_system::RawOrigin::Signed(ALICE));
	assert_eq!(Tracks::track_for(&signed), Err(()));
}

#[test]
fn only_the_chain_puts_escalated_proposals() {
	let by = |who| EnsureMaySubmit::try_origin(RuntimeOrigin::signed(who), &escalated());
	assert!(by(ALICE).is_err());
	assert_eq!(by(submitter()).ok(), Some(submitter()));
	let root = OriginCaller::system(frame_system::RawOrigin::Root);
	let anybody = EnsureMaySubmit::try_origin(RuntimeOrigin::signed(ALICE), &root);
	assert_eq!(anybody.ok(), Some(ALICE));
	assert!(EnsureMaySubmit::try_origin(RuntimeOrigin::root(), &root).is_err());
}

#[test]
fn a_submission_costs_all_but_the_chain() {
	TestExternalities::default().execute_with(|| {
		assert_eq!(SubmissionDeposit::get(), UNIT);
		pallet_origins::Submitting::<Runtime>::put(true);
		assert_eq!(SubmissionDeposit::get(), 0);
	});
}

#[test]
fn spenders_have_limits_and_others_may_not_spend() {
	let limit = |origin: Origin| Spender::try_origin(RuntimeOrigin::from(origin)).ok();
	assert_eq!(limit(Origin::SmallSpender), Some(1_000 * UNIT));
	assert_eq!(limit(Origin::MediumSpender), Some(10_000 * UNIT));
	assert_eq!(limit(Origin::BigSpender), Some(100_000 * UNIT));
	assert_eq!(limit(Origin::DepartmentBudget), None);
	assert!(Spender::try_origin(RuntimeOrigin::signed(ALICE)).is_err());
}

#[test]
fn the_pace_shortens_every_period_and_nothing_else() {
	TestExternalities::default().execute_with(|| {
		let slow: Vec<_> = Tracks::tracks().map(|track| track.into_owned()).collect();
		pallet_origins::Pace::<Runtime>::put(3_600);
		assert_eq!(Paced::<HOURS>::get(), 1); // 1,800 blocks in half a one: never none
		for (slow, fast) in slow.iter().zip(Tracks::tracks()) {
			let (slow, fast) = (&slow.info, &fast.info);
			let periods = |info: &pallet_referenda::TrackInfoOf<Runtime>| {
				[
					info.prepare_period,
					info.decision_period,
					info.confirm_period,
					info.min_enactment_period,
				]
			};
			assert_eq!(periods(slow).map(|period| pace::at(period, 3_600)), periods(fast));
			assert_eq!(
				(&slow.min_approval, &slow.min_support, slow.decision_deposit),
				(&fast.min_approval, &fast.min_support, fast.decision_deposit)
			);
		}
	});
}

#[test]
fn curves_begin_high_and_end_where_they_say() {
	let ends = [
		(ROOT, 10),
		(RUNTIME_UPGRADE, 10),
		(SMALL_SPENDER, 2),
		(MEDIUM_SPENDER, 3),
		(BIG_SPENDER, 5),
		(DEPARTMENT_BUDGET, 3),
		(AGENT_SUSPENSION, 3),
		(PARAMETER_CHANGE, 5),
		(EMERGENCY_STOP, 5),
		(CMP_ESCALATION, 2),
	];
	for ((id, floor), track) in ends.into_iter().zip(&TRACKS) {
		assert_eq!(id, track.id);
		let ended = support_floor(id).unwrap();
		let rounding = Perbill::from_parts(1_000);
		assert!(
			ended >= Perbill::from_percent(floor) - rounding,
			"{id}: {ended:?}"
		);
		assert!(
			ended <= Perbill::from_percent(floor) + rounding,
			"{id}: {ended:?}"
		);
		let begun = track.info.min_support.threshold(Perbill::zero());
		assert!(begun >= Perbill::from_percent(25) - rounding, "{id}: {begun:?}");
		let approval = track.info.min_approval.threshold(Perbill::one());
		assert!(
			approval >= Perbill::from_percent(50) - rounding,
			"{id}: {approval:?}"
		);
	}
}

#[test]
fn on_capped_tracks_nine_accounts_or_two_known_ones_are_not_enough() {
	TestExternalities::default().execute_with(|| {
		assert_ok!(Cvt::mint_into(&ALICE, 1_000_000 * UNIT));
		for track in Tracks::track_ids() {
			let (Some(open), Some(known)) = (StakeCap::most(track, false), StakeCap::most(track, true))
			else {
				assert!([ROOT, RUNTIME_UPGRADE].contains(&track));
				continue;
			};
			let needed = support_floor(track).unwrap() * (1_000_000 * UNIT);
			assert!(9 * open < needed && 2 * known < needed);
			// A rounding below, ten or three are.
			assert!(10 * open + 10 >= needed && 3 * known + 3 >= needed);
		}
	});
}

/// What holders must know who count on a stop: how long it takes in minutes, by how many want it and nobody
/// opposes it.
#[test]
fn an_emergency_stop_by_few_takes_hours() {
	TestExternalities::default().execute_with(|| {
		let issued = 1_000_000 * UNIT;
		assert_ok!(Cvt::mint_into(&ALICE, issued));
		let track = TRACKS.iter().find(|track| track.id == EMERGENCY_STOP).unwrap();
		let most = StakeCap::most(EMERGENCY_STOP, false).unwrap();
		for (accounts, minutes) in [(16, 531), (20, 360), (30, 183)] {
			let support = Perbill::from_rational(accounts * most, issued);
			let passes_after = track.info.min_support.delay(support) * track.info.decision_period;
			assert!(
				passes_after.abs_diff(minutes * MINUTES) <= MINUTES,
				"{accounts}: {passes_after}"
			);
		}
		assert_eq!(track.info.confirm_period, 30 * MINUTES);
	});
}

#[test]
fn a_receipt_stays_as_long_as_its_referendum_can_take() {
	let info = &TRACKS
		.iter()
		.find(|track| track.id == CMP_ESCALATION)
		.unwrap()
		.info;
	let longest = info.prepare_period + info.decision_period + info.confirm_period;
	assert!(ReceiptRetention::get() > longest);
}

#[test]
fn the_pallets_agree_with_their_configuration() {
	TestExternalities::default().execute_with(AllPalletsWithSystem::integrity_test);
}

#[test]
fn a_minute_has_thirty_blocks_and_an_epoch_three_hundred() {
	use althing_runtime::constants::time;
	assert_eq!((MINUTES, time::EPOCH), (30, 300));
}

#[test]
fn the_governed_constants_begin_as_the_rules_propose() {
	TestExternalities::default().execute_with(|| {
		assert_eq!(
			<Runtime as pallet_cmp::Config>::Constants::get(),
			Constants::default()
		);
	});
}

/// What governance begins with is not what the hard bounds make of it.
#[test]
fn the_governed_terms_of_the_commons_begin_within_the_hard_bounds() {
	TestExternalities::default().execute_with(|| {
		let terms = pallet_commons::Terms {
			half_life: <Runtime as pallet_commons::Config>::HalfLife::get(),
			beta: <Runtime as pallet_commons::Config>::Beta::get(),
			rho: <Runtime as pallet_commons::Config>::Rho::get(),
			floor: <Runtime as pallet_commons::Config>::Floor::get(),
		};
		assert_eq!(terms.clamped(), terms);
		assert_eq!(terms.half_life, 3 * DAYS);
		// What a request that vanishes beside the pool needs of the staked CVT.
		let square = terms.beta.square().deconstruct();
		assert_eq!(
			Perbill::from_rational(terms.rho.deconstruct(), square),
			Perbill::from_percent(5)
		);
	});
}

fn pay() -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: MultiAddress::Id(ALICE),
		value: UNIT,
	})
}

#[test]
fn a_payment_says_whom_and_how_much() {
	let deed = Deed {
		power: Power::Pay,
		amount: UNIT,
		to: Some(ALICE),
	};
	assert_eq!(Deeds::deed(&pay()), Some(deed));
}

#[test]
fn what_hides_a_payment_is_not_told_apart() {
	let batch = pallet_utility::Call::<Runtime>::batch { calls: vec![pay()] };
	let proxied = pallet_proxy::Call::<Runtime>::proxy {
		real: MultiAddress::Id(ALICE),
		force_proxy_type: None,
		call: Box::new(pay()),
	};
	let cvt = RuntimeCall::Cvt(pallet_balances::Call::transfer_keep_alive {
		dest: MultiAddress::Id(ALICE),
		value: UNIT,
	});
	for call in [RuntimeCall::Utility(batch), RuntimeCall::Proxy(proxied), cvt] {
		assert_eq!(Deeds::deed(&call), None);
	}
}

/// The pallets that lead out of a stop, and those without which there are no blocks.
fn ways_out() -> BTreeSet<&'static str> {
	BTreeSet::from([
		System::name(),
		Timestamp::name(),
		Babe::name(),
		Grandpa::name(),
		Beefy::name(),
		Origins::name(),
		Referenda::name(),
		ConvictionVoting::name(),
		Preimage::name(),
		SafeMode::name(),
	])
}

/// Pauses are configured by name. A pallet or a call that is renamed must be renamed there, too.
#[test]
fn what_leads_out_of_a_stop_and_the_duties_of_agents_cannot_be_paused_and_nothing_else() {
	type Whitelist = <Runtime as pallet_tx_pause::Config>::WhitelistedCalls;
	let bounded = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
	let (mut unpausable, mut exempt) = (BTreeSet::new(), BTreeSet::new());
	for pallet in RuntimeCall::get_module_names() {
		for call in RuntimeCall::get_call_names(pallet) {
			let names = (bounded(pallet), bounded(call));
			match (ways_out().contains(pallet), Whitelist::contains(&names)) {
				(true, passes) => {
					assert!(passes, "{pallet}.{call}");
					unpausable.insert(*pallet);
				}
				(false, true) => {
					exempt.insert((*pallet, *call));
				}
				(false, false) => (),
			}
		}
	}
	assert_eq!(unpausable, ways_out());
	let duties = [("Agents", "heartbeat"), ("Cmp", "reveal"), ("Cmp", "seal")];
	assert_eq!(exempt, BTreeSet::from(duties));
}

#[test]
fn the_largest_claim_fits_into_a_block() {
	use althing_cmp_rules::MAX_HEARD;
	use pallet_cmp::WeightInfo as _;
	type Weights = <Runtime as pallet_cmp::Config>::WeightInfo;
	let limits = <Runtime as frame_system::Config>::BlockWeights::get();
	let class = limits.get(frame_support::dispatch::DispatchClass::Normal);
	let largest = Weights::appraise(MAX_HEARD) + class.base_extrinsic;
	let most = class.max_extrinsic.unwrap();
	assert!(largest.all_lte(most), "{largest:?} of {most:?}");
}

#[test]
fn transitions_leave_room_in_a_block_however_many_proposals_are_open() {
	let limits = <Runtime as frame_system::Config>::BlockWeights::get();
	let service = <Runtime as pallet_cmp::Config>::ServiceWeight::get();
	assert!(pallet_cmp::Pallet::<Runtime>::dearest_step().all_lte(service));
	assert!(service.ref_time() <= limits.max_block.ref_time() / 5);
}

/// What docs/bench/rounds.md says that a decision costs.
#[test]
fn a_decision_costs_what_opening_its_case_costs() {
	use althing_cmp_rules::Kind;
	use codec::Encode as _;
	use frame_support::dispatch::GetDispatchInfo as _;
	genesis("development").execute_with(|| {
		let call = RuntimeCall::Cmp(pallet_cmp::Call::open {
			kind: Kind::Binary,
			departments: Default::default(),
			risk: Perbill::from_percent(30),
			impact: Perbill::from_percent(30),
			urgency: Perbill::from_percent(50),
			body: vec![1; 4_096].try_into().unwrap(),
			call: None,
		});
		// An address, a signature and the extensions are some 120 bytes.
		let length = call.encoded_size() as u32 + 120;
		let fee = althing_runtime::TransactionPayment::compute_fee(length, &call.get_dispatch_info(), 0);
		println!("a case of 4 KiB: {:.6} VWT", fee as f64 / UNIT as f64);
		assert!(fee > 0 && fee < UNIT / 10, "{fee}");
	});
}
