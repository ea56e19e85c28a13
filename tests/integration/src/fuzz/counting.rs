//! State that counts what is read and written of it, as the benchmarks' database does.
//!
//! A key counts once per count, as a read when it is looked at before it is written, as a write when a change
//! of it is kept: what a failed call rolls back never reaches the database.

use polkadot_sdk::{
	sp_core::storage::{ChildInfo, StateVersion, TrackedStorageKey},
	sp_externalities::{Error, Extension, ExtensionStore, Externalities, MultiRemovalResults},
};
use std::{
	any::{Any, TypeId},
	cell::RefCell,
	collections::BTreeSet,
	rc::Rc,
};

/// Distinct keys that were read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
	/// Read from the database.
	pub reads: u32,
	/// Written to it.
	pub writes: u32,
}

/// What is being counted.
#[derive(Default)]
struct Count {
	running: bool,
	free: BTreeSet<Vec<u8>>,
	read: BTreeSet<Vec<u8>>,
	/// Iterations over prefixes that are removed.
	loops: u32,
	/// Keys written, by open transaction; the first is the outermost.
	written: Vec<BTreeSet<Vec<u8>>>,
}

impl Count {
	fn read(&mut self, key: &[u8]) {
		let known = self.free.contains(key) || self.written.iter().any(|layer| layer.contains(key));
		if self.running && !known {
			self.read.insert(key.to_vec());
		}
	}

	fn write(&mut self, key: &[u8]) {
		if self.running && !self.free.contains(key) {
			if let Some(layer) = self.written.last_mut() {
				layer.insert(key.to_vec());
			}
		}
	}

	fn close(&mut self, keep: bool) {
		// Transactions that were open before the count began have no layer.
		if !self.running || self.written.len() < 2 {
			return;
		}
		let layer = self.written.pop().unwrap_or_default();
		if let (true, Some(below)) = (keep, self.written.last_mut()) {
			below.extend(layer);
		}
	}
}

/// Begins and ends counts; clones share them.
#[derive(Clone, Default)]
pub struct Meter(Rc<RefCell<Count>>);

impl Meter {
	/// What `work` reads and writes beside the keys that are `free`.
	pub fn count<R>(&self, free: impl IntoIterator<Item = Vec<u8>>, work: impl FnOnce() -> R) -> (R, Usage) {
		*self.0.borrow_mut() = Count {
			running: true,
			free: free.into_iter().collect(),
			written: vec![BTreeSet::new()],
			..Count::default()
		};
		let result = work();
		let count = std::mem::take(&mut *self.0.borrow_mut());
		let reads = u32::try_from(count.read.len())
			.unwrap_or(u32::MAX)
			.saturating_add(count.loops);
		let writes = count.written.first().map_or(0, BTreeSet::len);
		let writes = u32::try_from(writes).unwrap_or(u32::MAX);
		(result, Usage { reads, writes })
	}
}

/// Externalities that tell a [`Meter`] what is done with them.
pub struct Counting<'a> {
	inner: &'a mut dyn Externalities,
	meter: Meter,
}

impl<'a> Counting<'a> {
	/// Counts what is done with `inner`.
	pub fn new(inner: &'a mut dyn Externalities, meter: Meter) -> Self {
		Self { inner, meter }
	}

	fn removed(&self, prefix: &[u8], results: &MultiRemovalResults) {
		let mut count = self.meter.0.borrow_mut();
		if !count.running {
			return;
		}
		count.loops = count.loops.saturating_add(results.loops);
		// The keys themselves are not told; as many distinct ones stand for them.
		for number in 0..results.unique {
			let key = [prefix, b"/removed/", &number.to_le_bytes()].concat();
			count.write(&key);
		}
	}
}

impl ExtensionStore for Counting<'_> {
	fn extension_by_type_id(&mut self, id: TypeId) -> Option<&mut dyn Any> {
		self.inner.extension_by_type_id(id)
	}

	fn register_extension_with_type_id(
		&mut self,
		id: TypeId,
		extension: Box<dyn Extension>,
	) -> Result<(), Error> {
		self.inner.register_extension_with_type_id(id, extension)
	}

	fn deregister_extension_by_type_id(&mut self, id: TypeId) -> Result<(), Error> {
		self.inner.deregister_extension_by_type_id(id)
	}
}

