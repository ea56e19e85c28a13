//! `althing tokens buy` and `sell`

use super::curve::{open, quoted};
use crate::amount::exact;
use crate::cli::Trade;
use crate::commands::signing::Session;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Way};
use althing_chain::views::QuoteView;
use althing_chain::{Call, Currency};

pub(super) async fn buy(order: Trade, json: bool) -> Outcome {
	trade(order, true, json).await
}

pub(super) async fn sell(order: Trade, json: bool) -> Outcome {
	trade(order, false, json).await
}

async fn trade(order: Trade, buying: bool, json: bool) -> Outcome {
	let session = Session::open(order.signing.clone(), json, &["Curve", "Cvt"]).await?;
	let curve = open(&session.state).await?;
	let quote = quoted(&session.state, buying, order.amount).await?;
	let least = order.max_slippage.off(quote.got);
	if least == 0 {
		return Err(Failure::input(
			"with this slippage the order would accept nothing at all: lower --max-slippage",
		));
	}
	let deadline = session.pace.now.saturating_add(order.deadline);
	let mut draft = draft(&quote, buying, least, deadline).warning(format!(
		"the order is void after {}, and if it would give less than {} {}",
		session.pace.at(deadline),
		exact(least),
		got(buying),
	));
	if curve.paused {
		draft = draft.warning("trading is paused");
	}
	session.carry_out(draft).await
}

const fn got(buying: bool) -> Currency {
	if buying {
		Currency::Cvt
	} else {
		Currency::Vwt
	}
}

fn draft(quote: &QuoteView, buying: bool, least: u128, deadline: u32) -> Draft {
	let (gives, gets) = (got(!buying), got(buying));
	let call = match buying {
		true => Call::buy(quote.given, least, deadline),
		false => Call::sell(quote.given, least, deadline),
	};
	let verb = if buying { "buy CVT for" } else { "sell" };
	let tribute = format!("with a tribute of {} VWT to the commons", exact(quote.tribute));
	Draft::new(format!("{verb} {} {gives}", exact(quote.given)), call)
		.moving(Way::Goes, gives, quote.given, format!("to the curve, {tribute}"))
		.moving(
			Way::Comes,
			gets,
			quote.got,
			format!("as quoted, {} at least", exact(least)),
		)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::amount::UNIT;

	#[test]
	fn an_order_names_what_it_gives_and_the_least_it_takes() {
		let quote = QuoteView {
			given: 10 * UNIT,
			got: 4 * UNIT,
			tribute: UNIT,
			supply: 0,
			reserve: 0,
			price: 0,
		};
		let bought = draft(&quote, true, 3 * UNIT, 99);
		assert_eq!(bought.call(), Call::buy(10 * UNIT, 3 * UNIT, 99));
		assert_eq!(bought.outlay().vwt, 10 * UNIT);
		let sold = draft(&quote, false, 3 * UNIT, 99);
		assert_eq!(sold.call(), Call::sell(10 * UNIT, 3 * UNIT, 99));
		assert_eq!((sold.outlay().vwt, sold.outlay().cvt), (0, 10 * UNIT));
	}
}
