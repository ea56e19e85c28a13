//! `althing gov commons list`

use super::PALLETS;
use crate::amount::exact;
use crate::cli::CommonsList;
use crate::commands::connect::connect;
use crate::commands::output::print_json;
use crate::commands::signing::pace;
use crate::exit::{Failure, Outcome};
use crate::plan::Pace;
use crate::say;
use althing_chain::{hex0x, parse_account, ss58, Currency, Funding, Payout, Stake, Standing, Stream};
use althing_primitives::CommonsId;
use serde_json::{json, Value};

pub(super) async fn run(options: &CommonsList, json: bool) -> Outcome {
	let account = options.account.as_deref().map(parse_account);
	let account = account.transpose().map_err(Failure::input)?;
	let state = connect(&options.node).await?.now().await?;
	state.expect(&PALLETS)?;
	let pool = state.holdings(Currency::Vwt, &state.pool()?).await?.balance.free;
	let (fundings, streams) = (state.fundings().await?, state.streams().await?);
	let stakes = match &account {
		Some(account) => state.stakes(account).await?,
		None => vec![],
	};
	if json {
		print_json(&json!({
			"pool": pool.to_string(),
			"proposals": fundings.iter().map(funding_json).collect::<Vec<_>>(),
			"streams": streams.iter().map(stream_json).collect::<Vec<_>>(),
			"account": account.as_ref().map(ss58),
			"stakes": stakes.iter().map(stake_json).collect::<Vec<_>>(),
		}));
		return Ok(());
	}
	let pace = pace(&state).await?;
	say!("pool      {} VWT", exact(pool));
	for (id, funding) in &fundings {
		say!("{id:>6}  {}", words(funding, pace));
	}
	for (id, stream) in &streams {
		let left = stream.from.saturating_add(stream.blocks);
		say!(
			"{id:>6}  stream to {}: {} of {} VWT paid, all due in {}",
			ss58(&stream.beneficiary),
			exact(stream.paid),
			exact(stream.total),
			pace.at(left)
		);
	}
	for stake in &stakes {
		say!("staked    {} CVT on {}", exact(stake.amount), stake.proposal);
	}
	Ok(())
}

fn source(payout: Payout) -> String {
	match payout {
		Payout::Pool => "at once".into(),
		Payout::Department(department) => format!("from {department}"),
		Payout::Stream { blocks } => format!("over {blocks} blocks"),
	}
}

fn words(funding: &Funding, pace: Pace) -> String {
	let standing = match funding.status {
		Standing::Open => format!("until {}", pace.at(funding.expires_at)),
		Standing::Disputed { until, .. } => format!("DISPUTED until {}", pace.at(until)),
	};
	format!(
		"{} VWT {} to {}: {} CVT staked, conviction {} in block {}, {standing}",
		exact(funding.request.amount),
		source(funding.request.payout),
		ss58(&funding.request.beneficiary),
		exact(funding.staked),
		exact(funding.conviction_tokens()),
		funding.accrued_at,
	)
}

fn funding_json((id, funding): &(CommonsId, Funding)) -> Value {
	json!({
		"number": id,
		"proposer": ss58(&funding.proposer),
		"amount": funding.request.amount.to_string(),
		"beneficiary": ss58(&funding.request.beneficiary),
		"payout": source(funding.request.payout),
		"evidence": hex0x(funding.request.evidence),
		"staked": funding.staked.to_string(),
		"conviction": funding.conviction_tokens().to_string(),
		"countedAt": funding.accrued_at,
		"expiresAt": funding.expires_at,
		"disputedUntil": match funding.status {
			Standing::Open => None,
			Standing::Disputed { until, .. } => Some(until),
		},
	})
}

fn stream_json((id, stream): &(CommonsId, Stream)) -> Value {
	json!({
		"number": id,
		"beneficiary": ss58(&stream.beneficiary),
		"total": stream.total.to_string(),
		"paid": stream.paid.to_string(),
		"from": stream.from,
		"blocks": stream.blocks,
	})
}

fn stake_json(stake: &Stake) -> Value {
	json!({ "proposal": stake.proposal, "amount": stake.amount.to_string() })
}
