//! What plans reckon, and how they are shown.

use super::*;
use crate::amount::UNIT;
use proptest::prelude::*;

const ME: AccountId = [1; 32];

fn holdings(currency: Currency, free: u128, frozen: u128) -> Holdings {
	Holdings {
		currency,
		balance: althing_chain::AccountBalance::new(free, 0, frozen),
		minimum: 1,
		claims: vec![],
	}
}

fn draft() -> Draft {
	Draft::new("try", Call::unlock())
}

fn plan(draft: Draft, fee: u128, vwt: u128, cvt: u128) -> Plan {
	let (vwt, cvt) = (holdings(Currency::Vwt, vwt, 0), holdings(Currency::Cvt, cvt, 0));
	Plan::new(draft, ME, vec![1, 2], fee, [&vwt, &cvt])
}

#[test]
fn what_goes_and_the_fee_leave_the_free_balance() {
	let draft = draft().moving(Way::Goes, Currency::Vwt, 10, "sent");
	let plan = plan(draft, 3, 100, 50);
	assert_eq!(plan.before, Amounts { vwt: 100, cvt: 50 });
	assert_eq!(plan.after, Amounts { vwt: 87, cvt: 50 });
	assert_eq!(plan.outlay(), Amounts { vwt: 13, cvt: 0 });
	assert!(plan.draft.warnings.is_empty());
}

#[test]
fn what_comes_adds_and_is_no_outlay() {
	let draft =
		draft()
			.moving(Way::Goes, Currency::Cvt, 10, "sold")
			.moving(Way::Comes, Currency::Vwt, 7, "paid");
	let plan = plan(draft, 3, 100, 50);
	assert_eq!(plan.after, Amounts { vwt: 104, cvt: 40 });
	assert_eq!(plan.outlay(), Amounts { vwt: 3, cvt: 10 });
}

#[test]
fn what_is_locked_stays_free_and_counts_against_caps() {
	let plan = plan(draft().locking(20, "vote", "until it ends"), 0, 100, 50);
	assert_eq!(plan.after.cvt, 50);
	assert_eq!(plan.outlay().cvt, 20);
}

#[test]
fn what_is_lacking_is_told_beforehand() {
	let draft = draft().moving(Way::Held, Currency::Cvt, 60 * UNIT, "deposit");
	let plan = plan(draft, 0, 100, 50 * UNIT);
	assert_eq!(plan.after.cvt, 0);
	assert!(
		plan.draft.warnings[0].contains("10.000000000001 CVT are lacking"),
		"{plan:?}"
	);
}

#[test]
fn what_is_frozen_cannot_be_spent() {
	let (vwt, cvt) = (holdings(Currency::Vwt, 100, 90), holdings(Currency::Cvt, 0, 0));
	let draft = draft().moving(Way::Goes, Currency::Vwt, 11, "sent");
	let plan = Plan::new(draft, ME, vec![], 0, [&vwt, &cvt]);
	assert_eq!(plan.draft.warnings.len(), 1);
}

#[test]
fn several_calls_are_one_that_does_all_or_nothing() {
	let mut draft = draft();
	draft.calls.push(Call::heartbeat());
	assert_eq!(draft.call().name(), "batch_all");
	assert_eq!(draft.call().deeds(), ["Commons.unlock", "Agents.heartbeat"]);
}

#[test]
fn a_refusal_is_shown_by_its_name_and_its_words() {
	let mut plan = plan(draft(), 0, 1, 1);
	assert!(plan.refusal().is_none());
	let failure = DispatchFailure {
		name: "Origins.StakeAboveCap".into(),
		text: "too much".into(),
	};
	plan.rehearsal = Some((9, Err(failure.clone())));
	assert_eq!(plan.refusal(), Some(&failure));
	let last = plan.lines().pop().unwrap();
	assert_eq!(
		last,
		"dry run   REFUSED on the state of block 9: Origins.StakeAboveCap: too much"
	);
	assert_eq!(plan.json()["dryRun"]["error"]["name"], "Origins.StakeAboveCap");
}

#[test]
fn amounts_in_json_are_strings_of_the_smallest_unit() {
	let draft = draft().moving(Way::Goes, Currency::Vwt, UNIT, "sent");
	let json = plan(draft, 3, 2 * UNIT, 0).json();
	assert_eq!(json["fee"], "3");
	assert_eq!(json["moves"][0]["amount"], UNIT.to_string());
	assert_eq!(json["free"]["vwt"]["after"], (UNIT - 3).to_string());
	assert_eq!(json["call"], "0x0102");
}

proptest! {
	/// Nothing is made or lost between before and after, as long as there is enough.
	#[test]
	fn balances_add_up(
		vwt in 0u128..1 << 100,
		cvt in 0u128..1 << 100,
		fee in 0u128..1 << 90,
		moves in prop::collection::vec((any::<bool>(), 0u8..3, 0u128..1 << 90), 0..8),
	) {
		let draft = moves.iter().fold(draft(), |draft, (native, way, amount)| {
			let currency = if *native { Currency::Vwt } else { Currency::Cvt };
			let way = [Way::Comes, Way::Goes, Way::Held][usize::from(*way)];
			draft.moving(way, currency, *amount, "moved")
		});
		let (comes, leaves) = (draft.moved(true), draft.moved(false));
		let plan = plan(draft, fee, vwt, cvt);
		for (currency, fee) in [(Currency::Vwt, fee), (Currency::Cvt, 0)] {
			let had = plan.before.of(currency) + comes.of(currency);
			let left = leaves.of(currency) + fee;
			prop_assert_eq!(plan.after.of(currency), had.saturating_sub(left));
			prop_assert_eq!(plan.outlay().of(currency), left);
		}
	}
}
