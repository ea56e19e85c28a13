//! `althing tokens`

use super::{Node, Signer, Signing};
use crate::amount::{parse_some, Share};
use clap::{Args, Subcommand};

/// `althing tokens`
#[derive(Debug, Subcommand)]
pub enum Tokens {
	/// What an account has, and why it cannot spend all of it.
	Balance(Balance),
	/// Send VWT or CVT. The account stays.
	Transfer(Transfer),
	/// What an order would give.
	#[command(subcommand)]
	Quote(Quote),
	/// Buy CVT from the curve for so many VWT.
	Buy(Trade),
	/// Sell so many CVT to the curve.
	Sell(Trade),
	/// The curve: price, supply, reserve, tributes.
	Curve(Node),
	/// Take back all votes, delegations and stakes, and free what can be freed now.
	Unlock(Signing),
}

/// `althing tokens balance`
#[derive(Clone, Debug, Args)]
pub struct Balance {
	/// The account, in SS58 or hex; the one that would sign otherwise.
	pub account: Option<String>,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
	/// Who signs.
	#[command(flatten)]
	pub signer: Signer,
	/// The derivation of the account, from the keystore's phrase.
	#[arg(long = "as", value_name = "PATH", default_value = "//Alice")]
	pub derivation: String,
}

/// `althing tokens transfer`
#[derive(Clone, Debug, Args)]
#[command(group = clap::ArgGroup::new("amount").required(true))]
pub struct Transfer {
	/// To whom: an account in SS58 or hex.
	pub to: String,
	/// How many VWT, such as 12.5.
	#[arg(long, value_name = "AMOUNT", group = "amount", value_parser = parse_some)]
	pub vwt: Option<u128>,
	/// How many CVT.
	#[arg(long, value_name = "AMOUNT", group = "amount", value_parser = parse_some)]
	pub cvt: Option<u128>,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing tokens quote`
#[derive(Clone, Debug, Subcommand)]
pub enum Quote {
	/// What buying with so many VWT would give.
	Buy {
		/// How many VWT.
		#[arg(value_parser = parse_some)]
		amount: u128,
		/// How the chain is reached.
		#[command(flatten)]
		node: Node,
	},
	/// What selling so many CVT would give.
	Sell {
		/// How many CVT.
		#[arg(value_parser = parse_some)]
		amount: u128,
		/// How the chain is reached.
		#[command(flatten)]
		node: Node,
	},
}

/// `althing tokens buy` and `sell`
#[derive(Clone, Debug, Args)]
pub struct Trade {
	/// How many VWT to pay, or CVT to sell.
	#[arg(value_parser = parse_some)]
	pub amount: u128,
	/// How much less than quoted is still accepted, in per cent.
	#[arg(long, value_name = "PERCENT", default_value = "1")]
	pub max_slippage: Share,
	/// In how many blocks from the newest finalized one the order must be executed.
	#[arg(long, value_name = "BLOCKS", default_value_t = althing_chain::MORTALITY, value_parser = clap::value_parser!(u32).range(1..))]
	pub deadline: u32,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}
