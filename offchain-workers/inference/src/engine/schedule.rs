//! Who goes through the model in the next step: no clock, no threads, no model, only the order of things.
//!
//! Each sequence has a place in line: the number of its arrival, moved forward by its priority. The place never changes,
//! so whoever waits rises above all who come later, whatever their priority; who is put aside for want of pages keeps
//! its place. The first in line can always have every page, hence it always moves on, hence everyone does.

use super::pages::{Key, Pages};
use crate::kernel::PAGE;
use std::collections::BTreeMap;

/// Arrivals that one step of priority is worth.
pub const HEADSTART: i64 = 16;

/// Names a sequence.
pub type Id = u64;

/// What there is to share.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
	/// Tokens of a step.
	pub batch: usize,
	/// Sequences that have pages at the same time.
	pub running: usize,
	/// Sequences in all.
	pub queue: usize,
}

/// Why a sequence is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
	/// There are as many as may wait.
	Full,
	/// It would not fit if it were alone.
	TooLong,
}

#[derive(Clone, Debug)]
struct Sequence {
	place: i64,
	/// All its tokens: the prompt, then what it said.
	tokens: Vec<u32>,
	/// Of these, those whose keys and values are in its pages.
	computed: usize,
	pages: Vec<u32>,
	/// Of its full pages that are published.
	keys: Vec<Key>,
	/// Whether it may begin with pages of others, and has not yet looked.
	sharing: bool,
	looked: bool,
	cached: usize,
}

/// One sequence's part of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
	/// Whose.
	pub id: Id,
	/// The first token's position.
	pub start: usize,
	/// How many tokens.
	pub count: usize,
	/// Whether the last of them is the last there is, so that its result is wanted.
	pub last: bool,
}

/// All sequences, and their pages.
#[derive(Clone, Debug)]
pub struct Schedule {
	limits: Limits,
	pages: Pages,
	sequences: BTreeMap<Id, Sequence>,
	arrivals: i64,
	/// How often a sequence was put aside.
	pub preemptions: u64,
}

impl Schedule {
	/// Nobody, and as many pages.
	pub fn new(limits: Limits, pages: usize) -> Self {
		Self {
			limits: Limits {
				batch: limits.batch.max(1),
				running: limits.running.max(1),
				..limits
			},
			pages: Pages::new(pages),
			sequences: BTreeMap::new(),
			arrivals: 0,
			preemptions: 0,
		}
	}

	/// Takes a sequence in that will have `most` tokens at most. With `sharing` it may read what others have computed.
	///
	/// # Errors
	/// See [`Refusal`].
	pub fn submit(
		&mut self,
		id: Id,
		tokens: Vec<u32>,
		most: usize,
		priority: u8,
		sharing: bool,
	) -> Result<(), Refusal> {
		if most.max(tokens.len()).div_ceil(PAGE) > self.pages.count() || tokens.is_empty() {
			return Err(Refusal::TooLong);
		}
		if self.sequences.len() >= self.limits.queue {
			return Err(Refusal::Full);
		}
		self.arrivals += 1;
		self.sequences.insert(
			id,
			Sequence {
				place: self.arrivals - HEADSTART * i64::from(priority),
				tokens,
				computed: 0,
				pages: Vec::new(),
				keys: Vec::new(),
				sharing,
				looked: false,
				cached: 0,
			},
		);
		Ok(())
	}

	/// Takes a sequence out, done or not.
	pub fn remove(&mut self, id: Id) {
		self.put_aside(id);
		self.sequences.remove(&id);
	}

	fn put_aside(&mut self, id: Id) {
		if let Some(sequence) = self.sequences.get_mut(&id) {
			sequence.pages.drain(..).for_each(|page| self.pages.release(page));
			sequence.keys.clear();
			sequence.computed = 0;
			sequence.looked = false;
		}
	}

	/// The next step: who takes part, with how many tokens. Pages are there for all of them.
	pub fn plan(&mut self) -> Vec<Slice> {
		let line = self.line();
		// Those who speak take one token each, and are not kept from it by those who still read.
		let speaking = line
			.iter()
			.filter(|id| self.left(**id) == 1 && self.has_pages(**id))
			.count();
		let mut reading = self.limits.batch.saturating_sub(speaking).max(1);
		let mut budget = self.limits.batch;
		let mut slices: Vec<Slice> = Vec::new();
		for id in line {
			if budget == 0 {
				break;
			}
			if !self.has_pages(id) && !self.admit(id) {
				continue;
			}
			let left = self.left(id);
			let speaks = left == 1;
			let count = if speaks { 1 } else { left.min(reading).min(budget) };
			if count == 0 || !self.reach(id, count) {
				continue;
			}
			let Some(sequence) = self.sequences.get(&id) else {
				continue;
			};
			if !speaks {
				reading -= count;
			}
			budget -= count;
			slices.push(Slice {
				id,
				start: sequence.computed,
				count,
				last: count == left,
			});
		}
		// Who was put aside after its turn does not take part.
		slices.retain(|slice| self.has_pages(slice.id));
		slices
	}

