//! The triples of one graph in three sorted orders, with small changes beside a large base.

use super::dictionary::Id;
use std::sync::Arc;

/// Subject, predicate, object.
pub type Triple = [Id; 3];

/// Which order a triple is sorted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
	Spo,
	Pos,
	Osp,
}

impl Order {
	fn turn(self, [s, p, o]: Triple) -> Triple {
		match self {
			Self::Spo => [s, p, o],
			Self::Pos => [p, o, s],
			Self::Osp => [o, s, p],
		}
	}

	fn back(self, [a, b, c]: Triple) -> Triple {
		match self {
			Self::Spo => [a, b, c],
			Self::Pos => [c, a, b],
			Self::Osp => [b, c, a],
		}
	}
}

/// A set of triples that does not change.
#[derive(Debug, Default)]
pub struct Sorted {
	spo: Vec<Triple>,
	pos: Vec<Triple>,
	osp: Vec<Triple>,
}

impl Sorted {
	/// From triples in ascending order without repetition.
	fn new(spo: Vec<Triple>) -> Self {
		let turned = |order: Order| {
			let mut triples: Vec<Triple> = spo.iter().map(|triple| order.turn(*triple)).collect();
			triples.sort_unstable();
			triples
		};
		Self {
			pos: turned(Order::Pos),
			osp: turned(Order::Osp),
			spo,
		}
	}

	fn run(&self, order: Order) -> &[Triple] {
		match order {
			Order::Spo => &self.spo,
			Order::Pos => &self.pos,
			Order::Osp => &self.osp,
		}
	}

	fn contains(&self, triple: &Triple) -> bool {
		self.spo.binary_search(triple).is_ok()
	}

	/// What is in `self` and not in `without`, and what is in `with`; each order merged by itself.
	fn changed(&self, with: &Self, without: &Self) -> Self {
		let merged = |order: Order| merge(self.run(order), with.run(order), without.run(order));
		Self {
			spo: merged(Order::Spo),
			pos: merged(Order::Pos),
			osp: merged(Order::Osp),
		}
	}
}

fn merge(base: &[Triple], with: &[Triple], without: &[Triple]) -> Vec<Triple> {
	let mut out = Vec::with_capacity(
		base.len()
			.saturating_add(with.len())
			.saturating_sub(without.len()),
	);
	let (mut with, mut without) = (with.iter().peekable(), without.iter().peekable());
	for triple in base {
		while let Some(new) = with.next_if(|new| *new < triple) {
			out.push(*new);
		}
		while without.next_if(|old| *old < triple).is_some() {}
		if without.peek() != Some(&triple) && with.peek() != Some(&triple) {
			out.push(*triple);
		}
	}
	out.extend(with.copied());
	out
}

/// A part of a run.
#[derive(Clone, Debug)]
struct Part {
	set: Arc<Sorted>,
	order: Order,
	at: usize,
	end: usize,
}

impl Part {
	/// What lies from `low` to `high`, both as the order turns them.
	fn new(set: &Arc<Sorted>, order: Order, low: Triple, high: Triple) -> Self {
		let run = set.run(order);
		let (low, high) = (key(low), key(high));
		let at = run.partition_point(|triple| key(*triple) < low);
		let rest = run.get(at..).unwrap_or_default();
		let within = leading(rest, |triple| key(*triple) <= high);
		Self {
			set: Arc::clone(set),
			order,
			at,
			end: at.saturating_add(within),
		}
	}

	fn len(&self) -> usize {
		self.end.saturating_sub(self.at)
	}
}

/// A triple as one number in the same order: a search compares twenty of them, without a branch for each place.
fn key([a, b, c]: Triple) -> u128 {
	u128::from(a) << 64 | u128::from(b) << 32 | u128::from(c)
}

/// How many fit before the first that does not: in steps that double, for mostly there are few, and a search over all
/// that follows would read far places of memory.
fn leading(rest: &[Triple], fits: impl Fn(&Triple) -> bool) -> usize {
	let mut bound = 1_usize;
	while rest.get(bound.saturating_sub(1)).is_some_and(&fits) {
		bound = bound.saturating_mul(2);
	}
	let known = bound / 2;
	let open = rest.get(known..bound.min(rest.len())).unwrap_or_default();
	known.saturating_add(open.partition_point(fits))
}

impl Iterator for Part {
	type Item = Triple;

	#[inline]
	fn next(&mut self) -> Option<Triple> {
		if self.at >= self.end {
			return None;
		}
		let triple = self.set.run(self.order).get(self.at)?;
		self.at = self.at.saturating_add(1);
		Some(self.order.back(*triple))
	}
}

/// The triples of a graph that fit a pattern. It keeps what it reads alive by itself.
#[derive(Clone, Debug)]
pub struct Scan {
	base: Part,
	added: Part,
	removed: Option<Arc<Sorted>>,
}

