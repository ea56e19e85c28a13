//! `althing gov list` and `show`

use super::tracks::find;
use crate::amount::exact;
use crate::cli::{GovList, GovShow};
use crate::commands::connect::connect;
use crate::commands::output::{percent, print_json};
use crate::commands::signing::pace;
use crate::exit::{Failure, Outcome};
use crate::plan::Pace;
use crate::say;
use althing_chain::{hex0x, ss58, Deposit, Enactment, End, Layout, Ongoing, Proposed, Referendum, Track};
use althing_primitives::Hash;
use polkadot_sdk::sp_arithmetic::Perbill;
use serde_json::{json, Value};

pub(super) async fn list(options: &GovList, json: bool) -> Outcome {
	let state = connect(&options.node).await?.now().await?;
	state.expect(&super::PALLETS)?;
	let mut referenda = state.referenda(options.last).await?;
	referenda.retain(|(_, referendum)| !options.ongoing || matches!(referendum, Referendum::Ongoing(_)));
	if json {
		let layout = state.layout();
		let all = referenda
			.iter()
			.map(|(number, referendum)| as_json(*number, referendum, layout));
		print_json(&all.collect::<Vec<_>>());
		return Ok(());
	}
	for (number, referendum) in &referenda {
		let line = match referendum {
			Referendum::Ongoing(ongoing) => format!(
				"{:<10} {}, ayes {} and nays {} CVT",
				stage(ongoing),
				ongoing.origin,
				exact(ongoing.tally.ayes),
				exact(ongoing.tally.nays)
			),
			Referendum::Ended { end, at, .. } => format!("{:<10} in block {at}", word(*end)),
		};
		say!("{number:>6}  {line}");
	}
	say!(
		"{} of {} referenda",
		referenda.len(),
		state.referendum_count().await?
	);
	Ok(())
}

pub(super) async fn show(options: &GovShow, json: bool) -> Outcome {
	let number = options.referendum;
	let state = connect(&options.node).await?.now().await?;
	state.expect(&super::PALLETS)?;
	let referendum = state.referendum(number).await?;
	let referendum = referendum.ok_or_else(|| unknown(number))?;
	let receipt = state.referendum_metadata(number).await?;
	if json {
		let mut value = as_json(number, &referendum, state.layout());
		if let Some(value) = value.as_object_mut() {
			value.insert("metadata".into(), json!(receipt.map(hex0x)));
		}
		print_json(&value);
		return Ok(());
	}
	let ongoing = match &referendum {
		Referendum::Ongoing(ongoing) => ongoing,
		Referendum::Ended {
			end,
			at,
			submission_deposit,
			decision_deposit,
		} => {
			say!("referendum {number}: {} in block {at}", word(*end));
			for deposit in [submission_deposit, decision_deposit].into_iter().flatten() {
				say!(
					"deposit   {}; `althing gov refund {number}` where it is due",
					held(deposit)
				);
			}
			return Ok(());
		}
	};
	say!(
		"referendum {number}: {} on track {}",
		stage(ongoing),
		ongoing.track
	);
	say!("origin    {}", ongoing.origin);
	say!("call      {}", call(&ongoing.proposal, state.layout()));
	if let Some(receipt) = receipt {
		say!("metadata  {}", hex0x(receipt));
	}
	let pace = pace(&state).await?;
	let track = find(state.tracks()?, &ongoing.track.to_string())?;
	let electorate = state.electorate().await?;
	tally(ongoing, &track, electorate, pace)
		.iter()
		.for_each(|line| say!("{line}"));
	Ok(())
}

/// That there is no such referendum, by the pallet's name for it.
pub(super) fn unknown(number: u32) -> Failure {
	Failure::refused(format!(
		"Referenda.BadReferendum: there is no referendum {number}"
	))
}

/// The votes, what is needed, and what happens next.
fn tally(ongoing: &Ongoing, track: &Track, electorate: u128, pace: Pace) -> Vec<String> {
	let tally = ongoing.tally;
	let over = ongoing
		.deciding
		.map_or(0, |deciding| pace.now.saturating_sub(deciding.since));
	let over = Perbill::from_rational(over, track.decision_period.max(1));
	let approval = Perbill::from_rational(tally.ayes, tally.ayes.saturating_add(tally.nays).max(1));
	let support = Perbill::from_rational(tally.support, electorate.max(1));
	let mut lines = vec![
		format!("ayes      {} CVT with conviction", exact(tally.ayes)),
		format!("nays      {} CVT with conviction", exact(tally.nays)),
		format!(
			"approval  {}, needs {} now",
			percent(approval),
			percent(track.min_approval.needed(over))
		),
		format!(
			"support   {}, needs {} now",
			percent(support),
			percent(track.min_support.needed(over))
		),
		format!(
			"deposit   {} for the submission",
			held(&ongoing.submission_deposit)
		),
	];
	lines.push(match &ongoing.decision_deposit {
		Some(deposit) => format!("deposit   {} for the decision", held(deposit)),
		None => format!(
			"deposit   {} CVT for the decision are lacking: `althing gov deposit`",
			exact(track.decision_deposit)
		),
	});
	lines.push(next(ongoing, track, pace));
	lines
}