	fn line(&self) -> Vec<Id> {
		let mut line: Vec<(i64, Id)> = self.sequences.iter().map(|(id, s)| (s.place, *id)).collect();
		line.sort_unstable();
		line.into_iter().map(|(_, id)| id).collect()
	}

	fn left(&self, id: Id) -> usize {
		self.sequences.get(&id).map_or(0, |s| s.tokens.len() - s.computed)
	}

	fn has_pages(&self, id: Id) -> bool {
		self.sequences.get(&id).is_some_and(|s| !s.pages.is_empty())
	}

	/// Lets a sequence begin: by what is known already, where there is room for all it has so far.
	fn admit(&mut self, id: Id) -> bool {
		let Some(place) = self.sequences.get(&id).map(|s| s.place) else {
			return false;
		};
		let running = self.sequences.values().filter(|s| !s.pages.is_empty()).count();
		if running >= self.limits.running && !self.yield_to(place, id) {
			return false;
		}
		let Some(sequence) = self.sequences.get_mut(&id) else {
			return false;
		};
		if sequence.sharing && !sequence.looked {
			sequence.looked = true;
			// The last token is always computed: its result is what is wanted.
			let before = sequence.tokens.len() - 1;
			let (pages, keys) = self.pages.find(sequence.tokens.get(..before).unwrap_or_default());
			sequence.computed = pages.len() * PAGE;
			sequence.cached = sequence.cached.max(sequence.computed);
			(sequence.pages, sequence.keys) = (pages, keys);
		}
		// Who begins and finds no room for its prompt would only be put aside again.
		let wanted = sequence.tokens.len().div_ceil(PAGE) - sequence.pages.len();
		while self.pages.available() < wanted {
			if !self.yield_to(place, id) {
				self.put_aside(id);
				return false;
			}
		}
		true
	}

	/// Puts the last in line aside, if it stands behind `place`.
	fn yield_to(&mut self, place: i64, except: Id) -> bool {
		let last = self
			.sequences
			.iter()
			.filter(|(id, s)| !s.pages.is_empty() && **id != except && (s.place, **id) > (place, except))
			.max_by_key(|(id, s)| (s.place, **id))
			.map(|(id, _)| *id);
		match last {
			None => false,
			Some(last) => {
				self.preemptions += 1;
				self.put_aside(last);
				true
			}
		}
	}

	/// Gets pages for `count` more tokens, from those behind in line if need be.
	fn reach(&mut self, id: Id, count: usize) -> bool {
		let Some((place, wanted)) = self.sequences.get(&id).map(|s| {
			(
				s.place,
				(s.computed + count).div_ceil(PAGE).saturating_sub(s.pages.len()),
			)
		}) else {
			return false;
		};
		for _ in 0..wanted {
			let page = loop {
				match self.pages.take() {
					Some(page) => break page,
					None if self.yield_to(place, id) => {}
					None => {
						// It stays where it is, unless it has nothing yet.
						return false;
					}
				}
			};
			if let Some(sequence) = self.sequences.get_mut(&id) {
				sequence.pages.push(page);
			}
		}
		true
	}

	/// What a slice's sequence needs to go: its tokens and pages.
	pub fn work(&self, slice: &Slice) -> Option<(&[u32], &[u32])> {
		let sequence = self.sequences.get(&slice.id)?;
		let tokens = sequence.tokens.get(slice.start..slice.start + slice.count)?;
		Some((tokens, &sequence.pages))
	}

	/// Notes that a slice went through, and what it said, if anything.
	pub fn advance(&mut self, slice: &Slice, said: Option<u32>) {
		let Some(sequence) = self.sequences.get_mut(&slice.id) else {
			return;
		};
		sequence.computed += slice.count;
		let full = sequence.computed / PAGE;
		let pages = sequence.tokens.chunks_exact(PAGE).zip(&sequence.pages).take(full);
		for (tokens, page) in pages.skip(sequence.keys.len()) {
			let key = Pages::key(sequence.keys.last(), tokens);
			self.pages.publish(*page, key);
			sequence.keys.push(key);
		}
		sequence.tokens.extend(said);
	}

	/// Tokens of a sequence that were found computed.
	pub fn cached(&self, id: Id) -> usize {
		self.sequences.get(&id).map_or(0, |s| s.cached)
	}

	/// Sequences with pages, sequences without, pages that can be had, pages in all.
	pub fn load(&self) -> [usize; 4] {
		let running = self.sequences.values().filter(|s| !s.pages.is_empty()).count();
		[
			running,
			self.sequences.len() - running,
			self.pages.available(),
			self.pages.count(),
		]
	}

	/// Whether nobody is there.
	pub fn is_empty(&self) -> bool {
		self.sequences.is_empty()
	}
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
