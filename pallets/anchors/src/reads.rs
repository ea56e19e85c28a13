//! What readers may ask: runtime APIs, tests, other crates. Nothing here writes.

use crate::{AnchorOf, Anchors, ByKey, Config, NextId, Pallet};
use alloc::vec::Vec;
use althing_primitives::{AgentId, AnchorId, Hash};

/// The most anchors that one page holds.
pub const MAX_PAGE: u32 = 512;

impl<T: Config> Pallet<T> {
	/// The anchor with this number while it stands.
	pub fn anchor(id: AnchorId) -> Option<AnchorOf<T>> {
		Anchors::<T>::get(id)
	}

	/// The anchor that `agent` submitted under `key`, while it stands.
	pub fn anchor_by_key(agent: AgentId, key: Hash) -> Option<AnchorId> {
		ByKey::<T>::get(agent, key)
	}

	/// Up to `limit` anchors (never more than [`MAX_PAGE`]) in the order of their numbers, from `start` on.
	/// The next page starts one above the last number returned; an empty page is the end.
	pub fn anchors(start: AnchorId, limit: u32) -> Vec<(AnchorId, AnchorOf<T>)> {
		(start..NextId::<T>::get())
			.filter_map(|id| Anchors::<T>::get(id).map(|anchor| (id, anchor)))
			.take(usize::try_from(limit.min(MAX_PAGE)).unwrap_or_default())
			.collect()
	}

	/// Whether `leaf`, the bytes of a result, is number `index` of the results of anchor `id`. False for an
	/// anchor that does not stand.
	pub fn includes(id: AnchorId, index: u32, leaf: &[u8], proof: &[Hash]) -> bool {
		Anchors::<T>::get(id)
			.is_some_and(|anchor| althing_merkle::verify(&anchor.root, anchor.count, index, leaf, proof))
	}
}
