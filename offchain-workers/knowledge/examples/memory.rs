//! `memory FOLDER [EPISODES]`: from what length on it is worth compressing a text, and how long it takes to remember,
//! recall, learn and forget. FOLDER holds texts (txt, md, json), whose pieces are taken.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_embed::Hashing;
use althing_knowledge::access::Caller;
use althing_knowledge::memory::content::{compress, decompress};
use althing_knowledge::memory::{Index, Memory, New, Outcome, Settings, Wanted, Which};
use althing_knowledge::store::{Note, Store};
use std::path::Path;
use std::time::{Duration, Instant};

/// Bytes of a file beside its body, without a vector.
const HEAD: usize = 8 + 1 + 32 + 3 + 4;

/// Bytes that a file system gives out at once.
const BLOCK: usize = 4_096;

fn texts(folder: &Path, to: &mut Vec<String>) {
	for entry in std::fs::read_dir(folder).unwrap() {
		let path = entry.unwrap().path();
		let end = path
			.extension()
			.unwrap_or_default()
			.to_string_lossy()
			.into_owned();
		if path.is_dir() {
			texts(&path, to);
		} else if ["txt", "md", "json"].contains(&end.as_str()) {
			to.extend(std::fs::read_to_string(&path));
		}
	}
}

/// Pieces of a length, from all over the texts.
fn pieces(texts: &[String], length: usize, most: usize) -> Vec<&[u8]> {
	let all: Vec<&[u8]> = texts
		.iter()
		.flat_map(|text| text.as_bytes().chunks_exact(length))
		.collect();
	let step = (all.len() / most).max(1);
	all.into_iter().step_by(step).take(most).collect()
}

fn micros(time: Duration, count: usize) -> f64 {
	time.as_secs_f64() * 1e6 / count.max(1) as f64
}

fn compression(texts: &[String]) {
	println!("bytes   pieces  left of them  shorter  blocks saved  compress µs  decompress µs");
	for length in [64, 128, 256, 384, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 65_536] {
		let pieces = pieces(texts, length, 300);
		let before = Instant::now();
		let short: Vec<Vec<u8>> = pieces.iter().map(|piece| compress(piece)).collect();
		let compress = before.elapsed();
		let before = Instant::now();
		for bytes in &short {
			assert_eq!(decompress(bytes, length).unwrap().len(), length);
		}
		let decompress = before.elapsed();
		let left: usize = short.iter().map(|bytes| bytes.len().min(length)).sum();
		let shorter = short.iter().filter(|bytes| bytes.len() < length).count();
		let blocks = |bytes: usize| (bytes + HEAD).div_ceil(BLOCK);
		let saved: usize = short
			.iter()
			.map(|bytes| blocks(length) - blocks(bytes.len().min(length)))
			.sum();
		println!(
			"{length:>6}  {:>6}  {:>10.1} %  {:>5.1} %  {:>10.1} %  {:>11.1}  {:>13.1}",
			pieces.len(),
			100.0 * left as f64 / (pieces.len() * length).max(1) as f64,
			100.0 * shorter as f64 / pieces.len().max(1) as f64,
			100.0 * saved as f64 / (pieces.len() * blocks(length)).max(1) as f64,
			micros(compress, pieces.len()),
			micros(decompress, pieces.len()),
		);
	}
}

/// p50, p95 and p99 in milliseconds.
fn show(what: &str, mut times: Vec<Duration>) {
	times.sort_unstable();
	let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
	println!(
		"{what}: {:.2} / {:.2} / {:.2} ms (p50 / p95 / p99 of {})",
		at(0.5),
		at(0.95),
		at(0.99),
		times.len()
	);
}

fn timed<T>(times: &mut Vec<Duration>, what: impl FnOnce() -> T) -> T {
	let before = Instant::now();
	let out = what();
	times.push(before.elapsed());
	out
}

fn main() {
	let folder = std::env::args().nth(1).expect("the folder with texts");
	let episodes: usize = std::env::args()
		.nth(2)
		.map_or(1_000, |count| count.parse().unwrap());
	let mut all = Vec::new();
	texts(Path::new(&folder), &mut all);
	println!(
		"{} texts, {} bytes",
		all.len(),
		all.iter().map(String::len).sum::<usize>()
	);
	compression(&all);

	let place = tempfile::tempdir().unwrap();
	let store = Store::open(place.path()).unwrap();
	let settings = Settings {
		episodes,
		..Settings::default()
	};
	let memory = Memory::open(&store, settings).unwrap();
	let (caller, embedder) = (Caller::agent("clerk", None), Hashing::plain());
	let note = Note::new(&caller, "bench").unwrap();
	let joined: String = all.concat();
	let words: Vec<&str> = joined.split_whitespace().collect();
	let part = |n: usize, length: usize| words[(n * 97) % (words.len() - length)..][..length].join(" ");
	let (mut remember, mut beyond) = (Vec::new(), Vec::new());
	for n in 0..episodes + episodes / 10 {
		let (asked, text) = (part(n, 12), part(n * 31, 60));
		let new = New {
			kind: "call",
			asked: &asked,
			text: &text,
			importance: 0.5,
			outcome: Outcome::Open,
		};
		let times = if n < episodes { &mut remember } else { &mut beyond };
		timed(times, || {
			memory
				.remember(&caller, &note, "clerk", &new, &embedder, n as u64 * 60_000)
				.unwrap()
		});
	}
	let now = 2 * episodes as u64 * 60_000;
	show("remember", remember);
	show("remember where one must go", beyond);
	let (mut index, mut searches) = (Index::new(&caller, &embedder), Vec::new());
	let before = Instant::now();
	let followed = index.follow(&memory, &Wanted::default()).unwrap();
	println!(
		"index of {} from the files: {:.1} ms",
		followed.new,
		before.elapsed().as_secs_f64() * 1e3
	);
	let before = Instant::now();
	index.follow(&memory, &Wanted::default()).unwrap();
	println!(
		"index that has them: {:.1} ms",
		before.elapsed().as_secs_f64() * 1e3
	);
	for n in 0..200 {
		let wanted = Wanted {
			about: Some(part(n * 53, 8)),
			most: 5,
			..Wanted::default()
		};
		timed(&mut searches, || index.search(&wanted, now).unwrap());
	}
	show("recall", searches);
	let before = Instant::now();
	let learnt = memory
		.consolidate(&caller, &note, "clerk", None, &embedder, now)
		.unwrap();
	println!(
		"learn of {} episodes: {:.1} ms",
		learnt.episodes,
		before.elapsed().as_secs_f64() * 1e3
	);
	let mut erasures = Vec::new();
	let wanted = Wanted {
		most: 100,
		..Wanted::default()
	};
	for hit in index.search(&wanted, now).unwrap() {
		let which = Which {
			hashes: vec![althing_knowledge::memory::names::hash_of(&hit.id).unwrap()],
			..Which::default()
		};
		timed(&mut erasures, || {
			memory.forget(&caller, &note, &which, now, false).unwrap()
		});
	}
	show("forget one", erasures);
	let before = Instant::now();
	let audit = memory.audit(&Caller::keeper()).unwrap();
	println!(
		"audit of {} files: {:.1} ms",
		audit.whole,
		before.elapsed().as_secs_f64() * 1e3
	);
	assert!(audit.holds());
}
