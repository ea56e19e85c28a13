//! Short runs: what must hold whatever people do.

use althing_integration_tests::genesis;
use althing_runtime::{
	constants::currency::UNIT,
	governance::{origins::Origin, pallet_origins},
	AccountId, Balances, Curve, Runtime, RuntimeCall,
};
use althing_simulation::{
	attack::{
		cost,
		sandwich::{squeeze, widest, Order},
	},
	chain::dispatch,
	metrics::gini,
	money::whole,
	parameters::Parameters,
	report, run,
	scenario::Scenario,
	sweep::{compare, SETS},
	Outcome, Setup,
};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::Permill;

fn setup(scenario: Scenario, seed: u64) -> Setup {
	Setup {
		preset: "local_testnet".into(),
		scenario,
		days: 42,
		seed,
		change: |_| (),
	}
}

fn short(scenario: Scenario, seed: u64) -> Outcome {
	run(&setup(scenario, seed), &mut || ()).expect("the run ends")
}

fn with_tributes(percent: u32, work: impl FnOnce()) {
	genesis("local_testnet").execute_with(|| {
		let tribute = Some(Permill::from_percent(percent));
		let call = pallet_curve::Call::set_parameters {
			entry: tribute,
			exit: tribute,
		};
		dispatch(Origin::ParameterChange, RuntimeCall::Curve(call)).expect("the tribute is allowed");
		work();
	});
}

fn attacker() -> AccountId {
	Sr25519Keyring::Eve.to_account_id()
}

/// A purchase that accepts `slippage` percent less than quoted.
fn order(slippage: u128) -> Order {
	let pays = 50_000 * UNIT;
	let quote = Curve::quote_buy(pays).expect("the curve is open");
	Order {
		buyer: Sr25519Keyring::Ferdie.to_account_id(),
		pays,
		least: quote.got * (100 - slippage) / 100,
	}
}

#[test]
fn equal_seeds_give_equal_runs_and_others_do_not() {
	let first = short(Scenario::Attack, 7);
	assert_eq!(first, short(Scenario::Attack, 7));
	assert_ne!(first.epochs, short(Scenario::Attack, 8).epochs);
}

#[test]
fn no_scenario_makes_or_loses_vwt_or_issues_cvt_that_the_curve_does_not_owe_for() {
	for scenario in Scenario::ALL {
		let outcome = short(scenario, 3);
		assert_eq!(outcome.before.vwt, outcome.after.vwt, "{scenario:?}");
		// Dust that leaves with an account is below a token; nothing is above the supply.
		assert!(outcome.unbacked <= 0.0 && outcome.unbacked > -1.0, "{scenario:?}");
	}
}

#[test]
fn people_trade_and_holders_carry_a_referendum_in_every_scenario() {
	for scenario in Scenario::ALL {
		let outcome = short(scenario, 5);
		assert_eq!(outcome.epochs.len(), 6);
		assert!(outcome.honest.approved > 0, "{scenario:?}: {:?}", outcome.refused);
		assert!(outcome
			.epochs
			.iter()
			.all(|epoch| epoch.vwt_velocity > 0.0 && epoch.cvt_velocity > 0.0));
		assert!(outcome
			.epochs
			.iter()
			.all(|epoch| (0.0..1.0).contains(&epoch.gini) && epoch.price > 0.0));
		let refused: u64 = outcome.refused.values().sum();
		assert!(refused * 5 < outcome.calls, "{scenario:?}: {:?}", outcome.refused);
	}
}

#[test]
fn a_sandwich_gains_no_more_than_the_slippage_that_its_victim_accepts() {
	with_tributes(0, || {
		for slippage in [1, 2, 5] {
			let order = order(slippage);
			let quote = Curve::quote_buy(order.pays).expect("the curve is open");
			// What is left of the undisturbed order, at the dearest price that it would have paid.
			let lost = whole(quote.got - order.least);
			let bound = lost * quote.price as f64 / 1e18;
			let front = widest(&attacker(), &order, Balances::free_balance(attacker()) / 2);
			let gain = althing_simulation::chain::rehearse(|| squeeze(&attacker(), &order, front));
			let gain = gain.expect("the order passes");
			assert!(gain > 0.0 && gain <= bound * 1.000_001, "{gain} of {bound}");
		}
	});
}

