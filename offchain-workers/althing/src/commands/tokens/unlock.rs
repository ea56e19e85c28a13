//! `althing tokens unlock`: everything that an account has locked by voting, in one call.

use crate::amount::exact;
use crate::cli::Signing;
use crate::commands::signing::Session;
use crate::exit::Outcome;
use crate::plan::Draft;
use althing_chain::{Call, PriorLock, Voting};

pub(super) async fn run(signing: Signing, json: bool) -> Outcome {
	let session = Session::open(
		signing,
		json,
		&["Commons", "ConvictionVoting", "Cvt", "Referenda"],
	)
	.await?;
	let tracks = session.state.tracks()?;
	let numbers: Vec<u16> = tracks.iter().map(|track| track.id).collect();
	let voting = session.state.voting(&session.account, &numbers).await?;
	let stakes = session.state.stakes(&session.account).await?;
	let staked = stakes
		.iter()
		.fold(0u128, |sum, stake| sum.saturating_add(stake.amount));
	let votes: usize = voting.iter().map(|(_, voting)| count(voting)).sum();
	let intent = format!(
		"take back {votes} votes and delegations and {} staked CVT, and free what can be freed",
		exact(staked)
	);
	let mut draft = Draft::new(intent, Call::unlock());
	for (track, voting) in &voting {
		let PriorLock { until, amount } = prior(voting);
		if until > session.pace.now {
			let at = session.pace.at(until);
			draft = draft.warning(format!(
				"{} CVT of track {track} stay locked until {at}",
				exact(amount)
			));
		}
	}
	if votes > 0 {
		draft = draft.warning("votes that won with conviction stay locked for as long as they promised");
		draft = draft.warning("votes on referenda that are not over yet stop counting");
	}
	session.carry_out(draft).await
}

/// How many votes or delegations there are.
fn count(voting: &Voting) -> usize {
	match voting {
		Voting::Casting { votes, .. } => votes.len(),
		Voting::Delegating { .. } => 1,
	}
}

const fn prior(voting: &Voting) -> PriorLock {
	match voting {
		Voting::Casting { prior, .. } | Voting::Delegating { prior, .. } => *prior,
	}
}
