//! `althing gov commons`: continuous funding.

mod list;

use super::file::bytes;
use crate::amount::exact;
use crate::cli::{Commons, CommonsSubmit, OnFunding, Signing, Staking};
use crate::commands::signing::Session;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Way};
use althing_chain::{hex0x, parse_account, ss58, Call, Currency, Payout};
use althing_primitives::{blake2, CommonsId};
use std::path::Path;

/// What this depends on, beside what every connection is checked for.
const PALLETS: [&str; 2] = ["Commons", "Cvt"];

pub(super) async fn run(command: Commons, json: bool) -> Outcome {
	match command {
		Commons::List(options) => list::run(&options, json).await,
		Commons::Submit(options) => submit(options, json).await,
		Commons::Stake(options) => stake(options, json).await,
		Commons::Unstake(options) => unstake(options, json).await,
		Commons::Withdraw(signing) => {
			let draft = Draft::new(
				"take back stakes on proposals that have ended",
				Call::withdraw_stakes(),
			);
			carry_out(draft, signing, json).await
		}
		Commons::Dispute {
			proposal,
			reasons,
			signing,
		} => dispute(proposal, &reasons, signing, json).await,
		Commons::Execute(options) => on("have", "paid", Call::execute_funding, options, json).await,
		Commons::Claim(options) => on("have what is due of", "paid", Call::claim_stream, options, json).await,
		Commons::Cancel(options) => on("take", "back", Call::cancel_funding, options, json).await,
	}
}

async fn carry_out(draft: Draft, signing: Signing, json: bool) -> Outcome {
	Session::open(signing, json, &PALLETS)
		.await?
		.carry_out(draft)
		.await
}

/// Does something that takes a number and nothing else.
async fn on(
	verb: &str,
	end: &str,
	call: impl FnOnce(CommonsId) -> Call,
	options: OnFunding,
	json: bool,
) -> Outcome {
	let number = options.proposal;
	let draft = Draft::new(
		format!("{verb} proposal {number} of the commons {end}"),
		call(number),
	);
	carry_out(draft, options.signing, json).await
}

async fn submit(options: CommonsSubmit, json: bool) -> Outcome {
	let to = parse_account(&options.beneficiary).map_err(Failure::input)?;
	let evidence = blake2(&bytes(&options.description)?);
	let payout = match (options.department, options.stream) {
		(Some(department), _) => Payout::Department(department),
		(None, Some(blocks)) => Payout::Stream { blocks },
		(None, None) => Payout::Pool,
	};
	let session = Session::open(options.signing, json, &PALLETS).await?;
	let deposit: u128 = session.state.constant("Commons", "Deposit")?;
	let from = match payout {
		Payout::Pool => "the pool".to_owned(),
		Payout::Department(department) => format!("the account of {department}"),
		Payout::Stream { blocks } => format!("the pool over {}", session.pace.span(blocks)),
	};
	let intent = format!(
		"ask for {} VWT from {from} to {}",
		exact(options.amount),
		ss58(&to)
	);
	let draft = Draft::new(
		intent,
		Call::submit_funding(options.amount, &to, payout, evidence),
	)
	.moving(
		Way::Held,
		Currency::Vwt,
		deposit,
		"deposit, back when it ends, lost if governance rules against it",
	)
	.to(to)
	.warning(format!(
		"keep the description: the chain has only its hash {}",
		hex0x(evidence)
	));
	session.carry_out(draft).await
}

async fn stake(
	Staking {
		proposal,
		amount,
		signing,
	}: Staking,
	json: bool,
) -> Outcome {
	let intent = format!(
		"stake {} CVT on proposal {proposal} of the commons",
		exact(amount)
	);
	let why = format!("the stake on proposal {proposal} of the commons");
	let draft =
		Draft::new(intent, Call::stake(proposal, amount)).locking(amount, why, "until it is taken off");
	carry_out(draft, signing, json).await
}

async fn unstake(
	Staking {
		proposal,
		amount,
		signing,
	}: Staking,
	json: bool,
) -> Outcome {
	let intent = format!(
		"take {} CVT off proposal {proposal} of the commons",
		exact(amount)
	);
	carry_out(Draft::new(intent, Call::unstake(proposal, amount)), signing, json).await
}

async fn dispute(proposal: CommonsId, reasons: &Path, signing: Signing, json: bool) -> Outcome {
	let reason = blake2(&bytes(reasons)?);
	let session = Session::open(signing, json, &PALLETS).await?;
	let deposit: u128 = session.state.constant("Commons", "DisputeDeposit")?;
	let period: u32 = session.state.constant("Commons", "DisputePeriod")?;
	let draft = Draft::new(
		format!("say that proposal {proposal} of the commons must not pass"),
		Call::dispute_funding(proposal, reason),
	)
	.moving(
		Way::Held,
		Currency::Vwt,
		deposit,
		"deposit, lost unless governance rules against the proposal",
	)
	.warning(format!(
		"without a ruling by {} it lapses, and the deposit with it",
		session.pace.later(period)
	));
	session.carry_out(draft).await
}