/// What happens next.
fn next(ongoing: &Ongoing, track: &Track, pace: Pace) -> String {
	match ongoing.deciding {
		None if ongoing.in_queue => format!(
			"next      it waits for a place: the track decides {} at once, and those with the most ayes come first",
			track.max_deciding
		),
		None => format!(
			"next      its decision begins in {} at the earliest",
			pace.at(ongoing.submitted.saturating_add(track.prepare_period))
		),
		Some(deciding) => match deciding.confirming {
			Some(until) => format!(
				"next      approved in {} if it keeps what it needs",
				pace.at(until)
			),
			None => format!(
				"next      rejected in {} if it does not get what it needs",
				pace.at(deciding.since.saturating_add(track.decision_period))
			),
		},
	}
}

const fn stage(ongoing: &Ongoing) -> &'static str {
	match (&ongoing.deciding, &ongoing.decision_deposit) {
		(Some(deciding), _) if deciding.confirming.is_some() => "confirming",
		(Some(_), _) => "deciding",
		(None, _) if ongoing.in_queue => "queued",
		(None, Some(_)) => "preparing",
		(None, None) => "unpaid",
	}
}

const fn word(end: End) -> &'static str {
	match end {
		End::Approved => "approved",
		End::Rejected => "rejected",
		End::Cancelled => "cancelled",
		End::TimedOut => "timed-out",
		End::Killed => "killed",
	}
}

fn held(deposit: &Deposit) -> String {
	format!("{} CVT of {}", exact(deposit.amount), ss58(&deposit.who))
}

/// What a referendum proposes, in words.
fn call(proposal: &Proposed, layout: &Layout) -> String {
	let by_hash = |hash: &Hash| format!("the preimage {}", hex0x(hash));
	match proposal {
		Proposed::Legacy(hash) => by_hash(hash),
		Proposed::Lookup { hash, len } => format!("{} of {len} bytes", by_hash(hash)),
		Proposed::Inline(call) => match layout.call_name(call) {
			Ok(name) => format!("{name} {}", hex0x(call)),
			Err(_) => format!("{} which is no call of this runtime", hex0x(call)),
		},
	}
}

/// The same for programs: the call's name and bytes, or the hash that it is looked up by.
fn call_json(proposal: &Proposed, layout: &Layout) -> Value {
	match proposal {
		Proposed::Legacy(hash) => json!({ "hash": hex0x(hash) }),
		Proposed::Lookup { hash, len } => json!({ "hash": hex0x(hash), "length": len }),
		Proposed::Inline(call) => json!({ "name": layout.call_name(call).ok(), "bytes": hex0x(call) }),
	}
}

fn as_json(number: u32, referendum: &Referendum, layout: &Layout) -> Value {
	let deposit = |deposit: &Option<Deposit>| {
		let value = deposit.as_ref();
		value.map(|deposit| json!({ "who": ss58(&deposit.who), "amount": deposit.amount.to_string() }))
	};
	match referendum {
		Referendum::Ended {
			end,
			at,
			submission_deposit,
			decision_deposit,
		} => json!({
			"number": number,
			"stage": word(*end),
			"endedAt": at,
			"submissionDeposit": deposit(submission_deposit),
			"decisionDeposit": deposit(decision_deposit),
		}),
		Referendum::Ongoing(ongoing) => json!({
			"number": number,
			"stage": stage(ongoing),
			"track": ongoing.track,
			"origin": ongoing.origin,
			"call": call_json(&ongoing.proposal, layout),
			"enactment": match ongoing.enactment {
				Enactment::At(block) => json!({ "at": block }),
				Enactment::After(blocks) => json!({ "after": blocks }),
			},
			"submittedAt": ongoing.submitted,
			"submissionDeposit": deposit(&Some(ongoing.submission_deposit.clone())),
			"decisionDeposit": deposit(&ongoing.decision_deposit),
			"decidingSince": ongoing.deciding.map(|deciding| deciding.since),
			"confirmedAt": ongoing.deciding.and_then(|deciding| deciding.confirming),
			"ayes": ongoing.tally.ayes.to_string(),
			"nays": ongoing.tally.nays.to_string(),
			"support": ongoing.tally.support.to_string(),
		}),
	}
}
