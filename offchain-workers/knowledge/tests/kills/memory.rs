//! The same for memories: a process that remembers, forgets, shares and learns is killed. Nothing that it told is lost,
//! and no word of what it told was erased is on the disk.

use super::{chance, is_ahead, kills, run_and_kill};
use althing_embed::Hashing;
use althing_knowledge::access::{Caller, Department, Owner};
use althing_knowledge::memory::{Index, Memory, New, Outcome, Settings, Wanted, Which};
use althing_knowledge::store::{Note, Store};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

const DAY: u64 = 86_400_000;

/// Nothing is evicted: what must be there follows from the number alone.
fn settings() -> Settings {
	Settings {
		episodes: 100_000,
		session_items: 100_000,
		session_bytes: 1 << 40,
		..Settings::default()
	}
}

/// What the commit `n` does, from 1. The first opens the session.
#[derive(Clone, Copy, PartialEq)]
enum Step {
	Open,
	Remember,
	Say,
	Forget,
	ForgetOld,
	Use,
}

fn step(n: u64) -> Step {
	match n % 10 {
		1 if n == 1 => Step::Open,
		0 | 6 => Step::Forget,
		5 => Step::Use,
		8 => Step::Say,
		9 if n % 30 == 29 => Step::ForgetOld,
		_ => Step::Remember,
	}
}

/// Long enough to be compressed now and then, and never the same.
fn text(n: u64) -> String {
	format!(
		"the words of memory {n:06} {}",
		"and more of them ".repeat((n % 50) as usize)
	)
}

/// The numbers of the memories that are there after `n` commits.
fn model(n: u64) -> BTreeSet<u64> {
	let mut there = BTreeSet::new();
	for n in 1..=n {
		match step(n) {
			Step::Remember | Step::Say => {
				there.insert(n);
			}
			Step::Forget => {
				there.pop_first();
			}
			Step::ForgetOld => there.retain(|at| *at >= n - 15),
			Step::Open | Step::Use => (),
		}
	}
	there
}

fn numbers(memory: &Memory<'_>) -> Vec<(u64, String)> {
	let (keeper, embedder) = (Caller::keeper(), Hashing::plain());
	let mut index = Index::new(&keeper, &embedder);
	let followed = index.follow(memory, &Wanted::default()).unwrap();
	assert_eq!(followed.without, 0, "a record has no words");
	let wanted = Wanted {
		most: usize::MAX,
		..Wanted::default()
	};
	let hits = index.search(&wanted, 0).unwrap();
	let number = |text: &str| text.split(' ').nth(4).unwrap().parse().unwrap();
	let mut all: Vec<(u64, String)> = hits
		.into_iter()
		.map(|hit| {
			let n: u64 = number(&hit.text);
			assert_eq!(hit.text, text(n), "the words are others");
			(n, hit.id)
		})
		.collect();
	all.sort();
	all
}

fn write(memory: &Memory<'_>, n: u64) {
	let (keeper, embedder) = (Caller::keeper(), Hashing::plain());
	let note = Note::new(&keeper, format!("step {n}")).unwrap();
	let words = text(n);
	let new = New {
		kind: "call",
		asked: "",
		text: &words,
		importance: 0.5,
		outcome: Outcome::Open,
	};
	let legal = Owner::Department(Department::Legal);
	let forget = |which: &Which| drop(memory.forget(&keeper, &note, which, n, false).unwrap());
	match step(n) {
		Step::Open => {
			let session = memory.open_session(&keeper, &note, &legal, "talk", 3_000 * DAY, None, n);
			assert_eq!(session.unwrap().expires, n + 3_000 * DAY);
		}
		Step::Remember => drop(
			memory
				.remember(&keeper, &note, "clerk", &new, &embedder, n)
				.unwrap(),
		),
		Step::Say => drop(
			memory
				.say_in_session(&keeper, &note, &legal, "talk", &new, &embedder, n)
				.unwrap(),
		),
		Step::Forget => {
			let first = numbers(memory).first().unwrap().1.clone();
			forget(&Which {
				hashes: vec![althing_knowledge::memory::names::hash_of(&first).unwrap()],
				..Which::default()
			});
		}
		Step::ForgetOld => forget(&Which {
			before: Some(n - 15),
			..Which::default()
		}),
		Step::Use => {
			let last = numbers(memory).last().unwrap().1.clone();
			let hash = althing_knowledge::memory::names::hash_of(&last).unwrap();
			assert_eq!(memory.used(&keeper, &note, &[hash], n).unwrap(), 1);
		}
	}
}

/// What is killed.
#[test]
fn child() {
	let Some(folder) = std::env::var_os("ALTHING_KILL_MEMORY") else {
		return;
	};
	let store = Store::open(folder).unwrap();
	let memory = Memory::open(&store, settings()).unwrap();
	let mut out = std::io::stdout();
	loop {
		let n = store.head().number + 1;
		write(&memory, n);
		let head = store.head();
		assert_eq!(head.number, n, "a step is a commit");
		writeln!(out, "kept {n} {}", hex::encode(head.hash)).unwrap();
		out.flush().unwrap();
	}
}

