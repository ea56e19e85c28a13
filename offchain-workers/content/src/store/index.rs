//! What a store has and how much room is left: the arithmetic of it, without the disk.

use super::{Item, Limits, Usage};
use crate::address::Address;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

#[derive(Debug)]
pub(super) struct Entry {
	pub(super) length: u64,
	pub(super) size: u64,
	pub(super) pinned: bool,
	pub(super) damaged: bool,
	used: u64,
	/// When the file was last told that it is used.
	told: Option<Instant>,
}

#[derive(Debug)]
struct Transfer {
	size: u64,
	active: bool,
}

/// What is forgotten to make room.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Victims {
	pub(super) partials: Vec<Address>,
	pub(super) payloads: Vec<Address>,
}

#[derive(Debug)]
pub(super) struct Index {
	limits: Limits,
	entries: HashMap<Address, Entry>,
	partials: HashMap<Address, Transfer>,
	/// By use, the longest unused first.
	order: BTreeMap<u64, Address>,
	clock: u64,
	/// Bytes of what is being written.
	reserved: u64,
}

impl Index {
	pub(super) fn new(limits: Limits) -> Self {
		Self {
			limits,
			entries: HashMap::new(),
			partials: HashMap::new(),
			order: BTreeMap::new(),
			clock: 0,
			reserved: 0,
		}
	}

	pub(super) fn entry(&self, address: &Address) -> Option<&Entry> {
		self.entries.get(address)
	}

	pub(super) fn insert(&mut self, address: Address, length: u64, size: u64, pinned: bool) {
		self.remove(&address);
		self.clock += 1;
		self.order.insert(self.clock, address);
		let entry = Entry {
			length,
			size,
			pinned,
			damaged: false,
			used: self.clock,
			told: None,
		};
		self.entries.insert(address, entry);
	}

	pub(super) fn remove(&mut self, address: &Address) {
		if let Some(entry) = self.entries.remove(address) {
			self.order.remove(&entry.used);
		}
	}

	/// Notes that a payload is used; whether its file should be told, which is once in `coarse`.
	pub(super) fn touch(&mut self, address: &Address, coarse: Duration) -> bool {
		let Some(entry) = self.entries.get_mut(address) else {
			return false;
		};
		self.order.remove(&entry.used);
		self.clock += 1;
		entry.used = self.clock;
		self.order.insert(self.clock, *address);
		let tell = entry.told.is_none_or(|told| told.elapsed() > coarse);
		if tell {
			entry.told = Some(Instant::now());
		}
		tell
	}

	pub(super) fn set_pinned(&mut self, address: &Address, pinned: bool) {
		if let Some(entry) = self.entries.get_mut(address) {
			entry.pinned = pinned;
		}
	}

	pub(super) fn set_damaged(&mut self, address: &Address) {
		if let Some(entry) = self.entries.get_mut(address) {
			tracing::warn!(%address, "damaged on disk, not given out any more");
			entry.damaged = true;
		}
	}

	pub(super) fn set_partial(&mut self, address: Address, size: u64, active: bool) {
		self.partials.insert(address, Transfer { size, active });
	}

	pub(super) fn remove_partial(&mut self, address: &Address) {
		self.partials.remove(address);
	}

	pub(super) fn has_partial(&self, address: &Address) -> bool {
		self.partials.contains_key(address)
	}

	pub(super) fn partial_size(&self, address: &Address) -> Option<u64> {
		self.partials.get(address).map(|partial| partial.size)
	}

	pub(super) fn is_active(&self, address: &Address) -> bool {
		self.partials.get(address).is_some_and(|partial| partial.active)
	}

	pub(super) fn reserve(&mut self, bytes: u64) {
		self.reserved = self.reserved.saturating_add(bytes);
	}

	pub(super) fn unreserve(&mut self, bytes: u64) {
		self.reserved = self.reserved.saturating_sub(bytes);
	}

	pub(super) fn usage(&self) -> Usage {
		let stored: u64 = self.entries.values().map(|entry| entry.size).sum();
		let partial: u64 = self.partials.values().map(|partial| partial.size).sum();
		let pinned = self.entries.values().filter(|entry| entry.pinned);
		let pinned: u64 = pinned.map(|entry| entry.size).sum();
		let active = self.partials.values().filter(|partial| partial.active);
		let active: u64 = active.map(|partial| partial.size).sum();
		Usage {
			payloads: self.entries.len(),
			bytes: stored + partial + self.reserved,
			held: pinned + active + self.reserved,
			limit: self.limits.total,
		}
	}

