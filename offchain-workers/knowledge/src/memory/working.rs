//! What an agent has before it while it works on one task: a few texts, bounded in number and bytes.
//!
//! It lives as long as the task and no longer: nothing of it is written down. What is to stay is remembered as an
//! episode ([`super::Memory::remember`]).

use super::activation::Uses;
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// How much it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
	/// Texts.
	pub items: usize,
	/// Bytes of keys and texts together.
	pub bytes: usize,
}

impl Default for Bounds {
	fn default() -> Self {
		Self {
			items: 64,
			bytes: 32 << 10,
		}
	}
}

/// A text that is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
	/// What it is called; a key is held once.
	pub key: String,
	/// What it says.
	pub text: String,
	/// How much it has to do with the task, from 0 to 1.
	pub relevance: f64,
	uses: Uses,
}

/// What has nothing to do with a task is still worth more than nothing: among such items the younger stays.
const LEAST_RELEVANCE: f64 = 0.01;

impl Item {
	/// Bytes that it takes.
	pub fn bytes(&self) -> usize {
		self.key.len().saturating_add(self.text.len())
	}

	/// What a byte of it is worth at `now`: Σ t^(−½) × relevance ÷ bytes.
	pub fn value(&self, now: u64) -> f64 {
		self.uses.strength(now) * self.relevance.max(LEAST_RELEVANCE) / self.bytes().max(1) as f64
	}
}

/// The working memory of one task. The same calls with the same times leave the same items.
#[derive(Clone, Debug)]
pub struct Working {
	bounds: Bounds,
	items: BTreeMap<String, Item>,
	bytes: usize,
}

impl Working {
	/// Empty.
	pub fn new(bounds: Bounds) -> Self {
		Self {
			bounds,
			items: BTreeMap::new(),
			bytes: 0,
		}
	}

	/// How many items.
	pub fn len(&self) -> usize {
		self.items.len()
	}

	/// Whether there are none.
	pub fn is_empty(&self) -> bool {
		self.items.is_empty()
	}

	/// Bytes that are taken.
	pub fn bytes(&self) -> usize {
		self.bytes
	}

	/// The items by their keys.
	pub fn items(&self) -> impl Iterator<Item = &Item> {
		self.items.values()
	}

	/// Holds a text, instead of the one with the same key, and returns what had to go for it, the least worth first; of
	/// equals the one with the lower key. It may be the new one itself.
	///
	/// # Errors
	/// When it is longer than everything may be, or its relevance is no number from 0 to 1; then nothing changes.
	pub fn hold(&mut self, key: &str, text: &str, relevance: f64, now: u64) -> Result<Vec<Item>> {
		let before = self.items.get(key).map(|before| before.uses.clone());
		let uses = match before {
			Some(mut uses) => {
				uses.again(now);
				uses
			}
			None => Uses::begun(now),
		};
		self.hold_used(key, text, relevance, uses, now)
	}

	/// The same with something that was used before.
	///
	/// # Errors
	/// As with [`Working::hold`].
	pub fn hold_used(
		&mut self,
		key: &str,
		text: &str,
		relevance: f64,
		uses: Uses,
		now: u64,
	) -> Result<Vec<Item>> {
		if !(0.0..=1.0).contains(&relevance) {
			return Err(Error::Input(format!(
				"{relevance} is no relevance: it is from 0 to 1"
			)));
		}
		let length = key.len().saturating_add(text.len());
		if length > self.bounds.bytes || self.bounds.items == 0 {
			return Err(Error::Input(format!(
				"{key} has {length} bytes, and {} are held at most: shorten it, or give the task more room",
				self.bounds.bytes
			)));
		}
		self.let_go(key);
		let item = Item {
			key: key.to_owned(),
			text: text.to_owned(),
			relevance,
			uses,
		};
		self.bytes = self.bytes.saturating_add(item.bytes());
		self.items.insert(item.key.clone(), item);
		let mut gone = Vec::new();
		while self.items.len() > self.bounds.items || self.bytes > self.bounds.bytes {
			let Some(least) = self.least(now) else { break };
			gone.extend(self.let_go(&least));
		}
		Ok(gone)
	}

