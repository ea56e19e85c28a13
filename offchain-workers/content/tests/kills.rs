//! A process that keeps payloads and goes on with transfers is killed at random moments: nothing that it said is kept
//! is lost, and nothing is half there. `ALTHING_KILLS` says how often (100).

use crate::common::payload;
use althing_content::hash::{digest, CHUNK};
use althing_content::store::{Limits, Store};
use althing_content::Kind;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn bytes(number: u64) -> Vec<u8> {
	let length = (number as usize * 7_919) % (3 * CHUNK);
	payload(number, length)
}

/// Even numbers are put whole, odd ones come chunk by chunk, as from peers.
fn keep(store: &Store, number: u64) {
	let bytes = bytes(number);
	let pinned = number.is_multiple_of(5);
	if number.is_multiple_of(2) {
		store.put(Kind::Blake2b, bytes.as_slice(), pinned).unwrap();
		return;
	}
	let (address, manifest) = digest(Kind::Blake2b, &bytes).unwrap();
	let partial = store.partial(address, manifest.clone()).unwrap();
	for chunk in (0..manifest.chunks() - partial.resumed()).rev() {
		let (at, length) = manifest.span(chunk).unwrap();
		assert!(partial.accept(chunk, &bytes[at as usize..][..length]).unwrap());
	}
	partial.finish(pinned).unwrap();
}

/// What is killed: it keeps, and says what is kept.
#[test]
fn child() {
	let Some(folder) = std::env::var_os("ALTHING_KILL_CONTENT") else {
		return;
	};
	let from: u64 = std::env::var("ALTHING_KILL_FROM").unwrap().parse().unwrap();
	let store = Store::open(folder, Limits::default()).unwrap();
	let mut out = std::io::stdout();
	for number in from.. {
		keep(&store, number);
		writeln!(out, "kept {number}.").unwrap();
		out.flush().unwrap();
	}
}

/// Runs the child, kills it, and returns the last that it said was kept.
fn run_and_kill(folder: &Path, from: u64, after: Duration) -> Option<u64> {
	let mut child = Command::new(std::env::current_exe().unwrap())
		.args(["kills::child", "--exact", "--nocapture"])
		.env("ALTHING_KILL_CONTENT", folder)
		.env("ALTHING_KILL_FROM", from.to_string())
		.stdout(Stdio::piped())
		.stderr(Stdio::null())
		.spawn()
		.unwrap();
	let out = child.stdout.take().unwrap();
	let reader = std::thread::spawn(move || {
		let lines = BufReader::new(out).lines().map_while(Result::ok);
		let kept = lines.filter_map(|line| {
			let (_, rest) = line.split_once("kept ")?;
			// The kill may cut the last line.
			rest.strip_suffix('.')?.parse().ok()
		});
		kept.last()
	});
	// The moment is what is tested, not waited for.
	std::thread::sleep(after);
	child.kill().unwrap();
	child.wait().unwrap();
	reader.join().unwrap()
}

#[test]
fn kills_lose_nothing_and_leave_no_half_payload() {
	let kills: u64 = std::env::var("ALTHING_KILLS")
		.ok()
		.map_or(100, |kills| kills.parse().unwrap());
	let folder = tempfile::tempdir().unwrap();
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
	let mut chance = u64::from(since.subsec_nanos());
	let (mut next, mut drafts, mut transfers, mut untold) = (0, 0, 0, 0);
	for kill in 0..kills {
		chance = chance
			.wrapping_mul(6_364_136_223_846_793_005)
			.wrapping_add(1_442_695_040_888_963_407);
		let kept = run_and_kill(
			folder.path(),
			next,
			Duration::from_micros(2_000 + (chance >> 33) % 50_000),
		);
		let there = |part: &str| std::fs::read_dir(folder.path().join(part)).map_or(0, |found| found.count());
		drafts += there("new");
		transfers += there("partial");
		let store = Store::open(folder.path(), Limits::default()).unwrap();
		assert_eq!(there("new"), 0);
		let told = kept.map_or(next, |kept| kept + 1);
		for number in 0..told {
			let address = digest(Kind::Blake2b, &bytes(number)).unwrap().0;
			assert!(store.contains(&address), "after kill {kill}: {number} of {told}");
		}
		let items = store.list();
		let more = items.len() as u64 - told;
		assert!(more <= 1, "after kill {kill}: {more} that were not told");
		untold += more;
		for item in &items {
			assert!(store.check(&item.address).unwrap(), "after kill {kill}");
		}
		for number in (0..told).step_by(5) {
			let address = digest(Kind::Blake2b, &bytes(number)).unwrap().0;
			assert!(items.iter().any(|item| item.address == address && item.pinned));
		}
		next = told;
		if next > 60 {
			drop(store);
			std::fs::remove_dir_all(folder.path().join("objects")).unwrap();
			std::fs::remove_dir_all(folder.path().join("partial")).unwrap();
			next = 0;
		}
	}
	println!(
		"{kills} kills: {drafts} left what was being put, {transfers} a transfer; {untold} payloads were kept and not told"
	);
}
