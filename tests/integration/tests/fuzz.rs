//! Whatever is called, by whomever, in whatever order: nothing panics, nothing weighs more than it said, no
//! money appears or goes in silence, every invariant holds.
//!
//! `ALTHING_FUZZ_CALLS` says how many calls a history has, `ALTHING_FUZZ_SEED` which history it is; see
//! `scripts/fuzz` for long runs.

use althing_integration_tests::fuzz::{
	counting::{Meter, Usage},
	grammar::Grammar,
	machine::Machine,
	make,
};
use althing_runtime::{AccountId, Balances, Runtime, RuntimeCall, RuntimeOrigin};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use std::time::{Duration, Instant};

fn variable<T: std::str::FromStr>(name: &str, default: T) -> T {
	match std::env::var(name) {
		Ok(text) => text
			.parse()
			.unwrap_or_else(|_| panic!("{name}={text} is no number")),
		Err(_) => default,
	}
}

#[track_caller]
fn holds(seed: u64, calls: u64) {
	match make(seed, calls) {
		Ok(tally) => println!(
			"seed {seed}: {} calls in {} blocks, {} kinds succeeded, {} were garbage",
			tally.calls,
			tally.blocks,
			tally.succeeded.len(),
			tally.garbage
		),
		Err(broken) => panic!("{broken}"),
	}
}

/// Always the same one, unless a seed is given: a build that passed passes again.
#[test]
fn a_history_by_chance_keeps_every_promise() {
	holds(
		variable("ALTHING_FUZZ_SEED", 20_261),
		variable("ALTHING_FUZZ_CALLS", 10_000),
	);
}

/// Seeds whose histories once found something, and some that go far.
#[test]
fn histories_that_once_broke_something_break_it_no_more() {
	for line in include_str!("../corpus/seeds").lines() {
		let words: Vec<&str> = line
			.split('#')
			.next()
			.unwrap_or_default()
			.split_whitespace()
			.collect();
		if let [seed, calls] = words[..] {
			holds(seed.parse().unwrap(), calls.parse().unwrap());
		}
	}
}

/// One seed after the other, for `ALTHING_FUZZ_MINUTES`.
#[test]
#[ignore = "as long as it is told to; see scripts/fuzz"]
fn long_run() {
	let began = Instant::now();
	let time = Duration::from_secs(60 * variable::<u64>("ALTHING_FUZZ_MINUTES", 10));
	let mut seed = variable("ALTHING_FUZZ_SEED", began_at());
	while began.elapsed() < time {
		holds(seed, variable("ALTHING_FUZZ_CALLS", 3_000));
		seed = seed.wrapping_add(1);
	}
}

fn began_at() -> u64 {
	std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()
}

/// The fuzzing is worth something only while it gets somewhere: panels are drawn, ballots opened, decisions
/// made.
#[test]
fn a_history_reaches_the_depths_of_our_pallets() {
	let tally = make(1, 10_000).unwrap_or_else(|broken| panic!("{broken}"));
	for name in [
		"Agents.register",
		"Agents.heartbeat",
		"Agents.add_bond",
		"Agents.retire",
		"Anchors.submit",
		"Cmp.open",
		"Cmp.seal",
		"Cmp.reveal",
		"Curve.buy",
		"Curve.sell",
		"Commons.submit",
		"Commons.stake",
		"Commons.unlock",
		"Mandates.appoint",
		"Mandates.act",
		"Mandates.execute",
		"Referenda.submit",
		"ConvictionVoting.vote",
	] {
		assert!(
			tally.succeeded.contains_key(name),
			"{name} never succeeded: {:?}",
			tally.succeeded
		);
	}
	assert!(tally.succeeded.len() > 30, "{:?}", tally.succeeded);
	// What cannot be held to a mandate says nothing: it must stay an exception.
	assert!(tally.acts.held > 20 * tally.acts.skipped, "{:?}", tally.acts);
}

