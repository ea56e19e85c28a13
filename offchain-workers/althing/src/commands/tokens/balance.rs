//! `althing tokens balance`: what an account has, and why it cannot spend all of it.

use crate::amount::exact;
use crate::cli::Balance;
use crate::commands::connect::connect;
use crate::commands::output::print_json;
use crate::exit::{Failure, Outcome};
use crate::say;
use crate::signer::secret;
use althing_chain::{parse_account, ss58, AccountId, Chain, ClaimKind, Currency, Holdings};
use serde_json::{json, Value};

pub(super) async fn run(options: Balance, json: bool) -> Outcome {
	let chain = connect(&options.node).await?;
	let account = account(&options, &chain).await?;
	let state = chain.now().await?;
	state.expect(&["Cvt"])?;
	let vwt = state.holdings(Currency::Vwt, &account).await?;
	let cvt = state.holdings(Currency::Cvt, &account).await?;
	if json {
		print_json(&json!({
			"account": ss58(&account), "vwt": as_json(&vwt), "cvt": as_json(&cvt),
		}));
		return Ok(());
	}
	say!("account       {}", ss58(&account));
	for holdings in [vwt, cvt] {
		lines(&holdings).iter().for_each(|line| say!("{line}"));
	}
	Ok(())
}

/// The account that was named, or the one that would sign.
async fn account(options: &Balance, chain: &Chain) -> Result<AccountId, Failure> {
	match &options.account {
		Some(text) => parse_account(text).map_err(Failure::input),
		None => Ok(secret(&options.signer, chain)
			.await?
			.derive(&options.derivation)?
			.account()),
	}
}

const fn word(kind: ClaimKind) -> &'static str {
	match kind {
		ClaimKind::Held => "held",
		ClaimKind::Frozen => "frozen",
	}
}

fn lines(holdings: &Holdings) -> Vec<String> {
	let currency = holdings.currency;
	let mut lines = vec![
		format!("{currency} free      {}", exact(holdings.balance.free)),
		format!("{currency} held      {}", exact(holdings.balance.reserved)),
		format!("{currency} frozen    {}", exact(holdings.balance.frozen)),
		format!("{currency} to spend  {}", exact(holdings.transferable())),
	];
	let claims = holdings.claims.iter();
	lines.extend(claims.map(|claim| {
		format!(
			"  {:<6}      {} by {}",
			word(claim.kind),
			exact(claim.amount),
			claim.reason
		)
	}));
	lines
}

fn as_json(holdings: &Holdings) -> Value {
	let claims: Vec<Value> = holdings
		.claims
		.iter()
		.map(
			|claim| json!({ "kind": word(claim.kind), "reason": claim.reason, "amount": claim.amount.to_string() }),
		)
		.collect();
	json!({
		"free": holdings.balance.free.to_string(),
		"held": holdings.balance.reserved.to_string(),
		"frozen": holdings.balance.frozen.to_string(),
		"transferable": holdings.transferable().to_string(),
		"minimum": holdings.minimum.to_string(),
		"claims": claims,
	})
}
