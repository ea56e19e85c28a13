//! Terms and their numbers.
//!
//! A number is given once and never again: [`Terms`] is a list of segments that only grows, and whoever holds an
//! older list reads on undisturbed. One table, shared by all lists, finds the number of a term.

use super::term::{decode, encode, integer};
use crate::error::{Error, Limit, Result};
use hashbrown::HashTable;
use oxrdf::{Term, TermRef};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, PoisonError, RwLock};

/// The number of a term. 0 is no term: it stands for the default graph.
pub type Id = u32;

/// The default graph, where the name of a graph is asked for.
pub const DEFAULT_GRAPH: Id = 0;

/// The first number that is not given: higher ones are left to queries for terms of their own.
pub const LAST_ID: Id = 1 << 31;

#[derive(Clone, Copy)]
struct Entry {
	hash: u32,
	id: Id,
}

impl Entry {
	/// The table wants 64 bits of which the highest matter.
	fn spread(hash: u32) -> u64 {
		u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
	}
}

/// Terms with consecutive numbers, one after the other.
#[derive(Debug, Default)]
pub struct Segment {
	first: Id,
	/// Where each term ends.
	ends: Vec<u32>,
	bytes: Vec<u8>,
}

impl Segment {
	fn get(&self, id: Id) -> Option<&[u8]> {
		let place = usize::try_from(id.checked_sub(self.first)?).ok()?;
		let start = place
			.checked_sub(1)
			.map_or(Some(0), |before| self.ends.get(before).copied())?;
		self.bytes.get(start as usize..*self.ends.get(place)? as usize)
	}

	/// The terms' bytes, in order.
	pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
		(0..self.ends.len()).filter_map(|place| self.get(self.first.checked_add(Id::try_from(place).ok()?)?))
	}

	/// How many terms.
	pub fn len(&self) -> usize {
		self.ends.len()
	}

	/// Whether there are none.
	pub fn is_empty(&self) -> bool {
		self.ends.is_empty()
	}
}

#[derive(Default)]
struct Lookup {
	table: RwLock<HashTable<Entry>>,
	/// Keyed: nobody can choose terms that collide.
	hasher: RandomState,
}

/// The terms of one version, and of all before it.
#[derive(Clone)]
pub struct Terms {
	segments: Vec<Arc<Segment>>,
	next: Id,
	lookup: Arc<Lookup>,
	/// Terms of a write that is under way, for its own eyes.
	draft: Option<Arc<HashTable<Entry>>>,
}

impl Default for Terms {
	fn default() -> Self {
		Self {
			segments: Vec::new(),
			next: 1,
			lookup: Arc::default(),
			draft: None,
		}
	}
}

impl Terms {
	/// The bytes of a term.
	pub fn bytes(&self, id: Id) -> Option<&[u8]> {
		let after = self.segments.partition_point(|segment| segment.first <= id);
		self.segments.get(after.checked_sub(1)?)?.get(id)
	}

	/// The term with this number.
	pub fn term(&self, id: Id) -> Option<Term> {
		decode(self.bytes(id)?)
	}

	/// What the term with this number stands for, where that is an `xsd:integer`.
	pub fn integer(&self, id: Id) -> Option<i64> {
		integer(self.bytes(id)?)
	}

	/// The number of a term, where it has one.
	pub fn find(&self, term: TermRef<'_>) -> Option<Id> {
		let mut bytes = Vec::with_capacity(64);
		encode(term, &mut bytes);
		self.find_bytes(&bytes)
	}

	fn find_bytes(&self, bytes: &[u8]) -> Option<Id> {
		self.find_hashed(self.hash(bytes), bytes)
	}

	#[allow(clippy::cast_possible_truncation)] // the lower half is as good as the upper
	fn hash(&self, bytes: &[u8]) -> u32 {
		self.lookup.hasher.hash_one(bytes) as u32
	}

	fn find_hashed(&self, hash: u32, bytes: &[u8]) -> Option<Id> {
		let same =
			|entry: &Entry| entry.hash == hash && entry.id < self.next && self.bytes(entry.id) == Some(bytes);
		let spread = Entry::spread(hash);
		let table = self.lookup.table.read().unwrap_or_else(PoisonError::into_inner);
		let found = table.find(spread, same).copied();
		drop(table);
		found
			.or_else(|| self.draft.as_ref()?.find(spread, same).copied())
			.map(|entry| entry.id)
	}

	/// How many terms.
	pub fn len(&self) -> usize {
		(self.next as usize).saturating_sub(1)
	}

	/// Whether there are none.
	pub fn is_empty(&self) -> bool {
		self.next <= 1
	}

	/// These terms and those of `segment`, known to every later version.
	#[must_use]
	pub fn publish(&self, segment: Segment) -> Self {
		let mut after = self.clone();
		if segment.is_empty() {
			return after;
		}
		let mut table = self.lookup.table.write().unwrap_or_else(PoisonError::into_inner);
		table.reserve(segment.len(), |entry| Entry::spread(entry.hash));
		for (id, bytes) in (segment.first..).zip(segment.iter()) {
			let hash = self.hash(bytes);
			table.insert_unique(Entry::spread(hash), Entry { hash, id }, |e| Entry::spread(e.hash));
		}
		drop(table);
		after.push(segment);
		after
	}

