//! `althing tokens unlock`: everything that an account has locked by voting, in one call.

use crate::amount::exact;
use crate::cli::Signing;
use crate::commands::signing::Session;
use crate::complain;
use crate::exit::Outcome;
use crate::plan::Draft;
use althing_chain::{Call, Error, PriorLock, Voting};

/// About how many votes one call takes back; the runtime bounds it by weight
/// (`runtime/src/governance/unlock.rs`), and no metadata tells it.
const AT_ONCE: usize = 250;

pub(super) async fn run(signing: Signing, json: bool) -> Outcome {
	let dry_run = signing.dry_run;
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
	if votes > AT_ONCE {
		draft = draft.warning(format!(
			"one call takes back about {AT_ONCE} votes: the rest stays, and takes another"
		));
	}
	if votes > 0 {
		draft = draft.warning("votes that won with conviction stay locked for as long as they promised");
		draft = draft.warning("votes on referenda that are not over yet stop counting");
	}
	session.carry_out(draft).await?;
	if dry_run {
		return Ok(());
	}
	// The call is made, whatever becomes of this question.
	match left(&session, &numbers).await {
		Ok(0) => (),
		Ok(left) => complain!("althing: {left} votes and delegations are left; make the call again"),
		Err(error) => complain!("althing: what is left cannot be read: {error}"),
	}
	Ok(())
}

/// How many votes and delegations there are by now.
async fn left(session: &Session, tracks: &[u16]) -> Result<usize, Error> {
	let voting = session
		.chain
		.now()
		.await?
		.voting(&session.account, tracks)
		.await?;
	Ok(voting.iter().map(|(_, voting)| count(voting)).sum())
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