/// The memories whose words are anywhere in the store's folder, compressed or not.
fn on_disk(folder: &Path) -> BTreeSet<u64> {
	let mut found = BTreeSet::new();
	let files =
		std::fs::read_dir(folder.join(Memory::FOLDER)).map(|files| files.map(|file| file.unwrap().path()));
	for path in files.into_iter().flatten() {
		let bytes = std::fs::read(&path).unwrap();
		let (content, _) = althing_knowledge::memory::content::decode(&bytes).unwrap();
		found.insert(content.text.split(' ').nth(4).unwrap().parse().unwrap());
	}
	let log = std::fs::read(folder.join("log")).unwrap();
	let words = b"the words of memory";
	assert!(
		!log.windows(words.len()).any(|part| part == words),
		"words are in the log"
	);
	found
}

#[test]
fn kills_lose_no_memory_and_leave_no_word_of_what_was_erased() {
	let folder = tempfile::tempdir().unwrap();
	let (mut random, mut behind, mut strays, mut killed) = (chance(), 0, 0, 0);
	for kill in 0..kills() {
		random = random
			.wrapping_mul(6_364_136_223_846_793_005)
			.wrapping_add(1_442_695_040_888_963_407);
		let after = Duration::from_micros(5_000 + (random >> 33) % 200_000);
		let kept = run_and_kill(
			"kills::memory::child",
			"ALTHING_KILL_MEMORY",
			folder.path(),
			after,
		);
		let store = Store::open(folder.path()).unwrap();
		let memory = Memory::open(&store, settings()).unwrap();
		let head = store.head();
		if let Some(told) = kept {
			killed += 1;
			behind += u64::from(is_ahead(&store, &told));
		}
		store.verify(|_, _| ()).unwrap();
		let there: BTreeSet<u64> = numbers(&memory).into_iter().map(|(n, _)| n).collect();
		assert_eq!(
			there,
			model(head.number),
			"after kill {kill}, at version {}",
			head.number
		);
		let audit = memory.audit(&Caller::keeper()).unwrap();
		assert!(
			audit.holds() && audit.returned.is_empty(),
			"after kill {kill}: {audit:?}"
		);
		// What a kill cut off between file and commit was never told; it may be there until it is swept.
		let extra: Vec<u64> = on_disk(folder.path()).difference(&there).copied().collect();
		assert!(
			extra.iter().all(|n| *n == head.number + 1),
			"{extra:?} are erased and on the disk"
		);
		strays += extra.len();
		let keeper = Caller::keeper();
		let sweep = Which {
			expired: true,
			..Which::default()
		};
		let dry = memory
			.forget(&keeper, &Note::new(&keeper, "").unwrap(), &sweep, 1, true)
			.unwrap();
		assert_eq!(
			dry.gone.len(),
			extra.len(),
			"a sweep would erase what is left over and nothing else"
		);
		extra_removed(&memory, &dry);
		if head.number > 300 {
			drop(store);
			std::fs::remove_dir_all(folder.path().join(Memory::FOLDER)).unwrap();
			std::fs::remove_file(folder.path().join("log")).unwrap();
		}
	}
	println!(
		"{killed} of {} kills hit a process that had told something: {strays} files were written and not committed, \
		 {behind} commits were kept and not told",
		kills()
	);
}

/// Opens a store as soon as no other test is about to start a process: between fork and exec that holds our locks too.
fn opened(folder: &Path) -> Store {
	loop {
		match Store::open(folder) {
			Err(althing_knowledge::Error::Locked(_)) => std::thread::yield_now(),
			other => return other.unwrap(),
		}
	}
}

/// Takes files away that no record names, without a commit, which would be a step too many for the model.
fn extra_removed(memory: &Memory<'_>, dry: &althing_knowledge::memory::Erasure) {
	let hashes = dry
		.gone
		.iter()
		.map(|gone| althing_knowledge::memory::names::hash_of(&gone.id).unwrap());
	memory.vault().remove(&hashes.collect::<Vec<_>>()).unwrap();
}

#[test]
fn a_log_that_is_cut_anywhere_has_all_words_of_the_version_that_is_left() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, settings()).unwrap();
	// No forgetting: what was erased does not come back when the log is cut before it.
	let steps: Vec<u64> = (1..=5).collect();
	steps.iter().for_each(|n| write(&memory, *n));
	drop(store);
	let bytes = std::fs::read(folder.path().join("log")).unwrap();
	for cut in (0..bytes.len()).step_by(61) {
		std::fs::write(folder.path().join("log"), &bytes[..cut]).unwrap();
		let store = opened(folder.path());
		let memory = Memory::open(&store, settings()).unwrap();
		let there: BTreeSet<u64> = numbers(&memory).into_iter().map(|(n, _)| n).collect();
		assert_eq!(there, model(store.head().number), "cut at {cut}");
		let audit = memory.audit(&Caller::keeper()).unwrap();
		assert!(audit.holds(), "cut at {cut}: {audit:?}");
	}
}
