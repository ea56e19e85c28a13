//! `althing validator`: from a synced node to a validator.

use super::connect::connect_as;
use super::inclusion::{included, succeeded};
use super::output::{print_json, vwt};
use crate::amount::UNIT;
use crate::cli::ValidatorJoin;
use crate::exit::{Failure, Outcome};
use althing_chain::{ss58, AccountId, Call, Chain, Error, Keypair, State};
use codec::{Compact, Decode};
use polkadot_sdk::sp_arithmetic::Perbill;
use serde_json::json;

/// What an account lacks to be a candidate in the next election.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Missing {
	bond: bool,
	keys: bool,
	candidacy: bool,
}

impl Missing {
	async fn of(state: &State, account: &AccountId) -> Result<Self, Error> {
		Ok(Self {
			bond: !exists::<AccountId>(state, "Staking", "Bonded", account).await?,
			keys: !exists::<[u8; 96]>(state, "Session", "NextKeys", account).await?,
			candidacy: !exists::<(Compact<Perbill>, bool)>(state, "Staking", "Validators", account).await?,
		})
	}

	const fn nothing(self) -> bool {
		!self.bond && !self.keys && !self.candidacy
	}

	/// What has to be done, in words.
	fn words(self, bond: u128) -> Vec<String> {
		let steps = [
			(self.bond, format!("bond {}", vwt(bond))),
			(self.keys, "make session keys in the node and set them".into()),
			(self.candidacy, "stand for election".into()),
		];
		steps
			.into_iter()
			.filter_map(|(missing, words)| missing.then_some(words))
			.collect()
	}
}

async fn exists<T: Decode>(
	state: &State,
	pallet: &str,
	name: &str,
	account: &AccountId,
) -> Result<bool, Error> {
	let found: Vec<Option<T>> = state.many(pallet, name, &[*account]).await?;
	Ok(found.into_iter().flatten().next().is_some())
}

/// Bonds, sets session keys and stands for election, as far as that is not done yet, in one transaction.
pub(super) async fn join(options: ValidatorJoin, json: bool) -> Outcome {
	let (chain, keypair) = connect_as(&options.by).await?;
	let account = keypair.account();
	let bond = u128::from(options.bond).saturating_mul(UNIT);
	let missing = Missing::of(&chain.now().await?, &account).await?;
	if options.dry_run || missing.nothing() {
		return show(&account, missing, bond, None, json);
	}
	let calls = calls(&chain, &account, missing, bond, options.commission).await?;
	let block = send(&chain, &keypair, &Call::all(calls)).await?;
	show(&account, missing, bond, Some(block), json)
}

async fn calls(
	chain: &Chain,
	account: &AccountId,
	missing: Missing,
	bond: u128,
	commission: u8,
) -> Result<Vec<Call>, Failure> {
	/// Rewards are added to what is bonded.
	const STAKED: u8 = 0;
	let mut calls = Vec::new();
	if missing.bond {
		calls.push(
			Call::new("Staking", "bond")
				.with("value", Compact(bond))
				.with("payee", STAKED),
		);
	}
	if missing.keys {
		// The node proves that it has the private keys, and binds the proof to the account.
		let made = chain.rotate_keys(account).await?;
		calls.push(
			Call::new("Session", "set_keys")
				.with_encoded("keys", made.keys)
				.with("proof", made.proof),
		);
	}
	if missing.candidacy {
		let commission = Compact(Perbill::from_percent(commission.into()));
		calls.push(Call::new("Staking", "validate").with("prefs", (commission, false)));
	}
	Ok(calls)
}

async fn send(chain: &Chain, keypair: &Keypair, call: &Call) -> Result<u32, Failure> {
	let outcome = chain.submit(keypair, call).await?.outcome().await;
	Ok(succeeded(included(outcome)?)?.block.number)
}

fn show(account: &AccountId, missing: Missing, bond: u128, block: Option<u32>, json: bool) -> Outcome {
	let steps = missing.words(bond);
	if json {
		print_json(&json!({
			"account": ss58(account), "steps": steps, "block": block,
			"bond": missing.bond.then(|| bond.to_string()),
		}));
		return Ok(());
	}
	crate::say!("account  {}", ss58(account));
	match block {
		_ if missing.nothing() => crate::say!("it is a candidate already; nothing was sent"),
		None => crate::say!("would     {}", steps.join(", ")),
		Some(block) => {
			crate::say!("done      {}, in final block {block}", steps.join(", "));
			crate::say!(
				"It validates from the next era on if it is elected; `althing status` shows who does."
			);
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_what_is_missing_is_done() {
		let missing = Missing {
			bond: false,
			keys: true,
			candidacy: true,
		};
		assert_eq!(
			missing.words(UNIT),
			["make session keys in the node and set them", "stand for election"]
		);
	}
}