#[test]
fn tributes_make_a_sandwich_lose() {
	with_tributes(5, || {
		let order = order(1);
		let front = widest(&attacker(), &order, Balances::free_balance(attacker()) / 2);
		let gain = squeeze(&attacker(), &order, front).expect("the order passes");
		assert!(gain < 0.0, "{gain}");
	});
}

#[test]
fn an_order_that_is_pressed_too_far_is_refused_and_nothing_happens() {
	with_tributes(0, || {
		let order = order(1);
		let before = Balances::free_balance(attacker());
		assert!(squeeze(&attacker(), &order, before / 2).is_err());
		assert_eq!(Balances::free_balance(attacker()), before);
	});
}

#[test]
fn a_round_trip_costs_the_tributes_and_without_them_next_to_nothing() {
	let lost = |percent| {
		let mut lost = 0.0;
		with_tributes(percent, || {
			lost = whole(cost::of_round_trip(100_000 * UNIT).expect("it can be paid"));
		});
		lost
	};
	assert!(lost(0) < 1.0, "{}", lost(0));
	assert!(lost(5) > 9_000.0, "{}", lost(5));
}

#[test]
fn governance_reaches_every_set_of_a_sweep() {
	let mut reached: Vec<Parameters> = Vec::new();
	for set in SETS {
		let now = genesis("local_testnet").execute_with(|| {
			// As in a run: the preset's pace would shorten the half-life.
			pallet_origins::Pace::<Runtime>::put(1);
			let mut wanted = Parameters::in_force().expect("the curve is open");
			(set.change)(&mut wanted);
			wanted
				.enact(&Sr25519Keyring::Eve.to_account_id())
				.expect("governance may");
			let now = Parameters::in_force().expect("the curve is open");
			// ρ is a share of a billion, and what is compared is its quotient with β².
			assert!((now.share - wanted.share).abs() < 1e-6, "{}: {now:?}", set.name);
			let rounded = Parameters {
				share: wanted.share,
				..now
			};
			assert_eq!(rounded, wanted, "{}", set.name);
			now
		});
		assert!(
			!reached.contains(&now),
			"{} is a set that is there already",
			set.name
		);
		reached.push(now);
	}
}

#[test]
fn a_report_has_its_page_series_and_pictures() {
	let folder = tempfile::tempdir().expect("a folder can be made");
	let outcomes = [short(Scenario::Calm, 1)];
	report::write(folder.path(), &outcomes, "a test").expect("the report can be written");
	for name in ["economy.md", "economy/calm.csv", "economy/price.svg"] {
		let text = std::fs::read_to_string(folder.path().join(name)).expect(name);
		assert!(!text.is_empty() && !text.contains("NaN"), "{name}");
	}
	let series = std::fs::read_to_string(folder.path().join("economy/calm.csv")).expect("it is there");
	assert_eq!(series.lines().count(), 1 + outcomes[0].epochs.len());
}

#[test]
fn a_sweep_compares_a_set_over_all_scenarios() {
	let set = SETS[0];
	let mut days = 0;
	let short = Setup {
		days: 14,
		..setup(Scenario::Calm, 1)
	};
	let compared = compare(set, &short, &mut || days += 1).expect("the runs end");
	assert_eq!(days, 4 * 14);
	assert!(compared.vwt_velocity > 0.0 && compared.pool_left > 0.0);
}

#[test]
fn gini_is_nothing_among_equals_and_nearly_one_when_one_has_all() {
	assert!(gini(vec![3.0; 10]).abs() < 1e-9);
	let mut worths = vec![0.0; 99];
	worths.push(1.0);
	assert!((gini(worths) - 0.99).abs() < 1e-9);
	assert!(gini(vec![]).abs() < 1e-9);
}
