use crate::{mock::*, UNIT};
use polkadot_sdk::{frame_support::storage::with_storage_layer, sp_runtime::Permill};
use proptest::prelude::*;

/// One step of a history.
#[derive(Clone, Debug)]
enum Step {
	Buy { who: u64, amount: u128 },
	Sell { who: u64, amount: u128 },
	Donate { who: u64, amount: u128 },
	Contribute { who: u64, amount: u128 },
	Start,
	Finalize,
	Claim { who: u64 },
	Refund { who: u64 },
	Tributes { entry: u32, exit: u32 },
	Kappa { kappa: u32 },
	Pause { on: bool },
	Pass { blocks: u64 },
}

fn amount() -> impl Strategy<Value = u128> {
	prop_oneof![
		1 => 0u128..10,
		2 => 0u128..UNIT,
		4 => (0u128..200_000).prop_map(|whole| whole * UNIT + whole),
	]
}

fn step() -> impl Strategy<Value = Step> {
	let who = prop_oneof![Just(ALICE), Just(BOB), Just(CAROL), Just(DAVE)];
	prop_oneof![
		5 => (who.clone(), amount()).prop_map(|(who, amount)| Step::Buy { who, amount }),
		5 => (who.clone(), amount()).prop_map(|(who, amount)| Step::Sell { who, amount }),
		1 => (who.clone(), amount()).prop_map(|(who, amount)| Step::Donate { who, amount }),
		3 => (who.clone(), amount()).prop_map(|(who, amount)| Step::Contribute { who, amount: amount / 100 }),
		1 => Just(Step::Start),
		2 => Just(Step::Finalize),
		2 => who.clone().prop_map(|who| Step::Claim { who }),
		2 => who.prop_map(|who| Step::Refund { who }),
		1 => (0u32..250_000, 0u32..250_000).prop_map(|(entry, exit)| Step::Tributes { entry, exit }),
		1 => (900_000u32..8_100_000).prop_map(|kappa| Step::Kappa { kappa }),
		1 => any::<bool>().prop_map(|on| Step::Pause { on }),
		2 => (1u64..80).prop_map(|blocks| Step::Pass { blocks }),
	]
}

fn take(step: &Step) {
	let signed = RuntimeOrigin::signed;
	let root = RuntimeOrigin::root;
	// As in a block: what a refused call wrote is undone.
	let _ = with_storage_layer(|| match *step {
		Step::Buy { who, amount } => buy(who, amount),
		Step::Sell { who, amount } => sell(who, amount),
		Step::Donate { who, amount } => Curve::donate(signed(who), amount),
		Step::Contribute { who, amount } => contribute(who, amount),
		Step::Start => Curve::start_hatch(root(), terms()),
		Step::Finalize => Curve::finalize(signed(ALICE)),
		Step::Claim { who } => Curve::claim(signed(who)),
		Step::Refund { who } => Curve::refund(signed(ALICE), who),
		Step::Tributes { entry, exit } => {
			let (entry, exit) = (Permill::from_parts(entry), Permill::from_parts(exit));
			Curve::set_parameters(root(), Some(entry), Some(exit))
		}
		Step::Kappa { kappa } => Curve::set_kappa(root(), kappa),
		Step::Pause { on: true } => Curve::pause(root()),
		Step::Pause { on: false } => Curve::unpause(root()),
		Step::Pass { blocks } => {
			advance(blocks);
			Ok(())
		}
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn any_history_conserves_vwt_and_keeps_the_supply_backed(
		open in any::<bool>(),
		steps in proptest::collection::vec(step(), 1..80),
	) {
		let builder = if open { ExtBuilder::default() } else { ExtBuilder::closed() };
		builder.build().execute_with(|| {
			let issuance = Vwt::total_issuance();
			for step in steps {
				take(&step);
				prop_assert_eq!(Vwt::total_issuance(), issuance, "after {:?}", step);
				prop_assert_eq!(Curve::do_try_state(), Ok(()), "after {:?}", step);
			}
			Ok(())
		})?;
	}

	#[test]
	fn a_trader_never_gains_whatever_the_orders(
		entry in 0u32..200_000,
		orders in proptest::collection::vec((any::<bool>(), amount()), 1..40),
	) {
		ExtBuilder::default().build().execute_with(|| {
			take(&Step::Tributes { entry, exit: 0 });
			let (vwt_before, cvt_before) = (vwt(ALICE), cvt(ALICE));
			for (buying, amount) in orders {
				take(&if buying {
					Step::Buy { who: ALICE, amount }
				} else {
					Step::Sell { who: ALICE, amount }
				});
				prop_assert!(
					vwt(ALICE) <= vwt_before && cvt(ALICE) <= cvt_before
						|| (vwt(ALICE) < vwt_before) != (cvt(ALICE) < cvt_before)
				);
			}
			Ok(())
		})?;
	}
}
