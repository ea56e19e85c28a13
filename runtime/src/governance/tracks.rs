//! What each kind of referendum asks: how much support and approval, and how long it takes.
//!
//! Support is the share of all CVT that votes aye or abstains, before conviction; approval the share of ayes among the
//! votes, after it. Both fall over the decision period as the curves say. Amounts are in CVT, periods those
//! of a main network (see [`super::pace`]).

use super::{pace, pallet_origins};
use crate::{
	constants::{
		currency::UNIT,
		time::{DAYS, HOURS, MINUTES},
	},
	Balance, BlockNumber, OriginCaller, Runtime,
};
use alloc::borrow::Cow;
use pallet_referenda::{Curve, Track, TrackInfo, TracksInfo};
use polkadot_sdk::*;
use sp_arithmetic::FixedI64;
use sp_runtime::{str_array, Perbill};

/// The number of a track.
pub type TrackId = u16;

/// Everything else.
pub const ROOT: TrackId = 0;
/// The next runtime.
pub const RUNTIME_UPGRADE: TrackId = 1;
/// Up to 1,000 VWT of the treasury.
pub const SMALL_SPENDER: TrackId = 10;
/// Up to 10,000.
pub const MEDIUM_SPENDER: TrackId = 11;
/// Up to 100,000.
pub const BIG_SPENDER: TrackId = 12;
/// The budgets of departments.
pub const DEPARTMENT_BUDGET: TrackId = 20;
/// Who of the agents works.
pub const AGENT_SUSPENSION: TrackId = 21;
/// The numbers of the rules.
pub const PARAMETER_CHANGE: TrackId = 22;
/// Pausing and cancelling.
pub const EMERGENCY_STOP: TrackId = 30;
/// What panels could not decide.
pub const CMP_ESCALATION: TrackId = 40;

const fn percent(x: u128) -> FixedI64 {
	FixedI64::from_rational(x, 100)
}

/// From unanimity to 50 %, 80 % after a seventh of the period.
const APPROVAL_HARD: Curve = Curve::make_reciprocal(4, 28, percent(80), percent(50), percent(100));
/// From unanimity straight down to 50 %.
const APPROVAL_STEADY: Curve = Curve::make_linear(28, 28, percent(50), percent(100));
/// From unanimity to 50 %, there after 60 % of the period.
const APPROVAL_EASY: Curve = Curve::make_linear(17, 28, percent(50), percent(100));
/// From unanimity straight down to 66 %.
const APPROVAL_TWO_THIRDS: Curve = Curve::make_linear(28, 28, percent(66), percent(100));

/// From half of all CVT straight down to a tenth.
const SUPPORT_ROOT: Curve = Curve::make_linear(28, 28, percent(10), percent(50));
/// From half of it to 5 %, 10 % after a quarter of the period.
const SUPPORT_STRONG: Curve = Curve::make_reciprocal(7, 28, percent(10), percent(5), percent(50));
/// From a quarter to 3 %, 6 % after a quarter of the period.
const SUPPORT_MIDDLE: Curve = Curve::make_reciprocal(7, 28, percent(6), percent(3), percent(25));
/// From a quarter to 2 %, 4 % after a quarter of the period.
const SUPPORT_LIGHT: Curve = Curve::make_reciprocal(7, 28, percent(4), percent(2), percent(25));

type Entry = Track<TrackId, Balance, BlockNumber>;

/// The periods of a track: prepare, decide, confirm, enact.
type Periods = (BlockNumber, BlockNumber, BlockNumber, BlockNumber);

const fn track(
	id: TrackId,
	name: &str,
	(max_deciding, decision_deposit): (u32, Balance),
	(prepare_period, decision_period, confirm_period, min_enactment_period): Periods,
	(min_approval, min_support): (Curve, Curve),
) -> Entry {
	let name = str_array(name);
	let info = TrackInfo {
		name,
		max_deciding,
		decision_deposit,
		prepare_period,
		decision_period,
		confirm_period,
		min_enactment_period,
		min_approval,
		min_support,
	};
	Track { id, info }
}

