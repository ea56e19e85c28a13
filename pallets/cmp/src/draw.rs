//! Who gets a seat.
//!
//! A draw looks at a bounded number of agents, whatever the number of registered ones:
//! 1. For each department that must be represented, a window of up to [`WINDOW`] agents at a random place
//!    of its index; one of them, by weight, gets a seat.
//! 2. [`POOL_PER_SEAT`] agents per seat, uniformly and without repetition from all departments; the seats
//!    left go to them by weight, without replacement. Where there are no more agents than that, everybody
//!    is in the pool and the draw by weight is exact.
//!
//! Only agents that are alive are eligible, and one owner gets a third of the panel at most. Where owners
//! are too few for that the panel is smaller.

use crate::entropy::Stream;
use alloc::{collections::BTreeMap, vec::Vec};
use althing_cmp_rules::Seat;
use althing_primitives::{AgentDirectory, Candidate, Department, Departments, Reputation};
use polkadot_sdk::sp_runtime::{traits::UniqueSaturatedInto, Perbill};

/// Agents looked at for each department that must be represented.
pub(crate) const WINDOW: u32 = 16;

/// Agents looked at for each seat.
pub(crate) const POOL_PER_SEAT: u32 = 8;

/// A bond above this many units weighs no more.
const BOND_CAP: u128 = 16;

/// The weight of an agent with reputation one and a bond of [`BOND_CAP`] units.
const FULL_WEIGHT: u32 = 1 << 16;

/// √(min(bond, 16·unit) / unit) / 4 × reputation, in parts of [`FULL_WEIGHT`].
pub(crate) fn weight(bond: u128, unit: u128, reputation: Perbill) -> u64 {
	let unit = unit.max(1);
	let bond = bond.min(unit.saturating_mul(BOND_CAP));
	// At most 2³⁶, whose root is 2¹⁸ and a quarter of that 2¹⁶. Where the shift would overflow, the unit
	// is so large that the shift may be applied to it instead.
	let ratio = match bond.checked_mul(1 << 32) {
		Some(scaled) => scaled / unit,
		None => bond / (unit >> 32).max(1),
	};
	let stake = u32::try_from(ratio.isqrt() / 4)
		.unwrap_or(FULL_WEIGHT)
		.min(FULL_WEIGHT);
	u64::from(reputation.mul_floor(stake))
}

/// A draw under way.
pub(crate) struct Draw<'a, A, B, D, R> {
	stream: &'a mut Stream,
	unit: u128,
	size: u32,
	owner_cap: usize,
	chosen: Vec<Candidate<A, B>>,
	_directory: core::marker::PhantomData<(D, R)>,
}

/// Agents that could be chosen, each with its weight.
type Urn<A, B> = Vec<(u64, Candidate<A, B>)>;

