//! Amounts: the chain counts in 10⁻¹², people and reports in whole tokens.

use althing_runtime::{constants::currency::UNIT, AccountId, Balance, Balances, Curve, Cvt};
use frame_support::traits::{
	fungible::Inspect,
	tokens::{Fortitude, Preservation},
};
use polkadot_sdk::*;

/// An amount in whole tokens.
pub fn whole(amount: Balance) -> f64 {
	amount as f64 / UNIT as f64
}

/// Whole tokens as the chain counts them; nothing for less than none.
pub fn units(tokens: f64) -> Balance {
	(tokens.max(0.0) * UNIT as f64) as Balance
}

/// A part of an amount.
pub fn part(amount: Balance, of: f64) -> Balance {
	units(whole(amount) * of)
}

/// The VWT that `who` can spend and stay alive.
pub fn vwt(who: &AccountId) -> Balance {
	Balances::reducible_balance(who, Preservation::Preserve, Fortitude::Polite)
}

/// The CVT that `who` can sell or give away: neither staked nor locked by votes.
pub fn cvt(who: &AccountId) -> Balance {
	Cvt::reducible_balance(who, Preservation::Preserve, Fortitude::Polite)
}

/// All VWT of `accounts`, what is held included, and what the curve would give for all of their CVT now.
pub fn worth<'a>(accounts: impl IntoIterator<Item = &'a AccountId>) -> f64 {
	let (mut paid, mut tokens) = (0, 0);
	for who in accounts {
		paid += Balances::total_balance(who);
		tokens += Cvt::total_balance(who);
	}
	// What is too small to be sold is worth nothing.
	whole(paid) + whole(Curve::quote_sell(tokens).map_or(0, |quote| quote.got))
}
