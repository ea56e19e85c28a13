//! What is known of the agents of a panel by the time it is drawn.

use crate::{Appraisals, Config, Pallet, Panel, Tracks};
use alloc::vec::Vec;
use althing_cmp_rules::{Question, Seat, Standing, MAX_PANEL};
use althing_primitives::Hash;
use polkadot_sdk::frame_support::{traits::ConstU32, BoundedVec};

impl<T: Config> Pallet<T> {
	/// The panel that these `seats` make, drawn now with `entropy` for `question`. Read once, and frozen with the panel: the
	/// close of a round reads no record.
	pub fn panel_of(
		question: &Question,
		entropy: Hash,
		seats: BoundedVec<Seat, ConstU32<MAX_PANEL>>,
	) -> Panel {
		let tracks: Vec<_> = seats.iter().map(|seat| Tracks::<T>::get(seat.agent)).collect();
		let appraisal = question.topic().and_then(Appraisals::<T>::get);
		let agents = seats.iter().map(|seat| seat.agent);
		let testimony = appraisal.map(|appraisal| appraisal.testimony(agents));
		let standing = Standing::of(question.class(), &tracks, testimony);
		Panel {
			drawn_at: Self::now(),
			entropy,
			shown: BoundedVec::truncate_from(standing.shown),
			pairs: BoundedVec::truncate_from(standing.pairs),
			testimony: standing.testimony,
			seats,
		}
	}
}