	/// What to forget so that `need` more bytes have room: unfinished transfers, then payloads, by use.
	pub(super) fn room_for(&self, need: u64) -> Result<Victims> {
		let usage = self.usage();
		let total = self.limits.total;
		if usage.held.saturating_add(need) > total {
			return Err(Error::Full {
				needed: need,
				total,
				held: usage.held,
			});
		}
		let mut excess = usage.bytes.saturating_add(need).saturating_sub(total);
		let mut victims = Victims::default();
		let idle = self.partials.iter().filter(|(_, partial)| !partial.active);
		for (address, partial) in idle {
			if excess == 0 {
				break;
			}
			excess = excess.saturating_sub(partial.size);
			victims.partials.push(*address);
		}
		for (address, entry) in self.forgettable() {
			if excess == 0 {
				break;
			}
			excess = excess.saturating_sub(entry.size);
			victims.payloads.push(*address);
		}
		Ok(victims)
	}

	/// What to forget so that one more payload may be kept.
	pub(super) fn crowd_out(&self) -> Result<Vec<Address>> {
		let excess = (self.entries.len() + 1).saturating_sub(self.limits.payloads);
		let victims: Vec<Address> = self
			.forgettable()
			.take(excess)
			.map(|(address, _)| *address)
			.collect();
		if victims.len() < excess {
			return Err(Error::TooMany(self.entries.len()));
		}
		Ok(victims)
	}

	fn forgettable(&self) -> impl Iterator<Item = (&Address, &Entry)> {
		let by_use = self.order.values();
		by_use
			.filter_map(|address| Some((address, self.entries.get(address)?)))
			.filter(|(_, entry)| !entry.pinned)
	}

	pub(super) fn item(&self, address: &Address) -> Option<Item> {
		let entry = self.entries.get(address)?;
		Some(Item {
			address: *address,
			length: entry.length,
			pinned: entry.pinned,
			damaged: entry.damaged,
		})
	}

	pub(super) fn items(&self) -> Vec<Item> {
		let addresses = self.entries.keys();
		addresses.filter_map(|address| self.item(address)).collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn address(number: u8) -> Address {
		Address::blake2b([number; 32])
	}

	fn index(total: u64) -> Index {
		Index::new(Limits {
			total,
			payload: total,
			payloads: 4,
		})
	}

	#[test]
	fn what_was_used_longest_ago_goes_first_and_pinned_payloads_stay() {
		let mut index = index(100);
		for number in 0..4 {
			index.insert(address(number), 20, 25, number == 1);
		}
		index.touch(&address(0), Duration::ZERO);
		assert_eq!(index.room_for(30).unwrap().payloads, [address(2), address(3)]);
		assert_eq!(
			index.room_for(75).unwrap().payloads,
			[address(2), address(3), address(0)]
		);
		let full = index.room_for(76).unwrap_err();
		assert!(
			matches!(
				full,
				Error::Full {
					needed: 76,
					total: 100,
					held: 25
				}
			),
			"{full}"
		);
	}

	#[test]
	fn unfinished_transfers_go_before_payloads_unless_they_go_on() {
		let mut index = index(100);
		index.insert(address(0), 40, 40, false);
		index.set_partial(address(1), 30, false);
		index.set_partial(address(2), 30, true);
		let victims = index.room_for(20).unwrap();
		assert_eq!((victims.partials, victims.payloads), (vec![address(1)], vec![]));
		let victims = index.room_for(40).unwrap();
		assert_eq!(
			(victims.partials, victims.payloads),
			(vec![address(1)], vec![address(0)])
		);
		assert!(index.room_for(71).is_err());
	}

	#[test]
	fn there_are_so_many_payloads_at_most() {
		let mut index = index(100);
		for number in 0..4 {
			index.insert(address(number), 1, 1, false);
		}
		assert_eq!(index.crowd_out().unwrap(), [address(0)]);
		for number in 0..4 {
			index.set_pinned(&address(number), true);
		}
		assert!(matches!(index.crowd_out(), Err(Error::TooMany(4))));
	}
}