impl Externalities for Counting<'_> {
	fn set_offchain_storage(&mut self, key: &[u8], value: Option<&[u8]>) {
		self.inner.set_offchain_storage(key, value);
	}

	fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.meter.0.borrow_mut().read(key);
		self.inner.storage(key)
	}

	fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.meter.0.borrow_mut().read(key);
		self.inner.storage_hash(key)
	}

	fn exists_storage(&mut self, key: &[u8]) -> bool {
		self.meter.0.borrow_mut().read(key);
		self.inner.exists_storage(key)
	}

	fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.meter.0.borrow_mut().read(key);
		self.inner.next_storage_key(key)
	}

	fn place_storage(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
		self.meter.0.borrow_mut().write(&key);
		self.inner.place_storage(key, value);
	}

	fn storage_append(&mut self, key: Vec<u8>, value: Vec<u8>) {
		self.meter.0.borrow_mut().write(&key);
		self.inner.storage_append(key, value);
	}

	fn clear_prefix(
		&mut self,
		prefix: &[u8],
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		let results = self.inner.clear_prefix(prefix, limit, cursor);
		self.removed(prefix, &results);
		results
	}

	fn storage_start_transaction(&mut self) {
		let mut count = self.meter.0.borrow_mut();
		if count.running {
			count.written.push(BTreeSet::new());
		}
		drop(count);
		self.inner.storage_start_transaction();
	}

	fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
		self.meter.0.borrow_mut().close(false);
		self.inner.storage_rollback_transaction()
	}

	fn storage_commit_transaction(&mut self) -> Result<(), ()> {
		self.meter.0.borrow_mut().close(true);
		self.inner.storage_commit_transaction()
	}

	fn storage_root(&mut self, version: StateVersion) -> Vec<u8> {
		self.inner.storage_root(version)
	}

	fn storage_index_transaction(&mut self, index: u32, hash: &[u8], size: u32) {
		self.inner.storage_index_transaction(index, hash, size);
	}

	fn storage_renew_transaction_index(&mut self, index: u32, hash: &[u8]) {
		self.inner.storage_renew_transaction_index(index, hash);
	}

	// No pallet of the runtime has a child trie.

	fn child_storage_hash(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.inner.child_storage_hash(child, key)
	}

	fn child_storage(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.inner.child_storage(child, key)
	}

	fn next_child_storage_key(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.inner.next_child_storage_key(child, key)
	}

	fn kill_child_storage(
		&mut self,
		child: &ChildInfo,
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.inner.kill_child_storage(child, limit, cursor)
	}

	fn clear_child_prefix(
		&mut self,
		child: &ChildInfo,
		prefix: &[u8],
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.inner.clear_child_prefix(child, prefix, limit, cursor)
	}

	fn place_child_storage(&mut self, child: &ChildInfo, key: Vec<u8>, value: Option<Vec<u8>>) {
		self.inner.place_child_storage(child, key, value);
	}

	fn child_storage_root(&mut self, child: &ChildInfo, version: StateVersion) -> Vec<u8> {
		self.inner.child_storage_root(child, version)
	}

	// What the benchmarks' database has of its own.

	fn wipe(&mut self) {
		self.inner.wipe();
	}

	fn commit(&mut self) {
		self.inner.commit();
	}

	fn read_write_count(&self) -> (u32, u32, u32, u32) {
		self.inner.read_write_count()
	}

	fn reset_read_write_count(&mut self) {
		self.inner.reset_read_write_count();
	}

	fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
		self.inner.get_whitelist()
	}

	fn set_whitelist(&mut self, new: Vec<TrackedStorageKey>) {
		self.inner.set_whitelist(new);
	}

	fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
		self.inner.get_read_and_written_keys()
	}
}
