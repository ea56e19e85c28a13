//! What an attack would cost now, by the curve's own quotes and by orders that are taken back.

use althing_runtime::{constants::currency::UNIT, Balance, Balances, Curve, Cvt};
use frame_support::traits::fungible::{Inspect, Mutate};
use pallet_curve::Quote;
use polkadot_sdk::*;
use sp_runtime::Perbill;

use crate::{
	account::{account, NOBODY},
	chain::{by, dispatch, rehearse},
	money::cvt,
	world::{buying, selling},
};

/// How exactly amounts are searched.
const STEP: Balance = UNIT / 1_000;

/// The VWT that `tokens` CVT cost now; nothing where the curve does not sell as many.
pub fn of_tokens(tokens: Balance) -> Option<Balance> {
	least(|quote| quote.got >= tokens)
}

/// The VWT that buy `share` of all CVT that there are then.
pub fn of_share(share: Perbill) -> Option<Balance> {
	let issued = Cvt::total_issuance();
	least(|quote| quote.got >= share * issued.saturating_add(quote.got))
}

/// What of `pays` VWT is lost when it is put into CVT and all of that sold at once.
pub fn of_round_trip(pays: Balance) -> Option<Balance> {
	rehearse(|| {
		let who = account(NOBODY, 0);
		let purse = pays.checked_add(UNIT)?;
		Balances::mint_into(&who, purse).ok()?;
		dispatch(by(&who), buying(pays, 0)).ok()?;
		dispatch(by(&who), selling(cvt(&who), 0)).ok()?;
		purse.checked_sub(Balances::balance(&who))
	})
}

/// The least that, paid to the curve, gives an order that is `enough`; more gives more.
fn least(enough: impl Fn(&Quote) -> bool) -> Option<Balance> {
	let reached = |pays| Curve::quote_buy(pays).map(|quote| enough(&quote));
	let mut high = UNIT;
	while !reached(high).ok()? {
		high = high.checked_mul(2)?;
	}
	let mut low = 0;
	while high - low > STEP {
		let middle = low + (high - low) / 2;
		// The smallest orders give nothing.
		if reached(middle).unwrap_or(false) {
			high = middle;
		} else {
			low = middle;
		}
	}
	Some(high)
}
