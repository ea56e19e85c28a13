//! Who said that they have what: the part of the distributed table that this peer keeps for others.
//!
//! It is bounded in every direction, and no peer can fill it alone. What this peer has itself is not kept here but read
//! from its store, so that what was forgotten is not announced again.

use crate::address::Address;
use crate::store::Store;
use libp2p::kad::store::{Error, RecordStore, Result};
use libp2p::kad::{ProviderRecord, Record, RecordKey};
use libp2p::PeerId;
use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Instant;

/// How much is kept for others.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
	/// Payloads that somebody has.
	pub keys: usize,
	/// Peers for a payload.
	pub providers: usize,
	/// Payloads of a peer.
	pub keys_of_a_peer: usize,
	/// Addresses of a peer in a record.
	pub addresses: usize,
}

impl Default for Bounds {
	fn default() -> Self {
		Self {
			keys: 32_768,
			providers: 20,
			keys_of_a_peer: 4_096,
			addresses: 8,
		}
	}
}

/// The records of a peer.
#[derive(Debug)]
pub struct Records {
	own: PeerId,
	store: Store,
	bounds: Bounds,
	others: HashMap<RecordKey, Vec<ProviderRecord>>,
	/// How many records each peer has here.
	counts: HashMap<PeerId, usize>,
}

impl Records {
	/// No record yet.
	pub fn new(own: PeerId, store: Store, bounds: Bounds) -> Self {
		Self {
			own,
			store,
			bounds,
			others: HashMap::new(),
			counts: HashMap::new(),
		}
	}

	/// Removes what is over time.
	pub fn expire(&mut self, now: Instant) {
		self.others.retain(|_, records| {
			records.retain(|record| !record.is_expired(now));
			!records.is_empty()
		});
		self.counts.clear();
		for record in self.others.values().flatten() {
			*self.counts.entry(record.provider).or_default() += 1;
		}
	}

	/// Removes what a peer said.
	pub fn forget(&mut self, peer: &PeerId) {
		self.others.retain(|_, records| {
			records.retain(|record| record.provider != *peer);
			!records.is_empty()
		});
		self.counts.remove(peer);
	}

	fn own_record(&self, key: RecordKey) -> ProviderRecord {
		// Without addresses: the table's code fills in those of the moment.
		ProviderRecord::new(key, self.own, Vec::new())
	}

	fn has(&self, key: &RecordKey) -> bool {
		Address::from_bytes(key.as_ref()).is_some_and(|address| self.store.contains(&address))
	}
}

impl RecordStore for Records {
	type RecordsIter<'a> = std::iter::Empty<Cow<'a, Record>>;
	type ProvidedIter<'a> = std::vec::IntoIter<Cow<'a, ProviderRecord>>;

