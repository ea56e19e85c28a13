//! `althing tokens curve` and `quote`: what the curve is, and what it would give.

use crate::amount::exact;
use crate::cli::{Node, Quote};
use crate::commands::connect::connect;
use crate::commands::output::{percent, print_json};
use crate::exit::{Failure, Outcome};
use crate::say;
use althing_chain::views::{CurveView, QuoteView};
use althing_chain::State;

/// The curve, or why there is none.
pub(super) async fn open(state: &State) -> Result<CurveView, Failure> {
	let view = state.curve().await?;
	view.ok_or_else(|| Failure::refused("Curve.NotOpen: The curve is not open yet."))
}

pub(super) async fn show(node: &Node, json: bool) -> Outcome {
	let view = open(&connect(node).await?.now().await?).await?;
	if json {
		print_json(&view);
		return Ok(());
	}
	say!("price     {} VWT for a CVT", price(view.price));
	say!("supply    {} CVT", exact(view.supply));
	say!(
		"reserve   {} VWT, of which {} back the supply",
		exact(view.reserve),
		exact(view.owed)
	);
	say!(
		"unbacked  {} CVT that others issued compete for it",
		exact(view.unbacked)
	);
	say!(
		"tribute   {} of a purchase, {} of a sale",
		percent(view.entry),
		percent(view.exit)
	);
	say!(
		"kappa     {}.{:06}",
		view.kappa / 1_000_000,
		view.kappa % 1_000_000
	);
	if view.paused {
		say!("PAUSED    orders are refused until governance lets trading go on");
	}
	Ok(())
}

pub(super) async fn quote(order: Quote, json: bool) -> Outcome {
	let (node, buying, amount) = match &order {
		Quote::Buy { amount, node } => (node, true, *amount),
		Quote::Sell { amount, node } => (node, false, *amount),
	};
	let state = connect(node).await?.now().await?;
	let curve = open(&state).await?;
	let quote = quoted(&state, buying, amount).await?;
	if json {
		print_json(&quote);
		return Ok(());
	}
	let (given, got) = if buying { ("VWT", "CVT") } else { ("CVT", "VWT") };
	say!("gives     {} {given}", exact(quote.given));
	say!("gets      {} {got}", exact(quote.got));
	say!("tribute   {} VWT to the commons", exact(quote.tribute));
	say!(
		"price     {} VWT for a CVT, then {}",
		price(curve.price),
		price(quote.price)
	);
	if curve.paused {
		say!("warning   trading is paused: the order would be refused now");
	}
	Ok(())
}

/// What an order would give, or that the curve cannot take it.
pub(super) async fn quoted(state: &State, buying: bool, amount: u128) -> Result<QuoteView, Failure> {
	let quote = match buying {
		true => state.quote_buy(amount).await?,
		false => state.quote_sell(amount).await?,
	};
	quote.ok_or_else(|| {
		Failure::refused(
			"the curve cannot take this order: nothing would be got for it (Curve.OrderTooSmall), it is larger than \
			 there can be (Curve.OrderTooLarge), or it sells more than the supply (Curve.ExceedsSupply)",
		)
	})
}

/// A price, which has 18 decimals, with six.
fn price(price: u128) -> String {
	const UNIT: u128 = 10u128.pow(18);
	format!("{}.{:06}", price / UNIT, price % UNIT / 10u128.pow(12))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_price_shows_six_decimals() {
		assert_eq!(price(10u128.pow(18)), "1.000000");
		assert_eq!(price(1_234_567_890_123_456_789), "1.234567");
		assert_eq!(price(1), "0.000000");
	}
}
