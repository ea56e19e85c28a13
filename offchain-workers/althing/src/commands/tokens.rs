//! `althing tokens`: what accounts have, and how it changes hands.

mod balance;
mod curve;
mod trade;
mod transfer;
mod unlock;

use crate::cli::Tokens;
use crate::exit::Outcome;

pub(super) async fn run(command: Tokens, json: bool) -> Outcome {
	match command {
		Tokens::Balance(options) => balance::run(options, json).await,
		Tokens::Transfer(options) => transfer::run(options, json).await,
		Tokens::Quote(order) => curve::quote(order, json).await,
		Tokens::Buy(order) => trade::buy(order, json).await,
		Tokens::Sell(order) => trade::sell(order, json).await,
		Tokens::Curve(node) => curve::show(&node, json).await,
		Tokens::Unlock(signing) => unlock::run(signing, json).await,
	}
}