impl<'a, A, B, D, R> Draw<'a, A, B, D, R>
where
	A: Clone + PartialEq,
	B: Copy + UniqueSaturatedInto<u128>,
	D: AgentDirectory<A, B>,
	R: Reputation,
{
	/// Draws `size` seats at most, with one for each of the `named` departments, or for each of all where
	/// none is named. The numbers that fall are `stream`'s.
	pub(crate) fn run(stream: &'a mut Stream, named: Departments, size: u32) -> Vec<Candidate<A, B>> {
		let counts = Department::ALL.map(|department| (department, D::count(department)));
		let total = counts.iter().fold(0u32, |sum, (_, n)| sum.saturating_add(*n));
		let size = size.min(total);
		let owner_cap = usize::try_from(size / 3).unwrap_or(usize::MAX).max(1);
		let unit = D::unit().unique_saturated_into();
		let mut draw = Self {
			stream,
			unit,
			size,
			owner_cap,
			chosen: Vec::new(),
			_directory: Default::default(),
		};

		let mut represented: Vec<_> = counts
			.iter()
			.filter(|(d, n)| *n > 0 && (named.is_empty() || named.contains(*d)))
			.collect();
		while let Some(place) = draw.place(represented.len()) {
			let (department, count) = represented.swap_remove(place);
			let urn = draw.window(*department, *count);
			draw.fill(urn, 1);
		}
		let urn = draw.pool(&counts, total);
		draw.fill(urn, size);
		draw.chosen
	}

	/// A random position among `len`; nothing when there is none or the panel is full.
	fn place(&mut self, len: usize) -> Option<usize> {
		if len == 0 || self.left() == 0 {
			return None;
		}
		usize::try_from(self.stream.below(len as u64)).ok()
	}

	/// Seats that are not taken yet.
	fn left(&self) -> u32 {
		self.size.saturating_sub(self.chosen.len() as u32)
	}

	/// The eligible agents in a window of `department`'s index.
	fn window(&mut self, department: Department, count: u32) -> Urn<A, B> {
		let start = self.stream.below(count.into());
		(0..u64::from(count.min(WINDOW)))
			.filter_map(|step| {
				let index = start.saturating_add(step).checked_rem(count.into())?;
				self.eligible(department, u32::try_from(index).ok()?)
			})
			.collect()
	}

	/// The eligible agents at distinct random places of all indices: the first steps of a Fisher–Yates
	/// shuffle, of which only the places that were touched are kept.
	fn pool(&mut self, counts: &[(Department, u32)], total: u32) -> Urn<A, B> {
		let looks = self.size.saturating_mul(POOL_PER_SEAT).min(total);
		let mut moved = BTreeMap::<u32, u32>::new();
		(0..looks)
			.filter_map(|step| {
				let rest = total.saturating_sub(step);
				let other = step.saturating_add(u32::try_from(self.stream.below(rest.into())).ok()?);
				let here = moved.get(&step).copied().unwrap_or(step);
				let picked = moved.insert(other, here).unwrap_or(other);
				let (department, index) = locate(counts, picked)?;
				self.eligible(department, index)
			})
			.collect()
	}

	/// The agent at `index` of `department` with its weight, if it can be given a seat.
	fn eligible(&self, department: Department, index: u32) -> Option<(u64, Candidate<A, B>)> {
		let candidate = D::nth(department, index).filter(|c| c.alive)?;
		let weight = weight(
			candidate.bond.unique_saturated_into(),
			self.unit,
			R::of(candidate.id),
		);
		(weight > 0).then_some((weight, candidate))
	}

	/// Moves up to `seats` agents out of `urn` onto the panel, each with a chance in proportion to its
	/// weight. Those already seated or whose owner has its share fall out.
	fn fill(&mut self, mut urn: Urn<A, B>, seats: u32) {
		let mut seats = seats.min(self.left());
		while seats > 0 && !urn.is_empty() {
			let total = urn
				.iter()
				.fold(0u64, |sum, (weight, _)| sum.saturating_add(*weight));
			let mut ticket = self.stream.below(total);
			let Some(place) = urn
				.iter()
				.position(|(weight, _)| match ticket.checked_sub(*weight) {
					Some(rest) => {
						ticket = rest;
						false
					}
					None => true,
				})
			else {
				return;
			};
			let (_, candidate) = urn.swap_remove(place);
			if self.may_sit(&candidate) {
				self.chosen.push(candidate);
				seats = seats.saturating_sub(1);
			}
		}
	}

	/// Whether `candidate` is new to the panel and its owner still below its share.
	fn may_sit(&self, candidate: &Candidate<A, B>) -> bool {
		let siblings = self.chosen.iter().filter(|c| c.owner == candidate.owner).count();
		siblings < self.owner_cap && self.chosen.iter().all(|c| c.id != candidate.id)
	}
}

/// The department and the index in it that the place `global` of all of them is.
fn locate(counts: &[(Department, u32)], mut global: u32) -> Option<(Department, u32)> {
	for (department, count) in counts {
		match global.checked_sub(*count) {
			Some(rest) => global = rest,
			None => return Some((*department, global)),
		}
	}
	None
}

/// The seat that `candidate` takes.
pub(crate) fn seat<A: Into<[u8; 32]>, B>(candidate: Candidate<A, B>) -> Seat {
	Seat {
		agent: candidate.id,
		account: candidate.account.into(),
		owner: candidate.owner.into(),
		department: candidate.department,
		role: candidate.role,
	}
}
