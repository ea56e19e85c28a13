//! Who has which pages of the cache, and what of it others may read too.
//!
//! A full page is known by a hash over all tokens up to its end: keys and values depend on nothing else. Such a page may
//! have several readers, and stays when the last has gone until its room is needed. Pages are of one size: there is
//! nothing to defragment.

use crate::kernel::PAGE;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// A hash over all tokens up to the end of a page.
pub type Key = [u8; 32];

#[derive(Clone, Debug, Default)]
struct Page {
	readers: usize,
	key: Option<Key>,
	/// When it was last let go.
	left: u64,
}

/// All pages.
#[derive(Clone, Debug)]
pub struct Pages {
	pages: Vec<Page>,
	free: Vec<u32>,
	/// Pages without readers whose content may still serve, the longest unused first.
	idle: BTreeMap<(u64, u32), ()>,
	known: HashMap<Key, u32>,
	clock: u64,
}

impl Pages {
	/// As many pages, all free.
	pub fn new(count: usize) -> Self {
		Self {
			pages: vec![Page::default(); count],
			free: (0..count as u32).rev().collect(),
			idle: BTreeMap::new(),
			known: HashMap::new(),
			clock: 0,
		}
	}

	/// How many there are.
	pub fn count(&self) -> usize {
		self.pages.len()
	}

	/// How many can be had.
	pub fn available(&self) -> usize {
		self.free.len() + self.idle.len()
	}

	/// The key of the page after the one with key `before`.
	pub fn key(before: Option<&Key>, tokens: &[u32]) -> Key {
		let mut hash = Sha256::new();
		hash.update(before.unwrap_or(&[0; 32]));
		tokens.iter().for_each(|token| hash.update(token.to_le_bytes()));
		hash.finalize().into()
	}

	/// Pages that hold the beginning of `tokens`, taken for a further reader, and the last one's key.
	pub fn find(&mut self, tokens: &[u32]) -> (Vec<u32>, Vec<Key>) {
		let (mut found, mut keys) = (Vec::new(), Vec::new());
		for page in tokens.chunks_exact(PAGE) {
			let key = Self::key(keys.last(), page);
			let Some(index) = self.known.get(&key).copied() else {
				break;
			};
			self.hold(index);
			found.push(index);
			keys.push(key);
		}
		(found, keys)
	}

	fn hold(&mut self, index: u32) {
		if let Some(page) = self.pages.get_mut(index as usize) {
			if page.readers == 0 {
				self.idle.remove(&(page.left, index));
			}
			page.readers += 1;
		}
	}

	/// A page of one's own, or none when all are in use.
	pub fn take(&mut self) -> Option<u32> {
		let index = match self.free.pop() {
			Some(index) => index,
			None => {
				let ((_, index), ()) = self.idle.pop_first()?;
				index
			}
		};
		let page = self.pages.get_mut(index as usize)?;
		if let Some(key) = page.key.take() {
			self.known.remove(&key);
		}
		page.readers = 1;
		Some(index)
	}

	/// Makes a full page known. Where another with the same content is known already, that one stays the known one.
	pub fn publish(&mut self, index: u32, key: Key) {
		if let (Some(page), false) = (self.pages.get_mut(index as usize), self.known.contains_key(&key)) {
			page.key = Some(key);
			self.known.insert(key, index);
		}
	}

	/// Lets a page go.
	pub fn release(&mut self, index: u32) {
		let Some(page) = self.pages.get_mut(index as usize) else {
			return;
		};
		page.readers = page.readers.saturating_sub(1);
		if page.readers > 0 {
			return;
		}
		if page.key.is_some() {
			self.clock += 1;
			page.left = self.clock;
			self.idle.insert((page.left, index), ());
		} else {
			self.free.push(index);
		}
	}

	/// Readers of a page.
	#[cfg(test)]
	pub fn readers(&self, index: u32) -> usize {
		self.pages.get(index as usize).map_or(0, |page| page.readers)
	}
}
