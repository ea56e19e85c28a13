//! What holds whatever was called.

use super::{counting::Usage, machine::Done};
use althing_runtime::{Balances, Cvt, Runtime, RuntimeEvent};
use frame_support::weights::Weight;
use polkadot_sdk::*;

/// What there is of both currencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issuance {
	vwt: u128,
	cvt: u128,
}

impl Issuance {
	/// What there is now.
	pub fn now() -> Self {
		Self {
			vwt: Balances::total_issuance(),
			cvt: Cvt::total_issuance(),
		}
	}
}

/// Which ways an issuance may have moved, by what the chain says of itself.
#[derive(Default)]
struct Said {
	made: bool,
	burnt: bool,
}

impl Said {
	fn hears<I: 'static>(&mut self, event: &pallet_balances::Event<Runtime, I>)
	where
		Runtime: pallet_balances::Config<I>,
	{
		use pallet_balances::Event::*;
		match event {
			Minted { .. } | Issued { .. } | MintedCredit { .. } => self.made = true,
			Burned { .. }
			| BurnedHeld { .. }
			| BurnedDebt { .. }
			| Rescinded { .. }
			| DustLost { .. }
			| Slashed { .. }
			| Withdraw { .. } => self.burnt = true,
			BalanceSet { .. } => (self.made, self.burnt) = (true, true),
			_ => (),
		}
	}

	fn explains(&self, before: u128, after: u128) -> bool {
		(after <= before || self.made) && (after >= before || self.burnt)
	}
}

/// Whether what moved between two issuances is explained by `events`: nothing is made or burnt in silence.
///
/// # Errors
///
/// Which currency moved, and how far.
pub fn explained<'e>(
	before: Issuance,
	after: Issuance,
	events: impl IntoIterator<Item = &'e RuntimeEvent>,
) -> Result<(), String> {
	let (mut vwt, mut cvt) = (Said::default(), Said::default());
	for event in events {
		match event {
			RuntimeEvent::Balances(event) => vwt.hears(event),
			RuntimeEvent::Cvt(event) => cvt.hears(event),
			RuntimeEvent::Staking(pallet_staking::Event::Rewarded { .. }) => vwt.made = true,
			RuntimeEvent::Staking(pallet_staking::Event::Slashed { .. })
			| RuntimeEvent::Agents(pallet_agents::Event::Slashed { .. }) => vwt.burnt = true,
			_ => (),
		}
	}
	let moved = |name: &str, from: u128, to: u128| Err(format!("{name} went from {from} to {to} in silence"));
	if !vwt.explains(before.vwt, after.vwt) {
		return moved("VWT", before.vwt, after.vwt);
	}
	if !cvt.explains(before.cvt, after.cvt) {
		return moved("CVT", before.cvt, after.cvt);
	}
	Ok(())
}

/// Every invariant of our pallets, that all books balance, and that what all accounts have adds up to what was
/// issued.
///
/// # Errors
///
/// The first that does not hold.
pub fn invariants() -> Result<(), String> {
	let of = |pallet: &str, checked: Result<(), sp_runtime::TryRuntimeError>| {
		checked.map_err(|error| format!("{pallet}: {error:?}"))
	};
	of("agents", pallet_agents::Pallet::<Runtime>::do_try_state())?;
	of("cmp", pallet_cmp::Pallet::<Runtime>::do_try_state())?;
	of("anchors", pallet_anchors::Pallet::<Runtime>::do_try_state())?;
	of("curve", pallet_curve::Pallet::<Runtime>::do_try_state())?;
	of("commons", pallet_commons::Pallet::<Runtime>::do_try_state())?;
	of("mandates", pallet_mandates::Pallet::<Runtime>::do_try_state())?;
	of("knowledge", pallet_knowledge::Pallet::<Runtime>::do_try_state())?;
	super::books::balanced()?;
	crate::assert_conserved();
	Ok(())
}

/// A call of our pallets weighs no more than it said, and reads and writes no more than that covers.
///
/// Calls of the SDK may say afterwards a little more than before, where two benchmarks were fitted apart
/// (`Multisig.approve_as_multi` does); the frame charges the lower.
///
/// # Errors
///
/// What it said and what it took.
pub fn kept_its_word(name: &str, done: &Done) -> Result<(), String> {
	let ours = [
		"Agents.",
		"Cmp.",
		"Anchors.",
		"Origins.",
		"Curve.",
		"Commons.",
		"Mandates.",
		"Knowledge.",
	];
	if !ours.iter().any(|pallet| name.starts_with(pallet)) {
		return Ok(());
	}
	let declared = done.declared.call_weight;
	let post = match &done.result {
		Ok(post) => post,
		Err(error) => &error.post_info,
	};
	if let Some(actual) = post.actual_weight.filter(|actual| actual.any_gt(declared)) {
		return Err(format!("{name} weighed {actual} and had said {declared}"));
	}
	covered(name, declared, done.usage)
}

/// Whether `declared` is enough for `usage` with the database's costs.
///
/// # Errors
///
/// When it is not.
pub fn covered(what: &str, declared: Weight, usage: Usage) -> Result<(), String> {
	let costs = <Runtime as frame_system::Config>::DbWeight::get();
	let needed = costs.reads_writes(usage.reads.into(), usage.writes.into());
	if needed.ref_time() <= declared.ref_time() {
		return Ok(());
	}
	Err(format!(
		"{what} had {usage:?}, which takes {needed}, and had said {declared}"
	))
}
