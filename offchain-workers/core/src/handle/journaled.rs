//! A record is on disk.

use crate::{fleet::Effects, Fleet, JournalKey};

/// Sends what waited for the record.
pub fn on_journaled(fleet: &mut Fleet, key: JournalKey, fx: &mut Effects) {
	match key {
		JournalKey::Ballot(key) => {
			let Some(ballot) = fleet.ballots.get_mut(&key).filter(|b| !b.durable) else {
				return;
			};
			ballot.durable = true;
			// The journal has the text now.
			ballot.record.rationale = String::new();
			fleet.work_on_seat(&key, fx);
		}
		JournalKey::Opening { case, attempt } => fleet.opening_written(case, attempt, fx),
		JournalKey::Opened { .. } => {}
	}
}
