//! A process that writes is killed at random moments; nothing that it was told is kept is lost, and nothing is half
//! done. `ALTHING_KILLS` says how often (20).

use althing_knowledge::access::Caller;
use althing_knowledge::store::{Note, Store};
use oxrdf::{GraphName, NamedNode, Quad};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

mod memory;

type Set = BTreeSet<(u64, u64)>;

/// What the commit `n` does, so that whoever knows the number knows what must be there.
enum Step {
	Insert(Vec<(u64, u64)>),
	Rollback(u64),
	Delete(u64),
}

fn step(n: u64) -> Step {
	match n % 9 {
		4 => Step::Rollback(n - 3),
		7 => Step::Delete((n - 1) % 3),
		_ => Step::Insert(
			(0..(n * 37) % 900 + 1)
				.map(|at| (n % 3, n * 1_000 + at))
				.collect(),
		),
	}
}

fn model(n: u64) -> Vec<Set> {
	let mut versions = vec![Set::new()];
	for n in 1..=n {
		let mut next = versions.last().unwrap().clone();
		match step(n) {
			Step::Insert(quads) => next.extend(quads),
			Step::Rollback(to) => next = versions[to as usize].clone(),
			Step::Delete(graph) => next.retain(|(g, _)| *g != graph),
		}
		versions.push(next);
	}
	versions
}

fn graph(number: u64) -> NamedNode {
	NamedNode::new(format!("urn:althing:department:legal:g{number}:1")).unwrap()
}

fn quad((g, id): (u64, u64)) -> Quad {
	let node = |kind: &str| NamedNode::new(format!("urn:{kind}:{id}")).unwrap();
	Quad::new(
		node("s"),
		NamedNode::new("urn:p").unwrap(),
		node("o"),
		GraphName::from(graph(g)),
	)
}

fn write(store: &Store, n: u64) -> Option<[u8; 32]> {
	let keeper = Caller::keeper();
	let note = Note::new(&keeper, format!("step {n}")).unwrap();
	let commit = match step(n) {
		Step::Insert(quads) => {
			let all = store.write(&keeper, &note, |draft| {
				quads
					.iter()
					.try_for_each(|q| draft.insert_many(quad(*q).as_ref()))
			});
			all.unwrap().0
		}
		Step::Rollback(to) => store.rollback(to, None, &keeper, &note).unwrap(),
		Step::Delete(g) => {
			let all = store.write(&keeper, &note, |draft| {
				let id = draft.graph(GraphName::from(graph(g)).as_ref())?;
				draft.drop_graph(id);
				Ok(())
			});
			all.unwrap().0
		}
	};
	commit.map(|commit| commit.hash)
}

/// What is killed: it writes, and says what is kept.
#[test]
fn child() {
	let Some(folder) = std::env::var_os("ALTHING_KILL_STORE") else {
		return;
	};
	let store = Store::open(folder).unwrap();
	let mut out = std::io::stdout();
	loop {
		let n = store.head().number + 1;
		let hash = write(&store, n).unwrap();
		writeln!(out, "kept {n} {}", hex::encode(hash)).unwrap();
		out.flush().unwrap();
	}
}

fn held(store: &Store) -> Set {
	let state = store.head();
	let mut all = Set::new();
	for (id, graph) in &state.graphs {
		for triple in graph.index.iter() {
			let quad = state.quad(*id, triple).unwrap();
			let GraphName::NamedNode(name) = &quad.graph_name else {
				panic!()
			};
			let g = name.as_str().trim_start_matches("urn:althing:department:legal:g");
			let id = quad.subject.to_string();
			all.insert((
				g[..1].parse().unwrap(),
				id.trim_start_matches("<urn:s:")
					.trim_end_matches('>')
					.parse()
					.unwrap(),
			));
		}
	}
	all
}

/// How often a process is killed.
fn kills() -> u64 {
	std::env::var("ALTHING_KILLS")
		.ok()
		.map_or(20, |kills| kills.parse().unwrap())
}

/// Where a sequence of random moments begins.
fn chance() -> u64 {
	SystemTime::now()
		.duration_since(UNIX_EPOCH)
		.unwrap()
		.subsec_nanos()
		.into()
}

