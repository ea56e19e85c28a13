//! `althing gov vote`, `delegate` and `undelegate`

use super::{cap, tracks::find, PALLETS};
use crate::amount::exact;
use crate::cli::{Delegate, OnTrack, Side, Split, Vote as Options};
use crate::commands::signing::Session;
use crate::exit::{Failure, Outcome};
use crate::plan::Draft;
use althing_chain::{parse_account, ss58, Call, Conviction, Ongoing, Referendum, Vote, Voting};

pub(super) async fn vote(options: Options, json: bool) -> Outcome {
	let wrong = || Failure::input("say --aye, --nay or --abstain with --amount, or --split");
	let side = options.side().ok_or_else(wrong)?;
	let vote = cast(side, conviction(options.conviction)?);
	let number = options.referendum;
	let session = Session::open(options.signing, json, &PALLETS).await?;
	let mut draft = Draft::new(
		format!("vote {} on referendum {number}", words(&vote)),
		Call::vote(number, &vote),
	)
	.locking(
		vote.stake(),
		format!("the vote on referendum {number}"),
		until(
			&session,
			vote.conviction(),
			"until the referendum ends or the vote is taken back",
			"if it wins",
		)?,
	);
	// Where it is not ongoing, or there is none, the dry run says so by the pallet's own name for it.
	if let Some(Referendum::Ongoing(ongoing)) = session.state.referendum(number).await? {
		draft = warned(&session, draft, number, &ongoing, &vote).await?;
	}
	session.carry_out(draft).await
}

/// The draft with what is known of the referendum and of the account's other votes.
async fn warned(
	session: &Session,
	mut draft: Draft,
	number: u32,
	ongoing: &Ongoing,
	vote: &Vote,
) -> Result<Draft, Failure> {
	let track = find(session.state.tracks()?, &ongoing.track.to_string())?;
	let electorate = session.state.electorate().await?;
	draft
		.warnings
		.extend(cap::warning(&track, electorate, vote.stake()));
	if ongoing.decision_deposit.is_none() {
		let warning = "nobody has paid for the decision yet: without the deposit there is none";
		draft.warnings.push(warning.into());
	}
	for (_, voting) in session.state.voting(&session.account, &[track.id]).await? {
		match voting {
			Voting::Casting { votes, .. } => {
				let before = votes.iter().find(|(index, _)| *index == number);
				draft
					.warnings
					.extend(before.map(|(_, vote)| format!("it replaces the vote {}", words(vote))));
			}
			Voting::Delegating { to, .. } => draft.warnings.push(format!(
				"ConvictionVoting.AlreadyDelegating: {} votes for this account on track {}",
				ss58(&to),
				track.name
			)),
		}
	}
	Ok(draft)
}

pub(super) async fn delegate(options: Delegate, json: bool) -> Outcome {
	let to = parse_account(&options.to).map_err(Failure::input)?;
	let conviction = conviction(options.conviction)?;
	let session = Session::open(options.signing, json, &PALLETS).await?;
	let track = find(session.state.tracks()?, &options.track)?;
	let amount = options.amount;
	let intent = format!(
		"have {} vote with {} CVT on track {}, {} votes",
		ss58(&to),
		exact(amount),
		track.name,
		exact(conviction.votes(amount))
	);
	let mut draft = Draft::new(intent, Call::delegate(track.id, &to, conviction, amount))
		.locking(
			amount,
			format!("the delegation on track {}", track.name),
			until(&session, conviction, "as long as it lasts", "whatever it brought")?,
		)
		.to(to);
	let electorate = session.state.electorate().await?;
	// The chain refuses a delegation above the cap as a call that is filtered; nobody is known by it.
	if let Some(warning) = cap::warning(&track, electorate, amount) {
		draft = draft.warning(format!(
			"{warning}; delegations are held to the first, by System.CallFiltered"
		));
	}
	session.carry_out(draft).await
}

