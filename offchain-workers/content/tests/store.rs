//! What a store promises, whatever is done to it.

use crate::common::payload;
use althing_content::hash::{digest, CHUNK};
use althing_content::store::{Limits, Store};
use althing_content::{Address, Error, Kind};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
	let mut found = Vec::new();
	for entry in fs::read_dir(folder).unwrap() {
		let path = entry.unwrap().path();
		match path.is_dir() {
			true => found.extend(files(&path)),
			false => found.push(path),
		}
	}
	found
}

fn bytes_on_disk(folder: &Path) -> u64 {
	let parts = ["objects", "partial", "new"].map(|part| files(&folder.join(part)));
	parts
		.iter()
		.flatten()
		.map(|file| fs::metadata(file).unwrap().len())
		.sum()
}

#[derive(Clone, Debug)]
enum Step {
	Put { seed: u8, length: usize, pin: bool },
	Pin(u8),
	Unpin(u8),
	Remove(u8),
	Get(u8),
	Begin { seed: u8, chunks: u32 },
	Reopen,
}

fn step() -> impl Strategy<Value = Step> {
	let length = prop_oneof![4 => 0usize..5_000, 1 => CHUNK - 2..CHUNK + 3, 1 => 0usize..3 * CHUNK];
	prop_oneof![
		6 => (0u8..12, length, prop::bool::weighted(0.2)).prop_map(|(seed, length, pin)| Step::Put { seed, length, pin }),
		1 => (0u8..12).prop_map(Step::Pin),
		1 => (0u8..12).prop_map(Step::Unpin),
		1 => (0u8..12).prop_map(Step::Remove),
		2 => (0u8..12).prop_map(Step::Get),
		2 => (0u8..12, 0u32..4).prop_map(|(seed, chunks)| Step::Begin { seed, chunks }),
		1 => Just(Step::Reopen),
	]
}

const LIMITS: Limits = Limits {
	total: 4 * CHUNK as u64,
	payload: 2 * CHUNK as u64 + 1_000,
	payloads: 8,
};

/// What should be there: the newest payload of each seed, and what is pinned.
#[derive(Default)]
struct Model {
	known: HashMap<u8, (Address, Vec<u8>)>,
	all: HashMap<Address, Vec<u8>>,
	pinned: HashSet<Address>,
}

