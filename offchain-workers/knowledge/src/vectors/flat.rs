//! All vectors one after the other, each compared with the question: exact.

use super::distance::near;
use super::{best, check, Index, Measure, Near};
use crate::error::Result;
use crate::store::dictionary::Id;
use rustc_hash::FxHashMap;

/// Vectors without an order.
#[derive(Clone, Debug)]
pub struct Flat {
	dimensions: usize,
	measure: Measure,
	keys: Vec<Id>,
	values: Vec<f32>,
	places: FxHashMap<Id, usize>,
}

impl Flat {
	/// None yet.
	pub fn new(dimensions: usize, measure: Measure) -> Self {
		Self {
			dimensions: dimensions.max(1),
			measure,
			keys: Vec::new(),
			values: Vec::new(),
			places: FxHashMap::default(),
		}
	}

	/// Values in each vector.
	pub fn dimensions(&self) -> usize {
		self.dimensions
	}

	/// Keys and vectors.
	pub fn iter(&self) -> impl Iterator<Item = (Id, &[f32])> {
		self.keys
			.iter()
			.copied()
			.zip(self.values.chunks_exact(self.dimensions))
	}

	/// The vector of a key.
	pub fn get(&self, key: Id) -> Option<&[f32]> {
		self.at(*self.places.get(&key)?)
	}

	fn at(&self, place: usize) -> Option<&[f32]> {
		let start = place.checked_mul(self.dimensions)?;
		self.values.get(start..start.checked_add(self.dimensions)?)
	}

	/// How near every vector is, in no order.
	///
	/// # Errors
	/// When the vector has another number of values or one that is no number.
	pub fn all(&self, vector: &[f32]) -> Result<Vec<Near>> {
		check(vector, self.dimensions)?;
		let near = |(key, own)| Near {
			key,
			score: near(self.measure, own, vector),
		};
		Ok(self.iter().map(near).collect())
	}
}

impl Index for Flat {
	fn len(&self) -> usize {
		self.keys.len()
	}

	fn put(&mut self, key: Id, vector: &[f32]) -> Result<()> {
		check(vector, self.dimensions)?;
		let place = *self.places.entry(key).or_insert(self.keys.len());
		if place == self.keys.len() {
			self.keys.push(key);
			self.values.extend_from_slice(vector);
			return Ok(());
		}
		let start = place.saturating_mul(self.dimensions);
		if let Some(own) = self.values.get_mut(start..start.saturating_add(self.dimensions)) {
			own.copy_from_slice(vector);
		}
		Ok(())
	}

	/// The last one takes its place.
	fn remove(&mut self, key: Id) -> Result<()> {
		let Some(place) = self.places.remove(&key) else {
			return Ok(());
		};
		let last = self.keys.len().saturating_sub(1);
		self.keys.swap_remove(place);
		let from = last.saturating_mul(self.dimensions);
		if place < last {
			let to = place.saturating_mul(self.dimensions);
			self.values.copy_within(from.., to);
			if let Some(moved) = self.keys.get(place) {
				self.places.insert(*moved, place);
			}
		}
		self.values.truncate(from);
		Ok(())
	}

	fn search(&self, vector: &[f32], most: usize) -> Result<Vec<Near>> {
		Ok(best(self.all(vector)?, most))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use std::collections::BTreeMap;

	proptest! {
		#[test]
		fn it_finds_what_a_plain_map_has(
			steps in prop::collection::vec((0_u32..20, prop::option::of(prop::array::uniform3(-9_i8..9))), 1..60),
			asked in prop::array::uniform3(-9_i8..9),
			most in 0_usize..30,
		) {
			let (mut flat, mut map) = (Flat::new(3, Measure::Distance), BTreeMap::new());
			for (key, vector) in steps {
				match vector {
					Some(vector) => {
						let vector = vector.map(f32::from);
						flat.put(key, &vector).unwrap();
						map.insert(key, vector);
					}
					None => {
						flat.remove(key).unwrap();
						map.remove(&key);
					}
				}
			}
			let asked = asked.map(f32::from);
			let far = |v: &[f32; 3]| v.iter().zip(&asked).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
			let mut wanted: Vec<(u32, f32)> = map.iter().map(|(key, v)| (*key, -far(v))).collect();
			wanted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
			wanted.truncate(most);
			let found: Vec<(u32, f32)> =
				flat.search(&asked, most).unwrap().into_iter().map(|near| (near.key, near.score)).collect();
			prop_assert_eq!(found, wanted);
			for (key, vector) in &map {
				prop_assert_eq!(flat.get(*key).unwrap(), &vector[..]);
			}
			prop_assert_eq!(flat.len(), map.len());
		}
	}

	#[test]
	fn vectors_of_another_length_or_without_numbers_are_refused() {
		let mut flat = Flat::new(2, Measure::Product);
		assert!(flat.put(1, &[1.0]).is_err());
		assert!(flat.put(1, &[1.0, f32::NAN]).is_err());
		assert!(flat.search(&[1.0, f32::INFINITY], 1).is_err());
		assert_eq!(flat.len(), 0);
	}
}