/// Where the curve is not open yet it gets through a hatch, to where what was contributed vests.
#[test]
fn a_history_without_a_curve_hatches_one() {
	// Whether a hatch reaches its goal is chance: the first history of a few in which one does. Every fourth
	// begins without a curve.
	let tally = (4..16)
		.step_by(4)
		.map(|seed| make(seed, 10_000).unwrap_or_else(|broken| panic!("{broken}")))
		.find(|tally| tally.succeeded.contains_key("Curve.claim"))
		.expect("one of three hatches opens the curve");
	for name in [
		"Curve.start_hatch",
		"Curve.contribute",
		"Curve.finalize",
		"Curve.claim",
		"Curve.buy",
	] {
		assert!(
			tally.succeeded.contains_key(name),
			"{name} never succeeded: {:?}",
			tally.succeeded
		);
	}
}

#[test]
fn the_same_seed_is_the_same_history() {
	let run = || {
		let tally = make(7, 300).unwrap_or_else(|broken| panic!("{broken}"));
		(tally.calls, tally.blocks, tally.garbage, tally.succeeded)
	};
	assert_eq!(run(), run());
}

#[test]
fn calls_of_every_pallet_are_written() {
	let pallets = Grammar::new().pallets();
	for pallet in [
		"System",
		"Balances",
		"Cvt",
		"Staking",
		"Session",
		"Utility",
		"Agents",
		"Cmp",
		"Anchors",
		"Curve",
		"Commons",
		"Mandates",
		"Knowledge",
	] {
		assert!(
			pallets.iter().any(|name| name == pallet),
			"{pallet} is not in {pallets:?}"
		);
	}
}

fn key(name: &[u8]) -> Vec<u8> {
	name.to_vec()
}

#[test]
fn keys_count_once_and_what_is_rolled_back_is_not_written() {
	let meter = Meter::default();
	let mut machine = Machine::new("development");
	let ((), usage) = machine.rehearse(|| {
		sp_io::storage::get(b"a");
		sp_io::storage::get(b"a");
		sp_io::storage::set(b"b", b"1");
		sp_io::storage::get(b"b");
		sp_io::storage::start_transaction();
		sp_io::storage::set(b"c", b"1");
		sp_io::storage::get(b"d");
		sp_io::storage::rollback_transaction();
		sp_io::storage::start_transaction();
		sp_io::storage::clear(b"e");
		sp_io::storage::commit_transaction();
	});
	assert_eq!(usage, Usage { reads: 2, writes: 2 });
	// Without externalities that tell it, a meter counts nothing.
	assert_eq!(meter.count([key(b"a")], || ()).1, Usage::default());
}

#[test]
fn a_transfer_reads_and_writes_the_receiver_only_and_its_base_weight_pays_for_the_filter() {
	let mut machine = Machine::new("development");
	machine.begin(1);
	let [alice, bob]: [AccountId; 2] =
		[Sr25519Keyring::Alice, Sr25519Keyring::Bob].map(|key| key.to_account_id());
	let call = RuntimeCall::Balances(pallet_balances::Call::transfer_allow_death {
		dest: bob.clone().into(),
		value: 1_000_000_000_000,
	});
	let before = machine.with(|| Balances::free_balance(&bob));
	let done = machine.dispatch(call, RuntimeOrigin::signed(alice.clone()), Some(&alice));
	assert!(done.result.is_ok(), "{:?}", done.result);
	assert_eq!(done.usage, Usage { reads: 1, writes: 1 });
	assert_eq!(
		machine.with(|| Balances::free_balance(&bob)),
		before + 1_000_000_000_000
	);
	let costs = <<Runtime as frame_system::Config>::DbWeight as frame_support::traits::Get<
		frame_support::weights::RuntimeDbWeight,
	>>::get();
	assert!(costs.reads_writes(1, 1).all_lte(done.declared.call_weight));
	// Whether the chain is in safe mode, and whether the call is paused.
	let weights = <<Runtime as frame_system::Config>::BlockWeights as frame_support::traits::Get<
		frame_system::limits::BlockWeights,
	>>::get();
	let base = weights.get(done.declared.class).base_extrinsic;
	let usual = frame_support::weights::constants::ExtrinsicBaseWeight::get();
	assert!((usual + costs.reads(2)).all_lte(base));
	machine.end();
}
