//! Who came over to what led.

use crate::{agreement::agrees, Answer, Cast, Hearing, Round};

/// Whether the seat at `position`, which now says `answer`, said something else in the round before and has come
/// over to what led there. Between rounds a panel sees what was answered and why: some are persuaded, some follow
/// the crowd, and nobody can tell which from outside.
pub(crate) fn came_over(hearing: &Hearing, earlier: &[Round], position: usize, answer: &Answer) -> bool {
	let (kind, tolerance) = (&hearing.question.kind, hearing.constants.tolerance);
	let Some(round) = earlier.last() else {
		return false;
	};
	let said = |cast: &Cast| usize::from(cast.seat) == position;
	let before = round
		.casts
		.iter()
		.find(|cast| said(cast))
		.and_then(|cast| cast.reveal);
	match (before, round.tally.leading) {
		(Some(before), Some(led)) => {
			agrees(kind, tolerance, answer, &led) && !agrees(kind, tolerance, &before.ballot.answer, &led)
		}
		_ => false,
	}
}
