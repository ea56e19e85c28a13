//! What the agents of a panel have shown by the time it is drawn.
//!
//! Read once, and frozen with the panel: what is learnt while it sits changes nothing in its count, and the close
//! of a round reads no record.

use crate::{Config, Pallet, Panel, Tracks};
use alloc::vec::Vec;
use althing_cmp_rules::{Class, Pair, Seat, Seen, Shown, MAX_PANEL};
use althing_primitives::Hash;
use polkadot_sdk::frame_support::{traits::ConstU32, BoundedVec};

impl<T: Config> Pallet<T> {
	/// A panel with these `seats`, drawn now with `entropy` for a question of `class`.
	pub(crate) fn panel_of(
		class: Class,
		entropy: Hash,
		seats: BoundedVec<Seat, ConstU32<MAX_PANEL>>,
	) -> Panel {
		let tracks: Vec<_> = seats.iter().map(|seat| Tracks::<T>::get(seat.agent)).collect();
		let shown = tracks.iter().map(|track| Shown {
			skill: track.skill(class),
			calibration: track.calibration,
		});
		let lately: Vec<_> = tracks
			.iter()
			.map(|track| (track.history.sorted(), track.history.len()))
			.collect();
		let lately: Vec<_> = lately
			.iter()
			.map(|(seen, held)| seen.get(..*held).unwrap_or_default())
			.collect();
		Panel {
			drawn_at: Self::now(),
			entropy,
			shown: BoundedVec::truncate_from(shown.collect()),
			pairs: BoundedVec::truncate_from(pairs(&lately)),
			seats,
		}
	}
}

/// The seats that agree more than chance explains, in ascending order. Every seat is compared with every other:
/// at most 2,016 times 64 answers.
fn pairs(lately: &[&[Seen]]) -> Vec<Pair> {
	let all = || (0u8..).zip(lately);
	let beside = |one: u8| all().skip(usize::from(one).saturating_add(1));
	all()
		.flat_map(|(one, its)| beside(one).map(move |(other, theirs)| ((one, *its), (other, *theirs))))
		.filter_map(|(one, other)| Pair::compare(one, other))
		.collect()
}