	/// The key of the item that is worth least.
	fn least(&self, now: u64) -> Option<String> {
		let worth = self.items.values().map(|item| (item.value(now), &item.key));
		let least = worth.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
		least.map(|(_, key)| key.clone())
	}

	/// The text under a key, which counts as one more use.
	pub fn get(&mut self, key: &str, now: u64) -> Option<&str> {
		let item = self.items.get_mut(key)?;
		item.uses.again(now);
		Some(&item.text)
	}

	/// Takes an item out.
	pub fn let_go(&mut self, key: &str) -> Option<Item> {
		let item = self.items.remove(key)?;
		self.bytes = self.bytes.saturating_sub(item.bytes());
		Some(item)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[derive(Clone, Debug)]
	struct Step {
		key: u8,
		length: usize,
		relevance: f64,
		wait: u64,
		get: bool,
	}

	fn step() -> impl Strategy<Value = Step> {
		(0_u8..12, 0_usize..120, 0.0..=1.0, 0_u64..5_000_000, any::<bool>()).prop_map(
			|(key, length, relevance, wait, get)| Step {
				key,
				length,
				relevance,
				wait,
				get,
			},
		)
	}

	fn run(steps: &[Step], bounds: Bounds, mut each: impl FnMut(&Working, &[Item], u64)) -> Working {
		let (mut working, mut now) = (Working::new(bounds), 0);
		for step in steps {
			now += step.wait;
			let key = format!("k{}", step.key);
			if step.get {
				working.get(&key, now);
			} else if let Ok(gone) = working.hold(&key, &"x".repeat(step.length), step.relevance, now) {
				each(&working, &gone, now);
			}
		}
		working
	}

	proptest! {
		#[test]
		fn bounds_hold_and_what_goes_is_worth_least(
			steps in prop::collection::vec(step(), 1..60), items in 1_usize..9, bytes in 1_usize..400,
		) {
			let bounds = Bounds { items, bytes };
			run(&steps, bounds, |working, gone, now| {
				let held: usize = working.items().map(Item::bytes).sum();
				assert!(working.len() <= items && working.bytes() <= bytes && held == working.bytes());
				let worth: Vec<f64> = gone.iter().map(|item| item.value(now)).collect();
				assert!(worth.windows(2).all(|two| two[0] <= two[1]), "the least first");
				let most = worth.last().copied().unwrap_or(f64::NEG_INFINITY);
				assert!(working.items().all(|item| item.value(now) >= most));
			});
		}

		#[test]
		fn no_more_goes_than_must(steps in prop::collection::vec(step(), 1..60), items in 1_usize..9, bytes in 1_usize..400) {
			run(&steps, Bounds { items, bytes }, |working, gone, _| {
				// With the last that went there was no room.
				if let Some(last) = gone.last() {
					assert!(working.len() + 1 > items || working.bytes() + last.bytes() > bytes);
				}
			});
		}

		#[test]
		fn the_same_calls_leave_the_same(steps in prop::collection::vec(step(), 1..60)) {
			let bounds = Bounds { items: 5, bytes: 200 };
			let held = |working: &Working| working.items().cloned().collect::<Vec<_>>();
			let (one, other) = (run(&steps, bounds, |_, _, _| ()), run(&steps, bounds, |_, _, _| ()));
			prop_assert_eq!(held(&one), held(&other));
		}
	}

	#[test]
	fn what_matters_stays_and_what_is_too_long_is_refused() {
		let mut working = Working::new(Bounds { items: 2, bytes: 100 });
		working.hold("plan", "a plan", 0.9, 0).unwrap();
		working.hold("noise", "a remark", 0.1, 1_000).unwrap();
		let gone = working.hold("fact", "a fact", 0.8, 2_000).unwrap();
		assert_eq!(gone[0].key, "noise");
		let error = working
			.hold("long", &"x".repeat(200), 1.0, 3_000)
			.unwrap_err()
			.to_string();
		assert!(error.contains("204 bytes"), "{error}");
		assert_eq!(working.len(), 2);
		assert!(working.hold("wrong", "", f64::NAN, 3_000).is_err());
	}
}