	/// Keeps the list of segments short: one is joined with the one before while that is not twice as long.
	fn push(&mut self, mut segment: Segment) {
		self.next = segment
			.first
			.saturating_add(Id::try_from(segment.len()).unwrap_or(Id::MAX));
		while let Some(last) = self.segments.last() {
			let joined = last.bytes.len().saturating_add(segment.bytes.len());
			if last.bytes.len() / 2 > segment.bytes.len() || u32::try_from(joined).is_err() {
				break;
			}
			segment = join(last, &segment);
			self.segments.pop();
		}
		self.segments.push(Arc::new(segment));
	}
}

fn join(one: &Segment, other: &Segment) -> Segment {
	let shift = one.ends.last().copied().unwrap_or(0);
	let mut ends = Vec::with_capacity(one.ends.len().saturating_add(other.ends.len()));
	ends.extend_from_slice(&one.ends);
	ends.extend(other.ends.iter().map(|end| end.saturating_add(shift)));
	let mut bytes = Vec::with_capacity(one.bytes.len().saturating_add(other.bytes.len()));
	bytes.extend_from_slice(&one.bytes);
	bytes.extend_from_slice(&other.bytes);
	Segment {
		first: one.first,
		ends,
		bytes,
	}
}

/// New terms beside those of a version.
pub struct Draft {
	base: Terms,
	segment: Segment,
	table: HashTable<Entry>,
	scratch: Vec<u8>,
}

impl Draft {
	/// No new terms yet.
	pub fn new(base: &Terms) -> Self {
		let segment = Segment {
			first: base.next,
			..Segment::default()
		};
		Self {
			base: base.clone(),
			segment,
			table: HashTable::new(),
			scratch: Vec::new(),
		}
	}

	/// The number of a term, a new one where it has none.
	///
	/// # Errors
	/// When the numbers or the bytes of one write are used up.
	pub fn intern(&mut self, term: TermRef<'_>) -> Result<Id> {
		let mut scratch = std::mem::take(&mut self.scratch);
		scratch.clear();
		encode(term, &mut scratch);
		let id = self.intern_bytes(&scratch);
		self.scratch = scratch;
		id
	}

	/// The same for a term that is written already.
	///
	/// # Errors
	/// When the numbers or the bytes of one write are used up.
	pub fn intern_bytes(&mut self, bytes: &[u8]) -> Result<Id> {
		let hash = self.base.hash(bytes);
		if let Some(id) = self.base.find_hashed(hash, bytes) {
			return Ok(id);
		}
		let segment = &self.segment;
		let same = |entry: &Entry| entry.hash == hash && segment.get(entry.id) == Some(bytes);
		if let Some(entry) = self.table.find(Entry::spread(hash), same) {
			return Ok(entry.id);
		}
		let id = self.append(bytes)?;
		self.table
			.insert_unique(Entry::spread(hash), Entry { hash, id }, |e| Entry::spread(e.hash));
		Ok(id)
	}

	fn append(&mut self, bytes: &[u8]) -> Result<Id> {
		let full = || Error::from(Limit::Document(u64::from(u32::MAX)));
		let place = Id::try_from(self.segment.len()).map_err(|_| full())?;
		let id = self
			.segment
			.first
			.checked_add(place)
			.filter(|id| *id < LAST_ID)
			.ok_or_else(full)?;
		let end = self
			.segment
			.bytes
			.len()
			.checked_add(bytes.len())
			.ok_or_else(full)?;
		self.segment.ends.push(u32::try_from(end).map_err(|_| full())?);
		self.segment.bytes.extend_from_slice(bytes);
		Ok(id)
	}

	/// The number of a term, where it has one.
	pub fn find(&self, term: TermRef<'_>) -> Option<Id> {
		let mut bytes = Vec::with_capacity(64);
		encode(term, &mut bytes);
		let hash = self.base.hash(&bytes);
		self.base.find_hashed(hash, &bytes).or_else(|| {
			let same = |entry: &Entry| entry.hash == hash && self.segment.get(entry.id) == Some(&bytes);
			self.table.find(Entry::spread(hash), same).map(|entry| entry.id)
		})
	}

	/// The term with this number.
	pub fn term(&self, id: Id) -> Option<Term> {
		if id < self.segment.first {
			self.base.term(id)
		} else {
			decode(self.segment.get(id)?)
		}
	}

	/// All terms as the write that is under way sees them.
	pub fn preview(&self) -> Terms {
		let mut terms = self.base.clone();
		terms.draft = Some(Arc::new(self.table.clone()));
		terms.next = self
			.segment
			.first
			.saturating_add(Id::try_from(self.segment.len()).unwrap_or(0));
		terms.segments.push(Arc::new(Segment {
			first: self.segment.first,
			ends: self.segment.ends.clone(),
			bytes: self.segment.bytes.clone(),
		}));
		terms
	}

	/// All terms, known to every later version.
	pub fn publish(self) -> Terms {
		let base = self.base.clone();
		base.publish(self.finish())
	}

	/// The new terms, with nothing spare.
	pub fn finish(self) -> Segment {
		let mut segment = self.segment;
		segment.ends.shrink_to_fit();
		segment.bytes.shrink_to_fit();
		segment
	}
}
