//! `althing status`: blocks, finality, and who is missing when it stalls.

use super::connect::connect;
use super::output::print_json;
use crate::cli::Status;
use crate::exit::Outcome;
use crate::network::validator_name;
use althing_chain::{hex0x, ss58, Chain, Finality, MissingVoter};
use serde_json::json;
use std::time::Duration;

/// Finality lags this many blocks behind when all is well; beyond it, voters are missing.
const HEALTHY_LAG: u32 = 4;
/// How long the same votes must be missing before somebody is named.
const OBSERVE: Duration = Duration::from_secs(4);

pub(super) async fn run(options: Status, json: bool) -> Outcome {
	let chain = connect(&options.node).await?;
	let finality = observe(&chain).await?;
	let state = chain.now().await?;
	let summary = state.summary().await?;
	let validators = state.validators().await?;
	let missing = missing(&finality);

	if json {
		let missing: Vec<_> = missing
			.iter()
			.map(|voter| {
				json!({
					"authority": hex::encode(voter.authority),
					"validator": voter.validator.as_ref().map(ss58),
					"name": voter.validator.as_ref().and_then(validator_name),
					"prevote": voter.prevote,
					"precommit": voter.precommit,
				})
			})
			.collect();
		print_json(&json!({
			"genesis": hex::encode(chain.genesis()),
			"best": finality.best.number,
			"finalized": finality.finalized.number,
			"lag": finality.lag(),
			"stalled": stalled(&finality),
			"validators": validators.iter().map(ss58).collect::<Vec<_>>(),
			"missing": missing,
			"summary": summary,
		}));
		return Ok(());
	}
	crate::say!("chain       {} (genesis {})", chain.url(), hex0x(chain.genesis()));
	crate::say!("best        block {}", finality.best.number);
	crate::say!(
		"finalized   block {}, {} behind",
		finality.finalized.number,
		finality.lag()
	);
	crate::say!("validators  {}", validators.len());
	crate::say!(
		"agents      {} · proposals {} open, {} decided, {} escalated, {} expired · anchors {}",
		summary.agents().map(|(_, count)| count).sum::<u32>(),
		summary.active_proposals,
		summary.decided,
		summary.escalated,
		summary.expired,
		summary.anchors,
	);
	if stalled(&finality) {
		crate::say!("finality    STALLED: more than a third of the votes are missing");
	}
	for voter in missing {
		crate::say!("missing     {}", describe(voter));
	}
	Ok(())
}

/// The state of finality; twice, when it seems to stand still, so that only those are named who do not vote
/// in the second look either.
async fn observe(chain: &Chain) -> althing_chain::Result<Finality> {
	let first = chain.finality().await?;
	if first.lag() <= HEALTHY_LAG {
		return Ok(first);
	}
	tokio::time::sleep(OBSERVE).await;
	let mut second = chain.finality().await?;
	if let (Some(first), Some(second)) = (&first.round, &mut second.round) {
		second.missing.retain(|voter| {
			first
				.missing
				.iter()
				.any(|before| before.authority == voter.authority)
		});
	}
	Ok(second)
}

fn stalled(finality: &Finality) -> bool {
	finality.lag() > HEALTHY_LAG
}

/// Who holds finality up; nobody while it goes on, since a round that has just begun lacks everybody's votes.
///
/// Nobody can cast the second vote before enough first votes are in: until then only those are to blame who
/// owe the first.
fn missing(finality: &Finality) -> Vec<&MissingVoter> {
	match &finality.round {
		Some(round) if stalled(finality) => {
			let first = round.prevotes < round.threshold;
			round
				.missing
				.iter()
				.filter(|voter| voter.prevote || !first)
				.collect()
		}
		_ => Vec::new(),
	}
}

fn describe(voter: &MissingVoter) -> String {
	let votes = match (voter.prevote, voter.precommit) {
		(true, true) => "both votes",
		(true, false) => "the prevote",
		_ => "the precommit",
	};
	match &voter.validator {
		Some(account) => {
			let name = validator_name(account)
				.map(|name| format!("{name}, "))
				.unwrap_or_default();
			format!("{votes} of {name}{}", ss58(account))
		}
		None => format!("{votes} of the authority {}", hex0x(voter.authority)),
	}
}