	fn get(&self, _: &RecordKey) -> Option<Cow<'_, Record>> {
		None
	}

	fn put(&mut self, _: Record) -> Result<()> {
		// Nobody's values are kept, only who has what.
		Err(Error::ValueTooLarge)
	}

	fn remove(&mut self, _: &RecordKey) {}

	fn records(&self) -> Self::RecordsIter<'_> {
		std::iter::empty()
	}

	fn add_provider(&mut self, mut record: ProviderRecord) -> Result<()> {
		if record.provider == self.own {
			return Ok(());
		}
		if Address::from_bytes(record.key.as_ref()).is_none() {
			return Err(Error::ValueTooLarge);
		}
		record.addresses.truncate(self.bounds.addresses);
		let count = self.counts.get(&record.provider).copied().unwrap_or(0);
		let (keys, known) = (self.others.len(), self.others.get_mut(&record.key));
		let room = count < self.bounds.keys_of_a_peer;
		match known {
			Some(records) => {
				if let Some(old) = records.iter_mut().find(|old| old.provider == record.provider) {
					*old = record;
					return Ok(());
				}
				if records.len() >= self.bounds.providers || !room {
					return Err(Error::MaxProvidedKeys);
				}
				*self.counts.entry(record.provider).or_default() += 1;
				records.push(record);
			}
			None if keys >= self.bounds.keys || !room => return Err(Error::MaxProvidedKeys),
			None => {
				*self.counts.entry(record.provider).or_default() += 1;
				self.others.insert(record.key.clone(), vec![record]);
			}
		}
		Ok(())
	}

	fn providers(&self, key: &RecordKey) -> Vec<ProviderRecord> {
		let now = Instant::now();
		let others = self.others.get(key).into_iter().flatten();
		let mut records: Vec<_> = others.filter(|record| !record.is_expired(now)).cloned().collect();
		if self.has(key) {
			records.push(self.own_record(key.clone()));
		}
		records
	}

	fn provided(&self) -> Self::ProvidedIter<'_> {
		let items = self.store.list().into_iter().filter(|item| !item.damaged);
		let keys = items.map(|item| RecordKey::from(item.address.to_bytes().to_vec()));
		let records: Vec<_> = keys.map(|key| Cow::Owned(self.own_record(key))).collect();
		records.into_iter()
	}

	fn remove_provider(&mut self, key: &RecordKey, provider: &PeerId) {
		let Some(records) = self.others.get_mut(key) else {
			return;
		};
		let before = records.len();
		records.retain(|record| record.provider != *provider);
		let removed = before - records.len();
		if records.is_empty() {
			self.others.remove(key);
		}
		if let Some(count) = self.counts.get_mut(provider) {
			*count = count.saturating_sub(removed);
			if *count == 0 {
				self.counts.remove(provider);
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::address::Kind;
	use crate::store::Limits;
	use std::time::Duration;

	fn records(bounds: Bounds) -> (Records, tempfile::TempDir) {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(folder.path(), Limits::default()).unwrap();
		(Records::new(PeerId::random(), store, bounds), folder)
	}

	fn key(number: u8) -> RecordKey {
		RecordKey::from(Address::blake2b([number; 32]).to_bytes().to_vec())
	}

	const TIGHT: Bounds = Bounds {
		keys: 4,
		providers: 2,
		keys_of_a_peer: 3,
		addresses: 1,
	};

	#[test]
	fn no_peer_fills_the_table_alone() {
		let (mut records, _folder) = records(TIGHT);
		let (flooder, other) = (PeerId::random(), PeerId::random());
		let said = (0..100).filter(|n| {
			records
				.add_provider(ProviderRecord::new(key(*n), flooder, vec![]))
				.is_ok()
		});
		assert_eq!(said.count(), 3);
		assert!(records
			.add_provider(ProviderRecord::new(key(200), other, vec![]))
			.is_ok());
		assert!(records
			.add_provider(ProviderRecord::new(key(201), other, vec![]))
			.is_err());
		records.forget(&flooder);
		assert!(records
			.add_provider(ProviderRecord::new(key(201), other, vec![]))
			.is_ok());
		assert_eq!(records.providers(&key(0)).len(), 0);
	}

	#[test]
	fn a_payload_has_so_many_providers_at_most_and_a_peer_is_one_of_them_once() {
		let (mut records, _folder) = records(TIGHT);
		let first = PeerId::random();
		for _ in 0..3 {
			records
				.add_provider(ProviderRecord::new(key(1), first, vec![]))
				.unwrap();
		}
		let more = (0..5).filter(|_| {
			records
				.add_provider(ProviderRecord::new(key(1), PeerId::random(), vec![]))
				.is_ok()
		});
		assert_eq!(more.count(), 1);
		assert_eq!(records.providers(&key(1)).len(), 2);
	}

	#[test]
	fn what_is_over_time_makes_room() {
		let (mut records, _folder) = records(TIGHT);
		let peer = PeerId::random();
		let now = Instant::now();
		for number in 0..3 {
			let mut record = ProviderRecord::new(key(number), peer, vec![]);
			record.expires = Some(now + Duration::from_secs(60));
			records.add_provider(record).unwrap();
		}
		records.expire(now + Duration::from_secs(61));
		assert!(records
			.add_provider(ProviderRecord::new(key(9), peer, vec![]))
			.is_ok());
		assert_eq!(records.providers(&key(0)).len(), 0);
	}

	#[test]
	fn what_the_store_has_is_announced_and_what_it_forgot_is_not() {
		let (records, _folder) = records(TIGHT);
		let item = records
			.store
			.put(Kind::Blake2b, b"here".as_slice(), false)
			.unwrap();
		let key = RecordKey::from(item.address.to_bytes().to_vec());
		assert_eq!(records.provided().count(), 1);
		assert_eq!(records.providers(&key).len(), 1);
		records.store.remove(&item.address).unwrap();
		assert_eq!(records.provided().count(), 0);
		assert_eq!(records.providers(&key).len(), 0);
	}

	#[test]
	fn keys_that_are_no_address_are_not_kept() {
		let (mut records, _folder) = records(TIGHT);
		let odd = ProviderRecord::new(RecordKey::from(vec![7; 2_000]), PeerId::random(), vec![]);
		assert!(records.add_provider(odd).is_err());
	}
}