impl Scan {
	/// At most so many triples follow.
	pub fn at_most(&self) -> usize {
		self.base.len().saturating_add(self.added.len())
	}
}

impl Iterator for Scan {
	type Item = Triple;

	#[inline]
	fn next(&mut self) -> Option<Triple> {
		for triple in self.base.by_ref() {
			if self
				.removed
				.as_ref()
				.is_none_or(|removed| !removed.contains(&triple))
			{
				return Some(triple);
			}
		}
		self.added.next()
	}
}

/// The triples of one graph: a base, what came since, what went since.
#[derive(Clone, Debug, Default)]
pub struct Index {
	base: Arc<Sorted>,
	/// Not in the base.
	added: Arc<Sorted>,
	/// In the base.
	removed: Arc<Sorted>,
}

impl Index {
	/// How many triples.
	pub fn len(&self) -> usize {
		let all = self.base.spo.len().saturating_add(self.added.spo.len());
		all.saturating_sub(self.removed.spo.len())
	}

	/// Whether there are none.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// Whether a triple is there.
	pub fn contains(&self, triple: &Triple) -> bool {
		self.added.contains(triple) || (self.base.contains(triple) && !self.removed.contains(triple))
	}

	/// The triples that fit; every place that is `None` fits anything.
	pub fn scan(&self, s: Option<Id>, p: Option<Id>, o: Option<Id>) -> Scan {
		// In each of these orders what is known comes first.
		let order = match (s.is_some(), p.is_some(), o.is_some()) {
			(_, false, true) => Order::Osp,
			(false, true, _) => Order::Pos,
			_ => Order::Spo,
		};
		let bound = |open: Id| order.turn([s, p, o].map(|id| id.unwrap_or(open)));
		let (low, high) = (bound(0), bound(Id::MAX));
		Scan {
			base: Part::new(&self.base, order, low, high),
			added: Part::new(&self.added, order, low, high),
			removed: (!self.removed.spo.is_empty()).then(|| Arc::clone(&self.removed)),
		}
	}

	/// All triples, in no order that is promised.
	pub fn iter(&self) -> Scan {
		self.scan(None, None, None)
	}

	/// The index after a change. `added` are triples that are not there, `removed` ones that are; both ascending.
	#[must_use]
	pub fn apply(&self, added: Vec<Triple>, removed: Vec<Triple>) -> Self {
		if self.base.spo.is_empty() && self.added.spo.is_empty() {
			return Self {
				base: Arc::new(Sorted::new(added)),
				..Self::default()
			};
		}
		let (returned, new): (Vec<_>, Vec<_>) = added.into_iter().partition(|t| self.removed.contains(t));
		let (taken_back, gone): (Vec<_>, Vec<_>) = removed.into_iter().partition(|t| self.added.contains(t));
		let [returned, new, taken_back, gone] = [returned, new, taken_back, gone].map(Sorted::new);
		let added = self.added.changed(&new, &taken_back);
		let removed = self.removed.changed(&gone, &returned);
		let beside = added.spo.len().saturating_add(removed.spo.len());
		if beside > (self.base.spo.len() / 8).max(4_096) {
			return Self {
				base: Arc::new(self.base.changed(&added, &removed)),
				..Self::default()
			};
		}
		Self {
			base: Arc::clone(&self.base),
			added: Arc::new(added),
			removed: Arc::new(removed),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use std::collections::BTreeSet;

	fn triple() -> impl Strategy<Value = Triple> {
		prop::array::uniform3(1_u32..6)
	}

	proptest! {
		#[test]
		fn it_answers_as_a_plain_set_does(
			steps in prop::collection::vec(prop::collection::vec((triple(), any::<bool>()), 0..40), 1..12),
			pattern in (prop::option::of(1_u32..6), prop::option::of(1_u32..6), prop::option::of(1_u32..6)),
		) {
			let (mut set, mut index) = (BTreeSet::new(), Index::default());
			for step in steps {
				let before = set.clone();
				for (triple, present) in step {
					if present { set.insert(triple); } else { set.remove(&triple); }
				}
				index = index.apply(
					set.difference(&before).copied().collect(),
					before.difference(&set).copied().collect(),
				);
				prop_assert_eq!(index.len(), set.len());
				let found: BTreeSet<Triple> = index.scan(pattern.0, pattern.1, pattern.2).collect();
				let fits = |place: Option<Id>, id: Id| place.is_none_or(|wanted| wanted == id);
				let wanted: BTreeSet<Triple> = set.iter().copied()
					.filter(|[s, p, o]| fits(pattern.0, *s) && fits(pattern.1, *p) && fits(pattern.2, *o))
					.collect();
				prop_assert_eq!(found, wanted);
			}
		}
	}
}