fn act(step: &Step, store: &Store, model: &mut Model) {
	let of = |seed: &u8, model: &Model| model.known.get(seed).cloned();
	match step {
		Step::Put { seed, length, pin } => {
			let bytes = payload(u64::from(*seed), *length);
			let address = digest(Kind::Blake2b, &bytes).unwrap().0;
			match store.put(Kind::Blake2b, bytes.as_slice(), *pin) {
				Ok(item) => {
					assert_eq!((item.address, item.length), (address, *length as u64));
					if *pin {
						model.pinned.insert(address);
					}
					model.known.insert(*seed, (address, bytes.clone()));
					model.all.insert(address, bytes);
				}
				Err(Error::TooLarge { .. }) => assert!(*length as u64 > LIMITS.payload),
				Err(Error::Full { .. } | Error::TooMany(_)) => assert!(!model.pinned.is_empty()),
				Err(other) => panic!("{other}"),
			}
		}
		Step::Pin(seed) => {
			if let Some((address, _)) = of(seed, model) {
				match store.pin(&address) {
					Ok(()) => drop(model.pinned.insert(address)),
					Err(error) => assert!(matches!(error, Error::Missing(_)), "{error}"),
				}
			}
		}
		Step::Unpin(seed) => {
			if let Some((address, _)) = of(seed, model) {
				assert_eq!(store.unpin(&address).is_ok(), store.contains(&address));
				model.pinned.remove(&address);
			}
		}
		Step::Remove(seed) => {
			if let Some((address, _)) = of(seed, model) {
				let _ = store.remove(&address);
				assert!(!store.contains(&address));
				model.pinned.remove(&address);
			}
		}
		Step::Get(seed) => {
			if let Some((address, bytes)) = of(seed, model) {
				match store.get(&address) {
					Ok(got) => assert_eq!(got, bytes),
					Err(error) => assert!(matches!(error, Error::Missing(_)), "{error}"),
				}
			}
		}
		Step::Begin { seed, chunks } => {
			let bytes = payload(u64::from(*seed) + 100, 2 * CHUNK + usize::from(*seed));
			let (address, manifest) = digest(Kind::Blake2b, &bytes).unwrap();
			if store.contains(&address) {
				return;
			}
			let Ok(partial) = store.partial(address, manifest.clone()) else {
				return;
			};
			for chunk in (0..manifest.chunks()).rev().take(*chunks as usize) {
				let (at, length) = manifest.span(chunk).unwrap();
				assert!(partial.accept(chunk, &bytes[at as usize..][..length]).unwrap());
			}
			let whole = partial.resumed() + chunks >= manifest.chunks();
			if partial.finish(false).is_ok() {
				assert!(whole);
				model.all.insert(address, bytes);
			}
		}
		Step::Reopen => (),
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

	#[test]
	fn quotas_hold_pinned_payloads_stay_and_what_is_read_is_what_was_put(
		steps in prop::collection::vec(step(), 1..40),
	) {
		let folder = tempfile::tempdir().unwrap();
		let mut store = Store::open(folder.path(), LIMITS).unwrap();
		let mut model = Model::default();
		for step in steps {
			act(&step, &store, &mut model);
			if matches!(step, Step::Reopen) {
				drop(store);
				store = Store::open(folder.path(), LIMITS).unwrap();
			}
			let usage = store.usage();
			prop_assert!(usage.bytes <= LIMITS.total, "{usage:?}");
			prop_assert!(usage.payloads <= LIMITS.payloads);
			// What is cut off of an unfinished transfer's file is not counted less.
			prop_assert!(bytes_on_disk(folder.path()) <= usage.bytes);
			for item in store.list() {
				prop_assert!(model.all.contains_key(&item.address));
				prop_assert_eq!(item.pinned, model.pinned.contains(&item.address));
			}
			for address in &model.pinned {
				prop_assert_eq!(&store.get(address).unwrap(), &model.all[address]);
			}
		}
		for item in store.list() {
			prop_assert!(store.check(&item.address).unwrap());
		}
	}

	#[test]
	fn a_changed_byte_is_found_wherever_it_is(
		length in prop_oneof![0usize..3_000, CHUNK - 1..2 * CHUNK + 50],
		at in any::<prop::sample::Index>(),
		bit in 0u8..8,
	) {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(folder.path(), Limits::default()).unwrap();
		let bytes = payload(3, length);
		let item = store.put(Kind::Blake2b, bytes.as_slice(), true).unwrap();
		let file = &files(&folder.path().join("objects"))[0];
		let mut damaged = fs::read(file).unwrap();
		let at = at.index(damaged.len());
		damaged[at] ^= 1 << bit;
		fs::write(file, &damaged).unwrap();
		let error = store.get(&item.address).unwrap_err();
		prop_assert!(matches!(error, Error::Damaged(_)), "{}", error);
		prop_assert!(!store.contains(&item.address));
		prop_assert!(store.list()[0].damaged);
		// Put again it is whole again, and still pinned.
		let again = store.put(Kind::Blake2b, bytes.as_slice(), false).unwrap();
		prop_assert!(again.pinned);
		prop_assert_eq!(store.get(&item.address).unwrap(), bytes);
	}
}

#[test]
fn a_file_that_is_cut_off_or_gone_is_damaged_and_loses_nothing_else() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path(), Limits::default()).unwrap();
	let kept = store
		.put(Kind::Blake2b, b"kept".as_slice(), false)
		.unwrap()
		.address;
	let bytes = payload(4, CHUNK + 10);
	let cut = store.put(Kind::Blake2b, bytes.as_slice(), false).unwrap().address;
	let file = files(&folder.path().join("objects"))
		.into_iter()
		.find(|file| fs::metadata(file).unwrap().len() > CHUNK as u64)
		.unwrap();
	for length in [CHUNK as u64 + 5, 10, 0] {
		fs::File::options()
			.write(true)
			.open(&file)
			.unwrap()
			.set_len(length)
			.unwrap();
		let error = store.get(&cut).unwrap_err();
		assert!(matches!(error, Error::Damaged(_)), "{error}");
		assert!(store.manifest(&cut).is_err());
	}
	drop(store);
	let store = Store::open(folder.path(), Limits::default()).unwrap();
	assert!(!store.contains(&cut));
	assert_eq!(store.get(&kept).unwrap(), b"kept");
	store.put(Kind::Blake2b, bytes.as_slice(), false).unwrap();
	assert!(store.check(&cut).unwrap());
}