pub(super) async fn undelegate(options: OnTrack, json: bool) -> Outcome {
	let session = Session::open(options.signing, json, &PALLETS).await?;
	let track = find(session.state.tracks()?, &options.track)?;
	let mut draft = Draft::new(
		format!("end the delegation on track {}", track.name),
		Call::undelegate(track.id),
	);
	for (_, voting) in session.state.voting(&session.account, &[track.id]).await? {
		if let Voting::Delegating {
			stake, conviction, ..
		} = voting
		{
			let blocks = locked_for(&session, conviction)?;
			let stays = match blocks {
				0 => "can be unlocked at once".into(),
				blocks => format!("stay locked until {}", session.pace.later(blocks)),
			};
			draft = draft.warning(format!(
				"{} CVT {stays}; `althing tokens unlock` frees them",
				exact(stake)
			));
		}
	}
	session.carry_out(draft).await
}

fn conviction(number: u8) -> Result<Conviction, Failure> {
	let wrong = || Failure::input(format!("there is no conviction {number}: it goes from 0 to 6"));
	Conviction::new(number).ok_or_else(wrong)
}

fn cast(side: Side, conviction: Conviction) -> Vote {
	match side {
		Side::Aye(stake) => Vote::standard(true, conviction, stake),
		Side::Nay(stake) => Vote::standard(false, conviction, stake),
		Side::Split(Split { aye, nay, abstain: 0 }) => Vote::Split { aye, nay },
		Side::Split(Split { aye, nay, abstain }) => Vote::SplitAbstain { aye, nay, abstain },
	}
}

/// A vote in words, with what it counts.
fn words(vote: &Vote) -> String {
	match *vote {
		Vote::Standard { stake, .. } => format!(
			"{} with {} CVT, {} votes",
			if vote.aye() == Some(true) { "aye" } else { "nay" },
			exact(stake),
			exact(vote.conviction().votes(stake))
		),
		Vote::Split { aye, nay } => format!("aye with {} and nay with {} CVT", exact(aye), exact(nay)),
		Vote::SplitAbstain { aye, nay, abstain } => format!(
			"aye with {}, nay with {} and neither with {} CVT",
			exact(aye),
			exact(nay),
			exact(abstain)
		),
	}
}

/// For how many blocks the stake of a winner stays locked.
fn locked_for(session: &Session, conviction: Conviction) -> Result<u32, Failure> {
	let period = session.state.vote_locking_period()?;
	Ok(period.saturating_mul(conviction.periods()))
}

/// Until when something is locked: `first`, and as long as the conviction promises where `when` holds. A vote
/// that loses is free when its referendum ends; a delegation that ends is locked in any case.
fn until(session: &Session, conviction: Conviction, first: &str, when: &str) -> Result<String, Failure> {
	Ok(match locked_for(session, conviction)? {
		0 => first.into(),
		blocks => format!("{first}, and {} after that {when}", session.pace.span(blocks)),
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::amount::UNIT;

	#[test]
	fn a_side_is_cast_as_the_chain_takes_it() {
		let conviction = Conviction::new(2).unwrap();
		assert_eq!(
			cast(Side::Aye(5), conviction),
			Vote::standard(true, conviction, 5)
		);
		let split = |abstain| {
			Side::Split(Split {
				aye: 1,
				nay: 2,
				abstain,
			})
		};
		assert_eq!(cast(split(0), conviction), Vote::Split { aye: 1, nay: 2 });
		assert_eq!(
			cast(split(3), conviction),
			Vote::SplitAbstain {
				aye: 1,
				nay: 2,
				abstain: 3
			}
		);
	}

	#[test]
	fn a_vote_is_told_with_what_it_counts() {
		let vote = Vote::standard(false, Conviction::new(3).unwrap(), 2 * UNIT);
		assert_eq!(words(&vote), "nay with 2 CVT, 6 votes");
		let vote = Vote::standard(true, Conviction::new(0).unwrap(), 2 * UNIT);
		assert_eq!(words(&vote), "aye with 2 CVT, 0.2 votes");
	}

	#[test]
	fn a_conviction_above_six_is_refused() {
		assert_eq!(conviction(7).unwrap_err().code, 2);
	}
}
