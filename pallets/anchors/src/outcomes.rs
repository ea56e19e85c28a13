//! What a block can prove to others: entries wait here until its end, when they get their places.

use crate::{Closed, Config, Error, Event, Latest, Pallet, Waiting, WeightInfo};
use alloc::vec::Vec;
use althing_merkle::{
	entry,
	outcomes::{self as tree, Place, Placed},
};
use althing_primitives::{Department, Entry, EntryId, Hash, Outcomes};
use codec::{Decode, Encode};
use polkadot_sdk::{
	frame_support::{ensure, traits::Get, weights::Weight, BoundedVec},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_core::{offchain::StorageKind, H256},
	sp_io,
	sp_runtime::{
		traits::{One, Saturating},
		SaturatedConversion,
	},
};

impl<T: Config> Outcomes for Pallet<T> {
	fn publish(entry: Entry) {
		if Waiting::<T>::try_append(entry).is_err() {
			// Told, not hidden: a hook cannot fail.
			Self::deposit_event(Event::NotPublished { id: entry.id() });
		}
	}

	fn weight() -> Weight {
		T::WeightInfo::publish()
	}
}

impl<T: Config> Pallet<T> {
	/// Whether a call may publish: it leaves the room of a whole block for hooks, which cannot wait.
	pub(crate) fn ensure_room() -> Result<(), Error<T>> {
		let waiting = Waiting::<T>::decode_len().unwrap_or_default() as u32; // at most `MaxWaiting`
		let most = T::MaxWaiting::get().saturating_sub(T::MaxOutcomes::get());
		ensure!(waiting < most, Error::<T>::Busy);
		Ok(())
	}

	/// Commits to what this block says, as far as one block may; the rest comes first in the next one.
	pub(crate) fn close(now: BlockNumberFor<T>) {
		let mut entries = Waiting::<T>::get().into_inner();
		if entries.is_empty() {
			return;
		}
		let rest = entries.split_off(entries.len().min(T::MaxOutcomes::get() as usize));
		match rest.is_empty() {
			true => Waiting::<T>::kill(),
			false => Waiting::<T>::put(BoundedVec::<_, T::MaxWaiting>::truncate_from(rest)),
		}
		let outcomes = tree::Outcomes::of(&entries);
		let root = outcomes.root();
		Latest::<T>::put(Closed { block: now, root });
		let root = H256(root);
		let block = now.saturated_into();
		for (department, entries) in outcomes.departments() {
			let key = tree::entries_key(block, &root, department);
			sp_io::offchain_index::set(&key, &entries.encode());
		}
		Self::announce(block, root, &entries);
	}

	/// Says where each entry stands.
	fn announce(block: u32, root: H256, entries: &[Entry]) {
		let mut counts = [0u32; Department::ALL.len()];
		for entry in entries {
			let (id, department) = (entry.id(), entry.department());
			let Some(count) = counts.get_mut(usize::from(department.index())) else {
				continue; // there are no more than those counted
			};
			let index = *count;
			*count = index.saturating_add(1); // one block's
			let place = Place {
				block,
				root,
				department,
				index,
			};
			sp_io::offchain_index::set(&tree::place_key(&id), &place.encode());
			Self::deposit_event(Event::Published {
				id,
				department,
				index,
			});
		}
	}

	/// The root over the outcomes of the parent block, zero when it had none: the extra of the leaf that this block adds to
	/// the mountain range. The same from the first hook of a block to its end of extrinsics.
	pub fn outcomes_root() -> Hash {
		let parent = frame_system::Pallet::<T>::block_number().saturating_sub(One::one());
		Latest::<T>::get()
			.filter(|latest| latest.block == parent)
			.map(|latest| latest.root)
			.unwrap_or_default()
	}

	/// The last block that had outcomes up to the one whose state this is, with their root.
	pub fn latest_outcomes() -> Option<(u32, Hash)> {
		Latest::<T>::get().map(|latest| (latest.block.saturated_into(), latest.root))
	}

	/// Where this node last saw an entry about `id`, on whatever fork. Only where there is the node's offchain database, as
	/// in a runtime API that is called with it; a node fills it by itself.
	pub fn place(id: &EntryId) -> Option<Place> {
		kept(&tree::place_key(id))
	}

	/// Where the newest entry about `id` stands among the outcomes of `block` that have this root. Needs what [`Self::place`]
	/// needs. Nothing when this node does not keep them, or there is none.
	pub fn find(id: &EntryId, block: u32, root: H256) -> Option<Place> {
		let about = |bytes: &Vec<u8>| entry::decode(bytes).is_ok_and(|entry| entry.id() == *id);
		Department::ALL.into_iter().find_map(|department| {
			let entries: Vec<Vec<u8>> = kept(&tree::entries_key(block, &root, department))?;
			let index = u32::try_from(entries.iter().rposition(about)?).ok()?;
			Some(Place {
				block,
				root,
				department,
				index,
			})
		})
	}

	/// The proof of the entry at `place`, up to the root over its block's outcomes. Needs what [`Self::place`] needs. Nothing
	/// when this node does not keep that block's entries, or they have another root.
	pub fn prove(place: &Place) -> Option<Placed> {
		let entries = |department| {
			let key = tree::entries_key(place.block, &place.root, department);
			(department, kept(&key).unwrap_or_default())
		};
		let outcomes = tree::Outcomes::from_bytes(Department::ALL.map(entries));
		(outcomes.root() == place.root.0)
			.then(|| outcomes.prove(place.department, place.index))
			.flatten()
	}
}

fn kept<V: Decode>(key: &[u8]) -> Option<V> {
	let value = sp_io::offchain::local_storage_get(StorageKind::PERSISTENT, key)?;
	V::decode(&mut &value[..]).ok()
}