/// The tracks in the order of their numbers, with the periods of a main network.
pub static TRACKS: [Entry; 10] = [
	track(
		ROOT,
		"root",
		(1, 10_000 * UNIT),
		(2 * HOURS, 14 * DAYS, DAYS, DAYS),
		(APPROVAL_HARD, SUPPORT_ROOT),
	),
	track(
		RUNTIME_UPGRADE,
		"runtime_upgrade",
		(3, 5_000 * UNIT),
		(2 * HOURS, 7 * DAYS, 12 * HOURS, 12 * HOURS),
		(APPROVAL_HARD, SUPPORT_ROOT),
	),
	track(
		SMALL_SPENDER,
		"small_spender",
		(50, 100 * UNIT),
		(2 * HOURS, 7 * DAYS, 12 * HOURS, 6 * HOURS),
		(APPROVAL_EASY, SUPPORT_LIGHT),
	),
	track(
		MEDIUM_SPENDER,
		"medium_spender",
		(50, 200 * UNIT),
		(4 * HOURS, 7 * DAYS, DAYS, 12 * HOURS),
		(APPROVAL_STEADY, SUPPORT_MIDDLE),
	),
	track(
		BIG_SPENDER,
		"big_spender",
		(20, 400 * UNIT),
		(4 * HOURS, 14 * DAYS, 2 * DAYS, DAYS),
		(APPROVAL_STEADY, SUPPORT_STRONG),
	),
	track(
		DEPARTMENT_BUDGET,
		"department_budget",
		(16, 200 * UNIT),
		(2 * HOURS, 7 * DAYS, DAYS, 6 * HOURS),
		(APPROVAL_STEADY, SUPPORT_MIDDLE),
	),
	track(
		AGENT_SUSPENSION,
		"agent_suspension",
		(50, 100 * UNIT),
		(30 * MINUTES, 2 * DAYS, 3 * HOURS, 10 * MINUTES),
		(APPROVAL_STEADY, SUPPORT_MIDDLE),
	),
	track(
		PARAMETER_CHANGE,
		"parameter_change",
		(10, 1_000 * UNIT),
		(2 * HOURS, 7 * DAYS, DAYS, 12 * HOURS),
		(APPROVAL_HARD, SUPPORT_STRONG),
	),
	track(
		EMERGENCY_STOP,
		"emergency_stop",
		(5, 1_000 * UNIT),
		(5 * MINUTES, DAYS, 30 * MINUTES, MINUTES),
		(APPROVAL_TWO_THIRDS, SUPPORT_STRONG),
	),
	// No deposit: the chain opens these itself, and nobody else can.
	track(
		CMP_ESCALATION,
		"cmp_escalation",
		(64, 0),
		(HOURS, 5 * DAYS, 12 * HOURS, 10 * MINUTES),
		(APPROVAL_EASY, SUPPORT_LIGHT),
	),
];

/// The least support with which anything passes on `track`.
pub fn support_floor(track: TrackId) -> Option<Perbill> {
	let entry = TRACKS.iter().find(|entry| entry.id == track)?;
	Some(entry.info.min_support.threshold(Perbill::one()))
}

/// The tracks at this chain's pace.
pub struct Tracks;

impl TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = TrackId;
	type RuntimeOrigin = OriginCaller;

	fn tracks() -> impl Iterator<Item = Cow<'static, Entry>> {
		let pace = pallet_origins::Pace::<Runtime>::get();
		TRACKS.iter().map(move |entry| {
			if pace <= 1 {
				return Cow::Borrowed(entry);
			}
			let mut entry = entry.clone();
			let info = &mut entry.info;
			for period in [
				&mut info.prepare_period,
				&mut info.decision_period,
				&mut info.confirm_period,
				&mut info.min_enactment_period,
			] {
				*period = pace::at(*period, pace);
			}
			Cow::Owned(entry)
		})
	}

	fn track_for(origin: &OriginCaller) -> Result<TrackId, ()> {
		use pallet_origins::Origin;
		Ok(match origin {
			OriginCaller::system(frame_system::RawOrigin::Root) => ROOT,
			OriginCaller::Origins(Origin::RuntimeUpgrade) => RUNTIME_UPGRADE,
			OriginCaller::Origins(Origin::SmallSpender) => SMALL_SPENDER,
			OriginCaller::Origins(Origin::MediumSpender) => MEDIUM_SPENDER,
			OriginCaller::Origins(Origin::BigSpender) => BIG_SPENDER,
			OriginCaller::Origins(Origin::DepartmentBudget) => DEPARTMENT_BUDGET,
			OriginCaller::Origins(Origin::AgentSuspension) => AGENT_SUSPENSION,
			OriginCaller::Origins(Origin::ParameterChange) => PARAMETER_CHANGE,
			OriginCaller::Origins(Origin::EmergencyStop) => EMERGENCY_STOP,
			OriginCaller::Cmp(pallet_cmp::Origin::Escalated { .. }) => CMP_ESCALATION,
			_ => return Err(()),
		})
	}

	// Neither of these needs the pace: the first is asked for every lock, the second where there is no state.
	fn track_ids() -> impl Iterator<Item = TrackId> {
		TRACKS.iter().map(|entry| entry.id)
	}

	fn check_integrity() -> Result<(), &'static str> {
		TRACKS
			.is_sorted_by_key(|entry| entry.id)
			.then_some(())
			.ok_or("the tracks are not in the order of their numbers")
	}
}
