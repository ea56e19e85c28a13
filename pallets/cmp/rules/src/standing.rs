//! What is known of a panel's agents when it is drawn.

use crate::{Class, Pair, Seen, Shown, Testimony, Track};
use alloc::vec::Vec;

/// What is known of a panel's agents, in the order of the seats. Frozen with the panel: what is learnt while it sits
/// changes nothing in its count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
	/// What each has shown.
	pub shown: Vec<Shown>,
	/// Who agree more than chance explains, in ascending order; left out where there is a testimony.
	pub pairs: Vec<Pair>,
	/// What the estimate in force says of them.
	pub testimony: Option<Testimony>,
}

impl Standing {
	/// Of agents with these `tracks`, for a question of `class`.
	pub fn of(class: Class, tracks: &[Track], testimony: Option<Testimony>) -> Self {
		let shown = |track: &Track| Shown {
			skill: track.skill(class),
			calibration: track.calibration,
		};
		Self {
			shown: tracks.iter().map(shown).collect(),
			pairs: match &testimony {
				Some(_) => Vec::new(),
				None => pairs(tracks),
			},
			testimony,
		}
	}
}

/// Every agent is compared with every other: at most 2,016 times 64 answers.
fn pairs(tracks: &[Track]) -> Vec<Pair> {
	let lately: Vec<_> = tracks
		.iter()
		.map(|track| (track.history.sorted(), track.history.len()))
		.collect();
	let lately: Vec<&[Seen]> = lately
		.iter()
		.map(|(seen, held)| seen.get(..*held).unwrap_or_default())
		.collect();
	let all = || (0u8..).zip(&lately);
	let beside = |one: u8| all().skip(usize::from(one).saturating_add(1));
	all()
		.flat_map(|(one, its)| beside(one).map(move |(other, theirs)| ((one, *its), (other, *theirs))))
		.filter_map(|(one, other)| Pair::compare(one, other))
		.collect()
}