#[test]
fn a_store_is_open_once() {
	let folder = tempfile::tempdir().unwrap();
	let open = Store::open(folder.path(), Limits::default()).unwrap();
	let error = Store::open(folder.path(), Limits::default())
		.unwrap_err()
		.to_string();
	assert!(error.contains("another process"), "{error}");
	drop(open);
	Store::open(folder.path(), Limits::default()).unwrap();
}

#[test]
fn what_was_used_last_is_known_after_a_restart() {
	let folder = tempfile::tempdir().unwrap();
	let limits = Limits {
		payloads: 2,
		..Limits::default()
	};
	let store = Store::open(folder.path(), limits).unwrap();
	let old = store
		.put(Kind::Blake2b, b"old".as_slice(), false)
		.unwrap()
		.address;
	let new = store
		.put(Kind::Blake2b, b"new".as_slice(), false)
		.unwrap()
		.address;
	store.get(&old).unwrap();
	drop(store);
	let store = Store::open(folder.path(), limits).unwrap();
	store.put(Kind::Blake2b, b"newest".as_slice(), false).unwrap();
	assert!(store.contains(&old) && !store.contains(&new));
}

#[test]
fn readers_go_on_while_what_they_read_is_forgotten_and_put_again() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path(), Limits::default()).unwrap();
	let bytes = payload(6, 3 * CHUNK);
	let address = store.put(Kind::Blake2b, bytes.as_slice(), false).unwrap().address;
	std::thread::scope(|threads| {
		for _ in 0..3 {
			threads.spawn(|| {
				for _ in 0..60 {
					match store.get(&address) {
						Ok(got) => assert_eq!(got, bytes),
						Err(error) => assert!(matches!(error, Error::Missing(_)), "{error}"),
					}
				}
			});
		}
		for _ in 0..40 {
			// Another thread may have removed it.
			let _ = store.remove(&address);
			store.put(Kind::Blake2b, bytes.as_slice(), false).unwrap();
		}
	});
	assert_eq!(store.get(&address).unwrap(), bytes);
}

#[test]
fn a_source_that_fails_or_never_ends_leaves_nothing() {
	struct Failing(usize);
	impl Read for Failing {
		fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
			self.0 = self
				.0
				.checked_sub(to.len())
				.ok_or(std::io::ErrorKind::BrokenPipe)?;
			to.fill(1);
			Ok(to.len())
		}
	}
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path(), LIMITS).unwrap();
	assert!(store.put(Kind::Blake2b, Failing(CHUNK + 9), false).is_err());
	let error = store.put(Kind::Blake2b, std::io::repeat(0), false).unwrap_err();
	assert!(matches!(error, Error::TooLarge { .. }), "{error}");
	let error = store
		.put(Kind::Keccak, payload(1, CHUNK + 1).as_slice(), false)
		.unwrap_err();
	assert!(error.to_string().contains("Keccak"), "{error}");
	assert_eq!((store.usage().bytes, bytes_on_disk(folder.path())), (0, 0));
}

#[test]
fn an_unfinished_transfer_is_gone_on_with_and_is_not_open_twice() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path(), Limits::default()).unwrap();
	let bytes = payload(9, 4 * CHUNK);
	let (address, manifest) = digest(Kind::Blake2b, &bytes).unwrap();
	let part = |chunk: u32| &bytes[chunk as usize * CHUNK..][..CHUNK];
	let partial = store.partial(address, manifest.clone()).unwrap();
	assert!(matches!(
		store.partial(address, manifest.clone()),
		Err(Error::InFlight(_))
	));
	assert!(matches!(store.remove(&address), Err(Error::InFlight(_))));
	for (chunk, sent, fits) in [
		(3, 3, true),
		(2, 1, false),
		(2, 2, true),
		(0, 0, true),
		(9, 0, false),
	] {
		assert_eq!(partial.accept(chunk, part(sent)).unwrap(), fits, "{chunk}");
	}
	assert!(partial.finish(false).is_err());
	drop(partial);
	drop(store);
	let store = Store::open(folder.path(), Limits::default()).unwrap();
	let partial = store.partial(address, manifest).unwrap();
	assert_eq!(
		partial.resumed(),
		2,
		"what is not next to the end is fetched again"
	);
	assert!(partial.accept(1, part(1)).unwrap() && partial.accept(0, part(0)).unwrap());
	partial.finish(true).unwrap();
	drop(partial);
	assert_eq!(store.get(&address).unwrap(), bytes);
	assert!(files(&folder.path().join("partial")).is_empty());
}