/// Runs a child, which finds its folder in `variable`, kills it, and returns the last that it said was kept.
fn run_and_kill(child: &str, variable: &str, folder: &Path, after: Duration) -> Option<(u64, String)> {
	let mut child = Command::new(std::env::current_exe().unwrap())
		.args([child, "--exact", "--nocapture"])
		.env(variable, folder)
		.stdout(Stdio::piped())
		.stderr(Stdio::null())
		.spawn()
		.unwrap();
	let out = child.stdout.take().unwrap();
	let reader = std::thread::spawn(move || {
		let kept = BufReader::new(out)
			.lines()
			.map_while(Result::ok)
			.filter_map(|line| {
				let (_, kept) = line.split_once("kept ")?;
				let (number, hash) = kept.split_once(' ')?;
				// The kill may cut the last line.
				(hash.len() == 64).then(|| (number.parse().unwrap(), hash.to_owned()))
			});
		kept.last()
	});
	std::thread::sleep(after);
	child.kill().unwrap();
	child.wait().unwrap();
	reader.join().unwrap()
}

/// Checks that a store holds what was told, and at most one commit that was not; whether it does.
fn is_ahead(store: &Store, (number, hash): &(u64, String)) -> bool {
	let kept = store.head().number;
	assert!(kept == *number || kept == number + 1, "{kept} after {number}");
	let line = &store.history(&Caller::keeper())[*number as usize - 1];
	assert_eq!(line.hash, *hash, "the commit {number} is another");
	kept > *number
}

#[test]
fn kills_lose_nothing_and_leave_no_half_state() {
	let kills = kills();
	let folder = tempfile::tempdir().unwrap();
	let mut chance = chance();
	let (mut torn, mut behind) = (0, 0);
	for kill in 0..kills {
		chance = u64::wrapping_mul(chance, 6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		let kept = run_and_kill(
			"kills::child",
			"ALTHING_KILL_STORE",
			folder.path(),
			Duration::from_micros(3_000 + (chance >> 33) % 60_000),
		);
		let before = std::fs::metadata(folder.path().join("log")).map_or(0, |log| log.len());
		let store = Store::open(folder.path()).unwrap();
		torn += u64::from(store.bytes() < before);
		let head = store.head();
		behind += u64::from(kept.is_some_and(|told| is_ahead(&store, &told)));
		store.verify(|_, _| ()).unwrap();
		assert_eq!(
			held(&store),
			*model(head.number).last().unwrap(),
			"after kill {kill}, at version {}",
			head.number
		);
		if head.number > 400 {
			drop(store);
			std::fs::remove_file(folder.path().join("log")).unwrap();
		}
	}
	println!("{kills} kills: {torn} left a half commit, which was cut off; {behind} were kept and not told");
}

#[test]
fn damage_before_whole_commits_is_said_and_not_cut_off() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	for n in 1..=3 {
		write(&store, n);
	}
	drop(store);
	let log = folder.path().join("log");
	let mut bytes = std::fs::read(&log).unwrap();
	bytes[40] ^= 1;
	std::fs::write(&log, &bytes).unwrap();
	let error = Store::open(folder.path()).err().unwrap().to_string();
	assert!(error.contains("damaged at byte"), "{error}");
	assert_eq!(std::fs::read(&log).unwrap(), bytes, "nothing was cut off");
}

#[test]
fn a_log_that_is_cut_anywhere_opens_at_the_commit_before() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	for n in 1..=6 {
		write(&store, n);
	}
	drop(store);
	let bytes = std::fs::read(folder.path().join("log")).unwrap();
	for cut in (0..bytes.len()).step_by(97) {
		let other = tempfile::tempdir().unwrap();
		std::fs::write(other.path().join("log"), &bytes[..cut]).unwrap();
		let store = Store::open(other.path()).unwrap();
		assert_eq!(
			held(&store),
			*model(store.head().number).last().unwrap(),
			"cut at {cut}"
		);
		store.verify(|_, _| ()).unwrap();
	}
}

#[test]
fn a_store_is_open_once() {
	let folder = tempfile::tempdir().unwrap();
	let _open = Store::open(folder.path()).unwrap();
	assert!(Store::open(folder.path())
		.err()
		.unwrap()
		.to_string()
		.contains("another process"));
}
